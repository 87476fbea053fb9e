//! Decides what a policy says about a request, and why.

mod arn;
mod condition;
mod decision;
mod language;
mod principal;
mod request;
mod truth;
mod value_test;

pub use decision::{Decision, Mismatch, Outcome, Verdict};
pub use request::AccessRequest;

use language::{Language, Wildcards};
use truth::{Judgement, Truth};

use super::conditions::{NO_KEY, REPEATED_KEY};
use super::form::{action_fault, resource_fault};
use super::glob::{Glob, fold};
use super::kind::{ElementRule, PolicyKind, Rules, ShortArn};
use super::principal::{Principal, PrincipalFault};
use super::statement::Statement;
use super::{Effect, Policy};
use crate::json::{JsonPath, shown};

impl Policy {
    /// Decides whether this policy allows a request, and explains the decision.
    ///
    /// The rules are those of AWS's [policy
    /// evaluation](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html) for a
    /// single policy: a statement that denies overrides those that allow, and a request that no statement allows is not
    /// allowed. [`PolicySet`](super::PolicySet) combines several policies. A statement without `Principal` applies to every
    /// caller, as in an identity-based policy, which is attached to its caller. A statement with `Principal` and without
    /// `Resource` applies to every resource, as in a trust policy, which is attached to its role. Policy variables such
    /// as `${aws:username}` are expanded in policies of version `2012-10-17`; in older ones they are text.
    ///
    /// ```
    /// use sts::Policy;
    /// use sts::policy::{AccessRequest, Condition, Principal, Statement};
    ///
    /// let trust = Policy::new().statement(
    ///     Statement::allow()
    ///         .principal(Principal::new("AWS", ["123456789012"]))
    ///         .actions(["sts:AssumeRole"])
    ///         .condition(Condition::key("sts:ExternalId").is("unicorn")),
    /// );
    /// let request = AccessRequest::new("sts:AssumeRole", "arn:aws:iam::123456789012:role/demo")
    ///     .principal("AWS", "arn:aws:iam::123456789012:root");
    /// let decision = trust.evaluate(&request);
    /// assert!(!decision.is_allowed());
    /// assert_eq!(
    ///     decision.to_string(),
    ///     "no statement allows the request\n  Statement[0].Condition.StringEquals.sts:ExternalId: the request does not have this key"
    /// );
    /// assert!(trust.evaluate(&request.key("sts:ExternalId", "unicorn")).is_allowed());
    /// ```
    ///
    /// # What cannot be judged never helps the caller
    ///
    /// AWS refuses some documents that can be read, and leaves the meaning of others open. A statement that depends on
    /// such an element denies if its effect is `Deny`, and does not allow if it is `Allow`; [`Verdict::unjudged`] and the
    /// text of the decision name the element. This applies to
    ///
    /// - an element that the policy language does not have (`Conditions`), which [`Policy::from_json_lenient`] keeps, wherever it
    ///   is: all of the policy depends on it, as the strict reader refuses all of it,
    /// - an operator that the policy language does not have (`stringEquals`), `Null` with a quantifier, and a condition
    ///   with a value that its operator cannot read (`NumericLessThan` with `ten`, `ArnLike` with `arn:aws:IAM::…`), even if another value
    ///   can be read,
    /// - a block of conditions without a key, and a key that is twice under one operator, in different letter case,
    /// - a date that AWS reads in a way that it does not document: a year alone, which could be seconds, and a time without a zone,
    /// - a range of IPv6 addresses that contains the IPv6 form of an IPv4 address (`::ffff:203.0.113.0/120`),
    /// - a policy variable for which the request has no single value and the policy no default, a default for a key that the
    ///   request has without a value, and a variable that is malformed, if the text could match. AWS only says that such a
    ///   statement "might" be invalid,
    /// - a condition key that is not `service:name`, such as `aws:Source Ip`, or that has a wildcard or a policy variable,
    /// - a key with several values in a condition without `ForAllValues` or `ForAnyValue`, if some of them match,
    /// - `IfExists` on a key that the request has without a value,
    /// - a `Version` that AWS does not have,
    /// - a statement without `Action` or without `Resource`, with both elements of a pair such as `Action` and `NotAction`,
    ///   or with an empty list,
    /// - an action that is neither `*` nor `service:name`, and a resource that is neither `*` nor an ARN, even if another one
    ///   matches. An ARN has a partition that exists, a service in lower case (`arn:aws:IAM::…` has none), a region only if its
    ///   service has regions, an account after its fourth colon (`arn:aws:s3::bucket` has none), and no variable before its fifth
    ///   colon. In a statement with `Principal`, which is one of a resource, the service of the resource decides what a
    ///   resource may be that does not begin as an ARN,
    /// - `NotPrincipal` in an Allow, which AWS does not support,
    /// - a `Principal` without names, a name that does not have the form of its kind (`nonsense`, or the ARN of a group), and a
    ///   wildcard other than `{"AWS": "*"}`, even if another name matches. A unique ID, such as `AIDACKCEVSQ6C2EXAMPLE`, could be that of any user
    ///   and role: IAM shows it for one that was deleted, and a request does not have it.
    ///
    /// A value of the *request* that does not have the type of the operator is a plain mismatch, as AWS documents.
    ///
    /// # Matching
    ///
    /// - `Resource` and `NotResource`: an ARN with fewer than six parts is completed with `*`, and a `*` at the end of a
    ///   part matches colons. AWS says of the latter that it "can" expand; here it always does. `?` stays within its
    ///   part. The ARNs of conditions are compared part by part.
    /// - `{"AWS": "*"}` means everyone in every spelling, also a federated caller, a service and an anonymous caller. AWS
    ///   says so of anonymous callers only.
    /// - `NotPrincipal` exempts a caller from a Deny only if all its names are listed: the user and the account, or the
    ///   session, the role and the account. AWS says that the Deny "might" apply otherwise; here it does. A caller without
    ///   a name is never exempt.
    /// - An empty list and an empty text are null for `Null`, `ForAllValues` and `ForAnyValue`.
    /// - Numbers are compared as exact decimals, dates to the nanosecond. `inf` is not a number, and a time after the year
    ///   9999 is not a date.
    #[inline]
    pub fn evaluate(&self, request: &AccessRequest) -> Decision {
        self.decide(Setting::default(), request)
    }

    #[inline]
    pub(super) fn decide(&self, setting: Setting, request: &AccessRequest) -> Decision {
        let language = Language::of(self);
        let evaluation = Evaluation { request, setting, language, unread: self.unread(language) };
        let statements = self.statements().iter().enumerate();
        Decision::new(statements.map(|(index, statement)| evaluation.verdict(index, statement)).collect())
    }

    /// Returns the parts of the document for which a strict reader refuses all of it, so that no statement can be judged.
    #[inline]
    fn unread(&self, language: Language) -> Vec<Mismatch> {
        let root = JsonPath::Root;
        let mut unread = Vec::new();
        if language == Language::Unknown {
            unread.push(Mismatch::new(&root.key("Version"), "is not a version of the policy language"));
        }
        let mut unknown =
            |path: &JsonPath<'_>| unread.push(Mismatch::new(path, "is not an element of the policy language"));
        self.unknown().for_each(|(key, _)| unknown(&root.key(key)));
        let statements = root.key("Statement");
        for (index, statement) in self.statements().iter().enumerate() {
            let path = statements.index(index);
            statement.unknown().for_each(|(key, _)| unknown(&path.key(key)));
            for (element, principal) in statement.principals() {
                let path = path.key(element);
                principal.unknown_kinds().for_each(|kind| unknown(&path.key(kind)));
            }
        }
        unread
    }
}

/// The request that the statements of a policy are checked against, and how to read them.
struct Evaluation<'r> {
    request: &'r AccessRequest,
    setting: Setting,
    language: Language,
    /// The parts of the policy that no statement can be judged with.
    unread: Vec<Mismatch>,
}

/// Facts about the use of a policy that its text does not tell.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Setting {
    /// The kind of the policy. An element that it must not have cannot be judged, nor can a statement that lacks one that it
    /// must have.
    pub(super) kind: Option<PolicyKind>,
    /// True if the caller has a permissions boundary. Then AWS applies each Deny with `NotPrincipal` to it, whatever that
    /// names. See <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>.
    pub(super) has_boundary: bool,
}

/// The elements of a statement that did not match, and those that could not be judged.
#[derive(Default)]
struct Judgements {
    mismatch: Option<Mismatch>,
    unjudged: Vec<Mismatch>,
}

impl Judgements {
    #[inline]
    fn add(&mut self, path: &JsonPath<'_>, check: Judgement) {
        match check {
            Judgement::Matches => {}
            Judgement::Mismatch(message) => {
                self.mismatch.get_or_insert_with(|| Mismatch::new(path, message));
            }
            Judgement::Unjudged(message) => self.unjudged.push(Mismatch::new(path, message)),
        }
    }
}

impl Evaluation<'_> {
    #[inline]
    fn verdict(&self, index: usize, statement: &Statement) -> Verdict {
        let root = JsonPath::Root;
        let statements = root.key("Statement");
        let path = statements.index(index);
        let mut checks = Judgements { mismatch: None, unjudged: self.unread.clone() };
        self.principal(statement, &path, &mut checks);
        self.action(statement, &path, &mut checks);
        self.resource(statement, &path, &mut checks);
        self.conditions(statement, &path.key("Condition"), &mut checks);
        Verdict::new(index, statement, checks.mismatch, checks.unjudged)
    }

    #[inline]
    fn conditions(&self, statement: &Statement, path: &JsonPath<'_>, checks: &mut Judgements) {
        for operator in statement.empty_blocks() {
            checks.add(&path.key(&operator.to_string()), Judgement::Unjudged(NO_KEY.to_owned()));
        }
        let conditions = statement.conditions();
        for condition in conditions.iter() {
            let check = if conditions.repeat_key(condition) {
                Judgement::Unjudged(REPEATED_KEY.to_owned())
            } else {
                condition::check(condition, self.request, self.language)
            };
            checks.add(&path.key(&condition.operator().to_string()).key(condition.name()), check);
        }
    }

    #[inline]
    fn principal(&self, statement: &Statement, path: &JsonPath<'_>, judgements: &mut Judgements) {
        let rules = self.setting.kind.map(PolicyKind::rules);
        let is_forbidden =
            |rule: fn(&Rules) -> ElementRule| rules.is_some_and(|rules| rule(rules) == ElementRule::Forbidden);
        if let Some(principal) = statement.principal() {
            let judgement = if is_forbidden(|rules| rules.principal) {
                Judgement::Unjudged("this kind of policy must not have it".to_owned())
            } else {
                principal::check_principal(principal, self.request)
            };
            add_principal(principal, &path.key("Principal"), judgement, judgements);
        }
        if let Some(principal) = statement.not_principal() {
            let judgement = if is_forbidden(|rules| rules.not_principal) {
                Judgement::Unjudged("this kind of policy must not have it".to_owned())
            } else if self.setting.has_boundary && statement.effect() == Effect::Deny {
                Judgement::Matches
            } else {
                principal::check_not_principal(principal, statement.effect(), self.request)
            };
            add_principal(principal, &path.key("NotPrincipal"), judgement, judgements);
        }
        if statement.principal().is_some() && statement.not_principal().is_some() {
            judgements.add(path, Judgement::Unjudged("has both Principal and NotPrincipal".to_owned()));
        }
        if !statement.has_principal() && rules.is_some_and(|rules| rules.principal == ElementRule::Required) {
            judgements.add(&path.key("Principal"), Judgement::Unjudged("this kind of policy must have it".to_owned()));
        }
    }

    #[inline]
    fn action(&self, statement: &Statement, path: &JsonPath<'_>, checks: &mut Judgements) {
        let action = fold(self.request.action());
        let allowed = self.setting.kind.map_or(&[][..], |kind| kind.rules().actions);
        let element = ElementPair {
            keys: ["Action", "NotAction"],
            found: self.request.action(),
            fault: |pattern: &str| action_fault(pattern, allowed),
            fits: |pattern: &str| Glob::new(&fold(pattern)).matches(&action).into(),
        };
        element.check(statement, path, checks);
    }

    #[inline]
    fn resource(&self, statement: &Statement, path: &JsonPath<'_>, checks: &mut Judgements) {
        const KEYS: [&str; 2] = ["Resource", "NotResource"];
        let has_any = KEYS.iter().any(|key| statement.has(key));
        let is_optional = match self.setting.kind {
            Some(kind) => kind.rules().resource != ElementRule::Required,
            // What a trust policy is about is its role.
            None => statement.has_principal(),
        };
        if let Some(kind) = self.setting.kind
            && kind.rules().resource == ElementRule::Forbidden
        {
            for key in KEYS.iter().filter(|key| statement.has(key)) {
                checks.add(&path.key(key), Judgement::Unjudged("this kind of policy must not have it".to_owned()));
            }
            return;
        }
        if !has_any && is_optional {
            return;
        }
        let short_arn = match self.setting.kind {
            Some(kind) => kind.rules().short_arn,
            None if statement.has_principal() => ShortArn::ByService,
            None => ShortArn::Completed,
        };
        let kind = self.setting.kind.map_or("a policy", |kind| kind.rules().name);
        let element = ElementPair {
            keys: KEYS,
            found: self.request.resource(),
            fault: |pattern: &str| {
                let fault = resource_fault(pattern, short_arn).filter(|fault| !fault.has_meaning())?;
                Some(fault.message(kind))
            },
            fits: |pattern: &str| {
                let expanded = self.language.expand(pattern, Wildcards::Patterns, self.request);
                arn::compare_resource(&expanded, self.request.resource())
            },
        };
        element.check(statement, path, checks);
    }
}

/// Adds the judgement of `Principal` or `NotPrincipal`, or the faults for which IAM refuses the element.
#[inline]
fn add_principal(principal: &Principal, path: &JsonPath<'_>, judgement: Judgement, judgements: &mut Judgements) {
    let faults = principal.faults();
    if faults.is_empty() {
        return judgements.add(path, judgement);
    }
    for fault in faults {
        let unjudged = Judgement::Unjudged(fault.message());
        match fault {
            PrincipalFault::Nobody => judgements.add(path, unjudged),
            // Reported for the whole policy.
            PrincipalFault::UnknownKind { .. } => {}
            PrincipalFault::NoName { kind } => judgements.add(&path.key(kind), unjudged),
            PrincipalFault::Form { kind, index, single, .. } => {
                judgements.add(&path.key(kind).item(index, single), unjudged);
            }
        }
    }
}

/// A pair of elements: `Action` has to match, or `NotAction` must not; likewise with resources.
struct ElementPair<'r, Fault, Fits> {
    keys: [&'static str; 2],
    /// The action or resource of the request.
    found: &'r str,
    /// Returns why IAM refuses a text of the element.
    fault: Fault,
    fits: Fits,
}

impl<Fault: Fn(&str) -> Option<String>, Fits: Fn(&str) -> Truth> ElementPair<'_, Fault, Fits> {
    fn check(&self, statement: &Statement, path: &JsonPath<'_>, checks: &mut Judgements) {
        let [plain, negated] = self.keys;
        let (key, list) = match (statement.strings(plain), statement.strings(negated)) {
            (Some(list), None) => (plain, list),
            (None, Some(list)) => (negated, list),
            (Some(_), Some(_)) => {
                return checks.add(path, Judgement::Unjudged(format!("has both {plain} and {negated}")));
            }
            (None, None) => return checks.add(path, Judgement::Unjudged(format!("has neither {plain} nor {negated}"))),
        };
        let path = path.key(key);
        if list.values.is_empty() {
            return checks.add(&path, Judgement::Unjudged("is empty".to_owned()));
        }
        let mut faults =
            list.values.iter().enumerate().filter_map(|(index, text)| Some((index, text, (self.fault)(text)?)));
        if let Some((index, text, fault)) = faults.next() {
            let message = format!("{fault}; found \"{}\"", shown(text));
            return checks.add(&path.item(index, list.single), Judgement::Unjudged(message));
        }
        let matches = Truth::any(list.values.iter().map(|text| (self.fits)(text)));
        let found = shown(self.found);
        let check = match matches.negated(key == negated) {
            Truth::True => Judgement::Matches,
            Truth::False if key == negated => Judgement::Mismatch(format!("matches \"{found}\", which it excludes")),
            Truth::False => Judgement::Mismatch(format!("does not match \"{found}\"")),
            Truth::Unknown => Judgement::Unjudged("the request has no single value for a policy variable".to_owned()),
        };
        checks.add(&path, check);
    }
}

impl Statement {
    /// Returns whether the statement has a `Principal` or a `NotPrincipal`, as every statement of a trust policy must.
    #[inline]
    pub fn has_principal(&self) -> bool {
        self.has("Principal") || self.has("NotPrincipal")
    }
}

impl Effect {
    /// Returns the verb for a sentence.
    #[inline]
    fn verb(self) -> &'static str {
        match self {
            Self::Allow => "allows",
            Self::Deny => "denies",
        }
    }
}
