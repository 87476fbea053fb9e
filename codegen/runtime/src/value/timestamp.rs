//! Points in time, and the three formats in which AWS writes them.

mod format;
mod parse;

use std::error::Error;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::UtcDateTime;

/// A point in time with nanosecond precision, from the year 1 to the year 9999.
///
/// These are the years that every [`TimestampFormat`] can write. Each constructor documents what it does with a time
/// outside of them.
///
/// `Display` and `Debug` write RFC 3339. Convert from and to [`SystemTime`] with `From` and `TryFrom`.
///
/// ```
/// use std::time::Duration;
///
/// use awsquery::{Timestamp, TimestampFormat};
///
/// let issued = Timestamp::parse("2014-04-29T20:30:38+02:00", TimestampFormat::DateTime)?;
/// let expires = issued.checked_add(Duration::from_secs(3600)).unwrap_or(Timestamp::MAX);
/// assert_eq!(expires.to_string(), "2014-04-29T19:30:38Z");
/// assert_eq!(expires.secs(), 1_398_799_838);
/// assert_eq!(expires.duration_since(issued), Some(Duration::from_secs(3600)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(UtcDateTime);

const fn from_epoch(secs: i64, nanos: i32) -> UtcDateTime {
    UtcDateTime::UNIX_EPOCH.saturating_add(time::Duration::new(secs, nanos))
}

/// A text format for a [`Timestamp`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimestampFormat {
    /// RFC 3339: `2014-04-29T18:30:38Z`.
    DateTime,
    /// Seconds since the Unix epoch: `1398796238`, `1398796238.5`.
    EpochSeconds,
    /// The format of HTTP headers: `Tue, 29 Apr 2014 18:30:38 GMT`.
    HttpDate,
}

impl Timestamp {
    /// The start of the year 1.
    pub const MIN: Self = Self(from_epoch(-62_135_596_800, 0));

    /// The last nanosecond of the year 9999.
    pub const MAX: Self = Self(from_epoch(253_402_300_799, 999_999_999));

    /// The Unix epoch: 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(UtcDateTime::UNIX_EPOCH);

    /// Creates a timestamp from seconds since the Unix epoch.
    ///
    /// Saturates: a time before the year 1 becomes [`MIN`](Self::MIN), one after the year 9999 becomes
    /// [`MAX`](Self::MAX). [`from_parts`](Self::from_parts) returns `None` instead.
    pub fn from_secs(secs: i64) -> Self {
        Self::from_parts(secs, 0).unwrap_or(if secs < 0 { Self::MIN } else { Self::MAX })
    }

    /// Creates a timestamp from whole seconds since the Unix epoch, rounded down, and the nanoseconds after them.
    ///
    /// Returns `None` outside of the years 1 to 9999, or if `nanos` is 1,000,000,000 or more.
    pub fn from_parts(secs: i64, nanos: u32) -> Option<Self> {
        let second = UtcDateTime::from_unix_timestamp(secs).ok()?;
        Self::in_range(second.replace_nanosecond(nanos).ok()?)
    }

    fn in_range(moment: UtcDateTime) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&moment).then_some(Self(moment))
    }

    /// Returns the whole seconds since the Unix epoch, rounded down. They are negative before 1970.
    pub fn secs(&self) -> i64 {
        self.0.unix_timestamp()
    }

    /// Returns the nanoseconds after the whole second: 0 to 999,999,999.
    pub fn subsec_nanos(&self) -> u32 {
        self.0.nanosecond()
    }

    /// Parses a timestamp.
    ///
    /// All formats accept fractions of a second; digits beyond nanoseconds are dropped. [`DateTime`] accepts any UTC
    /// offset, not only `Z`. [`HttpDate`] also accepts the two obsolete forms that recipients of HTTP must accept:
    /// `Tuesday, 29-Apr-14 18:30:38 GMT`, whose weekday tells the century, 1900 or 2000, and `Tue Apr 29 18:30:38 2014`.
    /// Both read the leap second `23:59:60` UTC as the second after `23:59:59`.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidTimestamp`] if the text is not in this format or names a time outside of the years 1 to 9999.
    ///
    /// [`DateTime`]: TimestampFormat::DateTime
    /// [`HttpDate`]: TimestampFormat::HttpDate
    pub fn parse(text: &str, format: TimestampFormat) -> Result<Self, InvalidTimestamp> {
        parse::parse(text, format)
            .and_then(Self::in_range)
            .ok_or_else(|| InvalidTimestamp::new(text, format.describe()))
    }

    /// Parses a timestamp of a response, which other servers than AWS may have written: in this format, or in one of the
    /// forms that [`Element::timestamp`](crate::protocol::xml::Element::timestamp) lists.
    pub(crate) fn parse_loosely(text: &str, format: TimestampFormat) -> Option<Self> {
        let parsed = parse::parse(text, format).or_else(|| parse::parse_loosely(text));
        parsed.and_then(Self::in_range)
    }

    /// Formats the timestamp in UTC. Fractions of a second are written only if they are not zero.
    pub fn format(&self, format: TimestampFormat) -> String {
        format::format(self.0, format)
    }

    /// Returns the time in the basic format of ISO 8601, without the fraction of a second: `20140429T183038Z`.
    pub(crate) fn to_basic(self) -> [u8; 16] {
        format::basic(self.0)
    }

    /// Adds a duration. Returns `None` if the result is after the year 9999.
    pub fn checked_add(&self, duration: Duration) -> Option<Self> {
        Self::in_range(self.0.checked_add(duration.try_into().ok()?)?)
    }

    /// Subtracts a duration. Returns `None` if the result is before the year 1.
    pub fn checked_sub(&self, duration: Duration) -> Option<Self> {
        Self::in_range(self.0.checked_sub(duration.try_into().ok()?)?)
    }

    /// Returns the time that has passed since `earlier`, or `None` if `earlier` is the later of the two.
    pub fn duration_since(&self, earlier: Self) -> Option<Duration> {
        (self.0 - earlier.0).try_into().ok()
    }
}

/// Saturates: a time before the year 1 becomes [`Timestamp::MIN`], one after the year 9999 becomes [`Timestamp::MAX`].
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs())
                .ok()
                .and_then(|secs| Self::from_parts(secs, after.subsec_nanos()))
                .unwrap_or(Self::MAX),
            Err(error) => Self::EPOCH.checked_sub(error.duration()).unwrap_or(Self::MIN),
        }
    }
}

/// Saturates where the system's type begins later, as on Windows: a time before 1601 becomes the start of that year.
impl From<Timestamp> for SystemTime {
    fn from(moment: Timestamp) -> Self {
        /// The seconds from 1601 to the Unix epoch.
        const SINCE_1601: Duration = Duration::from_secs(11_644_473_600);
        let time = match moment.duration_since(Timestamp::EPOCH) {
            Some(after) => UNIX_EPOCH.checked_add(after),
            None => Timestamp::EPOCH.duration_since(moment).and_then(|before| UNIX_EPOCH.checked_sub(before)),
        };
        time.or_else(|| UNIX_EPOCH.checked_sub(SINCE_1601)).unwrap_or(UNIX_EPOCH)
    }
}

/// Writes RFC 3339.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.format(TimestampFormat::DateTime))
    }
}

/// Writes RFC 3339.
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Serializes as an RFC 3339 string.
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

/// The error for text that is not a timestamp, and for a timestamp that the system's clock cannot represent. Returned
/// by [`Timestamp::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidTimestamp {
    /// The start of the text.
    quoted: String,
    expected: &'static str,
}

impl InvalidTimestamp {
    /// The number of characters that an error quotes: enough to recognize the text, even if a service sent a whole page
    /// instead of a timestamp.
    const MAX_QUOTED: usize = 40;

    fn new(text: &str, expected: &'static str) -> Self {
        let visible = |c: char| if c.is_control() { '\u{FFFD}' } else { c };
        Self { quoted: text.chars().take(Self::MAX_QUOTED).map(visible).collect(), expected }
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
