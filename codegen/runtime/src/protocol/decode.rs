//! Methods of [`Element`] that only generated code calls.

use crate::protocol::operation::Decode;
use crate::protocol::xml::{DecodeError, Element, Problem};
use crate::value::blob::Blob;
use crate::value::secret::Secret;

impl<'d> Element<'d> {
    /// Reads a structure or union.
    pub fn structure<T: Decode>(self) -> Result<T, DecodeError> {
        T::decode(self)
    }

    /// Reads an open enum: text that usually has one of the known values. Other values are kept.
    pub fn open_enum<T: for<'a> From<&'a str>>(self) -> Result<T, DecodeError> {
        self.string().map(|value| T::from(&value))
    }

    /// Reads secret bytes, written in base64.
    #[inline]
    pub fn secret_blob(self) -> Result<Secret<Blob>, DecodeError> {
        self.blob().map(Secret::new)
    }

    /// Reads the message of an error. The case of its element's name is ignored, because some services write `message`.
    pub fn message<T>(
        &self,
        name: &str,
        read: impl FnOnce(Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        let message = self.children().find(|child| child.name().eq_ignore_ascii_case(name));
        message.map(read).transpose()
    }

    /// Returns the name of the member that a union holds, whether the model has it or not. The elements of a flattened
    /// list count as one member.
    ///
    /// # Errors
    ///
    /// Fails if there is no member or more than one. Taking the first of several would let a tampered response choose.
    #[inline]
    pub fn one_member(&self) -> Result<String, DecodeError> {
        let mut names = self.children().map(|child| child.name());
        match names.next() {
            Some(first) if names.all(|name| name == first) => Ok(first.to_owned()),
            _ => Err(self.error(Problem::NotOneMember)),
        }
    }
}
