//! Floating-point numbers as AWS writes them.

use std::str::FromStr;

/// Formats a number in the shortest form that parses back to the same value, with AWS's names for infinities and NaN.
#[inline]
pub(crate) fn double(value: f64) -> String {
    special(value).map_or_else(|| value.to_string(), str::to_owned)
}

/// Like [`double`], but for 32 bits: the shortest form depends on the width.
#[inline]
pub(crate) fn float(value: f32) -> String {
    special(f64::from(value)).map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns AWS's name for NaN or an infinity, or `None` for any other number.
#[inline]
pub(crate) fn special(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value == f64::INFINITY {
        Some("Infinity")
    } else if value == f64::NEG_INFINITY {
        Some("-Infinity")
    } else {
        None
    }
}

/// Parses AWS's name for NaN or an infinity. Returns `f32`, because both widths convert from it.
#[inline]
pub(crate) fn parse_special(text: &str) -> Option<f32> {
    match text {
        "NaN" => Some(f32::NAN),
        "Infinity" => Some(f32::INFINITY),
        "-Infinity" => Some(f32::NEG_INFINITY),
        _ => None,
    }
}

/// Parses what [`double`] and [`float`] write.
///
/// `FromStr` alone would accept too much: `inf` and `nan` in any case, and numbers out of range as infinite.
pub(crate) fn parse<F: Float>(text: &str) -> Option<F> {
    parse_special(text).map(F::from).or_else(|| text.parse().ok().filter(|number: &F| number.is_finite()))
}

/// A floating-point number of either width.
pub(crate) trait Float: From<f32> + FromStr {
    fn is_finite(&self) -> bool;
}

impl Float for f32 {
    #[inline]
    fn is_finite(&self) -> bool {
        f32::is_finite(*self)
    }
}

impl Float for f64 {
    #[inline]
    fn is_finite(&self) -> bool {
        f64::is_finite(*self)
    }
}
