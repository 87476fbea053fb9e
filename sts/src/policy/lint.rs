//! What AWS would refuse or never match in a policy of a session.

pub(super) mod values;

use std::fmt;

use super::condition::Condition;
use super::statement::Statement;
use super::value::Value;
use super::{FIRST_VERSION, Policy, VERSION};
use crate::api::rules::SESSION_POLICY_DOCUMENT_TYPE;
use crate::json::{Json, Path, quoted, shown};

/// Something about a policy that will not work in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Where, as `Statement[1].Condition.StringEquals`; empty for the policy itself.
    pub path: String,
    /// What is wrong.
    pub kind: FindingKind,
    /// What was found, and what to do.
    pub message: String,
}

/// What will not work in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// `Principal` or `NotPrincipal`: the session is the principal.
    Principal,
    /// `Id`, which a session policy never carries.
    Id,
    /// No version, an old or an unknown one.
    Version,
    /// A character that the service model does not allow.
    Character,
    /// More characters than the service model allows.
    TooLong,
    /// An action that is not `service:name`.
    Action,
    /// A resource that is neither `*` nor an ARN.
    Resource,
    /// An operator that the policy language does not have.
    Operator,
    /// A value that does not fit the operator.
    Value,
    /// No statement, no action, no resource or no value.
    Missing,
    /// Two elements of which one statement may have only one.
    Conflict,
    /// A `Sid` with other characters than ASCII letters and digits.
    Sid,
    /// The same `Sid` twice.
    DuplicateSid,
    /// A key that the policy language does not have, kept by a lenient reader.
    UnknownKey,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the policy" } else { &self.path };
        write!(f, "{path}: {}", self.message)
    }
}

impl Policy {
    /// What AWS would refuse, or never match, if this were the policy of a session.
    ///
    /// Only what can be seen in the policy itself: whether actions, resources and keys exist, AWS knows. The rules are
    /// those of <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html> and of its elements, of
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session>, and of the service
    /// model.
    pub fn lint(&self) -> Vec<Finding> {
        let mut lint = Lint(Vec::new());
        lint.policy(self);
        lint.0
    }
}

struct Lint(Vec<Finding>);

impl Lint {
    fn find(&mut self, kind: FindingKind, path: &Path<'_>, message: impl Into<String>) {
        self.0.push(Finding { path: path.to_string(), kind, message: message.into() });
    }

    fn policy(&mut self, policy: &Policy) {
        let root = Path::Root;
        self.version(policy.version(), &root.key("Version"));
        if policy.id().is_some() {
            self.find(FindingKind::Id, &root.key("Id"), "a session policy never has an Id; leave it out");
        }
        self.unknown(policy.unknown(), &root);
        let path = root.key("Statement");
        if policy.statements().is_empty() {
            self.find(FindingKind::Missing, &path, "there is no statement; add one");
        }
        for (index, statement) in policy.statements().iter().enumerate() {
            let path = path.item(index, policy.single);
            self.statement(statement, &path);
            if let Some(c) = statement.sid().and_then(|sid| sid.chars().find(|c| !c.is_ascii_alphanumeric())) {
                let message = format!("{c:?} is no ASCII letter or digit, of which alone a Sid is made");
                self.find(FindingKind::Sid, &path.key("Sid"), message);
            }
            let mut before = policy.statements().iter().take(index);
            if let Some(sid) = statement.sid().filter(|sid| before.any(|other| other.sid() == Some(*sid))) {
                let message = format!("another statement has the Sid \"{}\", too", shown(sid));
                self.find(FindingKind::DuplicateSid, &path.key("Sid"), message);
            }
        }
        self.characters(&policy.json(), &root);
        let size = policy.size();
        if size.left().is_none() {
            let message = format!("has {} characters, may have {}", size.characters(), size.limit());
            self.find(FindingKind::TooLong, &root, message);
        }
    }

    fn version(&mut self, version: Option<&str>, path: &Path<'_>) {
        let message = match version {
            Some(VERSION) => return,
            None => format!("is missing, which means {FIRST_VERSION} without policy variables; say \"{VERSION}\""),
            Some(FIRST_VERSION) => format!("{FIRST_VERSION} has no policy variables; say \"{VERSION}\""),
            Some(other) => format!("\"{}\" is no version of the policy language; say \"{VERSION}\"", shown(other)),
        };
        self.find(FindingKind::Version, path, message);
    }

    fn unknown<'a>(&mut self, unknown: impl Iterator<Item = (&'a str, &'a Json)>, path: &Path<'_>) {
        for (key, _) in unknown {
            self.find(FindingKind::UnknownKey, &path.key(key), "is not a key of the policy language");
        }
    }

    fn statement(&mut self, statement: &Statement, path: &Path<'_>) {
        for key in ["Principal", "NotPrincipal"] {
            if statement.has(key) {
                let message = "the principal of a session policy is the session; leave it out";
                self.find(FindingKind::Principal, &path.key(key), message);
            }
        }
        self.one_of(statement, path, ["Action", "NotAction"], [statement.actions(), statement.not_actions()]);
        self.one_of(statement, path, ["Resource", "NotResource"], [statement.resources(), statement.not_resources()]);
        self.texts(statement, path, ["Action", "NotAction"], FindingKind::Action, |action| {
            (!is_action(action)).then_some("is neither * nor service:action, such as s3:GetObject")
        });
        self.texts(statement, path, ["Resource", "NotResource"], FindingKind::Resource, values::resource_problem);
        self.unknown(statement.unknown(), path);
        for condition in statement.conditions().iter() {
            self.condition(condition, path);
        }
    }

    fn texts(
        &mut self,
        statement: &Statement,
        path: &Path<'_>,
        keys: [&str; 2],
        kind: FindingKind,
        problem: impl Fn(&str) -> Option<&'static str>,
    ) {
        for (key, texts) in keys.into_iter().filter_map(|key| Some((key, statement.texts(key)?))) {
            for (index, text) in texts.values.iter().enumerate() {
                if let Some(problem) = problem(text) {
                    let path = path.key(key);
                    self.find(kind, &path.item(index, texts.single), format!("\"{}\" {problem}", shown(text)));
                }
            }
        }
    }

    /// A statement has one of two elements, and not the other, and something in it.
    fn one_of(&mut self, statement: &Statement, path: &Path<'_>, keys: [&str; 2], lists: [&[String]; 2]) {
        let [plain, negated] = keys;
        match keys.map(|key| statement.has(key)) {
            [true, true] => {
                let message = format!("has {plain} and {negated}; a statement has one of them");
                self.find(FindingKind::Conflict, path, message);
            }
            [false, false] => {
                let message = format!("has neither {plain} nor {negated}; add one");
                self.find(FindingKind::Missing, path, message);
            }
            _ => {}
        }
        for (key, list) in keys.into_iter().zip(lists) {
            if statement.has(key) && list.is_empty() {
                self.find(FindingKind::Missing, &path.key(key), "is empty; name at least one");
            }
        }
    }

    fn condition(&mut self, condition: &Condition, path: &Path<'_>) {
        let operator = condition.operator();
        let (block, name) = (path.key("Condition"), operator.to_string());
        let block = block.key(&name);
        if !operator.is_known() {
            self.find(FindingKind::Operator, &block, "is not an operator of the policy language");
        }
        let path = block.key(condition.name());
        if condition.values().is_empty() {
            self.find(FindingKind::Missing, &path, "has no value to compare with");
        }
        let Some(expected) = operator.comparison().value_type() else { return };
        for (index, value) in condition.values().iter().enumerate() {
            if !values::fits(expected, value.as_str()) {
                self.value(&path.item(index, condition.single), value, values::describe(expected));
            }
        }
    }

    fn value(&mut self, path: &Path<'_>, value: &Value, expected: &str) {
        self.find(FindingKind::Value, path, format!("\"{}\" is not {expected}", shown(value.as_str())));
    }

    /// What stands between quotation marks; everything else in a document is ASCII.
    fn characters(&mut self, json: &Json, path: &Path<'_>) {
        match json {
            Json::Text(text) => self.text(text, path),
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.characters(item, &path.index(index));
                }
            }
            Json::Object(members) => {
                for (key, value) in members {
                    let path = path.key(key);
                    self.text(key, &path);
                    self.characters(value, &path);
                }
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str, path: &Path<'_>) {
        let Some(pattern) = SESSION_POLICY_DOCUMENT_TYPE.pattern else { return };
        let awsquery::rule::Test::Each { set, .. } = &pattern.test else { return };
        if let Some(c) = quoted(text).chars().find(|c| !set.contains(*c)) {
            let message = format!("'{}' is not in {}", c.escape_default(), pattern.text);
            self.find(FindingKind::Character, path, message);
        }
    }
}

fn is_action(action: &str) -> bool {
    let is_service = |service: &str| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '*' | '?');
        !service.is_empty() && service.chars().all(allowed)
    };
    action == "*" || action.split_once(':').is_some_and(|(service, name)| is_service(service) && !name.is_empty())
}
