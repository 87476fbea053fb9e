//! Parsing of timestamps, written by hand so that epoch seconds keep their nanoseconds: a float would round them.

use time::{Date, Duration, Month, Time, UtcDateTime, UtcOffset};

use super::TimestampFormat;
use super::format::{MONTHS, WEEKDAYS};

/// The weekdays of the form of RFC 850, starting with Monday.
const LONG_WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The length in bytes above which a text is not parsed. No timestamp with a sensible fraction is that long.
const MAX_LENGTH: usize = 64;

pub(super) fn parse(text: &str, format: TimestampFormat) -> Option<UtcDateTime> {
    match format {
        TimestampFormat::DateTime => parse_all(text, Cursor::date_time),
        TimestampFormat::EpochSeconds => parse_all(text, Cursor::epoch_seconds),
        TimestampFormat::HttpDate => parse_http_date(text),
    }
}

/// Parses the three forms that a recipient must accept. See <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>.
fn parse_http_date(text: &str) -> Option<UtcDateTime> {
    let forms = [Cursor::imf_fixdate, Cursor::rfc_850_date, Cursor::asctime_date];
    forms.into_iter().find_map(|form| parse_all(text, form))
}

/// Parses the forms of other servers: a date, a date and time that may lack the zone, or seconds since 1970.
pub(super) fn parse_loosely(text: &str) -> Option<UtcDateTime> {
    parse_all(text, Cursor::loose_date_time).or_else(|| parse_all(text, Cursor::epoch_seconds))
}

fn parse_all<'a>(text: &'a str, read: impl FnOnce(&mut Cursor<'a>) -> Option<UtcDateTime>) -> Option<UtcDateTime> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let mut cursor = Cursor { rest: text };
    let moment = read(&mut cursor)?;
    cursor.rest.is_empty().then_some(moment)
}

struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    /// `2014-04-29T18:30:38.5+02:00`
    fn date_time(&mut self) -> Option<UtcDateTime> {
        let date = self.date()?;
        self.skip("T").or_else(|| self.skip("t"))?;
        let (time, leap) = self.clock()?;
        moment(date, time, leap, self.offset(&[":"])?)
    }

    /// `2014-04-29`, `2014-04-29 18:30:38.5`, `2014-04-29T18:30:38+0200`
    fn loose_date_time(&mut self) -> Option<UtcDateTime> {
        let date = self.date()?;
        if self.rest.is_empty() {
            return Some(UtcDateTime::new(date, Time::MIDNIGHT));
        }
        self.skip("T").or_else(|| self.skip("t")).or_else(|| self.skip(" "))?;
        let (time, leap) = self.clock()?;
        let offset = if self.rest.is_empty() { UtcOffset::UTC } else { self.offset(&[":", ""])? };
        moment(date, time, leap, offset)
    }

    /// `2014-04-29`
    fn date(&mut self) -> Option<Date> {
        let year = self.digits(4)?;
        self.skip("-")?;
        let month = self.digits(2)?;
        self.skip("-")?;
        let day = self.digits(2)?;
        date(year, Month::try_from(u8::try_from(month).ok()?).ok()?, day)
    }

    /// `Tue, 29 Apr 2014 18:30:38 GMT`
    fn imf_fixdate(&mut self) -> Option<UtcDateTime> {
        let weekday = self.name(&WEEKDAYS)?;
        self.skip(", ")?;
        let day = self.digits(2)?;
        self.skip(" ")?;
        let month = self.month()?;
        self.skip(" ")?;
        let date = date(self.digits(4)?, month, day)?;
        self.skip(" ")?;
        let (time, leap) = self.clock()?;
        self.skip(" GMT")?;
        moment(on(date, weekday)?, time, leap, UtcOffset::UTC)
    }

    /// `Tuesday, 29-Apr-14 18:30:38 GMT`
    fn rfc_850_date(&mut self) -> Option<UtcDateTime> {
        let weekday = self.name(&LONG_WEEKDAYS)?;
        self.skip(", ")?;
        let day = self.digits(2)?;
        self.skip("-")?;
        let month = self.month()?;
        self.skip("-")?;
        let year = self.digits(2)?;
        self.skip(" ")?;
        let (time, leap) = self.clock()?;
        self.skip(" GMT")?;
        // A date has different weekdays in the two centuries, so the weekday tells which one is meant.
        let date = [2000, 1900].into_iter().find_map(|century| on(date(century + year, month, day)?, weekday))?;
        moment(date, time, leap, UtcOffset::UTC)
    }

    /// `Tue Apr 29 18:30:38 2014`, with a space before a day of one digit
    fn asctime_date(&mut self) -> Option<UtcDateTime> {
        let weekday = self.name(&WEEKDAYS)?;
        self.skip(" ")?;
        let month = self.month()?;
        self.skip(" ")?;
        let day = match self.skip(" ") {
            Some(()) => self.digits(1)?,
            None => self.digits(2)?,
        };
        self.skip(" ")?;
        let (time, leap) = self.clock()?;
        self.skip(" ")?;
        let date = date(self.digits(4)?, month, day)?;
        moment(on(date, weekday)?, time, leap, UtcOffset::UTC)
    }

    fn month(&mut self) -> Option<Month> {
        Month::try_from(self.name(&MONTHS)? + 1).ok()
    }

    /// `1398796238`, `-0.5`
    fn epoch_seconds(&mut self) -> Option<UtcDateTime> {
        let negative = self.skip("-").is_some();
        let seconds = self.run_of_digits()?;
        let magnitude = Duration::new(seconds.parse().ok()?, self.fraction()?);
        let since = if negative { magnitude.checked_neg()? } else { magnitude };
        UtcDateTime::UNIX_EPOCH.checked_add(since)
    }

    /// `18:30:38.5`. The flag is `true` for a leap second, which is returned as the second before it.
    fn clock(&mut self) -> Option<(Time, bool)> {
        let hour = self.digits(2)?;
        self.skip(":")?;
        let minute = self.digits(2)?;
        self.skip(":")?;
        let second = self.digits(2)?;
        let nanos = self.fraction()?.cast_unsigned();
        let leap = second == 60;
        let small = |n: u16| u8::try_from(n).ok();
        let second = if leap { 59 } else { small(second)? };
        let time = Time::from_hms_nano(small(hour)?, small(minute)?, second, nanos).ok()?;
        Some((time, leap))
    }

    /// `Z`, `+02:00`, with one of these separators.
    fn offset(&mut self, separators: &[&str]) -> Option<UtcOffset> {
        if self.skip("Z").or_else(|| self.skip("z")).is_some() {
            return Some(UtcOffset::UTC);
        }
        let sign = match self.skip("-") {
            Some(()) => -1,
            None => self.skip("+").map(|()| 1)?,
        };
        let hours = i8::try_from(self.digits(2)?).ok().filter(|hours| *hours < 24)?;
        separators.iter().find_map(|separator| self.skip(separator))?;
        let minutes = i8::try_from(self.digits(2)?).ok()?;
        UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()
    }

    /// `.5`, as nanoseconds, or nothing. Further digits are dropped.
    fn fraction(&mut self) -> Option<i32> {
        if self.skip(".").is_none() {
            return Some(0);
        }
        let digits = self.run_of_digits()?;
        format!("{digits:0<9}").get(..9)?.parse().ok()
    }

    /// One or more digits.
    fn run_of_digits(&mut self) -> Option<&'a str> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        (!digits.is_empty()).then_some(digits)
    }

    /// Exactly `count` digits.
    fn digits(&mut self, count: usize) -> Option<u16> {
        let (digits, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    }

    /// One of these names, as its index.
    fn name(&mut self, names: &[&str]) -> Option<u8> {
        let index = names.iter().position(|name| self.skip(name).is_some())?;
        u8::try_from(index).ok()
    }

    fn skip(&mut self, text: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }
}

/// Returns the moment at which clocks with this offset show this time.
fn moment(date: Date, time: Time, leap: bool, offset: UtcOffset) -> Option<UtcDateTime> {
    let offset = Duration::seconds(offset.whole_seconds().into());
    let moment = UtcDateTime::new(date, time).checked_sub(offset)?;
    match (leap, moment.as_hms()) {
        (false, _) => Some(moment),
        // Leap seconds are inserted at the end of a day of UTC.
        (true, (23, 59, 59)) => moment.checked_add(Duration::SECOND),
        (true, _) => None,
    }
}

/// Returns the date if it has this weekday, counted from Monday.
fn on(date: Date, weekday: u8) -> Option<Date> {
    (date.weekday().number_days_from_monday() == weekday).then_some(date)
}

fn date(year: u16, month: Month, day: u16) -> Option<Date> {
    Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()
}
