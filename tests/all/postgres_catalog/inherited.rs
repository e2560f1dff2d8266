//! What children and partitions have of their own beside what they have from above, what is read again under other
//! settings, and rows that belong to another partition in the copy.

use super::Database;

/// Each source, and what must be the same in the copy besides what pg_dump says.
#[rustfmt::skip]
const SOURCES: &[(&str, u32, &str)] = &[
    ("default_null", 10, "CREATE TABLE base (a int DEFAULT 1, b text); CREATE TABLE joined (a int, b text); \
        ALTER TABLE joined INHERIT base; INSERT INTO joined VALUES (NULL, 'x')"),
    ("generated_alike", 12, "CREATE TABLE gp (a int, e int GENERATED ALWAYS AS (a + 1) STORED); \
        CREATE TABLE ch (a int, e int GENERATED ALWAYS AS (a + 1) STORED); ALTER TABLE ch INHERIT gp; INSERT INTO ch VALUES (2)"),
    ("domain_names_a_table", 10, "CREATE TABLE known (id int); CREATE DOMAIN rel AS regclass CHECK (value <> 'known'::regclass); \
        CREATE TABLE uses (r rel[], s rel); INSERT INTO uses VALUES ('{pg_class}', 'pg_type')"),
    ("check_names_its_root", 10, "CREATE TABLE events (k int) PARTITION BY LIST (k); CREATE TABLE events1 PARTITION OF events FOR VALUES IN (1); \
        ALTER TABLE events ADD CONSTRAINT not_root CHECK (tableoid <> 'events'::regclass); INSERT INTO events VALUES (1)"),
    ("defaults_name_each_other", 10, "CREATE TABLE a (r regclass); CREATE TABLE b (r regclass DEFAULT 'a'::regclass); \
        ALTER TABLE a ALTER r SET DEFAULT 'b'::regclass; INSERT INTO a DEFAULT VALUES; INSERT INTO b DEFAULT VALUES"),
    ("slices", 12, "CREATE TABLE slices (arr int[], \"PORT\" int, \"HOST\" int, CHECK (arr[1: \"PORT\"] IS NOT NULL), \
        g int[] GENERATED ALWAYS AS (arr[\"HOST\": \"PORT\"]) STORED); INSERT INTO slices VALUES ('{1,2,3}', 2, 1)"),
    ("own_foreign_key", 12, "CREATE TABLE t (i int PRIMARY KEY); INSERT INTO t VALUES (1); CREATE TABLE p (i int) PARTITION BY LIST (i); \
        CREATE TABLE p1 (i int); ALTER TABLE p1 ADD CONSTRAINT own FOREIGN KEY (i) REFERENCES t ON DELETE CASCADE; \
        ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1); ALTER TABLE p ADD CONSTRAINT theirs FOREIGN KEY (i) REFERENCES t; INSERT INTO p VALUES (1)"),
];

const SCHEMA: [&str; 4] = ["--schema-only", "--no-owner", "--no-privileges", "--no-tablespaces"];
const DATA: [&str; 2] = ["--data-only", "--inserts"];

#[test]
fn a_copy_is_what_its_source_was() {
    for (name, since, sql) in SOURCES {
        let source = Database::new(&format!("inherited_{name}"));
        if source.major() < *since {
            continue;
        }
        source.psql(sql);
        let copy = Database::new(&format!("inherited_{name}_copy"));
        copy.server.load(&copy.name, source.dump(&[]).complete());
        assert_eq!(copy.pg_dump(&SCHEMA), source.pg_dump(&SCHEMA), "{name}");
        assert_eq!(copy.pg_dump(&DATA), source.pg_dump(&DATA), "{name}");
    }
}

/// pg_dump loses both: a CHECK and, from 18, a NOT NULL that no parent has any more.
#[test]
fn what_no_parent_says_the_child_says() {
    let source = Database::new("inherited_alone");
    source.psql(
        "CREATE TABLE top (a int, b int NOT NULL CONSTRAINT positive CHECK (b > 0)); CREATE TABLE sub () INHERITS (top);
         ALTER TABLE ONLY top DROP COLUMN b; INSERT INTO sub VALUES (1, 2)",
    );
    let copy = Database::new("inherited_alone_copy");
    copy.server.load(&copy.name, source.dump(&[]).complete());
    let said = "SELECT conname FROM pg_constraint WHERE conrelid = 'sub'::regclass AND contype = 'c';
                SELECT attnotnull FROM pg_attribute WHERE attrelid = 'sub'::regclass AND attname = 'b'";
    assert_eq!(copy.psql(said), "positive\nt\n");
}

/// An enum hashes by its labels' OIDs, alone and inside other types.
#[test]
fn rows_below_a_hash_of_an_enum_load_through_the_root() {
    for (name, key) in [("plain", "mood"), ("array", "mood[]"), ("domain", "moods"), ("row", "pair")] {
        let source = Database::new(&format!("hash_{name}"));
        let value = match name {
            "plain" => "e",
            "row" => "ROW(1, e)::pair",
            _ => "ARRAY[e]",
        };
        source.psql(format!(
            "CREATE TYPE mood AS ENUM ('a', 'b', 'c', 'd', 'e', 'f', 'g'); CREATE DOMAIN moods AS mood[];
             CREATE TYPE pair AS (i int, m mood);
             CREATE TABLE diary (d {key}, note text) PARTITION BY HASH (d);
             CREATE TABLE diary0 PARTITION OF diary FOR VALUES WITH (MODULUS 2, REMAINDER 0);
             CREATE TABLE diary1 PARTITION OF diary FOR VALUES WITH (MODULUS 2, REMAINDER 1) PARTITION BY LIST (note);
             CREATE TABLE diary10 PARTITION OF diary1 DEFAULT;
             INSERT INTO diary SELECT {value}, 'n' FROM unnest(enum_range(NULL::mood)) e"
        ));
        for arguments in [&[][..], &["--copy"]] {
            let dump = source.dump(arguments).text();
            assert!(dump.contains(" public.diary (d, note) "), "{name} {arguments:?}: {dump}");
            let copy = Database::new(&format!("hash_{name}_copy{}", arguments.len()));
            // Other types first, so that the labels get other OIDs.
            copy.psql("CREATE TYPE other AS ENUM ('x', 'y', 'z'); DROP TYPE other");
            copy.server.load(&copy.name, &dump);
            let rows = "SELECT d::text, note FROM diary ORDER BY 1";
            assert_eq!(copy.psql(rows), source.psql(rows), "{name} {arguments:?}");
        }
    }
}

#[test]
fn rows_load_through_the_root_where_that_is_asked_for() {
    let source = Database::new("via_root");
    source.psql(
        "CREATE TABLE words (w text) PARTITION BY RANGE (w); CREATE TABLE w1 PARTITION OF words FOR VALUES FROM ('a') TO ('b');
         INSERT INTO words VALUES ('apple')",
    );
    assert!(source.dump(&[]).text().contains("INSERT INTO public.w1 (w) VALUES"));
    let dump = source.dump(&["--load-via-partition-root"]).text();
    assert!(dump.contains("INSERT INTO public.words (w) VALUES"), "{dump}");
}

/// A loader that reads NULL in an array as a text is told otherwise.
#[test]
fn nulls_in_arrays_stay_nulls() {
    let source = Database::new("array_nulls");
    source.psql("CREATE TABLE an (a text[]); INSERT INTO an VALUES (ARRAY['x', NULL, 'NULL'])");
    let copy = Database::new("array_nulls_copy");
    copy.psql("ALTER DATABASE array_nulls_copy SET array_nulls = off");
    copy.server.load(&copy.name, source.dump(&[]).complete());
    assert_eq!(copy.psql("SELECT a[2] IS NULL, a[3] IS NULL FROM an"), "t|f\n");
}
