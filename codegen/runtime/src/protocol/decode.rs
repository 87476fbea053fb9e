//! Readers of an element that only generated code needs.

use crate::protocol::operation::Decode;
use crate::protocol::xml::{DecodeError, Element, Problem};
use crate::value::blob::Blob;
use crate::value::secret::Secret;

impl<'d> Element<'d> {
    /// A structure or union.
    pub fn structure<T: Decode>(self) -> Result<T, DecodeError> {
        T::decode(self)
    }

    /// Text with known values, others kept.
    pub fn open_enum<T: for<'a> From<&'a str>>(self) -> Result<T, DecodeError> {
        self.string().map(|value| T::from(&value))
    }

    /// Bytes that are never shown.
    pub fn secret_blob(self) -> Result<Secret<Blob>, DecodeError> {
        self.blob().map(Secret::new)
    }

    /// The message of an error, whose element some services write in lower case.
    pub fn message<T>(
        &self,
        name: &str,
        read: impl FnOnce(Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        let message = self.children().find(|child| child.name().eq_ignore_ascii_case(name));
        message.map(read).transpose()
    }

    /// The name of the member that a union holds, known or not. A flattened member may stand there several times.
    ///
    /// # Errors
    ///
    /// If there is none, or another beside it: whoever took the first would let a tampered answer choose.
    pub fn one_member(&self) -> Result<String, DecodeError> {
        let mut names = self.children().map(|child| child.name());
        match names.next() {
            Some(first) if names.all(|name| name == first) => Ok(first.to_owned()),
            _ => Err(self.error(Problem::NotOneMember)),
        }
    }
}
