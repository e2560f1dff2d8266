//! The messages that a conversation mostly consists of, DataRow or CopyData, handed out as they lie in the
//! receive buffer.

use roachdump_proto::{Raw, Step};

use super::body::{Body, Buffered};
use super::wire::{Wire, malformed};
use crate::error::Result;

/// The type byte of DataRow.
pub(super) const DATA_ROW: u8 = b'D';

/// The type byte of CopyData.
pub(super) const COPY_DATA: u8 = b'd';

/// What the receive buffer held.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum AtHand {
    /// Not even one whole message.
    Nothing,
    /// Messages of the type asked for; they are handed out.
    Bulk,
    /// A message of another type, still in the buffer.
    Message,
}

impl Wire {
    /// Hands out the messages of type `TAG` in the receive buffer and drops them from it.
    ///
    /// # Errors
    ///
    /// What `take` says, or bytes that are not the protocol.
    pub(super) fn at_hand<const TAG: u8>(
        &mut self,
        take: &mut impl FnMut(Body<'_>) -> Result<()>,
    ) -> Result<AtHand> {
        let (mut used, mut found) = (0, AtHand::Nothing);
        loop {
            let rest = &self.input[used..];
            let position = self.position + used as u64;
            let mut take = |body| take(body).map_err(|error| error.at(position));
            match self.deframer.step(rest).map_err(|error| malformed(error, position))? {
                Step::Message(Raw { tag, body }, size) if tag == TAG => {
                    let after = &rest[size - body.len()..];
                    take(Body::Whole(Buffered::new(after, body.len())))?;
                    used += size;
                }
                Step::Begin { tag, size, used: head } if tag == TAG => {
                    take(Body::Begin(size))?;
                    used += head;
                }
                Step::Chunk { bytes, left } => {
                    take(Body::Chunk(bytes))?;
                    used += bytes.len();
                    if left == 0 {
                        take(Body::End)?;
                    }
                }
                Step::NeedMore(_) => break,
                Step::Message(..) | Step::Begin { .. } => {
                    if found == AtHand::Nothing {
                        found = AtHand::Message;
                    }
                    break;
                }
            }
            found = AtHand::Bulk;
        }
        if found == AtHand::Bulk {
            self.consume(used);
        }
        Ok(found)
    }
}
