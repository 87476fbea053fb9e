//! Tests with small models, most of which have one problem.

pub(crate) mod forms;
mod refusals;
mod wire;

use super::{Strictness, read};
use crate::error::Error;
use crate::model::{MemberShape, Model, OperationShape, ShapeKind};

/// Returns an AST of a service with the given operations and shapes. Each shape is `"ns#Name": {…}`.
pub(crate) fn ast(operations: &[&str], shapes: &str) -> String {
    let targets: Vec<String> = operations.iter().map(|name| format!(r#"{{"target": "ns#{name}"}}"#)).collect();
    format!(
        r#"{{"smithy": "2.0", "shapes": {{
            "ns#Service": {{"type": "service", "version": "2020-01-01", "operations": [{}], "traits": {{
                "aws.api#service": {{"sdkId": "Tiny", "endpointPrefix": "tiny"}},
                "aws.auth#sigv4": {{"name": "tiny"}},
                "aws.protocols#awsQuery": {{}}}}}}{}{shapes}}}}}"#,
        targets.join(", "),
        if shapes.is_empty() { "" } else { ", " },
    )
}

/// Returns an API-2 model of the service of [`ast`].
pub(crate) fn api2(operations: &str, shapes: &str) -> String {
    format!(
        r#"{{"version": "2.0", "metadata": {{"apiVersion": "2020-01-01", "endpointPrefix": "tiny",
            "protocol": "query", "serviceId": "Tiny", "signatureVersion": "v4"}},
            "operations": {{{operations}}}, "shapes": {{{shapes}}}}}"#
    )
}

pub(crate) fn strict(text: &str) -> Model {
    let reading = read(text, Strictness::Strict).unwrap();
    assert_eq!(reading.warnings, [""; 0]);
    reading.model
}

/// Returns the error of a text, without the default remedy.
pub(crate) fn failure(text: &str) -> String {
    let error: Error = read(text, Strictness::Strict).unwrap_err();
    assert!(error.remedy().is_some(), "{error}");
    error.to_string().replace(&format!("; {}", super::REMEDY), "")
}

fn operation<'a>(model: &'a Model, name: &str) -> &'a OperationShape {
    model.operations.iter().find(|operation| operation.name == name).unwrap()
}

fn member<'a>(model: &'a Model, shape: &str, name: &str) -> &'a MemberShape {
    model.shapes[shape].members().into_iter().find(|member| member.name == name).unwrap()
}

fn values<'a>(model: &'a Model, shape: &str) -> &'a [String] {
    match &model.shapes[shape].kind {
        ShapeKind::Enum(values) => values,
        other => panic!("{shape} is {other:?}"),
    }
}
