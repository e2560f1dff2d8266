//! Bytes at rest: stdout, or a file that appears under its name only when it is complete.
//!
//! A regular file is written under a temporary name in the same folder that ends in `.partial`; when it is
//! complete it is synced, renamed and the folder synced. Anything else (`/dev/null`, a pipe) is written as
//! it is. A stream that breaks off ends in text that no loader accepts.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::closed;
use crate::error::{Error, Fault, Result};

/// Bytes collected before they are written.
const BUFFER: usize = 256 << 10;

/// Where a dump goes.
#[derive(Debug)]
pub struct Output {
    place: Place,
    buffer: Vec<u8>,
    /// Bytes taken in all, written or not.
    total: u64,
    writes: u64,
    /// Writing failed: what was written is all there will be.
    broken: bool,
}

#[derive(Debug)]
enum Place {
    /// Written as it is.
    Stream(File, String),
    /// Renamed to the path when complete, removed otherwise.
    Partial(NamedTempFile, PathBuf),
}

impl Output {
    /// The program's stdout.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`] if it is closed.
    pub fn stdout() -> Result<Self> {
        if closed::stdout_was_closed() {
            return Err(Error::new(Fault::Output, "cannot write stdout: it is closed")
                .remedy("Redirect it to a file, or give one with --file."));
        }
        let stdout = io::stdout().as_fd().try_clone_to_owned();
        let stdout = stdout.map_err(|error| failed("stdout", &error))?;
        Ok(Self::new(Place::Stream(File::from(stdout), "stdout".to_owned())))
    }

    /// What takes everything and keeps nothing.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`] if there is no such thing.
    pub fn nowhere() -> Result<Self> {
        Self::file(Path::new("/dev/null"))
    }

    /// A file.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`] if the folder or the file cannot be written.
    pub fn file(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        // A link is followed, so that the file it names is replaced and not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| linked(path));
        match fs::metadata(&target) {
            Ok(found) if found.is_dir() => {
                Err(Error::new(Fault::Output, format!("cannot write {name}: it is a folder"))
                    .remedy("Give --file the name of a file."))
            }
            Ok(found) if !found.is_file() => {
                let file =
                    File::options().write(true).open(&target).map_err(|error| failed(&name, &error))?;
                Ok(Self::new(Place::Stream(file, name)))
            }
            Ok(_) | Err(_) => {
                let partial = partial(&target).map_err(|error| failed(&name, &error))?;
                Ok(Self::new(Place::Partial(partial, target)))
            }
        }
    }

    fn new(place: Place) -> Self {
        Self { place, buffer: Vec::with_capacity(BUFFER), total: 0, writes: 0, broken: false }
    }

    /// The temporary file, for whoever must remove it when the program is killed.
    pub fn partial_path(&self) -> Option<&Path> {
        match &self.place {
            Place::Stream(..) => None,
            Place::Partial(file, _) => Some(file.path()),
        }
    }

    /// Bytes taken so far.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Appends `bytes`.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.total += bytes.len() as u64;
        let mut rest = bytes;
        while self.buffer.len() + rest.len() >= BUFFER {
            let (now, later) = rest.split_at(BUFFER - self.buffer.len());
            self.buffer.extend_from_slice(now);
            self.flush()?;
            rest = later;
        }
        self.buffer.extend_from_slice(rest);
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let file = match &mut self.place {
            Place::Stream(file, _) => file,
            Place::Partial(file, _) => file.as_file_mut(),
        };
        let written = file.write_all(&self.buffer);
        self.writes += 1;
        self.buffer.clear();
        self.broken |= written.is_err();
        written.map_err(|error| match &self.place {
            Place::Stream(_, name) => failed(name, &error),
            Place::Partial(_, path) => failed(&path.display().to_string(), &error),
        })
    }

    /// Writes what is left and brings a file under its name.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`]; the file's name is then as it was before.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        tracing::debug!("wrote {} bytes in {} writes", self.total, self.writes);
        let Place::Partial(file, path) = self.place else { return Ok(()) };
        let failed = |error: io::Error| failed(&path.display().to_string(), &error);
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        File::open(folder(&path)).and_then(|folder| folder.sync_all()).map_err(failed)
    }

    /// Ends a dump that cannot be completed. A file is removed; a stream that already holds something gets
    /// a line that every loader refuses, because a cut one could load as if it were complete.
    pub fn abandon(mut self, reason: &str) {
        if self.total == 0 || self.broken || matches!(self.place, Place::Partial(..)) {
            return;
        }
        let marker = format!("\n;\nroachdump: dump is incomplete: {};\n", harmless(reason));
        // Nothing is left to do if even this cannot be written.
        let _ = self.write(marker.as_bytes()).and_then(|()| self.flush());
    }
}

/// `reason` without what means something to a loader: a server's message must not run `\!` in psql, nor open
/// a literal or a comment.
fn harmless(reason: &str) -> String {
    let meaning = |c: char| matches!(c, '\\' | '\'' | '"' | '`' | '$' | ';' | '*') || c.is_control();
    let plain: String = reason.chars().map(|c| if meaning(c) { ' ' } else { c }).collect();
    plain.replace("--", "  ")
}

fn partial(target: &Path) -> io::Result<NamedTempFile> {
    let mut prefix = target.file_name().unwrap_or_default().to_owned();
    prefix.push(".");
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(".partial");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file; the umask takes away what it must.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder(target))
}

/// What a link names that is not there yet; `path` itself if it is no link.
fn linked(path: &Path) -> PathBuf {
    // A relative name is relative to the link's folder.
    fs::read_link(path).map_or_else(|_| path.to_owned(), |named| folder(path).join(named))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

fn failed(name: &str, error: &io::Error) -> Error {
    let failed = Error::new(Fault::Output, format!("cannot write {name}: {error}"));
    match error.kind() {
        io::ErrorKind::StorageFull => failed.remedy("The disk is full: the dump is incomplete."),
        io::ErrorKind::BrokenPipe => {
            failed.remedy("The reader of the output went away: the dump is incomplete.")
        }
        _ => failed.remedy("The dump is incomplete."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let names =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[test]
    fn a_file_appears_when_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dump.sql");
        let mut out = Output::file(&path).unwrap();
        out.write(b"1").unwrap();
        let partial = names(folder.path());
        assert!(
            partial.len() == 1 && partial[0].starts_with("dump.sql.") && partial[0].ends_with(".partial"),
            "{partial:?}"
        );
        out.finish().unwrap();
        assert_eq!(
            (names(folder.path()), fs::read(&path).unwrap()),
            (vec!["dump.sql".to_owned()], b"1".to_vec())
        );
    }

    #[test]
    fn an_abandoned_file_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dump.sql");
        fs::write(&path, "before").unwrap();
        let mut out = Output::file(&path).unwrap();
        out.write(&vec![b'x'; 2 * BUFFER]).unwrap();
        out.abandon("no more");
        assert_eq!(
            (names(folder.path()), fs::read(&path).unwrap()),
            (vec!["dump.sql".to_owned()], b"before".to_vec())
        );
    }

    #[test]
    fn an_abandoned_stream_ends_in_a_syntax_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stream");
        let stream = || Output::new(Place::Stream(File::create(&path).unwrap(), "stream".to_owned()));
        let mut out = stream();
        out.write(b"INSERT INTO t VALUES\n\t(1)").unwrap();
        out.abandon("lost; \\! rm -rf -- x /* $$'");
        let want =
            "INSERT INTO t VALUES\n\t(1)\n;\nroachdump: dump is incomplete: lost   ! rm -rf    x /     ;\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), want);
        stream().abandon("nothing was written");
        assert_eq!(fs::read_to_string(&path).unwrap(), "");
    }
}
