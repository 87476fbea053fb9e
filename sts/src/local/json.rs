//! Answers as JSON, for verifiers that ask for it.
//!
//! STS answers in JSON where `Accept` says so, and aws-iam-authenticator asks it to when it checks the token of an EKS
//! client. What is known of that form is text alone: errors, and `GetCallerIdentity`. The rest is answered as XML.

use awsquery::xml::{Document, Element};
use serde_json::{Map, Value};

use crate::api::SERVICE;

/// Whether it is known how STS writes this answer as JSON.
pub(super) fn is_known(operation: Option<&str>, status: u16) -> bool {
    status >= 400 || operation == Some("GetCallerIdentity")
}

/// A document of ours as JSON: an error without its root element, as STS does.
pub(super) fn from_xml(xml: &str) -> Option<String> {
    let document = Document::parse(xml.as_bytes(), SERVICE.xml_namespace).ok()?;
    let root = document.root();
    let members = value(root);
    let json = match root.name() {
        "ErrorResponse" => members,
        name => Value::Object(Map::from_iter([(name.to_owned(), members)])),
    };
    Some(json.to_string())
}

fn value(element: Element<'_>) -> Value {
    let members: Map<String, Value> = element.children().map(|child| (child.name().to_owned(), value(child))).collect();
    if members.is_empty() { Value::String(element.text().to_owned()) } else { Value::Object(members) }
}
