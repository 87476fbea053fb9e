//! Endpoint rules, from the published rule set to a tree of conditions.

use crate::error::{Error, Stage};
use crate::json::Json;

/// The rules of a service.
#[derive(Debug)]
pub struct Rules {
    /// What the rules are given.
    pub parameters: Vec<Parameter>,
    /// Tried in order; the first that applies decides.
    pub rules: Vec<Rule>,
}

/// One thing that rules are given.
#[derive(Debug)]
pub struct Parameter {
    /// Its name in the rules: `UseFIPS`.
    pub name: String,
    /// Where a client takes it from: `AWS::UseFIPS`.
    pub built_in: String,
    /// Its type and default.
    pub kind: ParameterKind,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// Text that may be absent.
    Text,
    /// A flag with a default.
    Flag(bool),
}

/// Conditions and what follows if all hold.
#[derive(Debug, PartialEq)]
pub struct Rule {
    /// All of them must hold.
    pub conditions: Vec<Condition>,
    /// What follows.
    pub outcome: Outcome,
}

/// What follows if a rule applies.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// An endpoint.
    Endpoint {
        /// Its URL.
        url: Expression,
        /// The region to sign for.
        signing_region: Option<Expression>,
        /// The name to sign for.
        signing_name: Option<Expression>,
    },
    /// No endpoint, and why.
    Error(Expression),
    /// More rules.
    Tree(Vec<Rule>),
}

/// A condition, which may bind a name.
#[derive(Debug, PartialEq)]
pub struct Condition {
    /// What must hold, or be there.
    pub expression: Expression,
    /// The name that the value gets.
    pub assign: Option<String>,
}

/// A value.
#[derive(Debug, PartialEq)]
pub enum Expression {
    /// `true` or `false`.
    Flag(bool),
    /// A number.
    Number(i64),
    /// Text with values in the place of `{…}`.
    Template(Vec<Part>),
    /// A parameter or a bound name.
    Reference(String),
    /// A part of a value: `getAttr(PartitionResult, "dnsSuffix")`.
    Attribute(String, String),
    /// A call of a library function.
    Call(Function, Vec<Expression>),
}

/// A part of a template.
#[derive(Debug, PartialEq)]
pub enum Part {
    /// Text as it is.
    Text(String),
    /// A name, and a part of its value.
    Value(String, Option<String>),
}

/// Functions of the standard library of Smithy's rules engine that services of the Query protocol use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum Function {
    BooleanEquals,
    StringEquals,
    Not,
    IsSet,
    Partition,
    IsValidHostLabel,
    ParseUrl,
    Substring,
    UriEncode,
}

/// Reads a published rule set.
pub fn plan(rules: &Json) -> Result<Rules, Error> {
    let parameters = rules.get("parameters").map(entries).unwrap_or_default();
    Ok(Rules {
        parameters: parameters.iter().map(|(name, value)| parameter(name, value)).collect::<Result<_, _>>()?,
        rules: list(rules, "rules")?.iter().map(rule).collect::<Result<_, _>>()?,
    })
}

fn parameter(name: &str, value: &Json) -> Result<Parameter, Error> {
    let text = |key: &str| value.get(key).and_then(Json::as_str);
    let kind = match text("type").map(str::to_ascii_lowercase).as_deref() {
        Some("string") => ParameterKind::Text,
        Some("boolean") => ParameterKind::Flag(value.get("default").and_then(Json::as_bool).unwrap_or(false)),
        _ => return Err(refuse(name, "a parameter that is neither text nor a flag")),
    };
    let built_in = text("builtIn").ok_or_else(|| refuse(name, "a parameter that is no built-in of a client"))?;
    Ok(Parameter { name: name.to_owned(), built_in: built_in.to_owned(), kind })
}

fn rule(value: &Json) -> Result<Rule, Error> {
    let conditions = list(value, "conditions")?.iter().map(condition).collect::<Result<_, _>>()?;
    let outcome = if let Some(endpoint) = value.get("endpoint") {
        let url = endpoint.get("url").ok_or_else(|| refuse("endpoint", "it has no url"))?;
        let scheme = endpoint.get("properties").and_then(|properties| properties.get("authSchemes"));
        let scheme = scheme.and_then(Json::as_array).and_then(|schemes| schemes.first());
        let part = |key: &str| scheme.and_then(|scheme| scheme.get(key)).map(expression).transpose();
        Outcome::Endpoint {
            url: expression(url)?,
            signing_region: part("signingRegion")?,
            signing_name: part("signingName")?,
        }
    } else if let Some(error) = value.get("error") {
        Outcome::Error(expression(error)?)
    } else {
        Outcome::Tree(list(value, "rules")?.iter().map(rule).collect::<Result<_, _>>()?)
    };
    Ok(Rule { conditions, outcome })
}

fn condition(value: &Json) -> Result<Condition, Error> {
    let assign = value.get("assign").and_then(Json::as_str).map(str::to_owned);
    Ok(Condition { expression: expression(value)?, assign })
}

fn expression(value: &Json) -> Result<Expression, Error> {
    match value {
        Json::Bool(flag) => Ok(Expression::Flag(*flag)),
        Json::Number(number) => {
            number.as_i64().map(Expression::Number).ok_or_else(|| refuse("rules", "a number that is no integer"))
        }
        Json::String(text) => template(text).map(Expression::Template),
        _ => match value.get("ref").and_then(Json::as_str) {
            Some(name) => Ok(Expression::Reference(name.to_owned())),
            None => call(value),
        },
    }
}

fn call(value: &Json) -> Result<Expression, Error> {
    let name =
        value.get("fn").and_then(Json::as_str).ok_or_else(|| refuse("rules", "a value that is no expression"))?;
    let arguments = list(value, "argv")?;
    if name == "getAttr" {
        let reference = arguments.first().and_then(|of| of.get("ref")).and_then(Json::as_str);
        let path = arguments.get(1).and_then(Json::as_str);
        return match (reference, path) {
            (Some(reference), Some(path)) => Ok(Expression::Attribute(reference.to_owned(), path.to_owned())),
            _ => Err(refuse("getAttr", "its arguments are not a reference and a path")),
        };
    }
    let function = match name {
        "booleanEquals" => Function::BooleanEquals,
        "stringEquals" => Function::StringEquals,
        "not" => Function::Not,
        "isSet" => Function::IsSet,
        "aws.partition" => Function::Partition,
        "isValidHostLabel" => Function::IsValidHostLabel,
        "parseURL" => Function::ParseUrl,
        "substring" => Function::Substring,
        "uriEncode" => Function::UriEncode,
        _ => return Err(refuse(name, "a function that is not known")),
    };
    Ok(Expression::Call(function, arguments.iter().map(expression).collect::<Result<_, _>>()?))
}

fn template(text: &str) -> Result<Vec<Part>, Error> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| refuse(text, "a brace that is never closed"))?;
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
        }
        let (name, attribute) = match name.split_once('#') {
            Some((name, attribute)) => (name, Some(attribute.to_owned())),
            None => (name, None),
        };
        parts.push(Part::Value(name.to_owned(), attribute));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}

fn list<'a>(value: &'a Json, key: &str) -> Result<&'a [Json], Error> {
    let list = value.get(key).and_then(Json::as_array);
    list.ok_or_else(|| refuse(key, "a list of this name is missing"))
}

fn entries(value: &Json) -> &[(String, Json)] {
    match value {
        Json::Object(entries) => entries,
        _ => &[],
    }
}

fn refuse(at: &str, why: &str) -> Error {
    Error::new(Stage::Plan, format!("endpoint rules: {at}"), why).with_remedy("teach codegen/src/plan/endpoint.rs")
}
