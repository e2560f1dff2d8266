//! Recorded answers: one line of JSON per statement.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

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
    pub(super) parameters: HashMap<String, String>,
    /// Answers by statement.
    pub(super) answers: HashMap<String, Answer>,
    /// The database is there.
    pub(super) database_exists: bool,
}

/// The answer to one statement.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Answer {
    #[serde(default)]
    pub(super) columns: Vec<Column>,
    #[serde(default)]
    pub(super) rows: Option<Vec<Vec<Option<String>>>>,
    #[serde(default)]
    pub(super) tag: Option<String>,
    /// ErrorResponse's fields by letter.
    #[serde(default)]
    pub(super) error: Option<HashMap<char, String>>,
}

/// Name, table OID, column number, type OID, type size, type modifier.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Column(
    pub(super) String,
    pub(super) u32,
    pub(super) i16,
    pub(super) u32,
    pub(super) i16,
    pub(super) i32,
);

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Connect { parameters: HashMap<String, String> },
    Answer(Box<Recorded>),
}

#[derive(Deserialize)]
struct Recorded {
    sql: String,
    #[serde(flatten)]
    answer: Answer,
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
            Ok(Line::Connect { parameters }) => recording.parameters = parameters,
            Ok(Line::Answer(recorded)) => {
                recording.answers.insert(recorded.sql, recorded.answer);
            }
            Err(error) => panic!("{}, line {}: {error}", file.display(), number + 1),
        }
    }
    recording
}

impl Answer {
    /// An error with its SQLSTATE.
    pub(super) fn error(code: &str, message: String) -> Self {
        let fields = [('S', "ERROR".to_owned()), ('C', code.to_owned()), ('M', message)];
        Self { error: Some(fields.into()), ..Self::default() }
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
