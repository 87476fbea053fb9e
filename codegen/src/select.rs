//! Reduces a model to some operations, with everything that they use.

use std::collections::BTreeSet;

use crate::error::{Error, Stage};
use crate::model::Model;
use crate::similar::similar;

/// A list of so many names still fits into an error.
const FEW: usize = 20;

/// Keeps only the given operations, and the shapes that they use.
///
/// # Errors
///
/// No operation is given, or the model does not have one of them. The error suggests operations with a similar name.
pub fn select(mut model: Model, operations: &[String]) -> Result<Model, Error> {
    if operations.is_empty() {
        return Err(Error::new(Stage::Select, "", "no operation is selected").with_remedy("select at least one"));
    }
    let is_known = |name: &&String| model.operations.iter().any(|known| known.name == **name);
    let unknown: Vec<&String> = operations.iter().filter(|name| !is_known(name)).collect();
    if !unknown.is_empty() {
        return Err(unknown_operations(&model, &unknown));
    }
    model.operations.retain(|operation| operations.contains(&operation.name));
    let reached: BTreeSet<String> = model.reachable().into_iter().map(str::to_owned).collect();
    model.shapes.retain(|name, _| reached.contains(name));
    Ok(model)
}

fn unknown_operations(model: &Model, names: &[&String]) -> Error {
    let known: Vec<&str> = model.operations.iter().map(|operation| operation.name.as_str()).collect();
    let mut remedies = Vec::new();
    for name in names {
        let similar = similar(name, known.iter().copied());
        if !similar.is_empty() {
            let of = if names.len() > 1 { format!(" for {name}") } else { String::new() };
            remedies.push(format!("did you mean {}{of}?", similar.join(" or ")));
        }
    }
    // Names of which some are similar to nothing are explained by the list of all names, or by their number.
    if remedies.len() < names.len() {
        let title = &model.service.sdk_id;
        remedies.push(match known.len() {
            number if number > FEW => format!("{title} has {number} operations, and none has such a name"),
            _ => format!("the operations of {title} are {}", known.join(", ")),
        });
    }
    let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    let which = if names.len() > 1 { "operations of these names" } else { "operation of this name" };
    Error::new(Stage::Select, names.join(", "), format!("the model has no {which}")).with_remedy(remedies.join(" "))
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
        assert!(error.ends_with("the operations of X are GetUser, ListUsers"), "{error}");
        let error = pick(&["GetUser", "GetUsr", "Other", "LstUsers"]).unwrap_err().to_string();
        assert_eq!(
            error,
            "select: GetUsr, Other, LstUsers: the model has no operations of these names; did you mean GetUser for GetUsr? \
             did you mean ListUsers for LstUsers? the operations of X are GetUser, ListUsers"
        );
        assert!(pick(&[]).is_err());
    }
}
