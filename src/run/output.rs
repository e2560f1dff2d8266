//! Bytes at rest: stdout, or a file that appears under its name only when it is complete.
//!
//! A regular file is written under a temporary name in the same folder that ends in `.partial`; when it is
//! complete it is synced, renamed and the folder synced. Anything else (`/dev/null`, a pipe) is written as
//! it is.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use tempfile::{Builder, NamedTempFile};
use tokio::io::AsyncWrite;

use super::closed;
use crate::error::{Error, Fault, Result};
use crate::sink::failed;

/// Where the program's output goes.
#[derive(Debug)]
pub(super) enum Destination {
    /// Written as it is; its name.
    Stream(File, String),
    /// Renamed to the path when complete, removed otherwise.
    Partial(NamedTempFile, PathBuf),
}

impl Destination {
    /// The program's stdout.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`] if it is closed.
    pub(super) fn stdout() -> Result<Self> {
        if closed::stdout_was_closed() {
            return Err(Error::new(Fault::Output, "cannot write stdout: it is closed")
                .remedy("Redirect it to a file, or give one with --file."));
        }
        let stdout = io::stdout().as_fd().try_clone_to_owned();
        let stdout = stdout.map_err(|error| failed("stdout", &error))?;
        Ok(Self::Stream(File::from(stdout), "stdout".to_owned()))
    }

    /// What takes everything and keeps nothing.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`] if there is no such thing.
    pub(super) fn nowhere() -> Result<Self> {
        Self::file(Path::new("/dev/null"))
    }

    /// A file.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`] if the folder or the file cannot be written.
    pub(super) fn file(path: &Path) -> Result<Self> {
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
                Ok(Self::Stream(file, name))
            }
            Ok(_) | Err(_) => {
                let partial = partial(&target).map_err(|error| failed(&name, &error))?;
                Ok(Self::Partial(partial, target))
            }
        }
    }

    /// What messages call it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stream(_, name) => name.clone(),
            Self::Partial(_, path) => path.display().to_string(),
        }
    }

    /// The temporary file, for whoever must remove it when the program is killed.
    pub(super) fn partial_path(&self) -> Option<&Path> {
        match self {
            Self::Stream(..) => None,
            Self::Partial(file, _) => Some(file.path()),
        }
    }

    /// Writes `text`, and nothing else, and brings a file under its name.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`]; the file's name is then as it was before.
    pub(super) fn write_whole(mut self, text: &[u8]) -> Result<()> {
        let name = self.name();
        self.as_file().write_all(text).map_err(|error| failed(name, &error))?;
        self.finish()
    }

    /// Brings a file that is complete under its name.
    ///
    /// # Errors
    ///
    /// [`Fault::Output`]; the file's name is then as it was before.
    pub(super) fn finish(self) -> Result<()> {
        let Self::Partial(file, path) = self else { return Ok(()) };
        let failed = |error: io::Error| failed(path.display().to_string(), &error);
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        File::open(folder(&path)).and_then(|folder| folder.sync_all()).map_err(failed)
    }

    fn as_file(&mut self) -> &mut File {
        match self {
            Self::Stream(file, _) => file,
            Self::Partial(file, _) => file.as_file_mut(),
        }
    }
}

/// Each write blocks: the dump is all that the program does, and a thread that writes for it would cost a copy.
impl AsyncWrite for Destination {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let file = self.get_mut().as_file();
        loop {
            match file.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                written => return Poll::Ready(written),
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

fn partial(target: &Path) -> io::Result<NamedTempFile> {
    let mut prefix = target.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_owned();
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
        let out = Destination::file(&path).unwrap();
        let partial = names(folder.path());
        assert!(
            partial.len() == 1 && partial[0].starts_with("dump.sql.") && partial[0].ends_with(".partial"),
            "{partial:?}"
        );
        out.write_whole(b"1").unwrap();
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
        let mut out = Destination::file(&path).unwrap();
        out.as_file().write_all(b"after").unwrap();
        drop(out);
        assert_eq!(
            (names(folder.path()), fs::read(&path).unwrap()),
            (vec!["dump.sql".to_owned()], b"before".to_vec())
        );
    }
}
