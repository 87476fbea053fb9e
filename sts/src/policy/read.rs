//! Conversion of JSON to a policy, by AWS's grammar:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>.

use super::condition::Condition;
use super::conditions::{Block, Blocks};
use super::error::{PolicyError, PolicyErrorKind};
use super::operator::Operator;
use super::principal::{Principal, Who};
use super::statement::{Effect, Element, Statement};
use super::string_list::StringList;
use super::value::Value;
use super::{Member, Policy};
use crate::json::{Json, JsonPath, shown};

type Read<T> = Result<T, PolicyError>;

/// The treatment of keys that are not part of the policy language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    Refused,
    Kept,
}

impl Unknown {
    /// Reads a document from text.
    #[inline]
    pub(super) fn read(self, json: &str) -> Read<Policy> {
        // RFC 8259, section 8.1, lets a reader skip the byte order mark that some editors write.
        let json = json.strip_prefix('\u{FEFF}').unwrap_or(json);
        if is_percent_encoded(json) {
            let message = "is percent-encoded, as IAM returns documents; read it with Policy::from_percent_encoded";
            return Err(PolicyError::new(PolicyErrorKind::Syntax, &JsonPath::Root, message));
        }
        self.policy(Json::read(json)?)
    }

    #[inline]
    pub(super) fn policy(self, document: Json) -> Read<Policy> {
        let root = JsonPath::Root;
        if let Json::Text(text) = &document
            && (text.trim_start().starts_with('{') || is_percent_encoded(text))
        {
            let message = "must be an object; found a string that holds a document; read the text of that string";
            return Err(PolicyError::new(PolicyErrorKind::WrongValue, &root, message));
        }
        let mut policy = Policy { statements: Vec::new(), single: false, members: Vec::new() };
        for (key, value) in object(document, &root)? {
            let path = root.key(&key);
            let member = match key.as_str() {
                "Version" => Member::Version(string(value, &path)?),
                "Id" => Member::Id(string(value, &path)?),
                "Statement" => {
                    policy.single = matches!(value, Json::Object(_));
                    policy.statements = self.statements(value, &path)?;
                    Member::Statement
                }
                _ => {
                    self.check(&path, &Member::KEYS)?;
                    Member::Unknown(key, value)
                }
            };
            policy.members.push(member);
        }
        if policy.members.iter().any(|member| matches!(member, Member::Statement)) {
            Ok(policy)
        } else {
            Err(missing(&root, "Statement"))
        }
    }

    #[inline]
    fn check(self, path: &JsonPath<'_>, known: &[&str]) -> Read<()> {
        if self == Self::Kept {
            return Ok(());
        }
        let message = format!("is not a key of the policy language; allowed here: {}", known.join(", "));
        Err(PolicyError::new(PolicyErrorKind::UnknownKey, path, message))
    }

    #[inline]
    fn statements(self, json: Json, path: &JsonPath<'_>) -> Read<Vec<Statement>> {
        match json {
            Json::Object(members) => Ok(vec![self.statement(members, path)?]),
            Json::Array(items) => {
                let read = |(index, item)| {
                    let path = path.index(index);
                    self.statement(object(item, &path)?, &path)
                };
                items.into_iter().enumerate().map(read).collect()
            }
            other => Err(wrong(path, &other, "an object or an array of objects")),
        }
    }

    #[inline]
    fn statement(self, members: Vec<(String, Json)>, path: &JsonPath<'_>) -> Read<Statement> {
        let mut effect = None;
        let mut elements = Vec::with_capacity(members.len());
        for (key, value) in members {
            let path = path.key(&key);
            elements.push(match key.as_str() {
                "Sid" => Element::Sid(string(value, &path)?),
                "Effect" => {
                    effect = Some(read_effect(value, &path)?);
                    Element::Effect
                }
                "Principal" => Element::Principal(self.principal(value, &path)?),
                "NotPrincipal" => Element::NotPrincipal(self.principal(value, &path)?),
                "Action" => Element::Action(strings(value, &path)?),
                "NotAction" => Element::NotAction(strings(value, &path)?),
                "Resource" => Element::Resource(strings(value, &path)?),
                "NotResource" => Element::NotResource(strings(value, &path)?),
                "Condition" => Element::Condition(blocks(value, &path)?),
                _ => {
                    self.check(&path, &Element::KEYS)?;
                    Element::Unknown(key, value)
                }
            });
        }
        effect.map(|effect| Statement { effect, elements }).ok_or_else(|| missing(path, "Effect"))
    }

    #[inline]
    fn principal(self, json: Json, path: &JsonPath<'_>) -> Read<Principal> {
        let named = match json {
            Json::Text(text) if text == "*" => return Ok(Principal::everyone()),
            Json::Object(named) => named,
            other => return Err(wrong(path, &other, "\"*\" or an object")),
        };
        let read = |(kind, names): (String, Json)| {
            let path = path.key(&kind);
            if !Principal::KINDS.contains(&kind.as_str()) {
                self.check(&path, &Principal::KINDS)?;
            }
            let names = strings(names, &path)?;
            Ok((kind, names))
        };
        Ok(Principal(Who::Named(named.into_iter().map(read).collect::<Read<_>>()?)))
    }
}

/// Returns whether the text begins with an escape, as a percent-encoded document does. JSON never does.
#[inline]
fn is_percent_encoded(text: &str) -> bool {
    let escape = text.trim_start().strip_prefix('%').and_then(|rest| rest.get(..2));
    escape.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// Decodes a percent-encoded document.
#[inline]
pub(super) fn percent_decoded(text: &str) -> Read<String> {
    let error = |message: String| PolicyError::new(PolicyErrorKind::Syntax, &JsonPath::Root, message);
    if text.trim_start().starts_with('{') {
        return Err(error("is JSON that is not percent-encoded; read it with Policy::from_json".to_owned()));
    }
    // Forms have `+` for a space, and IAM's documents do not.
    let form = text.replace('+', "%2B");
    awsquery::layer::decode_form(form.as_bytes()).map_err(|problem| error(format!("is not percent-encoded: {problem}")))
}

#[inline]
fn missing(path: &JsonPath<'_>, key: &str) -> PolicyError {
    PolicyError::new(PolicyErrorKind::MissingKey, path, format!("the required key {key} is missing"))
}

#[inline]
fn wrong(path: &JsonPath<'_>, found: &Json, allowed: &str) -> PolicyError {
    let found = match found {
        Json::Text(text) => format!("\"{}\"", shown(text)),
        other => other.describe().to_owned(),
    };
    PolicyError::new(PolicyErrorKind::WrongValue, path, format!("must be {allowed}; found {found}"))
}

#[inline]
fn object(json: Json, path: &JsonPath<'_>) -> Read<Vec<(String, Json)>> {
    match json {
        Json::Object(members) => Ok(members),
        other => Err(wrong(path, &other, "an object")),
    }
}

#[inline]
fn string(json: Json, path: &JsonPath<'_>) -> Read<String> {
    match json {
        Json::Text(text) => Ok(text),
        other => Err(wrong(path, &other, "a string")),
    }
}

#[inline]
fn read_effect(json: Json, path: &JsonPath<'_>) -> Read<Effect> {
    match &json {
        Json::Text(text) if text == "Allow" => Ok(Effect::Allow),
        Json::Text(text) if text == "Deny" => Ok(Effect::Deny),
        other => Err(wrong(path, other, "\"Allow\" or \"Deny\"")),
    }
}

#[inline]
fn strings(json: Json, path: &JsonPath<'_>) -> Read<StringList> {
    match json {
        Json::Text(text) => Ok(StringList { values: vec![text], single: true }),
        Json::Array(items) => {
            let read = |(index, item)| string(item, &path.index(index));
            let values = items.into_iter().enumerate().map(read).collect::<Read<_>>()?;
            Ok(StringList { values, single: false })
        }
        other => Err(wrong(path, &other, "a string or an array of strings")),
    }
}

#[inline]
fn blocks(json: Json, path: &JsonPath<'_>) -> Read<Blocks> {
    let read = |(name, json): (String, Json)| {
        let path = path.key(&name);
        let operator = Operator::from(name.as_str());
        let read = |(key, json)| condition(&operator, key, json, &path);
        let conditions = object(json, &path)?.into_iter().map(read).collect::<Read<_>>()?;
        Ok(Block { operator, conditions })
    };
    object(json, path)?.into_iter().map(read).collect::<Read<_>>().map(Blocks)
}

#[inline]
fn condition(operator: &Operator, key: String, json: Json, path: &JsonPath<'_>) -> Read<Condition> {
    let path = path.key(&key);
    let allowed = "a string, a number, a boolean or an array of them";
    let single = !matches!(json, Json::Array(_));
    let items = match json {
        Json::Array(items) => items,
        item => vec![item],
    };
    let read =
        |(index, item)| Value::from_json(item).map_err(|other| wrong(&path.item(index, single), &other, allowed));
    let values = items.into_iter().enumerate().map(read).collect::<Read<_>>()?;
    Ok(Condition { operator: operator.clone(), key, values, single })
}
