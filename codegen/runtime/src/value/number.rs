//! Floating point numbers as AWS writes them.

use std::str::FromStr;

/// The shortest form that reads back as the same number, with AWS's names for what is no number.
pub(crate) fn double(value: f64) -> String {
    special(value).map_or_else(|| value.to_string(), str::to_owned)
}

/// As [`double`], for 32 bits: the shortest form depends on the width.
pub(crate) fn float(value: f32) -> String {
    special(f64::from(value)).map_or_else(|| value.to_string(), str::to_owned)
}

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

/// AWS's name for what is no number; any width can hold it.
pub(crate) fn word(text: &str) -> Option<f32> {
    match text {
        "NaN" => Some(f32::NAN),
        "Infinity" => Some(f32::INFINITY),
        "-Infinity" => Some(f32::NEG_INFINITY),
        _ => None,
    }
}

/// Reads what [`double`] and [`float`] write. Rust itself also reads `inf` and `nan`, in any case, and numbers that are too
/// large as infinite.
pub(crate) fn parse<F: Float>(text: &str) -> Option<F> {
    word(text).map(F::from).or_else(|| text.parse().ok().filter(|number: &F| number.is_finite()))
}

/// A floating point number of either width.
pub(crate) trait Float: From<f32> + FromStr {
    fn is_finite(&self) -> bool;
}

impl Float for f32 {
    fn is_finite(&self) -> bool {
        f32::is_finite(*self)
    }
}

impl Float for f64 {
    fn is_finite(&self) -> bool {
        f64::is_finite(*self)
    }
}
