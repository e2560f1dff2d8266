//! `--section`: the parts of a dump, which together are the whole.

use super::program;

/// What stands behind the SETs that every part begins with.
#[track_caller]
fn body(arguments: &[&str]) -> String {
    let dump = program(&[&["--no-trailer"], arguments].concat()).run().dump();
    let text = String::from_utf8(dump).expect("UTF-8");
    let (_, body) = text.split_once("SET default_table_access_method = heap;\n\n").expect("the SETs");
    body.to_owned()
}

#[test]
fn the_parts_are_the_whole() {
    for further in [&[][..], &["--copy"], &["-n", "s"], &["--rows-per-insert=1"]] {
        let part = |sections: &[&str]| {
            let flags: Vec<_> = sections.iter().map(|section| format!("--section={section}")).collect();
            let flags: Vec<&str> = flags.iter().map(String::as_str).chain(further.iter().copied()).collect();
            body(&flags)
        };
        let (pre, data, post) = (part(&["pre-data"]), part(&["data"]), part(&["post-data"]));
        let whole = body(further);
        assert_eq!([pre.as_str(), &data, &post].concat(), whole, "{further:?}");
        assert_eq!(part(&["data", "pre-data"]), [pre.as_str(), &data].concat(), "{further:?}");
        assert!(pre.contains("CREATE TABLE") && !pre.contains("INSERT INTO") && !pre.contains("PRIMARY KEY"));
        assert!(post.contains("CREATE INDEX") && !post.contains("CREATE TABLE"), "{post}");
    }
}
