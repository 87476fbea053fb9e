//! Builds a model of the service of AWS's protocol tests. Each suite is a model of its own, and they are merged into one.

use std::collections::BTreeMap;
use std::error::Error;

use codegen::json::JsonValue;

/// The metadata, which the suites do not contain. The namespace is that of their responses.
const METADATA: &str = r#"{"apiVersion": "2020-01-08", "endpointPrefix": "protocol", "protocol": "PROTOCOL",
    "serviceId": "Protocol", "signatureVersion": "v4", "xmlNamespace": "https://example.com/"}"#;

/// Returns the model of all suites in these files, which are for one protocol.
pub fn model(protocol: &str, files: &[String]) -> Result<String, Box<dyn Error>> {
    let (mut operations, mut shapes) = (BTreeMap::new(), BTreeMap::new());
    for file in files {
        for suite in JsonValue::parse(file)?.as_array().ok_or("no list of suites")? {
            for (name, shape) in suite.get("shapes").map(JsonValue::entries).unwrap_or_default() {
                shapes.entry(name.clone()).or_insert_with(|| shape.clone());
            }
            for case in suite.get("cases").and_then(JsonValue::as_array).ok_or("a suite without cases")? {
                let given = case.get("given").ok_or("a case without an operation")?;
                let name = given.get("name").and_then(JsonValue::as_str).ok_or("an operation without a name")?;
                merge(operations.entry(name.to_owned()).or_insert_with(|| JsonValue::Object(Vec::new())), given);
            }
        }
    }
    let model = JsonValue::Object(vec![
        ("metadata".to_owned(), JsonValue::parse(&METADATA.replace("PROTOCOL", protocol))?),
        ("operations".to_owned(), JsonValue::Object(operations.into_iter().collect())),
        ("shapes".to_owned(), JsonValue::Object(shapes.into_iter().collect())),
    ]);
    Ok(model.to_string())
}

/// Adds the facts that a case states about its operation: an input, an output or an error.
fn merge(operation: &mut JsonValue, given: &JsonValue) {
    let JsonValue::Object(entries) = operation else { return };
    for (key, value) in given.entries() {
        match (entries.iter_mut().find(|(known, _)| known == key), value) {
            (Some((_, JsonValue::Array(known))), JsonValue::Array(more)) => known.extend(more.iter().cloned()),
            (Some(_), _) => {}
            (None, value) => entries.push((key.clone(), value.clone())),
        }
    }
}
