//! Text that names options. A program that uses the library knows them by the fields they are, a user by the flags
//! that were typed: so a text holds the [`Name`], and who shows it says what that is called.
//!
//! ```text
//! text!(Host, " is …") ─┬─ shown as it is:             host is …
//!                       └─ worded by the command line: --host is …
//! ```

use std::fmt;

/// What a text names that has another name on a command line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Name {
    /// All databases are dumped.
    AllDatabases,
    /// No visible table is taken for an empty database.
    AllowEmpty,
    /// The time to dump as of.
    AsOf,
    /// The client's certificate.
    Certificate,
    /// The conditions on rows.
    Conditions,
    /// The time-out of connecting.
    ConnectTimeout,
    /// Rows are written as COPY blocks.
    Copy,
    /// The database is made.
    CreateDatabase,
    /// The patterns of relations that are left out.
    ExcludeTables,
    /// Owners and privileges are dumped from CockroachDB too.
    Grants,
    /// The server.
    Host,
    /// What exists stays.
    IfNotExists,
    /// Without encryption.
    Insecure,
    /// The private key of the client's certificate.
    Key,
    /// Rows that are there already stay.
    OnConflictDoNothing,
    /// Where the dump goes.
    Output,
    /// The password.
    Password,
    /// The ways to give a password.
    Passwords,
    /// The server's port.
    Port,
    /// The role to read as.
    Role,
    /// The key that psql's own commands need.
    RestrictKey,
    /// The roles are made.
    Roles,
    /// The certificates to trust.
    RootCertificate,
    /// What cannot be carried over is left out, and what comes of that.
    SkipUnsupported,
    /// The time-out of a silent server.
    StallTimeout,
    /// The settings for the server that go with the log-in.
    StartOptions,
    /// The most bytes in a statement.
    StatementSize,
    /// A pattern of relations, and how it is written.
    TablePattern,
    /// The patterns of relations to dump.
    Tables,
    /// The file of the conversation.
    Trace,
    /// Tables are read by SELECT, whatever their expressions call.
    TrustExpressions,
    /// Rows take the place of those that are there.
    Upsert,
    /// The user to log in as.
    User,
    /// Zone configurations are dumped.
    ZoneConfigs,
}

/// The option as a field, or a value of one.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AllDatabases => "Include::AllDatabases",
            Self::AllowEmpty => "allow_empty",
            Self::AsOf => "as_of",
            Self::Certificate => "cert",
            Self::Conditions => "conditions",
            Self::ConnectTimeout => "connect_timeout",
            Self::Copy => "RowForm::Copy",
            Self::CreateDatabase => "making.database",
            Self::ExcludeTables => "exclude.tables",
            Self::Grants => "grants",
            Self::Host => "host",
            Self::IfNotExists => "Existing::Skip",
            Self::Insecure => "SslMode::Disable",
            Self::Key => "key",
            Self::OnConflictDoNothing => "OnConflict::DoNothing",
            Self::Output => "the output",
            Self::Password | Self::Passwords => "password",
            Self::Port => "port",
            Self::Role => "role",
            Self::RestrictKey => "restrict_key",
            Self::Roles => "roles",
            Self::RootCertificate => "root_cert",
            Self::SkipUnsupported => "skip_unsupported dumps everything else",
            Self::StallTimeout => "stall_timeout",
            Self::StartOptions => "start_options",
            Self::StatementSize => "StatementSize",
            Self::TablePattern => "Relations",
            Self::Tables => "include.tables",
            Self::Trace => "trace",
            Self::TrustExpressions => "trust_expressions",
            Self::Upsert => "RowForm::Upsert",
            Self::User => "user",
            Self::ZoneConfigs => "zone_configs",
        })
    }
}

/// Text for a user, which may name options. Made by `text!`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Text(Vec<Part>);

/// A part of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Part {
    Plain(String),
    Named(Name),
}

impl Text {
    /// The same text with `other` behind it.
    #[must_use]
    pub(crate) fn and(mut self, other: impl Into<Self>) -> Self {
        self.0.extend(other.into().0);
        self
    }

    /// The text in the words of `names`.
    #[must_use]
    pub fn worded<'a>(self, names: impl Fn(Name) -> &'a str) -> Self {
        let word = |part| match part {
            Part::Named(name) => names(name).to_owned(),
            Part::Plain(text) => text,
        };
        self.0.into_iter().map(word).collect::<String>().into()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Plain(text) => f.write_str(text),
            Part::Named(name) => name.fmt(f),
        })
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(vec![Part::Plain(text)])
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<fmt::Arguments<'_>> for Text {
    fn from(text: fmt::Arguments<'_>) -> Self {
        text.to_string().into()
    }
}

impl From<Name> for Text {
    fn from(name: Name) -> Self {
        Self(vec![Part::Named(name)])
    }
}

/// A [`Text`] of parts, each of them a string or a [`Name`]: `text!("Check ", Name::Host, ".")`.
macro_rules! text {
    ($($part:expr),+ $(,)?) => {
        $crate::error::Text::default()$(.and($part))+
    };
}

pub(crate) use text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_by_who_shows_them() {
        let text = text!("Check ", Name::Host, format!(" and {}.", "\u{1b}"));
        assert_eq!(text.to_string(), "Check host and \u{1b}.");
        let flags = |name| if name == Name::Host { "--host" } else { "" };
        assert_eq!(text.worded(flags).to_string(), "Check --host and \u{1b}.");
    }
}
