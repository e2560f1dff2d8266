//! What is refused before the first byte, and how that is told.

use super::everywhere;

#[test]
fn no_privilege_at_all() {
    everywhere(|place| {
        let said = place.dump(&["startrek", "episodes", "--user=leslieroach"]).error();
        let want = "Error: pq: user leslieroach has no privileges on relation episodes\n\
                    SQLSTATE: 42501\n\
                    The user needs the privilege SELECT on table episodes.\n\
                    Failed running \"dump\"\n";
        assert_eq!(said, want);
    });
}

#[test]
fn nothing_visible() {
    everywhere(|place| {
        let said = place.dump(&["startrek", "--user=leslieroach"]).error();
        let want = "Error: no table of database startrek is visible to user leslieroach\n\
                    Grant the user SELECT on its tables, or dump as an administrator. \
                    If the database is known to be empty, --allow-empty makes an empty dump.\n\
                    Failed running \"dump\"\n";
        assert_eq!(said, want);
        assert_eq!(place.dump(&["startrek", "--user=leslieroach", "--allow-empty"]).dump(), "");
    });
}

#[test]
fn visible_but_not_readable() {
    everywhere(|place| {
        for arguments in [&["startrek"][..], &["startrek", "episodes"], &["startrek", "--dump-mode=data"]] {
            let said = place.dump(&[arguments, &["--user=partial"]].concat()).error();
            let want = "Error: pq: user partial does not have SELECT privilege on relation episodes\n\
                        SQLSTATE: 42501\n\
                        The user needs the privilege SELECT on every table of the dump.\n\
                        Failed running \"dump\"\n";
            assert_eq!(said, want, "{arguments:?}");
        }
        let quotes = place.dump(&["startrek", "quotes", "--user=partial"]).dump();
        assert_eq!(quotes, place.dump(&["startrek", "quotes"]).dump());
    });
}

#[test]
fn select_on_everything_is_enough() {
    everywhere(|place| {
        let as_reader = place.dump(&["startrek", "--user=maxroach"]).dump();
        assert_eq!(as_reader, place.dump(&["startrek"]).dump());
    });
}

#[test]
fn no_such_database() {
    everywhere(|place| {
        let said = place.dump(&["nope"]).error();
        let want = "Error: pq: database \"nope\" does not exist\n\
                    SQLSTATE: 3D000\n\
                    The statement SHOW DATABASES lists the databases there are.\n\
                    Failed running \"dump\"\n";
        assert_eq!(said, want);
    });
}

#[test]
fn an_empty_database_is_no_error_for_those_who_see_all() {
    everywhere(|place| {
        assert_eq!(place.dump(&["empty_db"]).dump(), "");
        let said = place.dump(&["empty_db", "--user=maxroach"]).error();
        assert!(
            said.starts_with("Error: no table of database empty_db is visible to user maxroach\n"),
            "{said}"
        );
    });
}
