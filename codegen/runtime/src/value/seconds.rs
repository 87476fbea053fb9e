//! Durations in messages, and fractions of a second.

use std::fmt;
use std::time::Duration;

/// A duration as a number of seconds, without the unit and exactly: `30`, `0.25`.
///
/// ```
/// use std::time::Duration;
///
/// use awsquery::layer::Seconds;
///
/// assert_eq!(format!("{} s", Seconds(Duration::from_millis(250))), "0.25 s");
/// ```
///
/// Floating-point numbers would round it, and bring 30 KiB of code into programs that have no others.
#[derive(Clone, Copy, Debug)]
pub struct Seconds(pub Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0.as_secs(), Fraction(self.0.subsec_nanos()))
    }
}

/// Displays nanoseconds as a decimal fraction, such as `.5`; nothing for zero.
pub(super) struct Fraction(pub(super) u32);

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            nanos => write!(f, ".{}", format!("{nanos:09}").trim_end_matches('0')),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_duration_has_only_the_decimals_that_it_needs() {
        for (duration, text) in [
            (Duration::ZERO, "0"),
            (Duration::from_secs(30), "30"),
            (Duration::from_millis(1_250), "1.25"),
            (Duration::from_nanos(1), "0.000000001"),
            (Duration::MAX, "18446744073709551615.999999999"),
        ] {
            assert_eq!(Seconds(duration).to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn milliseconds_are_shown_as_a_floating_point_number_would_be(milliseconds in 0_u64..1_000_000_000) {
            let duration = Duration::from_millis(milliseconds);
            prop_assert_eq!(Seconds(duration).to_string(), duration.as_secs_f64().to_string());
        }
    }
}
