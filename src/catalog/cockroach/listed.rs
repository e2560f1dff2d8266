//! An object as the server lists it: its DDL in lists, and how these become entries.
//!
//! ```text
//! create    CREATE TABLE t (…);⏎COMMENT ON TABLE t IS '…'     a CREATE, and what is said of what it makes
//! links     ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY …      what has to wait for other tables, and for rows
//! validate  ALTER TABLE t VALIDATE CONSTRAINT f               what has the server check the rows
//! ```
//!
//! `before` and `after` hold what the server's lists do not.

use bstr::BString;

use super::super::{Entry, Kind, Object, ObjectId, Pass, Removal, Role, Section, Statement};
use super::ddl;
use crate::sql::cockroach::Naming;
use crate::sql::cockroach::name::printed;

/// An object, and the server's statements that make it.
#[derive(Clone, Debug, Default)]
pub(super) struct Listed {
    /// Its descriptor's id.
    pub(super) id: ObjectId,
    /// What it is.
    pub(super) kind: Kind,
    /// Its schema's name as it is.
    pub(super) schema: BString,
    /// Its name as it is.
    pub(super) name: BString,
    /// Its name as the dump prints it.
    pub(super) printed: BString,
    /// What it refers to, in the server's order.
    pub(super) refers_to: Vec<ObjectId>,
    /// What of that has to be there before it.
    pub(super) needs: Vec<ObjectId>,
    /// What has to be set before such an object is made.
    pub(super) enable: Option<&'static str>,
    /// Every database has it: it is not made.
    pub(super) is_there: bool,
    /// The statements that make it and comment on it, as one text.
    pub(super) create: BString,
    /// What is done when the rows are there.
    pub(super) links: Vec<BString>,
    /// What is done after that.
    pub(super) validate: Vec<BString>,
    /// What else stands with the CREATE.
    pub(super) before: Vec<(Role, BString)>,
    /// What else stands behind the rows.
    pub(super) after: Vec<(Role, BString)>,
    /// What is done to it when everything else is done.
    pub(super) last: Vec<BString>,
}

impl Listed {
    /// The object of the catalog, without its rows.
    pub(super) fn object(self, naming: Naming) -> Object {
        let enable = self.enable.map(|set| Entry::new(self.id, Role::Enable, Statement::new(set)));
        let mut entries: Vec<Entry> = enable.into_iter().collect();
        entries.extend(self.created());
        entries.extend(self.links.iter().map(|link| self.link(link, naming)));
        let validate = |text: &BString| Entry::new(self.id, Role::Validate, Statement::new(text.clone()));
        entries.extend(self.validate.iter().map(validate));
        entries.extend(self.after.iter().map(|(role, text)| self.further(*role, text)));
        let comments = ddl::statements(&self.create).into_iter().filter(|text| self.waits(text));
        entries.extend(comments.map(|text| self.further(Role::Comment, &text)));
        let last = |text: &BString| Entry {
            section: Section::PostData,
            pass: Pass::Last,
            ..Entry::new(self.id, Role::Setting, Statement::new(text.clone()))
        };
        entries.extend(self.last.iter().map(last));
        let Self { id, kind, schema, name, printed, refers_to, .. } = self;
        Object { id, kind, schema, name, printed, refers_to, entries, ..Object::default() }
    }

    /// Whether a statement is a comment on a constraint that is added when the rows are there.
    fn waits(&self, statement: &[u8]) -> bool {
        ddl::commented_constraint(statement).is_some_and(|name| {
            self.links.iter().any(|link| ddl::name_of_added(link).as_ref() == Some(&name))
        })
    }

    /// The CREATE, and the comments behind it.
    fn created(&self) -> Vec<Entry> {
        let mut statements = ddl::statements(&self.create).into_iter().filter(|text| !self.waits(text));
        let Some(first) = statements.next() else { return Vec::new() };
        let create = Entry::making(self.id, Role::Create, self.guarded(&first))
            .undone_by(Removal::drop(&self.kind.keyword(), &self.printed));
        let create = Entry { needs: self.needs.clone(), ..create };
        let made = (!self.is_there).then(|| create.clone());
        let further = statements.map(|text| {
            if ddl::is_comment(&text) {
                return Entry::about(&create, Role::Comment, Statement::new(text));
            }
            let statement = if ddl::adds(&text) { Statement::once(text) } else { Statement::new(text) };
            Entry::about(&create, Role::Setting, statement)
        });
        let further: Vec<Entry> = further.collect();
        let before =
            self.before.iter().map(|(role, text)| Entry::about(&create, *role, Statement::new(text.clone())));
        let before: Vec<Entry> = before.collect();
        made.into_iter().chain(further).chain(before).collect()
    }

    /// What stands behind the rows.
    fn further(&self, role: Role, text: &BString) -> Entry {
        let entry = match role {
            Role::Index => Entry::new(self.id, role, Statement::once(text.clone())),
            Role::Refresh => Entry::making(self.id, role, Statement::new(text.clone())),
            // Behind everything that whoever loads the dump does to it.
            Role::Owner | Role::Privileges => {
                Entry { pass: Pass::Privileges, ..Entry::new(self.id, role, Statement::new(text.clone())) }
            }
            // A REFRESH makes the indexes anew, and loses what was said of them.
            Role::Comment => {
                Entry { pass: Pass::Last, ..Entry::new(self.id, role, Statement::new(text.clone())) }
            }
            _ => Entry::new(self.id, role, Statement::new(text.clone())),
        };
        Entry { section: Section::PostData, ..entry }
    }

    /// The CREATE, cut where IF NOT EXISTS may stand.
    fn guarded(&self, create: &[u8]) -> Statement {
        let head = match self.kind {
            Kind::Schema => "CREATE SCHEMA ",
            Kind::Sequence => "CREATE SEQUENCE ",
            Kind::Table => "CREATE TABLE ",
            Kind::MaterializedView => "CREATE MATERIALIZED VIEW ",
            _ => return Statement::once(create),
        };
        match create.strip_prefix(head.as_bytes()) {
            Some(rest) => Statement::guarded(head, rest),
            None => Statement::once(create),
        }
    }

    /// A foreign key, an index, or a check that the rows need not fulfil.
    fn link(&self, text: &BString, naming: Naming) -> Entry {
        let statement = Statement::once(text.clone());
        let Some((name, _)) = ddl::foreign_key(text) else {
            let role = if ddl::makes_index(text) { Role::Index } else { Role::Check };
            return Entry::new(self.id, role, statement);
        };
        let place: BString = [&self.printed[..], b" DROP CONSTRAINT "].concat().into();
        let removal = Removal::new([b"ALTER TABLE ", &place[..], &printed(&name, naming)]);
        Entry::new(self.id, Role::ForeignKey, statement).undone_by(removal)
    }
}

#[cfg(test)]
mod tests {
    use bstr::ByteSlice;

    use super::*;

    fn texts(entries: &[Entry], role: Role) -> Vec<String> {
        let of = entries.iter().filter(|entry| entry.role == role).filter_map(Entry::statement);
        of.map(|statement| statement.text().to_string()).collect()
    }

    #[test]
    fn comments_stand_by_themselves() {
        let create = "CREATE TABLE t (\n\ta INT8\n);\nCOMMENT ON TABLE t IS 'it''s; COMMENT';\nCOMMENT ON COLUMN t.a IS e'\\';'";
        let made = Listed { create: create.into(), ..Listed::default() }.object(Naming::V20_1).entries;
        assert_eq!(texts(&made, Role::Create), ["CREATE TABLE t (\n\ta INT8\n)"]);
        let comments = ["COMMENT ON TABLE t IS 'it''s; COMMENT'", "COMMENT ON COLUMN t.a IS e'\\';'"];
        assert_eq!(texts(&made, Role::Comment), comments);
    }

    #[test]
    fn comments_on_what_comes_late() {
        let create = "CREATE TABLE t (a INT8);\nCOMMENT ON CONSTRAINT f ON t IS 'x';\nCOMMENT ON CONSTRAINT g ON t IS 'y'";
        let links = vec!["ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u(b)".into()];
        let made = Listed { create: create.into(), links, ..Listed::default() }.object(Naming::V20_2).entries;
        let said: Vec<(Section, &Statement)> = made
            .iter()
            .filter(|entry| entry.role == Role::Comment)
            .filter_map(|entry| Some((entry.section, entry.statement()?)))
            .collect();
        let [(Section::PreData, on_g), (Section::PostData, on_f)] = said[..] else { panic!("{said:?}") };
        assert!(on_g.text().contains_str("CONSTRAINT g") && on_f.text().contains_str("CONSTRAINT f"));
    }

    #[test]
    fn foreign_keys_go_by_name() {
        let listed = Listed {
            printed: "public.a".into(),
            links: vec![
                "ALTER TABLE public.a ADD CONSTRAINT \"F k\" FOREIGN KEY (i) REFERENCES b(i)".into(),
                "CREATE INDEX i ON a (p) INTERLEAVE IN PARENT b (p)".into(),
                "ALTER TABLE public.a ADD CONSTRAINT c CHECK (x > 5) NOT VALID".into(),
            ],
            ..Listed::default()
        };
        let entries = listed.object(Naming::V20_2).entries;
        let roles: Vec<Role> = entries.iter().map(|entry| entry.role).collect();
        assert_eq!(roles, [Role::ForeignKey, Role::Index, Role::Check]);
        let removed: Vec<&Removal> = entries.iter().filter_map(|entry| entry.removal.as_ref()).collect();
        let [key] = removed[..] else { panic!("{removed:?}") };
        assert_eq!(key.statement(false), "ALTER TABLE public.a DROP CONSTRAINT \"F k\"");
        let want = "ALTER TABLE IF EXISTS public.a DROP CONSTRAINT IF EXISTS \"F k\"";
        assert_eq!(key.statement(true), want);
    }

    #[test]
    fn what_may_be_there() {
        let again = |kind, create: &str| {
            let made = Listed { kind, create: create.into(), ..Listed::default() }.object(Naming::V20_1);
            made.create().map(|create| create.if_not_exists().to_string())
        };
        let want = Some("CREATE TABLE IF NOT EXISTS t (a INT8)".to_owned());
        assert_eq!(again(Kind::Table, "CREATE TABLE t (a INT8)"), want);
        assert_eq!(
            again(Kind::View, "CREATE VIEW v AS SELECT 1"),
            Some("CREATE VIEW v AS SELECT 1".to_owned())
        );
        assert_eq!(again(Kind::Table, ""), None);
    }
}
