//! What belongs to a relation and is made by itself, when the rows are loaded: rules, triggers, policies.
//!
//! ```text
//! CREATE TRIGGER n …
//! ALTER TABLE s.t DISABLE TRIGGER n      its state, if it is another than what CREATE leaves it in
//! COMMENT ON TRIGGER n ON s.t IS '…'
//! ```

use std::collections::HashMap;

use bstr::BString;

use super::answer::Fields;
use super::comments::Comments;
use super::ids::{class, id};
use crate::catalog::{Entry, Object, ObjectId, Removal, Role, Statement};
use crate::error::Result;
use crate::sql::concat;

/// One rule, trigger or policy.
#[derive(Debug)]
pub(super) struct Part {
    /// The OID of the relation it belongs to.
    relation: u32,
    /// What it is known by.
    pub(super) id: ObjectId,
    /// What statements call its kind: `TRIGGER`.
    pub(super) word: &'static str,
    /// The relation's name with its schema, quoted.
    pub(super) table: BString,
    /// Its name, quoted.
    pub(super) name: BString,
}

/// The state in which CREATE leaves a trigger or a rule.
pub(super) const ORIGIN: u8 = b'O';

impl Part {
    /// The part in the first four fields of a row: its relation's OID, its own in the catalog `class`, the relation's
    /// name and its own.
    ///
    /// # Errors
    ///
    /// The row has no such fields.
    pub(super) fn new(row: &mut Fields, class: u32, word: &'static str) -> Result<Self> {
        let (relation, id) = (row.number()?, id(class, row.number()?));
        Ok(Self { relation, id, word, table: row.text()?, name: row.text()? })
    }

    /// What makes it, puts it into its state and comments it; together with the relation it belongs to.
    pub(super) fn made(
        &self,
        role: Role,
        create: BString,
        state: u8,
        comments: &Comments,
    ) -> (ObjectId, Vec<Entry>) {
        let place = concat(&[&self.name, b" ON ", &self.table]);
        let removal = Removal::drop(self.word, &place);
        let made = Entry::making(self.id, role, Statement::once(create)).undone_by(removal);
        let state =
            (state != ORIGIN).then(|| Entry::about(&made, Role::Setting, Statement::new(self.fires(state))));
        let comment = comments.on(self.id, &[self.word.as_bytes(), b" ", &place], &made);
        let entries = [Some(made), state, comment].into_iter().flatten().collect();
        (self.owner(), entries)
    }

    /// The relation it belongs to.
    pub(super) fn owner(&self) -> ObjectId {
        id(class::CLASS, self.relation)
    }

    /// ALTER TABLE that has it fire as the letter of `tgenabled` and `ev_enabled` says.
    ///
    /// Source: PostgreSQL documentation, "pg_trigger", "ALTER TABLE".
    pub(super) fn fires(&self, state: u8) -> BString {
        let when: &[u8] = match state {
            b'D' => b" DISABLE ",
            b'R' => b" ENABLE REPLICA ",
            b'A' => b" ENABLE ALWAYS ",
            _ => b" ENABLE ",
        };
        concat(&[b"ALTER TABLE ", &self.table, when, self.word.as_bytes(), b" ", &self.name])
    }
}

/// Gives each of `objects` what belongs to it.
pub(super) fn give(objects: &mut [Object], parts: Vec<(ObjectId, Vec<Entry>)>) {
    let places: HashMap<ObjectId, usize> = objects.iter().enumerate().map(|(at, o)| (o.id, at)).collect();
    for (owner, entries) in parts {
        if let Some(at) = places.get(&owner) {
            objects[*at].entries.extend(entries);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_said_unless_it_is_the_first() {
        let part = Part {
            relation: 7,
            id: id(class::TRIGGER, 8),
            word: "TRIGGER",
            table: "s.t".into(),
            name: "n".into(),
        };
        #[rustfmt::skip]
        let table = [
            (b'O', None),
            (b'D', Some("ALTER TABLE s.t DISABLE TRIGGER n")),
            (b'R', Some("ALTER TABLE s.t ENABLE REPLICA TRIGGER n")),
            (b'A', Some("ALTER TABLE s.t ENABLE ALWAYS TRIGGER n")),
        ];
        for (state, want) in table {
            let (owner, entries) = part.made(Role::Trigger, "CREATE".into(), state, &Comments::default());
            assert_eq!(owner, id(class::CLASS, 7));
            let said = entries.get(1).map(|entry| entry.statement().unwrap().text().to_string());
            assert_eq!(said.as_deref(), want);
            let removal = entries[0].removal.as_ref().unwrap().statement(true);
            assert_eq!(removal, "DROP TRIGGER IF EXISTS n ON s.t");
        }
        assert_eq!(part.fires(b'O'), "ALTER TABLE s.t ENABLE TRIGGER n", "the clone of one that is disabled");
    }
}
