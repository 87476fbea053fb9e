//! Turns a published endpoint rule set into a tree of typed conditions.

use super::names;
use crate::error::{Error, Stage};
use crate::json::JsonValue;

/// The endpoint rules of a service.
#[derive(Debug)]
pub struct EndpointRuleSet {
    /// Inputs of the rules.
    pub parameters: Vec<EndpointParameter>,
    /// Rules in the order in which they are tried. The first one that applies decides.
    pub rules: Vec<EndpointRule>,
    /// True if an endpoint asks for signature version 4, whatever the service says.
    pub signature_v4: bool,
}

/// An input of endpoint rules.
#[derive(Debug)]
pub struct EndpointParameter {
    /// Name in the rules, such as `UseFIPS`.
    pub name: String,
    /// Setting of the client that supplies the value, such as `AWS::UseFIPS`.
    pub built_in: String,
    /// Type and default value.
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

/// Conditions, and the outcome if all of them hold.
#[derive(Debug, PartialEq)]
pub struct EndpointRule {
    /// Conditions that must all hold.
    pub conditions: Vec<EndpointCondition>,
    /// Outcome if they hold.
    pub outcome: EndpointOutcome,
}

/// The outcome of a rule that applies.
#[derive(Debug, PartialEq)]
pub enum EndpointOutcome {
    /// An endpoint.
    Endpoint {
        /// URL of the endpoint.
        url: EndpointExpression,
        /// Region to sign for.
        signing_region: Option<EndpointExpression>,
        /// Service name to sign for.
        signing_name: Option<EndpointExpression>,
    },
    /// No endpoint. The expression is the message of the error.
    Error(EndpointExpression),
    /// Nested rules. The first one that applies decides.
    Tree(Vec<EndpointRule>),
}

/// A condition, which may bind its value to a name.
#[derive(Debug, PartialEq)]
pub struct EndpointCondition {
    /// Expression that must be true, or must have a value if it is not a flag.
    pub expression: EndpointExpression,
    /// Name that the value is bound to.
    pub assign: Option<String>,
}

/// An expression of endpoint rules.
#[derive(Debug, PartialEq)]
pub enum EndpointExpression {
    /// `true` or `false`.
    Flag(bool),
    /// A number.
    Number(i64),
    /// Text in which each `{…}` stands for a value.
    Template(Vec<TemplatePart>),
    /// A parameter or a bound name.
    Reference(String),
    /// An attribute of a value, such as `getAttr(PartitionResult, "dnsSuffix")`.
    Attribute(String, String),
    /// A call of a function of the standard library.
    Call(EndpointFunction, Vec<EndpointExpression>),
}

/// A part of a template.
#[derive(Debug, PartialEq)]
pub enum TemplatePart {
    /// Literal text.
    Text(String),
    /// A name, and the attribute of its value to insert. Without an attribute, the value itself is inserted.
    Value(String, Option<String>),
}

/// Functions of the standard library of Smithy's rules engine that services of the Query protocol use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum EndpointFunction {
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

impl EndpointFunction {
    /// Returns the types of the arguments. `None` for a function that takes one argument of any type but a boolean.
    fn arguments(self) -> Option<&'static [ExpressionType]> {
        use ExpressionType::{Flag, Number, Text};
        match self {
            Self::BooleanEquals => Some(&[Flag, Flag]),
            Self::StringEquals => Some(&[Text, Text]),
            Self::Not => Some(&[Flag]),
            Self::IsSet => None,
            Self::Partition | Self::ParseUrl | Self::UriEncode => Some(&[Text]),
            Self::IsValidHostLabel => Some(&[Text, Flag]),
            Self::Substring => Some(&[Text, Number, Number, Flag]),
        }
    }
}

/// The type of an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ExpressionType {
    Text,
    Flag,
    Number,
    Partition,
    Url,
}

impl ExpressionType {
    /// Returns the attributes of a value, as the specification of the functions that return it lists them.
    fn attributes(self) -> &'static [(&'static str, Self)] {
        match self {
            Self::Text | Self::Flag | Self::Number => &[],
            Self::Partition => &[
                ("name", Self::Text),
                ("dnsSuffix", Self::Text),
                ("dualStackDnsSuffix", Self::Text),
                ("implicitGlobalRegion", Self::Text),
                ("supportsFIPS", Self::Flag),
                ("supportsDualStack", Self::Flag),
            ],
            Self::Url => &[
                ("scheme", Self::Text),
                ("authority", Self::Text),
                ("path", Self::Text),
                ("normalizedPath", Self::Text),
                ("isIp", Self::Flag),
            ],
        }
    }
}

/// The built-in parameter for the endpoint that a user configures.
const ENDPOINT: &str = "SDK::Endpoint";

/// Reads a published rule set.
pub fn plan(rules: &JsonValue) -> Result<EndpointRuleSet, Error> {
    let mut reader = RuleReader { bound: Vec::new(), signature_v4: false };
    let parameters = rules.get("parameters").map(entries).unwrap_or_default();
    let set = EndpointRuleSet {
        parameters: parameters.iter().map(|(name, value)| reader.parameter(name, value)).collect::<Result<_, _>>()?,
        rules: reader.rules(rules)?,
        signature_v4: reader.signature_v4,
    };
    let takes_endpoint =
        |parameter: &EndpointParameter| parameter.built_in == ENDPOINT && parameter.kind == ParameterKind::Text;
    if !set.parameters.iter().any(takes_endpoint) {
        // A test whose endpoint is ignored would call AWS.
        let problem = format!("no parameter is the text {ENDPOINT}, so a configured endpoint would be ignored");
        return Err(refuse("parameters", &problem));
    }
    Ok(set)
}

/// Returns the first scheme of an endpoint that the client supports.
fn supported_scheme(schemes: &[JsonValue]) -> Result<&JsonValue, Error> {
    const SUPPORTED: &str = "sigv4";
    let name = |scheme: &JsonValue| scheme.get("name").and_then(JsonValue::as_str).unwrap_or("none").to_owned();
    schemes.iter().find(|scheme| name(scheme) == SUPPORTED).ok_or_else(|| {
        let found: Vec<String> = schemes.iter().map(name).collect();
        let found = found.join(", ");
        refuse("authSchemes", &format!("an endpoint must be usable with {SUPPORTED}; its schemes are: {found}"))
    })
}

/// Largest number of conditions of a rule. Together they are one expression, and each takes stack when it is formatted.
const MAX_CONDITIONS: usize = 100;

/// Reads rules, and keeps the names that are bound at the current place.
struct RuleReader {
    bound: Vec<(String, ExpressionType)>,
    /// True after an endpoint that asks for signature version 4.
    signature_v4: bool,
}

impl RuleReader {
    fn parameter(&mut self, name: &str, value: &JsonValue) -> Result<EndpointParameter, Error> {
        let text = |key: &str| value.get(key).and_then(JsonValue::as_str);
        let (kind, value_type) = match text("type").map(str::to_ascii_lowercase).as_deref() {
            Some("string") => (ParameterKind::Text, ExpressionType::Text),
            Some("boolean") => {
                let default = value.get("default").and_then(JsonValue::as_bool).unwrap_or(false);
                (ParameterKind::Flag(default), ExpressionType::Flag)
            }
            _ => return Err(refuse(name, "the type of a parameter must be string or boolean")),
        };
        let built_in = text("builtIn").ok_or_else(|| refuse(name, "the parameter has no builtIn"))?;
        self.bind(name, value_type)?;
        Ok(EndpointParameter { name: name.to_owned(), built_in: built_in.to_owned(), kind })
    }

    /// Binds a name from here to the end of the rule.
    fn bind(&mut self, name: &str, value_type: ExpressionType) -> Result<(), Error> {
        let letters = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if !letters || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let allowed = "a name must consist of ASCII letters, digits and underscores, and start with a letter";
            return Err(refuse(&format!("{name:?}"), allowed));
        }
        let variable = names::member(name);
        if let Some((other, _)) = self.bound.iter().find(|(other, _)| names::member(other) == variable) {
            return Err(refuse(&format!("{name:?}"), &format!("the name is bound already, as {other:?}")));
        }
        self.bound.push((name.to_owned(), value_type));
        Ok(())
    }

    fn type_of_name(&self, name: &str) -> Result<ExpressionType, Error> {
        let bound = self.bound.iter().rfind(|(known, _)| known == name);
        let unknown = || refuse(&format!("{name:?}"), "the name is not bound where it is used");
        bound.map(|(_, value_type)| *value_type).ok_or_else(unknown)
    }

    fn type_of_attribute(&self, name: &str, attribute: &str) -> Result<ExpressionType, Error> {
        let found = self.type_of_name(name)?.attributes().iter().find(|(known, _)| *known == attribute);
        let unknown = || refuse(&format!("{name}#{attribute}"), "the value has no attribute of this name");
        found.map(|(_, value_type)| *value_type).ok_or_else(unknown)
    }

    fn rules(&mut self, value: &JsonValue) -> Result<Vec<EndpointRule>, Error> {
        list(value, "rules")?.iter().map(|rule| self.rule(rule)).collect()
    }

    fn rule(&mut self, value: &JsonValue) -> Result<EndpointRule, Error> {
        let outside = self.bound.len();
        let conditions = list(value, "conditions")?;
        if conditions.len() > MAX_CONDITIONS {
            return Err(refuse("conditions", &format!("a rule has more than {MAX_CONDITIONS} conditions")));
        }
        let conditions = conditions.iter().map(|condition| self.condition(condition)).collect::<Result<_, _>>()?;
        let outcome = if let Some(endpoint) = value.get("endpoint") {
            self.endpoint(endpoint)?
        } else if let Some(error) = value.get("error") {
            EndpointOutcome::Error(self.text("error", error)?)
        } else {
            EndpointOutcome::Tree(self.rules(value)?)
        };
        self.bound.truncate(outside);
        Ok(EndpointRule { conditions, outcome })
    }

    fn endpoint(&mut self, endpoint: &JsonValue) -> Result<EndpointOutcome, Error> {
        let url = endpoint.get("url").ok_or_else(|| refuse("endpoint", "the key \"url\" is missing"))?;
        let schemes = endpoint.get("properties").and_then(|properties| properties.get("authSchemes"));
        let schemes = schemes.and_then(JsonValue::as_array).filter(|schemes| !schemes.is_empty());
        let scheme = schemes.map(supported_scheme).transpose()?;
        self.signature_v4 |= scheme.is_some();
        let property =
            |key: &str| scheme.and_then(|scheme| scheme.get(key)).map(|value| self.text(key, value)).transpose();
        Ok(EndpointOutcome::Endpoint {
            url: self.text("url", url)?,
            signing_region: property("signingRegion")?,
            signing_name: property("signingName")?,
        })
    }

    fn condition(&mut self, value: &JsonValue) -> Result<EndpointCondition, Error> {
        let expression = self.expression(value)?;
        let assign = value.get("assign").and_then(JsonValue::as_str).map(str::to_owned);
        if let Some(name) = &assign {
            let value_type = self.type_of(&expression)?;
            self.bind(name, value_type)?;
        }
        Ok(EndpointCondition { expression, assign })
    }

    fn type_of(&self, expression: &EndpointExpression) -> Result<ExpressionType, Error> {
        match expression {
            EndpointExpression::Reference(name) => self.type_of_name(name),
            EndpointExpression::Attribute(name, attribute) => self.type_of_attribute(name, attribute),
            EndpointExpression::Call(EndpointFunction::Partition, _) => Ok(ExpressionType::Partition),
            EndpointExpression::Call(EndpointFunction::ParseUrl, _) => Ok(ExpressionType::Url),
            EndpointExpression::Template(_)
            | EndpointExpression::Call(EndpointFunction::Substring | EndpointFunction::UriEncode, _) => {
                Ok(ExpressionType::Text)
            }
            EndpointExpression::Number(_) => Ok(ExpressionType::Number),
            EndpointExpression::Flag(_) | EndpointExpression::Call(..) => Ok(ExpressionType::Flag),
        }
    }

    fn expression(&self, value: &JsonValue) -> Result<EndpointExpression, Error> {
        match value {
            JsonValue::Bool(flag) => Ok(EndpointExpression::Flag(*flag)),
            JsonValue::Number(number) => number
                .as_i64()
                .filter(|number| *number >= 0)
                .map(EndpointExpression::Number)
                .ok_or_else(|| refuse("rules", "a number must be an integer of at least 0")),
            JsonValue::String(text) => self.template(text).map(EndpointExpression::Template),
            _ => match value.get("ref").and_then(JsonValue::as_str) {
                Some(name) => self.type_of_name(name).map(|_| EndpointExpression::Reference(name.to_owned())),
                None => self.call(value),
            },
        }
    }

    fn call(&self, value: &JsonValue) -> Result<EndpointExpression, Error> {
        let name = value
            .get("fn")
            .and_then(JsonValue::as_str)
            .ok_or_else(|| refuse("rules", "an expression must be a literal or have the key \"ref\" or \"fn\""))?;
        let arguments = list(value, "argv")?;
        if name == "getAttr" {
            let reference = arguments.first().and_then(|of| of.get("ref")).and_then(JsonValue::as_str);
            let path = arguments.get(1).and_then(JsonValue::as_str);
            let (Some(name), Some(attribute)) = (reference, path) else {
                return Err(refuse("getAttr", "the arguments must be a reference and a path"));
            };
            self.type_of_attribute(name, attribute)?;
            return Ok(EndpointExpression::Attribute(name.to_owned(), attribute.to_owned()));
        }
        let function = match name {
            "booleanEquals" => EndpointFunction::BooleanEquals,
            "stringEquals" => EndpointFunction::StringEquals,
            "not" => EndpointFunction::Not,
            "isSet" => EndpointFunction::IsSet,
            "aws.partition" => EndpointFunction::Partition,
            "isValidHostLabel" => EndpointFunction::IsValidHostLabel,
            "parseURL" => EndpointFunction::ParseUrl,
            "substring" => EndpointFunction::Substring,
            "uriEncode" => EndpointFunction::UriEncode,
            _ => return Err(refuse(name, "unknown function")),
        };
        let arguments: Vec<_> = arguments.iter().map(|argument| self.expression(argument)).collect::<Result<_, _>>()?;
        let types: Vec<ExpressionType> =
            arguments.iter().map(|argument| self.type_of(argument)).collect::<Result<_, _>>()?;
        let fits = match function.arguments() {
            Some(expected) => types == expected,
            None => types.len() == 1 && !types.contains(&ExpressionType::Flag),
        };
        if fits {
            Ok(EndpointExpression::Call(function, arguments))
        } else {
            Err(refuse(name, "the arguments of the function have other types, or there are more or fewer of them"))
        }
    }

    /// Reads an expression that is text.
    fn text(&self, at: &str, value: &JsonValue) -> Result<EndpointExpression, Error> {
        let expression = self.expression(value)?;
        match self.type_of(&expression)? {
            ExpressionType::Text => Ok(expression),
            _ => Err(refuse(at, "the value must be text")),
        }
    }

    fn template(&self, text: &str) -> Result<Vec<TemplatePart>, Error> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| refuse(text, "`{` has no matching `}`"))?;
            if !before.is_empty() {
                parts.push(TemplatePart::Text(before.to_owned()));
            }
            let (name, attribute) = match name.split_once('#') {
                Some((name, attribute)) => (name, Some(attribute)),
                None => (name, None),
            };
            let value_type = match attribute {
                Some(attribute) => self.type_of_attribute(name, attribute)?,
                None => self.type_of_name(name)?,
            };
            if value_type != ExpressionType::Text {
                return Err(refuse(text, "a value in braces must be text"));
            }
            parts.push(TemplatePart::Value(name.to_owned(), attribute.map(str::to_owned)));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(TemplatePart::Text(rest.to_owned()));
        }
        Ok(parts)
    }
}

fn list<'a>(value: &'a JsonValue, key: &str) -> Result<&'a [JsonValue], Error> {
    let list = value.get(key).and_then(JsonValue::as_array);
    list.ok_or_else(|| refuse(key, "the list is missing"))
}

fn entries(value: &JsonValue) -> &[(String, JsonValue)] {
    match value {
        JsonValue::Object(entries) => entries,
        _ => &[],
    }
}

fn refuse(at: &str, why: &str) -> Error {
    Error::new(Stage::Plan, format!("endpoint rules: {at}"), why)
        .with_remedy("fix the rules, or support them in codegen/src/plan/endpoint.rs")
}
