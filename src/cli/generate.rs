//! What is made of the grammar for other programs: completions of shells, man pages.

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::grammar;
use super::topics::TOPICS;

/// What makes `shell` complete the command line.
pub(super) fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut grammar::command(), "roachdump", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// A man page for every command, each with the name of its file.
pub(super) fn man_pages() -> Vec<(String, Vec<u8>)> {
    let mut grammar = grammar::command();
    grammar.build();
    let mut pages = Vec::new();
    collect(&grammar, "roachdump", &mut pages);
    pages
}

fn collect(command: &Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) {
    pages.push((format!("{name}.1"), man_page(command, name)));
    for below in command.get_subcommands() {
        collect(below, &format!("{name}-{}", below.get_name()), pages);
    }
}

fn man_page(command: &Command, name: &str) -> Vec<u8> {
    let source = concat!("roachdump ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).title(name.to_uppercase()).source(source);
    let mut page = Vec::new();
    // A vector takes whatever is written.
    let _ = man
        .render_title(&mut page)
        .and_then(|()| man.render_name_section(&mut page))
        .and_then(|()| synopsis(command).to_writer(&mut page))
        .and_then(|()| man.render_description_section(&mut page))
        .and_then(|()| man.render_options_section(&mut page));
    if command.has_subcommands() {
        let _ = man.render_subcommands_section(&mut page);
    }
    if command.get_name() == "dump" {
        let _ = topics().to_writer(&mut page);
    }
    page
}

/// The form of the command, as its help has it.
fn synopsis(command: &Command) -> Roff {
    let usage = command.clone().render_usage().to_string();
    let mut section = Roff::new();
    section.control("SH", ["SYNOPSIS"]).text([bold(usage.trim_start_matches("Usage: "))]);
    section
}

/// The topics of the help as sections of a man page.
fn topics() -> Roff {
    let mut page = Roff::new();
    for line in TOPICS.iter().flat_map(|topic| topic.text.lines()) {
        let text = line.trim_start();
        match line.len() - text.len() {
            _ if text.is_empty() => {}
            0 => drop(page.control("SH", [text.trim_end_matches(':').to_uppercase().as_str()])),
            2 => drop(page.control("PP", []).text([roman(text)])),
            _ => drop(
                page.control("RS", ["4"])
                    .control("nf", [])
                    .text([bold(text)])
                    .control("fi", [])
                    .control("RE", []),
            ),
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_man_page_for_every_command() {
        let pages = man_pages();
        let names: Vec<_> = pages.iter().map(|(name, _)| name.as_str()).collect();
        #[rustfmt::skip]
        assert_eq!(names, [
            "roachdump.1", "roachdump-dump.1", "roachdump-help.1", "roachdump-completion.1", "roachdump-gen.1",
            "roachdump-gen-man.1", "roachdump-gen-autocomplete.1",
        ]);
        let dump = String::from_utf8_lossy(&pages[1].1).into_owned();
        for want in [
            ".TH ROACHDUMP-DUMP 1",
            ".SH SYNOPSIS",
            "\\fB\\-\\-progress\\fR",
            ".SH \"EXIT STATUS\"",
            ".SH EXAMPLES",
        ] {
            assert!(dump.contains(want), "{want}: {dump}");
        }
    }

    #[test]
    fn completions_name_every_command() {
        for shell in [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh] {
            let script = completions(shell);
            assert!(script.contains("rows-per-insert") && script.contains("autocomplete"), "{shell}");
        }
    }
}
