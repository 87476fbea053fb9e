//! Compares types: those of operations, shared types and errors.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::ir::{Crate, Enum, ErrorType, OutputPlan, Structure, Type};

use super::{ChangeKind, ChangeList, Pair, limits, operation, structure};

#[derive(Clone, Copy)]
enum Item<'a> {
    Structure(&'a Structure),
    Union(&'a Structure),
    Enum(&'a Enum),
    Error(&'a ErrorType),
}

impl Item<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Self::Structure(_) => "a structure",
            Self::Union(_) => "a union",
            Self::Enum(_) => "an enum",
            Self::Error(_) => "an error",
        }
    }
}

pub(super) fn compare(found: &mut ChangeList, plans: Pair<'_, Crate>) {
    let old_items = items(plans.old);
    let new_items = items(plans.new);
    let removed_with_operation = types_of_missing_operations(plans.old, plans.new);
    let added_with_operation = types_of_missing_operations(plans.new, plans.old);
    for (name, old) in &old_items {
        match new_items.get(name) {
            None if removed_with_operation.contains(name) => {}
            None => found.add(ChangeKind::TypeRemoved, *name, "was removed"),
            Some(new) => item(found, plans, name, *old, *new),
        }
    }
    for (name, item) in &new_items {
        if !old_items.contains_key(name) && !added_with_operation.contains(name) {
            found.add(ChangeKind::TypeAdded, *name, format!("is new: {}", item.kind()));
        }
    }
    limits::compare_constants(found, plans);
}

fn item(found: &mut ChangeList, plans: Pair<'_, Crate>, name: &str, old: Item<'_>, new: Item<'_>) {
    match (old, new) {
        (Item::Structure(old), Item::Structure(new)) => structure::compare(found, plans, Pair { old, new }),
        (Item::Union(old), Item::Union(new)) => structure::compare_union(found, plans, Pair { old, new }),
        (Item::Enum(old), Item::Enum(new)) => values(found, name, Pair { old, new }),
        (Item::Error(old), Item::Error(new)) => {
            error(found, name, Pair { old, new });
            structure::compare(found, plans, Pair { old: &old.structure, new: &new.structure });
        }
        (old, new) => {
            found.add(ChangeKind::TypeKindChanged, name, format!("is now {}, was {}", new.kind(), old.kind()))
        }
    }
}

fn values(found: &mut ChangeList, name: &str, pair: Pair<'_, Enum>) {
    let (old, new) = pair.map(|one| one.values.iter().map(|value| value.wire.clone()).collect::<BTreeSet<_>>());
    for value in new.difference(&old) {
        found.add(ChangeKind::ValueAdded, name, format!("has the value `{value}`"));
    }
    for value in old.difference(&new) {
        found.add(ChangeKind::ValueRemoved, name, format!("no longer has the value `{value}`"));
    }
}

fn error(found: &mut ChangeList, name: &str, pair: Pair<'_, ErrorType>) {
    let (old, new) = pair.map(|error| error.code.clone());
    if old != new {
        found.add(ChangeKind::ErrorCodeChanged, name, format!("has the code {new} now, was {old}"));
    }
    let (old, new) = pair.map(|error| error.status);
    if old != new {
        found.add(ChangeKind::ErrorResponseChanged, name, format!("has the HTTP status {new} now, was {old}"));
    }
    let (old, new) = pair.map(|error| error.retry);
    if old != new {
        found.add(ChangeKind::ErrorResponseChanged, name, format!("has the retry advice {new:?} now, was {old:?}"));
    }
}

/// Returns every type of a crate by its Rust name.
fn items(plan: &Crate) -> BTreeMap<&str, Item<'_>> {
    let mut items = BTreeMap::new();
    for operation in &plan.operations {
        items.insert(operation.request.name.rust.as_str(), Item::Structure(&operation.request));
        if let OutputPlan::Own(response) = &operation.response {
            items.insert(response.name.rust.as_str(), Item::Structure(response));
        }
    }
    for known in &plan.types {
        let item = match known {
            Type::Structure(structure) => Item::Structure(structure),
            Type::Union(union) => Item::Union(union),
            Type::Enum(values) => Item::Enum(values),
        };
        items.insert(known.name(), item);
    }
    let errors = plan.errors.iter().map(|error| (error.structure.name.rust.as_str(), Item::Error(error)));
    items.extend(errors);
    items
}

/// Returns the request and response types of operations that the other crate does not have. The change of the operation
/// covers them.
fn types_of_missing_operations<'a>(plan: &'a Crate, other: &Crate) -> BTreeSet<&'a str> {
    let missing = plan.operations.iter().filter(|one| operation::named(other, &one.name.wire).is_none());
    missing.flat_map(|one| [one.request.name.rust.as_str(), operation::response(one)]).collect()
}
