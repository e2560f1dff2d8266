//! What a command line calls the options that messages name.

use crate::error::Name;

/// The flag, or what else a user writes, for what a message names.
pub fn flag(name: Name) -> &'static str {
    match name {
        Name::AllDatabases => "--dump-all",
        Name::AllowEmpty => "--allow-empty",
        Name::AsOf => "--as-of",
        Name::Certificate => "--cert",
        Name::Conditions => "--where",
        Name::ConnectTimeout => "--connect-timeout",
        Name::Copy => "--copy",
        Name::CreateDatabase => "--create (-C)",
        Name::ExcludeTables => "-T",
        Name::Grants => "--grants",
        Name::Host => "--host",
        Name::IfNotExists => "--if-not-exists",
        Name::Insecure => "--insecure",
        Name::Key => "--key",
        Name::OnConflictDoNothing => "--on-conflict-do-nothing",
        Name::Output => "the output",
        Name::Password => "PGPASSWORD, or in --url",
        Name::Passwords => "PGPASSWORD, write it into ~/.pgpass, or put it into --url",
        Name::Port => "--port",
        Name::Role => "--role",
        Name::RestrictKey => "--restrict-key",
        Name::Roles => "--roles",
        Name::RootCertificate => "--ca-cert or sslrootcert",
        Name::SkipUnsupported => "--skip-unsupported dumps everything else and exits with status 3",
        Name::StallTimeout => "--stall-timeout",
        Name::StartOptions => "PGOPTIONS, options=",
        Name::StatementSize => "--statement-size",
        Name::TablePattern => "--table",
        Name::Tables => "-t",
        Name::Trace => "--trace",
        Name::TrustExpressions => "--trust-expressions",
        Name::Upsert => "--upsert",
        Name::User => "--user",
        Name::ZoneConfigs => "--zone-configs",
    }
}
