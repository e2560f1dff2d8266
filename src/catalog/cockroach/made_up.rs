//! Keys that the server made up for tables without one: their values are kept where something is made of them, and
//! the text that makes such a table loads.

use super::super::Kind;
use super::ddl::hidden;
use super::listed::Listed;
use super::objects::Found;

/// Changes the text of tables where it does not load, and adds to `found` the columns whose values matter.
pub(super) fn mend(listed: &mut [Listed], found: &mut Found) {
    for object in listed.iter_mut().filter(|object| object.kind == Kind::Table) {
        let is_named = |key: &bstr::BString| found.kept.contains(&(object.id, key.clone()));
        let Some(read) = hidden::read(&object.create, &object.printed, is_named) else { continue };
        found.kept.extend(read.kept.map(|key| (object.id, key)));
        if let Some(create) = read.create {
            object.create = create;
        }
    }
}
