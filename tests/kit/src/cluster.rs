//! The files of a server: its data folder, certificates and configuration.

use std::fs;
use std::path::Path;

use crate::account::Account;
use crate::certificates::Authority;
use crate::failure::Failure;
use crate::server::{SUPERUSER, Setup};

/// The authority's certificate in the server's folder.
pub(crate) const CA_CERT: &str = "ca.crt";

/// Settings of every server: nothing that is kept, nothing that depends on the machine.
const CONFIG: &str = "
fsync = off
synchronous_commit = off
full_page_writes = off
lc_messages = 'C'
timezone = 'UTC'
log_timezone = 'UTC'
";

const HBA: &str = "
local     all,replication all   trust
host      all trust      all    trust
host      all md5        all    md5
host      all cleartext  all    password
hostnossl all plain_only all    scram-sha-256
";

const HBA_TLS: &str = "
hostssl   all tls_only   all    scram-sha-256
hostssl   all cert       all    cert
";

const HBA_REST: &str = "
host      all plain_only,tls_only,cert all reject
host      all all        all    scram-sha-256
";

/// The roles [`crate::server`] lists; `PW` stands for the password. Answers the server's version.
pub(crate) const ROLES: &str = "
SET client_min_messages = error;
CREATE ROLE trust LOGIN SUPERUSER;
CREATE ROLE cert LOGIN SUPERUSER;
SET password_encryption = 'md5';
CREATE ROLE md5 LOGIN SUPERUSER PASSWORD 'PW';
SET password_encryption = 'scram-sha-256';
CREATE ROLE scram LOGIN SUPERUSER PASSWORD 'PW';
CREATE ROLE cleartext LOGIN SUPERUSER PASSWORD 'PW';
CREATE ROLE tls_only LOGIN SUPERUSER PASSWORD 'PW';
CREATE ROLE plain_only LOGIN SUPERUSER PASSWORD 'PW';
ALTER ROLE postgres PASSWORD 'PW';
SHOW server_version_num;
";

/// Makes the data folder.
pub(crate) fn initdb(setup: &Setup, account: &Account, bin: &Path, home: &Path) -> Result<(), Failure> {
    let data = home.join("data");
    let mut command = account.command(bin.join("initdb"), home);
    command.arg("--pgdata").arg(&data).args(["--username", SUPERUSER, "--auth=trust", "--no-sync"]);
    command.args(["--encoding=UTF8", "--locale=C"]).args(&setup.initdb);
    account.run(&mut command)?;
    if setup.tls {
        let mut command = account.command(bin.join("postgres"), home);
        let library = account.run(command.arg("-D").arg(&data).args(["-C", "ssl_library"]))?;
        if library.trim().is_empty() {
            let what = format!("PostgreSQL in {} was built without TLS", bin.display());
            return Err(
                Failure::new(what).remedy("Name another in ROACHDUMP_PG_BIN, or start it without TLS.")
            );
        }
    }
    Ok(())
}

/// Makes the data folder a copy of a running server's, as that of a standby of it.
pub(crate) fn base_backup(
    account: &Account,
    bin: &Path,
    (socket, port): (&Path, u16),
    home: &Path,
) -> Result<(), Failure> {
    let mut command = account.command(bin.join("pg_basebackup"), home);
    command.arg("-h").arg(socket).args(["-p", &port.to_string(), "-U", SUPERUSER]);
    command.args(["--checkpoint=fast", "--no-sync", "--write-recovery-conf", "-D"]).arg(home.join("data"));
    account.run(&mut command).map(drop)
}

/// Makes the server's certificate.
pub(crate) fn certify(
    setup: &Setup,
    account: &Account,
    home: &Path,
    authority: &Authority,
) -> Result<(), Failure> {
    let pair = authority.server(&setup.names);
    account.write(&home.join(CA_CERT), &authority.certificate(), 0o644)?;
    account.write(&home.join("server.crt"), &pair.certificate, 0o644)?;
    account.write(&home.join("server.key"), &pair.key, 0o600)
}

/// Writes both configuration files.
pub(crate) fn configure(
    setup: &Setup,
    account: &Account,
    home: &Path,
    port: u16,
    addresses: &str,
) -> Result<(), Failure> {
    let data = home.join("data");
    let file = data.join("postgresql.conf");
    let given = fs::read_to_string(&file)
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", file.display())))?;
    let shown = home.display();
    let tls = match setup.tls {
        true => format!(
            "ssl = on\nssl_ca_file = '{shown}/{CA_CERT}'\n\
            ssl_cert_file = '{shown}/server.crt'\nssl_key_file = '{shown}/server.key'\n"
        ),
        false => "ssl = off\n".to_owned(),
    };
    let own = format!(
        "{CONFIG}port = {port}\nlisten_addresses = '{addresses}'\nunix_socket_directories = '{shown}'\n{tls}"
    );
    account.write(&file, &format!("{given}\n{own}{}\n", setup.config.join("\n")), 0o600)?;
    let tls = if setup.tls { HBA_TLS } else { "" };
    let hba = format!("{}\n{HBA}{tls}{HBA_REST}", setup.hba.join("\n"));
    account.write(&data.join("pg_hba.conf"), &hba, 0o600)
}
