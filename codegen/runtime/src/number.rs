//! Floating point numbers as AWS writes them.

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

/// Reads what [`double`] and [`float`] write.
#[cfg(feature = "server")]
pub(crate) fn parse<F: std::str::FromStr>(text: &str) -> Option<F> {
    let word = match text {
        "Infinity" => "inf",
        "-Infinity" => "-inf",
        "NaN" => "NaN",
        _ if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) => text,
        _ => return None,
    };
    word.parse().ok()
}
