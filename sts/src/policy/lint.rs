//! Checks of a policy for its kind: what IAM would refuse, and what could never match.

mod condition;
mod finding;
mod global_keys;
mod principal;
mod resource;
mod spelling;

pub use finding::{Finding, FindingKind, Severity};

use super::form::action_fault;
use super::kind::{ElementRule, PolicyKind, Rules};
use super::statement::Statement;
use super::{FIRST_VERSION, Policy, VERSION};
use crate::api::rules::SESSION_POLICY_DOCUMENT_TYPE;
use crate::json::{Json, JsonPath, quoted, shown};

impl Policy {
    /// Checks the policy as a session policy. Short for [`lint_as`](Self::lint_as) with [`PolicyKind::Session`].
    ///
    /// ```
    /// let policy = sts::Policy::new().allow(["s3:GetObject"], ["arn:aws:s3"]);
    /// let findings = policy.lint();
    /// assert_eq!(
    ///     findings[0].to_string(),
    ///     "Statement[0].Resource: must have all six parts of an ARN, because AWS refuses a session policy without \
    ///      them; found \"arn:aws:s3\""
    /// );
    /// assert!(findings[0].is_refused());
    /// ```
    #[inline]
    pub fn lint(&self) -> Vec<Finding> {
        self.lint_as(PolicyKind::Session)
    }

    /// Checks the policy as a policy of this kind. Reports what IAM would refuse, and what could never match.
    ///
    /// [`PolicyKind`] has the rules. IAM does not publish all of its own, so some come from what IAM is known to refuse: a
    /// wildcard in the service of an action or of an ARN, a second colon in an action, and a partition that does not exist. The
    /// service of an ARN in upper case is an error of IAM Access Analyzer. Which
    /// partition IAM is in is not known here, so an ARN of each partition is accepted.
    ///
    /// Only the policy itself is checked, not whether its actions, resources, principals
    /// and condition keys exist. Of condition keys, only [global
    /// keys](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html) have a known type
    /// and spelling: a text operator on `aws:SourceIp` is reported, and so is `${aws:usernam}`. A name that resembles no
    /// global key is taken for one that AWS added later.
    ///
    /// A finding is [refused](Finding::is_refused) if IAM or STS would refuse the document for it. The others are
    /// advice.
    #[inline]
    pub fn lint_as(&self, kind: PolicyKind) -> Vec<Finding> {
        let mut lint = Lint { rules: kind.rules(), findings: Vec::new() };
        lint.policy(self);
        lint.findings
    }
}

struct Lint {
    rules: &'static Rules,
    findings: Vec<Finding>,
}

impl Lint {
    /// Reports something that IAM refuses.
    fn refuse(&mut self, kind: FindingKind, path: &JsonPath<'_>, message: impl Into<String>) {
        let finding = Finding { path: path.to_string(), kind, severity: Severity::Refused, message: message.into() };
        self.findings.push(finding);
    }

    /// Reports something that IAM accepts, and that is hardly meant.
    fn advise(&mut self, kind: FindingKind, path: &JsonPath<'_>, message: impl Into<String>) {
        let finding = Finding { path: path.to_string(), kind, severity: Severity::Advice, message: message.into() };
        self.findings.push(finding);
    }

    #[inline]
    fn policy(&mut self, policy: &Policy) {
        let root = JsonPath::Root;
        self.version(policy.version(), &root.key("Version"));
        if policy.id().is_some() && self.rules.id == ElementRule::Forbidden {
            let message = format!("{} must not have an Id; remove it", self.rules.name);
            self.refuse(FindingKind::Id, &root.key("Id"), message);
        }
        self.unknown(policy.unknown(), &root);
        let path = root.key("Statement");
        if policy.statements().is_empty() {
            self.refuse(FindingKind::Missing, &path, "must have at least one statement; found none");
        }
        for (index, statement) in policy.statements().iter().enumerate() {
            let path = path.item(index, policy.single);
            let earlier = policy.statements().iter().take(index).filter_map(Statement::sid).collect::<Vec<_>>();
            self.statement(statement, &path);
            self.sid(statement, &earlier, &path);
        }
        if self.rules.has_iam_texts {
            self.characters(&policy.json(), &root);
        }
        self.length(policy, &root);
    }

    #[inline]
    fn version(&mut self, version: Option<&str>, path: &JsonPath<'_>) {
        match version {
            Some(VERSION) => {}
            None => {
                let message = format!(
                    "must be \"{VERSION}\"; without it, the version is {FIRST_VERSION}, which has no policy variables"
                );
                self.advise(FindingKind::Version, path, message);
            }
            Some(FIRST_VERSION) => {
                let message =
                    format!("must be \"{VERSION}\"; found \"{FIRST_VERSION}\", which has no policy variables");
                self.advise(FindingKind::Version, path, message);
            }
            Some(other) => {
                let message = format!("must be \"{VERSION}\"; found \"{}\"", shown(other));
                self.refuse(FindingKind::Version, path, message);
            }
        }
    }

    fn unknown<'a>(&mut self, unknown: impl Iterator<Item = (&'a str, &'a Json)>, path: &JsonPath<'_>) {
        for (key, _) in unknown {
            self.refuse(FindingKind::UnknownKey, &path.key(key), "is not a key of the policy language; remove it");
        }
    }

    #[inline]
    fn sid(&mut self, statement: &Statement, earlier: &[&str], path: &JsonPath<'_>) {
        // IAM takes an empty Sid for none.
        let Some(sid) = statement.sid().filter(|sid| !sid.is_empty()) else { return };
        let path = path.key("Sid");
        let unexpected = sid.chars().find(|c| !c.is_ascii_alphanumeric());
        if let Some(c) = unexpected
            && self.rules.has_iam_texts
        {
            let message = format!("may contain only ASCII letters and digits; found {c:?}");
            self.refuse(FindingKind::Sid, &path, message);
        }
        if earlier.contains(&sid) {
            let message = format!("must be unique; another statement has \"{}\" too", shown(sid));
            self.refuse(FindingKind::DuplicateSid, &path, message);
        }
    }

    #[inline]
    fn statement(&mut self, statement: &Statement, path: &JsonPath<'_>) {
        self.principals(statement, path);
        self.actions(statement, path);
        self.resources(statement, path);
        self.unknown(statement.unknown(), path);
        self.conditions(statement, path);
    }

    #[inline]
    fn actions(&mut self, statement: &Statement, path: &JsonPath<'_>) {
        self.one_of(statement, path, ["Action", "NotAction"]);
        let allowed = self.rules.actions;
        self.strings(statement, path, ["Action", "NotAction"], |lint, action, path| {
            if let Some(problem) = action_fault(action, allowed) {
                lint.refuse(FindingKind::Action, path, format!("{problem}; found \"{}\"", shown(action)));
            }
        });
    }

    /// Checks each string of a pair of elements.
    fn strings(
        &mut self,
        statement: &Statement,
        path: &JsonPath<'_>,
        keys: [&str; 2],
        check: impl Fn(&mut Self, &str, &JsonPath<'_>),
    ) {
        for (key, strings) in keys.into_iter().filter_map(|key| Some((key, statement.strings(key)?))) {
            let path = path.key(key);
            for (index, text) in strings.values.iter().enumerate() {
                check(self, text, &path.item(index, strings.single));
            }
        }
    }

    /// Checks that a statement has exactly one of two elements, and that it is not empty.
    #[inline]
    fn one_of(&mut self, statement: &Statement, path: &JsonPath<'_>, keys: [&str; 2]) {
        let [plain, negated] = keys;
        match keys.map(|key| statement.has(key)) {
            [true, true] => {
                let message = format!("must have {plain} or {negated}; found both");
                self.refuse(FindingKind::Conflict, path, message);
            }
            [false, false] => {
                let message = format!("must have {plain} or {negated}; found neither");
                self.refuse(FindingKind::Missing, path, message);
            }
            _ => {}
        }
        for key in keys {
            if statement.strings(key).is_some_and(|list| list.values.is_empty()) {
                self.refuse(FindingKind::Missing, &path.key(key), "must not be empty");
            }
        }
    }

    /// Checks the characters of all strings. Everything else in a document is ASCII.
    #[inline]
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

    /// IAM allows the same characters as STS.
    #[inline]
    fn text(&mut self, text: &str, path: &JsonPath<'_>) {
        let Some(pattern) = SESSION_POLICY_DOCUMENT_TYPE.pattern else { return };
        let awsquery::rule::Test::Each { set, .. } = &pattern.test else { return };
        if let Some(c) = quoted(text).chars().find(|c| !set.contains(*c)) {
            let message = format!("may contain only the characters {}; found '{}'", pattern.text, c.escape_default());
            self.refuse(FindingKind::Character, path, message);
        }
    }

    #[inline]
    fn length(&mut self, policy: &Policy, path: &JsonPath<'_>) {
        let Some(max) = self.rules.max_characters else { return };
        let characters = policy.size().characters();
        if characters > max {
            let message = format!("must have at most {max} characters ({}); found {characters}", self.rules.limit_of);
            self.refuse(FindingKind::TooLong, path, message);
        }
    }
}
