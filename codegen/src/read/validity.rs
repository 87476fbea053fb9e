//! Refuses what a valid model does not contain, because the code for it would not compile or could not work.
//!
//! The rules are those of the traits in the Smithy specification. API-2 has no specification, and its models are generated
//! from models of Smithy.

use crate::error::Error;
use crate::graph;
use crate::model::{MemberShape, Model, OperationShape, Shape, ShapeKind};

use super::fields::error;

/// Checks a model whose names and references are settled.
///
/// # Errors
///
/// A trait is applied to a type that it does not fit, a type has no value, or a label of a host name is unknown. The error
/// names the place and says what to do.
pub(super) fn check(model: &Model) -> Result<(), Error> {
    model.shapes.iter().try_for_each(|(name, shape)| check_shape(model, name, shape))?;
    refuse_endless(model)?;
    model.operations.iter().try_for_each(|operation| check_operation(model, operation))
}

fn check_shape(model: &Model, name: &str, shape: &Shape) -> Result<(), Error> {
    if matches!(&shape.kind, ShapeKind::Union(members) if members.is_empty()) {
        return Err(error(name, "is a union without members, so it has no value")
            .with_remedy("add a member to the union, or remove the members that refer to it"));
    }
    shape.members().into_iter().try_for_each(|member| check_member(model, name, member))
}

fn check_member(model: &Model, shape: &str, member: &MemberShape) -> Result<(), Error> {
    let at = format!("{shape}${}", member.name);
    for (is_marked, what) in
        [(member.idempotency_token, "an idempotency token"), (member.host_label, "a label of the host name")]
    {
        if is_marked && !is_plain_text(model, member) {
            return Err(error(at, format!("is {what}, but {} is not plain text", target(member)))
                .with_remedy("the target must be a string that is neither sensitive nor an enum"));
        }
    }
    if is_error(model, &member.target) {
        return Err(error(at, format!("refers to {}, which is an error", member.target))
            .with_remedy("use a structure that no operation lists as an error"));
    }
    Ok(())
}

/// Refuses structures that require themselves, so that every value would contain another one.
fn refuse_endless(model: &Model) -> Result<(), Error> {
    let cycles = graph::cycles(model.shapes.keys().map(String::as_str), |name| required(model, name));
    let leads_back = |name: &str| required(model, name).iter().any(|target| cycles.get(target) == cycles.get(name));
    match model.shapes.keys().find(|name| leads_back(name)) {
        None => Ok(()),
        Some(name) => Err(error(name, "requires itself, so that no value of it would end")
            .with_remedy("make one of the members in the cycle optional")),
    }
}

/// Returns the structures that a structure requires directly.
fn required<'m>(model: &'m Model, name: &str) -> Vec<&'m str> {
    let Some(shape) = model.shapes.get(name).filter(|shape| is_structure(shape)) else { return Vec::new() };
    let targets = shape.members().into_iter().filter(|member| member.required).map(|member| &member.target);
    let targets = targets.filter_map(|target| model.shapes.get_key_value(target));
    targets.filter(|(_, shape)| is_structure(shape)).map(|(name, _)| name.as_str()).collect()
}

fn is_structure(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Structure(_))
}

fn check_operation(model: &Model, operation: &OperationShape) -> Result<(), Error> {
    let at = operation.name.as_str();
    for (what, name) in [("input", &operation.input), ("output", &operation.output)] {
        if let Some(name) = name.as_ref().filter(|name| is_error(model, name)) {
            return Err(error(at, format!("its {what} {name} is an error"))
                .with_remedy("use a structure that no operation lists as an error"));
        }
    }
    let input = operation.input.as_ref().and_then(|input| model.shapes.get(input));
    let is_label = |name: &str| {
        input.is_some_and(|input| input.members().iter().any(|member| member.host_label && member.name == name))
    };
    let prefix = operation.host_prefix.as_deref().unwrap_or_default();
    let labels = prefix.split('{').skip(1).map(|rest| rest.split_once('}').map_or(rest, |(name, _)| name));
    match labels.into_iter().find(|name| !is_label(name)) {
        None => Ok(()),
        Some(name) => {
            Err(error(at, format!("the host prefix {prefix:?} has the label {name:?}, which the input lacks"))
                .with_remedy("mark the member of this name as a label of the host name, or correct the prefix"))
        }
    }
}

fn is_error(model: &Model, name: &str) -> bool {
    model.shapes.get(name).is_some_and(|shape| shape.error.is_some())
}

fn is_plain_text(model: &Model, member: &MemberShape) -> bool {
    let is_plain = match model.shapes.get(&member.target) {
        Some(shape) => shape.kind == ShapeKind::String && !shape.sensitive,
        None => target(member) == "String",
    };
    is_plain && !member.sensitive
}

/// Returns the name of the target without the namespace of Smithy's prelude.
fn target(member: &MemberShape) -> &str {
    member.target.rsplit('#').next().unwrap_or(&member.target)
}

#[cfg(test)]
mod tests {
    use crate::read::tests::{api2, failure, strict};

    /// Returns a model with an operation whose input has a member, and with further shapes.
    fn act(operation: &str, member: &str, shapes: &str) -> String {
        api2(
            &format!(r#""Act": {{"input": {{"shape": "In"}}{operation}}}"#),
            &format!(
                r#""In": {{"type": "structure", "members": {{"A": {{"shape": "Text", {member}}}, "B": {{"shape": "Other"}}}}}},
                "Text": {{"type": "string"}}{shapes}"#
            ),
        )
    }

    #[test]
    fn tokens_and_host_labels_are_plain_text() {
        for (mark, what) in [("idempotencyToken", "an idempotency token"), ("hostLabel", "a label of the host name")] {
            let model = |other: &str| {
                act("", &format!(r#""{mark}": true"#), r#", "Other": {"type": "long"}"#)
                    .replace(r#""Text": {"type": "string"}"#, &format!(r#""Text": {{{other}}}"#))
            };
            strict(&model(r#""type": "string""#));
            strict(&model(r#""type": "string", "max": 5"#));
            for other in [
                r#""type": "integer""#,
                r#""type": "list", "member": {"shape": "Other"}"#,
                r#""type": "string", "sensitive": true"#,
                r#""type": "string", "enum": ["a"]"#,
            ] {
                let text = failure(&model(other));
                assert!(text.starts_with(&format!("read: In$A: is {what}, but ")), "{text}");
                assert!(
                    text.ends_with("; the target must be a string that is neither sensitive nor an enum"),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn a_union_has_a_member() {
        let other = r#", "Other": {"type": "structure", "union": true, "members": {}}"#;
        let text = failure(&act("", r#""deprecated": false"#, other));
        assert!(
            text.starts_with("read: Other: is a union without members, so it has no value; add a member"),
            "{text}"
        );
    }

    #[test]
    fn a_structure_does_not_require_itself() {
        let structure = |name: &str, target: &str, required: &str| {
            format!(
                r#""{name}": {{"type": "structure", "required": [{required}], "members": {{"M": {{"shape": "{target}"}}}}}}"#
            )
        };
        let model = |shapes: &[String]| api2("", &shapes.join(", "));
        let must = r#""M""#;
        for shapes in [
            vec![structure("A", "A", must)],
            vec![structure("Lead", "A", must), structure("A", "B", must), structure("B", "A", must)],
        ] {
            let text = failure(&model(&shapes));
            assert!(text.contains(": requires itself, so that no value of it would end; make one of"), "{text}");
            assert!(text.starts_with("read: A: ") || text.starts_with("read: B: "), "{text}");
        }
        strict(&model(&[structure("A", "B", must), structure("B", "A", "")]));
        let list = r#""L": {"type": "list", "member": {"shape": "A"}}"#.to_owned();
        strict(&model(&[structure("A", "L", must), list]));
        let chain = |number: usize| structure(&format!("A{number}"), &format!("A{}", number + 1), must);
        let mut chain: Vec<String> = (0..20_000).map(chain).collect();
        chain.push(r#""A20000": {"type": "string"}"#.to_owned());
        strict(&model(&chain));
    }

    #[test]
    fn an_error_is_not_data() {
        let errors = r#", "errors": [{"shape": "Other"}]"#;
        let other = r#", "Other": {"type": "structure", "members": {}}"#;
        let text = failure(&act(errors, r#""deprecated": false"#, other));
        assert!(text.starts_with("read: In$B: refers to Other, which is an error; use a structure"), "{text}");
        let text = failure(&api2(
            r#""Act": {"output": {"shape": "Out"}, "errors": [{"shape": "Out"}]}"#,
            r#""Out": {"type": "structure", "members": {}}"#,
        ));
        assert!(text.starts_with("read: Act: its output Out is an error; use a structure"), "{text}");
    }

    #[test]
    fn the_labels_of_a_host_prefix_are_members_that_are_marked() {
        let other = r#", "Other": {"type": "long"}"#;
        let model =
            |prefix: &str, member: &str| act(&format!(r#", "endpoint": {{"hostPrefix": "{prefix}"}}"#), member, other);
        strict(&model("data-{A}.", r#""hostLabel": true"#));
        strict(&model("data.", r#""hostLabel": false"#));
        for (prefix, label, mark) in [("data-{A}.", "A", false), ("{A}.{Nope}.", "Nope", true), ("{A", "A", false)] {
            let text = failure(&model(prefix, &format!(r#""hostLabel": {mark}"#)));
            let expected =
                format!("read: Act: the host prefix {prefix:?} has the label {label:?}, which the input lacks; ");
            assert!(text.starts_with(&expected), "{text}");
        }
    }
}
