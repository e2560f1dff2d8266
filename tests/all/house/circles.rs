//! The parts of a module name each other in one direction: where one names another, that one does not lead back.
//!
//! The parts of a module are the files and folders beside each other below it. What is named through the module, which
//! hands it on by `pub use`, is its part's. What a module has of its own belongs to all of its parts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::{collect, root};

/// Circles that there are, and why.
const KNOWN: &[(&str, &[&str])] = &[
    // A source is one of two servers; the catalog of each says of which source it is.
    ("src/catalog", &["cockroach", "postgres", "source"]),
];

/// The rooms whose own file joins their parts, and has nothing that these name.
const JOINED: &[&str] = &["cli", "connect", "options", "sql"];

/// A path from the crate's root, word by word.
type Words = Vec<String>;

/// The parts of one module, each with those that it names.
pub(super) type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn parts_of_a_module_make_no_circles() {
    let modules = modules();
    let mut graphs: BTreeMap<Words, Graph> = BTreeMap::new();
    for (module, text) in &modules {
        for path in named(text, module) {
            let target = target(path, &modules);
            let shared = module.iter().zip(&target).take_while(|(a, b)| a == b).count();
            if let (Some(part), Some(other)) = (module.get(shared), target.get(shared)) {
                let graph = graphs.entry(module[..shared].to_vec()).or_default();
                graph.entry(part.clone()).or_default().insert(other.clone());
            }
        }
    }
    let circles = graphs.iter().map(|(module, graph)| (shown(module), circle(graph)));
    let circles: BTreeMap<_, _> = circles.filter(|(_, parts)| !parts.is_empty()).collect();
    let known = KNOWN.iter().map(|(module, parts)| ((*module).to_owned(), owned(parts)));
    assert_eq!(circles, known.collect());
}

#[test]
fn joined_parts_do_not_name_what_joins_them() {
    let modules = modules();
    let mut faults = Vec::new();
    for room in JOINED {
        let room: Words = vec![(*room).to_owned()];
        for (module, text) in
            modules.iter().filter(|(module, _)| module.len() > 1 && module.starts_with(&room))
        {
            let mut names = named(text, module).into_iter().filter(|path| path.len() > 1);
            faults.extend(
                names.find(|path| target(path.clone(), &modules) == room).map(|path| (shown(module), path)),
            );
        }
    }
    assert_eq!(faults, []);
}

/// The rooms that each room names.
pub(super) fn names_of_rooms() -> Graph {
    let modules = modules();
    let mut rooms = Graph::new();
    for (module, text) in modules.iter().filter(|(module, _)| !module.is_empty()) {
        let names = named(text, module).into_iter().filter_map(|path| path.into_iter().next());
        let others =
            names.filter(|name| *name != module[0] && modules.contains_key(std::slice::from_ref(name)));
        rooms.entry(module[0].clone()).or_default().extend(others);
    }
    rooms
}

/// Every module of the crate, by path and text; those of tests are none.
fn modules() -> BTreeMap<Words, String> {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    let mut modules = BTreeMap::new();
    for file in files.iter().filter(|file| !file.ends_with("main.rs")) {
        let text = fs::read_to_string(file).expect("a source file is UTF-8");
        let shown = file.strip_prefix(root().join("src")).expect("a file of src").with_extension("");
        let mut path: Words = shown.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        path.pop_if(|last| last == "mod" || last == "lib");
        modules.insert(path, code(&text));
    }
    let tests: Vec<Words> = modules.iter().flat_map(|(path, text)| test_parts(path, text)).collect();
    modules.retain(|path, _| !tests.iter().any(|tests| path.starts_with(tests)));
    modules
}

/// What is compiled for users, without comments: what follows `mod tests` is not.
fn code(text: &str) -> String {
    let lines = text.lines().take_while(|line| !line.starts_with("mod tests {"));
    let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The parts of a module that are compiled for tests only.
fn test_parts(path: &[String], text: &str) -> Vec<Words> {
    let parts = text.split("#[cfg(test)]\nmod ").skip(1).filter_map(|rest| rest.split_once(';'));
    parts.map(|(name, _)| [path, &[name.to_owned()]].concat()).collect()
}

/// What `text` names in the crate by `crate::` or `super::`.
fn named(text: &str, module: &[String]) -> Vec<Words> {
    let mut found = Vec::new();
    for (at, word) in text.match_indices("crate::").chain(text.match_indices("super::")) {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let mut from = module.to_vec();
        let mut rest = &text[at..];
        if word == "crate::" {
            from.clear();
            rest = &rest[word.len()..];
        }
        while let Some(after) = rest.strip_prefix("super::") {
            from.pop();
            rest = after;
        }
        tree(rest, from, &mut found);
    }
    found
}

/// Adds the paths of a `use` tree to `found`, each behind `from`, and gives what follows the tree.
fn tree<'a>(text: &'a str, from: Words, found: &mut Vec<Words>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = tree(rest, from.clone(), found).trim_start();
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let (word, rest) = word(text);
    let mut path = from;
    path.extend((!word.is_empty() && word != "self").then(|| word.to_owned()));
    match rest.strip_prefix("::") {
        Some(rest) => tree(rest, path, found),
        None => {
            found.push(path);
            match rest.strip_prefix(" as ") {
                Some(rest) => self::word(rest).1,
                None => rest,
            }
        }
    }
}

fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len()))
}

/// The module that has what `path` names: where a module hands on what is its part's, the part.
fn target(path: Words, modules: &BTreeMap<Words, String>) -> Words {
    let mut path = path;
    let length = (0..=path.len()).rev().find(|length| modules.contains_key(&path[..*length])).unwrap_or(0);
    let Some(name) = path.get(length).cloned() else { return path };
    path.truncate(length);
    match handed_on(&path, &name, modules) {
        Some(behind) => target([path, behind].concat(), modules),
        None => path,
    }
}

/// The path below a module to what one of its parts has and it hands on as `name`, if it does.
fn handed_on(module: &[String], name: &str, modules: &BTreeMap<Words, String>) -> Option<Words> {
    let mut found = Vec::new();
    for rest in modules.get(module)?.split("use ").skip(1) {
        tree(rest, Vec::new(), &mut found);
    }
    let of_part = |path: &Words| modules.contains_key(&[module, &path[..1]].concat());
    found
        .into_iter()
        .find(|path| path.len() > 1 && path.last().is_some_and(|last| last == name) && of_part(path))
}

/// Every part from which a way leads back to it.
fn circle(graph: &Graph) -> BTreeSet<String> {
    let leads_back = |part: &&String| {
        let mut seen = BTreeSet::new();
        let mut next = vec![*part];
        while let Some(at) = next.pop() {
            for other in graph.get(at).into_iter().flatten() {
                if seen.insert(other) {
                    next.push(other);
                }
            }
        }
        seen.contains(part)
    };
    graph.keys().filter(leads_back).cloned().collect()
}

fn shown(module: &[String]) -> String {
    [&["src".to_owned()], module].concat().join("/")
}

fn owned(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn what_a_text_names() {
    #[rustfmt::skip]
    let table = [
        ("beside",      "use super::order::Step;",            "plan/order/Step"),
        ("by a brace",  "use super::{order, graph::{Edge, Node as N}, *};", "plan/order plan/graph/Edge plan/graph/Node plan"),
        ("itself",      "use crate::catalog::{self, Table};", "catalog catalog/Table"),
        ("in code",     "f(super::order::step(), crate::sql::Name)", "sql/Name plan/order/step"),
        ("further up",  "use super::super::sql::Name;",       "sql/Name"),
        ("another's",   "use other::super_crate::Name;",      ""),
        ("a variable",  "let mysuper = x;",                   ""),
    ];
    for (name, text, want) in table {
        let found = named(text, &["plan".to_owned(), "making".to_owned()]);
        let found: Vec<_> = found.iter().map(|path| path.join("/")).collect();
        assert_eq!(found.join(" "), want, "{name}");
    }
}

#[test]
fn what_is_a_circle() {
    #[rustfmt::skip]
    let table = [
        ("a line",    "a>b b>c a>c",     ""),
        ("two",       "a>b b>a",         "a b"),
        ("three",     "a>b b>c c>a d>a", "a b c"),
        ("apart",     "a>b b>a c>d d>c", "a b c d"),
    ];
    for (name, edges, want) in table {
        let mut graph = Graph::new();
        for (from, to) in edges.split(' ').filter_map(|edge| edge.split_once('>')) {
            graph.entry(from.to_owned()).or_default().insert(to.to_owned());
        }
        assert_eq!(circle(&graph).into_iter().collect::<Vec<_>>().join(" "), want, "{name}");
    }
}
