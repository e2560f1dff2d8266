//! Whole command lines with their environment.

mod connection;

use std::num::NonZero;

use super::*;
use crate::error::{Error, Fault};
use crate::options::{
    Connection, Contents, Dump, Exclude, Existing, Include, Making, OnConflict, Options, Patterns, Progress,
    Prompt, Relations, Reporting, RowForm, RowOptions, Secret, Sections, StatementSize,
};

/// Parses `roachdump <line>`, split at spaces, with `NAME=value` variables split the same way.
fn parsed(line: &str, variables: &str) -> Result<Parsed> {
    let args = std::iter::once("roachdump").chain(line.split_whitespace()).map(OsString::from);
    parse(args, &|name| {
        let pairs = variables.split_whitespace().filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    })
}

fn options(line: &str, variables: &str) -> Result<Run> {
    match parsed(line, variables)? {
        Parsed::Run(run) => Ok(*run),
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
#[rustfmt::skip]
fn refusals() {
    let rows: &[(&str, &str, &str, &str)] = &[
        ("no database",         "dump",                        "", "Error: requires at least 1 arg(s), only received 0\nName the database: roachdump dump <database>"),
        ("empty database",      "dump EMPTY",                  "", "Error: invalid argument \"\" for the database: it is empty"),
        ("unknown command",     "startrek",                    "", "Error: unknown command \"startrek\" for \"roachdump\"\nTo dump a database write roachdump dump <database>."),
        ("URL as command",      "postgresql://u:SECRET@h/d",   "", "Error: unknown command \"…\" for \"roachdump\""),
        ("unknown flag",        "dump db --hots=SECRET",       "", "Error: unknown flag: --hots\nA similar flag is --host."),
        ("schema and data only", "dump db -s -a",              "", "Error: --schema-only (-s) contradicts --data-only (-a)"),
        ("-s and a mode",       "dump db -s --dump-mode=both", "", "Error: --schema-only (-s) contradicts --dump-mode"),
        ("named and chosen",    "dump db t -t u",              "", "Error: tables are named behind the database, and -t or -n chooses some as well"),
        ("section and mode",    "dump db -s --section=data",   "", "Error: --section contradicts a dump of the schema or the data only\nLeave one of the two out."),
        ("where without rows",  "dump db -s --where t:a",      "", "Error: --where contradicts a dump of the schema only"),
        ("where without data",  "dump db --where t:a --section=pre-data", "", "Error: --where contradicts a dump without the section data"),
        ("where what",          "dump db --where t",           "", "Error: invalid argument \"t\" for \"--where\" flag: it is no table and condition with a colon between them"),
        ("clean data",          "dump db -a -c",               "", "Error: --clean (-c) contradicts a dump of the data only"),
        ("if exists alone",     "dump db --if-exists",         "", "Error: --if-exists means nothing without --clean (-c)\nAdd --clean;"),
        ("make and clean",      "dump db -c --if-not-exists",  "", "Error: --if-not-exists contradicts --clean (-c)"),
        ("make the database of data", "dump db -C -a",         "", "Error: --create (-C) contradicts a dump of the data only"),
        ("two conflicts",       "dump db --upsert --on-conflict-do-nothing", "", "Error: --upsert contradicts --on-conflict-do-nothing"),
        ("copy and upsert",     "dump db --copy --upsert",     "", "Error: --copy contradicts --upsert"),
        ("copy and conflicts",  "dump db --copy --on-conflict-do-nothing", "", "Error: --copy contradicts --on-conflict-do-nothing"),
        ("copy and rows",       "dump db --copy --rows-per-insert 5", "", "Error: --copy contradicts --rows-per-insert"),
        ("copy and inserts",    "dump db --copy --inserts",    "", "Error: --copy contradicts --inserts"),
        ("dry run's summary",   "dump db --dry-run --summary=/s", "", "Error: --dry-run dumps nothing that --progress or --summary could tell of"),
        ("section",             "dump db --section=all",       "", "Error: invalid argument \"all\" for \"--section\" flag: it is no section\nWrite pre-data, data or post-data."),
        ("no filter",           "dump db --filter=/none/such", "", "Error: --filter: cannot read /none/such: No such file"),
        ("filter and names",    "dump db t -n s",              "", "Error: tables are named behind the database, and -t or -n chooses some as well"),
        ("empty pattern",       "dump db --table=",            "", "Error: invalid argument \"\" for \"--table\" flag: it is empty"),
        ("unknown short flag",  "dump db -X",                  "", "Error: unknown shorthand flag: 'X' in -X\nSee roachdump dump --help."),
        ("--password",          "dump db --password=SECRET",   "", "Error: --password takes no value\nIt asks for the password."),
        ("--dump-all and tables", "dump --dump-all dbname=d t", "", "Error: --dump-all contradicts tables named behind the database\nLeave one of the two out."),
        ("--dump-all and a database", "dump --dump-all startrek", "", "Error: cannot specify --dump-all and a specific database at the same time"),
        ("dump mode",           "dump db --dump-mode=x",       "", "Error: invalid argument \"x\" for \"--dump-mode\" flag: invalid value for --dump-mode: x\nWrite schema, data or both, in lower case."),
        ("dump mode's case",    "dump db --dump-mode=Schema",  "", "Error: invalid argument \"Schema\" for \"--dump-mode\" flag: invalid value for --dump-mode: Schema"),
        ("progress",            "dump db --progress=bar",      "", "Error: invalid argument \"bar\" for \"--progress\" flag: it is no way to tell the progress\nWrite auto, plain, json or off."),
        ("quiet progress",      "dump db --progress=json --quiet", "", "Error: --quiet contradicts --progress"),
        ("port",                "dump db -p 65536",            "", "Error: invalid argument \"65536\" for \"--port\" flag: a port is a number from 1 to 65535"),
        ("empty host",          "dump db --host=",             "", "Error: invalid argument \"\" for \"--host\" flag: the host is empty"),
        ("empty as of",         "dump db --as-of=",            "", "Error: invalid argument \"\" for \"--as-of\" flag: it is empty"),
        ("empty file",          "dump db --file=",             "", "Error: invalid argument \"\" for \"--file\" flag: it is empty"),
        ("switch",              "dump db --insecure=maybe",    "", "Error: invalid argument \"maybe\" for \"--insecure\" flag: it is neither true nor false"),
        ("missing value",       "dump db --port",              "", "Error: flag needs an argument: --port"),
        ("-h for help",         "dump -h",                     "", "Error: flag needs an argument: --host\n-h is the host, as in PostgreSQL's programs; for help write --help or -?."),
        ("-h before dump",      "-h",                          "", "Error: unknown shorthand flag: 'h' in -h\nFor help write --help or -?"),
        ("two ports",           "dump db -h h:1 -p 2",         "", "Error: --host names port 1, --port names port 2"),
        ("two users",           "dump db -u a -U b",           "", "Error: --user and --username name different users"),
        ("two strings",         "dump dbname=a --url dbname=b", "", "Error: the database is a connection string, and --url is given as well"),
        ("--url is no URL",     "dump db --url SECRET",        "", "Error: --url: it is no connection string"),
        ("--url's port",        "dump db --url postgresql://u:SECRET@h:0", "", "Error: --url: invalid port 0 in the URL"),
        ("database's port",     "dump postgresql://h:0",       "", "Error: database: invalid port 0 in the URL"),
        ("variable's URL",      "dump db",                     "COCKROACH_URL=SECRET", "Error: COCKROACH_URL: it is no connection string"),
        ("variable",            "dump db",                     "PGPORT=x", "Error: invalid value \"x\" of PGPORT"),
        ("service",             "dump db",                     "PGSERVICE=none PGSYSCONFDIR=/none", "Error: definition of service \"none\" not found\nLooked for [none] in /none/pg_service.conf."),
        ("-d",                  "dump -d startrek",            "", "Error: --database (-d) is not valid for dump, write: roachdump dump startrek"),
        ("-d and tables",       "dump -d startrek episodes",   "", "Error: --database (-d) is not valid for dump, write: roachdump dump startrek episodes"),
        ("--database again",    "dump startrek --database=startrek", "", "Error: --database (-d) is not valid for dump, write: roachdump dump startrek"),
        ("-d and a URL",        "dump -d postgresql://u:SECRET@h/d", "", "Error: --database (-d) is not valid for dump, write: roachdump dump …"),
        ("-d, a quote",         "dump -d a'b",                 "", "Error: --database (-d) is not valid for dump, write: roachdump dump 'a'\\''b'"),
    ];
    for (name, line, variables, want) in rows {
        let args = std::iter::once("roachdump").chain(line.split_whitespace());
        let args = args.map(|arg| OsString::from(if arg == "EMPTY" { "" } else { arg }));
        let env = |asked: &str| {
            let found = variables.split_whitespace().filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == asked);
            found.map(|(_, value)| value.to_owned())
        };
        let error = parse(args, &env).map(|_| ()).map_err(|error: Error| (error.fault(), format!("Error: {error}")));
        let Err((fault, text)) = error else { panic!("{name} is accepted") };
        assert!(text.starts_with(want), "{name}: {text}");
        assert!(!text.contains("SECRET"), "{name} shows the secret: {text}");
        assert_eq!(fault, Fault::Usage, "{name}");
    }
}

#[test]
fn every_flag_is_taken() {
    let line = "dump db t -- -u";
    let bare = options(line, "").expect("a command line");
    let named = Include::Named(vec!["t".to_owned(), "-u".to_owned()]);
    let connection = Connection { prompt: Prompt::Needed, ..Connection::new("db") };
    let want = Options::new(connection).dump(Dump { include: named, ..Dump::default() });
    assert_eq!((bare.options, bare.reporting, bare.file), (want, Reporting::default(), None));
    let seconds = |limit: Option<std::time::Duration>| limit.map(|time| time.as_secs());
    let line = "--log-dir=/l --no-color --vmodule a=1 dump db --dump-mode data --as-of -10m -f out --rows-per-insert 7 \
        --statement-size 1M --trailer --no-trailer --skip-unsupported --allow-empty --connect-timeout 0 \
        --stall-timeout 5 --trace=/t --quiet --progress=off --summary /s --echo-sql --verbosity=2 -v --logtostderr --alsologtostderr --show-logs \
        --log-file-verbosity INFO --log-dir-max-size 1 --log-file-max-size 1 --log-group-max-size 1 \
        --log-backtrace-at a:1 --sql-audit-dir /a --cert-principal-map a:b --redirect-stderr=false x";
    let full = options(line, "PGAPPNAME=app PGPASSWORD=pw").expect("a command line");
    let size = StatementSize { rows: NonZero::new(7).unwrap(), bytes: NonZero::new(1 << 20) };
    let form = RowForm::Insert { size, on_conflict: OnConflict::Fail };
    let dump = Dump {
        include: Include::Named(vec!["x".to_owned()]),
        contents: Contents::Data(RowOptions { form, conditions: vec![] }),
        as_of: Some("-10m".to_owned()),
        trailer: Some(false),
        skip_unsupported: true,
        allow_empty: true,
        ..Dump::default()
    };
    assert_eq!((full.options.dump, full.file.as_deref()), (dump, Some("out".as_ref())));
    let reporting = Reporting {
        progress: Progress::Off,
        summary: Some("/s".into()),
        verbosity: 2,
        echo_sql: true,
        log_dir: Some("/l".into()),
    };
    assert_eq!(full.reporting, reporting);
    let connection = full.options.connection;
    assert_eq!((connection.connect_timeout, seconds(connection.stall_timeout)), (None, Some(5)));
    assert_eq!(connection.password, Some(Secret("pw".into())));
    assert_eq!(connection.application_name, "app");
    assert_eq!(connection.trace.as_deref(), Some("/t".as_ref()));
}

#[test]
fn the_command_that_failed() {
    #[rustfmt::skip]
    let rows = [
        ("dump db", "dump"), ("", "dump"), ("startrek", "dump"), ("--verbosity=1 gen man", "gen"),
        ("help nope", "help"), ("completion tcsh", "completion"), ("dump help", "dump"), ("--version", "dump"),
    ];
    for (line, want) in rows {
        let args: Vec<_> = std::iter::once("roachdump").chain(line.split(' ')).map(OsString::from).collect();
        assert_eq!(command(&args), want, "{line}");
    }
}

/// What the flags of contents, form and choice become.
#[test]
#[rustfmt::skip]
fn what_is_dumped() {
    let all = |making, rows| Contents::Sections(Sections { pre_data: making, data: rows, post_data: true });
    let existing = |existing| all(Some(Making { existing, ..Making::default() }), Some(RowOptions::default()));
    let form = |form| all(Some(Making::default()), Some(RowOptions { form, ..RowOptions::default() }));
    let (size, made, rows) = (StatementSize::default(), Making::default(), RowOptions::default());
    let no_limit = StatementSize { bytes: None, ..size };
    let section = |pre_data, data, post_data| Contents::Sections(Sections { pre_data, data, post_data });
    let contents = [
        ("",                         Contents::default()),
        ("--dump-mode=both",         Contents::default()),
        ("-s",                       Contents::schema(made)),
        ("-s --dump-mode=schema",    Contents::schema(made)),
        ("--section=pre-data --section=post-data", Contents::schema(made)),
        ("-a",                       Contents::Data(rows.clone())),
        ("--section=data",           section(None, Some(rows), false)),
        ("--section=pre-data",       section(Some(made), None, false)),
        ("--section=post-data",      section(None, None, true)),
        ("-C -s",                    Contents::schema(Making { database: true, ..made })),
        ("-c",                       existing(Existing::Replace { if_exists: false })),
        ("-c --if-exists",           existing(Existing::Replace { if_exists: true })),
        ("--if-not-exists",          existing(Existing::Skip)),
        ("--copy",                   form(RowForm::Copy)),
        ("--upsert",                 form(RowForm::Upsert(size))),
        ("--inserts",                form(RowForm::Insert { size, on_conflict: OnConflict::Fail })),
        ("--statement-size=0",       form(RowForm::Insert { size: no_limit, on_conflict: OnConflict::Fail })),
        ("--on-conflict-do-nothing", form(RowForm::Insert { size, on_conflict: OnConflict::DoNothing })),
    ];
    for (line, contents) in contents {
        let want = Dump { contents, ..Dump::default() };
        assert_eq!(options(&format!("dump db {line}"), "").map(|run| run.options.dump).ok(), Some(want), "{line}");
    }
    let relations = |pattern: &str, children| vec![Relations { pattern: pattern.to_owned(), children }];
    let patterns = Patterns { tables: relations("t", false), schemas: vec!["s".to_owned()] };
    let exclude = Exclude { tables: relations("a", false), schemas: vec!["b".to_owned()], data: relations("c", true) };
    let line = "-t t -n s -T a -N b --exclude-table-data-and-children c --no-comments";
    let want = Dump { include: Include::Matching(patterns.clone()), exclude: exclude.clone(), comments: false, ..Dump::default() };
    assert_eq!(options(&format!("dump db {line}"), "").map(|run| run.options.dump).ok(), Some(want.clone()));
    let want = Dump { include: Include::AllDatabases(patterns), ..want };
    assert_eq!(options(&format!("dump --dump-all {line}"), "").map(|run| run.options.dump).ok(), Some(want));
}

#[test]
#[rustfmt::skip]
fn log_level() {
    for (line, want) in [
        ("", 0), ("-v", 1), ("-vv", 2), ("-v -v -v", 3), ("--verbose", 1), ("--verbosity=1", 1), ("--verbosity 0 -v", 1),
        ("--logtostderr", 1), ("--logtostderr=ERROR", 0), ("--logtostderr=info", 1), ("--verbosity=-1", 0),
    ] {
        let got = options(&format!("dump db {line}"), "").map(|options| options.reporting.verbosity);
        assert_eq!(got.ok(), Some(want), "{line}");
    }
}

#[test]
#[rustfmt::skip]
fn warnings() {
    let stock = "--url specifies database \"types\", but command \"dump\" does not accept a database name - database name ignored";
    let rows: &[(&str, &str, &str, &[&str])] = &[
        ("another",       "--url=postgresql://root@h/types?sslmode=disable startrek", "", &[stock]),
        ("the same",      "--url=postgresql://root@h/startrek startrek",              "", &[]),
        ("none in URL",   "--url=postgresql://root@h startrek",                       "", &[]),
        ("only in URL",   "--url=postgresql://root@h/startrek",                       "", &[]),
        ("by variable",   "startrek", "COCKROACH_URL=postgresql://root@h/types",      &[stock]),
    ];
    for (name, line, variables, want) in rows {
        let got = options(&format!("dump {line}"), variables).map(|run| (run.options.connection.database, run.warnings));
        let (database, warnings) = got.expect("a command line");
        assert_eq!((database.as_str(), warnings), ("startrek", want.iter().map(|line| (*line).to_owned()).collect()), "{name}");
    }
}

#[test]
fn help_and_version() {
    let printed = |line: &str| match parsed(line, "") {
        Ok(Parsed::Print(text)) => text,
        other => panic!("{line}: {other:?}"),
    };
    let long = printed("dump --help");
    let command = grammar::command();
    let dump = command.find_subcommand("dump").expect("the command dump");
    for flag in command.get_arguments().chain(dump.get_arguments()) {
        if let Some(name) = flag.get_long().filter(|name| *name != "database") {
            assert!(long.contains(&format!("--{name}")), "--{name} is not in the help");
        }
    }
    let short = printed("dump -?");
    assert!(short.len() < long.len() && !short.contains("--logtostderr") && long.contains("--logtostderr"));
    assert!(printed("--help").contains("roachdump dump startrek > backup.sql"));
    assert_eq!(printed("-V"), format!("roachdump {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(printed("dump -V"), printed("-V"));
    let long = printed("--version");
    assert!(long.starts_with(printed("-V").as_str()), "{long}");
    for want in ["\nprotocol: PostgreSQL 3.0\n", "\nTLS: rustls 0.", " with ring 0.", "\nbuild: "] {
        assert!(long.contains(want), "{long}");
    }
    assert_eq!(printed("dump --version"), long);
    for line in ["", "--no-color"] {
        assert!(matches!(parsed(line, ""), Ok(Parsed::Usage(text)) if text.contains("dump")), "{line:?}");
    }
}

#[test]
fn help_on_topics() {
    let Ok(Parsed::Print(all)) = parsed("dump --help", "") else { panic!("no help") };
    for topic in topics::TOPICS {
        let Ok(Parsed::Print(text)) = parsed(&format!("help {}", topic.name), "") else {
            panic!("no help on {}", topic.name)
        };
        assert!(!text.starts_with(' ') && all.contains(text.trim_end()), "{}: {text}", topic.name);
        for line in topic.text.lines().filter(|line| line.starts_with("    ")) {
            assert!(line.len() < 80, "{}: would be broken at 80 columns: {line}", topic.name);
        }
    }
    for (line, want) in
        [("help dump", "Usage: roachdump dump "), ("help", "Topics, for roachdump help <topic>:")]
    {
        assert!(matches!(parsed(line, ""), Ok(Parsed::Print(text)) if text.contains(want)), "{line}");
    }
    let shell = parsed("completion tcsh", "").map(|_| ()).expect_err("an unknown shell");
    let want = "invalid argument \"tcsh\" for the shell: no completions are known for it\nWrite bash, ";
    assert!(shell.to_string().starts_with(want), "{shell}");
    let unknown = parsed("help nope", "").map(|_| ()).expect_err("an unknown topic");
    let want = "there is no help on \"nope\"\nThe topics are connection, ";
    assert!(unknown.to_string().starts_with(want), "{unknown}");
}

#[test]
#[cfg(unix)]
fn bytes_that_are_not_utf8() {
    use std::os::unix::ffi::OsStringExt;
    let odd = |prefix: &str| OsString::from_vec([prefix.as_bytes(), b"\xff"].concat());
    let line = |last: OsString| {
        parse(["roachdump".into(), "dump".into(), "db".into(), last], &|_| None)
            .map_err(|error| error.reason())
    };
    assert!(matches!(line(odd("--file=")), Ok(Parsed::Run(run)) if run.file == Some(odd("").into())));
    let table = line(odd("t")).map(|_| ());
    assert_eq!(table, Err("invalid argument \"t\u{fffd}\" for the table: it is not UTF-8".to_owned()));
    let user = line(odd("--user=")).map(|_| ());
    assert_eq!(user, Err("invalid argument \"\u{fffd}\" for \"--user\" flag: it is not UTF-8".to_owned()));
    let url = line(odd("--url=postgresql://u:SECRET@h/")).map(|_| ());
    assert_eq!(url, Err("invalid argument \"…\" for \"--url\" flag: it is not UTF-8".to_owned()));
    assert!(line(odd("--x")).is_err());
    assert!(line(odd("-x")).is_err());
}

/// Every odd piece in every place, alone and in pairs: an answer, never a panic.
#[test]
fn no_string_panics() {
    let odd = [
        "",
        " ",
        "-",
        "--",
        "=",
        "==",
        "'",
        "\\",
        "%",
        "%0",
        "%00",
        "%é",
        "@",
        "@@",
        ":",
        "::",
        "[",
        "]",
        "[]:",
        "/",
        "//",
        "?",
        "&",
        "\0",
        "\u{7f}",
        "é",
        "\u{1f600}",
        "\u{202e}",
        "postgresql://",
        "postgres://",
        "a=",
        "=b",
        "a='",
        "a=\\",
        "-1",
        "99999999999999999999",
        "é%",
        "--dump-mode",
        "-d",
        "dump",
        "-h",
        "--é",
        "-é",
        "host=é\\",
        "K",
        "éM",
    ];
    for one in odd {
        for other in odd {
            let joined = format!("{one}{other}");
            let _ = parse_url(&joined);
            let _ = parse_url(&format!("postgresql://{joined}"));
            let _ = parse_url(&format!("a={joined}"));
            let _ = host::hosts(&joined);
            let _ = values::bytes(&joined);
        }
        for line in
            [vec![one], vec!["dump", one], vec!["dump", "db", one, "x"], vec!["dump", "db", "--url", one]]
        {
            let args = std::iter::once("roachdump").chain(line).map(OsString::from);
            let _ = parse(args, &|_| None);
            let _ = parse(["roachdump", "dump", "db"].map(OsString::from), &|_| Some(one.to_owned()));
        }
    }
}
