//! Passwords from a file, and none at all.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use roachdump_testkit::PASSWORD;

use super::{by, plain, refused, works};

fn pass_file(folder: &Path, text: &str, mode: u32) -> String {
    let file = folder.join(".pgpass");
    fs::write(&file, text).expect("a temporary file");
    fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("a mode");
    file.display().to_string()
}

#[test]
fn from_a_file() {
    let port = plain().port();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path().display().to_string();
    let line = format!("# passwords\nother:*:*:*:wrong\n127.0.0.1:{port}:*:scram:{PASSWORD}\n");
    let file = pass_file(folder.path(), &line, 0o600);
    let connection = format!("host=127.0.0.1 port={port} user=scram");
    works("PGPASSFILE", by(&connection).env("PGPASSFILE", &file));
    works("home folder", by(&connection).env("HOME", &home));
    works("passfile", by(&format!("{connection} passfile={file}")));
    works("PGPASSWORD is stronger", by(&connection).env("PGPASSFILE", "/none").env("PGPASSWORD", PASSWORD));
    let none = "the server asks for the password of user \"scram\"";
    refused("no such file", by(&connection).env("PGPASSFILE", "/none"), &[none]);
    refused("another user", by(&connection.replace("scram", "md5")).env("HOME", &home), &["user \"md5\""]);
    pass_file(folder.path(), &line, 0o644);
    let warning = "warning: password file";
    refused(
        "readable by others",
        by(&connection).env("HOME", &home),
        &[warning, "group or world access", none],
    );
    pass_file(folder.path(), "*:*:*:*:wrong", 0o600);
    let source = format!("Check the password of user \"scram\" ({file}, line for this server).");
    refused("wrong password", by(&connection).env("HOME", &home), &["SQLSTATE: 28P01", &source]);
}

#[test]
fn nobody_to_ask() {
    let connection = format!("host=127.0.0.1 port={} user=scram", plain().port());
    refused("-w", by(&connection).args(["-w"]), &["the server asks for the password of user \"scram\""]);
}

#[test]
fn options_reach_the_server() {
    let connection = format!("host=127.0.0.1 port={} user=trust", plain().port());
    works("options", by(&connection).env("PGOPTIONS", "-c work_mem=1MB"));
    let unknown = "unrecognized configuration parameter \"no.such\"";
    let program = by(&format!("{connection} options='-c nosuch=1'"));
    refused("unknown option", program, &[&unknown.replace("no.such", "nosuch")]);
}
