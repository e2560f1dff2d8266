//! The library as another program uses it: the example of its documentation, any sink, an observer, an end from
//! outside.

use std::io;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};

use roachdump::{
    Connection, Contents, Dump, Fault, Include, Making, Observer, Options, Patterns, Text, dump, dump_until,
};
use roachdump_testkit::Server;
use tokio::io::AsyncWrite;
use tokio::sync::oneshot;

use crate::program;

#[expect(dead_code, reason = "its main is for an example's readers")]
#[path = "../../examples/dump.rs"]
mod example;

const DATABASE: &str = "library";

fn server() -> &'static Server {
    static FILLED: OnceLock<()> = OnceLock::new();
    let server = Server::shared();
    FILLED.get_or_init(|| {
        server.create_database(DATABASE, "");
        server.psql(
            DATABASE,
            "CREATE SCHEMA sales; CREATE TABLE sales.orders (id int PRIMARY KEY, note text);
             INSERT INTO sales.orders SELECT i, repeat('x', 100) FROM generate_series(1, 20000) i;
             CREATE TABLE other (a int); INSERT INTO other VALUES (1);
             CREATE OPERATOR FAMILY f USING btree",
        );
    });
    server
}

fn connection() -> Connection {
    Connection::new(DATABASE).socket(server().socket_dir(), server().port()).user("trust")
}

/// All of the schema `sales`.
fn sales() -> Options {
    let patterns = Patterns { schemas: vec!["sales".to_owned()], ..Patterns::default() };
    Options::new(connection()).dump(Dump { include: Include::Matching(patterns), ..Dump::default() })
}

/// What the program writes with these arguments.
fn by_program(arguments: &[&str]) -> Vec<u8> {
    let program = program::dump([server().url(DATABASE)]);
    program.env("PGUSER", "trust").args(arguments).run().dump()
}

fn block_on<T: Send>(future: impl Future<Output = T> + Send) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

/// Writes down what it is told.
#[derive(Default)]
struct Told(Vec<String>);

impl Observer for Told {
    fn server(&mut self, name: &str) {
        assert!(name.starts_with("PostgreSQL "), "{name}");
    }

    fn snapshot(&mut self, snapshot: &str) {
        assert!(!snapshot.is_empty());
    }

    fn preview(&mut self, line: Text) {
        self.0.push(format!("preview {}", line.to_string().trim_start()));
    }

    fn left_out(&mut self, lines: &[String]) {
        self.0.extend(lines.iter().map(|line| format!("left out {line}")));
    }

    fn warning(&mut self, warning: Text) {
        self.0.push(format!("warning {warning}"));
    }

    fn begin(&mut self, tables: &[Option<u64>]) {
        self.0.push(format!("begin {}", tables.len()));
    }

    fn table(&mut self, name: &str, _: Option<u64>, _: u64) {
        self.0.push(format!("table {name}"));
    }

    fn table_done(&mut self, rows: u64, _: u64) {
        self.0.push(format!("done {rows}"));
    }

    fn stopped(&mut self, rows: u64, _: u64) {
        self.0.push(format!("stopped {rows}"));
    }
}

#[test]
fn the_example() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("sales.sql");
    let outcome = block_on(example::archive(connection(), "sales", &file)).expect("a dump");
    assert_eq!((outcome.tables, outcome.rows), (1, 20_000));
    assert!(std::fs::read(file).expect("the dump") == by_program(&["-n", "sales", "--copy"]));
}

#[test]
fn into_memory() {
    let (mut sink, mut told) = (Vec::new(), Told::default());
    let outcome = block_on(dump(&sales(), &mut sink, &mut told)).expect("a dump");
    assert_eq!(outcome.bytes, sink.len() as u64);
    assert!(sink == by_program(&["-n", "sales"]));
    assert_eq!(told.0, ["begin 1", "table sales.orders", "done 20000", "stopped 0"]);
}

#[test]
fn what_cannot_be_carried_over() {
    let options = Options::new(connection());
    let (mut sink, mut told) = (Vec::new(), Told::default());
    let error =
        block_on(dump(&options, &mut sink, &mut told)).expect_err("an operator family is not carried over");
    assert_eq!((error.fault(), sink.len()), (Fault::Refused, 0));
    assert!(error.to_string().ends_with("\nskip_unsupported dumps everything else."), "{error}");
    let [line] = &told.0[..1] else { panic!("{:?}", told.0) };
    assert!(line.starts_with("left out ") && line.contains("operator family"), "{line}");
    let options = options.dump(Dump { skip_unsupported: true, ..Dump::default() });
    let outcome = block_on(dump(&options, &mut sink, &mut ())).expect("a dump without it");
    assert_eq!((outcome.tables, outcome.left_out.len()), (2, 1));
}

#[test]
fn a_dry_run() {
    let dry = Dump { dry_run: true, contents: Contents::schema(Making::default()), ..sales().dump };
    let (mut sink, mut told) = (Vec::new(), Told::default());
    block_on(dump(&sales().dump(dry), &mut sink, &mut told)).expect("a dry run");
    assert!(sink.is_empty());
    assert!(told.0.contains(&"preview table sales.orders".to_owned()), "{:?}", told.0);
}

/// Options are called by the names they have here.
#[test]
fn errors() {
    let as_of = Dump { as_of: Some("-10m".to_owned()), ..Dump::default() };
    let error = block_on(dump(&Options::new(connection()).dump(as_of), Vec::new(), &mut ()));
    let said = error.expect_err("PostgreSQL shows no past").to_string();
    assert!(said.starts_with("as_of needs CockroachDB") && said.contains("\nLeave as_of out"), "{said}");
    let nobody = Connection::new(DATABASE).host("127.0.0.1", 1);
    let error = block_on(dump(&Options::new(nobody), Vec::new(), &mut ()));
    let said = error.expect_err("nobody listens").to_string();
    assert!(said.ends_with("\nIs the server running? Check host and port."), "{said}");
}

/// Ends a dump at the beginning of its first table.
struct Ends(Option<oneshot::Sender<()>>);

impl Observer for Ends {
    fn table(&mut self, _: &str, _: Option<u64>, _: u64) {
        self.0.take().into_iter().for_each(|end| end.send(()).expect("a dump that listens"));
    }
}

/// Takes a byte at a time, with a wait before each.
#[derive(Default)]
struct Slow(Vec<u8>, bool);

impl AsyncWrite for Slow {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.1 = !self.1;
        if self.1 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let some = &bytes[..bytes.len().min(4096)];
        self.0.extend_from_slice(some);
        Poll::Ready(Ok(some.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Whatever the dump waits for when it is ended, the server or the sink: what it has written stands, and then the
/// line that no loader takes.
#[test]
fn an_end_from_outside() {
    let whole = by_program(&["-n", "sales"]);
    let (end, ended) = oneshot::channel();
    let stop = async {
        // Rather in the middle than at the beginning.
        ended.await.expect("the dump begins");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        "the library's user had enough".to_owned()
    };
    let mut sink = Slow::default();
    let result = block_on(dump_until(&sales(), &mut sink, &mut Ends(Some(end)), stop));
    let error = result.expect_err("an end");
    assert_eq!(
        (error.fault(), error.to_string().as_str()),
        (Fault::Interrupted, "the library's user had enough")
    );
    let marker = b"\n;\nroachdump: dump is incomplete: the library s user had enough;\n";
    let written = sink.0.strip_suffix(marker).expect("the line at the end");
    assert!(written.len() < whole.len() && whole.starts_with(written), "{} bytes", written.len());
    program::wait_until("nothing runs", || {
        let running = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'library' AND application_name = 'roachdump'";
        server().psql(DATABASE, running).trim() == "0"
    });
}
