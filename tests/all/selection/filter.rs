//! `--filter`: the same choice as by flags.

use std::fs;

use super::{dump_of, program, told};

#[test]
fn a_file_chooses_as_flags_do() {
    #[rustfmt::skip]
    let rows: &[(&str, &[&str])] = &[
        ("include table t # one\n\ninclude table s.t\nexclude table ta*\n", &["-t", "t", "-t", "s.t", "-T", "ta*"]),
        ("# schemas\ninclude schema s*\nexclude schema s2",                 &["-n", "s*", "-N", "s2"]),
        ("exclude table_data \"Upper\"\nexclude table_data *.t",             &["--exclude-table-data=\"Upper\"", "--exclude-table-data=*.t"]),
        ("include table \"od'd.na*me\"",                                     &["-t", "\"od'd.na*me\""]),
        ("include table_and_children t",                                     &["--table-and-children", "t"]),
        ("",                                                                 &[]),
    ];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("filter");
    for (text, flags) in rows {
        fs::write(&file, text).expect("the temporary folder takes a file");
        let by_file = program(&["--filter"]).args([&file]).run().dump();
        let by_flags = program(flags).run().dump();
        assert_eq!(told(&by_file), told(&by_flags), "{text}");
    }
    fs::write(&file, "include table t\ninclude index i\n").expect("the temporary folder takes a file");
    let outcome = program(&["--filter"]).args([&file]).run();
    assert_eq!((outcome.status(), outcome.stdout.len()), (2, 0), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("line 2: unsupported filter object type: \"index\""),
        "{}",
        outcome.stderr
    );
}

#[test]
fn children_come_along() {
    let server = super::server();
    let name = "families";
    server.create_database(name, "TEMPLATE template0");
    server.psql(
        name,
        "CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
         CREATE SCHEMA s; CREATE TABLE a (id int); CREATE TABLE s.b () INHERITS (a); CREATE TABLE s.c () INHERITS (s.b);
         INSERT INTO p VALUES (1); INSERT INTO s.c VALUES (2); CREATE TABLE other (id int)",
    );
    let made = |arguments: &[&str]| {
        let dump = dump_of(name, arguments).run().dump();
        let lines = told(&dump)
            .into_iter()
            .filter(|line| line.starts_with("CREATE TABLE") || line.starts_with("INSERT"));
        let words: Vec<_> = lines.filter_map(|line| line.split(' ').nth(2).map(str::to_owned)).collect();
        words.join(" ")
    };
    #[rustfmt::skip]
    let rows: &[(&[&str], &str)] = &[
        (&["--table-and-children=p"],                "public.p public.p1 public.p1"),
        (&["--table-and-children=a"],                "public.a s.b s.c s.c"),
        (&["--exclude-table-and-children=a"],        "public.other public.p public.p1 public.p1"),
        (&["--exclude-table-data-and-children=*"],   "public.a public.other public.p public.p1 s.b s.c"),
        (&["-t", "a"],                               "public.a"),
    ];
    for (arguments, want) in rows {
        assert_eq!(made(arguments), *want, "{arguments:?}");
    }
}
