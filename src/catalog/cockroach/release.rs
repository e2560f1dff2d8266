//! Which release a server is of, and every difference between releases as a named fact.

use crate::error::{Error, Fault, Result};
use crate::sql::cockroach::{LiteralStyle, Naming, Style};

/// A release that this program knows how to read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Release {
    number: Number,
    stage: Stage,
}

/// `v20.1.5` as (20, 1).
type Number = (u16, u16);

/// How far a release was when it was built.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stage {
    Alpha,
    Beta,
    Final,
}

/// The releases before v1.0, which were named by their day.
const UNNUMBERED: Number = (0, 0);

/// The releases between two catalogs: no more that of the first ([`Release::is_first`]), and not yet the
/// tables and the transaction at a fixed time that this program reads by.
const BETWEEN: std::ops::Range<Number> = (1, 1)..(2, 1);

impl Release {
    /// Reads `crdb_version` or what `version()` answers, such as
    /// `CockroachDB CCL v20.1.5 (x86_64-linux-gnu, built …)`.
    ///
    /// # Errors
    ///
    /// [`Fault::Refused`] for v1.1 and v2.0, and for text that names no release.
    pub fn of(text: &str) -> Result<Self> {
        let release = text.split_whitespace().find_map(Self::named).ok_or_else(|| unnamed(text))?;
        if BETWEEN.contains(&release.number) {
            return Err(release.unsupported());
        }
        Ok(release)
    }

    /// `v20.2.0-alpha.3`, `beta-20170309`
    fn named(word: &str) -> Option<Self> {
        if word.starts_with("beta-") {
            return Some(Self { number: UNNUMBERED, stage: Stage::Beta });
        }
        let (major, rest) = word.strip_prefix('v')?.split_once('.')?;
        let minor = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        let stage = match rest.split_once('-') {
            Some((_, stage)) if stage.starts_with("alpha.") => Stage::Alpha,
            Some((_, stage)) if stage.starts_with("beta.") => Stage::Beta,
            _ => Stage::Final,
        };
        Some(Self { number: (major.parse().ok()?, minor.parse().ok()?), stage })
    }

    fn unsupported(self) -> Error {
        let (major, minor) = self.number;
        let what = format!("this server is CockroachDB v{major}.{minor}: v1.1 and v2.0 are not supported");
        Error::new(Fault::Refused, what).remedy(
            "Servers of beta-20170309 to v1.0, and of v2.1 and later, are. Dump it with its own cockroach dump, \
             or upgrade it to v2.1.",
        )
    }

    /// beta-20170309 – v1.0: the first releases that dumped whole databases. They have another catalog, and
    /// no transaction at a fixed time.
    pub fn is_first(self) -> bool {
        self.number < (1, 1)
    }

    /// From v20.2: types and schemas of users' own; names are written and typed with their schema.
    pub fn has_types_and_schemas(self) -> bool {
        self.number >= (20, 2)
    }

    /// The pre-releases of v20.2 make a type or a schema only if they are told first that they may.
    pub fn wants_types_and_schemas_enabled(self) -> bool {
        self.number == (20, 2) && self.stage != Stage::Final
    }

    /// The first pre-releases of v20.2 make an index of some of a table's rows only if they are told first
    /// that they may.
    pub fn wants_partial_indexes_enabled(self) -> bool {
        self.number == (20, 2) && self.stage == Stage::Alpha
    }

    /// Up to the first pre-releases of v22.1 an index split by a hash is made only if the server is told first that it
    /// may.
    pub fn wants_hash_sharding_enabled(self) -> bool {
        self.number < (22, 1) || (self.number == (22, 1) && self.stage == Stage::Alpha)
    }

    /// From v20.2: `TIME '24:00:00'` and `TIMETZ '24:00:00'` are sent as such; before as `00:00:00`.
    pub fn sends_whole_days(self) -> bool {
        self.number >= (20, 2)
    }

    /// From v21.2: the labels in an array of enums are trusted to be sent as they are; v20.2 and v21.1 send them as
    /// constants.
    pub fn sends_plain_labels(self) -> bool {
        self.number >= (21, 2)
    }

    /// From v21.1: there is no `cockroach dump` of rows, whose output this program's must equal. What the older ones
    /// lost without a word is dumped, and the catalog lists what is no one's data: virtual tables, temporary ones.
    pub fn has_no_stock(self) -> bool {
        self.number >= (21, 1)
    }

    /// v21.1 writes the sequence of a default as text that is cast twice, and does not read it back as a need.
    pub fn casts_sequences_twice(self) -> bool {
        self.number == (21, 1)
    }

    /// From v22.1: the text of a view has lines, which end where its names leave them no room.
    pub fn breaks_lines_of_views(self) -> bool {
        self.number >= (22, 1)
    }

    /// From v22.1: everyone has rights on new types, functions and databases, and on the schema `public`.
    pub fn grants_to_everyone(self) -> bool {
        self.number >= (22, 1)
    }

    /// From v22.2: GRANT knows sequences by that name, and rights that only they have.
    pub fn grants_on_sequences(self) -> bool {
        self.number >= (22, 2)
    }

    /// From v24.3: tables have triggers.
    pub fn has_triggers(self) -> bool {
        self.number >= (24, 3)
    }

    /// From v25.2: tables have row-level security.
    pub fn has_row_security(self) -> bool {
        self.number >= (25, 2)
    }

    /// From v26.1: a table is locked when it is made, if the server is not told otherwise.
    pub fn locks_new_tables(self) -> bool {
        self.number >= (26, 1)
    }

    /// From v22.2: arrays of shapes are sent with colons between their elements.
    pub fn sends_colons_between_shapes(self) -> bool {
        self.number >= (22, 2)
    }

    /// From v24.1: a column becomes GENERATED ALWAYS when its rows are there. Before, no statement loads its values.
    pub fn makes_identities_always(self) -> bool {
        self.number >= (24, 1)
    }

    /// v20.1 and v20.2: every user may ask for the zone configurations, of which a dump only tells. Of servers before it
    /// is not known who may.
    pub fn only_tells_of_zones(self) -> bool {
        ((20, 1)..(21, 1)).contains(&self.number)
    }

    /// How `cockroach dump` of the release wrote; later releases, which have none, are written as v20.2.
    pub fn style(self) -> Style {
        match () {
            () if self.is_first() => Style { names: Naming::V20_1, literals: LiteralStyle::First },
            () if self.has_types_and_schemas() => {
                Style { names: Naming::V20_2, literals: LiteralStyle::V20_2 }
            }
            () => Style { names: Naming::V20_1, literals: LiteralStyle::V20_1 },
        }
    }
}

fn unnamed(text: &str) -> Error {
    Error::new(Fault::Refused, format!("this server does not say which CockroachDB it is: {text}"))
        .remedy("A release names itself, as v20.1.5 or beta-20170309 do; so must a build of one's own.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn supported() {
        #[rustfmt::skip]
        let rows: &[(&str, Option<(Number, Stage)>)] = &[
            ("CockroachDB OSS v20.1.5 (x86_64-linux-gnu, built 2026/11/22 12:59:13, go1.13.9)", Some(((20, 1), Stage::Final))),
            ("CockroachDB CCL v20.2.0-alpha.3 (x86_64-linux-gnu, built , go1.13.9)", Some(((20, 2), Stage::Alpha))),
            ("CockroachDB CCL v20.2.0-beta.4 (x86_64)", Some(((20, 2), Stage::Beta))),
            ("CockroachDB CCL v20.2.0-rc.1 (x86_64)", Some(((20, 2), Stage::Final))),
            ("CockroachDB CCL v25.4.1", Some(((25, 4), Stage::Final))),
            ("CockroachDB CCL v1.0.7 (linux amd64)", Some(((1, 0), Stage::Final))),
            ("CockroachDB beta-20170309 (linux amd64, built 2017/03/08, go1.8)", Some((UNNUMBERED, Stage::Beta))),
            ("CockroachDB CCL v1.1.0 (linux amd64)", None),
            ("CockroachDB CCL v2.0.7 (x86_64)", None),
            ("CockroachDB OSS unknown (x86_64)", None),
            ("", None),
        ];
        for (text, want) in rows {
            let got = Release::of(text).map(|release| (release.number, release.stage));
            assert_eq!(got.ok(), *want, "{text}");
        }
    }

    #[test]
    fn facts() {
        type Fact = fn(Release) -> bool;
        #[rustfmt::skip]
        let rows: &[(&str, Fact, &str, &str)] = &[
            ("first",            |r| r.is_first(),                         "beta-20170309 v1.0.7",               "v2.1.0 v20.1.5"),
            ("types",            |r| r.has_types_and_schemas(),            "v20.2.0-alpha.3 v20.2.0 v25.4.1",    "v20.1.17"),
            ("types enabled",    |r| r.wants_types_and_schemas_enabled(),  "v20.2.0-alpha.3 v20.2.0-beta.1",     "v20.2.0 v21.1.0-alpha.1"),
            ("partial indexes",  |r| r.wants_partial_indexes_enabled(),    "v20.2.0-alpha.3",                    "v20.2.0-beta.1 v20.2.0 v21.1.0-alpha.1"),
            ("hash sharding",    |r| r.wants_hash_sharding_enabled(),      "beta-20170309 v20.1.5 v21.2.0 v22.1.0-alpha.1", "v22.1.0"),
            ("whole days",       |r| r.sends_whole_days(),                 "v20.2.0",                            "v20.1.5"),
            ("plain labels",     |r| r.sends_plain_labels(),               "v21.2.0",                            "v20.2.9 v21.1.0"),
            ("no stock",         |r| r.has_no_stock(),                     "v21.1.0-alpha.1 v25.4.1",            "v20.2.9"),
            ("casts twice",      |r| r.casts_sequences_twice(),            "v21.1.0",                            "v20.2.9 v21.2.0"),
            ("lines of views",   |r| r.breaks_lines_of_views(),            "v22.1.0",                            "v21.2.9"),
            ("to everyone",      |r| r.grants_to_everyone(),               "v22.1.0",                            "v21.2.9"),
            ("on sequences",     |r| r.grants_on_sequences(),              "v22.2.0",                            "v22.1.9"),
            ("triggers",         |r| r.has_triggers(),                     "v24.3.0",                            "v24.2.5"),
            ("locks",            |r| r.locks_new_tables(),                 "v26.1.0",                            "v25.4.9"),
            ("colons",           |r| r.sends_colons_between_shapes(),      "v22.2.0",                            "v22.1.9"),
            ("row security",     |r| r.has_row_security(),                 "v25.2.0",                            "v25.1.5"),
            ("identities",       |r| r.makes_identities_always(),          "v24.1.0",                            "v21.1.0 v23.2.9"),
            ("zones",            |r| r.only_tells_of_zones(),              "v20.1.5 v20.2.0",                    "v19.2.10 v21.1.0"),
        ];
        for (name, fact, has, lacks) in rows {
            let of = |release: &str| fact(Release::of(release).unwrap());
            assert!(has.split(' ').all(of), "{name}: {has}");
            assert!(!lacks.split(' ').any(of), "{name}: {lacks}");
        }
    }
}
