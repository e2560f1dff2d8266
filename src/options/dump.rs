//! What of a database is dumped, and how.

use super::contents::Contents;

/// What of a database is dumped, and how. The default is what `roachdump dump DATABASE` does.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Dump {
    /// The objects to dump.
    pub include: Include,
    /// Those of them to leave out.
    pub exclude: Exclude,
    /// What is written of them.
    pub contents: Contents,
    /// Comments on objects are dumped. On by default.
    pub comments: bool,
    /// Row security and its policies are dumped (PostgreSQL only). On by default.
    pub policies: bool,
    /// Owners of objects are dumped (PostgreSQL only). On by default.
    pub owners: bool,
    /// Privileges are dumped (PostgreSQL only). On by default.
    pub privileges: bool,
    /// Owners and privileges are dumped from CockroachDB too, from v21.1. Off by default.
    pub grants: bool,
    /// Zone configurations are dumped (CockroachDB from v21.1 only). Off by default.
    pub zone_configs: bool,
    /// The roles that owners and privileges name are made where they are missing (PostgreSQL only). Off by default.
    pub roles: bool,
    /// The role to read as, instead of the user (PostgreSQL only). None by default.
    pub role: Option<String>,
    /// The time to dump as of (CockroachDB only): `2017-03-07 19:55:00`, `-10m`, `follower`, or a timestamp of
    /// the server's. The present by default.
    pub as_of: Option<String>,
    /// Whether a complete dump ends with a comment that says so. By default for PostgreSQL only.
    pub trailer: Option<bool>,
    /// What cannot be carried over is left out, instead of failing. Off by default.
    pub skip_unsupported: bool,
    /// Tables are read by SELECT though planning it evaluates functions that their owners wrote (PostgreSQL only). Off
    /// by default: such tables are read by COPY.
    pub trust_expressions: bool,
    /// Rows of partitions are loaded through the root of their partitioning (PostgreSQL only). By default only where
    /// they would not fit otherwise.
    pub via_root: bool,
    /// The key that psql needs to run commands of its own again while it loads the dump: letters and digits. None by
    /// default; a dump of COPY blocks may have one.
    pub restrict_key: Option<String>,
    /// A database without visible tables is taken for an empty one, instead of failing. Off by default.
    pub allow_empty: bool,
    /// Nothing is dumped; what would be dumped is told. Off by default.
    pub dry_run: bool,
}

impl Default for Dump {
    fn default() -> Self {
        Self {
            include: Include::default(),
            exclude: Exclude::default(),
            contents: Contents::default(),
            comments: true,
            policies: true,
            owners: true,
            privileges: true,
            grants: false,
            zone_configs: false,
            roles: false,
            role: None,
            as_of: None,
            trailer: None,
            skip_unsupported: false,
            trust_expressions: false,
            via_root: false,
            restrict_key: None,
            allow_empty: false,
            dry_run: false,
        }
    }
}

impl Dump {
    /// Tables, views and sequences by name; empty unless they are chosen so.
    pub fn names(&self) -> &[String] {
        match &self.include {
            Include::Named(names) => names,
            Include::Matching(_) | Include::AllDatabases(_) => &[],
        }
    }

    /// Patterns of the relations to dump; empty unless some are chosen so.
    pub fn tables(&self) -> &[Relations] {
        self.include.patterns().map_or(&[], |patterns| &patterns.tables)
    }

    /// Patterns of the schemas to dump; empty unless some are chosen so.
    pub fn schemas(&self) -> &[String] {
        self.include.patterns().map_or(&[], |patterns| &patterns.schemas)
    }

    /// Every database of the cluster is dumped.
    pub fn all_databases(&self) -> bool {
        matches!(self.include, Include::AllDatabases(_))
    }
}

/// The objects to dump. The default is the whole database.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Include {
    /// Tables, views and sequences of the database, each by its name.
    Named(Vec<String>),
    /// What patterns choose of the database.
    Matching(Patterns),
    /// What patterns choose of every database of the cluster (CockroachDB only).
    AllDatabases(Patterns),
}

impl Default for Include {
    fn default() -> Self {
        Self::Matching(Patterns::default())
    }
}

impl Include {
    fn patterns(&self) -> Option<&Patterns> {
        match self {
            Self::Named(_) => None,
            Self::Matching(patterns) | Self::AllDatabases(patterns) => Some(patterns),
        }
    }
}

/// Patterns that choose; without any, everything is chosen. They are pg_dump's.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Patterns {
    /// Relations to dump, and nothing else.
    pub tables: Vec<Relations>,
    /// Schemas to dump, and nothing else. Without effect beside `tables`.
    pub schemas: Vec<String>,
}

/// Patterns that leave out.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Exclude {
    /// Relations.
    pub tables: Vec<Relations>,
    /// Schemas. Without effect where relations are chosen.
    pub schemas: Vec<String>,
    /// Relations whose rows are left out.
    pub data: Vec<Relations>,
}

/// A pattern for relations.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Relations {
    /// As pg_dump has it: `orders`, `sales.*`, `"Old orders"`.
    pub pattern: String,
    /// The partitions and children of the tables that match are meant as well.
    pub children: bool,
}
