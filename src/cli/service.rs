//! The service file: connection settings by name, kept by the user or the system.
//!
//! ```text
//! # a comment
//! [name]
//! host=db.example
//! port=5432
//! ```
//!
//! Source: PostgreSQL documentation, "The Connection Service File"; libpq's `parseServiceFile`.

use std::io;
use std::path::{Path, PathBuf};

use super::settings::{Settings, Told, known, variable};
use super::values::Refusal;
use crate::error::{Error, Fault, Result};

/// The settings of the service `name`.
///
/// # Errors
///
/// [`Fault::Usage`] if no service file has it, or if its section cannot be understood.
pub(super) fn service(name: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<Settings> {
    let files = files(env);
    for file in &files {
        if let Some(text) = read(file)?
            && let Some(settings) =
                section(&text, name).map_err(|error| error.context(format_args!("{}", file.display())))?
        {
            return Ok(settings);
        }
    }
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let searched = format!("Looked for [{name}] in {}.", files.join(" and "));
    Err(Error::new(Fault::Usage, format!("definition of service \"{name}\" not found")).remedy(searched))
}

/// The user's file, then the system's (the folder is Debian's).
fn files(env: &dyn Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    let own = variable(env, "PGSERVICEFILE")
        .map(PathBuf::from)
        .or_else(|| variable(env, "HOME").map(|home| Path::new(&home).join(".pg_service.conf")));
    let system = variable(env, "PGSYSCONFDIR").unwrap_or_else(|| "/etc/postgresql-common".to_owned());
    own.into_iter().chain([Path::new(&system).join("pg_service.conf")]).collect()
}

fn read(file: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let message = format!("cannot read the service file {}: {error}", file.display());
            Err(Error::new(Fault::Usage, message).remedy("Check the file, or unset PGSERVICE."))
        }
    }
}

/// The settings of the first section `name`, if there is one. What a section says first holds.
fn section(text: &str, name: &str) -> Result<Option<Settings>> {
    let mut lines = text.lines().map(str::trim);
    if !lines.any(|line| is_head(line, name)) {
        return Ok(None);
    }
    let body: Vec<&str> = lines.take_while(|line| !line.starts_with('[')).collect();
    let mut settings = Settings::default();
    for line in body.into_iter().rev().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        set(&mut settings, line).map_err(|error| error.context(format_args!("service \"{name}\"")))?;
    }
    Ok(Some(settings))
}

fn is_head(line: &str, name: &str) -> bool {
    line.strip_prefix('[').and_then(|rest| rest.split_once(']')).is_some_and(|(head, _)| head == name)
}

fn set(settings: &mut Settings, line: &str) -> Result<()> {
    let (key, value) = line
        .split_once('=')
        .ok_or_else(|| Refusal::new("a line without a =", "Write key=value.").at("service file"))?;
    if key == "service" {
        return Err(
            Refusal::new("a service cannot name another one", "Take that line out.").at("service file")
        );
    }
    known(key).map_err(|no| no.at("service file"))?;
    settings.set(key, value).map_err(|no| no.at(Told(key, value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# top\n[one]\n host=a \nport=1\nport=2\n\n# no\n[two]\npassword=s p=x\n[bad]\nfoo=1\n[word]\nSECRET\n[loop]\nservice=one\n[one]\nhost=z\n";

    #[test]
    #[rustfmt::skip]
    fn sections() {
        type Row<'a> = (&'a str, &'a str, Result<Option<&'a str>, &'a str>);
        let rows: &[Row<'_>] = &[
            ("first section and value", "one",   Ok(Some("host=a port=1"))),
            ("value with spaces and =", "two",   Ok(Some("password='s p=x'"))),
            ("missing",                 "three", Ok(None)),
            ("unknown keyword",         "bad",   Err("service \"bad\": service file: unknown parameter \"foo\"")),
            ("no =",                    "word",  Err("service \"word\": service file: a line without a =")),
            ("another service",         "loop",  Err("service \"loop\": service file: a service cannot name another one")),
        ];
        for (name, asked, want) in rows {
            let got = section(FILE, asked).map_err(|error| error.reason());
            let want = want
                .map(|pairs| pairs.map(|pairs| super::super::parse_url(pairs).expect("a row's pairs")))
                .map_err(str::to_owned);
            assert_eq!(got, want, "{name}");
        }
    }

    #[test]
    fn files_are_searched_in_order() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let system = folder.path().display().to_string();
        std::fs::write(folder.path().join("pg_service.conf"), FILE).expect("a service file");
        let env = |name: &str| match name {
            "PGSERVICEFILE" => Some(format!("{system}/none")),
            "PGSYSCONFDIR" => Some(system.clone()),
            _ => None,
        };
        assert!(service("one", &env).is_ok_and(|settings| settings.port == Some(vec![Some(1)])));
        let missing = service("three", &env).map_err(|error| error.reason());
        assert_eq!(missing, Err("definition of service \"three\" not found".to_owned()));
    }
}
