//! Limits of numbers, which are compared exactly.

use std::cmp::Ordering;
use std::fmt;

/// A limit of a number, exactly as the model states it.
///
/// ```
/// use awsquery::rule::Bound;
///
/// assert_eq!(Bound::Whole(900).to_string(), "900");
/// assert_eq!(Bound::Decimal("0.001").to_string(), "0.001");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A whole number.
    Whole(i64),
    /// A number with a fraction, or a whole number of more than 64 bits: decimal digits with an optional sign and
    /// fraction, and without an exponent.
    Decimal(&'static str),
}

impl Bound {
    /// Returns the limit if it is a whole number of 64 bits.
    pub const fn as_whole(self) -> Option<i64> {
        match self {
            Self::Whole(whole) => Some(whole),
            Self::Decimal(_) => None,
        }
    }

    /// Compares an integer with the limit.
    pub(crate) fn cmp_integer(self, number: i64) -> Ordering {
        match self {
            Self::Whole(limit) => number.cmp(&limit),
            Self::Decimal(limit) => {
                let (floor, has_fraction) = floor(limit);
                i128::from(number).cmp(&floor).then(if has_fraction { Ordering::Less } else { Ordering::Equal })
            }
        }
    }

    /// Compares a double with the limit. `None` for NaN, which is on neither side of a limit.
    pub(crate) fn partial_cmp_double(self, number: f64) -> Option<Ordering> {
        match self {
            Self::Whole(limit) => compare(number, limit),
            Self::Decimal(limit) => number.partial_cmp(&decimal(limit)),
        }
    }
}

/// Returns the greatest integer that is not above a limit, and `true` if the limit has a fraction.
fn floor(text: &str) -> (i128, bool) {
    let magnitude = text.trim_start_matches(['-', '+']);
    let (whole, fraction) = magnitude.split_once('.').unwrap_or((magnitude, ""));
    let digit = |byte: u8| i128::from(byte.wrapping_sub(b'0'));
    let whole = whole.bytes().fold(0_i128, |sum, byte| sum.saturating_mul(10).saturating_add(digit(byte)));
    let has_fraction = fraction.bytes().any(|byte| byte != b'0');
    (if text.starts_with('-') { (-whole).saturating_sub(i128::from(has_fraction)) } else { whole }, has_fraction)
}

/// Returns the double that is nearest to a limit. NaN for text that is not a number, which no generated rule contains.
fn decimal(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// Compares a double with an integer, without rounding the integer: those beyond 2^53 have no exact double.
fn compare(real: f64, whole: i64) -> Option<Ordering> {
    if real.is_nan() {
        return None;
    }
    let floor = real.floor();
    // The conversion saturates, so infinities stay greater or less than every integer of 64 bits.
    Some((floor as i128).cmp(&whole.into()).then(if real > floor { Ordering::Greater } else { Ordering::Equal }))
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(whole) => whole.fmt(f),
            Self::Decimal(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn doubles_are_compared_without_rounding_the_limit() {
        let limit = Bound::Whole(9_007_199_254_740_993);
        assert_eq!(limit.partial_cmp_double(9_007_199_254_740_992.0), Some(Ordering::Less));
        assert_eq!(Bound::Whole(i64::MAX).partial_cmp_double(9_223_372_036_854_775_808.0), Some(Ordering::Greater));
        assert_eq!(Bound::Whole(0).partial_cmp_double(-0.0), Some(Ordering::Equal));
        assert_eq!(Bound::Whole(-1).partial_cmp_double(-0.5), Some(Ordering::Greater));
    }

    #[test]
    fn infinities_are_beyond_every_limit_and_nan_is_nowhere() {
        for limit in [Bound::Whole(i64::MAX), Bound::Whole(i64::MIN), Bound::Decimal("0.5")] {
            assert_eq!(limit.partial_cmp_double(f64::INFINITY), Some(Ordering::Greater), "{limit}");
            assert_eq!(limit.partial_cmp_double(f64::NEG_INFINITY), Some(Ordering::Less), "{limit}");
            assert_eq!(limit.partial_cmp_double(f64::NAN), None, "{limit}");
        }
    }

    #[test]
    fn integers_are_compared_with_fractions() {
        assert_eq!(Bound::Decimal("0.5").cmp_integer(0), Ordering::Less);
        assert_eq!(Bound::Decimal("0.5").cmp_integer(1), Ordering::Greater);
        assert_eq!(Bound::Decimal("-0.5").cmp_integer(0), Ordering::Greater);
        assert_eq!(Bound::Decimal("-0.5").cmp_integer(-1), Ordering::Less);
        assert_eq!(Bound::Decimal("18446744073709551615").cmp_integer(i64::MAX), Ordering::Less);
        assert_eq!(Bound::Decimal("-18446744073709551615").cmp_integer(i64::MIN), Ordering::Greater);
        assert_eq!(Bound::Decimal("+1.0").cmp_integer(1), Ordering::Equal);
        assert_eq!(Bound::Decimal(".5").cmp_integer(0), Ordering::Less);
        assert_eq!(Bound::Decimal("9007199254740992.5").cmp_integer(9_007_199_254_740_993), Ordering::Greater);
        let endless = Bound::Decimal("-99999999999999999999999999999999999999999999.5");
        assert_eq!(endless.cmp_integer(i64::MIN), Ordering::Greater);
    }

    proptest! {
        #[test]
        fn whole_doubles_are_compared_like_integers(one in -1_000_000_i32..1_000_000, other in any::<i32>()) {
            let expected = one.cmp(&other);
            prop_assert_eq!(Bound::Whole(other.into()).partial_cmp_double(one.into()), Some(expected));
            prop_assert_eq!(Bound::Whole(other.into()).cmp_integer(one.into()), expected);
        }

        #[test]
        fn integers_are_compared_with_fractions_as_doubles_are(
            number in -1_000_i64..1_000,
            thousandths in -1_000_000_i32..1_000_000,
        ) {
            let limit = f64::from(thousandths) / 1000.0;
            let text: &'static str = limit.to_string().leak();
            let expected = (number as f64).partial_cmp(&limit);
            prop_assert_eq!(Some(Bound::Decimal(text).cmp_integer(number)), expected, "{}", text);
        }
    }
}
