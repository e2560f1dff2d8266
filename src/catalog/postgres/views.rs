//! Views and materialized views.
//!
//! | before the rows | after the rows | last of all |
//! |---|---|---|
//! | CREATE VIEW, or CREATE MATERIALIZED VIEW … WITH NO DATA; column settings, comments, defaults | indexes, rules, triggers | REFRESH |
//!
//! A view that its own text would close a circle with is made before the rows without it, `SELECT NULL::type AS
//! column, …`, so that what needs the view finds it; the text follows behind the rows (CREATE OR REPLACE VIEW).
//!
//! Source: PostgreSQL documentation, "pg_class", "pg_rewrite", "CREATE VIEW", "CREATE MATERIALIZED VIEW";
//! `src/bin/pg_dump/pg_dump.c`, `dumpTableSchema`, `createDummyViewAsClause`.

use std::collections::{HashMap, HashSet};

use bstr::BString;

use super::answer::{Fields, ask};
use super::ids::{class, id, with_oids};
use super::relations::Relation;
use super::rules::without_semicolon;
use super::tables::columns::Column;
use super::tables::{Facts, method};
use super::version::Version;
use crate::catalog::circles::{Inside, Node};
use crate::catalog::{Entry, Kind, Object, ObjectId, Removal, Role, Section, Statement};
use crate::connect::Session;
use crate::error::Result;
use crate::sql::concat;

/// One view, without its columns and indexes.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    relation: Relation,
    /// What it shows, as the server writes it, without a semicolon.
    definition: BString,
    /// Its options, ready for WITH.
    parameters: Option<BString>,
    /// `LOCAL` or `CASCADED`, where it checks what is written through it.
    check: Option<BString>,
    /// The access method of a materialized view, if it is not `heap`.
    method: Option<BString>,
    /// A materialized view has been filled.
    populated: bool,
    /// The OID of the rule that says what it shows.
    rule: u32,
    /// It is made without its text, which follows.
    dummy: bool,
}

const VIEWS: &str = "\
SELECT c.oid, pg_catalog.pg_get_viewdef(c.oid), \
(SELECT pg_catalog.string_agg(o.name || '=' || pg_catalog.quote_literal(o.value), ', ') FROM (\
SELECT pg_catalog.quote_ident(option_name), option_value FROM pg_catalog.pg_options_to_table(c.reloptions) \
WHERE option_name <> 'check_option' \
UNION ALL SELECT 'toast.' || pg_catalog.quote_ident(option_name), option_value \
FROM pg_catalog.pg_options_to_table(t.reloptions)) AS o(name, value)), \
(SELECT pg_catalog.upper(option_value) FROM pg_catalog.pg_options_to_table(c.reloptions) \
WHERE option_name = 'check_option'), {method}, c.relkind = 'm' AND c.relispopulated, r.oid \
FROM pg_catalog.pg_class AS c LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid \
JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = c.oid AND r.rulename = '_RETURN' {method_join} \
WHERE c.oid IN (SELECT pg_catalog.unnest({oids}))";

/// Reads the views among `relations`.
///
/// # Errors
///
/// What the server answers.
pub(super) async fn read(
    session: &mut Session,
    version: Version,
    relations: &[Relation],
) -> Result<Vec<View>> {
    let own: Vec<&Relation> = relations.iter().filter(|r| r.is_view()).collect();
    let (method, join) = method(version);
    let sql = VIEWS.replace("{method}", method).replace("{method_join}", join);
    let mut rows: HashMap<u32, Fields> = HashMap::new();
    for mut row in ask(session, "views", with_oids(&sql, own.iter().map(|r| r.oid))).await? {
        rows.insert(row.number()?, row);
    }
    let known = own.into_iter().filter_map(|relation| Some((relation, rows.remove(&relation.oid)?)));
    known.map(|(relation, row)| View::new(relation, row)).collect()
}

impl View {
    fn new(relation: &Relation, mut row: Fields) -> Result<Self> {
        Ok(Self {
            relation: relation.clone(),
            definition: without_semicolon(&row.text()?),
            parameters: row.maybe()?,
            check: row.maybe()?,
            method: row.maybe()?,
            populated: row.flag()?,
            rule: row.number()?,
            dummy: false,
        })
    }

    fn id(&self) -> ObjectId {
        id(class::CLASS, self.relation.oid)
    }

    fn is_materialized(&self) -> bool {
        self.relation.kind == b'm'
    }

    /// What it is made of, for the question what has to stand apart: of a view its text can, and a materialized view
    /// can wait as a whole.
    pub(super) fn nodes(&self) -> Vec<Node> {
        let whole = Node::new(self.id(), Section::PreData);
        if self.is_materialized() {
            return vec![whole.that_can_wait()];
        }
        let inside = Inside { whole: self.id(), apart: Section::PostData };
        vec![whole, Node::new(id(class::REWRITE, self.rule), Section::PreData).inside(inside)]
    }

    /// Has it made without its text if that is one of `apart`.
    pub(super) fn take_out(&mut self, apart: &HashSet<ObjectId>) {
        self.dummy = apart.contains(&id(class::REWRITE, self.rule));
    }

    /// The view as an object of the catalog.
    pub(super) fn object(&self, facts: &Facts<'_>) -> Object {
        let Relation { schema, name, printed, oid, .. } = &self.relation;
        let columns = facts.columns.of_table(*oid);
        let kind = if self.is_materialized() { Kind::MaterializedView } else { Kind::View };
        let made = self.create(kind, columns);
        let setting = |column: &Column, text: &BString| {
            Entry::about(&made, Role::Setting, Statement::new(column.alter(printed, text)))
        };
        let mut entries: Vec<Entry> =
            columns.iter().flat_map(|c| c.settings.iter().map(|text| setting(c, text))).collect();
        let word = kind.keyword();
        entries.extend(facts.comments.on(made.id, &[word.as_bytes(), b" ", printed], &made));
        for column in columns {
            let name = &column.name.printed;
            entries.extend(facts.comments.on_column(*oid, column.number, printed, name, &made));
        }
        entries.insert(0, made);
        entries.extend(columns.iter().filter_map(|column| self.column_default(column)));
        entries.extend(self.dummy.then(|| self.replace(columns)));
        let indexes = facts.indexes.of_table(*oid).iter();
        entries.extend(indexes.flat_map(|index| index.entries(printed, None, facts.comments, |_| false)));
        entries.extend(self.populated.then(|| self.refresh()));
        let (schema, name, printed) = (schema.clone(), name.clone(), printed.clone());
        Object { id: self.id(), kind, schema, name, printed, entries, ..Object::default() }
    }

    fn create(&self, kind: Kind, columns: &[Column]) -> Entry {
        let name = &self.relation.printed;
        let removal = Removal::drop(&kind.keyword(), name);
        let statement = match kind {
            Kind::MaterializedView => {
                let rest = concat(&[&self.body(), b"\n  WITH NO DATA"]);
                Statement::guarded("CREATE MATERIALIZED VIEW ", rest)
            }
            _ if self.dummy => Statement::once(concat(&[b"CREATE VIEW ", &self.dummy_body(columns)])),
            _ => Statement::once(concat(&[b"CREATE VIEW ", &self.body()])),
        };
        let made = Entry::making(self.id(), Role::Create, statement).undone_by(removal);
        if self.dummy { made } else { made.with([id(class::REWRITE, self.rule)]) }
    }

    /// Its name, options and text.
    fn body(&self) -> BString {
        let mut text = self.relation.printed.clone();
        for (word, value, end) in [
            ("\nUSING ", &self.method, ""),
            (" WITH (", &self.parameters, ")"),
            (" AS\n", &Some(self.definition.clone()), ""),
            ("\n  WITH ", &self.check, " CHECK OPTION"),
        ] {
            if let Some(value) = value {
                text.extend_from_slice(&concat(&[word.as_bytes(), value, end.as_bytes()]));
            }
        }
        text
    }

    /// Its name and its columns, without what they show.
    fn dummy_body(&self, columns: &[Column]) -> BString {
        let null = |column: &Column| {
            let collation = column.collation.as_ref().map(|name| concat(&[b" COLLATE ", name]));
            let collation = collation.unwrap_or_default();
            concat(&[b"\n    NULL::", &column.type_name, &collation, b" AS ", &column.name.printed])
        };
        let nulls: Vec<BString> = columns.iter().map(null).collect();
        concat(&[&self.relation.printed, b" AS\nSELECT", &bstr::join(",", nulls)])
    }

    /// What gives the dummy its text. Before what it needs can be removed, it has to be a dummy again.
    fn replace(&self, columns: &[Column]) -> Entry {
        let with = |body: BString| concat(&[b"CREATE OR REPLACE VIEW ", &body]);
        let again = with(self.dummy_body(columns));
        let rule = id(class::REWRITE, self.rule);
        let entry = Entry::making(rule, Role::Replace, Statement::new(with(self.body())));
        entry.undone_by(Removal::new([&again[..]]))
    }

    /// A column's default, for what is inserted into the view.
    fn column_default(&self, column: &Column) -> Option<Entry> {
        let text = concat(&[b"SET DEFAULT ", column.default.as_ref()?]);
        let statement = Statement::new(column.alter(&self.relation.printed, &text));
        Some(Entry::making(column.default_id()?, Role::Default, statement))
    }

    /// Its own making is what it must not be filled before; `refresh` adds the views that it shows.
    fn refresh(&self) -> Entry {
        let text = concat(&[b"REFRESH MATERIALIZED VIEW ", &self.relation.printed]);
        Entry::making(self.id(), Role::Refresh, Statement::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::super::ids::Name;
    use super::*;

    fn view() -> View {
        let relation = Relation { oid: 1, printed: "s.v".into(), kind: b'v', ..Relation::default() };
        View { relation, definition: " SELECT 1".into(), rule: 2, ..View::default() }
    }

    #[test]
    fn a_dummy_has_the_columns_types_and_collations() {
        let column = |name: &str, type_name: &str, collation: Option<&str>| Column {
            name: Name { raw: name.into(), printed: name.into() },
            type_name: type_name.into(),
            collation: collation.map(Into::into),
            ..Column::default()
        };
        let columns = [column("a", "integer", None), column("\"b\"", "text", Some("pg_catalog.\"C\""))];
        let dummy = View { dummy: true, check: Some("LOCAL".into()), ..view() };
        let create = dummy.create(Kind::View, &columns);
        let want =
            "s.v AS\nSELECT\n    NULL::integer AS a,\n    NULL::text COLLATE pg_catalog.\"C\" AS \"b\"";
        assert_eq!(create.statement().unwrap().text().to_string(), format!("CREATE VIEW {want}"));
        assert_eq!(create.makes, [dummy.id()], "the rule is made by what follows");
        let replace = dummy.replace(&columns);
        let text = "CREATE OR REPLACE VIEW s.v AS\n SELECT 1\n  WITH LOCAL CHECK OPTION";
        assert_eq!(replace.statement().unwrap().text(), text);
        let removal = replace.removal.unwrap().statement(true).to_string();
        assert_eq!(removal, format!("CREATE OR REPLACE VIEW {want}"));
    }

    #[test]
    fn options_stand_where_they_belong() {
        let view = View { parameters: Some("security_barrier='true'".into()), ..view() };
        let text = |view: &View, kind| view.create(kind, &[]).statement().unwrap().text().to_string();
        let want = "CREATE VIEW s.v WITH (security_barrier='true') AS\n SELECT 1";
        assert_eq!(text(&view, Kind::View), want);
        let materialized = View { method: Some("x".into()), ..view };
        let want = "CREATE MATERIALIZED VIEW s.v\nUSING x WITH (security_barrier='true') AS\n SELECT 1\n  WITH NO DATA";
        assert_eq!(text(&materialized, Kind::MaterializedView), want);
        assert_eq!(view_rule(&materialized), [materialized.id(), id(class::REWRITE, 2)]);
    }

    fn view_rule(view: &View) -> Vec<ObjectId> {
        view.create(Kind::View, &[]).makes
    }
}
