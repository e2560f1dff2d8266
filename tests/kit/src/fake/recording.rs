//! Recorded answers: one line of JSON per statement.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use roachdump_proto::backend::Message;
use roachdump_proto::backend::row_description::Field;
use roachdump_proto::row::Row;
use serde::{Deserialize, Serialize};

/// The recordings of one release.
#[derive(Debug)]
pub(super) struct Library {
    folder: PathBuf,
    read: Mutex<HashMap<(PathBuf, bool), Arc<Recording>>>,
}

/// What one session was told.
#[derive(Debug, Default)]
pub(super) struct Recording {
    /// ParameterStatus.
    pub(super) parameters: BTreeMap<String, String>,
    /// The server gives a BackendKeyData.
    pub(super) key: bool,
    /// Answers by statement.
    pub(super) answers: HashMap<String, Answer>,
    /// Answers to every statement with a text in it, the first that fits: of releases that no one could ask.
    pub(super) scripted: Vec<(String, Answer)>,
    /// The database is there.
    pub(super) database_exists: bool,
}

/// The answer to one statement.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Answer {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) columns: Vec<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rows: Option<Vec<Vec<Option<String>>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) tag: Option<String>,
    /// ErrorResponse's fields by letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<BTreeMap<char, String>>,
}

/// Name, table OID, column number, type OID, type size, type modifier.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Column(
    pub(super) String,
    pub(super) u32,
    pub(super) i16,
    pub(super) u32,
    pub(super) i16,
    pub(super) i32,
);

/// A line of a file.
#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub(super) enum Line {
    /// What the server tells of itself, ParameterStatus, and whether it gives a BackendKeyData.
    Connect {
        parameters: BTreeMap<String, String>,
        #[serde(default)]
        key: bool,
    },
    /// What it answers.
    Answer(Box<Recorded>),
    /// What it would answer, by its documentation.
    Scripted(Box<Scripted>),
}

/// The answer to every statement with a text in it.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Scripted {
    about: String,
    #[serde(flatten)]
    answer: Answer,
}

/// A statement and its answer.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Recorded {
    pub(super) sql: String,
    #[serde(flatten)]
    pub(super) answer: Answer,
}

impl Library {
    /// The recordings below a folder.
    pub(super) fn open(folder: &Path) -> Self {
        assert!(folder.is_dir(), "{} is no folder of recordings", folder.display());
        Self { folder: folder.to_owned(), read: Mutex::default() }
    }

    /// What a user is told in a database. In one that is not there, what every user is told in any.
    pub(super) fn recording(&self, database: &str, user: &str) -> Arc<Recording> {
        let folder = self.folder.join(database);
        let own = folder.join(format!("answers-as-{user}.jsonl"));
        let file = if own.exists() { own } else { folder.join("answers.jsonl") };
        if file.exists() {
            return self.read(file, true);
        }
        self.read(self.folder.join("startrek").join("answers.jsonl"), false)
    }

    fn read(&self, file: PathBuf, database_exists: bool) -> Arc<Recording> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let load = |key: &(PathBuf, bool)| Arc::new(load(&key.0, key.1));
        Arc::clone(read.entry((file, database_exists)).or_insert_with_key(load))
    }
}

fn load(file: &Path, database_exists: bool) -> Recording {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut recording = Recording { database_exists, ..Recording::default() };
    for (number, line) in text.lines().enumerate() {
        match serde_json::from_str(line) {
            Ok(Line::Connect { parameters, key }) => {
                (recording.parameters, recording.key) = (parameters, key)
            }
            Ok(Line::Answer(recorded)) => {
                let before = recording.answers.insert(recorded.sql, recorded.answer);
                assert!(before.is_none(), "{}, line {}: recorded twice", file.display(), number + 1);
            }
            Ok(Line::Scripted(scripted)) => recording.scripted.push((scripted.about, scripted.answer)),
            Err(error) => panic!("{}, line {}: {error}", file.display(), number + 1),
        }
    }
    recording
}

impl Recording {
    /// The settings of the server and their values, if they were recorded.
    pub(super) fn settings(&self) -> Option<impl Iterator<Item = (&str, &str)>> {
        let all = self.answers.get("SHOW ALL")?.rows.as_ref()?;
        Some(all.iter().filter_map(|row| Some((row.first()?.as_deref()?, row.get(1)?.as_deref()?))))
    }
}

impl Answer {
    /// Takes in a further message of an answer.
    pub(super) fn take(&mut self, message: Message<'_>) {
        match message {
            Message::RowDescription(described) => {
                self.columns = described.fields().map(Column::of).collect();
                self.rows = Some(Vec::new());
            }
            Message::DataRow(body) => self.rows.get_or_insert_default().push(cells(body)),
            Message::CommandComplete(complete) => self.tag = Some(text(complete.tag)),
            Message::ErrorResponse(fields) => {
                self.error = Some(fields.iter().map(|(key, value)| (char::from(key), text(value))).collect());
            }
            _ => {}
        }
    }

    /// An error with its SQLSTATE.
    pub(super) fn error(code: &str, message: String) -> Self {
        let fields = [('S', "ERROR".to_owned()), ('C', code.to_owned()), ('M', message)];
        Self { error: Some(fields.into()), ..Self::default() }
    }

    /// The server answers like this to everything in a transaction that has failed.
    pub(super) fn is_of_failed_transaction(&self) -> bool {
        self.error.as_ref().is_some_and(|fields| fields.get(&'C').is_some_and(|code| code == "25P02"))
    }

    /// A statement without rows is done.
    pub(super) fn done(tag: &str) -> Self {
        Self { tag: Some(tag.to_owned()), ..Self::default() }
    }

    /// Rows of one column of text.
    pub(super) fn text(name: &str, values: &[&str]) -> Self {
        let row = |value: &&str| vec![Some((*value).to_owned())];
        Self {
            columns: vec![Column(name.to_owned(), 0, 0, 25, -1, -1)],
            rows: Some(values.iter().map(row).collect()),
            tag: Some(format!("SELECT {}", values.len())),
            error: None,
        }
    }

    /// What `LIMIT 0` leaves of it.
    pub(super) fn without_rows(self) -> Self {
        let tag = self.tag.map(|_| "SELECT 0".to_owned());
        Self { rows: self.rows.map(|_| Vec::new()), tag, ..self }
    }

    /// Only the named columns of a `SELECT *`, in that order.
    pub(super) fn project(&self, names: &[&str]) -> Option<Self> {
        let at = |name: &&str| self.columns.iter().position(|column| column.0.eq_ignore_ascii_case(name));
        let picked: Vec<usize> = names.iter().map(at).collect::<Option<_>>()?;
        let columns = picked.iter().map(|at| self.columns[*at].clone()).collect();
        let row = |row: &Vec<Option<String>>| picked.iter().map(|at| row[*at].clone()).collect();
        let rows = self.rows.as_ref().map(|rows| rows.iter().map(row).collect());
        Some(Self { columns, rows, ..self.clone() })
    }
}

impl Column {
    fn of(field: Field<'_>) -> Self {
        let Field { name, table_oid, attribute, type_oid, type_size, type_modifier, .. } = field;
        Self(text(name), table_oid, attribute, type_oid, type_size, type_modifier)
    }
}

/// The values of a row.
fn cells(body: &[u8]) -> Vec<Option<String>> {
    let mut row = Row::new(body).expect("a row");
    (0..row.columns()).map(|_| row.value().expect("a value").map(text)).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stock(release: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/stock").join(release)
    }

    #[test]
    fn every_recording_loads() {
        #[rustfmt::skip]
        let releases = [
            ("beta-20170309",   "startrek", "beta-20170309", false),
            ("v20.1.5",         "objects",  "v20.1.5",       false),
            ("v20.2.0-alpha.3", "v202",     "v20.2.0",       false),
            ("v21.1.0-alpha",   "modern",   "v21.1.0",       false),
            ("v22.1.0-alpha",   "modern",   "v22.1.0",       true),
        ];
        for (folder, database, version, key) in releases {
            let recording = Library::open(&stock(folder)).recording(database, "root");
            let said = recording.answers["SELECT version()"].rows.iter().flatten().flatten().flatten().next();
            assert!(said.is_some_and(|said| said.contains(version)), "{folder}: {said:?}");
            assert_eq!((recording.database_exists, recording.key), (true, key), "{folder}");
        }
    }

    #[test]
    fn settings_by_name() {
        let recording = Library::open(&stock("v22.1.0-alpha")).recording("modern", "root");
        let mut settings = recording.settings().expect("SHOW ALL was recorded");
        assert_eq!(settings.find(|(name, _)| *name == "row_security"), Some(("row_security", "off")));
        let recording = Library::open(&stock("v20.1.5")).recording("types", "root");
        assert!(recording.settings().is_none());
    }
}
