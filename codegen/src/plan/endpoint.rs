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

/// What a name in the rules stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Text,
    Flag,
    Partition,
    Url,
}

impl Meaning {
    /// The parts that a value has, by the specification of the functions that make it.
    fn parts(self) -> &'static [(&'static str, Self)] {
        match self {
            Self::Text | Self::Flag => &[],
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

/// Reads a published rule set.
pub fn plan(rules: &Json) -> Result<Rules, Error> {
    let mut reader = Reader { bound: Vec::new() };
    let parameters = rules.get("parameters").map(entries).unwrap_or_default();
    Ok(Rules {
        parameters: parameters.iter().map(|(name, value)| reader.parameter(name, value)).collect::<Result<_, _>>()?,
        rules: reader.rules(rules)?,
    })
}

/// Reads rules, and knows which names are bound where it is.
struct Reader {
    bound: Vec<(String, Meaning)>,
}

impl Reader {
    fn parameter(&mut self, name: &str, value: &Json) -> Result<Parameter, Error> {
        let text = |key: &str| value.get(key).and_then(Json::as_str);
        let (kind, meaning) = match text("type").map(str::to_ascii_lowercase).as_deref() {
            Some("string") => (ParameterKind::Text, Meaning::Text),
            Some("boolean") => {
                let default = value.get("default").and_then(Json::as_bool).unwrap_or(false);
                (ParameterKind::Flag(default), Meaning::Flag)
            }
            _ => return Err(refuse(name, "a parameter that is neither text nor a flag")),
        };
        let built_in = text("builtIn").ok_or_else(|| refuse(name, "a parameter that is no built-in of a client"))?;
        self.bind(name, meaning)?;
        Ok(Parameter { name: name.to_owned(), built_in: built_in.to_owned(), kind })
    }

    /// From here on the name stands for something.
    fn bind(&mut self, name: &str, meaning: Meaning) -> Result<(), Error> {
        let letters = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if !letters || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return Err(refuse(&format!("the name {name:?}"), "it is not made of letters, digits and underscores"));
        }
        self.bound.push((name.to_owned(), meaning));
        Ok(())
    }

    fn meaning(&self, name: &str) -> Result<Meaning, Error> {
        let bound = self.bound.iter().rfind(|(known, _)| known == name);
        let unknown = || refuse(&format!("the name {name:?}"), "nothing is called so where it is used");
        bound.map(|(_, meaning)| *meaning).ok_or_else(unknown)
    }

    fn part(&self, name: &str, part: &str) -> Result<Meaning, Error> {
        let found = self.meaning(name)?.parts().iter().find(|(known, _)| *known == part);
        let unknown = || refuse(&format!("{name}#{part}"), "the value of this name has no such part");
        found.map(|(_, meaning)| *meaning).ok_or_else(unknown)
    }

    fn rules(&mut self, value: &Json) -> Result<Vec<Rule>, Error> {
        list(value, "rules")?.iter().map(|rule| self.rule(rule)).collect()
    }

    fn rule(&mut self, value: &Json) -> Result<Rule, Error> {
        let outside = self.bound.len();
        let conditions =
            list(value, "conditions")?.iter().map(|condition| self.condition(condition)).collect::<Result<_, _>>()?;
        let outcome = if let Some(endpoint) = value.get("endpoint") {
            self.endpoint(endpoint)?
        } else if let Some(error) = value.get("error") {
            Outcome::Error(self.expression(error)?)
        } else {
            Outcome::Tree(self.rules(value)?)
        };
        self.bound.truncate(outside);
        Ok(Rule { conditions, outcome })
    }

    fn endpoint(&self, endpoint: &Json) -> Result<Outcome, Error> {
        let url = endpoint.get("url").ok_or_else(|| refuse("endpoint", "it has no url"))?;
        let scheme = endpoint.get("properties").and_then(|properties| properties.get("authSchemes"));
        let scheme = scheme.and_then(Json::as_array).and_then(|schemes| schemes.first());
        let part =
            |key: &str| scheme.and_then(|scheme| scheme.get(key)).map(|value| self.expression(value)).transpose();
        Ok(Outcome::Endpoint {
            url: self.expression(url)?,
            signing_region: part("signingRegion")?,
            signing_name: part("signingName")?,
        })
    }

    fn condition(&mut self, value: &Json) -> Result<Condition, Error> {
        let expression = self.expression(value)?;
        let assign = value.get("assign").and_then(Json::as_str).map(str::to_owned);
        if let Some(name) = &assign {
            let meaning = self.meaning_of(&expression)?;
            self.bind(name, meaning)?;
        }
        Ok(Condition { expression, assign })
    }

    /// What the value of an expression is.
    fn meaning_of(&self, expression: &Expression) -> Result<Meaning, Error> {
        match expression {
            Expression::Reference(name) => self.meaning(name),
            Expression::Attribute(name, part) => self.part(name, part),
            Expression::Call(Function::Partition, _) => Ok(Meaning::Partition),
            Expression::Call(Function::ParseUrl, _) => Ok(Meaning::Url),
            Expression::Template(_) | Expression::Call(Function::Substring | Function::UriEncode, _) => {
                Ok(Meaning::Text)
            }
            Expression::Flag(_) | Expression::Number(_) | Expression::Call(..) => Ok(Meaning::Flag),
        }
    }

    fn expression(&self, value: &Json) -> Result<Expression, Error> {
        match value {
            Json::Bool(flag) => Ok(Expression::Flag(*flag)),
            Json::Number(number) => {
                number.as_i64().map(Expression::Number).ok_or_else(|| refuse("rules", "a number that is no integer"))
            }
            Json::String(text) => self.template(text).map(Expression::Template),
            _ => match value.get("ref").and_then(Json::as_str) {
                Some(name) => self.meaning(name).map(|_| Expression::Reference(name.to_owned())),
                None => self.call(value),
            },
        }
    }

    fn call(&self, value: &Json) -> Result<Expression, Error> {
        let name =
            value.get("fn").and_then(Json::as_str).ok_or_else(|| refuse("rules", "a value that is no expression"))?;
        let arguments = list(value, "argv")?;
        if name == "getAttr" {
            let reference = arguments.first().and_then(|of| of.get("ref")).and_then(Json::as_str);
            let (Some(reference), Some(part)) = (reference, arguments.get(1).and_then(Json::as_str)) else {
                return Err(refuse("getAttr", "its arguments are not a reference and a path"));
            };
            return self.part(reference, part).map(|_| Expression::Attribute(reference.to_owned(), part.to_owned()));
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
        let arguments = arguments.iter().map(|argument| self.expression(argument)).collect::<Result<_, _>>()?;
        Ok(Expression::Call(function, arguments))
    }

    fn template(&self, text: &str) -> Result<Vec<Part>, Error> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| refuse(text, "a brace that is never closed"))?;
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let (name, part) = match name.split_once('#') {
                Some((name, part)) => (name, Some(part)),
                None => (name, None),
            };
            let meaning = part.map_or_else(|| self.meaning(name), |part| self.part(name, part))?;
            if meaning != Meaning::Text {
                return Err(refuse(text, "a value in braces that is no text"));
            }
            parts.push(Part::Value(name.to_owned(), part.map(str::to_owned)));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(parts)
    }
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
