//! Finds out in which messages a shape occurs: in requests, responses and errors.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{MemberShape, Model, ShapeKind};

/// The uses of the shapes of a model.
#[derive(Debug, Default)]
pub(super) struct ShapeReach {
    /// Shapes that are part of a request.
    pub(super) sent: BTreeSet<String>,
    /// Shapes that are part of a response or an error.
    pub(super) received: BTreeSet<String>,
    /// Shapes that are inputs, each with the number of operations.
    inputs: BTreeMap<String, usize>,
    /// Shapes that are outputs, each with the number of operations.
    outputs: BTreeMap<String, usize>,
    /// Shapes that other shapes contain.
    nested: BTreeSet<String>,
}

impl ShapeReach {
    pub(super) fn of(model: &Model) -> Self {
        let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
        let operations = || model.operations.iter();
        let inputs = operations().flat_map(|operation| &operation.input);
        let responses = operations().flat_map(|operation| operation.output.iter().chain(&operation.errors));
        let mut reach = Self {
            sent: owned(model.reachable_from(inputs)),
            received: owned(model.reachable_from(responses)),
            ..Self::default()
        };
        for operation in operations() {
            if let Some(input) = &operation.input {
                *reach.inputs.entry(input.clone()).or_default() += 1;
            }
            if let Some(output) = &operation.output {
                *reach.outputs.entry(output.clone()).or_default() += 1;
            }
        }
        for name in reach.sent.union(&reach.received) {
            if let Some(shape) = model.shapes.get(name) {
                reach.nested.extend(shape.members().into_iter().map(|member| member.target.clone()));
            }
        }
        reach
    }

    /// Returns `true` if a structure is the input of one operation and nothing else.
    pub(super) fn is_own_input(&self, name: &str) -> bool {
        self.inputs.get(name) == Some(&1) && !self.nested.contains(name) && !self.outputs.contains_key(name)
    }

    /// Returns `true` if a structure is the output of one operation and nothing else.
    pub(super) fn is_own_output(&self, name: &str) -> bool {
        self.outputs.get(name) == Some(&1) && !self.nested.contains(name) && !self.inputs.contains_key(name)
    }

    /// Returns `true` if another shape contains the structure, or more than one operation uses it.
    pub(super) fn is_shared(&self, name: &str) -> bool {
        self.nested.contains(name)
            || (self.outputs.contains_key(name) && !self.is_own_output(name))
            || (self.sent.contains(name) && !self.inputs.contains_key(name))
    }
}

/// Returns the members of a structure or union.
pub(super) fn members(kind: &ShapeKind) -> &[MemberShape] {
    match kind {
        ShapeKind::Structure(members) | ShapeKind::Union(members) => members,
        _ => &[],
    }
}

/// Returns the types of which nothing may be shown: structures and unions that are sensitive or part of something
/// sensitive, and sensitive enums.
///
/// A structure that is also used elsewhere is hidden there too, because its debug output cannot know where it is from.
pub(super) fn hidden(model: &Model) -> BTreeSet<String> {
    let marked = model.shapes.iter().filter(|(_, shape)| shape.sensitive).map(|(name, _)| name);
    let members = model.shapes.values().flat_map(|shape| shape.members()).filter(|member| member.sensitive);
    let reached = model.reachable_from(marked.chain(members.map(|member| &member.target)));
    let is_hidden = |name: &str| {
        model.shapes.get(name).is_some_and(|shape| match shape.kind {
            ShapeKind::Structure(_) | ShapeKind::Union(_) => true,
            ShapeKind::Enum(_) => shape.sensitive,
            _ => false,
        })
    };
    reached.into_iter().filter(|name| is_hidden(name)).map(str::to_owned).collect()
}

/// Returns the shapes that satisfy `of`, and those that contain one of them at any depth.
pub(super) fn closure(model: &Model, of: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, shape) in &model.shapes {
        for part in shape.members() {
            holders.entry(&part.target).or_default().push(name);
        }
    }
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = model.shapes.keys().map(String::as_str).filter(|name| of(name)).collect();
    while let Some(name) = open.pop() {
        if found.insert(name.to_owned()) {
            open.extend(holders.get(name).into_iter().flatten());
        }
    }
    found
}
