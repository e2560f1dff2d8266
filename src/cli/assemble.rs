//! What was typed and what the environment says, put together as one [`Run`].

use std::path::PathBuf;

use super::args::{ConnectionArgs, DumpArgs, LoggingArgs, ReportingArgs};
use super::passfile;
use super::service::service;
use super::settings::{Settings, Source, variable};
use super::sources::{Sources, Style};
use super::url::{self, Form};
use super::usage::shown;
use super::what;
use crate::error::{Error, Fault, Result, printable};
use crate::options::{Options, Progress, Prompt, Reporting};

/// A dump that a command line asks for, checked and complete.
#[derive(Debug)]
pub struct Run {
    /// Of which database, and what of it.
    pub options: Options,
    /// The output file; stdout if not given.
    pub file: Option<PathBuf>,
    /// What to say on stderr.
    pub reporting: Reporting,
    /// What to say on stderr before anything else, one line each, without the word `warning: `.
    pub warnings: Vec<String>,
}

type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A connection string and how it was given.
struct Given {
    settings: Settings,
    style: Style,
}

/// Makes one run of the command `dump`.
pub(super) fn run(dump: DumpArgs, logging: LoggingArgs, env: Env<'_>) -> Result<Run> {
    let DumpArgs { database, tables, what, output, connection: typed, reporting: said } = dump;
    if let Some(misplaced) = &what.misplaced_database {
        return Err(refuse_database_flag(&misplaced.to_string_lossy(), database.as_deref(), &tables));
    }
    let reporting = reporting(&said, what.dry_run, logging)?;
    let given = connection_string(database.as_deref(), typed.url.as_deref(), env)?;
    let named = database.filter(|database| url::form(database).is_none());
    let mut warnings = ignored_database(named.as_deref(), given.settings.database.as_deref());
    let (stall_timeout, prompt) = (typed.stall_timeout, prompt(&typed));
    let named = if what::all_databases(what.dump_all) { Some(any_database(named)?) } else { named };
    let sources = sources(named, typed, given, env)?;
    let mut connection = sources.connection(stall_timeout, env)?;
    connection.prompt = prompt;
    connection.trace = said.trace;
    if connection.password.is_none() {
        warnings.extend(passfile::fill(&mut connection, sources.passfile(), env));
    }
    let dump = what::dump(tables, what, &output)?;
    Ok(Run { options: Options { connection, dump }, file: output.file, reporting, warnings })
}

/// The later of `-w` and `-W` has taken the other's place.
fn prompt(connection: &ConnectionArgs) -> Prompt {
    match (connection.ask, connection.no_password) {
        (true, _) => Prompt::Always,
        (false, true) => Prompt::Never,
        (false, false) => Prompt::Needed,
    }
}

fn reporting(said: &ReportingArgs, dry_run: bool, logging: LoggingArgs) -> Result<Reporting> {
    if dry_run && (said.summary.is_some() || said.progress.is_some()) {
        let message = "--dry-run dumps nothing that --progress or --summary could tell of";
        return Err(Error::new(Fault::Usage, message).remedy("Leave them out: --dry-run tells by itself."));
    }
    let progress = match (said.quiet, said.progress) {
        (true, Some(Progress::Auto | Progress::Plain | Progress::Json)) => {
            let message = "--quiet contradicts --progress";
            return Err(Error::new(Fault::Usage, message).remedy("Leave one of the two out."));
        }
        (true, None | Some(Progress::Off)) => Progress::Off,
        _ if dry_run => Progress::Off,
        (false, progress) => progress.unwrap_or_default(),
    };
    let levels = [Some(said.verbose), logging.verbosity, logging.logtostderr];
    Ok(Reporting {
        progress,
        summary: said.summary.clone(),
        verbosity: levels.into_iter().flatten().max().unwrap_or(0),
        echo_sql: said.echo_sql.is_some_and(|switch| switch.0),
        log_dir: logging.log_dir,
    })
}

/// The database to be in while all are dumped: one that every cluster has, and that need not exist.
fn any_database(named: Option<String>) -> Result<String> {
    match named {
        None => Ok("defaultdb".to_owned()),
        Some(_) => {
            let what = "cannot specify --dump-all and a specific database at the same time";
            Err(Error::new(Fault::Usage, what).remedy("Leave out one of the two."))
        }
    }
}

/// `-d` was never a flag of `dump` in earnest: the releases ignored or refused it.
fn refuse_database_flag(misplaced: &str, database: Option<&str>, tables: &[String]) -> Error {
    let rest = database.into_iter().chain(tables.iter().map(String::as_str));
    let words = [misplaced].into_iter().chain(rest.filter(|word| *word != misplaced));
    let words: Vec<String> = words.map(shell_word).collect();
    let message = format!("--database (-d) is not valid for dump, write: roachdump dump {}", words.join(" "));
    Error::new(Fault::Usage, message)
}

/// `word` as a shell takes it for one word.
fn shell_word(word: &str) -> String {
    let word = shown(word);
    let plain = |c: char| c.is_alphanumeric() || "_-./:@%+…".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The one connection string: in the place of the database, `--url`, or `COCKROACH_URL`.
fn connection_string(database: Option<&str>, flag: Option<&str>, env: Env<'_>) -> Result<Given> {
    let positional = database.filter(|database| url::form(database).is_some());
    let variable = variable(env, "COCKROACH_URL");
    let (place, text) = match (positional, flag, variable.as_deref()) {
        (Some(_), Some(_), _) => {
            return Err(Error::new(
                Fault::Usage,
                "the database is a connection string, and --url is given as well",
            )
            .remedy("Leave one of the two out."));
        }
        (Some(text), None, _) => ("database", text),
        (None, Some(text), _) => ("--url", text),
        (None, None, Some(text)) => ("COCKROACH_URL", text),
        (None, None, None) => return Ok(Given { settings: Settings::default(), style: Style::Neutral }),
    };
    let style = match (place, url::form(text)) {
        (_, Some(Form::Pairs)) | ("database", _) => Style::Libpq,
        ("COCKROACH_URL", _) => Style::Cockroach,
        _ => Style::Neutral,
    };
    let settings = url::parse_url(text).map_err(|error| error.context(place))?;
    Ok(Given { settings, style })
}

/// The warning of `cockroach dump` about a database that another one hides.
fn ignored_database(named: Option<&str>, in_url: Option<&str>) -> Vec<String> {
    let hidden = in_url.filter(|in_url| named.is_some_and(|named| named != *in_url));
    let warning = |database: &str| {
        let database = printable(database);
        format!(
            "--url specifies database \"{database}\", but command \"dump\" does not accept a database name - database name ignored"
        )
    };
    hidden.map(warning).into_iter().collect()
}

fn sources(named: Option<String>, connection: ConnectionArgs, given: Given, env: Env<'_>) -> Result<Sources> {
    let libpq_user = connection.username.is_some();
    let flags = flags(named, connection)?;
    let postgres = Settings::postgres(env)?;
    let asked = given.settings.service.as_ref().or(postgres.service.as_ref());
    let from_file = asked.map(|name| service(name, env)).transpose()?.unwrap_or_default();
    let style = match given.style {
        Style::Neutral if libpq_user => Style::Libpq,
        style => style,
    };
    Ok(Sources {
        flags,
        url: given.settings,
        cockroach: Settings::cockroach(env)?,
        service: from_file,
        postgres,
        style,
    })
}

fn flags(database: Option<String>, typed: ConnectionArgs) -> Result<Settings> {
    let user = match (typed.user, typed.username) {
        (Some(user), Some(username)) if user != username => {
            let message = format!("{} and --username name different users", Source::Flags.name("user"));
            return Err(Error::new(Fault::Usage, message).remedy("Leave one of the two out."));
        }
        (user, username) => user.or(username),
    };
    Ok(Settings {
        host: typed.host.map(|hosts| hosts.0),
        port: typed.port.map(|ports| ports.0),
        user,
        database,
        root_cert: typed.ca_cert,
        cert: typed.cert,
        key: typed.key,
        connect_timeout: typed.connect_timeout,
        certs_dir: typed.certs_dir,
        insecure: typed.insecure.map(|switch| switch.0),
        ..Settings::default()
    })
}
