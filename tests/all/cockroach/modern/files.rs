//! The databases below `tests/data/cockroach`: one file each, in the folder itself for every release, in a folder
//! of a release for that one.
//!
//! | line at the top | says |
//! |---|---|
//! | `-- database: name` | its name, if that is not the file's |
//! | `-- copy: name` | the name of its copy, if that is not `copy_of_` and its own |
//! | `-- rowids: a, b` | the numbers that the server gives to rows of these tables are data, as something refers to them |

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use roachdump_testkit::Release;

/// A database to be.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) file: PathBuf,
    pub(super) database: String,
    pub(super) copy: String,
    pub(super) rowids: Vec<String>,
}

impl Source {
    /// The file, from the folder on.
    pub(super) fn name(&self) -> String {
        let name = self.file.strip_prefix(folder()).unwrap_or(&self.file);
        name.display().to_string()
    }

    fn read(file: PathBuf) -> Self {
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let said = |what: &str| {
            let says = |line: &str| {
                Some(line.strip_prefix("-- ")?.strip_prefix(what)?.strip_prefix(": ")?.to_owned())
            };
            text.lines().take_while(|line| line.starts_with("-- ")).find_map(says)
        };
        let database = said("database").unwrap_or(stem);
        let copy = said("copy").unwrap_or_else(|| format!("copy_of_{database}"));
        let rowids = said("rowids").unwrap_or_default();
        let rowids = rowids.split(", ").map(str::to_owned).collect();
        Self { database, copy, rowids, file }
    }
}

/// The databases of a release; those whose file's name has `ROACHDUMP_DATABASES` in it, if that is set.
pub(super) fn sources(release: Release) -> Vec<Source> {
    let wanted = env::var("ROACHDUMP_DATABASES").unwrap_or_default();
    let mut files = files(&folder().join(release.to_string()));
    files.extend(self::files(&folder()));
    files.sort();
    files.into_iter().map(Source::read).filter(|source| source.name().contains(&wanted)).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cockroach")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a folder can be read").path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "sql")).collect()
}
