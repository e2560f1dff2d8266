//! The command lines that were recorded, each with status, stdout and stderr as stock had them, or the
//! difference that is meant.

use std::collections::HashMap;

use serde::Deserialize;

use super::oracle::mended;
use super::{BETWEEN, Outcome, Place, everywhere, recorded};

#[derive(Deserialize)]
struct Line {
    args: Vec<String>,
    status: i32,
    stdout: String,
}

/// What is different here: the command line, the status, the first line of stderr, and why.
#[rustfmt::skip]
const DIFFERENT: &[(&str, i32, &str, &str)] = &[
    ("startrek episodes --user=leslieroach", 1, "Error: pq: user leslieroach has no privileges on relation episodes", "the server's own reason"),
    ("startrek --user=leslieroach", 1, "Error: no table of database startrek is visible to user leslieroach", "a dump of nothing is no dump"),
    ("startrek nope", 1, "Error: pq: relation \"startrek.public.nope\" does not exist", "the server's own reason"),
    ("nope", 1, "Error: pq: database \"nope\" does not exist", "a dump of nothing is no dump"),
    ("nope nope", 1, "Error: pq: database \"nope\" does not exist", "the form of errors"),
    ("db1 dump_test --as-of=nonsense", 2, "Error: --as-of: \"nonsense\" is not a time to dump as of", "a wrong command line is status 2"),
    ("db1 dump_test --as-of=2999-01-01", 2, "Error: --as-of: \"2999-01-01\" is not a time to dump as of", "a wrong command line is status 2"),
    ("startrek.public episodes", 1, "Error: pq: database \"startrek.public\" does not exist", "the form of errors"),
    ("startrek public.episodes", 1, "Error: pq: relation \"startrek.public.public.episodes\" does not exist", "the server's own reason"),
];

/// What is tested elsewhere, or cannot be here: the command line, and why.
#[rustfmt::skip]
const ELSEWHERE: &[(&str, &str)] = &[
    ("", "what is wrong before a server is asked is tested with the command line"),
    ("startrek --dump-mode=everything", "as above"),
    ("startrek --dump-mode=Schema", "as above"),
    ("startrek --no-such-flag", "as above"),
    ("startrek -d startrek", "as above"),
    ("startrek --database=startrek", "as above"),
    ("startrek --insecure --host=127.0.0.1 --port=1", "as above"),
    ("startrek --host=127.0.0.1 --port=<PORT>", "as above"),
    ("startrek --certs-dir=/nonexistent --host=127.0.0.1 --port=<PORT>", "as above"),
    ("db1 dump_test --dump-mode=data --as-of=<TS>", "see snapshot"),
    ("db1 dump_test --as-of=-1h", "intervals are known here; see snapshot"),
    ("db1 dump_test --as-of=2017-03-07 19:55:00", "see snapshot"),
    ("system users", "not recorded"),
];

#[test]
fn as_recorded() {
    everywhere(|place| {
        let mut different: HashMap<&str, _> = DIFFERENT.iter().map(|row| (row.0, row)).collect();
        for line in recorded("command-lines.jsonl").lines() {
            let line: Line = serde_json::from_str(line).expect("a recorded command line");
            let typed = line.args[1..].join(" ");
            if ELSEWHERE.iter().any(|row| row.0 == typed) {
                continue;
            }
            let got = run(place, &line);
            match different.remove(typed.as_str()) {
                None => assert_eq!(
                    (got.status, &got.stdout),
                    (Some(line.status), &mended(&line.stdout)),
                    "{typed}: {}",
                    got.stderr
                ),
                Some((_, status, stderr, _)) => {
                    assert_eq!((got.status, got.stdout.as_str()), (Some(*status), ""), "{typed}");
                    assert_eq!(got.stderr.lines().next(), Some(*stderr), "{typed}");
                    assert_eq!(got.stderr.lines().last(), Some("Failed running \"dump\""), "{typed}");
                }
            }
        }
        assert!(different.is_empty(), "not among the recorded command lines: {:?}", different.keys());
    });
}

fn run(place: &Place, line: &Line) -> Outcome {
    let port = place.port().to_string();
    let between = BETWEEN.get().map_or("", String::as_str);
    let fill = |argument: &String| argument.replace("<PORT>", &port).replace("<TS>", between);
    let arguments: Vec<String> = line.args[1..].iter().map(fill).collect();
    place.dump(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}
