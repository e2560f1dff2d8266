//! The release a server is of.

use super::super::Profile;
use crate::connect::Session;
use crate::error::{Error, Fault, Result};

/// A release, `v20.1` as (20, 1). Releases before v1.0 have none.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Version(pub(super) u16, pub(super) u16);

/// The first release with user-defined types and schemas.
pub(super) const TYPES_AND_SCHEMAS: Version = Version(20, 2);

/// The first release that sends `TIME '24:00:00'` and `TIMETZ '24:00:00'` as such: those before send
/// `00:00:00`.
pub(super) const WHOLE_DAYS: Version = Version(20, 2);

/// The first release that is trusted to send the labels in an array of enums as they are: v20.2 does not.
pub(super) const PLAIN_LABELS: Version = Version(21, 1);

/// The first release with functions and procedures of users' own is v22.2; their catalog table is older.
pub(super) const ROUTINES: Version = Version(21, 1);

/// The releases between two catalogs: no more that of the first (`first`), and not yet the tables and the
/// transaction at a fixed time that this program reads by.
const BETWEEN: std::ops::Range<Version> = Version(1, 1)..Version(2, 1);

impl Version {
    /// Refuses a release that this program does not know how to read; `text` is `crdb_version` or what
    /// `version()` answers.
    ///
    /// # Errors
    ///
    /// [`Fault::Refused`] for v1.1 and v2.0.
    pub(super) fn check(text: &str) -> Result<()> {
        let Some(Self(major, minor)) = Self::of(text).filter(|version| BETWEEN.contains(version)) else {
            return Ok(());
        };
        let what = format!("this server is CockroachDB v{major}.{minor}: v1.1 and v2.0 are not supported");
        Err(Error::new(Fault::Refused, what).remedy(
            "Servers of beta-20170309 to v1.0, and of v2.1 and later, are. Dump it with its own cockroach dump, \
             or upgrade it to v2.1.",
        ))
    }

    /// The release of the server that a session is with.
    pub(super) fn of_server(session: &Session) -> Option<Self> {
        session.info().crdb_version.as_deref().and_then(Self::of)
    }

    /// The releases of `cockroach dump` whose text a server's dump is.
    pub(super) fn profile(session: &Session) -> Profile {
        let newer = Self::of_server(session).is_some_and(|version| version >= TYPES_AND_SCHEMAS);
        if newer { Profile::V20_2 } else { Profile::V20_1 }
    }

    /// Reads `crdb_version`, such as `CockroachDB CCL v20.1.5 (x86_64-linux-gnu, built …)`.
    pub(super) fn of(crdb_version: &str) -> Option<Self> {
        let release = |word: &str| {
            let (major, rest) = word.strip_prefix('v')?.split_once('.')?;
            let minor = rest.split(|c: char| !c.is_ascii_digit()).next()?;
            Some(Self(major.parse().ok()?, minor.parse().ok()?))
        };
        crdb_version.split_whitespace().find_map(release)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn supported() {
        #[rustfmt::skip]
        let rows: &[(&str, bool)] = &[
            ("CockroachDB beta-20170309 (linux amd64, built 2017/03/08, go1.8)", true),
            ("CockroachDB CCL v1.0.7 (linux amd64)", true),
            ("CockroachDB CCL v1.1.0 (linux amd64)", false),
            ("CockroachDB CCL v2.0.7 (x86_64)", false),
            ("CockroachDB CCL v2.1.0 (x86_64)", true),
            ("CockroachDB CCL v25.4.1", true),
        ];
        for (text, supported) in rows {
            assert_eq!(Version::check(text).is_ok(), *supported, "{text}");
        }
    }

    #[test]
    fn versions() {
        #[rustfmt::skip]
        let rows: &[(&str, Option<Version>)] = &[
            ("CockroachDB OSS v20.1.5 (x86_64-linux-gnu, built 2026/11/22 12:59:13, go1.13.9)", Some(Version(20, 1))),
            ("CockroachDB CCL v20.2.0-alpha.3 (x86_64-linux-gnu, built , go1.13.9)", Some(Version(20, 2))),
            ("CockroachDB CCL v1.0 (linux)", Some(Version(1, 0))),
            ("CockroachDB CCL v25.4.1", Some(Version(25, 4))),
            ("CockroachDB CCL beta-20170309 (linux)", None),
            ("", None),
        ];
        for (text, want) in rows {
            assert_eq!(Version::of(text), *want, "{text}");
        }
    }
}
