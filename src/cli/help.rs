//! The parts of the help that are not about one flag. Paragraphs are one line each: clap breaks them.

/// The form of the command.
pub(super) const USAGE: &str = "roachdump dump <database> [<table>…] [flags]";

/// After the list of commands.
pub(super) const ROOT: &str = "\
Examples:
  roachdump dump startrek > backup.sql
  roachdump dump -h /var/run/postgresql mydb -f backup.sql

roachdump dump --help tells the rest.";

/// After the flags of the short help.
pub(super) const SHORT: &str = "\
Examples:
  roachdump dump startrek > backup.sql
  roachdump dump startrek episodes quotes --dump-mode=data --user=maxroach
  roachdump dump -h /var/run/postgresql mydb -f backup.sql

--help tells about environment variables, defaults and exit statuses.";

/// After the flags of the long help.
pub(super) const LONG: &str = "\
Connection strings:
  --url, COCKROACH_URL and the database take a URL (postgresql:// or postgres://) or \"key=value\" pairs, with the \
parameters host, hostaddr, port, user, password, passfile, dbname, options, target_session_attrs, \
channel_binding, sslmode, sslnegotiation, sslrootcert, sslcert, sslkey, application_name, connect_timeout and \
service. Several hosts, with commas between them, are tried in order.

Passwords:
  A password is given in a connection string, in PGPASSWORD, in a service file or in ~/.pgpass (PGPASSFILE); no flag \
takes one. Where the server wants one and none was given, it is asked for on the terminal; -W asks before connecting, \
-w never.

Patterns:
  -t, -T, -n, -N and --exclude-table-data take pg_dump's patterns and can be given several times: * is any characters, \
? any one, letters outside double quotes are taken for lower case, and a table's schema stands before a dot. Without \
one, tables on the search path are meant. A pattern of -t or -n that matches nothing is an error. -t dumps nothing but \
the tables and their sequences, and makes -n and -N of no effect; a partitioned table does not bring its partitions.

Environment:
  COCKROACH_URL COCKROACH_HOST COCKROACH_PORT COCKROACH_USER COCKROACH_INSECURE COCKROACH_CERTS_DIR \
COCKROACH_CA_CERT COCKROACH_CERT COCKROACH_KEY COCKROACH_CONNECT_TIMEOUT

  PGHOST PGHOSTADDR PGPORT PGUSER PGPASSWORD PGPASSFILE PGDATABASE PGOPTIONS PGTARGETSESSIONATTRS PGCHANNELBINDING \
PGSSLMODE PGSSLNEGOTIATION PGSSLROOTCERT PGSSLCERT PGSSLKEY PGAPPNAME PGCONNECT_TIMEOUT PGSERVICE PGSERVICEFILE \
PGSYSCONFDIR

  Flags are stronger than a URL, a URL than COCKROACH_*, these than a service file, and that than PG*.

Defaults:
  localhost, port 26257 and user root, as with cockroach; or all three as in PostgreSQL's programs: the Unix socket, \
port 5432 and the operating system's user. The latter hold if the host is a socket's folder or comes from PGHOST or a \
service. They also hold with -U, with \"key=value\" pairs, and with a URL in the place of the database, unless the \
host comes from COCKROACH_*.

Encryption:
  sslmode is what a URL or PGSSLMODE says; or else disable with --insecure, verify-full with --certs-dir or \
--ca-cert, and prefer without any of these.

Flags of cockroach that are taken without effect:
  --alsologtostderr --cert-principal-map --log-backtrace-at --log-dir-max-size --log-file-max-size \
--log-file-verbosity --log-group-max-size --no-color --no-redirect-stderr --redirect-stderr --show-logs \
--sql-audit-dir --vmodule

Exit status:
  0: the dump is complete
  1: an error
  2: the command line is wrong
  3: --skip-unsupported left something out

Examples:
  Schema and data of a whole database:
    roachdump dump startrek > backup.sql
  Data of two tables, as another user:
    roachdump dump startrek episodes quotes --dump-mode=data --user=maxroach > data.sql
  A table as it was:
    roachdump dump db1 dump_test --as-of='2017-03-07 19:55:00'
  A secure cluster:
    roachdump dump startrek --certs-dir=certs --host=db.example -f backup.sql
  PostgreSQL by its socket, and by a URL:
    roachdump dump -h /var/run/postgresql mydb -f backup.sql
    roachdump dump postgresql://me@db.example/mydb -f backup.sql";
