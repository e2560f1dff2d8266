//! `--copy`: the blocks of pg_dump's default output, byte for byte.

use roachdump_testkit::Server;

use super::{DATABASE, dump_of, program, server};

/// The COPY blocks of a dump, in order of the alphabet.
fn blocks(dump: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(dump).into_owned();
    let mut blocks = Vec::new();
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        if line.starts_with("COPY ") {
            let mut block = line.to_owned();
            for line in lines.by_ref() {
                block.push_str(line);
                if line == "\\.\n" {
                    break;
                }
            }
            blocks.push(block);
        }
    }
    blocks.sort_unstable();
    blocks
}

#[test]
fn as_pg_dump_copies() {
    for arguments in
        [&[][..], &["-a"], &["-t", "*.t"], &["--exclude-table-data", "t"], &["-t", "\"od'd.na*me\""]]
    {
        let own = program(arguments).args(["--copy"]).run().dump();
        let theirs = server().pg_dump(DATABASE, arguments);
        assert!(!blocks(&own).is_empty(), "{arguments:?}");
        assert_eq!(blocks(&own), blocks(&theirs), "{arguments:?}");
        assert!(!String::from_utf8_lossy(&own).contains("INSERT"), "{arguments:?}");
    }
}

/// Values that need a backslash, generated and dropped columns, a child's rows apart from its parent's, a
/// table of nothing but rows; and what it makes when it is loaded.
#[test]
fn awkward_tables() {
    let server = Server::shared();
    server.create_database("copied", "TEMPLATE template0");
    server.psql(
        "copied",
        r"CREATE TABLE v (a text, gone int, b bytea, g int GENERATED ALWAYS AS (1) STORED, c int[]);
          ALTER TABLE v DROP COLUMN gone;
          INSERT INTO v (a, b, c) VALUES (E'\\.', '\x00ff', '{1,NULL}'), (E'a\tb\nc\rd\\', NULL, '{}'), ('\N', '', NULL), ('', '', NULL);
          INSERT INTO v (a) SELECT repeat(E'x\t\\', 100000);
          CREATE TABLE parent (id int); CREATE TABLE child (x int) INHERITS (parent);
          INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2, 3);
          CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES; INSERT INTO nothing DEFAULT VALUES;
          CREATE TABLE empty (a int);",
    );
    let run = |arguments: &[&str]| dump_of("copied", arguments).run();
    let own = run(&["--copy"]).dump();
    assert_eq!(blocks(&own), blocks(&server.pg_dump("copied", &[])));
    server.create_database("copied_again", "TEMPLATE template0");
    server.load("copied_again", &own);
    let rows = |database| server.pg_dump(database, &["-a"]);
    assert_eq!(blocks(&rows("copied_again")), blocks(&rows("copied")));
    let limited = run(&["--copy", "-a", "-t", "parent", "--where", "parent: id > 1"]);
    let text = String::from_utf8_lossy(&limited.stdout).into_owned();
    assert_eq!(limited.status(), 0, "{}", limited.stderr);
    assert!(text.contains("COPY public.parent (id) FROM stdin;\n\\.\n"), "{text}");
}

/// A dump that breaks off in the middle of a block does not load, not even the block's rows.
#[test]
fn a_block_that_breaks_off() {
    let server = Server::shared();
    server.create_database("broken_copy", "TEMPLATE template0");
    server.psql(
        "broken_copy",
        "CREATE TABLE t (a text); INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 5000);
         INSERT INTO t VALUES ('last');
         CREATE FUNCTION stop(a text) RETURNS boolean LANGUAGE plpgsql AS
         'begin if a = ''last'' then raise exception ''enough''; end if; return true; end'",
    );
    let arguments = ["-a", "--copy", "--skip-unsupported", "--where", "t: public.stop(a)"];
    let outcome = dump_of("broken_copy", &arguments).run();
    let said = outcome.failure("a failing condition");
    assert!(said.contains("enough"), "{said}");
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    assert!(
        text.contains("\t\t\t\n\\.\n") && text.contains("dump is incomplete"),
        "{}",
        &text[text.len() - 200..]
    );
    server.create_database("half_loaded", "TEMPLATE template0");
    server.psql("half_loaded", "CREATE TABLE t (a text)");
    let loaded = server.try_psql("half_loaded", &text);
    assert!(loaded.is_err_and(|said| said.contains("extra data after last expected column")));
    assert_eq!(server.psql("half_loaded", "SELECT count(*) FROM t"), "0\n");
}
