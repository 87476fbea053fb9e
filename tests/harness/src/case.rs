//! One line of a case file.

use serde_json::Value;

/// One line of a case file.
#[derive(Debug)]
pub struct Case(Value);

impl From<Value> for Case {
    fn from(fields: Value) -> Self {
        Self(fields)
    }
}

impl Case {
    /// All fields.
    pub fn fields(&self) -> &Value {
        &self.0
    }

    /// Which case it is, for people.
    pub fn id(&self) -> String {
        match self.get("id") {
            Some(id) => id.as_str().unwrap_or_default().to_owned(),
            None => self.0.to_string(),
        }
    }

    /// A field, if it is there.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// A field that must be there.
    ///
    /// # Errors
    ///
    /// If it is not.
    pub fn field(&self, key: &str) -> Result<&Value, String> {
        self.get(key).ok_or_else(|| format!("the case has no {key}"))
    }

    /// A text that must be there.
    ///
    /// # Errors
    ///
    /// If it is not, or is no text.
    pub fn text(&self, key: &str) -> Result<&str, String> {
        self.field(key)?.as_str().ok_or_else(|| format!("{key} is no text"))
    }
}

/// The cases of a text, one JSON object a line.
///
/// # Errors
///
/// A line is no JSON; its number is told.
pub fn cases(text: &str) -> Result<Vec<Case>, String> {
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(index, line)| {
            serde_json::from_str(line).map(Case).map_err(|error| format!("line {}: {error}", index + 1))
        })
        .collect()
}
