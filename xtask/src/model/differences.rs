//! Facts that differ between two documents.

use ::codegen::json::JsonValue;

/// Every place at which a document is not what is expected, in the order of the document.
pub(super) fn between(kept: &JsonValue, expected: &JsonValue) -> Vec<String> {
    let mut found = Vec::new();
    compare(&mut found, "", kept, expected);
    found
}

fn compare(found: &mut Vec<String>, path: &str, kept: &JsonValue, expected: &JsonValue) {
    match (kept, expected) {
        (JsonValue::Object(kept), JsonValue::Object(expected)) => {
            for (key, expected) in expected {
                match kept.iter().find(|(name, _)| name == key) {
                    Some((_, kept)) => compare(found, &join(path, key), kept, expected),
                    None => found.push(format!("{} is missing, must be {expected}", join(path, key))),
                }
            }
            let known = |key: &String| expected.iter().any(|(name, _)| name == key);
            let (ours, more): (Vec<_>, Vec<_>) = kept.iter().map(|(key, _)| key).partition(|key| known(key));
            found.extend(more.iter().map(|key| format!("{} is not published", join(path, key))));
            let theirs: Vec<_> = expected.iter().map(|(key, _)| key).filter(|key| ours.contains(key)).collect();
            if ours != theirs {
                found.push(format!("{path} has its parts in the order {ours:?}, must be {theirs:?}"));
            }
        }
        (JsonValue::Array(kept), JsonValue::Array(expected)) if kept.len() == expected.len() => {
            for (index, (kept, expected)) in kept.iter().zip(expected).enumerate() {
                compare(found, &format!("{path}[{index}]"), kept, expected);
            }
        }
        (kept, expected) if kept == expected => {}
        (kept, expected) => found.push(format!("{path} is {kept}, must be {expected}")),
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(kept: &str, expected: &str) -> Vec<String> {
        between(&JsonValue::parse(kept).unwrap(), &JsonValue::parse(expected).unwrap())
    }

    #[test]
    fn every_fact_that_differs_has_its_place() {
        let found = differences(
            r#"{"a": {"max": 5, "old": 1}, "list": [1, 2], "short": [1], "same": null}"#,
            r#"{"a": {"max": 6, "new": 1}, "list": [1, 3], "short": [], "same": null}"#,
        );
        let expected = [
            "a.max is 5, must be 6",
            "a.new is missing, must be 1",
            "a.old is not published",
            "list[1] is 2, must be 3",
            "short is [1], must be []",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_order_of_parts_is_a_fact() {
        let found = differences(r#"{"members": {"b": 1, "a": 1}}"#, r#"{"members": {"a": 1, "b": 1}}"#);
        assert_eq!(found, [r#"members has its parts in the order ["b", "a"], must be ["a", "b"]"#]);
        assert_eq!(differences(r#"{"a": [{}]}"#, r#"{"a": [{}]}"#), [""; 0]);
    }
}
