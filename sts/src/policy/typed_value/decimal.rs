//! Decimal numbers.

use std::cmp::Ordering;

/// A decimal number of any size, which is compared exactly.
///
/// Floating-point numbers would round: 0.1 + 2⁻⁶⁰ and 9007199254740993 have no `f64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::policy) struct Decimal {
    is_negative: bool,
    /// The digits after the decimal point of 0.DIGITS × 10^exponent, without zeros at either end. Empty for zero.
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Parses an integer or a decimal with an optional exponent: `10`, `-1.50`, `1e3`.
    ///
    /// Returns `None` for anything else that other parsers take for a number, such as `inf`, `NaN`, `+1`, `.5` and
    /// `0x10`.
    #[inline]
    pub(in crate::policy) fn parse(text: &str) -> Option<Self> {
        let magnitude = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = magnitude.split_once(['e', 'E']).unwrap_or((magnitude, "0"));
        let exponent = exponent.strip_prefix('+').filter(|rest| !rest.starts_with('-')).unwrap_or(exponent);
        if !is_digits(exponent.strip_prefix('-').unwrap_or(exponent)) {
            return None;
        }
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        if !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let written = [whole, fraction].concat();
        let significant = written.trim_start_matches('0');
        let point = i64::try_from(whole.len()).ok()? - i64::try_from(written.len() - significant.len()).ok()?;
        let digits = significant.trim_end_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self { is_negative: false, digits, exponent: 0 });
        }
        let exponent = exponent.parse::<i64>().ok()?.checked_add(point)?;
        Some(Self { is_negative: text.starts_with('-'), digits, exponent })
    }

    #[inline]
    fn signum(&self) -> i8 {
        match (self.digits.is_empty(), self.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }
}

impl Ord for Decimal {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        // Without zeros at the end, digits after a decimal point are ordered as text.
        let magnitude = self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits));
        let same_sign = if self.is_negative { magnitude.reverse() } else { magnitude };
        self.signum().cmp(&other.signum()).then(same_sign)
    }
}

impl PartialOrd for Decimal {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[inline]
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn a_number_is_an_integer_or_a_decimal() {
        for text in ["0", "-0", "10", "-1.50", "007", "1e3", "1E-3", "1.5e+3", "9007199254740993.0"] {
            assert!(Decimal::parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            "-",
            "ten",
            "inf",
            "-inf",
            "infinity",
            "nan",
            "NaN",
            "+1",
            ".5",
            "5.",
            "1_000",
            "0x10",
            "1e",
            "1e+-3",
            " 1",
            "1 ",
            "1,5",
            "--1",
            "1e99999999999999999999",
            "٣",
        ] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn numbers_that_a_double_would_round_are_told_apart() {
        assert_ne!(decimal("9007199254740993.0"), decimal("9007199254740992"));
        assert!(decimal("0.3") < decimal("0.30000000000000001"));
        assert!(decimal("1e400") < decimal("1e401"));
        assert!(decimal("-1e-400") < decimal("0"));
        assert_eq!(decimal("1.50e2"), decimal("150"));
        assert_eq!(decimal("-0.0"), decimal("0"));
    }

    proptest! {
        #[test]
        fn whole_numbers_are_ordered_as_integers(one in any::<i128>(), other in any::<i128>()) {
            prop_assert_eq!(decimal(&one.to_string()).cmp(&decimal(&other.to_string())), one.cmp(&other));
        }

        #[test]
        fn moving_the_decimal_point_keeps_the_order(one in -1_000_000_i64..1_000_000, other in -1_000_000_i64..1_000_000, by in 0_usize..8) {
            let moved = |number: i64| {
                let digits = format!("{:0>width$}", number.unsigned_abs(), width = by + 1);
                let (whole, fraction) = digits.split_at(digits.len() - by);
                let point = if by == 0 { "" } else { "." };
                decimal(&format!("{}{whole}{point}{fraction}", if number < 0 { "-" } else { "" }))
            };
            prop_assert_eq!(moved(one).cmp(&moved(other)), one.cmp(&other));
            prop_assert_eq!(decimal(&format!("{one}e-{by}")), moved(one));
        }
    }
}
