//! Reduces a model to some operations, with everything that they use.

use std::collections::BTreeSet;

use crate::error::{Error, Stage};
use crate::model::Model;

/// Keeps only the given operations, and the shapes that they use.
///
/// # Errors
///
/// No operation is given, or the model does not have one of them. The error suggests operations with a similar name.
pub fn select(mut model: Model, operations: &[String]) -> Result<Model, Error> {
    if operations.is_empty() {
        return Err(Error::new(Stage::Select, "", "no operation is selected").with_remedy("select at least one"));
    }
    if let Some(name) = operations.iter().find(|name| model.operations.iter().all(|known| known.name != **name)) {
        return Err(unknown(&model, name));
    }
    model.operations.retain(|operation| operations.contains(&operation.name));
    let reached: BTreeSet<String> = model.reachable().into_iter().map(str::to_owned).collect();
    model.shapes.retain(|name, _| reached.contains(name));
    Ok(model)
}

fn unknown(model: &Model, name: &str) -> Error {
    let error = Error::new(Stage::Select, name, "the model has no operation of this name");
    let mut near: Vec<(usize, &str)> =
        model.operations.iter().map(|known| (distance(name, &known.name), known.name.as_str())).collect();
    near.sort_unstable();
    // A name with up to a quarter of wrong letters is probably a typo. With more, it is another name.
    let near: Vec<&str> = near.iter().filter(|(far, known)| far * 4 <= known.len()).map(|(_, known)| *known).collect();
    match near.get(..near.len().min(3)) {
        Some(near) if !near.is_empty() => error.with_remedy(format!("did you mean {}?", near.join(" or "))),
        _ => {
            let all: Vec<&str> = model.operations.iter().map(|known| known.name.as_str()).collect();
            error.with_remedy(format!("its operations are {}", all.join(", ")))
        }
    }
}

/// Returns the Levenshtein distance of two names, ignoring case.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.to_lowercase().chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        let mut next = vec![left];
        for (cost, known) in row.iter().skip(1).zip(&other) {
            left = (diagonal + usize::from(letter != *known)).min(left + 1).min(cost + 1);
            diagonal = *cost;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Strictness, read};

    fn model() -> Model {
        let text = r#"{"metadata": {"protocol": "query", "endpointPrefix": "x", "serviceId": "X", "apiVersion": "1",
            "signatureVersion": "v4"},
            "operations": {"GetUser": {"name": "GetUser", "input": {"shape": "In"}},
                "ListUsers": {"name": "ListUsers", "output": {"shape": "Out"}}},
            "shapes": {"In": {"type": "structure", "members": {"A": {"shape": "Deep"}}},
                "Deep": {"type": "structure", "members": {}},
                "Out": {"type": "structure", "members": {"B": {"shape": "Other"}}},
                "Other": {"type": "structure", "members": {}}}}"#;
        read(text, Strictness::Strict).unwrap().model
    }

    fn pick(names: &[&str]) -> Result<Model, Error> {
        select(model(), &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn only_shapes_that_the_operations_use_are_kept() {
        let model = pick(&["GetUser"]).unwrap();
        assert_eq!(model.operations.len(), 1);
        assert_eq!(model.shapes.keys().collect::<Vec<_>>(), ["Deep", "In"]);
    }

    #[test]
    fn an_unknown_operation_is_an_error_with_similar_names() {
        let error = pick(&["getusers"]).unwrap_err().to_string();
        assert_eq!(error, "select: getusers: the model has no operation of this name; did you mean GetUser?");
        let error = pick(&["GetUser", "DeleteEverything"]).unwrap_err().to_string();
        assert!(error.ends_with("its operations are GetUser, ListUsers"), "{error}");
        assert!(pick(&[]).is_err());
    }

    #[test]
    fn the_distance_of_two_names_is_the_number_of_edits() {
        for (one, other, far) in [("", "", 0), ("abc", "", 3), ("", "ab", 2), ("kitten", "sitting", 3), ("Ab", "aB", 0)]
        {
            assert_eq!(distance(one, other), far, "{one} {other}");
        }
    }
}
