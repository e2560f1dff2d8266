//! What differed between the releases of `cockroach dump`: names and literals, each by itself.
//!
//! | release | names | literals |
//! |---|---|---|
//! | beta-20170309 – v1.0 | V20_1 | First |
//! | v2.1 – v20.1 | V20_1 | V20_1 |
//! | v20.2 | V20_2 | V20_2 |

/// How names and literals are written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Style {
    /// Names.
    pub names: Naming,
    /// Literals.
    pub literals: LiteralStyle,
}

/// How names are written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Naming {
    /// Up to v20.1: no schemas.
    #[default]
    V20_1,
    /// From v20.2 on: every name of a dump with its schema, and more words that are quoted.
    V20_2,
}

/// How literals are written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum LiteralStyle {
    /// beta-20170309 – v1.0: numbers without parentheses, `b'…'`.
    First,
    /// v2.1 – v20.1.
    #[default]
    V20_1,
    /// v20.2: no offset behind a TIMESTAMP.
    V20_2,
}
