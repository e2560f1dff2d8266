//! What must hold of any bytes: shared by the fuzz targets and by `cargo test`, which replays every seed.

#![allow(dead_code, reason = "each fuzz target uses one of these")]

use roachdump_proto::auth::scram;
use roachdump_proto::backend::Message;
use roachdump_proto::row::{ChunkedRow, Row, RowStep};
use roachdump_proto::{DecodeError, Deframer, Raw, Step, frontend};

/// The first byte of the input, which chooses a size, and the rest.
fn chosen(input: &[u8]) -> (usize, &[u8]) {
    input.split_first().map_or((1, input), |(size, rest)| (usize::from(*size) + 1, rest))
}

/// Cutting a stream into messages gives the same answer however it is cut into reads.
pub(crate) fn deframe(input: &[u8]) {
    let (size, wire) = chosen(input);
    let (cut, whole) = (deframed(wire, size), deframed(wire, wire.len().max(1)));
    assert_eq!(cut, whole, "in reads of {size}");
}

/// What a stream holds: type bytes with bodies, rows in chunks put together again, and how it ends.
fn deframed(wire: &[u8], size: usize) -> (Vec<(u8, Vec<u8>)>, Option<DecodeError>) {
    let (mut deframer, mut found) = (Deframer::new(64), Vec::new());
    let (mut from, mut to, mut open) = (0, 0, None);
    loop {
        match deframer.step(&wire[from..to]) {
            Ok(Step::NeedMore(want)) if to == wire.len() => {
                assert!(want > to - from);
                return (found, None);
            }
            Ok(Step::NeedMore(_)) => to = wire.len().min(to + size),
            Ok(Step::Message(raw, used)) => {
                assert_eq!(used, raw.body.len() + 5);
                found.push((raw.tag, raw.body.to_vec()));
                from += used;
            }
            Ok(Step::Begin { tag, size, used }) => {
                open = Some((tag, Vec::with_capacity(0), size));
                from += used;
            }
            Ok(Step::Chunk { bytes, left }) => {
                let (tag, mut body, size) = open.take().expect("a chunk belongs to a body that began");
                body.extend_from_slice(bytes);
                from += bytes.len();
                assert_eq!(body.len() + left as usize, size as usize);
                if left == 0 { found.push((tag, body)) } else { open = Some((tag, body, size)) }
            }
            Err(error) => return (found, Some(error)),
        }
    }
}

/// Any body is read or refused, and what is read can be walked to its end.
pub(crate) fn backend(input: &[u8]) {
    let Some((&tag, body)) = input.split_first() else { return };
    match Message::decode(Raw { tag, body }) {
        Ok(Message::ErrorResponse(fields) | Message::NoticeResponse(fields)) => {
            assert!(fields.iter().count() * 2 <= body.len());
            let _ = (fields.code(), fields.message(), fields.severity());
        }
        Ok(Message::RowDescription(columns)) => {
            assert_eq!(columns.fields().count(), columns.columns().into())
        }
        Ok(Message::NegotiateProtocolVersion(message)) => assert!(message.options().count() <= body.len()),
        Ok(Message::CommandComplete(message)) => drop(message.rows()),
        Ok(Message::CopyResponse(message)) => assert!(message.formats().count() * 2 <= body.len()),
        Ok(Message::ParameterDescription(message)) => assert!(message.types().count() * 4 <= body.len()),
        Ok(Message::DataRow(body)) => row(&[&[3], body].concat()),
        Ok(_) | Err(_) => {}
    }
}

/// Any packet of a client is read or refused.
pub(crate) fn frontend(input: &[u8]) {
    if let Ok(Some((frontend::Startup::Session { parameters, .. }, used))) = frontend::Startup::decode(input)
    {
        assert!(used <= input.len() && parameters.count() <= used);
    }
    let Some((&tag, body)) = input.split_first() else { return };
    match frontend::Message::decode(Raw { tag, body }) {
        Ok(frontend::Message::Bind(message)) => {
            let (formats, results) = (message.formats().count(), message.results().count());
            assert!(formats * 2 + results * 2 + message.values().count() * 4 <= body.len());
        }
        Ok(frontend::Message::Parse(message)) => assert!(message.types().count() * 4 <= body.len()),
        Ok(_) | Err(_) => {}
    }
}

/// A row read in chunks gives the same values as a row read whole, or both are refused.
pub(crate) fn row(input: &[u8]) {
    let (size, body) = chosen(input);
    assert_eq!(in_chunks(body, size).ok(), whole(body).ok(), "in chunks of {size}");
}

type Values = Vec<Option<Vec<u8>>>;

fn whole(body: &[u8]) -> Result<Values, DecodeError> {
    let mut row = Row::new(body)?;
    let values = (0..row.columns()).map(|_| Ok(row.value()?.map(<[u8]>::to_vec)));
    let values: Result<Values, DecodeError> = values.collect();
    row.end()?;
    values
}

fn in_chunks(body: &[u8], size: usize) -> Result<Values, DecodeError> {
    let mut row = ChunkedRow::new(u32::try_from(body.len()).expect("a test's body is small"));
    let mut values = Values::new();
    for mut input in body.chunks(size) {
        loop {
            match row.step(&mut input)? {
                RowStep::Columns(_) => {}
                RowStep::Null => values.push(None),
                RowStep::Value(_) => values.push(Some(Vec::new())),
                RowStep::Chunk { bytes, .. } => match values.last_mut() {
                    Some(Some(value)) => value.extend_from_slice(bytes),
                    other => panic!("bytes behind {other:?}"),
                },
                RowStep::NeedMore => break,
            }
        }
    }
    row.end()?;
    Ok(values)
}

/// Any server's messages are answered or refused; a server that does not know the password is never believed.
pub(crate) fn scram(input: &[u8]) {
    let (at, messages) = chosen(input);
    let (challenge, outcome) = messages.split_at(at.min(messages.len()));
    let Ok(mut derivation) =
        scram::Client::new("nonce", scram::Binding::default()).challenge(challenge, b"password")
    else {
        return;
    };
    // Real iteration counts would make the check slow and no deeper.
    if derivation.step(100) {
        let (response, proof) = derivation.finish();
        assert!(response.starts_with("c=biws,r=nonce"));
        assert!(proof.verify(outcome).is_err());
    }
}
