//! The releases of CockroachDB that tests know.

use std::fmt;

/// A release.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Release {
    /// v20.1
    V20_1,
    /// v20.2
    V20_2,
    /// v21.1
    V21_1,
    /// v22.1
    V22_1,
}

impl Release {
    const ALL: [Self; 4] = [Self::V20_1, Self::V20_2, Self::V21_1, Self::V22_1];

    /// The release of a server that says this of its version.
    pub(super) fn of(version: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|release| version.contains(&format!(" {release}.")))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V20_1 => "v20.1",
            Self::V20_2 => "v20.2",
            Self::V21_1 => "v21.1",
            Self::V22_1 => "v22.1",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        #[rustfmt::skip]
        let table = [
            ("CockroachDB CCL v20.1.5 (x86_64-unknown-linux-gnu, built , go1.13.9)",         Some(Release::V20_1)),
            ("CockroachDB CCL v22.1.0-alpha.00000000 (x86_64-linux-gnu, built , go1.19.8)",  Some(Release::V22_1)),
            ("CockroachDB CCL v22.2.1 (x86_64-linux-gnu, built , go1.19.8)",                 None),
            ("PostgreSQL 15.18 on x86_64-pc-linux-gnu",                                      None),
        ];
        for (version, want) in table {
            assert_eq!(Release::of(version), want, "{version}");
        }
    }
}
