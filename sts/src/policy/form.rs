//! The forms of actions, resources, principals and condition keys.
//!
//! The lint reports a text of another form. The evaluator cannot judge it: IAM refuses the document, so it has no outcome that
//! could be copied, or accepts it without a documented meaning.

use awsquery::endpoint::partition::PARTITIONS;
use awsquery::rule::INVISIBLE;

use super::glob::{Glob, fold};
use super::kind::ShortArn;
use crate::arn::{Arn, is_account, is_of_name};

/// Returns why IAM refuses an action. `allowed` are the only actions that the policy may name; empty if it may name any.
///
/// An action is `*` or `service:name`. The name may have wildcards and the service may not: IAM says that "action vendors" must
/// not contain them. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>.
#[inline]
pub(super) fn action_fault(action: &str, allowed: &[&str]) -> Option<String> {
    let is_vendor = |vendor: &str| {
        let may_occur = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        !vendor.is_empty() && vendor.chars().all(may_occur)
    };
    // IAM accepts other characters, also those of no action, but has variables only in resources and conditions.
    let is_name = |name: &str| !name.is_empty() && !name.contains(':') && !name.contains("${");
    let is_action =
        action == "*" || action.split_once(':').is_some_and(|(vendor, name)| is_vendor(vendor) && is_name(name));
    if !is_action {
        return Some("must be * or service:action, such as s3:GetObject".to_owned());
    }
    let is_allowed = allowed.is_empty() || allowed.iter().any(|name| stays_with(action, name));
    (!is_allowed).then(|| format!("must be one of {}", allowed.join(", ")))
}

/// Returns whether an action of a policy, such as `sts:Assume*`, stays within one service and includes this action.
#[inline]
fn stays_with(pattern: &str, action: &str) -> bool {
    let service = |text: &str| text.split_once(':').map(|(service, _)| fold(service));
    service(pattern) == service(action) && Glob::new(&fold(pattern)).matches(&fold(action))
}

/// The reason why IAM refuses a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResourceFault {
    /// The text is neither `*` nor an ARN.
    Form,
    /// The partition does not exist, or is a variable.
    Partition,
    /// The service is not in lower case, or has a policy variable or another character that names of services do not have.
    ServiceName,
    /// A policy variable stands for a part before the resource, where AWS has none.
    EarlyVariable,
    /// The service is missing or has a wildcard. AWS documents that what is missing is completed with `*`, and that a `*` at the
    /// end of a part runs on.
    Service,
    /// The account of a short ARN is not one, as in `arn:aws:s3::bucket`, which lacks a colon.
    Account,
    /// The ARN has a region, which those of the service do not have.
    Region,
    /// A policy variable is not closed.
    OpenVariable,
    /// The ARN has fewer than six parts, and the policy is of a kind for which AWS does not complete it.
    Short,
}

impl ResourceFault {
    /// Returns whether the documentation of AWS gives the ARN a meaning, although IAM refuses it.
    #[inline]
    pub(super) fn has_meaning(self) -> bool {
        self == Self::Service
    }

    /// Returns whether IAM accepts the document. IAM does not say what it does with an early variable.
    #[inline]
    pub(super) fn is_accepted(self) -> bool {
        self == Self::EarlyVariable
    }

    /// Returns what is allowed. `kind` is the kind of the policy, as the subject of a sentence.
    #[inline]
    pub(super) fn message(self, kind: &str) -> String {
        match self {
            Self::Form => "must be * or arn:partition:service:region:account:resource".to_owned(),
            Self::Partition => {
                let names: Vec<&str> = PARTITIONS.iter().map(|partition| partition.name).collect();
                format!("must be an ARN of one of the partitions {}, or of *", names.join(", "))
            }
            Self::ServiceName => {
                "must name the service in lower case letters, digits, - and . after the partition".to_owned()
            }
            Self::EarlyVariable => {
                "must have policy variables only after the fifth colon, or it cannot be judged".to_owned()
            }
            Self::Service => "must name a service without wildcards after the partition".to_owned(),
            Self::Account => {
                "must have an account after the fourth colon, or all six parts of an ARN, such as arn:aws:s3:::bucket"
                    .to_owned()
            }
            Self::Region => "must not have a region, because ARNs of this service have none".to_owned(),
            Self::OpenVariable => "must close the policy variable that ${ opens".to_owned(),
            Self::Short => format!("must have all six parts of an ARN, because AWS refuses {kind} without them"),
        }
    }
}

/// Returns why IAM refuses a resource, or why it cannot be judged. A resource is `*` or an ARN of six parts with a partition, a
/// service and a resource. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>. Wildcards may occur in all parts
/// but the service, and policy variables in the resource. A service may call its resources something else than ARNs; what begins
/// as an ARN must be one for it, too.
#[inline]
pub(super) fn resource_fault(text: &str, short_arn: ShortArn) -> Option<ResourceFault> {
    if text == "*" {
        return None;
    }
    let Some(text) = without_variables(text) else { return Some(ResourceFault::OpenVariable) };
    let is_other_name = !text.is_empty() && !text.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("arn:"));
    if short_arn == ShortArn::ByService && is_other_name {
        return None;
    }
    let Some(rest) = text.strip_prefix("arn:") else { return Some(ResourceFault::Form) };
    let parts: Vec<&str> = rest.splitn(5, ':').collect();
    let is_short = parts.len() < 5;
    match parts.as_slice() {
        [] | ["", ..] | [_, "", _, ..] | [_, _, _, _, ""] => Some(ResourceFault::Form),
        _ if is_short && short_arn == ShortArn::Refused => Some(ResourceFault::Short),
        [partition, ..] if !is_partition(partition) => Some(ResourceFault::Partition),
        [_, service, ..] if !service.chars().all(may_be_in_service) => Some(ResourceFault::ServiceName),
        [_, _, places @ ..] if places.iter().take(2).any(|part| part.contains(VARIABLE)) => {
            Some(ResourceFault::EarlyVariable)
        }
        _ if short_arn == ShortArn::ByService => None,
        [_] | [_, ""] => Some(ResourceFault::Service),
        [_, service, ..] if service.contains(['*', '?']) => Some(ResourceFault::Service),
        [_, service, region, account, _] if has_false_region(service, region, account) => Some(ResourceFault::Region),
        [_, _, "", account] if !may_be_account(account) => Some(ResourceFault::Account),
        _ => None,
    }
}

/// Returns whether a value of a condition on an ARN is one of six parts with a partition that exists and a service in lower
/// case, in which wildcards and policy variables may stand for anything. `*` matches every ARN.
#[inline]
pub(super) fn is_arn_pattern(text: &str) -> bool {
    let Some(text) = without_variables(text) else { return false };
    let is_variable = |part: &str| part.contains(VARIABLE);
    let mut parts = text.splitn(6, ':');
    let begins = parts.next().is_some_and(|prefix| prefix == "arn" || prefix.starts_with(VARIABLE));
    let has_partition = parts.next().is_none_or(|partition| is_variable(partition) || is_partition(partition));
    let has_service = parts.next().is_none_or(|service| is_variable(service) || service.chars().all(may_be_in_service));
    // The value of a variable can be a whole ARN.
    let has_all_parts = parts.count() == 3 || is_variable(&text);
    text == "*" || (begins && has_partition && has_service && has_all_parts)
}

/// Returns whether the name of a service in an ARN may have a character, or may match it. IAM Access Analyzer reports upper case
/// as an error. See <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>.
#[inline]
fn may_be_in_service(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || "-.*?".contains(c)
}

/// Returns whether an ARN has a region that IAM refuses: those of IAM and of S3 buckets have none. Access points of S3 have an
/// account, too.
#[inline]
fn has_false_region(service: &str, region: &str, account: &str) -> bool {
    let has_none = service == "iam" || (service == "s3" && account.is_empty());
    has_none && !region.is_empty() && !region.contains(['*', '?'])
}

/// Returns whether a part of a pattern can be the name of a partition that exists.
#[inline]
fn is_partition(pattern: &str) -> bool {
    let begins = pattern == "*" || pattern.starts_with("aws");
    begins && PARTITIONS.iter().any(|partition| Glob::new(pattern).matches(partition.name))
}

/// Returns whether a part of a pattern can be the account of an ARN.
#[inline]
fn may_be_account(pattern: &str) -> bool {
    pattern.is_empty() || is_account(pattern) || pattern == "aws" || pattern.contains(['*', '?'])
}

/// Replaces a policy variable.
const VARIABLE: char = '$';

/// Replaces each policy variable by one character, because colons and braces inside a variable do not separate
/// anything. Returns `None` if a variable is not closed.
#[inline]
fn without_variables(text: &str) -> Option<String> {
    let mut parts = text.split("${");
    let mut plain = parts.next()?.to_owned();
    for part in parts {
        plain.push(VARIABLE);
        plain.push_str(part.split_once('}')?.1);
    }
    Some(plain)
}

/// Returns why no request has a condition key. A key is `service:name`. After a slash or a second colon, it ends with a name that
/// the service does not choose, such as that of a tag, which may have other characters. Wildcards and policy variables stand for
/// nothing in a key. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>.
#[inline]
pub(super) fn key_fault(key: &str) -> Option<&'static str> {
    let may_occur = |c: char| c.is_ascii_alphanumeric() || "-._:/".contains(c);
    let has_form = key.split_once(':').is_some_and(|(service, name)| {
        let fixed = name.find([':', '/']).map_or(name, |end| name.get(..end).unwrap_or_default());
        !fixed.is_empty() && !service.is_empty() && service.chars().chain(fixed.chars()).all(may_occur)
    });
    let is_literal = !key.contains(['*', '?']) && !key.contains("${") && !key.contains(|c| INVISIBLE.contains(c));
    (!has_form || !is_literal || key.ends_with('/') || key != key.trim())
        .then_some("must be service:name, such as aws:SourceIp, or it cannot be judged")
}

/// Returns what a principal of this kind must be, if this one is something else. The only wildcard is `*` alone of the kind
/// `AWS`. See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
#[inline]
pub(super) fn principal_fault(kind: &str, name: &str) -> Option<&'static str> {
    let (has_form, expected) = match kind {
        "AWS" if name == "*" => return None,
        _ if name.contains(['*', '?']) => (false, "must name a principal without wildcards"),
        "AWS" => (
            is_aws_principal(name),
            "must be an account ID, or the ARN of an account (root), a user, a role, a session of a role or a federated user",
        ),
        "Service" => (
            is_host(name) && name == name.to_ascii_lowercase(),
            "must be the name of a service in lower case, such as ec2.amazonaws.com",
        ),
        "Federated" => (
            is_provider(name),
            "must be the ARN of a SAML or OpenID Connect provider, or a host, such as accounts.google.com",
        ),
        "CanonicalUser" => (is_canonical_user(name), "must be a canonical user ID, of 64 letters and digits"),
        _ => return None,
    };
    (!has_form).then_some(expected)
}

#[inline]
fn is_aws_principal(name: &str) -> bool {
    if is_account(name) || is_unique_id(name) {
        return true;
    }
    let Some(arn) = Arn::parse(name).filter(|arn| is_partition(arn.partition) && arn.region.is_empty()) else {
        return false;
    };
    let has_path = |kind: &str| arn.resource.strip_prefix(kind).is_some_and(is_path);
    match arn.service {
        // The origin access identities of CloudFront are users of an account with a name.
        "iam" if arn.account == "cloudfront" => arn.resource.starts_with("user/CloudFront Origin Access Identity "),
        "iam" => is_account(arn.account) && (arn.resource == "root" || has_path("user/") || has_path("role/")),
        "sts" => {
            let session = arn.resource.strip_prefix("assumed-role/").and_then(|rest| rest.split_once('/'));
            let is_session = session.is_some_and(|(role, name)| is_name(role) && is_name(name));
            let is_federated = arn.resource.strip_prefix("federated-user/").is_some_and(is_name);
            is_account(arn.account) && (is_session || is_federated)
        }
        _ => false,
    }
}

/// Returns whether this is the name of a user, role or session. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>.
#[inline]
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_of_name)
}

/// Returns whether this is the name of a user or role after its path, whose parts may have any visible ASCII characters.
#[inline]
fn is_path(text: &str) -> bool {
    let (path, name) = text.rsplit_once('/').unwrap_or(("", text));
    is_name(name) && !text.starts_with('/') && path.bytes().all(|b| b.is_ascii_graphic())
}

/// Returns whether this is the unique ID of a user or role, which IAM shows for one that was deleted. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>.
#[inline]
pub(super) fn is_unique_id(name: &str) -> bool {
    let rest = name.strip_prefix("AIDA").or_else(|| name.strip_prefix("AROA"));
    rest.is_some_and(|rest| rest.len() >= 12 && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()))
}

/// Returns whether this is a host name of at least two labels.
#[inline]
fn is_host(name: &str) -> bool {
    let is_label = |label: &str| {
        let may_occur = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        !label.is_empty() && label.chars().all(may_occur)
    };
    name.contains('.') && name.split('.').all(is_label)
}

#[inline]
fn is_provider(name: &str) -> bool {
    let is_arn = Arn::parse(name).is_some_and(|arn| {
        let has_name = |kind| arn.iam_resource(kind).is_some();
        is_partition(arn.partition)
            && is_account(arn.account)
            && (has_name("saml-provider") || has_name("oidc-provider"))
    });
    is_arn || is_host(name)
}

#[inline]
fn is_canonical_user(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_alphanumeric())
}
