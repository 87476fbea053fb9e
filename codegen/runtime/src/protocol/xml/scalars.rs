//! Readers of plain values, written so that they can be passed as functions: `element.required("Name", Element::string)`.
//!
//! Strings keep their white space. Around all other values white space is ignored, because a service may indent its XML.
//! An empty element is an empty string or an empty blob, and an error for all other types.

use std::str::FromStr;

use super::{DecodeError, Element, Problem};
use crate::value::blob::Blob;
use crate::value::number;
use crate::value::secret::Secret;
use crate::value::timestamp::{Timestamp, TimestampFormat};

impl Element<'_> {
    /// Reads text, including its white space.
    ///
    /// # Errors
    ///
    /// Fails if the element contains other elements.
    pub fn string(self) -> Result<String, DecodeError> {
        self.plain().map(str::to_owned)
    }

    /// Reads secret text, including its white space.
    ///
    /// # Errors
    ///
    /// Fails if the element contains other elements.
    pub fn secret(self) -> Result<Secret, DecodeError> {
        self.plain().map(Secret::from)
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    ///
    /// Fails for any other text, such as `True` or `1`.
    pub fn boolean(self) -> Result<bool, DecodeError> {
        match self.trimmed()? {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.error(Problem::Not("`true` or `false`"))),
        }
    }

    /// Reads a signed integer of 8 bits.
    ///
    /// # Errors
    ///
    /// Fails if the text is not a decimal integer in that range.
    pub fn byte(self) -> Result<i8, DecodeError> {
        self.number("an integer of 8 bits")
    }

    /// Reads a signed integer of 16 bits.
    ///
    /// # Errors
    ///
    /// Fails if the text is not a decimal integer in that range.
    pub fn short(self) -> Result<i16, DecodeError> {
        self.number("an integer of 16 bits")
    }

    /// Reads a signed integer of 32 bits.
    ///
    /// # Errors
    ///
    /// Fails if the text is not a decimal integer in that range.
    pub fn integer(self) -> Result<i32, DecodeError> {
        self.number("an integer of 32 bits")
    }

    /// Reads a signed integer of 64 bits.
    ///
    /// # Errors
    ///
    /// Fails if the text is not a decimal integer in that range.
    pub fn long(self) -> Result<i64, DecodeError> {
        self.number("an integer of 64 bits")
    }

    /// Reads a single-precision number, `NaN`, `Infinity` or `-Infinity`.
    ///
    /// # Errors
    ///
    /// Fails for any other text, and for a number that is too large for the type.
    pub fn float(self) -> Result<f32, DecodeError> {
        self.floating()
    }

    /// Reads a double-precision number, `NaN`, `Infinity` or `-Infinity`.
    ///
    /// # Errors
    ///
    /// Fails for any other text, and for a number that is too large for the type.
    pub fn double(self) -> Result<f64, DecodeError> {
        self.floating()
    }

    /// Reads a timestamp.
    ///
    /// # Errors
    ///
    /// Fails if the text is not in this format. See [`Timestamp::parse`].
    pub fn timestamp(self, format: TimestampFormat) -> Result<Timestamp, DecodeError> {
        Timestamp::parse(self.trimmed()?, format).map_err(|_| self.error(Problem::Not("a timestamp")))
    }

    /// Reads bytes, written in base64.
    ///
    /// # Errors
    ///
    /// Fails if the text is not base64. See [`Blob::from_base64`].
    pub fn blob(self) -> Result<Blob, DecodeError> {
        Blob::from_base64(self.plain()?).map_err(|_| self.error(Problem::Not("base64")))
    }

    fn trimmed(&self) -> Result<&str, DecodeError> {
        self.plain().map(str::trim_ascii)
    }

    fn number<T: FromStr>(&self, expected: &'static str) -> Result<T, DecodeError> {
        self.trimmed()?.parse().map_err(|_| self.error(Problem::Not(expected)))
    }

    fn floating<T: number::Float>(&self) -> Result<T, DecodeError> {
        number::parse(self.trimmed()?).ok_or_else(|| self.error(Problem::Not("a number")))
    }
}
