//! Findings of the lint.

use std::fmt;

/// A problem that [`Policy::lint`](crate::Policy::lint) or [`Policy::lint_as`](crate::Policy::lint_as) found.
///
/// ```
/// use sts::Policy;
/// use sts::policy::{FindingKind, Severity};
///
/// let findings = Policy::new().allow(["GetObject"], ["*"]).lint();
/// assert_eq!((findings[0].kind, findings[0].severity), (FindingKind::Action, Severity::Refused));
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
    /// The consequence: whether IAM would refuse the document for it.
    pub severity: Severity,
    /// A message that says what is allowed, what was found, and what to do.
    pub message: String,
}

/// The consequence of a [`Finding`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// IAM accepts the document, which hardly means what its author wants.
    Advice,
    /// IAM or STS refuses the document: `MalformedPolicyDocument`, or an error about its length or characters.
    Refused,
}

/// The kind of a [`Finding`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// The statement has a `Principal` or `NotPrincipal` that this kind of policy must not have, lacks the one that it must
    /// have, names a principal with a wildcard, or has a name that does not have the form of its kind.
    Principal,
    /// The policy has an `Id`, which this kind of policy must not have.
    Id,
    /// The version is missing or old, which is advice, or unknown, which IAM refuses.
    Version,
    /// A text contains a character that the service model does not allow.
    Character,
    /// The policy has more characters than IAM or STS allows.
    TooLong,
    /// An action is neither `*` nor `service:name`, or not one that a trust policy may name.
    Action,
    /// A resource is neither `*` nor an ARN of a partition and a service, or the statement must not have one.
    Resource,
    /// An operator is not part of the policy language. `Null` with a quantifier is advice.
    Operator,
    /// A value does not have the type that the operator expects. A date that IAM accepts and whose meaning is open is advice.
    Value,
    /// An operator compares a global condition key as another type than it has, such as `aws:SourceIp` as text. Advice.
    KeyType,
    /// The name of a condition key begins or ends with white space, is nearly that of a global condition key, or is repeated in
    /// another letter case. Advice.
    KeyName,
    /// A policy variable is malformed, or its name is nearly that of a global condition key. Advice.
    Variable,
    /// A statement, an action, a resource or a principal is missing. A missing condition key or value is advice, since IAM accepts
    /// it.
    Missing,
    /// A statement has two elements that exclude each other.
    Conflict,
    /// A `Sid` contains a character that is not an ASCII letter or digit.
    Sid,
    /// Two statements have the same `Sid`.
    DuplicateSid,
    /// A key is not part of the policy language; [`Policy::from_json_lenient`](crate::Policy::from_json_lenient) kept it.
    UnknownKey,
}

impl Finding {
    /// Returns whether IAM or STS would refuse the document for this finding.
    #[inline]
    pub fn is_refused(&self) -> bool {
        self.severity == Severity::Refused
    }
}

impl fmt::Display for Finding {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the policy" } else { &self.path };
        write!(f, "{path}: {}", self.message)
    }
}
