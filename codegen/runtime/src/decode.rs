//! Readers of an element that only generated code needs.

use crate::operation::Decode;
use crate::xml::{DecodeError, Element, Problem};
use crate::{Blob, Secret};

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

    /// The name of the member of a union that is not known here.
    pub fn unknown_member(self) -> Result<String, DecodeError> {
        let member = self.children().next();
        member.map(|member| member.name().to_owned()).ok_or_else(|| self.error(Problem::Missing))
    }
}
