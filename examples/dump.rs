//! Dumps the tables of one schema of a PostgreSQL database, as COPY blocks, into a file.

use std::path::Path;

use roachdump::{
    Connection, Contents, Dump, Error, Include, Making, Observer, Options, Outcome, Patterns, RowForm,
    RowOptions,
};
use tokio::fs::File;

/// Says which table is being read.
struct Names;

impl Observer for Names {
    fn table(&mut self, name: &str, _estimated_rows: Option<u64>, _bytes: u64) {
        println!("{name}");
    }
}

pub(crate) async fn archive(connection: Connection, schema: &str, file: &Path) -> Result<Outcome, Error> {
    let patterns = Patterns { schemas: vec![schema.to_owned()], ..Patterns::default() };
    let rows = RowOptions { form: RowForm::Copy, ..RowOptions::default() };
    let options = Options::new(connection).dump(Dump {
        include: Include::Matching(patterns),
        contents: Contents::all(Making::default(), rows),
        ..Dump::default()
    });
    let sink = File::create(file).await.expect("a new file");
    roachdump::dump(&options, sink, &mut Names).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let connection = Connection::new("shop").host("db.example", 5432).user("clerk").password("secret");
    let outcome = archive(connection, "sales", Path::new("sales.sql")).await?;
    println!("{} rows of {} tables", outcome.rows, outcome.tables);
    Ok(())
}
