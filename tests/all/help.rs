//! What the program makes for shells and for `man`.

use std::fs;
use std::process::Command;

use crate::program::roachdump;

/// What bash offers for the last of these words.
fn offered(words: &str) -> String {
    let script = format!(
        "source <(\"$0\" completion bash); COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1));
         _roachdump roachdump \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD - 1]}}\"; echo \"${{COMPREPLY[*]}}\""
    );
    let output = Command::new("bash").args(["-c", &script, env!("CARGO_BIN_EXE_roachdump")]).output();
    let output = output.expect("bash");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{words}");
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

#[test]
fn completions_of_bash() {
    #[rustfmt::skip]
    let rows = [
        ("roachdump du",                 "dump"),
        ("roachdump gen a",              "autocomplete"),
        ("roachdump dump db --dump-m",   "--dump-mode"),
        ("roachdump dump db --rows-per", "--rows-per-insert"),
    ];
    for (words, want) in rows {
        assert_eq!(offered(words), want, "{words}");
    }
}

#[test]
fn man_pages() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("share/man1");
    let made = roachdump(["gen", "man", "--path"]).args([&path]).run();
    assert_eq!((made.status(), made.stderr.as_str()), (0, ""));
    let page = fs::read_to_string(path.join("roachdump-dump.1")).expect("a page");
    assert!(page.contains(".SH SYNOPSIS\n\\fBroachdump dump <database>"), "{page}");
    let refused = roachdump(["gen", "man", "--path=/proc/man"]).run();
    assert_eq!(refused.status(), 1);
    assert!(refused.stderr.starts_with("Error: cannot make the folder /proc/man: "), "{}", refused.stderr);
    assert!(refused.stderr.ends_with("\nFailed running \"gen\"\n"), "{}", refused.stderr);
}

#[test]
fn help_at_two_widths() {
    for columns in [80, 100] {
        let help = roachdump(["dump", "--help"]).env("COLUMNS", columns.to_string()).run();
        let text = String::from_utf8(help.stdout).expect("help is UTF-8");
        let long: Vec<_> = text.lines().filter(|line| line.chars().count() > columns).collect();
        assert_eq!(long, Vec::<&str>::new(), "{columns}");
        let lonely: Vec<_> = text.lines().filter(|line| line.trim().ends_with("[default:")).collect();
        assert_eq!(lonely, Vec::<&str>::new(), "{columns}");
    }
}
