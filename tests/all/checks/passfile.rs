//! Password files: a password is found where a reader that is as plain as can be finds it.

use roachdump::internals::cli::password_for;

/// Host, port, database, user and the text of a file, each but the last ended by a zero byte: the password for
/// these is what [`plain`] finds; and a line written for them, in front of the file, has its own password.
pub(crate) fn passfile(input: &[u8]) {
    let mut parts = input.splitn(5, |byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let asked = [part(), part(), part(), part()];
    let text = part();
    let found = |text: &[u8]| password_for(text, asked).map(|secret| secret.0.into_bytes());
    assert_eq!(found(text), plain(text, asked));
    if asked.iter().any(|token| token.contains(&b'\n')) {
        return;
    }
    let password: Vec<u8> = text.iter().copied().filter(|byte| !b"\r\n".contains(byte)).collect();
    let fields: Vec<_> = asked.into_iter().chain([&*password]).map(escaped).collect();
    let written = [&fields.join(&b':'), &b"\n"[..], text].concat();
    let usable = !password.is_empty() && str::from_utf8(&password).is_ok();
    assert_eq!(found(&written), usable.then_some(password));
}

/// A field in which no byte means anything but itself.
fn escaped(field: &[u8]) -> Vec<u8> {
    field.iter().flat_map(|byte| [b'\\', *byte]).collect()
}

/// The password of the first line that matches, if it is one.
fn plain(text: &[u8], asked: [&[u8]; 4]) -> Option<Vec<u8>> {
    let lines = text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut passwords = lines.filter(|line| !line.starts_with(b"#")).filter_map(|line| {
        let mut rest = line;
        let matches = asked.iter().all(|token| {
            let any = rest.starts_with(b"*:");
            let (field, ends) = field(&mut rest);
            ends && (any || field == *token)
        });
        matches.then(|| field(&mut rest).0)
    });
    passwords.next().filter(|password| !password.is_empty() && str::from_utf8(password).is_ok())
}

/// The next field without its escapes, and whether a colon ends it.
fn field(rest: &mut &[u8]) -> (Vec<u8>, bool) {
    let mut field = Vec::new();
    loop {
        match next(rest) {
            None => return (field, false),
            Some(b':') => return (field, true),
            Some(b'\\') => field.push(next(rest).unwrap_or(b'\\')),
            Some(byte) => field.push(byte),
        }
    }
}

fn next(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}
