//! What is said of a dump while it runs and at its end: on a terminal, for machines, in a file.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use roachdump_testkit::fake::Fake;
use roachdump_testkit::{Server, live};
use serde_json::Value;

use crate::program::{Program, dump};

/// A dump of a database with a table `few` of 12 rows, `more` of 230, both known to the server's statistics,
/// and `strange`, which is not.
fn tables() -> Program {
    static FILLED: OnceLock<()> = OnceLock::new();
    let server = Server::shared();
    FILLED.get_or_init(|| {
        server.create_database("report", "");
        server.psql(
            "report",
            "CREATE TABLE few (a int PRIMARY KEY);
             INSERT INTO few SELECT i FROM generate_series(1, 12) i;
             CREATE TABLE more (a int, b text);
             INSERT INTO more SELECT i, repeat('x', 5000) FROM generate_series(1, 230) i;
             ANALYZE few; ANALYZE more;
             CREATE TABLE \"str\nange\" (a int);",
        );
        server.create_database("report_view", "");
        server.psql("report_view", "CREATE TABLE t (a int); CREATE OPERATOR FAMILY f USING btree");
    });
    of("report")
}

fn of(database: &str) -> Program {
    let server = Server::shared();
    let (socket, port) = (server.socket_dir().display(), server.port());
    dump([format!("host={socket} port={port} user=trust dbname={database}")])
}

/// Runs a command line on a terminal of so many columns and gives what it shows there.
fn on_a_terminal(columns: u16, program: &Program) -> String {
    live::note("a pseudo-terminal");
    let quoted = program.words().into_iter().map(|word| format!("'{}'", word.to_string_lossy()));
    let line = format!("stty rows 24 cols {columns} && {}", quoted.collect::<Vec<_>>().join(" "));
    let mut script = Command::new("script");
    let path = std::env::var_os("PATH").unwrap_or_default();
    script.args(["-qec", &line, "/dev/null"]).env_clear().env("TERM", "xterm").env("PATH", path);
    let output = script.stdin(Stdio::null()).output().expect("script is a part of util-linux");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The events among the lines of stderr.
fn events(stderr: &str) -> Vec<Value> {
    let lines = stderr.lines().filter(|line| line.starts_with('{'));
    lines.map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

fn json(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a summary");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
#[ignore = "needs a pseudo-terminal"]
fn line_and_summary_on_a_terminal() {
    for columns in [40, 80, 200] {
        let shown = on_a_terminal(columns, &tables().args(["-f/dev/null"]));
        let (lines, summary) = shown.split_once("           rows").expect("a closing summary");
        for line in lines.split(['\r', '\n']) {
            let text = line.trim_start_matches("\u{1b}[2K");
            assert!(text.chars().count() <= usize::from(columns), "{columns}: {text:?}");
        }
        let seen = lines.contains("table 1 of 3: public.few, 0 rows") || columns == 40;
        assert!(seen && lines.contains("table 1 of 3: "), "{shown:?}");
        for want in ["         230 ", "  public.more\r\n", "dumped 3 tables, 242 rows, ", ", snapshot "] {
            assert!(summary.contains(want), "{want}: {shown:?}");
        }
    }
    for off in ["--quiet", "--progress=off"] {
        assert_eq!(on_a_terminal(80, &tables().args(["-f/dev/null", off])), "", "{off}");
    }
    let echoed = on_a_terminal(80, &tables().args(["-f/dev/null", "--echo-sql"]));
    assert!(echoed.contains("\n> SELECT ") && !echoed.contains("table 1 of 3"), "{echoed}");
}

#[test]
fn elsewhere() {
    let to_nothing = || tables().args(["-f/dev/null"]);
    for silent in [&[][..], &["--quiet"], &["--progress=auto"], &["--progress=off", "--trailer"]] {
        assert_eq!(to_nothing().args(silent).run().stderr, "", "{silent:?}");
    }
    let told = to_nothing().args(["-v"]).run().stderr;
    for want in ["info: snapshot ", "info: table public.few: 12 rows in ", "dumped 3 tables, 242 rows, "] {
        assert!(told.contains(want), "{told}");
    }
    let plain = to_nothing().args(["--progress=plain"]).run().stderr;
    assert!(plain.starts_with("progress: "), "{plain}");
    assert!(plain.contains(", table 1 of 3: public.few, 0 rows\n"), "{plain}");
    assert!(plain.contains("  public.\"str\\nange\"\ndumped 3 tables, 242 rows, "), "{plain}");
    let told = to_nothing().args(["--echo-sql"]).run().stderr;
    assert!(told.contains("\n> SELECT "), "{told}");
}

#[test]
fn events_of_a_dump() {
    let outcome = tables().args(["--progress=json"]).run();
    assert_eq!(outcome.status(), 0, "{}", outcome.stderr);
    let events = events(&outcome.stderr);
    assert_eq!(events.len(), outcome.stderr.lines().count(), "nothing but events: {}", outcome.stderr);
    let named = |name: &str| events.iter().filter(|event| event["event"] == name).collect::<Vec<_>>();
    let (first, last) = (&events[0], &events[events.len() - 1]);
    assert_eq!((&first["event"], &last["event"]), (&"dump_started".into(), &"dump_done".into()));
    assert_eq!((&first["database"], &first["tables"]), (&"report".into(), &3.into()));
    assert_eq!(first["program"], concat!("roachdump ", env!("CARGO_PKG_VERSION")));
    assert!(first["server"].as_str().is_some_and(|server| server.starts_with("PostgreSQL ")), "{first}");
    assert!(first["snapshot"].as_str().is_some_and(|snapshot| !snapshot.is_empty()), "{first}");
    assert_eq!(first["estimated_rows"], Value::Null, "one table is unknown to the statistics");
    let started: Vec<_> =
        named("table_started").iter().map(|event| (&event["table"], &event["estimated_rows"])).collect();
    let names: [Value; 3] = ["public.few".into(), "public.more".into(), "public.\"str\nange\"".into()];
    assert_eq!(started, [(&names[0], &12.into()), (&names[1], &230.into()), (&names[2], &Value::Null)]);
    let done: Vec<_> =
        named("table_done").iter().map(|event| (&event["table"], event["rows"].as_u64())).collect();
    assert_eq!(done, [(&names[0], Some(12)), (&names[1], Some(230)), (&names[2], Some(0))]);
    assert!(named("table_done").iter().all(|event| event["complete"] == true && event["seconds"].is_f64()));
    assert_eq!(named("progress")[0]["table"], names[0]);
    assert_eq!(
        (&last["status"], &last["error"], &last["rows"]),
        (&"complete".into(), &Value::Null, &242.into())
    );
    assert_eq!(last["bytes"], outcome.stdout.len());
    assert_eq!((&last["snapshot"], &last["left_out"]), (&first["snapshot"], &Value::Array(Vec::new())));
    assert!(events.iter().all(|event| event["time"].as_str().is_some_and(|time| time.ends_with('Z'))));
}

#[test]
fn events_of_a_failure() {
    let outcome = of("nowhere").args(["--progress=json"]).run();
    let said = outcome.refusal("no database");
    let events = events(said);
    assert_eq!(events.len(), 1, "{said}");
    assert_eq!((&events[0]["event"], &events[0]["status"]), (&"dump_failed".into(), &"failed".into()));
    assert_eq!(events[0]["error"]["sqlstate"], "3D000");
    assert_eq!(events[0]["error"]["message"], "database \"nowhere\" does not exist");
    assert!(said.lines().nth(1).is_some_and(|line| line.starts_with("Error: pq: ")), "{said}");
}

#[test]
fn summary_of_a_dump() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("summary.json");
    let dump = tables().args(["--summary"]).args([&file]).run().dump();
    let summary = json(&file);
    assert_eq!((&summary["status"], &summary["error"]), (&"complete".into(), &Value::Null));
    assert_eq!((&summary["database"], &summary["bytes"]), (&"report".into(), &dump.len().into()));
    let tables = summary["tables"].as_array().expect("tables");
    let rows: Vec<_> = tables.iter().map(|table| (table["table"].as_str(), table["rows"].as_u64())).collect();
    assert_eq!(
        rows,
        [
            (Some("public.few"), Some(12)),
            (Some("public.more"), Some(230)),
            (Some("public.\"str\nange\""), Some(0))
        ]
    );
    assert!(
        tables[1]["bytes"].as_u64().is_some_and(|bytes| (1_150_000..1_160_000).contains(&bytes)),
        "{summary}"
    );
    let left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 1, "no temporary file stays");
}

#[test]
fn summary_of_what_was_left_out() {
    tables();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("summary.json");
    let run = |flags: &[&str]| of("report_view").args(flags).args(["--summary"]).args([&file]).run().status();
    assert_eq!(run(&["--skip-unsupported"]), 3);
    let skipped = json(&file);
    assert_eq!(skipped["status"], "complete");
    assert_eq!(skipped["left_out"].as_array().map(Vec::len), Some(1), "{skipped}");
    assert_eq!(run(&[]), 1);
    let failed = json(&file);
    assert_eq!((&failed["status"], &failed["left_out"]), (&"failed".into(), &skipped["left_out"]));
}

#[test]
fn summary_of_a_failure() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("summary.json");
    let full = File::options().write(true).open("/dev/full").expect("a device");
    let outcome = tables().args(["--summary"]).args([&file]).stdout(full).run();
    outcome.failure("full disk");
    let summary = json(&file);
    assert_eq!(summary["status"], "failed");
    let message = summary["error"]["message"].as_str().unwrap_or_default();
    assert!(
        message.starts_with("table public.more, after ") && message.contains(": cannot write stdout: "),
        "{message}"
    );
    let complete: Vec<_> = summary["tables"]
        .as_array()
        .expect("tables")
        .iter()
        .map(|table| table["complete"].as_bool())
        .collect();
    assert_eq!(complete, [Some(true), Some(false)]);
}

#[test]
fn summary_that_cannot_be_written() {
    let early = tables().args(["--summary=/nonexistent/summary.json"]).run();
    assert!(
        early.refusal("no folder").starts_with("Error: cannot write /nonexistent/summary.json: "),
        "{}",
        early.stderr
    );
    let late = tables().args(["--summary=/dev/full"]).run();
    let want =
        "Error: the dump is complete, but cannot write /dev/full: No space left on device (os error 28)\n";
    assert!(late.failure("full disk").starts_with(want), "{}", late.stderr);
    assert!(late.stdout.ends_with(b"-- roachdump: dump complete, 3 tables, 242 rows\n"));
}

#[test]
fn cockroach() {
    let recordings = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/stock/v20.1.5");
    let fake = Fake::start(recordings);
    let port = fake.port().to_string();
    let outcome =
        dump(["--insecure", "--host=127.0.0.1", "--port", &port, "--progress=json", "startrek"]).run();
    fake.finish();
    assert_eq!(outcome.status(), 0, "{}", outcome.stderr);
    let first = &events(&outcome.stderr)[0];
    assert!(first["server"].as_str().is_some_and(|server| server.starts_with("CockroachDB ")), "{first}");
    assert!(first["snapshot"].as_str().is_some_and(|snapshot| snapshot.contains('.')), "{first}");
}
