//! One session: transactions, settings, timestamps, and answers from the recording.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use roachdump_proto::EncodeError;
use roachdump_proto::backend::row_description::{self, Field};
use roachdump_proto::backend::{
    Authentication, BackendKeyData, CommandComplete, ParameterStatus, ReadyForQuery, TransactionStatus,
    data_row, fields,
};

use super::Journal;
use super::recording::{Answer, Column, Recording};
use super::sql;

/// Sessions so far, of all servers.
static SESSIONS: AtomicU64 = AtomicU64::new(0);

/// One session.
#[derive(Debug)]
pub(super) struct Session {
    recording: Arc<Recording>,
    user: String,
    database: String,
    journal: Arc<Journal>,
    /// What it calls itself.
    number: u64,
    status: TransactionStatus,
    /// The timestamp of the transaction, if it has a fixed one.
    timestamp: Option<String>,
}

impl Session {
    pub(super) fn new(
        recording: Arc<Recording>,
        user: String,
        database: String,
        journal: Arc<Journal>,
    ) -> Self {
        let number = SESSIONS.fetch_add(1, Ordering::Relaxed);
        let status = TransactionStatus::Idle;
        Self { recording, user, database, journal, number, status, timestamp: None }
    }

    /// What follows the StartupMessage. Up to v21.1, without a BackendKeyData.
    pub(super) fn greeting(&self) -> Vec<u8> {
        let mut out = Vec::new();
        encoded(Authentication::Ok.write(&mut out));
        for (name, value) in &self.recording.parameters {
            encoded(ParameterStatus { name: name.as_bytes(), value: value.as_bytes() }.write(&mut out));
        }
        if self.recording.key {
            encoded(BackendKeyData { process_id: 1, key: b"fake" }.write(&mut out));
        }
        encoded(ReadyForQuery { status: self.status }.write(&mut out));
        out
    }

    /// The answer to one Query, ReadyForQuery included.
    pub(super) fn answer(&mut self, text: &str) -> Vec<u8> {
        self.journal.statement(text);
        let answer = self.execute(text.trim().trim_end_matches(';'));
        if answer.error.is_some() && self.status == TransactionStatus::Transaction {
            self.status = TransactionStatus::Failed;
        }
        let mut out = Vec::new();
        encoded(write(&answer, &mut out));
        encoded(ReadyForQuery { status: self.status }.write(&mut out));
        out
    }

    fn execute(&mut self, text: &str) -> Answer {
        if matches!(text, "COMMIT" | "ROLLBACK") {
            let failed = self.status == TransactionStatus::Failed;
            (self.status, self.timestamp) = (TransactionStatus::Idle, None);
            return Answer::done(if failed { "ROLLBACK" } else { text });
        }
        if self.status == TransactionStatus::Failed {
            let message = "current transaction is aborted, commands ignored until end of transaction block";
            return Answer::error("25P02", message.to_owned());
        }
        let (text, timestamp) = sql::split_timestamp(text);
        match text.as_str() {
            "BEGIN" | "BEGIN ISOLATION LEVEL SERIALIZABLE" => self.begin(timestamp),
            "SET TRANSACTION" => {
                self.timestamp = timestamp;
                Answer::done("SET TRANSACTION")
            }
            "SELECT cluster_logical_timestamp()" => self.now(),
            "SELECT crdb_internal.is_admin()"
            | "SELECT pg_catalog.pg_has_role(current_user, 'admin', 'member')"
                if !self.recording.answers.contains_key(text.as_str()) =>
            {
                // v22.1 says only to those who ask for it that root is one.
                let told = self.recording.parameters.get("is_superuser").is_some_and(|on| on == "on");
                let admin = told || self.user == "root";
                Answer::text("is_admin", &[if admin { "t" } else { "f" }])
            }
            "SHOW session_id" => Answer::text("session_id", &[&format!("{:032x}", self.number)]),
            "SELECT current_user" => Answer::text("current_user", &[&self.user]),
            recorded if self.recording.answers.contains_key(recorded) => {
                self.read(recorded, timestamp.as_deref())
            }
            _ => self.setting(&text).unwrap_or_else(|| self.read(&text, timestamp.as_deref())),
        }
    }

    fn begin(&mut self, timestamp: Option<String>) -> Answer {
        if self.status == TransactionStatus::Transaction {
            return Answer::error("25001", "there is already a transaction in progress".to_owned());
        }
        (self.status, self.timestamp) = (TransactionStatus::Transaction, timestamp);
        Answer::done("BEGIN")
    }

    fn now(&self) -> Answer {
        let Some(answer) = self.recording.answers.get("SELECT cluster_logical_timestamp()") else {
            return self.unknown("SELECT cluster_logical_timestamp()");
        };
        let cell = answer.rows.iter().flatten().flatten().flatten().next();
        cell.into_iter().for_each(|timestamp| self.journal.gave(timestamp));
        answer.clone()
    }

    fn setting(&self, text: &str) -> Option<Answer> {
        let unknown =
            |name: &str| Answer::error("42704", format!("unrecognized configuration parameter \"{name}\""));
        if let Some(name) = sql::set_name(text) {
            let known = self.recording.settings().map_or_else(
                || sql::SETTINGS.contains(&name.as_str()),
                |mut settings| settings.any(|(known, _)| known.eq_ignore_ascii_case(&name)),
            );
            return Some(if known { Answer::done("SET") } else { unknown(&name) });
        }
        let name = sql::show_name(text)?;
        let told = self.recording.parameters.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let mut all = told.chain(self.recording.settings().into_iter().flatten());
        let value = all.find(|(key, _)| key.eq_ignore_ascii_case(&name));
        Some(value.map_or_else(|| unknown(&name), |(_, value)| Answer::text(&name, &[value])))
    }

    fn read(&self, text: &str, timestamp: Option<&str>) -> Answer {
        if !sql::is_free_of_time(text) {
            self.journal.read_at(text, timestamp.or(self.timestamp.as_deref()));
        }
        if !self.recording.database_exists && text.contains(&format!("\"{}\".", self.database)) {
            return Answer::error("3D000", format!("database \"{}\" does not exist", self.database));
        }
        let recorded = self.recording.answers.get(text).cloned();
        recorded
            .or_else(|| self.scripted(text))
            .or_else(|| self.projected(text))
            .or_else(|| self.probed(text))
            .or_else(|| self.absent(text))
            .unwrap_or_else(|| self.unknown(text))
    }

    /// What a script says of a table: the columns that are asked for, or the error of one that there is not.
    fn scripted(&self, text: &str) -> Option<Answer> {
        let (_, answer) = self.recording.scripted.iter().find(|(about, _)| text.contains(about))?;
        let answer = if text.ends_with(" LIMIT 0") { answer.clone().without_rows() } else { answer.clone() };
        let Some((columns, _)) = sql::selected(text).filter(|_| answer.error.is_none()) else {
            return Some(answer);
        };
        let absent = || Answer::error("42703", format!("column of {columns:?} does not exist"));
        Some(answer.project(&columns).unwrap_or_else(absent))
    }

    /// Columns of a table that was recorded whole.
    fn projected(&self, text: &str) -> Option<Answer> {
        let (columns, rest) = sql::selected(text)?;
        self.recording.answers.get(&format!("SELECT * FROM {rest}"))?.project(&columns)
    }

    /// No rows of tables that may be read; the error of the first that may not.
    fn probed(&self, text: &str) -> Option<Answer> {
        let mut probed = Answer::text("?column?", &[]);
        for table in sql::probed_tables(text)? {
            let tail = format!(" FROM {table} ORDER BY ");
            let rows = self.recording.answers.iter().find(|(sql, _)| sql.contains(&tail))?.1;
            if let Some(error) = &rows.error {
                probed.error.get_or_insert_with(|| error.clone());
            }
        }
        Some(probed)
    }

    /// What every release says to `SHOW CREATE TABLE`, or a probe, of a table that no recording names.
    fn absent(&self, text: &str) -> Option<Answer> {
        let probed = || text.strip_prefix("SELECT 1 FROM ")?.strip_suffix(" LIMIT 0");
        let table = text.strip_prefix("SHOW CREATE TABLE ").or_else(probed)?;
        let plain = table.replace('"', "");
        Some(Answer::error("42P01", format!("relation \"{plain}\" does not exist")))
    }

    fn unknown(&self, text: &str) -> Answer {
        self.journal.wrong(format!("no recorded answer: {text}"));
        Answer::error("0A000", "the fake server has no recorded answer to this statement".to_owned())
    }
}

fn write(answer: &Answer, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    if !answer.columns.is_empty() {
        row_description::write(&answer.columns.iter().map(field).collect::<Vec<_>>(), out)?;
    }
    for row in answer.rows.iter().flatten() {
        data_row::write(row, out)?;
    }
    if let Some(error) = &answer.error {
        let letter = |letter: char| u8::try_from(letter).unwrap_or(b'?');
        fields::write(b'E', error.iter().map(|(key, text)| (letter(*key), text.as_bytes())), out)?;
    } else {
        CommandComplete { tag: answer.tag.as_deref().unwrap_or_default().as_bytes() }.write(out)?;
    }
    Ok(())
}

fn field(column: &Column) -> Field<'_> {
    let Column(name, table_oid, attribute, type_oid, type_size, type_modifier) = column;
    Field {
        name: name.as_bytes(),
        table_oid: *table_oid,
        attribute: *attribute,
        type_oid: *type_oid,
        type_size: *type_size,
        type_modifier: *type_modifier,
        format: 0,
    }
}

fn encoded(result: Result<(), EncodeError>) {
    result.expect("a recorded answer fits the protocol");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs statements, and gives the first field of each answer's error (or nothing) and what was wrong.
    fn run(statements: &[&str]) -> (String, Vec<String>) {
        let answer = |rows: &[&str]| Answer::text("x", rows);
        let answers = [
            ("SELECT cluster_logical_timestamp()".to_owned(), answer(&["1.0"])),
            ("SELECT * FROM t".to_owned(), answer(&["a"])),
        ];
        let recording = Recording { answers: answers.into(), database_exists: true, ..Recording::default() };
        let journal = Arc::new(Journal::default());
        let mut session = Session::new(Arc::new(recording), "u".into(), "d".into(), Arc::clone(&journal));
        let tag = |sql: &&str| char::from(session.answer(sql)[0]);
        let tags = statements.iter().map(tag).collect();
        (tags, journal.entries().wrong.clone())
    }

    #[test]
    fn strictness() {
        const NOW: &str = "SELECT cluster_logical_timestamp()";
        #[rustfmt::skip]
        let rows: &[(&str, &[&str], &str, &[&str])] = &[
            ("in the snapshot", &[NOW, "BEGIN AS OF SYSTEM TIME '1.0'", "SELECT * FROM t"], "TCT", &[]),
            ("the other way", &[NOW, "BEGIN", "SET TRANSACTION AS OF SYSTEM TIME '1.0'", "SELECT * FROM t"], "TCCT", &[]),
            ("with a clause", &[NOW, "SELECT * FROM t AS OF SYSTEM TIME '1.0'"], "TT", &[]),
            ("no timestamp", &[NOW, "SELECT * FROM t"], "TT", &["read at no timestamp: SELECT * FROM t"]),
            ("after the snapshot", &[NOW, "BEGIN AS OF SYSTEM TIME '1.0'", "COMMIT", "SELECT * FROM t"], "TCCT", &["read at no timestamp: SELECT * FROM t"]),
            ("another timestamp", &[NOW, "SELECT * FROM t AS OF SYSTEM TIME '2.0'"], "TT", &["read at 2.0 instead of Some(\"1.0\"): SELECT * FROM t"]),
            ("not recorded", &["SELECT version()"], "E", &["no recorded answer: SELECT version()"]),
            ("settings", &["SET DateStyle = 'ISO'", "SET no_such_setting = 1", "SHOW no_such_setting"], "CEE", &[]),
            ("failed transaction", &["BEGIN", "SET no_such_setting = 1", "SET DateStyle = 'ISO'", "COMMIT", "SET DateStyle = 'ISO'"], "CEECC", &[]),
        ];
        for (name, statements, tags, wrong) in rows {
            let (got, found) = run(statements);
            assert_eq!(
                (got.as_str(), found.iter().map(String::as_str).collect()),
                (*tags, wrong.to_vec()),
                "{name}"
            );
        }
    }
}
