//! Where to connect, as whom and how, from every source at once.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::options;
use crate::cli::{Run, os_user};
use crate::options::{
    Address, ChannelBinding, ClientCertificate, Connection, Endpoint, Options, Prompt, SessionAttrs, SslMode,
    Tls,
};

/// `user@address/database sslmode`, the machine's user and socket folder as `OS` and `SOCKET`.
fn target(options: &Options) -> String {
    let Connection { endpoints, user, database, tls, .. } = &options.connection;
    let os = os_user::os_user(&|_| None).unwrap_or_default();
    let user = if *user == os && os != "root" { "OS" } else { user };
    let shown = |address: &Address| match address {
        Address::Tcp { numeric: Some(numeric), .. } => format!("{address}({numeric})"),
        address => address.to_string(),
    };
    let all: Vec<_> = endpoints.iter().map(|endpoint| shown(&endpoint.address)).collect();
    let address =
        all.join(",").replace("/var/run/postgresql/.s", "SOCKET/.s").replace("/tmp/.s", "SOCKET/.s");
    format!("{user}@{address}/{database} {}", tls.mode)
}

/// What the operating system calls the test's user, in the rows below.
fn os(want: &str) -> String {
    let os = os_user::os_user(&|_| None).unwrap_or_default();
    if os == "root" { want.replace("OS@", "root@") } else { want.to_owned() }
}

#[test]
#[rustfmt::skip]
fn connections() {
    let rows: &[(&str, &str, &str, &str)] = &[
        // The contract's set.
        ("nothing",              "db",                               "",                                "root@localhost:26257/db prefer"),
        ("flags",                "db --host h --port 1 --user u",    "",                                "u@h:1/db prefer"),
        ("flags with =",         "db --host=h --port=1 --user=u",    "",                                "u@h:1/db prefer"),
        ("short flags",          "db -h h -p 1 -u u",                "",                                "u@h:1/db prefer"),
        ("host with port",       "db -h h:26258",                    "",                                "root@h:26258/db prefer"),
        ("v6 with port",         "db -h [::1]:1",                    "",                                "root@[::1]:1/db prefer"),
        ("same port twice",      "db -h h:1 -p 1",                   "",                                "root@h:1/db prefer"),
        ("flag twice",           "db -p 1 -p 2",                     "",                                "root@localhost:2/db prefer"),
        ("variables",            "db",                               "COCKROACH_HOST=h COCKROACH_PORT=1 COCKROACH_USER=u", "u@h:1/db prefer"),
        ("COCKROACH_DATABASE",   "db",                               "COCKROACH_DATABASE=other",        "root@localhost:26257/db prefer"),
        ("flag over variable",   "db -h h",                          "COCKROACH_HOST=g COCKROACH_PORT=1", "root@h:1/db prefer"),
        ("port of another host", "db -h h",                          "COCKROACH_HOST=g:1",              "root@h:26257/db prefer"),
        ("flag over host's port", "db -p 2",                         "COCKROACH_HOST=g:1",              "root@g:2/db prefer"),
        ("host's port over PG*", "db",                               "COCKROACH_HOST=g:1 PGPORT=2",     "root@g:1/db prefer"),
        // URLs.
        ("URL",                  "db --url postgresql://u@h:1/",     "",                                "u@h:1/db prefer"),
        ("URL's own defaults",   "db --url postgresql://h",          "",                                "root@h:26257/db prefer"),
        ("URL's database",       "--url postgresql://h/db",          "",                                "root@h:26257/db prefer"),
        ("flag over URL",        "db --url postgresql://u@h:1 -p 2", "",                                "u@h:2/db prefer"),
        ("URL over variables",   "db --url postgresql://h:1",        "COCKROACH_HOST=g COCKROACH_PORT=2 PGHOST=f PGPORT=3", "root@h:1/db prefer"),
        ("URL by variable",      "db",                               "COCKROACH_URL=postgresql://u@h:1", "u@h:1/db prefer"),
        ("--url over variable",  "db --url postgresql://h",          "COCKROACH_URL=postgresql://u@g:1", "root@h:26257/db prefer"),
        ("-U with a variable's URL", "db -U u",                      "COCKROACH_URL=postgresql://h",    "u@h:26257/db prefer"),
        // libpq's set.
        ("PGHOST",               "db",                               "PGHOST=h",                        "OS@h:5432/db prefer"),
        ("PGHOST, folder",       "db",                               "PGHOST=/run/x",                   "OS@/run/x/.s.PGSQL.5432/db prefer"),
        ("PGHOSTADDR",           "db",                               "PGHOSTADDR=::1",                  "OS@[::1]:5432(::1)/db prefer"),
        ("address over name",    "db",                               "PGHOSTADDR=10.0.0.1 PGHOST=h",    "OS@h:5432(10.0.0.1)/db prefer"),
        ("flag over address",    "db -h g",                          "PGHOSTADDR=10.0.0.1 PGHOST=h",    "root@g:26257/db prefer"),
        ("all of PG*",           "",                                 "PGHOST=h PGPORT=1 PGUSER=u PGDATABASE=db PGSSLMODE=require", "u@h:1/db require"),
        ("-U",                   "db -U u",                          "",                                "u@SOCKET/.s.PGSQL.5432/db prefer"),
        ("-U and host",          "db -U u -h h",                     "",                                "u@h:5432/db prefer"),
        ("-U and -u alike",      "db -U u -u u",                     "",                                "u@SOCKET/.s.PGSQL.5432/db prefer"),
        ("--username",           "db --username=u --host=h",         "",                                "u@h:5432/db prefer"),
        ("socket folder",        "db -h /run/x",                     "",                                "OS@/run/x/.s.PGSQL.5432/db prefer"),
        ("abstract socket",      "db -h @x",                         "",                                "OS@@x/.s.PGSQL.5432/db prefer"),
        ("socket and port",      "db -h /run/x -p 1 -u u",           "",                                "u@/run/x/.s.PGSQL.1/db prefer"),
        ("socket by URL",        "--url postgresql:///db?host=/run/x", "",                              "OS@/run/x/.s.PGSQL.5432/db prefer"),
        ("socket by COCKROACH_HOST", "db",                           "COCKROACH_HOST=/run/x",           "OS@/run/x/.s.PGSQL.5432/db prefer"),
        ("URL as database",      "postgresql://h/db",                "",                                "OS@h:5432/db prefer"),
        ("URL, only a database", "postgresql:///db",                 "",                                "OS@SOCKET/.s.PGSQL.5432/db prefer"),
        ("pairs as database",    "dbname=db",                        "",                                "OS@SOCKET/.s.PGSQL.5432/db prefer"),
        ("pairs by --url",       "db --url host=h",                  "",                                "OS@h:5432/db prefer"),
        ("pairs by variable",    "db",                               "COCKROACH_URL=host=h",            "OS@h:5432/db prefer"),
        ("PGDATABASE",           "dbname=",                          "PGDATABASE=db",                   "OS@SOCKET/.s.PGSQL.5432/db prefer"),
        // Several hosts.
        ("two hosts",            "db -h a,b",                        "",                                "root@a:26257,b:26257/db prefer"),
        ("ports behind",         "db -h a:1,b",                      "",                                "root@a:1,b:26257/db prefer"),
        ("one port for all",     "db -h a,b -p 1",                   "",                                "root@a:1,b:1/db prefer"),
        ("a port for each",      "db",                               "PGHOST=a,/run/x,b PGPORT=1,,3",    "OS@a:1,/run/x/.s.PGSQL.5432,b:3/db prefer"),
        ("URL's list",           "--url postgresql://a:1,b:2/db",    "",                                "root@a:1,b:2/db prefer"),
        ("URL's list, PGPORT",   "--url postgresql://a,b/db",        "PGPORT=7",                        "root@a:7,b:7/db prefer"),
        ("addresses alone",      "hostaddr=::1,10.0.0.1",            "PGDATABASE=db",                   "OS@[::1]:5432(::1),10.0.0.1:5432(10.0.0.1)/db prefer"),
        ("address for the second", "db",                             "PGHOST=a,b PGHOSTADDR=,::1",      "OS@a:5432,b:5432(::1)/db prefer"),
        // Both: the set goes with the host, the rest by precedence.
        ("PGPORT alone",         "db",                               "PGPORT=1",                        "root@localhost:1/db prefer"),
        ("PGUSER alone",         "db",                               "PGUSER=u",                        "u@localhost:26257/db prefer"),
        ("PGHOST, flag host",    "db -h h",                          "PGHOST=g",                        "root@h:26257/db prefer"),
        ("PGHOST, COCKROACH_HOST", "db",                             "PGHOST=g COCKROACH_HOST=h",       "root@h:26257/db prefer"),
        ("PGHOST, COCKROACH_PORT", "db",                             "PGHOST=g COCKROACH_PORT=1",       "OS@g:1/db prefer"),
        ("-U, COCKROACH_HOST",   "db -U u",                          "COCKROACH_HOST=h",                "u@h:26257/db prefer"),
        ("PGHOST, --url",        "db --url postgresql://h",          "PGHOST=g PGUSER=u",               "u@h:26257/db prefer"),
        ("database over PGDATABASE", "db",                           "PGDATABASE=other",                "root@localhost:26257/db prefer"),
        ("empty variables",      "db",                               "PGHOST= COCKROACH_HOST= COCKROACH_URL= PGSERVICE=", "root@localhost:26257/db prefer"),
    ];
    for (name, line, variables, want) in rows {
        let got = options(&format!("dump {line}"), variables).map(|run| target(&run.options));
        let got = got.map(|got| os(&got)).map_err(|error| error.to_string());
        assert_eq!(got, Ok(os(want)), "{name}");
    }
}

#[test]
#[rustfmt::skip]
fn encryption() {
    let rows: &[(&str, &str, &str, Result<&str, &str>)] = &[
        ("nothing",                "",                        "",  Ok("prefer")),
        ("--insecure",             "--insecure",              "",  Ok("disable")),
        ("--insecure=true",        "--insecure=true",         "",  Ok("disable")),
        ("--insecure=false",       "--insecure=false",        "COCKROACH_INSECURE=true", Ok("prefer")),
        ("by variable",            "",                        "COCKROACH_INSECURE=1", Ok("disable")),
        ("by variable, false",     "",                        "COCKROACH_INSECURE=false", Ok("prefer")),
        ("over PGSSLMODE",         "--insecure",              "PGSSLMODE=verify-full", Ok("disable")),
        ("--ca-cert",              "--ca-cert=ca",            "",  Ok("verify-full ca")),
        ("three files",            "--ca-cert=ca --cert=c --key=k", "", Ok("verify-full ca c k")),
        ("only the client's",      "--cert=c --key=k",        "",  Ok("prefer c k")),
        ("by variables",           "",                        "COCKROACH_CA_CERT=ca COCKROACH_CERT=c COCKROACH_KEY=k", Ok("verify-full ca c k")),
        ("flag over variable",     "--ca-cert=x",             "COCKROACH_INSECURE=true", Ok("verify-full x")),
        ("URL over variable",      "--url=postgresql:///?sslmode=require", "COCKROACH_INSECURE=true", Ok("require")),
        ("URL without, variables", "--url=postgresql:///?sslmode=disable", "COCKROACH_CA_CERT=ca COCKROACH_CERTS_DIR=/none", Ok("disable")),
        ("URL's mode",             "--url=postgresql:///?sslmode=verify-ca --ca-cert=ca", "", Ok("verify-ca ca")),
        ("URL's files",            "--url=postgresql:///?sslmode=verify-full&sslrootcert=r&sslcert=c&sslkey=k", "", Ok("verify-full r c k")),
        ("URL's root alone",       "--url=postgresql:///?sslrootcert=r", "", Ok("prefer r")),
        ("flag over URL's root",   "--url=postgresql:///?sslrootcert=r&sslmode=require --ca-cert=x", "", Ok("require x")),
        ("PG*",                    "",                        "PGSSLMODE=verify-ca PGSSLROOTCERT=r PGSSLCERT=c PGSSLKEY=k", Ok("verify-ca r c k")),
        ("PGSSLMODE and --ca-cert", "--ca-cert=x",            "PGSSLMODE=verify-ca", Ok("verify-ca x")),
        ("system's roots",         "",                        "PGSSLROOTCERT=system", Ok("verify-full")),
        ("pairs from two sources", "--cert=c --key=k",        "PGSSLCERT=d PGSSLKEY=e", Ok("prefer c k")),
        ("plain and certificate",  "--insecure --ca-cert=x",  "",  Err("--insecure contradicts --ca-cert")),
        ("plain and client's",     "--insecure --cert=x",     "",  Err("--insecure contradicts --cert")),
        ("plain and folder",       "--insecure --certs-dir=x", "", Err("--insecure contradicts --certs-dir")),
        ("plain and URL",          "--insecure --url=postgresql:///?sslmode=verify-full", "", Err("--insecure contradicts sslmode=verify-full in the connection string")),
        ("plain and URL's root",   "--insecure --url=postgresql:///?sslrootcert=x", "", Err("--insecure contradicts sslrootcert in the connection string")),
        ("plain and COCKROACH_URL", "--insecure",             "COCKROACH_URL=postgresql:///?sslmode=require", Err("--insecure contradicts sslmode=require in the connection string")),
        ("plain and prefer",       "--insecure --url=postgresql:///?sslmode=prefer", "", Ok("disable")),
        ("not plain, and plain",   "--insecure=false --url=postgresql:///?sslmode=disable", "", Err("--insecure=false contradicts sslmode=disable in the connection string")),
        ("variables",              "",                        "COCKROACH_INSECURE=true COCKROACH_CERT=c", Err("COCKROACH_INSECURE contradicts COCKROACH_CERT")),
        ("never checked",          "--ca-cert=x --url=postgresql:///?sslmode=prefer", "", Err("--ca-cert contradicts sslmode in the connection string (prefer)")),
        ("never checked by PG*",   "--ca-cert=x",             "PGSSLMODE=disable", Err("--ca-cert contradicts PGSSLMODE (disable)")),
        ("system and too weak",    "",                        "PGSSLROOTCERT=system PGSSLMODE=require", Err("sslrootcert=system contradicts sslmode=require")),
        ("certificate alone",      "--cert=c",                "",  Err("the client certificate c is given without the other half")),
        ("key alone",              "--key=k",                 "",  Err("the private key k is given without the other half")),
        ("no such folder",         "--certs-dir=/none",       "",  Err("cannot load certificates: there is no file /none/ca.crt")),
        ("address and name",       "",                        "PGHOST=h PGHOSTADDR=::1 PGSSLMODE=verify-full", Ok("verify-full")),
        ("direct",                 "",                        "PGSSLNEGOTIATION=direct PGSSLMODE=require", Ok("require direct")),
        ("direct, way back",       "",                        "PGSSLNEGOTIATION=direct", Err("sslnegotiation=direct contradicts sslmode=prefer")),
        ("binding",                "",                        "PGCHANNELBINDING=require", Ok("prefer bound")),
        ("binding without TLS",    "",                        "PGCHANNELBINDING=require PGSSLMODE=disable", Err("channel_binding=require contradicts a connection without TLS")),
        ("binding, --insecure",    "--insecure",              "PGCHANNELBINDING=require", Err("channel_binding=require contradicts a connection without TLS")),
        ("too many ports",         "-h a,b -p 1,2,3",         "",  Err("3 ports do not go with 2 hosts")),
        ("too few addresses",      "",                        "PGHOST=a,b PGHOSTADDR=::1", Err("1 addresses (hostaddr) do not go with 2 hosts")),
    ];
    for (name, line, variables, want) in rows {
        let got = options(&format!("dump db {line}"), variables).map(|Run { options, .. }| {
            let Tls { mode, direct, channel_binding, .. } = options.connection.tls;
            let files = certificates(&options.connection.tls);
            let mut all = files.iter().fold(mode.to_string(), |all, file| format!("{all} {}", file.display()));
            all.push_str(if direct { " direct" } else { "" });
            all.push_str(if channel_binding == ChannelBinding::Require { " bound" } else { "" });
            all
        });
        assert_eq!(got.map_err(|error| error.reason()), want.map(str::to_owned).map_err(str::to_owned), "{name}");
    }
}

/// The root certificates, the client's certificate and its key, as far as they are there.
fn certificates(tls: &Tls) -> Vec<&Path> {
    let client = tls.client.iter().flat_map(|ClientCertificate { cert, key }| [cert, key]);
    tls.root_cert.iter().chain(client).map(PathBuf::as_path).collect()
}

#[test]
fn folder_of_certificates() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let line = format!("dump db -u ann --certs-dir {}", folder.path().display());
    let files = || {
        let tls = options(&line, "").map(|run| run.options.connection.tls).map_err(|error| error.reason());
        tls.map(|tls| (tls.mode, certificates(&tls).len()))
    };
    let add = |name: &str| std::fs::write(folder.path().join(name), "").expect("a file");
    add("ca.crt");
    assert_eq!(files(), Ok((SslMode::VerifyFull, 1)));
    add("client.bob.crt");
    assert_eq!(files(), Ok((SslMode::VerifyFull, 1)));
    add("client.ann.crt");
    assert!(files().is_err_and(|reason| reason.ends_with("client.ann.key")));
    add("client.ann.key");
    let key = folder.path().join("client.ann.key");
    let chmod = |mode| std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).expect("a mode");
    for mode in [0o644, 0o660, 0o704] {
        chmod(mode);
        assert!(files().is_err_and(|reason| reason.contains("has permissions")), "{mode:o}");
    }
    chmod(0o600);
    assert_eq!(files(), Ok((SslMode::VerifyFull, 3)));
}

/// What libpq finds in the home folder is for connections with libpq's defaults.
#[test]
fn usual_certificates() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = home.path().join(".postgresql");
    std::fs::create_dir(&folder).expect("a folder");
    let add = |name: &str, mode| {
        std::fs::write(folder.join(name), "").expect("a file");
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.join(name), mode).expect("a mode");
    };
    let found = |variables: &str| {
        let options = options("dump db", &format!("HOME={} {variables}", home.path().display()));
        options.map(|run| run.options.connection.tls).map_err(|error| error.reason())
    };
    let names = |variables: &str| {
        let tls = found(variables).expect("a command line");
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        certificates(&tls).into_iter().filter_map(name).collect::<Vec<_>>().join(" ")
    };
    add("postgresql.crt", 0o644);
    assert!(found("PGHOST=h").is_err_and(|reason| reason.contains("without the other half")));
    add("postgresql.key", 0o644);
    assert!(found("PGHOST=h").is_err_and(|reason| reason.contains("has permissions 0644")));
    add("postgresql.key", 0o600);
    add("root.crt", 0o644);
    #[rustfmt::skip]
    let rows = [
        ("libpq's defaults",  "PGHOST=h",                                  "root.crt postgresql.crt postgresql.key"),
        ("a root is named",   "PGHOST=h PGSSLROOTCERT=r",                  "r postgresql.crt postgresql.key"),
        ("the system's",      "PGHOST=h PGSSLROOTCERT=system",             "postgresql.crt postgresql.key"),
        ("a pair is named",   "PGHOST=h PGSSLCERT=c PGSSLKEY=k",           "root.crt c k"),
        ("no encryption",     "PGHOST=h PGSSLMODE=disable",                ""),
        ("cockroach's",       "COCKROACH_HOST=h",                          ""),
    ];
    for (name, variables, want) in rows {
        assert_eq!(names(variables), want, "{name}");
    }
}

#[test]
#[rustfmt::skip]
fn what_else_is_said() {
    let told = |line: &str, variables: &str| {
        options(&format!("dump db {line}"), variables).map(|Run { options, .. }| {
            let Connection { prompt, session_attrs, start_options, .. } = options.connection;
            (prompt, session_attrs, start_options)
        }).map_err(|error| error.reason())
    };
    type Row = (&'static str, &'static str, &'static str, (Prompt, SessionAttrs, Option<&'static str>));
    let rows: &[Row] = &[
        ("nothing",           "",        "",                                   (Prompt::Needed, SessionAttrs::Any, None)),
        ("-W",                "-W",      "",                                   (Prompt::Always, SessionAttrs::Any, None)),
        ("-w",                "-w",      "",                                   (Prompt::Never,  SessionAttrs::Any, None)),
        ("the later one",     "-W --no-password", "",                          (Prompt::Never,  SessionAttrs::Any, None)),
        ("the later other",   "-w --password", "",                             (Prompt::Always, SessionAttrs::Any, None)),
        ("attributes",        "",        "PGTARGETSESSIONATTRS=prefer-standby", (Prompt::Needed, SessionAttrs::PreferStandby, None)),
        ("options",           "",        "PGOPTIONS=--cluster=a-1",            (Prompt::Needed, SessionAttrs::Any, Some("--cluster=a-1"))),
        ("URL over variable", "--url postgresql:///?options=-c%20a%3Db", "PGOPTIONS=x", (Prompt::Needed, SessionAttrs::Any, Some("-c a=b"))),
    ];
    for (name, line, variables, (prompt, attrs, options)) in rows {
        assert_eq!(told(line, variables), Ok((*prompt, *attrs, options.map(str::to_owned))), "{name}");
    }
    assert!(told("", "PGTARGETSESSIONATTRS=master").is_err_and(|reason| reason.contains("it is no target_session_attrs")));
}

#[test]
fn password_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("pass");
    std::fs::write(&file, "b:*:*:*:second\n*:*:*:*:rest\n").expect("a file");
    let chmod =
        |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("a mode");
    let passwords = |variables: &str| {
        let options = options("dump db -h a,b", &format!("PGPASSFILE={} {variables}", file.display()));
        let Run { options, warnings, .. } = options.expect("a command line");
        let of = |endpoint: &Endpoint| endpoint.password.clone().map(|found| found.password.0);
        (options.connection.endpoints.iter().map(of).collect::<Vec<_>>(), warnings)
    };
    chmod(0o600);
    let found = vec![Some("rest".to_owned()), Some("second".to_owned())];
    assert_eq!(passwords(""), (found, vec![]));
    assert_eq!(passwords("PGPASSWORD=p"), (vec![None, None], vec![]), "a given password is stronger");
    chmod(0o640);
    let (none, warnings) = passwords("");
    assert_eq!(none, vec![None, None]);
    assert!(warnings.iter().any(|warning| warning.contains("has group or world access")), "{warnings:?}");
}
