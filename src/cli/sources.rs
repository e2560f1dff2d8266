//! What every source says of the connection, the strongest first.

use super::settings::{Settings, Source};

/// What every source says, and what else tells the server's kind.
pub(super) struct Sources {
    pub(super) flags: Settings,
    pub(super) url: Settings,
    pub(super) cockroach: Settings,
    pub(super) service: Settings,
    pub(super) postgres: Settings,
    /// How the command line or the URL is written.
    pub(super) style: Style,
}

/// Whose habits what was written follows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Style {
    /// Nothing tells.
    Neutral,
    /// A URL from `COCKROACH_URL`.
    Cockroach,
    /// `-U`, `key=value` pairs, or a URL in the place of the database, as in PostgreSQL's programs.
    Libpq,
}

impl Sources {
    /// The sources, the strongest first.
    pub(super) fn in_order(&self) -> impl Iterator<Item = (Source, &Settings)> {
        [
            (Source::Flags, &self.flags),
            (Source::Url, &self.url),
            (Source::Cockroach, &self.cockroach),
            (Source::Service, &self.service),
            (Source::Postgres, &self.postgres),
        ]
        .into_iter()
    }

    /// A setting from the strongest source that has it.
    pub(super) fn find<'a, T>(&'a self, get: impl Fn(&'a Settings) -> Option<T>) -> Option<(Source, T)> {
        self.in_order().find_map(|(source, settings)| Some((source, get(settings)?)))
    }

    /// As [`Self::find`], for a setting that is borrowed.
    pub(super) fn value<'a, T: ?Sized + ToOwned + 'a>(
        &'a self,
        get: impl Fn(&'a Settings) -> Option<&'a T>,
    ) -> Option<T::Owned> {
        self.find(get).map(|(_, value)| value.to_owned())
    }

    /// A setting from the strongest source that has it, or its default.
    pub(super) fn copied<T: Copy + Default>(&self, get: impl Fn(&Settings) -> Option<T>) -> T {
        self.find(get).map(|(_, value)| value).unwrap_or_default()
    }
}
