//! Every database of a cluster in one file, on a real server.

use super::{BETWEEN, Place, real};

const DATABASES: [&str; 8] = ["db1", "empty_db", "hidden", "more", "objects", "random", "startrek", "types"];

#[test]
fn each_as_by_itself() {
    let Some(server) = real() else { return };
    let place = Place::Real(server);
    // Other tests make databases meanwhile.
    let as_of = format!("--as-of={}", BETWEEN.get().expect("the server was filled"));
    let all = |mode: &str| place.dump(&["--dump-all", &as_of, mode]).dump();
    let one = |database: &str, mode: &str| place.dump(&[database, &as_of, mode]).dump();

    let each = DATABASES.map(|name| format!("\nUSE {name};\n{}", one(name, "--dump-mode=data")));
    assert!(all("--dump-mode=data") == each.concat(), "rows");

    // A database's foreign keys follow when all databases are made.
    let parts = DATABASES.map(|name| {
        let text = one(name, "--dump-mode=schema");
        let at = text.find("\n\nALTER TABLE ").map_or(text.len(), |at| at + 1);
        let (schema, keys) = text.split_at(at);
        let made = format!("\nCREATE DATABASE IF NOT EXISTS {name};\nUSE {name};\n\n{schema}");
        let keys = if keys.is_empty() { String::new() } else { format!("\nUSE {name};\n{keys}") };
        (made, keys)
    });
    let want = parts.iter().map(|(made, _)| made.as_str()).chain(parts.iter().map(|(_, keys)| keys.as_str()));
    super::oracle::assert_same(&all("--dump-mode=schema"), &want.collect::<String>(), "schema");
}

#[test]
fn only_administrators() {
    let Some(server) = real() else { return };
    let said = Place::Real(server).dump(&["--dump-all", "--user=maxroach"]).error();
    assert!(
        said.contains("--dump-all reads the list of all databases, which needs the role admin."),
        "{said}"
    );
}
