//! Formatting of timestamps.

use time::UtcDateTime;

use super::TimestampFormat;
use crate::value::seconds::Fraction;

/// The weekdays, starting with Monday.
pub(super) const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The months, starting with January.
pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub(super) fn format(moment: UtcDateTime, format: TimestampFormat) -> String {
    match format {
        TimestampFormat::DateTime => date_time(moment),
        TimestampFormat::EpochSeconds => epoch_seconds(moment),
        TimestampFormat::HttpDate => http_date(moment),
    }
}

fn date_time(moment: UtcDateTime) -> String {
    let (year, month, day) = moment.to_calendar_date();
    let (hour, minute, second, nanos) = moment.as_hms_nano();
    let mut text = String::with_capacity(30);
    let [century, year] = [year / 100, year % 100].map(i32::cast_unsigned);
    push_pair(century, &mut text);
    push_pair(year, &mut text);
    let parts = [("-", u8::from(month)), ("-", day), ("T", hour), (":", minute), (":", second)];
    for (before, part) in parts {
        text.push_str(before);
        push_pair(part.into(), &mut text);
    }
    if nanos > 0 {
        text.push_str(&Fraction(nanos).to_string());
    }
    text.push('Z');
    text
}

/// Appends two digits. Every request carries a date, and `format!` would take ten times as long.
fn push_pair(number: u32, text: &mut String) {
    text.extend([number / 10 % 10, number % 10].into_iter().filter_map(|digit| char::from_digit(digit, 10)));
}

/// Writes the basic format of ISO 8601: `20140429T183038Z`.
pub(super) fn basic(moment: UtcDateTime) -> [u8; 16] {
    let (year, month, day) = moment.to_calendar_date();
    let (hour, minute, second) = moment.as_hms();
    let [century, year] = [year / 100, year % 100].map(|pair| u8::try_from(pair).unwrap_or_default());
    let digits = |pair: u8| [b'0' + pair / 10 % 10, b'0' + pair % 10];
    let date = [century, year, month.into(), day].map(digits);
    let time = [hour, minute, second].map(digits);
    let mut text = [b'Z'; 16];
    let bytes = date.as_flattened().iter().chain(b"T").chain(time.as_flattened());
    text.iter_mut().zip(bytes).for_each(|(to, byte)| *to = *byte);
    text
}

fn epoch_seconds(moment: UtcDateTime) -> String {
    let secs = moment.unix_timestamp();
    let nanos = moment.nanosecond();
    // The seconds are rounded down, but the text is a sign and a magnitude: -1 s and 750 ms are written as -0.25.
    match (secs, 1_000_000_000_u32.checked_sub(nanos)) {
        (..0, Some(rest)) if nanos > 0 => format!("-{}{}", secs.unsigned_abs() - 1, Fraction(rest)),
        _ => format!("{secs}{}", Fraction(nanos)),
    }
}

fn http_date(moment: UtcDateTime) -> String {
    let (year, month, day) = moment.to_calendar_date();
    let (hour, minute, second, nanos) = moment.as_hms_nano();
    let weekday = name(&WEEKDAYS, moment.weekday().number_days_from_monday());
    let month = name(&MONTHS, u8::from(month) - 1);
    let fraction = Fraction(nanos);
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02}{fraction} GMT")
}

fn name(names: &[&'static str], index: u8) -> &'static str {
    names.get(usize::from(index)).copied().unwrap_or_default()
}
