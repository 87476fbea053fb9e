//! Checks of a session policy: what AWS would refuse, and what could never match.

pub(super) mod values;

use std::fmt;

use super::condition::Condition;
use super::statement::Statement;
use super::value::Value;
use super::{FIRST_VERSION, Policy, VERSION};
use crate::api::rules::SESSION_POLICY_DOCUMENT_TYPE;
use crate::json::{Json, JsonPath, quoted, shown};

/// A problem that [`Policy::lint`] found in a session policy.
///
/// ```
/// use sts::Policy;
/// use sts::policy::FindingKind;
///
/// let findings = Policy::new().allow(["GetObject"], ["*"]).lint();
/// assert_eq!(findings[0].kind, FindingKind::Action);
/// assert_eq!(
///     findings[0].to_string(),
///     r#"Statement[0].Action: must be * or service:action, such as s3:GetObject; found "GetObject""#
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The path of the problem, such as `Statement[1].Condition.StringEquals`. Empty for the policy itself.
    pub path: String,
    /// The kind of problem.
    pub kind: FindingKind,
    /// A message that says what is allowed, what was found, and what to do.
    pub message: String,
}

/// The kind of a [`Finding`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// The statement has a `Principal` or `NotPrincipal`; the principal of a session policy is always the session.
    Principal,
    /// The policy has an `Id`, which a session policy must not have.
    Id,
    /// The version is missing, old or unknown.
    Version,
    /// A text contains a character that the service model does not allow.
    Character,
    /// The policy has more characters than the service model allows.
    TooLong,
    /// An action is neither `*` nor `service:name`.
    Action,
    /// A resource is neither `*` nor an ARN.
    Resource,
    /// An operator is not part of the policy language.
    Operator,
    /// A value does not have the type that the operator expects.
    Value,
    /// A statement, an action, a resource or a value is missing.
    Missing,
    /// A statement has two elements that exclude each other.
    Conflict,
    /// A `Sid` contains a character that is not an ASCII letter or digit.
    Sid,
    /// Two statements have the same `Sid`.
    DuplicateSid,
    /// A key is not part of the policy language; [`Policy::from_json_lenient`] kept it.
    UnknownKey,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the policy" } else { &self.path };
        write!(f, "{path}: {}", self.message)
    }
}

impl Policy {
    /// Checks the policy as a session policy, and reports what AWS would refuse and what could never match.
    ///
    /// Only the policy itself is checked, not whether its actions, resources and condition keys exist. The rules come
    /// from the [grammar](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html) and the
    /// [elements](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html) of policies, from
    /// the documentation of [session
    /// policies](https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session), and from the
    /// service model.
    pub fn lint(&self) -> Vec<Finding> {
        let mut lint = Lint(Vec::new());
        lint.policy(self);
        lint.0
    }
}

struct Lint(Vec<Finding>);

impl Lint {
    fn report(&mut self, kind: FindingKind, path: &JsonPath<'_>, message: impl Into<String>) {
        self.0.push(Finding { path: path.to_string(), kind, message: message.into() });
    }

    fn policy(&mut self, policy: &Policy) {
        let root = JsonPath::Root;
        self.version(policy.version(), &root.key("Version"));
        if policy.id().is_some() {
            self.report(FindingKind::Id, &root.key("Id"), "a session policy must not have an Id; remove it");
        }
        self.unknown(policy.unknown(), &root);
        let path = root.key("Statement");
        if policy.statements().is_empty() {
            self.report(FindingKind::Missing, &path, "must have at least one statement; found none");
        }
        for (index, statement) in policy.statements().iter().enumerate() {
            let path = path.item(index, policy.single);
            self.statement(statement, &path);
            if let Some(c) = statement.sid().and_then(|sid| sid.chars().find(|c| !c.is_ascii_alphanumeric())) {
                let message = format!("may contain only ASCII letters and digits; found {c:?}");
                self.report(FindingKind::Sid, &path.key("Sid"), message);
            }
            let mut earlier = policy.statements().iter().take(index);
            if let Some(sid) = statement.sid()
                && earlier.any(|other| other.sid() == Some(sid))
            {
                let message = format!("must be unique; another statement has \"{}\" too", shown(sid));
                self.report(FindingKind::DuplicateSid, &path.key("Sid"), message);
            }
        }
        self.characters(&policy.json(), &root);
        let size = policy.size();
        if size.left().is_none() {
            let message = format!("must have at most {} characters; found {}", size.limit(), size.characters());
            self.report(FindingKind::TooLong, &root, message);
        }
    }

    fn version(&mut self, version: Option<&str>, path: &JsonPath<'_>) {
        let message = match version {
            Some(VERSION) => return,
            None => {
                format!(
                    "must be \"{VERSION}\"; without it, the version is {FIRST_VERSION}, which has no policy variables"
                )
            }
            Some(FIRST_VERSION) => {
                format!("must be \"{VERSION}\"; found \"{FIRST_VERSION}\", which has no policy variables")
            }
            Some(other) => format!("must be \"{VERSION}\"; found \"{}\"", shown(other)),
        };
        self.report(FindingKind::Version, path, message);
    }

    fn unknown<'a>(&mut self, unknown: impl Iterator<Item = (&'a str, &'a Json)>, path: &JsonPath<'_>) {
        for (key, _) in unknown {
            self.report(FindingKind::UnknownKey, &path.key(key), "is not a key of the policy language; remove it");
        }
    }

    fn statement(&mut self, statement: &Statement, path: &JsonPath<'_>) {
        for key in ["Principal", "NotPrincipal"] {
            if statement.has(key) {
                let message = "must not be set, because a session policy always applies to the session; remove it";
                self.report(FindingKind::Principal, &path.key(key), message);
            }
        }
        self.one_of(statement, path, ["Action", "NotAction"], [statement.actions(), statement.not_actions()]);
        self.one_of(statement, path, ["Resource", "NotResource"], [statement.resources(), statement.not_resources()]);
        self.strings(statement, path, ["Action", "NotAction"], FindingKind::Action, |action| {
            (!is_action(action)).then_some("must be * or service:action, such as s3:GetObject")
        });
        self.strings(statement, path, ["Resource", "NotResource"], FindingKind::Resource, values::resource_problem);
        self.unknown(statement.unknown(), path);
        for condition in statement.conditions().iter() {
            self.condition(condition, path);
        }
    }

    fn strings(
        &mut self,
        statement: &Statement,
        path: &JsonPath<'_>,
        keys: [&str; 2],
        kind: FindingKind,
        problem: impl Fn(&str) -> Option<&'static str>,
    ) {
        for (key, strings) in keys.into_iter().filter_map(|key| Some((key, statement.strings(key)?))) {
            for (index, text) in strings.values.iter().enumerate() {
                if let Some(problem) = problem(text) {
                    let path = path.key(key);
                    self.report(
                        kind,
                        &path.item(index, strings.single),
                        format!("{problem}; found \"{}\"", shown(text)),
                    );
                }
            }
        }
    }

    /// Checks that a statement has exactly one of two elements, and that it is not empty.
    fn one_of(&mut self, statement: &Statement, path: &JsonPath<'_>, keys: [&str; 2], lists: [&[String]; 2]) {
        let [plain, negated] = keys;
        match keys.map(|key| statement.has(key)) {
            [true, true] => {
                let message = format!("must have {plain} or {negated}; found both");
                self.report(FindingKind::Conflict, path, message);
            }
            [false, false] => {
                let message = format!("must have {plain} or {negated}; found neither");
                self.report(FindingKind::Missing, path, message);
            }
            _ => {}
        }
        for (key, list) in keys.into_iter().zip(lists) {
            if statement.has(key) && list.is_empty() {
                self.report(FindingKind::Missing, &path.key(key), "must not be empty");
            }
        }
    }

    fn condition(&mut self, condition: &Condition, path: &JsonPath<'_>) {
        let operator = condition.operator();
        let name = operator.to_string();
        let conditions = path.key("Condition");
        let block = conditions.key(&name);
        if !operator.is_known() {
            self.report(FindingKind::Operator, &block, "is not an operator of the policy language");
        }
        let path = block.key(condition.name());
        if condition.values().is_empty() {
            self.report(FindingKind::Missing, &path, "must have at least one value; found none");
        }
        let Some(expected) = operator.comparison().value_type() else { return };
        for (index, value) in condition.values().iter().enumerate() {
            if !values::fits(expected, value.as_str()) {
                self.value(&path.item(index, condition.single), value, values::describe(expected));
            }
        }
    }

    fn value(&mut self, path: &JsonPath<'_>, value: &Value, expected: &str) {
        self.report(FindingKind::Value, path, format!("must be {expected}; found \"{}\"", shown(value.as_str())));
    }

    /// Checks the characters of all strings. Everything else in a document is ASCII.
    fn characters(&mut self, json: &Json, path: &JsonPath<'_>) {
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

    fn text(&mut self, text: &str, path: &JsonPath<'_>) {
        let Some(pattern) = SESSION_POLICY_DOCUMENT_TYPE.pattern else { return };
        let awsquery::rule::Test::Each { set, .. } = &pattern.test else { return };
        if let Some(c) = quoted(text).chars().find(|c| !set.contains(*c)) {
            let message = format!("may contain only the characters {}; found '{}'", pattern.text, c.escape_default());
            self.report(FindingKind::Character, path, message);
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
