//! One snapshot of everything: what others do meanwhile is in it whole or not at all.

use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::Database;

/// A session that holds what it locked until its input ends.
pub(super) struct Holder {
    psql: Child,
}

impl Holder {
    /// Runs `sql` in a transaction that stays open.
    pub(super) fn begin(database: &Database, sql: &str) -> Self {
        use std::io::Write;
        let mut psql = database.server.client("psql").unwrap_or_else(|failure| panic!("{failure}"));
        psql.args(["-X", "-q", "-d", &database.name, "-v", "ON_ERROR_STOP=1"]);
        let mut psql = psql.stdin(Stdio::piped()).spawn().expect("psql starts");
        let input = psql.stdin.as_mut().expect("its input is a pipe");
        writeln!(input, "BEGIN; {sql};").expect("psql reads");
        Self { psql }
    }

    /// Commits and ends.
    pub(super) fn commit(mut self) {
        use std::io::Write;
        let mut input = self.psql.stdin.take().expect("its input is a pipe");
        writeln!(input, "COMMIT;").expect("psql reads");
        drop(input);
        assert!(self.psql.wait().expect("psql ends").success());
    }
}

/// Waits until `count` sessions wait for a lock.
pub(super) fn wait_for_waiters(database: &Database, count: &str) {
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND wait_event_type = 'Lock'";
    for _ in 0..200 {
        if database.psql(waiting).trim() == count {
            return;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("no session waits for a lock");
}

/// Starts a dump while `held` holds locks, runs `meanwhile` when it waits, then lets it go on.
fn dump_after(database: &Database, held: &str, meanwhile: &str) -> String {
    let holder = Holder::begin(database, held);
    let exclusive = "SELECT count(*) > 0 FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock' \
                     AND relation >= 16384 AND database = (SELECT oid FROM pg_database \
                     WHERE datname = current_database())";
    while database.psql(exclusive).trim() != "t" {
        sleep(Duration::from_millis(20));
    }
    let dump = database.command("postgres", &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let dump = dump.expect("the program starts");
    wait_for_waiters(database, "1");
    database.psql(meanwhile);
    holder.commit();
    let output = dump.wait_with_output().expect("the program ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the dump is UTF-8")
}

#[test]
fn rows_from_before_the_locks_are_dumped() {
    let database = Database::new("snapshot_rows");
    database.psql("CREATE TABLE a (i int); CREATE TABLE t (i int); INSERT INTO t VALUES (1)");
    let dump = dump_after(&database, "TRUNCATE t; INSERT INTO t VALUES (3)", "INSERT INTO a VALUES (2)");
    assert!(dump.contains("INSERT INTO public.a (i) VALUES\n\t(2);\n"), "{dump}");
    assert!(dump.contains("INSERT INTO public.t (i) VALUES\n\t(3);\n"), "{dump}");
}

#[test]
fn tables_made_and_dropped_meanwhile_start_it_over() {
    let database = Database::new("snapshot_tables");
    database.psql("CREATE TABLE a (i int); CREATE TABLE t (i int); CREATE TABLE gone (i int)");
    let held = "LOCK TABLE t; DROP TABLE gone; CREATE TABLE made (i int); ALTER TABLE t RENAME TO renamed";
    let dump = dump_after(&database, held, "CREATE TABLE more (i int); INSERT INTO more VALUES (5)");
    for (table, there) in
        [("a", true), ("t", false), ("gone", false), ("made", true), ("renamed", true), ("more", true)]
    {
        assert_eq!(dump.contains(&format!("CREATE TABLE public.{table} (")), there, "{table}: {dump}");
    }
    assert!(dump.contains("INSERT INTO public.more (i) VALUES\n\t(5);\n"), "{dump}");
}

#[test]
fn a_child_is_in_the_dump_once() {
    let database = Database::new("snapshot_child");
    database.psql(
        "CREATE TABLE p (i int); CREATE TABLE c () INHERITS (p); INSERT INTO p VALUES (1); INSERT INTO c VALUES (2)",
    );
    let dump = database.dump(&[]).text();
    assert!(dump.contains("INSERT INTO public.c (i) VALUES\n\t(2);\n"), "{dump}");
    assert!(dump.contains("INSERT INTO public.p (i) VALUES\n\t(1);\n"), "{dump}");
}
