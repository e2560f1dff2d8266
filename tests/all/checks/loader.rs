//! What a loader makes of a dump: of a statement only a statement, of a name in a comment nothing.

use roachdump::internals::sql::in_comment;
use roachdump::internals::sql::psql::{Harm, harmless};

/// A text in a comment is printable ASCII on that line. A statement is refused; or written as it is but for blanks
/// behind colons, the same again from what is written, and with all closed that it opens.
pub(crate) fn loader(text: &[u8]) {
    let comment = in_comment(text);
    assert!(comment.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{comment:?}");
    let line = format!("-- {comment}\n");
    assert_eq!(harmless(line.as_bytes()).unwrap(), line);

    let Ok(written) = harmless(text) else { return };
    let mut rest = text.iter().peekable();
    let mut before = None;
    for byte in written.iter() {
        if rest.next_if_eq(&byte).is_none() {
            assert_eq!((before, byte), (Some(&b':'), &b' '), "{written:?} is no more {text:?}");
        }
        before = Some(byte);
    }
    assert_eq!(rest.next(), None, "{written:?} is less than {text:?}");
    assert_eq!(harmless(&written).as_ref(), Ok(&written));
    assert_eq!(
        harmless(&[&written, &b";\n\\! id"[..]].concat()),
        Err(Harm::Command),
        "{written:?} stays open"
    );
}
