//! Where a dump goes: full disks, readers that leave, files that are there already.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use super::{names, over_socket, over_tcp, server};
use crate::program::Program;

/// A dump of the small database.
fn small() -> Program {
    over_socket("faults", "trust")
}

fn to_file(path: &Path) -> Program {
    small().args(["-f"]).args([path])
}

/// What the small database's dump holds.
fn whole() -> Vec<u8> {
    small().run().dump()
}

fn device(path: &str) -> File {
    File::options().write(true).open(path).expect("a device")
}

#[test]
fn full_disk() {
    let full = Path::new("/dev/full");
    #[rustfmt::skip]
    let rows = [
        ("stdout", small().args(["--dump-mode=schema"]).stdout(device("/dev/full")), "Error: cannot write stdout: No space left"),
        ("file",   to_file(full).args(["--dump-mode=schema"]),                       "Error: cannot write /dev/full: No space left"),
        ("a row",  small().stdout(device("/dev/full")),                              "Error: table public.big, after 1 rows: cannot write stdout: No space left"),
    ];
    for (name, program, error) in rows {
        let outcome = program.run();
        let rest =
            " on device (os error 28)\nThe disk is full: the dump is incomplete.\nFailed running \"dump\"\n";
        assert_eq!(outcome.failure(name), format!("{error}{rest}"), "{name}");
    }
}

#[test]
fn reader_leaves() {
    let mut running = over_socket("large", "trust").stdout(Stdio::piped()).spawn();
    let mut stdout = running.child.stdout.take().expect("a pipe");
    stdout.read_exact(&mut [0; 1000]).expect("the dump begins");
    drop(stdout);
    let outcome = running.wait();
    let said = outcome.failure("closed pipe");
    assert!(said.contains("cannot write stdout: Broken pipe (os error 32)\n"), "{said}");
    assert!(said.contains("The reader of the output went away: the dump is incomplete.\n"), "{said}");
}

#[test]
fn stdout_is_closed() {
    let script = "exec \"$0\" \"$@\" >&-";
    let output = Command::new("sh").args(["-c", script]).args(small().words()).env_clear().output();
    let output = output.expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("Error: cannot write stdout: it is closed\n"), "{said}");
}

#[test]
fn unwritable() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shown = folder.path().display();
    #[rustfmt::skip]
    let rows = [
        (folder.path().join("no/dump.sql"),   format!("Error: cannot write {shown}/no/dump.sql: No such file or directory")),
        (folder.path().to_owned(),            format!("Error: cannot write {shown}: it is a folder\nGive --file the name of a file.\n")),
        (Path::new("/proc/dump.sql").into(),  "Error: cannot write /proc/dump.sql: ".to_owned()),
        (folder.path().join("x".repeat(300)), format!("Error: cannot write {shown}/xxx")),
    ];
    for (path, message) in rows {
        let outcome = to_file(&path).run();
        let said = outcome.refusal(&message);
        assert!(said.starts_with(&message), "{said}");
        assert_eq!(names(folder.path()), Vec::<String>::new(), "{message}");
    }
}

#[test]
fn file_that_is_there() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, link) = (folder.path().join("dump.sql"), folder.path().join("link"));
    fs::write(&file, "before").expect("a temporary file");
    symlink("dump.sql", &link).expect("a link");
    let outcome = over_tcp(1, "faults", "nobody").args(["-f"]).args([&file]).run();
    outcome.refusal("no server");
    assert_eq!(fs::read(&file).expect("the file"), b"before");
    to_file(&link).run().dump();
    assert_eq!(fs::read(&file).expect("the file"), whole());
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
    assert_eq!(names(folder.path()), ["dump.sql", "link"]);
}

#[test]
fn link_to_nothing_yet() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, link) = (folder.path().join("dump.sql"), folder.path().join("link"));
    symlink("dump.sql", &link).expect("a link");
    to_file(&link).run().dump();
    assert_eq!(fs::read(&file).expect("the file"), whole());
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
}

#[test]
fn mode() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (umask, mode) in [("022", 0o644), ("027", 0o640), ("077", 0o600)] {
        let file = folder.path().join(umask);
        let script = format!("umask {umask} && exec \"$0\" \"$@\"");
        let words = to_file(&file).words();
        let status = Command::new("sh").args(["-c", &script]).args(words).env_clear().status();
        assert!(status.expect("a shell").success());
        assert_eq!(fs::metadata(&file).expect("the file").permissions().mode() & 0o777, mode);
    }
}

#[test]
fn devices_and_pipes() {
    assert_eq!(to_file(Path::new("/dev/null")).run().dump(), b"");
    assert_eq!(to_file(Path::new("/dev/stdout")).stdout(Stdio::piped()).spawn().read(), whole());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fifo = folder.path().join("fifo");
    let made = Command::new("mkfifo").arg(&fifo).status();
    assert!(made.expect("mkfifo").success());
    let reader = {
        let fifo = fifo.clone();
        thread::spawn(move || fs::read(fifo).expect("a pipe can be read"))
    };
    to_file(&fifo).run().dump();
    assert_eq!(reader.join().expect("the reader"), whole());
    assert_eq!(names(folder.path()), ["fifo"]);
}

/// Messages that cannot be written are no reason to fail.
#[test]
fn stderr_cannot_be_written() {
    let dump = small().args(["-vv"]).stderr(device("/dev/full")).run();
    assert_eq!((dump.status(), dump.stdout), (0, whole()));
    let refused = over_tcp(server().port(), "nowhere", "nobody").stderr(device("/dev/full")).run();
    assert_eq!(refused.status(), 1);
}
