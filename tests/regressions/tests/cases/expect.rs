//! Comparisons that several subjects share.

use serde_json::Value;

/// Checks that `text` contains every string of `expected[name]`. A list within the list stands for any of its strings.
pub fn contains(text: &str, expected: &Value, name: &str) -> Result<(), String> {
    for wanted in list(expected, name) {
        let found = match wanted {
            Value::Array(any) => any.iter().filter_map(Value::as_str).any(|any| text.contains(any)),
            wanted => wanted.as_str().is_some_and(|wanted| text.contains(wanted)),
        };
        if !found {
            return Err(format!("{wanted} is not in: {text}"));
        }
    }
    Ok(())
}

/// Checks that `text` contains no string of `expected[name]`.
pub fn lacks(text: &str, expected: &Value, name: &str) -> Result<(), String> {
    match list(expected, name).iter().filter_map(Value::as_str).find(|unwanted| text.contains(unwanted)) {
        Some(unwanted) => Err(format!("{unwanted:?} is in: {text}")),
        None => Ok(()),
    }
}

/// Checks that two values are the same.
pub fn same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("found {found:?}, expected {expected:?}")) }
}

fn list<'a>(expected: &'a Value, name: &str) -> &'a [Value] {
    expected.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
