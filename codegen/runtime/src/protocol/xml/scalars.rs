//! Readers of plain values, written so that they can be passed as functions: `element.required("Name", Element::string)`.
//!
//! Strings keep their white space. Around all other values white space is ignored, because a service may indent its XML.
//! An empty element is an empty string or an empty blob. For all other types it is the error [`Problem::Empty`], which
//! [`Element::optional`] takes for an absent member.
//!
//! Booleans and timestamps are also read in other forms that have one clear meaning, because services and their imitations
//! write them: one member that cannot be read costs the whole response. A guess would be worse than an error, so any other
//! text is an error. The readers that start with `exact_` accept only the form of AWS.

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
    #[inline]
    pub fn string(self) -> Result<String, DecodeError> {
        self.plain().map(str::to_owned)
    }

    /// Reads secret text, including its white space.
    ///
    /// # Errors
    ///
    /// Fails if the element contains other elements.
    #[inline]
    pub fn secret(self) -> Result<Secret, DecodeError> {
        self.plain().map(Secret::from)
    }

    /// Reads `true` or `false` in any letter case, `1` or `0`.
    ///
    /// # Errors
    ///
    /// Fails for any other text, such as `yes`.
    #[inline]
    pub fn boolean(self) -> Result<bool, DecodeError> {
        match self.scalar()? {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            text if text.eq_ignore_ascii_case("true") => Ok(true),
            text if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(self.error(Problem::Not("`true` or `false`"))),
        }
    }

    /// Reads `true` or `false`, in lower case only.
    ///
    /// # Errors
    ///
    /// Fails for any other text, such as `True` or `1`.
    #[inline]
    pub fn exact_boolean(self) -> Result<bool, DecodeError> {
        match self.scalar()? {
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
    #[inline]
    pub fn byte(self) -> Result<i8, DecodeError> {
        self.number("an integer of 8 bits")
    }

    /// Reads a signed integer of 16 bits.
    ///
    /// # Errors
    ///
    /// Fails if the text is not a decimal integer in that range.
    #[inline]
    pub fn short(self) -> Result<i16, DecodeError> {
        self.number("an integer of 16 bits")
    }

    /// Reads a signed integer of 32 bits.
    ///
    /// # Errors
    ///
    /// Fails if the text is not a decimal integer in that range.
    #[inline]
    pub fn integer(self) -> Result<i32, DecodeError> {
        self.number("an integer of 32 bits")
    }

    /// Reads a signed integer of 64 bits.
    ///
    /// # Errors
    ///
    /// Fails if the text is not a decimal integer in that range.
    #[inline]
    pub fn long(self) -> Result<i64, DecodeError> {
        self.number("an integer of 64 bits")
    }

    /// Reads a single-precision number, `NaN`, `Infinity` or `-Infinity`.
    ///
    /// # Errors
    ///
    /// Fails for any other text, and for a number that is too large for the type.
    #[inline]
    pub fn float(self) -> Result<f32, DecodeError> {
        self.floating()
    }

    /// Reads a double-precision number, `NaN`, `Infinity` or `-Infinity`.
    ///
    /// # Errors
    ///
    /// Fails for any other text, and for a number that is too large for the type.
    #[inline]
    pub fn double(self) -> Result<f64, DecodeError> {
        self.floating()
    }

    /// Reads a timestamp in this format, or in another one with a clear meaning:
    ///
    /// | form | meaning |
    /// |---|---|
    /// | `2021-07-07T12:00:00` | without a zone, the time is UTC |
    /// | `2021-07-07T14:00:00+0200` | an offset needs no colon |
    /// | `2021-07-07 12:00:00Z` | a space may stand for the `T` |
    /// | `2021-07-07` | a date is its midnight in UTC |
    /// | `1625659200`, `1625659200.5` | digits are seconds since 1970 |
    ///
    /// # Errors
    ///
    /// Fails for any other text.
    #[inline]
    pub fn timestamp(self, format: TimestampFormat) -> Result<Timestamp, DecodeError> {
        Timestamp::parse_loosely(self.scalar()?, format).ok_or_else(|| self.error(Problem::Not("a timestamp")))
    }

    /// Reads a timestamp in exactly this format.
    ///
    /// # Errors
    ///
    /// Fails if the text is not in this format. See [`Timestamp::parse`].
    #[inline]
    pub fn exact_timestamp(self, format: TimestampFormat) -> Result<Timestamp, DecodeError> {
        Timestamp::parse(self.scalar()?, format).map_err(|_| self.error(Problem::Not("a timestamp")))
    }

    /// Reads bytes, written in base64.
    ///
    /// # Errors
    ///
    /// Fails if the text is not base64. See [`Blob::from_base64`].
    #[inline]
    pub fn blob(self) -> Result<Blob, DecodeError> {
        Blob::from_base64(self.plain()?).map_err(|_| self.error(Problem::Not("base64")))
    }

    /// Returns the text of a value that has no empty form, without the white space around it.
    #[inline]
    fn scalar(&self) -> Result<&str, DecodeError> {
        match self.plain()?.trim_ascii() {
            "" => Err(self.error(Problem::Empty)),
            text => Ok(text),
        }
    }

    fn number<T: FromStr>(&self, expected: &'static str) -> Result<T, DecodeError> {
        self.scalar()?.parse().map_err(|_| self.error(Problem::Not(expected)))
    }

    fn floating<T: number::Float>(&self) -> Result<T, DecodeError> {
        number::parse(self.scalar()?).ok_or_else(|| self.error(Problem::Not("a number")))
    }
}
