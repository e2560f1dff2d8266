//! `RowDescription` (`T`): the columns of the rows that follow.
//!
//! ```text
//! int16  columns
//! then for each column
//!   text   name
//!   int32  OID of the table, or 0
//!   int16  number of the column in that table, or 0
//!   int32  OID of the type
//!   int16  size of the type, negative for variable
//!   int32  type modifier
//!   int16  format: 0 text, 1 binary
//! ```

use alloc::vec::Vec;

use crate::cursor::Cursor;
use crate::encode::{EncodeError, count, message, text};
use crate::{DecodeError, limits};

/// The columns of the rows that follow.
#[derive(Clone, Copy, Debug)]
pub struct RowDescription<'a> {
    columns: u16,
    fields: Cursor<'a>,
}

/// One column.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Field<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// The OID of its table, or 0.
    pub table_oid: u32,
    /// Its number in that table, or 0.
    pub attribute: i16,
    /// The OID of its type.
    pub type_oid: u32,
    /// The size of its type in bytes, negative for variable.
    pub type_size: i16,
    /// The type modifier.
    pub type_modifier: i32,
    /// 0 text, 1 binary.
    pub format: i16,
}

impl<'a> RowDescription<'a> {
    /// Checks a message body and lends out its columns.
    ///
    /// # Errors
    ///
    /// [`DecodeError::Missing`] or [`DecodeError::Trailing`]; [`DecodeError::Invalid`] for more columns
    /// than [`limits::COLUMNS`].
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut at = Cursor::new(body);
        let columns = at.u16("RowDescription column count")?;
        if columns > limits::COLUMNS {
            return Err(DecodeError::Invalid("RowDescription column count"));
        }
        let fields = at;
        for _ in 0..columns {
            Field::read(&mut at)?;
        }
        at.end("RowDescription")?;
        Ok(Self { columns, fields })
    }

    /// The number of columns.
    pub fn columns(&self) -> u16 {
        self.columns
    }

    /// The columns from left to right.
    pub fn fields(&self) -> impl Iterator<Item = Field<'a>> {
        let mut at = self.fields;
        (0..self.columns).map_while(move |_| Field::read(&mut at).ok())
    }
}

impl<'a> Field<'a> {
    fn read(at: &mut Cursor<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            name: at.text("column name")?,
            table_oid: at.u32("column table")?,
            attribute: at.i16("column number")?,
            type_oid: at.u32("column type")?,
            type_size: at.i16("column type size")?,
            type_modifier: at.i32("column type modifier")?,
            format: at.i16("column format")?,
        })
    }
}

/// Appends the message.
///
/// # Errors
///
/// [`EncodeError::Nul`] if a name holds a NUL, [`EncodeError::TooLong`] for over 65,535 columns.
pub fn write(fields: &[Field<'_>], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    message(b'T', out, |out| {
        count(fields.len(), out)?;
        for field in fields {
            text(field.name, "column name", out)?;
            out.extend_from_slice(&field.table_oid.to_be_bytes());
            out.extend_from_slice(&field.attribute.to_be_bytes());
            out.extend_from_slice(&field.type_oid.to_be_bytes());
            out.extend_from_slice(&field.type_size.to_be_bytes());
            out.extend_from_slice(&field.type_modifier.to_be_bytes());
            out.extend_from_slice(&field.format.to_be_bytes());
        }
        Ok(())
    })
}
