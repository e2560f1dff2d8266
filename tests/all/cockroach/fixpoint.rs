//! dump → load → dump gives the same bytes, on a real server.

use std::fs;

use super::oracle::{assert_same, sorted};
use super::{Place, real};

#[test]
#[ignore = "needs CockroachDB v20.1"]
fn loaded_and_dumped_again() {
    let server = real();
    let place = Place::Real(server);
    let folder = tempfile::tempdir().expect("a temporary folder");
    for database in ["startrek", "types", "objects", "more", "db1", "random", "hidden"] {
        let first = place.dump(&[database]).dump();
        let (copy, file) = (format!("copy_of_{database}"), folder.path().join(database));
        fs::write(&file, &first).expect("the temporary folder takes a file");
        server.sql(&format!("CREATE DATABASE {copy}"));
        server.load(&copy, &file);
        let second = place.dump(&[&copy]).dump();
        let what = format!("{database}, loaded and dumped again");
        match database {
            "more" => assert_same(&sorted(&second), &sorted(&first), &what),
            _ => assert_same(&second, &first, &what),
        }
    }
}
