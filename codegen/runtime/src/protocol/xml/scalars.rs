//! Readers of plain values, each usable as a function value: `element.required("Name", Element::string)`.
//!
//! Strings are kept exactly, white space too. The others may be indented by whoever prints the answer nicely, so white
//! space around them does not count. An empty element is an empty string or blob, and no number at all.

use std::str::FromStr;

use super::{DecodeError, Element, Problem};
use crate::value::blob::Blob;
use crate::value::number;
use crate::value::secret::Secret;
use crate::value::timestamp::{Timestamp, TimestampFormat};

impl Element<'_> {
    /// Reads text, exactly as it stands.
    ///
    /// # Errors
    ///
    /// If there are elements in it.
    pub fn string(self) -> Result<String, DecodeError> {
        self.plain().map(str::to_owned)
    }

    /// Reads text that must not be shown.
    ///
    /// # Errors
    ///
    /// If there are elements in it.
    pub fn secret(self) -> Result<Secret, DecodeError> {
        self.plain().map(Secret::from)
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    ///
    /// If it is neither.
    pub fn boolean(self) -> Result<bool, DecodeError> {
        match self.trimmed()? {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.error(Problem::Not("`true` or `false`"))),
        }
    }

    /// Reads an integer of 8 bits.
    ///
    /// # Errors
    ///
    /// If it is no decimal integer in that range.
    pub fn byte(self) -> Result<i8, DecodeError> {
        self.number("an integer of 8 bits")
    }

    /// Reads an integer of 16 bits.
    ///
    /// # Errors
    ///
    /// If it is no decimal integer in that range.
    pub fn short(self) -> Result<i16, DecodeError> {
        self.number("an integer of 16 bits")
    }

    /// Reads an integer of 32 bits.
    ///
    /// # Errors
    ///
    /// If it is no decimal integer in that range.
    pub fn integer(self) -> Result<i32, DecodeError> {
        self.number("an integer of 32 bits")
    }

    /// Reads an integer of 64 bits.
    ///
    /// # Errors
    ///
    /// If it is no decimal integer in that range.
    pub fn long(self) -> Result<i64, DecodeError> {
        self.number("an integer of 64 bits")
    }

    /// Reads a number of single precision, `NaN`, `Infinity` or `-Infinity`.
    ///
    /// # Errors
    ///
    /// If it is none of these, or too large.
    pub fn float(self) -> Result<f32, DecodeError> {
        self.floating()
    }

    /// Reads a number of double precision, `NaN`, `Infinity` or `-Infinity`.
    ///
    /// # Errors
    ///
    /// If it is none of these, or too large.
    pub fn double(self) -> Result<f64, DecodeError> {
        self.floating()
    }

    /// Reads a moment in time.
    ///
    /// # Errors
    ///
    /// If it is not written in this format.
    pub fn timestamp(self, format: TimestampFormat) -> Result<Timestamp, DecodeError> {
        Timestamp::parse(self.trimmed()?, format).map_err(|_| self.error(Problem::Not("a timestamp")))
    }

    /// Reads bytes, written in base64.
    ///
    /// # Errors
    ///
    /// If it is no base64.
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
