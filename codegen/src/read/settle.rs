//! What is the same for both forms once the shapes are read: order, types of the prelude, and checks across shapes.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::model::{Constraints, Kind, Model, Operation, Shape};

use super::fields::error;
use super::words;

/// The namespace of Smithy's own types.
pub(super) const PRELUDE: &str = "smithy.api#";

/// The kind of a type of Smithy's prelude, by its name without the namespace.
///
/// These names are single words: an upper-case letter, then lower-case ones.
pub(super) fn prelude_kind(name: &str) -> Option<Kind> {
    let lower = name.to_ascii_lowercase();
    let capital = name.starts_with(|first: char| first.is_ascii_uppercase());
    if capital && name.get(1..) == lower.get(1..) { words::scalar(&lower) } else { None }
}

/// Brings a model into the order and the names that both forms share, and checks what no single shape shows.
pub(super) fn settle(mut model: Model) -> Result<Model, Error> {
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

/// Puts the type of the prelude in the place of shapes that say no more than it, such as a plain string called `String`.
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

fn check_operation(model: &Model, operation: &Operation) -> Result<(), Error> {
    let at = operation.name.as_str();
    for (what, name) in [("input", &operation.input), ("output", &operation.output)] {
        if let Some(name) = name
            && !matches!(model.shapes.get(name), Some(Shape { kind: Kind::Structure(_), .. }))
        {
            return Err(error(at, format!("the {what} {name} is no structure")));
        }
    }
    for name in &operation.errors {
        if model.shapes.get(name).is_none_or(|shape| shape.error.is_none()) {
            return Err(error(at, format!("{name} is listed as an error, but is none")));
        }
    }
    Ok(())
}

fn check_flattened(model: &Model, name: &str, shape: &Shape) -> Result<(), Error> {
    let (Kind::Structure(members) | Kind::Union(members)) = &shape.kind else {
        return Ok(());
    };
    for member in members.iter().filter(|member| member.flattened) {
        let target = model.shapes.get(&member.target);
        if !matches!(target, Some(Shape { kind: Kind::List(_) | Kind::Map { .. }, .. })) {
            let at = format!("{name}${}", member.name);
            return Err(error(at, format!("is flattened, but {} is no list or map", member.target)));
        }
    }
    Ok(())
}

/// Both forms of models know maps from text alone.
fn check_key(model: &Model, name: &str, shape: &Shape) -> Result<(), Error> {
    let Kind::Map { key, .. } = &shape.kind else { return Ok(()) };
    let kind = match key.target.strip_prefix(PRELUDE) {
        Some(prelude) => prelude_kind(prelude),
        None => model.shapes.get(&key.target).map(|shape| shape.kind.clone()),
    };
    match kind {
        Some(Kind::String | Kind::Enum(_)) => Ok(()),
        _ => Err(error(name, format!("the key {} is no text", key.target))),
    }
}

/// How deep lists and maps may stand in each other without a structure between them. AWS's models have two; the type of
/// each level is spelled out in Rust.
const DEEPEST: usize = 16;

/// Lists and maps become no types of their own, so that one that holds itself would have no end.
fn check_depth(model: &Model, name: &str) -> Result<(), Error> {
    let mut at = name;
    for _ in 0..DEEPEST {
        match model.shapes.get(at).map(|shape| &shape.kind) {
            Some(Kind::List(part) | Kind::Map { value: part, .. }) => at = &part.target,
            _ => return Ok(()),
        }
        if at == name {
            return Err(error(name, "holds itself without a structure between, so that it has no type in Rust")
                .with_remedy("put a structure between"));
        }
    }
    Err(error(name, format!("is more than {DEEPEST} lists and maps deep, without a structure between"))
        .with_remedy("put a structure between"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prelude_has_the_scalars_in_one_spelling() {
        assert_eq!(prelude_kind("String"), Some(Kind::String));
        assert_eq!(prelude_kind("Timestamp"), Some(Kind::Timestamp));
        assert_eq!(prelude_kind("string"), None);
        assert_eq!(prelude_kind("STRING"), None);
        assert_eq!(prelude_kind("Unit"), None);
    }
}
