//! Reads fields off the front of a message body; each read names its field for the error.

use crate::DecodeError;

/// What is left of a body.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(body: &'a [u8]) -> Self {
        Self { rest: body }
    }

    pub(crate) fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], DecodeError> {
        let (head, rest) = self.rest.split_first_chunk().ok_or(DecodeError::Missing(field))?;
        self.rest = rest;
        Ok(*head)
    }

    pub(crate) fn u8(&mut self, field: &'static str) -> Result<u8, DecodeError> {
        self.array::<1>(field).map(u8::from_be_bytes)
    }

    pub(crate) fn u16(&mut self, field: &'static str) -> Result<u16, DecodeError> {
        self.array(field).map(u16::from_be_bytes)
    }

    pub(crate) fn i16(&mut self, field: &'static str) -> Result<i16, DecodeError> {
        self.array(field).map(i16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self, field: &'static str) -> Result<u32, DecodeError> {
        self.array(field).map(u32::from_be_bytes)
    }

    pub(crate) fn i32(&mut self, field: &'static str) -> Result<i32, DecodeError> {
        self.array(field).map(i32::from_be_bytes)
    }

    pub(crate) fn take(&mut self, size: usize, field: &'static str) -> Result<&'a [u8], DecodeError> {
        let (head, rest) = self.rest.split_at_checked(size).ok_or(DecodeError::Missing(field))?;
        self.rest = rest;
        Ok(head)
    }

    /// Text up to the next NUL; the NUL is read too.
    pub(crate) fn text(&mut self, field: &'static str) -> Result<&'a [u8], DecodeError> {
        let size = memchr::memchr(0, self.rest).ok_or(DecodeError::Missing(field))?;
        let text = self.take(size, field)?;
        self.u8(field)?;
        Ok(text)
    }

    /// A 16 bit count, and as many words of `N` bytes.
    pub(crate) fn words<const N: usize>(
        &mut self,
        field: &'static str,
    ) -> Result<&'a [[u8; N]], DecodeError> {
        let size = usize::from(self.u16(field)?).saturating_mul(N);
        Ok(self.take(size, field)?.as_chunks().0)
    }

    /// A 32 bit size, and as many bytes; `None` for the size -1, which is NULL.
    #[inline]
    pub(crate) fn sized(
        &mut self,
        size: &'static str,
        value: &'static str,
    ) -> Result<Option<&'a [u8]>, DecodeError> {
        match value_size(self.i32(size)?, size)? {
            None => Ok(None),
            Some(size) => self.take(size as usize, value).map(Some),
        }
    }

    /// Everything left.
    pub(crate) fn rest(&mut self) -> &'a [u8] {
        core::mem::take(&mut self.rest)
    }

    /// Checks that nothing is left.
    pub(crate) fn end(&self, message: &'static str) -> Result<(), DecodeError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DecodeError::Trailing(message)) }
    }
}

/// The size of a value, `None` for NULL.
#[inline]
pub(crate) fn value_size(size: i32, field: &'static str) -> Result<Option<u32>, DecodeError> {
    match size {
        -1 => Ok(None),
        _ => u32::try_from(size).map(Some).map_err(|_| DecodeError::Invalid(field)),
    }
}
