//! Derives facts from a model: the members of shapes, the shapes that are used, and the model without documentation.

use std::collections::BTreeSet;

use crate::json::JsonValue;
use crate::model::{Deprecated, MemberShape, Model, Shape, ShapeKind};

impl Shape {
    /// Returns the members of the shape, in the order of the model.
    pub fn members(&self) -> Vec<&MemberShape> {
        match &self.kind {
            ShapeKind::List(member) => vec![member],
            ShapeKind::Map { key, value } => vec![key, value],
            ShapeKind::Structure(members) | ShapeKind::Union(members) => members.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Like [`members`](Self::members), but mutable.
    pub fn members_mut(&mut self) -> Vec<&mut MemberShape> {
        match &mut self.kind {
            ShapeKind::List(member) => vec![member],
            ShapeKind::Map { key, value } => vec![key, value],
            ShapeKind::Structure(members) | ShapeKind::Union(members) => members.iter_mut().collect(),
            _ => Vec::new(),
        }
    }
}

impl Model {
    /// Returns the names of the shapes that operations use in their inputs, outputs and errors, at any depth.
    pub fn reachable(&self) -> BTreeSet<&str> {
        self.reachable_from(
            self.operations
                .iter()
                .flat_map(|operation| operation.input.iter().chain(&operation.output).chain(&operation.errors)),
        )
    }

    /// Returns the names of the given shapes and of all shapes that they contain, at any depth.
    pub fn reachable_from<'a>(&'a self, roots: impl IntoIterator<Item = &'a String>) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&str> = roots.into_iter().map(String::as_str).collect();
        while let Some(name) = waiting.pop() {
            let Some((name, shape)) = self.shapes.get_key_value(name) else {
                continue;
            };
            if reached.insert(name.as_str()) {
                waiting.extend(shape.members().into_iter().map(|member| member.target.as_str()));
            }
        }
        reached
    }

    /// Removes everything that the publisher wrote for people: descriptions, reasons for deprecations, and the labels of
    /// endpoint tests. The facts are kept.
    #[must_use]
    pub fn without_documentation(mut self) -> Self {
        self.service.documentation = None;
        strip(&mut self.service.endpoint_rules);
        strip(&mut self.service.endpoint_tests);
        for operation in &mut self.operations {
            operation.documentation = None;
            strip_reason(&mut operation.deprecated);
            strip(&mut operation.paginated);
            strip(&mut operation.waitable);
        }
        for shape in self.shapes.values_mut() {
            shape.documentation = None;
            strip_reason(&mut shape.deprecated);
            for member in shape.members_mut() {
                member.documentation = None;
                strip_reason(&mut member.deprecated);
            }
        }
        self
    }
}

fn strip_reason(deprecated: &mut Option<Deprecated>) {
    if let Some(deprecated) = deprecated {
        deprecated.message = None;
    }
}

fn strip(json: &mut Option<JsonValue>) {
    if let Some(json) = json {
        strip_prose(json);
    }
}

/// Removes strings with the key `documentation`, at every depth.
fn strip_prose(json: &mut JsonValue) {
    match json {
        JsonValue::Array(elements) => elements.iter_mut().for_each(strip_prose),
        JsonValue::Object(entries) => {
            entries.retain(|(key, value)| key != "documentation" || value.as_str().is_none());
            entries.iter_mut().for_each(|(_, value)| strip_prose(value));
        }
        _ => {}
    }
}
