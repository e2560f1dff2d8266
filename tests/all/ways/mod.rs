//! Ways in beyond one server and one password: password files, lists of servers, start-up options.

mod direct;
mod hosts;
mod passwords;
mod poolers;
mod standby;
mod terminal;
mod tls;
mod variables;

use crate::one_table::{DATABASE, TABLE, encrypted, plain, works};
use crate::program::{Program, dump};

/// A dump by one connection string for the database.
fn by(connection: &str) -> Program {
    dump([format!("dbname={DATABASE} {connection}")])
}

/// Fails the test unless the program failed with messages that hold each of these.
#[track_caller]
fn refused(name: &str, program: Program, parts: &[&str]) {
    let outcome = program.run();
    let said = outcome.refusal(name);
    for part in parts {
        assert!(said.contains(part), "{name}: {part:?} is not in\n{said}");
    }
}
