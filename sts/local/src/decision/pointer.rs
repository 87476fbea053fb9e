//! JSON Pointers into policies as they were written.

use serde_json::Value;

/// Returns the pointer of the value that a pointer into a normalized policy means, or of the deepest value around it that
/// the document has. In a normalized policy, `Statement` is a list.
pub(super) fn existing(document: &Value, pointer: &str) -> String {
    let mut value = document;
    let mut found = String::new();
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        let next = match value {
            Value::Object(members) => members.get(&name),
            Value::Array(items) => name.parse().ok().and_then(|index: usize| items.get(index)),
            _ => None,
        };
        match next {
            Some(next) => {
                value = next;
                found.push('/');
                found.push_str(token);
            }
            // A document may have a single statement without a list.
            None if found == "/Statement" && name == "0" && value.is_object() => {}
            None => break,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_pointer_leads_to_the_deepest_value_that_the_document_has() {
        let listed = json!({"Statement": [{"Condition": {"StringEquals": {"a/b~c.d:sub": "x"}}}]});
        let single = json!({"Statement": {"Condition": {"StringEquals": {"a/b~c.d:sub": "x"}}}});
        let rest = "/Condition/StringEquals/a~1b~0c.d:sub";
        assert_eq!(existing(&listed, &format!("/Statement/0{rest}")), format!("/Statement/0{rest}"));
        assert_eq!(existing(&single, &format!("/Statement/0{rest}")), format!("/Statement{rest}"));
        for document in [listed, single] {
            let pointer = existing(&document, &format!("/Statement/0{rest}"));
            assert_eq!(document.pointer(&pointer), Some(&json!("x")), "{pointer}");
            let statement = existing(&document, "/Statement/0");
            assert_eq!(existing(&document, "/Statement/0/Principal"), statement);
            assert_eq!(existing(&document, "/Statement/1"), "/Statement");
            assert_eq!(existing(&document, ""), "");
        }
    }
}
