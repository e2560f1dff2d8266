//! Connection poolers: one that shares sessions is recognised, and no other connection is taken for one.

use roachdump_testkit::PgBouncer;
use roachdump_testkit::pooler::{Pooler, Pooling};

use super::{DATABASE, by, plain, refused, works};

const SHARED: &str = "is a connection pooler that gives each transaction to another session of the server\n\
A dump needs one session from beginning to end: connect to the server itself (PostgreSQL usually listens on \
port 5432, CockroachDB on 26257), or to a pool in session mode.\n";

#[test]
fn modes() {
    let pooler = |pooling| Pooler::start(plain().port(), "trust", DATABASE, pooling);
    let through = |pooler: &Pooler| format!("host=127.0.0.1 port={} user=trust", pooler.port());
    let sessions = pooler(Pooling::Session);
    works("session mode", by(&through(&sessions)));
    let transactions = pooler(Pooling::Transaction);
    let message = format!("Error: 127.0.0.1:{} {SHARED}", transactions.port());
    refused("transaction mode", by(&through(&transactions)), &[&message]);
    // Among several servers it is one that gives no session.
    let both = format!("host=127.0.0.1,127.0.0.1 port={},{} user=trust", transactions.port(), plain().port());
    works("the server behind it", by(&both));
}

/// PgBouncer itself; the test above runs in any case.
#[test]
#[ignore = "needs PgBouncer"]
fn pgbouncer() {
    #[rustfmt::skip]
    let rows: [(&str, &[&str], bool); 4] = [
        ("session",     &["pool_mode = session"],                          false),
        ("used up",     &["pool_mode = session", "default_pool_size = 1"], false),
        ("transaction", &["pool_mode = transaction"],                      true),
        ("statement",   &["pool_mode = statement"],                        true),
    ];
    for (name, lines, is_refused) in rows {
        let pooler = PgBouncer::start(plain(), lines);
        let connection = format!("host=127.0.0.1 port={} user=trust", pooler.port());
        match is_refused {
            true => refused(name, by(&connection), &[SHARED]),
            false => works(name, by(&connection)),
        }
        let options = by(&connection).env("PGOPTIONS", "-c work_mem=1MB");
        refused(name, options, &["unsupported startup parameter: options", "That is PgBouncer"]);
    }
}
