//! Reads case files.

use serde_json::Value;

/// A case, which is one line of a case file.
#[derive(Debug)]
pub struct Case(Value);

impl From<Value> for Case {
    fn from(fields: Value) -> Self {
        Self(fields)
    }
}

impl Case {
    /// Returns all fields.
    pub fn fields(&self) -> &Value {
        &self.0
    }

    /// Identifies the case for a reader.
    pub fn id(&self) -> String {
        match self.get("id") {
            Some(id) => id.as_str().unwrap_or_default().to_owned(),
            None => self.0.to_string(),
        }
    }

    /// Returns a field, if the case has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// Returns a field that must be present.
    ///
    /// # Errors
    ///
    /// The field is missing.
    pub fn field(&self, key: &str) -> Result<&Value, String> {
        self.get(key).ok_or_else(|| format!("the case has no {key}"))
    }

    /// Returns a string field that must be present.
    ///
    /// # Errors
    ///
    /// The field is missing or not a string.
    pub fn text(&self, key: &str) -> Result<&str, String> {
        self.field(key)?.as_str().ok_or_else(|| format!("{key} is not a string"))
    }
}

/// Reads the cases of a text, which has one JSON object per line.
///
/// # Errors
///
/// A line is not JSON. The error has its number.
pub fn cases(text: &str) -> Result<Vec<Case>, String> {
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(index, line)| {
            serde_json::from_str(line).map(Case).map_err(|error| format!("line {}: {error}", index + 1))
        })
        .collect()
}
