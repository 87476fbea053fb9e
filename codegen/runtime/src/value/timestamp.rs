//! Moments in time, and the three ways in which AWS writes them.

mod format;
mod parse;

use std::error::Error;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::UtcDateTime;

/// A moment in time, to the nanosecond, in the years 1 to 9999.
///
/// These are the years that every format can write. Where a moment comes from something that reaches further, the
/// constructor says what happens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(UtcDateTime);

const fn from_epoch(secs: i64, nanos: i32) -> UtcDateTime {
    UtcDateTime::UNIX_EPOCH.saturating_add(time::Duration::new(secs, nanos))
}

/// How a moment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimestampFormat {
    /// RFC 3339: `2014-04-29T18:30:38Z`.
    DateTime,
    /// Seconds since the Unix epoch: `1398796238`, `1398796238.5`.
    EpochSeconds,
    /// As in the headers of HTTP: `Tue, 29 Apr 2014 18:30:38 GMT`.
    HttpDate,
}

impl Timestamp {
    /// The first moment of the year 1.
    pub const MIN: Self = Self(from_epoch(-62_135_596_800, 0));

    /// The last nanosecond of the year 9999.
    pub const MAX: Self = Self(from_epoch(253_402_300_799, 999_999_999));

    /// The Unix epoch.
    pub const EPOCH: Self = Self(UtcDateTime::UNIX_EPOCH);

    /// Seconds since the Unix epoch. Before the year 1 gives [`MIN`](Self::MIN), after 9999 gives [`MAX`](Self::MAX);
    /// [`from_parts`](Self::from_parts) refuses those.
    pub fn from_secs(secs: i64) -> Self {
        Self::from_parts(secs, 0).unwrap_or(if secs < 0 { Self::MIN } else { Self::MAX })
    }

    /// Seconds since the Unix epoch, rounded down, and the nanoseconds from there on. `None` outside of the years 1
    /// to 9999, or if the nanoseconds make a second.
    pub fn from_parts(secs: i64, nanos: u32) -> Option<Self> {
        let second = UtcDateTime::from_unix_timestamp(secs).ok()?;
        Self::in_range(second.replace_nanosecond(nanos).ok()?)
    }

    fn in_range(moment: UtcDateTime) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&moment).then_some(Self(moment))
    }

    /// Whole seconds since the Unix epoch, rounded down; negative before 1970.
    pub fn secs(&self) -> i64 {
        self.0.unix_timestamp()
    }

    /// Nanoseconds since the last whole second.
    pub fn subsec_nanos(&self) -> u32 {
        self.0.nanosecond()
    }

    /// Reads a moment.
    ///
    /// All formats take a fraction of a second; what is finer than a nanosecond is cut off. [`DateTime`] takes any
    /// offset, not only `Z`, and a leap second, `23:59:60` in UTC, as the second after `23:59:59`.
    ///
    /// # Errors
    ///
    /// If the text is not in this format, or not in the years 1 to 9999.
    ///
    /// [`DateTime`]: TimestampFormat::DateTime
    pub fn parse(text: &str, format: TimestampFormat) -> Result<Self, InvalidTimestamp> {
        parse::parse(text, format)
            .and_then(Self::in_range)
            .ok_or_else(|| InvalidTimestamp::new(text, format.describe()))
    }

    /// Writes the moment, in UTC. A fraction is written only if there is one.
    pub fn format(&self, format: TimestampFormat) -> String {
        format::format(self.0, format)
    }

    /// The moment this much later; `None` after the year 9999.
    pub fn checked_add(&self, duration: Duration) -> Option<Self> {
        Self::in_range(self.0.checked_add(duration.try_into().ok()?)?)
    }

    /// The moment this much earlier; `None` before the year 1.
    pub fn checked_sub(&self, duration: Duration) -> Option<Self> {
        Self::in_range(self.0.checked_sub(duration.try_into().ok()?)?)
    }

    /// The time that has passed since `earlier`; `None` if that is later.
    pub fn duration_since(&self, earlier: Self) -> Option<Duration> {
        (self.0 - earlier.0).try_into().ok()
    }
}

/// Before the year 1 gives [`Timestamp::MIN`], after 9999 gives [`Timestamp::MAX`].
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self::EPOCH.checked_add(after).unwrap_or(Self::MAX),
            Err(error) => Self::EPOCH.checked_sub(error.duration()).unwrap_or(Self::MIN),
        }
    }
}

/// Fails where the system's own time does not reach that far.
impl TryFrom<Timestamp> for SystemTime {
    type Error = InvalidTimestamp;

    fn try_from(moment: Timestamp) -> Result<Self, InvalidTimestamp> {
        let time = match moment.duration_since(Timestamp::EPOCH) {
            Some(after) => UNIX_EPOCH.checked_add(after),
            None => Timestamp::EPOCH.duration_since(moment).and_then(|before| UNIX_EPOCH.checked_sub(before)),
        };
        time.ok_or_else(|| InvalidTimestamp::new(&moment.to_string(), "a moment that this system's time reaches"))
    }
}

/// As RFC 3339.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.format(TimestampFormat::DateTime))
    }
}

/// As RFC 3339.
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// As an RFC 3339 string.
#[cfg(feature = "serde")]
impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::value::serde_text::deserialize(deserializer, "an RFC 3339 timestamp", |text| {
            Self::parse(text, TimestampFormat::DateTime).ok()
        })
    }
}

impl TimestampFormat {
    fn describe(self) -> &'static str {
        match self {
            Self::DateTime => "an RFC 3339 timestamp in the years 1 to 9999",
            Self::EpochSeconds => "a number of seconds since 1970 in the years 1 to 9999",
            Self::HttpDate => "an HTTP date in the years 1 to 9999",
        }
    }
}

/// A text is no timestamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidTimestamp {
    /// The beginning of the text.
    quoted: String,
    expected: &'static str,
}

impl InvalidTimestamp {
    /// As much as tells one wrong text from another, and not a page of whatever came instead.
    const QUOTED: usize = 40;

    fn new(text: &str, expected: &'static str) -> Self {
        let visible = |c: char| if c.is_control() { '\u{FFFD}' } else { c };
        Self { quoted: text.chars().take(Self::QUOTED).map(visible).collect(), expected }
    }
}

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", self.quoted, self.expected)
    }
}

impl Error for InvalidTimestamp {}

#[cfg(test)]
mod tests;
