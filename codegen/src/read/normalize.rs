//! Brings a model into the order and the names that both forms share, and checks the references between shapes.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::model::{Constraints, Model, OperationShape, Shape, ShapeKind};

use super::common;
use super::fields::error;
use super::wire_names;

/// The namespace of Smithy's prelude, which defines the simple types.
pub(super) const PRELUDE: &str = "smithy.api#";

/// Returns the kind of a type of Smithy's prelude, by its name without the namespace.
///
/// Each of these names is a single capitalized word.
pub(super) fn prelude_kind(name: &str) -> Option<ShapeKind> {
    let lower = name.to_ascii_lowercase();
    let capital = name.starts_with(|first: char| first.is_ascii_uppercase());
    if capital && name.get(1..) == lower.get(1..) { common::scalar(&lower) } else { None }
}

/// Sorts and renames the parts of a model, and checks its references.
pub(super) fn normalize(mut model: Model) -> Result<Model, Error> {
    model.operations.sort_by(|one, other| one.name.cmp(&other.name));
    for pair in model.operations.windows(2) {
        if let [one, other] = pair
            && one.name == other.name
        {
            return Err(error(one.name.as_str(), "the operation is listed twice"));
        }
    }
    for operation in &mut model.operations {
        operation.errors.sort();
        operation.errors.dedup();
    }
    fold_prelude(&mut model);
    wire_names::settle(&mut model)?;
    for operation in &model.operations {
        check_operation(&model, operation)?;
    }
    for (name, shape) in &model.shapes {
        check_flattened(&model, name, shape)?;
        check_key(&model, name, shape)?;
        check_depth(&model, name)?;
    }
    Ok(model)
}

/// Replaces shapes that are no different from a type of the prelude, such as a plain string named `String`, with it.
fn fold_prelude(model: &mut Model) {
    let folded: BTreeSet<String> =
        model.shapes.iter().filter(|(name, shape)| is_prelude(name, shape)).map(|(name, _)| name.clone()).collect();
    model.shapes.retain(|name, _| !folded.contains(name));
    for shape in model.shapes.values_mut() {
        for member in shape.members_mut() {
            if folded.contains(&member.target) {
                member.target.insert_str(0, PRELUDE);
            }
        }
    }
}

fn is_prelude(name: &str, shape: &Shape) -> bool {
    prelude_kind(name).is_some_and(|kind| kind == shape.kind)
        && shape.rename.is_none()
        && shape.constraints == Constraints::default()
        && !shape.sensitive
        && shape.timestamp_format.is_none()
        && shape.deprecated.is_none()
        && shape.documentation.is_none()
}

fn check_operation(model: &Model, operation: &OperationShape) -> Result<(), Error> {
    let at = operation.name.as_str();
    for (what, name) in [("input", &operation.input), ("output", &operation.output)] {
        if let Some(name) = name
            && !matches!(model.shapes.get(name), Some(Shape { kind: ShapeKind::Structure(_), .. }))
        {
            return Err(error(at, format!("the {what} {name} is not a structure")));
        }
    }
    for name in &operation.errors {
        if model.shapes.get(name).is_none_or(|shape| shape.error.is_none()) {
            return Err(error(at, format!("{name} is listed as an error, but is not marked as one")));
        }
    }
    Ok(())
}

fn check_flattened(model: &Model, name: &str, shape: &Shape) -> Result<(), Error> {
    let (ShapeKind::Structure(members) | ShapeKind::Union(members)) = &shape.kind else {
        return Ok(());
    };
    for member in members.iter().filter(|member| member.flattened) {
        let target = model.shapes.get(&member.target);
        if !matches!(target, Some(Shape { kind: ShapeKind::List(_) | ShapeKind::Map { .. }, .. })) {
            let at = format!("{name}${}", member.name);
            return Err(error(at, format!("is flattened, but {} is neither a list nor a map", member.target)));
        }
    }
    Ok(())
}

/// Checks that the keys of a map are strings, as both forms of models require.
fn check_key(model: &Model, name: &str, shape: &Shape) -> Result<(), Error> {
    let ShapeKind::Map { key, .. } = &shape.kind else { return Ok(()) };
    let kind = match key.target.strip_prefix(PRELUDE) {
        Some(prelude) => prelude_kind(prelude),
        None => model.shapes.get(&key.target).map(|shape| shape.kind.clone()),
    };
    match kind {
        Some(ShapeKind::String | ShapeKind::Enum(_)) => Ok(()),
        _ => Err(error(name, format!("the key {} is not a string", key.target))),
    }
}

/// Deepest nesting of lists and maps without a structure in between. AWS's models nest at most two.
const MAX_DEPTH: usize = 16;

/// Checks the nesting of lists and maps. They have no names in Rust: each use spells out the type of every level, so a
/// list that contains itself would have an infinite type.
fn check_depth(model: &Model, name: &str) -> Result<(), Error> {
    let mut at = name;
    for _ in 0..MAX_DEPTH {
        match model.shapes.get(at).map(|shape| &shape.kind) {
            Some(ShapeKind::List(part) | ShapeKind::Map { value: part, .. }) => at = &part.target,
            _ => return Ok(()),
        }
        if at == name {
            return Err(error(name, "contains itself with no structure in between, so it has no type in Rust")
                .with_remedy("put a structure in between"));
        }
    }
    Err(error(name, format!("nests more than {MAX_DEPTH} lists and maps with no structure in between"))
        .with_remedy("put a structure in between"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_of_the_prelude_has_only_one_spelling() {
        assert_eq!(prelude_kind("String"), Some(ShapeKind::String));
        assert_eq!(prelude_kind("Timestamp"), Some(ShapeKind::Timestamp));
        assert_eq!(prelude_kind("string"), None);
        assert_eq!(prelude_kind("STRING"), None);
        assert_eq!(prelude_kind("Unit"), None);
    }
}
