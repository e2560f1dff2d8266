//! Exactly what was typed: the flags, one struct for each group of the help.
//!
//! Each value is checked by itself here; what they mean together is for the rest of the room.

use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::Shell;

use super::topics;
use super::typed::{Hosts, Ports, Size, Switch, hosts, parsed, path, ports, size, switch};
use super::values::{self, Mode, Section, TimeLimit};
use super::version;
use crate::options::{Condition, Progress};

/// Dumps a CockroachDB or PostgreSQL database as SQL that loads again
#[derive(Parser)]
#[command(name = "roachdump", version, long_version = version::LONG, propagate_version = true)]
#[command(disable_version_flag = true, disable_help_flag = true, disable_help_subcommand = true)]
#[command(arg_required_else_help = true)]
#[command(override_usage = topics::USAGE, after_help = topics::root())]
pub(super) struct Typed {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten, next_help_heading = "Compatibility with cockroach")]
    pub(super) logging: LoggingArgs,
    /// Print this help; -? prints a shorter one
    #[arg(short = '?', long, global = true, action = ArgAction::Help, help_heading = "Help")]
    help: Option<bool>,
    /// Print the version, protocol and TLS library; -V the version alone
    #[arg(short = 'V', long, global = true, action = ArgAction::Version, help_heading = "Help")]
    version: Option<bool>,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Write a database, or some of its tables, as SQL
    ///
    /// Writes the SQL statements that make the tables of a database, or only those named, and all their
    /// rows. The dump is one snapshot: of the moment the command starts, or of the time given by --as-of.
    #[command(override_usage = topics::USAGE, after_help = topics::SHORT, after_long_help = topics::long())]
    Dump(Box<DumpArgs>),
    /// Tell about a command or a topic
    #[command(override_usage = "roachdump help [<command> | <topic>]")]
    Help {
        /// A command or topic [default: all]
        #[arg(value_name = "topic", value_parser = parsed(values::text))]
        topic: Option<String>,
    },
    /// Print the completions of a shell
    ///
    /// For bash, in ~/.bashrc: source <(roachdump completion bash)
    #[command(override_usage = "roachdump completion [bash | elvish | fish | powershell | zsh]")]
    Completion {
        /// bash, elvish, fish, powershell or zsh [default: bash]
        #[arg(value_name = "shell", value_parser = parsed(values::shell))]
        shell: Option<Shell>,
    },
    /// Write man pages or completions, as cockroach gen does
    Gen {
        #[command(subcommand)]
        what: Gen,
    },
}

#[derive(Subcommand)]
pub(super) enum Gen {
    /// Write a man page for every command
    #[command(override_usage = "roachdump gen man [--path <FOLDER>]")]
    Man {
        /// The folder to write to; it is made if it is missing [default: man/man1]
        #[arg(long, value_name = "FOLDER", value_parser = path())]
        path: Option<PathBuf>,
    },
    /// Print the completions of a shell, as roachdump completion does
    #[command(override_usage = "roachdump gen autocomplete [bash | elvish | fish | powershell | zsh]")]
    Autocomplete {
        /// bash, elvish, fish, powershell or zsh [default: bash]
        #[arg(value_name = "shell", value_parser = parsed(values::shell))]
        shell: Option<Shell>,
    },
}

#[derive(Args)]
pub(super) struct DumpArgs {
    /// The database; or a URL or "key=value" pairs that name one
    #[arg(value_name = "database", value_parser = parsed(values::text))]
    pub(super) database: Option<String>,
    /// Tables, views and sequences to dump [default: all]
    #[arg(value_name = "table", value_parser = parsed(values::text))]
    pub(super) tables: Vec<String>,
    #[command(flatten, next_help_heading = "What to dump")]
    pub(super) what: WhatArgs,
    #[command(flatten, next_help_heading = "Output")]
    pub(super) output: OutputArgs,
    #[command(flatten, next_help_heading = "Connection")]
    pub(super) connection: ConnectionArgs,
    #[command(flatten, next_help_heading = "Reporting")]
    pub(super) reporting: ReportingArgs,
}

#[derive(Args)]
pub(super) struct WhatArgs {
    /// schema, data or both [default: both]
    #[arg(long, value_name = "MODE", value_parser = parsed(values::mode))]
    pub(super) dump_mode: Option<Mode>,
    /// Only what makes the objects, as --dump-mode=schema
    #[arg(short, long)]
    pub(super) schema_only: bool,
    /// Only rows and the positions of sequences, as --dump-mode=data
    #[arg(short = 'a', long)]
    pub(super) data_only: bool,
    /// Only this part of the dump: pre-data, data or post-data; can be given several times
    #[arg(long, value_name = "SECTION", value_parser = parsed(values::section))]
    pub(super) section: Vec<Section>,
    /// Only tables, views and sequences that match
    #[arg(short, long, value_name = "PATTERN", value_parser = parsed(values::text))]
    pub(super) table: Vec<String>,
    /// As --table, with the partitions and children of the tables that match
    #[arg(long, value_name = "PATTERN", hide_short_help = true, value_parser = parsed(values::text))]
    pub(super) table_and_children: Vec<String>,
    /// No tables, views and sequences that match
    #[arg(short = 'T', long, value_name = "PATTERN", value_parser = parsed(values::text))]
    pub(super) exclude_table: Vec<String>,
    /// As --exclude-table, with the partitions and children of the tables that match
    #[arg(long, value_name = "PATTERN", hide_short_help = true, value_parser = parsed(values::text))]
    pub(super) exclude_table_and_children: Vec<String>,
    /// Only what is in schemas that match
    #[arg(short = 'n', long, value_name = "PATTERN", value_parser = parsed(values::text))]
    pub(super) schema: Vec<String>,
    /// Nothing that is in schemas that match
    #[arg(short = 'N', long, value_name = "PATTERN", value_parser = parsed(values::text))]
    pub(super) exclude_schema: Vec<String>,
    /// No rows of tables that match
    #[arg(long, value_name = "PATTERN", value_parser = parsed(values::text))]
    pub(super) exclude_table_data: Vec<String>,
    /// As --exclude-table-data, with the partitions and children of the tables that match
    #[arg(long, value_name = "PATTERN", hide_short_help = true, value_parser = parsed(values::text))]
    pub(super) exclude_table_data_and_children: Vec<String>,
    /// Read patterns from this file, one in a line: include|exclude table|schema|… PATTERN; - is stdin
    #[arg(long, value_name = "FILE", value_parser = path())]
    pub(super) filter: Vec<PathBuf>,
    /// Of the tables that match only the rows for which the SQL condition is true
    #[arg(long = "where", value_name = "PATTERN: CONDITION", value_parser = parsed(values::condition))]
    pub(super) conditions: Vec<Condition>,
    /// Taken as pg_dump's: it is always so here that a pattern of -t or -n must match something
    #[arg(long, hide_short_help = true)]
    strict_names: bool,
    /// Read as this role, by SET ROLE (PostgreSQL only)
    #[arg(long, value_name = "ROLE", value_parser = parsed(values::text))]
    pub(super) role: Option<String>,
    /// Dump the database as of this time (CockroachDB only) [default: now]
    #[arg(long, value_name = "TIMESTAMP", allow_hyphen_values = true, value_parser = parsed(values::text))]
    pub(super) as_of: Option<String>,
    /// Dump every database of the cluster (CockroachDB only)
    #[arg(long, value_parser = parsed(switch))]
    pub(super) dump_all: Option<Switch>,
    /// Dump owners and privileges (CockroachDB from v21.1; of PostgreSQL they always are)
    #[arg(long)]
    pub(super) grants: bool,
    /// Dump zone configurations (CockroachDB from v21.1)
    #[arg(long)]
    pub(super) zone_configs: bool,
    /// Leave out what cannot be carried over and exit with status 3, instead of failing
    #[arg(long)]
    pub(super) skip_unsupported: bool,
    /// Read every table by SELECT, though planning it runs functions that the owners of tables wrote (PostgreSQL only)
    #[arg(long)]
    pub(super) trust_expressions: bool,
    /// Load the rows of partitions through their root, which puts each where it belongs (PostgreSQL only)
    #[arg(long)]
    pub(super) load_via_partition_root: bool,
    /// Take a database without visible tables for an empty one, instead of failing
    #[arg(long)]
    pub(super) allow_empty: bool,
    /// Only say what would be dumped, on stderr, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    #[arg(long = "database", short = 'd', hide = true)]
    pub(super) misplaced_database: Option<OsString>,
}

#[derive(Args)]
pub(super) struct OutputArgs {
    /// Write to a file, which appears when complete [default: stdout]
    #[arg(short, long, value_parser = path())]
    pub(super) file: Option<PathBuf>,
    /// Rows in one INSERT, at most [default: 100]
    #[arg(long, value_name = "ROWS", value_parser = parsed(values::rows))]
    pub(super) rows_per_insert: Option<NonZero<u32>>,
    /// Bytes in one INSERT, at most, such as 64K or 1G; 0 is no limit [default: 15M]
    #[arg(long, value_name = "BYTES", value_parser = parsed(size))]
    pub(super) statement_size: Option<Size>,
    /// Let rows that are there already stay as they are, when the dump is loaded
    #[arg(long)]
    pub(super) on_conflict_do_nothing: bool,
    /// Let rows take the place of those that are there already (CockroachDB only: UPSERT)
    #[arg(long)]
    pub(super) upsert: bool,
    /// Write rows as COPY blocks, for psql
    #[arg(long)]
    pub(super) copy: bool,
    /// With --copy: let psql run no commands of its own but with this key [letters and digits]
    #[arg(long, value_name = "KEY", value_parser = parsed(values::restrict_key))]
    pub(super) restrict_key: Option<String>,
    /// Remove the objects before making them
    #[arg(short, long)]
    pub(super) clean: bool,
    /// With --clean: do not fail for what is not there
    #[arg(long)]
    pub(super) if_exists: bool,
    /// Make the database and enter it (CockroachDB only)
    #[arg(short = 'C', long)]
    pub(super) create: bool,
    /// Make only what is not there, where the server has a statement for that
    #[arg(long)]
    pub(super) if_not_exists: bool,
    /// No comments on objects
    #[arg(long)]
    pub(super) no_comments: bool,
    /// No row security and no policies (PostgreSQL only)
    #[arg(long)]
    pub(super) no_policies: bool,
    /// Taken as pg_dump's: rows are INSERT statements unless --copy is given
    #[arg(long, hide_short_help = true)]
    pub(super) inserts: bool,
    /// Taken as pg_dump's: the INSERT statements always name their columns
    #[arg(long, visible_alias = "attribute-inserts", hide_short_help = true)]
    pub(super) column_inserts: bool,
    /// Do not say whose the objects are (PostgreSQL only)
    #[arg(short = 'O', long)]
    pub(super) no_owner: bool,
    /// No privileges: neither GRANT nor REVOKE (PostgreSQL only)
    #[arg(short = 'x', long, visible_alias = "no-acl")]
    pub(super) no_privileges: bool,
    /// Make the roles that are named where they are missing, without passwords (PostgreSQL only)
    #[arg(long)]
    pub(super) roles: bool,
    /// Taken as pg_dump's: tablespaces are never dumped
    #[arg(long, hide_short_help = true)]
    no_tablespaces: bool,
    /// Taken as pg_dump's: security labels are never dumped
    #[arg(long, hide_short_help = true)]
    no_security_labels: bool,
    /// End a complete dump with a comment that says so [default: for PostgreSQL only]
    #[arg(long, overrides_with = "no_trailer")]
    pub(super) trailer: bool,
    /// Do not end the dump with a comment
    #[arg(long, overrides_with = "trailer")]
    pub(super) no_trailer: bool,
}

#[derive(Args)]
pub(super) struct ConnectionArgs {
    /// The server: host, host:port, [address]:port, or a Unix socket's folder; several, with commas, are
    /// tried in order [default: localhost]
    #[arg(short = 'h', long, value_parser = parsed(hosts))]
    pub(super) host: Option<Hosts>,
    /// The server's port; with several hosts one for all or one for each [default: 26257]
    #[arg(short, long, value_parser = parsed(ports))]
    pub(super) port: Option<Ports>,
    /// The user to log in as [default: root]
    #[arg(short, long, value_parser = parsed(values::text))]
    pub(super) user: Option<String>,
    /// The same, as PostgreSQL's programs have it, and with PostgreSQL's defaults (see below)
    #[arg(short = 'U', long, value_name = "USER", value_parser = parsed(values::text))]
    pub(super) username: Option<String>,
    /// postgresql://[user[:password]@]host[:port]/[database][?sslmode=…], or "key=value" pairs
    #[arg(long, value_parser = parsed(values::text))]
    pub(super) url: Option<String>,
    /// Ask for the password before connecting [default: when the server wants one and none was given]
    #[arg(short = 'W', long = "password", overrides_with = "no_password")]
    pub(super) ask: bool,
    /// Never ask for a password
    #[arg(short = 'w', long, overrides_with = "ask")]
    pub(super) no_password: bool,
    /// Do not encrypt
    #[arg(long, value_parser = parsed(switch))]
    pub(super) insecure: Option<Switch>,
    /// Folder with ca.crt, client.<user>.crt and client.<user>.key
    #[arg(long, value_name = "FOLDER", value_parser = path())]
    pub(super) certs_dir: Option<PathBuf>,
    /// Certificate of the authority that signed the server's
    #[arg(long, value_name = "FILE", value_parser = path())]
    pub(super) ca_cert: Option<PathBuf>,
    /// The client's certificate
    #[arg(long, value_name = "FILE", value_parser = path())]
    pub(super) cert: Option<PathBuf>,
    /// The private key of the client's certificate
    #[arg(long, value_name = "FILE", value_parser = path())]
    pub(super) key: Option<PathBuf>,
    /// The most time to spend on connecting and logging in, 0 for no limit [default: 15]
    #[arg(long, value_name = "SECONDS", value_parser = parsed(values::seconds))]
    pub(super) connect_timeout: Option<TimeLimit>,
    /// The longest silence of the server while it owes an answer, 0 for no limit [default: 600]
    #[arg(long, value_name = "SECONDS", value_parser = parsed(values::seconds))]
    pub(super) stall_timeout: Option<TimeLimit>,
}

#[derive(Args)]
pub(super) struct ReportingArgs {
    /// Say what is done; twice for details
    #[arg(short, long, action = ArgAction::Count)]
    pub(super) verbose: u8,
    /// auto (a line, and a closing summary, on a terminal), plain (a line every five seconds), json (events
    /// for machines) or off; all on stderr [default: auto]
    #[arg(long, value_name = "HOW", value_parser = parsed(values::progress))]
    pub(super) progress: Option<Progress>,
    /// No progress and no summary, as --progress=off
    #[arg(long)]
    pub(super) quiet: bool,
    /// Write what was dumped, or why it failed, to this file, as JSON
    #[arg(long, value_name = "FILE", value_parser = path())]
    pub(super) summary: Option<PathBuf>,
    /// Print every statement sent to the server on stderr
    #[arg(long, value_parser = parsed(switch))]
    pub(super) echo_sql: Option<Switch>,
    /// Append the conversation with the server to this file, rows and all, without passwords
    #[arg(long, value_name = "FILE", value_parser = path())]
    pub(super) trace: Option<PathBuf>,
}

/// The logging flags that have an effect; `cockroach` takes them before its command, too.
#[derive(Args)]
pub(super) struct LoggingArgs {
    /// Log at this severity and above; only INFO, taken without one, logs more than usual
    #[arg(long, global = true, hide_short_help = true, value_name = "SEVERITY", num_args = 0..=1,
          require_equals = true, default_missing_value = "INFO", value_parser = parsed(values::severity))]
    pub(super) logtostderr: Option<u8>,
    /// Log this much: 0, 1 as with -v, or 2 as with -vv
    #[arg(long, global = true, hide_short_help = true, value_name = "LEVEL", allow_hyphen_values = true,
          value_parser = parsed(values::verbosity))]
    pub(super) verbosity: Option<u8>,
    /// Write a log file in this folder
    #[arg(long, global = true, hide_short_help = true, value_name = "FOLDER", value_parser = path())]
    pub(super) log_dir: Option<PathBuf>,
}
