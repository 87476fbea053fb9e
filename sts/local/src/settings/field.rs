//! Fields of a document. A field that is not as expected is reported, and reads as absent.

use std::ops::RangeInclusive;

use crate::account::policy_rules::check_policy;
use crate::settings::node::{DocumentNode, DocumentValue};
use crate::settings::violation::{InvalidSetting, ViolationReport};
use sts::Policy;
use sts::policy::PolicyKind;

/// A value of a document, with its path.
#[derive(Clone)]
pub(crate) struct SettingField<'r> {
    node: &'r DocumentNode,
    path: String,
    report: &'r ViolationReport,
}

/// An object of a document, with its path.
pub(crate) struct SettingObject<'r> {
    members: &'r [(String, DocumentNode)],
    line: Option<usize>,
    path: String,
    report: &'r ViolationReport,
}

impl<'r> SettingField<'r> {
    /// Returns the root of a document.
    pub(crate) fn root(node: &'r DocumentNode, report: &'r ViolationReport) -> Self {
        Self { node, path: String::new(), report }
    }

    pub(crate) fn report(&self) -> &'r ViolationReport {
        self.report
    }

    pub(crate) fn line(&self) -> Option<usize> {
        self.node.line
    }

    /// Reports that the value is not allowed.
    pub(crate) fn refuse(&self, message: impl Into<String>) {
        self.report.add(InvalidSetting::new(&*self.path, self.node.line, message));
    }

    fn expected<T>(&self, expected: &str) -> Option<T> {
        self.refuse(format!("expected {expected}, found {}", self.node.value.describe()));
        None
    }

    pub(crate) fn is_null(&self) -> bool {
        self.node.value == DocumentValue::Null
    }

    pub(crate) fn text(&self) -> Option<&'r str> {
        match &self.node.value {
            DocumentValue::Text(text) => Some(text),
            _ => self.expected("a string"),
        }
    }

    pub(crate) fn boolean(&self) -> Option<bool> {
        match self.node.value {
            DocumentValue::Boolean(value) => Some(value),
            _ => self.expected("a boolean"),
        }
    }

    /// Returns an integer within a range. The subject starts the message about others. As in JSON Schema, 900.0 is one.
    pub(crate) fn integer(&self, subject: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let value = match self.node.value {
            DocumentValue::Integer(value) => value,
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the number is whole, and if it is too large, out of range"
            )]
            DocumentValue::Float(value) if value.fract() == 0.0 => value as i128,
            _ => return self.expected("an integer"),
        };
        if let Ok(value) = i64::try_from(value)
            && range.contains(&value)
        {
            return Some(value);
        }
        self.refuse(format!("{subject} must be {} to {}; found {value}", range.start(), range.end()));
        None
    }

    /// Returns a number of seconds within a range.
    pub(crate) fn seconds(&self, range: RangeInclusive<f64>) -> Option<f64> {
        let value = match self.node.value {
            // Integers beyond 2^53 are out of every range.
            #[expect(clippy::cast_precision_loss, reason = "an inexact number is out of range anyway")]
            DocumentValue::Integer(value) => value as f64,
            DocumentValue::Float(value) => value,
            _ => return self.expected("a number"),
        };
        if range.contains(&value) {
            return Some(value);
        }
        self.refuse(format!("the number of seconds must be {} to {}; found {value}", range.start(), range.end()));
        None
    }

    /// Returns one of some names.
    pub(crate) fn choice(&self, names: &[&'static str]) -> Option<&'static str> {
        let text = self.text()?;
        let known = names.iter().copied().find(|name| *name == text);
        if known.is_none() {
            self.refuse(format!("unknown value {text:?}, expected one of {}", quoted(names)));
        }
        known
    }

    /// Returns the items of a list.
    pub(crate) fn items(&self) -> Vec<SettingField<'r>> {
        let DocumentValue::List(items) = &self.node.value else { return self.expected("a list").unwrap_or_default() };
        let item = |(index, node)| SettingField { node, path: format!("{}[{index}]", self.path), report: self.report };
        items.iter().enumerate().map(item).collect()
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.items().iter().filter_map(SettingField::text).map(str::to_owned).collect()
    }

    /// Returns the members of a table whose keys are not fixed.
    pub(crate) fn members(&self) -> Vec<(&'r str, SettingField<'r>)> {
        let DocumentValue::Table(members) = &self.node.value else {
            return self.expected("a table").unwrap_or_default();
        };
        let member = |(key, node): &'r (String, DocumentNode)| {
            (key.as_str(), SettingField { node, path: join(&self.path, key), report: self.report })
        };
        members.iter().map(member).collect()
    }

    /// Returns the members of a table whose values are strings.
    pub(crate) fn text_members(&self) -> Vec<(&'r str, &'r str)> {
        self.members().into_iter().filter_map(|(key, field)| Some((key, field.text()?))).collect()
    }

    /// Returns an object, and reports keys that it must not have.
    pub(crate) fn object(&self, known: &[&str]) -> Option<SettingObject<'r>> {
        let DocumentValue::Table(members) = &self.node.value else { return self.expected("a table") };
        for (key, node) in members {
            if !known.contains(&key.as_str()) {
                let message = format!("unknown field `{}`, expected one of {}", key.escape_debug(), quoted(known));
                self.report.add(InvalidSetting::new(join(&self.path, key), node.line, message));
            }
        }
        Some(SettingObject { members, line: self.node.line, path: self.path.clone(), report: self.report })
    }

    /// Returns a policy, which is an object or JSON as text.
    pub(crate) fn policy(&self, kind: PolicyKind) -> Option<Policy> {
        let policy = Policy::from_json(&self.json_text()?)
            .map_err(|error| format!("invalid policy: {error}; write a policy as JSON"))
            .and_then(|policy| check_policy(&policy, kind).map(|()| policy));
        policy.map_err(|problem| self.refuse(problem)).ok()
    }

    /// Returns a JSON document that is an object or text.
    pub(crate) fn json_text(&self) -> Option<String> {
        match &self.node.value {
            DocumentValue::Text(text) => Some(text.clone()),
            DocumentValue::Table(_) => serde_json::to_string(self.node).ok(),
            _ => self.expected("a string with JSON, or an object"),
        }
    }

    /// Returns the value as it is.
    pub(crate) fn json(&self) -> Option<serde_json::Value> {
        serde_json::to_value(self.node).ok()
    }
}

impl<'r> SettingObject<'r> {
    pub(crate) fn get(&self, name: &str) -> Option<SettingField<'r>> {
        let (_, node) = self.members.iter().find(|(key, _)| key == name)?;
        Some(SettingField { node, path: join(&self.path, name), report: self.report })
    }

    /// Returns a field that has to be there.
    pub(crate) fn required(&self, name: &str) -> Option<SettingField<'r>> {
        let field = self.get(name);
        if field.is_none() {
            let path = join(&self.path, name);
            self.report.add(InvalidSetting::new(path, self.line, format!("missing field `{name}`")));
        }
        field
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'r str> {
        self.get(name)?.text()
    }

    pub(crate) fn required_text(&self, name: &str) -> Option<&'r str> {
        self.required(name)?.text()
    }

    /// Returns a boolean, which is false if it is absent.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(|field| field.boolean()).unwrap_or_default()
    }

    /// Returns the items of a list, which is empty if it is absent.
    pub(crate) fn items(&self, name: &str) -> Vec<SettingField<'r>> {
        self.get(name).map(|field| field.items()).unwrap_or_default()
    }

    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        self.get(name).map(|field| field.texts()).unwrap_or_default()
    }

    /// Returns the members of a table, which is empty if it is absent.
    pub(crate) fn members(&self, name: &str) -> Vec<(&'r str, SettingField<'r>)> {
        self.get(name).map(|field| field.members()).unwrap_or_default()
    }

    pub(crate) fn text_members(&self, name: &str) -> Vec<(&'r str, &'r str)> {
        self.get(name).map(|field| field.text_members()).unwrap_or_default()
    }

    /// Returns the name of an item. Below a path that names the item it may be left out, and must not be another one.
    pub(crate) fn name(&self, key: &str, in_path: Option<&str>) -> Option<String> {
        let Some(expected) = in_path else { return self.required_text(key).map(str::to_owned) };
        if let Some(field) = self.get(key)
            && field.text()? != expected
        {
            field.refuse(format!("must be {expected:?}, as in the path, or be left out"));
        }
        Some(expected.to_owned())
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
