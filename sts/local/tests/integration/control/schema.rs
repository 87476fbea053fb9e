//! A strict check of values against the schemas of the control API.
//!
//! It knows exactly the keywords that the document uses, and an unknown one is an error, so that none is ignored.

use serde_json::{Map, Value};

/// The document, in which references are resolved.
pub(crate) struct Document(Value);

impl Document {
    pub(crate) fn new(json: &str) -> Self {
        Self(serde_json::from_str(json).unwrap())
    }

    pub(crate) fn root(&self) -> &Value {
        &self.0
    }

    /// Follows a reference.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref") {
            Some(reference) => self.0.pointer(reference.as_str().unwrap().trim_start_matches('#')).unwrap(),
            None => value,
        }
    }

    /// Returns what is wrong with a value, with its path.
    pub(crate) fn errors(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut errors = Vec::new();
        self.check(schema, value, "", &mut errors);
        errors
    }

    fn check(&self, schema: &Value, value: &Value, path: &str, errors: &mut Vec<String>) {
        let schema = self.resolve(schema).as_object().unwrap();
        for keyword in schema.keys() {
            assert!(KNOWN.contains(&keyword.as_str()), "unknown keyword {keyword}");
        }
        if let Some(types) = schema.get("type")
            && !list(types).iter().any(|name| is_of_type(name, value))
        {
            errors.push(format!("{path}: {value} is not {types}"));
            return;
        }
        if let Some(choices) = schema.get("anyOf").and_then(Value::as_array)
            && !choices.iter().any(|choice| self.errors(choice, value).is_empty())
        {
            errors.push(format!("{path}: {value} fits no choice"));
        }
        if let Some(allowed) = schema.get("enum").and_then(Value::as_array)
            && !allowed.contains(value)
        {
            errors.push(format!("{path}: {value} is not in {allowed:?}"));
        }
        check_limits(schema, value, path, errors);
        match value {
            Value::Object(members) => self.check_members(schema, members, path, errors),
            Value::Array(items) => {
                let schema = schema.get("items").unwrap();
                for (index, item) in items.iter().enumerate() {
                    self.check(schema, item, &format!("{path}[{index}]"), errors);
                }
            }
            _ => {}
        }
    }

    fn check_members(
        &self,
        schema: &Map<String, Value>,
        members: &Map<String, Value>,
        path: &str,
        errors: &mut Vec<String>,
    ) {
        for name in schema.get("required").map(list).unwrap_or_default() {
            if !members.contains_key(&name) {
                errors.push(format!("{path}: {name} is missing"));
            }
        }
        for (name, value) in members {
            let path = format!("{path}.{name}");
            match (schema.get("properties").and_then(|known| known.get(name)), schema.get("additionalProperties")) {
                (Some(property), _) => self.check(property, value, &path, errors),
                (None, Some(Value::Bool(false))) => errors.push(format!("{path} is not described")),
                (None, Some(others @ Value::Object(_))) => self.check(others, value, &path, errors),
                (None, _) => {}
            }
        }
    }
}

const KNOWN: [&str; 16] = [
    "type",
    "description",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "minItems",
    "maxItems",
    "enum",
    "anyOf",
    "minimum",
    "maximum",
    "pattern",
    "format",
    "examples",
    "$ref",
];

fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap().to_owned()).collect(),
        one => vec![one.as_str().unwrap().to_owned()],
    }
}

fn is_of_type(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        // JSON Schema counts 900.0 as an integer.
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        other => panic!("unknown type {other}"),
    }
}

fn check_limits(schema: &Map<String, Value>, value: &Value, path: &str, errors: &mut Vec<String>) {
    let limit = |name: &str| schema.get(name).and_then(Value::as_f64);
    let measured = match value {
        Value::Number(number) => number.as_f64().map(|number| (number, limit("minimum"), limit("maximum"))),
        #[expect(clippy::cast_precision_loss, reason = "lists in tests are short")]
        Value::Array(items) => Some((items.len() as f64, limit("minItems"), limit("maxItems"))),
        _ => None,
    };
    if let Some((measured, min, max)) = measured
        && (min.is_some_and(|min| measured < min) || max.is_some_and(|max| measured > max))
    {
        errors.push(format!("{path}: {measured} is out of range"));
    }
    let Some(text) = value.as_str() else { return };
    match schema.get("pattern").map(|pattern| pattern.as_str().unwrap()) {
        None => {}
        Some("^[0-9]{12}$") if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) => {}
        Some("^[0-9]{6}$") if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) => {}
        Some(pattern) => errors.push(format!("{path}: {text:?} does not match {pattern}")),
    }
    if schema.get("format").is_some_and(|format| format == "date-time")
        && sts::Timestamp::parse(text, awsquery::TimestampFormat::DateTime).is_err()
    {
        errors.push(format!("{path}: {text:?} is not a time"));
    }
}

#[test]
fn the_check_finds_what_does_not_fit_a_schema() {
    let document = Document::new(
        r##"{"s": {"Name": {"type": "object", "properties": {"a": {"type": "integer", "minimum": 1},
        "b": {"type": ["string", "null"], "enum": ["x", null]}}, "required": ["a"], "additionalProperties": false}}}"##,
    );
    let schema = serde_json::json!({"type": "array", "items": {"$ref": "#/s/Name"}, "maxItems": 2});
    let value = serde_json::json!([{"a": 0, "b": "y"}, {"b": null, "c": 1}, 3]);
    let expected = [
        ": 3 is out of range",
        "[0].a: 0 is out of range",
        "[0].b: \"y\" is not in [String(\"x\"), Null]",
        "[1]: a is missing",
        "[1].c is not described",
        "[2]: 3 is not \"object\"",
    ];
    assert_eq!(document.errors(&schema, &value), expected);
    assert!(document.errors(&schema, &serde_json::json!([{"a": 1, "b": "x"}])).is_empty());
}
