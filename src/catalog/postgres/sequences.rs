//! Sequences: how each is made, whose it is, and where it stands.
//!
//! A sequence that a column owns (`serial`) is made before its table and given to it after; one of an
//! identity column is made with ADD GENERATED when its table is there.

use std::collections::HashMap;

use bstr::BString;

use super::answer::{Fields, ask};
use super::comments::Comments;
use super::fragments::{of_column, qualified};
use super::ids::{class, id, with_oids};
use super::relations::Relation;
use super::settings::Server;
use crate::catalog::{Entry, Kind, Object, ObjectId, Removal, Role, Statement};
use crate::connect::Session;
use crate::error::{Error, Fault, Result};
use crate::sql::concat;
use crate::sql::postgres::literal;

/// Sequences whose positions are read by one statement: each is a relation of its own to the server.
const POSITIONS: usize = 500;

/// One sequence.
#[derive(Clone, Debug, Default)]
pub(super) struct Sequence {
    relation: Relation,
    shape: Shape,
    column: Option<Owner>,
    /// `last_value, is_called`.
    position: Option<(BString, bool)>,
}

/// `pg_sequence`.
#[derive(Clone, Debug, Default)]
struct Shape {
    type_name: BString,
    start: i64,
    increment: i64,
    most: i64,
    least: i64,
    cache: i64,
    cycles: bool,
}

/// The column that a sequence is for.
#[derive(Clone, Debug, Default)]
struct Owner {
    table: u32,
    /// Its table's name, quoted, with the schema.
    printed: BString,
    /// Its name, quoted.
    column: BString,
    /// `a` GENERATED ALWAYS, `d` BY DEFAULT AS IDENTITY, 0 a column that owns the sequence.
    identity: u8,
    /// Its table is unlogged.
    unlogged: bool,
}

/// Source: PostgreSQL documentation, "pg_sequence"; "pg_depend" for `a` (owned) and `i` (identity).
const SEQUENCES: &str = concat!(
    "\
SELECT s.seqrelid, pg_catalog.format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmax, s.seqmin, \
s.seqcache, s.seqcycle, d.refobjid, ",
    qualified!("n", "c.relname"),
    ", \
pg_catalog.quote_ident(a.attname), CASE WHEN d.deptype = 'i' THEN a.attidentity END, c.relpersistence = 'u' \
FROM pg_catalog.pg_sequence AS s \
LEFT JOIN pg_catalog.pg_depend AS d ON ",
    of_column!("s.seqrelid"),
    " AND d.deptype IN ('a', 'i') \
LEFT JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid \
LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid \
WHERE s.seqrelid IN (SELECT pg_catalog.unnest({oids}))"
);

/// Reads the sequences among `relations`; with `positions`, where each stands. A standby has no positions of
/// unlogged ones.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    server: &Server,
    relations: &[Relation],
    positions: bool,
) -> Result<Vec<Sequence>> {
    let own: Vec<&Relation> = relations.iter().filter(|r| r.is_sequence()).collect();
    let mut rows: HashMap<u32, Fields> = HashMap::new();
    for mut row in ask(session, "sequences", with_oids(SEQUENCES, own.iter().map(|r| r.oid))).await? {
        rows.insert(row.number()?, row);
    }
    let mut sequences = Vec::new();
    for relation in own {
        if let Some(row) = rows.remove(&relation.oid) {
            let mut sequence = Sequence::new(relation, row)?;
            if !server.version.has_unlogged_sequences() {
                sequence.forget_unlogged();
            }
            sequences.push(sequence);
        }
    }
    if positions {
        read_positions(session, &mut sequences, server.standby).await?;
    }
    Ok(sequences)
}

/// Reads where the sequences stand now. That is never before where the snapshot's rows left them. Each
/// chunk's locks are given up with its savepoint: a server has room for a limited number of them.
async fn read_positions(session: &mut Session, sequences: &mut [Sequence], standby: bool) -> Result<()> {
    let mut readable: Vec<&mut Sequence> =
        sequences.iter_mut().filter(|s| !(standby && s.relation.unlogged)).collect();
    for chunk in readable.chunks_mut(POSITIONS) {
        let selects: Vec<BString> = chunk.iter().enumerate().map(|(at, s)| s.select(at)).collect();
        session.query("SAVEPOINT positions").await?;
        let rows = ask(session, "sequence positions", bstr::join(" UNION ALL ", selects)).await?;
        session.query("ROLLBACK TO SAVEPOINT positions").await?;
        for mut row in rows {
            let at: usize = row.number()?;
            if let Some(sequence) = chunk.get_mut(at) {
                sequence.stands_at(row)?;
            }
        }
    }
    Ok(())
}

impl Sequence {
    fn new(relation: &Relation, mut row: Fields) -> Result<Self> {
        let shape = Shape {
            type_name: row.text()?,
            start: row.number()?,
            increment: row.number()?,
            most: row.number()?,
            least: row.number()?,
            cache: row.number()?,
            cycles: row.flag()?,
        };
        let column = match row.maybe_number()? {
            None => None,
            Some(table) => Some(Owner {
                table,
                printed: row.quoted()?,
                column: row.quoted()?,
                identity: row.letter()?,
                unlogged: row.flag()?,
            }),
        };
        Ok(Self { relation: relation.clone(), shape, column, position: None })
    }

    /// Before 15 a sequence is logged, whatever its table is.
    fn forget_unlogged(&mut self) {
        self.relation.unlogged = false;
        if let Some(owner) = &mut self.column {
            owner.unlogged = false;
        }
    }

    fn select(&self, at: usize) -> BString {
        let head = format!("SELECT {at}, tableoid, last_value, is_called FROM ");
        concat(&[head.as_bytes(), &self.relation.printed])
    }

    /// Takes its position from the rest of a row of [`Self::select`]. Nothing locks a sequence's name: it may
    /// lead to another relation by now.
    fn stands_at(&mut self, mut row: Fields) -> Result<()> {
        let (found, expected) = (row.number::<u32>()?, self.relation.oid);
        if found != expected {
            let name = self.relation.shown();
            let message = format!(
                "{name}: its name leads to another relation now: OID {found} where {expected} was expected"
            );
            return Err(Error::new(Fault::Refused, message)
                .remedy("Run the dump again when no sequences are being renamed."));
        }
        self.position = Some((row.number::<i64>()?.to_string().into(), row.flag()?));
        Ok(())
    }

    /// The identity column it is for.
    fn identity(&self) -> Option<&Owner> {
        self.column.as_ref().filter(|owner| owner.identity != 0)
    }

    /// What gives it to its column, if that is one of the table that `made` makes and no identity column.
    pub(super) fn owned_by(&self, table: u32, printed: &[u8], made: &Entry) -> Option<Entry> {
        let owner = self.column.as_ref().filter(|owner| owner.table == table && owner.identity == 0)?;
        let name = &self.relation.printed;
        let text = concat(&[b"ALTER SEQUENCE ", name, b" OWNED BY ", printed, b".", &owner.column]);
        let owned = Entry::about(made, Role::OwnedBy, Statement::new(text)).undone_by(self.disowned());
        Some(Entry { needs: vec![self.id()], ..owned })
    }

    /// What it is known by.
    fn id(&self) -> ObjectId {
        id(class::CLASS, self.relation.oid)
    }

    /// The sequence as an object of the catalog.
    pub(super) fn object(&self, comments: &Comments) -> Object {
        let relation = &self.relation;
        let create = match self.identity() {
            Some(owner) => Entry::making(self.id(), Role::Create, Statement::once(self.add_generated(owner))),
            None => Entry::making(self.id(), Role::Create, self.create())
                .undone_by(Removal::drop("SEQUENCE", &relation.printed)),
        };
        let persistence =
            self.persistence().map(|text| Entry::about(&create, Role::Setting, Statement::new(text)));
        let comment = comments.on(self.id(), &[b"SEQUENCE ", &relation.printed], &create);
        let position =
            self.position().map(|text| Entry::new(self.id(), Role::Position, Statement::new(text)));
        Object {
            id: self.id(),
            kind: Kind::Sequence,
            schema: relation.schema.clone(),
            name: relation.name.clone(),
            printed: relation.printed.clone(),
            entries: [Some(create), persistence, comment, position].into_iter().flatten().collect(),
            ..Object::default()
        }
    }

    fn create(&self) -> Statement {
        let head = if self.relation.unlogged { "CREATE UNLOGGED SEQUENCE " } else { "CREATE SEQUENCE " };
        let type_name: &[u8] = &self.shape.type_name;
        let mut lines = vec![self.relation.printed.clone()];
        if type_name != b"bigint" {
            lines.push(concat(&[b"AS ", type_name]));
        }
        lines.extend(self.shape.options());
        Statement::guarded(head, bstr::join("\n    ", lines))
    }

    fn add_generated(&self, owner: &Owner) -> BString {
        let when: &[u8] = if owner.identity == b'a' { b"ALWAYS" } else { b"BY DEFAULT" };
        let head: [&[u8]; 4] = [b"ALTER TABLE ", &owner.printed, b" ALTER COLUMN ", &owner.column];
        let mut lines = vec![
            concat(&[&head.concat(), b" ADD GENERATED ", when, b" AS IDENTITY ("]),
            concat(&[b"SEQUENCE NAME ", &self.relation.printed]),
        ];
        lines.extend(self.shape.options());
        concat(&[&bstr::join("\n    ", lines), b"\n)"])
    }

    /// From 15 an identity column's sequence is unlogged if its table is, and may be told otherwise.
    fn persistence(&self) -> Option<BString> {
        let owner = self.identity()?;
        let logged: &[u8] = if self.relation.unlogged { b"UNLOGGED" } else { b"LOGGED" };
        let differs = owner.unlogged != self.relation.unlogged;
        differs.then(|| concat(&[b"ALTER SEQUENCE ", &self.relation.printed, b" SET ", logged]))
    }

    /// Takes it from its column, so that it goes neither with the table nor before what else uses it.
    fn disowned(&self) -> Option<Removal> {
        self.column.as_ref().filter(|owner| owner.identity == 0)?;
        let place = concat(&[&self.relation.printed, b" OWNED BY NONE"]);
        Some(Removal::new([b"ALTER SEQUENCE ", &place[..]]))
    }

    /// The statement that puts it where it stands, if that is known.
    fn position(&self) -> Option<BString> {
        let (value, called) = self.position.as_ref()?;
        let called: &[u8] = if *called { b"true" } else { b"false" };
        let name = literal(&self.relation.printed);
        Some(concat(&[b"SELECT pg_catalog.setval(", &name, b", ", value, b", ", called, b")"]))
    }
}

impl Shape {
    /// One line per option.
    fn options(&self) -> Vec<BString> {
        let bound = |word: &str, value: i64, usual: i64| {
            if value == usual { format!("NO {word}") } else { format!("{word} {value}") }
        };
        let (least, most) = self.usual();
        let mut lines = vec![
            format!("START WITH {}", self.start),
            format!("INCREMENT BY {}", self.increment),
            bound("MINVALUE", self.least, least),
            bound("MAXVALUE", self.most, most),
            format!("CACHE {}", self.cache),
        ];
        if self.cycles {
            lines.push("CYCLE".into());
        }
        lines.into_iter().map(Into::into).collect()
    }

    /// The bounds that NO MINVALUE and NO MAXVALUE mean.
    ///
    /// Source: PostgreSQL documentation, "CREATE SEQUENCE".
    fn usual(&self) -> (i64, i64) {
        let (least, most) = match self.type_name.as_slice() {
            b"smallint" => (i16::MIN.into(), i16::MAX.into()),
            b"integer" => (i32::MIN.into(), i32::MAX.into()),
            _ => (i64::MIN, i64::MAX),
        };
        if self.increment > 0 { (1, most) } else { (least, -1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(type_name: &str, increment: i64) -> Sequence {
        let relation = Relation { printed: "s.\"q'\"".into(), kind: b'S', ..Relation::default() };
        let (least, most) = if increment > 0 { (1, 32_767) } else { (-32_768, -1) };
        let shape =
            Shape { type_name: type_name.into(), start: 1, increment, most, least, cache: 1, cycles: false };
        Sequence { relation, shape, ..Sequence::default() }
    }

    #[test]
    fn bounds_of_the_type_are_not_said() {
        let up = sequence("smallint", 1).create().text().to_string();
        let want = "CREATE SEQUENCE s.\"q'\"\n    AS smallint\n    START WITH 1\n    INCREMENT BY 1\n    \
                    NO MINVALUE\n    NO MAXVALUE\n    CACHE 1";
        assert_eq!(up, want);
        let down = sequence("smallint", -1).create().text().to_string();
        assert!(down.contains("NO MINVALUE\n    NO MAXVALUE"), "{down}");
        let other = sequence("bigint", 1).create().text().to_string();
        assert!(other.contains("NO MINVALUE\n    MAXVALUE 32767") && !other.contains("AS "), "{other}");
    }

    #[test]
    fn whose_it_is() {
        let mut sequence = sequence("smallint", 1);
        let table = Entry::making(id(class::CLASS, 5), Role::Create, Statement::new(""));
        let text = |entry: &Entry| entry.statement().unwrap().text().to_string();
        assert!(sequence.owned_by(5, b"s.t", &table).is_none());
        let owner =
            Owner { table: 5, printed: "s.t".into(), column: "c".into(), identity: 0, unlogged: true };
        sequence.column = Some(owner.clone());
        let owned = sequence.owned_by(5, b"s.t", &table).unwrap();
        assert_eq!(text(&owned), "ALTER SEQUENCE s.\"q'\" OWNED BY s.t.c");
        assert_eq!(sequence.persistence(), None);
        sequence.column = Some(Owner { identity: b'd', ..owner });
        assert!(sequence.owned_by(5, b"s.t", &table).is_none());
        let made: Vec<String> = sequence.object(&Comments::default()).entries.iter().map(text).collect();
        let head = "ALTER TABLE s.t ALTER COLUMN c ADD GENERATED BY DEFAULT AS IDENTITY (\n    SEQUENCE NAME s.\"q'\"\n";
        assert!(made[0].starts_with(head), "{}", made[0]);
        assert_eq!(made[1], "ALTER SEQUENCE s.\"q'\" SET LOGGED");
    }

    #[test]
    fn where_it_stands() {
        let mut sequence = sequence("bigint", 1);
        sequence.relation.oid = 7;
        assert_eq!(sequence.position(), None);
        let row = |oid: &str| {
            let fields = [oid, "-5", "f"].map(|field| Some(field.into()));
            Fields::new("tests", fields.to_vec())
        };
        let error = sequence.stands_at(row("8")).unwrap_err().to_string();
        assert!(
            error.contains("sequence s.\"q'\": its name leads to another relation now: OID 8"),
            "{error}"
        );
        assert_eq!(sequence.position(), None);
        sequence.stands_at(row("7")).unwrap();
        assert_eq!(sequence.position().unwrap(), "SELECT pg_catalog.setval('s.\"q''\"', -5, false)");
    }
}
