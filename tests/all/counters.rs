//! What a dump costs in system calls, counted and not timed.

use roachdump_testkit::Server;

use crate::program::dump;

/// The two numbers of the last line on stderr that has `between` between them.
fn counts(stderr: &str, before: &str, between: &str) -> (f64, f64) {
    let numbers = |line: &str| {
        let (_, line) = line.split_once(before)?;
        let (bytes, rest) = line.split_once(between)?;
        Some((bytes.trim().parse().ok()?, rest.split(' ').next()?.parse().ok()?))
    };
    let all: Vec<(f64, f64)> = stderr.lines().filter_map(numbers).collect();
    all.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_else(|| panic!("no counts: {stderr}"))
}

#[test]
fn few_reads_and_writes_a_megabyte() {
    let server = Server::shared();
    server.create_database("counters", "");
    server.psql(
        "counters",
        "CREATE TABLE t AS SELECT i, repeat('some text ', 200) AS v FROM generate_series(1, 20000) AS i",
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("out.sql");
    let run = dump([&server.url("counters"), "-vv", "-f"]).args([&file]).run();
    assert_eq!(run.status(), 0, "{}", run.stderr);
    let (received, reads) = counts(&run.stderr, "received ", " bytes in ");
    let (written, writes) = counts(&run.stderr, "wrote ", " bytes in ");
    assert!(received > 40e6 && written > 40e6, "{received} {written}");
    assert!(reads / (received / 1e6) <= 8.0, "{reads} reads for {received} bytes");
    assert!(writes / (written / 1e6) <= 4.0, "{writes} writes for {written} bytes");
}
