//! A list of changes to a small model, as text: the first line selects the model, and every other line is a change.
//!
//! ```text
//! 13 published lenient
//! 4 set Tiny
//! 17 inject 0
//! ```
//!
//! A change starts with the number of a value, counted in the order of the document (modulo the number of values).

use codegen::json::JsonValue;

/// The models. The folder has one file for each.
pub(super) const MODELS: [&str; 14] = [
    include_str!("../../models/deprecated.json"),
    include_str!("../../models/doubles.json"),
    include_str!("../../models/errors-with-members.json"),
    include_str!("../../models/host-labels.json"),
    include_str!("../../models/limits-and-patterns.json"),
    include_str!("../../models/older-form.json"),
    include_str!("../../models/open-enum.json"),
    include_str!("../../models/pages.json"),
    include_str!("../../models/recursive-structure.json"),
    include_str!("../../models/renamed-map.json"),
    include_str!("../../models/secrets.json"),
    include_str!("../../models/unconditional-endpoint-rule.json"),
    include_str!("../../models/union.json"),
    include_str!("../../models/waiters.json"),
];

/// A word that no generated code contains, unless it comes from the model.
pub(super) const WORD: &str = "zqx";

/// Texts that would be code, or markup, if they left a comment or a literal.
pub(super) const INJECTIONS: [&str; 20] = [
    "T\npub fn zqx() {} //",
    "T\rpub fn zqx() {} //",
    "T\u{2028}pub fn zqx() {} //",
    "T\u{85}pub fn zqx() {} //",
    "T\u{202e}zqx",
    "\"; pub fn zqx() {} //",
    "*/ pub fn zqx() {} /*",
    "]\npub fn zqx() {}\n#[doc = \"",
    "`pub fn zqx() {}",
    "``` pub fn zqx() {}",
    "~~~rust zqx",
    "<p>~~~rust</p><p>zqx::zqx()</p>",
    "<ul><ul><ul>zqx::zqx()</ul></ul></ul>",
    "<script>zqx()</script>",
    "&lt;script&gt;zqx()&#10;&#x202e;",
    "{zqx} {{zqx}} {}",
    "zqx::zqx!()",
    "é zqx",
    "\" \n[dependencies]\nzqx = \"1\"",
    "../../zqx",
];

/// Largest number of changes of an input, and of values in a model. Copies grow a model, and more teaches nothing.
const MAX_CHANGES: usize = 32;
const MAX_VALUES: usize = 2_000;

/// A model with changes.
#[derive(Debug)]
pub(super) struct ChangedModel {
    base: usize,
    /// True if the descriptions of the model become documentation.
    pub(super) published: bool,
    /// True if unknown keys are warnings.
    pub(super) lenient: bool,
    changes: Vec<(usize, ValueEdit)>,
}

/// A change of one value of a document.
#[derive(Debug)]
enum ValueEdit {
    /// Replaces the value.
    Set(JsonValue),
    /// Renames its key.
    Key(String),
    /// Adds the same value under another key.
    Also(String),
    /// Removes it.
    Remove,
    /// Replaces it with a copy of another value.
    Copy(usize),
}

impl ChangedModel {
    /// Reads changes. Lines of another form are skipped.
    pub(super) fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let head: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
        let base = head.first().and_then(|number| number.parse().ok()).unwrap_or_default();
        Self {
            base,
            published: head.contains(&"published"),
            lenient: head.contains(&"lenient"),
            changes: lines.filter_map(change).take(MAX_CHANGES).collect(),
        }
    }

    /// Returns the changed model as JSON.
    pub(super) fn model(&self) -> String {
        let base = MODELS.get(self.base % MODELS.len()).copied().unwrap_or_default();
        let Ok(mut root) = JsonValue::parse(base) else { return String::new() };
        for (number, change) in &self.changes {
            let count = count(&root);
            if count == 0 || count > MAX_VALUES {
                break;
            }
            let resolved = match change {
                ValueEdit::Copy(other) => find(&root, &mut (other % count)).cloned().map(ValueEdit::Set),
                _ => None,
            };
            edit(&mut root, &mut (number % count), resolved.as_ref().unwrap_or(change));
        }
        root.to_string()
    }
}

fn change(line: &str) -> Option<(usize, ValueEdit)> {
    let (number, rest) = line.split_once(' ')?;
    let (what, argument) = rest.split_once(' ').unwrap_or((rest, ""));
    let change = match what {
        "set" => ValueEdit::Set(JsonValue::String(text(argument))),
        "inject" => ValueEdit::Set(JsonValue::from(injection(argument)?)),
        "key" => ValueEdit::Key(text(argument)),
        "also" => ValueEdit::Also(text(argument)),
        "json" => ValueEdit::Set(JsonValue::parse(argument).ok()?),
        "remove" => ValueEdit::Remove,
        "copy" => ValueEdit::Copy(argument.parse().ok()?),
        _ => return None,
    };
    Some((number.parse().ok()?, change))
}

/// Reads text with the escapes of JSON.
fn text(argument: &str) -> String {
    match JsonValue::parse(&format!("\"{argument}\"")) {
        Ok(JsonValue::String(text)) => text,
        _ => argument.to_owned(),
    }
}

fn injection(number: &str) -> Option<&'static str> {
    INJECTIONS.get(number.parse::<usize>().ok()? % INJECTIONS.len()).copied()
}

/// Counts the values inside a value.
fn count(value: &JsonValue) -> usize {
    children(value).map(|child| 1 + count(child)).sum()
}

fn children(value: &JsonValue) -> Box<dyn Iterator<Item = &JsonValue> + '_> {
    match value {
        JsonValue::Array(elements) => Box::new(elements.iter()),
        JsonValue::Object(entries) => Box::new(entries.iter().map(|(_, value)| value)),
        _ => Box::new(std::iter::empty()),
    }
}

/// Finds a value inside a value. `left` is the number of values before it.
fn find<'v>(value: &'v JsonValue, left: &mut usize) -> Option<&'v JsonValue> {
    for child in children(value) {
        if *left == 0 {
            return Some(child);
        }
        *left -= 1;
        if let Some(found) = find(child, left) {
            return Some(found);
        }
    }
    None
}

/// Changes a value inside a value. `left` is the number of values before it. Returns `true` when it is done.
fn edit(value: &mut JsonValue, left: &mut usize, change: &ValueEdit) -> bool {
    let count = children(value).count();
    for index in 0..count {
        if *left == 0 {
            match value {
                JsonValue::Array(elements) => edit_element(elements, index, change),
                JsonValue::Object(entries) => edit_entry(entries, index, change),
                _ => {}
            }
            return true;
        }
        *left -= 1;
        let child = match value {
            JsonValue::Array(elements) => elements.get_mut(index),
            JsonValue::Object(entries) => entries.get_mut(index).map(|(_, value)| value),
            _ => None,
        };
        if child.is_some_and(|child| edit(child, left, change)) {
            return true;
        }
    }
    false
}

fn edit_element(elements: &mut Vec<JsonValue>, index: usize, change: &ValueEdit) {
    let Some(element) = elements.get_mut(index) else { return };
    match change {
        ValueEdit::Set(value) => *element = value.clone(),
        ValueEdit::Also(_) => {
            let same = element.clone();
            elements.push(same);
        }
        ValueEdit::Remove => drop(elements.remove(index)),
        ValueEdit::Key(_) | ValueEdit::Copy(_) => {}
    }
}

fn edit_entry(entries: &mut Vec<(String, JsonValue)>, index: usize, change: &ValueEdit) {
    let Some((key, value)) = entries.get_mut(index) else { return };
    match change {
        ValueEdit::Set(new) => *value = new.clone(),
        ValueEdit::Key(new) => new.clone_into(key),
        ValueEdit::Also(key) => {
            let same = (key.clone(), value.clone());
            entries.push(same);
        }
        ValueEdit::Remove => drop(entries.remove(index)),
        ValueEdit::Copy(_) => {}
    }
}
