//! The kinds of policies, and what each of them must and must not have.

use std::fmt;

/// The purpose of a policy, which decides which elements the policy must have and must not have, and how long it may be.
///
/// | | session | identity | trust | resource |
/// |---|---|---|---|---|
/// | `Principal` | not allowed | not allowed | required | required |
/// | `NotPrincipal` | not allowed | not allowed | not allowed | instead of `Principal` |
/// | `Resource` or `NotResource` | required | required | not allowed | required |
/// | an ARN with fewer than six parts | refused | completed with `*` after the service | | by service |
/// | `Id` | not allowed | not allowed | allowed | allowed |
/// | actions | any | any | of STS: assume, tag, set a source identity or a context | any |
/// | wildcard in a principal | | | `{"AWS": "*"}` | `{"AWS": "*"}` |
/// | `Sid` | letters and digits | letters and digits | letters and digits | by service |
/// | longest document, in characters without white space | 2,048 | 10,240 | 2,048 | by service |
///
/// How an identity-based policy is attached is not known, so the lint checks the largest of the quotas: 10,240 characters for all
/// inline policies of a role. IAM allows 6,144 for a managed policy, 5,120 for all inline policies of a group and 2,048 for those
/// of a user. The limit of a trust policy is that of accounts that have not requested a higher one, of up to 8,192 characters.
///
/// The sources are the IAM User Guide: [grammar](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html),
/// [Principal](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html),
/// [NotPrincipal](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html),
/// [identifiers](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html) and
/// [quotas](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
///
/// ```
/// use sts::Policy;
/// use sts::policy::{PolicyKind, Principal, Statement};
///
/// let trust = Policy::new().statement(
///     Statement::allow().principal(Principal::new("AWS", ["123456789012"])).actions(["sts:AssumeRole"]),
/// );
/// assert!(trust.lint_as(PolicyKind::Trust).is_empty());
/// assert_eq!(trust.lint_as(PolicyKind::Identity)[0].path, "Statement[0].Principal");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PolicyKind {
    /// A policy that is passed to STS and narrows a session, or a scope-down policy.
    Session,
    /// A policy that is attached to a user, a group or a role, or a permissions boundary.
    Identity,
    /// The policy of a role that says who may assume it.
    Trust,
    /// A policy that is attached to any other resource, such as a bucket or a key.
    Resource,
}

/// The rule for the presence of an element in a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ElementRule {
    Required,
    Allowed,
    Forbidden,
}

/// The treatment of a resource that is an ARN with fewer than six parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShortArn {
    Refused,
    Completed,
    /// The service of the resource decides, also about resources that are not ARNs.
    ByService,
}

/// The rules for one kind of policy.
#[derive(Debug)]
pub(super) struct Rules {
    /// The kind, as the subject of a sentence.
    pub(super) name: &'static str,
    /// `Principal` or, where it is allowed, `NotPrincipal`.
    pub(super) principal: ElementRule,
    pub(super) not_principal: ElementRule,
    /// `Resource` or `NotResource`.
    pub(super) resource: ElementRule,
    pub(super) short_arn: ShortArn,
    pub(super) id: ElementRule,
    /// The only actions that statements may name. Empty if they may name any.
    pub(super) actions: &'static [&'static str],
    /// True if IAM checks the characters of the document and of each `Sid`; otherwise the service of the resource does.
    pub(super) has_iam_texts: bool,
    /// The largest number of characters, without white space.
    pub(super) max_characters: Option<usize>,
    /// Explains the limit.
    pub(super) limit_of: &'static str,
}

const SESSION: Rules = Rules {
    name: "a session policy",
    principal: ElementRule::Forbidden,
    not_principal: ElementRule::Forbidden,
    resource: ElementRule::Required,
    short_arn: ShortArn::Refused,
    id: ElementRule::Forbidden,
    actions: &[],
    has_iam_texts: true,
    max_characters: Some(2048),
    limit_of: "the limit of STS for session policies",
};

const IDENTITY: Rules = Rules {
    name: "an identity-based policy",
    principal: ElementRule::Forbidden,
    not_principal: ElementRule::Forbidden,
    resource: ElementRule::Required,
    short_arn: ShortArn::Completed,
    id: ElementRule::Forbidden,
    actions: &[],
    has_iam_texts: true,
    max_characters: Some(10_240),
    limit_of: "the quota for all inline policies of a role; it is 6144 for a managed policy, 5120 for a group and 2048 for a user",
};

const TRUST: Rules = Rules {
    name: "a trust policy",
    principal: ElementRule::Required,
    not_principal: ElementRule::Forbidden,
    resource: ElementRule::Forbidden,
    short_arn: ShortArn::ByService,
    id: ElementRule::Allowed,
    actions: &[
        "sts:AssumeRole",
        "sts:AssumeRoleWithSAML",
        "sts:AssumeRoleWithWebIdentity",
        "sts:TagSession",
        "sts:SetSourceIdentity",
        "sts:SetContext",
    ],
    has_iam_texts: true,
    max_characters: Some(2048),
    limit_of: "the default quota for trust policies; AWS raises it to at most 8192 for an account that requests it",
};

const RESOURCE: Rules = Rules {
    name: "a resource-based policy",
    principal: ElementRule::Required,
    not_principal: ElementRule::Allowed,
    resource: ElementRule::Required,
    short_arn: ShortArn::ByService,
    id: ElementRule::Allowed,
    actions: &[],
    has_iam_texts: false,
    max_characters: None,
    limit_of: "",
};

impl PolicyKind {
    #[inline]
    pub(super) fn rules(self) -> &'static Rules {
        match self {
            Self::Session => &SESSION,
            Self::Identity => &IDENTITY,
            Self::Trust => &TRUST,
            Self::Resource => &RESOURCE,
        }
    }
}

/// Prints the kind in words, such as `a session policy`.
impl fmt::Display for PolicyKind {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.rules().name)
    }
}
