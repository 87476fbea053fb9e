//! Limits of numbers, as exact as JSON states them.

use std::cmp::Ordering;
use std::fmt;

use serde_json::Number;

/// A limit of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RangeBound {
    /// A whole number of 64 bits.
    Whole(i64),
    /// Any other number: decimal digits with an optional sign and fraction, and without an exponent.
    Decimal(String),
}

/// Whole numbers below this are exact as doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl RangeBound {
    /// Reads a number of JSON, exactly if it has at most 17 digits or is a whole number of 64 bits.
    pub fn from_number(number: &Number) -> Self {
        if let Some(whole) = number.as_i64() {
            return Self::Whole(whole);
        }
        match number.as_f64() {
            Some(real) if number.is_f64() && real.fract() == 0.0 && real.abs() < EXACT => Self::Whole(real as i64),
            // The shortest digits that read back as the same double are those that the model states.
            Some(real) if number.is_f64() => Self::Decimal(real.to_string()),
            _ => Self::Decimal(number.to_string()),
        }
    }

    /// Returns the number as JSON writes it.
    pub fn to_number(&self) -> Number {
        match self {
            Self::Whole(whole) => (*whole).into(),
            Self::Decimal(text) => match text.parse::<u64>() {
                Ok(whole) => whole.into(),
                Err(_) => Number::from_f64(self.real()).unwrap_or_else(|| 0.into()),
            },
        }
    }

    fn real(&self) -> f64 {
        match self {
            Self::Whole(whole) => *whole as f64,
            Self::Decimal(text) => text.parse().unwrap_or(f64::NAN),
        }
    }
}

impl PartialOrd for RangeBound {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(one), Self::Whole(other)) => Some(one.cmp(other)),
            _ => self.real().partial_cmp(&other.real()),
        }
    }
}

impl fmt::Display for RangeBound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(whole) => whole.fmt(formatter),
            Self::Decimal(text) => formatter.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(json: &str) -> RangeBound {
        RangeBound::from_number(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn numbers_keep_the_digits_that_the_model_states() {
        for (json, text) in [
            ("0", "0"),
            ("-0", "0"),
            ("5.0", "5"),
            ("1e3", "1000"),
            ("0.001", "0.001"),
            ("99.999", "99.999"),
            ("-1.5e-3", "-0.0015"),
            ("123456789.12345679", "123456789.12345679"),
            ("90713.01334386505", "90713.01334386505"),
            ("9007199254740993", "9007199254740993"),
            ("18446744073709551615", "18446744073709551615"),
            ("1e25", "10000000000000000000000000"),
        ] {
            assert_eq!(bound(json).to_string(), text, "{json}");
            assert_eq!(RangeBound::from_number(&bound(json).to_number()), bound(json), "{json}");
        }
    }

    #[test]
    fn bounds_are_ordered_by_their_value() {
        assert!(bound("0.5") < bound("1") && bound("-1") < bound("-0.5") && bound("1e19") > bound("1e18"));
        assert!(bound("9007199254740993") > bound("9007199254740992"));
    }
}
