//! Variables and keywords whose effect is not a dump that works.

use std::fs;
use std::time::Instant;

use roachdump_testkit::peer::{self, Peer};

use super::{by, plain, refused, works};

#[test]
fn application_name() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let connection = format!("host=127.0.0.1 port={} user=trust", plain().port());
    let rows = [
        ("default", by(&connection), "roachdump"),
        ("PGAPPNAME", by(&connection).env("PGAPPNAME", "nightly"), "nightly"),
        ("keyword", by(&format!("{connection} application_name=it")).env("PGAPPNAME", "nightly"), "it"),
    ];
    for (name, program, want) in rows {
        let trace = folder.path().join(name);
        works(name, program.args(["--trace".as_ref(), trace.as_os_str()]));
        let trace = fs::read_to_string(trace).expect("a trace");
        assert!(trace.contains(&format!(" application_name=\"{want}\"\n")), "{name}: {trace}");
    }
}

/// Settings that ask for what is done anyway.
#[test]
fn granted() {
    let connection = format!("host=127.0.0.1 port={} user=trust", plain().port());
    works("keywords", by(&format!("{connection} gssencmode=prefer sslsni=1 load_balance_hosts=disable")));
    works(
        "variables",
        by(&connection).env("PGGSSENCMODE", "disable").env("PGSSLMINPROTOCOLVERSION", "TLSv1.2"),
    );
}

#[test]
fn time_out() {
    let silent = Peer::start(|mut client| peer::wait(&mut client));
    let start = Instant::now();
    let program = by(&format!("host=127.0.0.1 port={} user=u", silent.port()));
    let message = format!("Error: no session with 127.0.0.1:{} within 1 s", silent.port());
    refused("PGCONNECT_TIMEOUT", program.env("PGCONNECT_TIMEOUT", "1"), &[&message]);
    assert!(start.elapsed().as_secs() < 10);
}

#[test]
fn services() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("services");
    let text = format!("[here]\nhost=127.0.0.1\nport={}\nuser=trust\n[bad]\nnonsense=1\n", plain().port());
    fs::write(&file, text).expect("a file");
    let file = file.display().to_string();
    works("service=", by("service=here").env("PGSERVICEFILE", &file));
    works("system's", by("").env("PGSERVICE", "here").env("PGSYSCONFDIR", "").env("PGSERVICEFILE", &file));
    for (name, asked, said) in [
        ("missing", "there", "definition of service \"there\" not found"),
        ("unknown keyword", "bad", "unknown parameter \"nonsense\""),
    ] {
        let outcome = by(&format!("service={asked}")).env("PGSERVICEFILE", &file).run();
        assert_eq!(outcome.status(), 2, "{name}: {}", outcome.stderr);
        assert!(
            outcome.stderr.contains(said) && outcome.stderr.contains(&file),
            "{name}: {}",
            outcome.stderr
        );
    }
}

/// Refused before anything is sent, with the reason.
#[test]
fn refused_keywords() {
    #[rustfmt::skip]
    let rows = [
        ("sslpassword=x",  "encrypted private keys are not supported"),
        ("sslcrl=f",       "lists of revoked certificates are not supported"),
        ("gssencmode=require", "encryption by GSSAPI is not supported"),
        ("require_auth=none",  "ways to log in cannot be ruled out by name"),
    ];
    for (keyword, why) in rows {
        let outcome = by(&format!("host=127.0.0.1 {keyword}")).run();
        assert_eq!(outcome.status(), 2, "{keyword}");
        assert!(outcome.stderr.contains(why), "{keyword}: {}", outcome.stderr);
    }
}
