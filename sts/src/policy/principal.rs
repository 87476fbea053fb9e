//! The principals of a statement.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use super::form::principal_fault;
use super::string_list::{StringList, same_set};
use crate::json::{Json, shown};

/// The problem of `NotPrincipal` in a statement that allows, which AWS does not support.
pub(super) const NOT_PRINCIPAL_IN_ALLOW: &str =
    "must be in a statement that denies, or it cannot be judged; name those whom the statement allows in Principal";

/// The principals that a statement of a trust policy or of a resource-based policy applies to. A session policy must
/// not have any. See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
///
/// ```
/// use sts::policy::{Principal, Statement};
///
/// let principal = Principal::new("AWS", ["123456789012"]).and("Service", ["ec2.amazonaws.com"]);
/// let statement = Statement::allow().principal(principal).actions(["sts:AssumeRole"]).build();
/// assert!(!statement.principal().unwrap().is_everyone());
/// ```
///
/// Comparison ignores order, whether a single name is in an array, and how a principal is spelled: `"*"` equals
/// `{"AWS": "*"}`, also with other names beside the `*`, and the number of an account equals the ARN of its root user in the
/// partition `aws`.
#[derive(Clone, Debug)]
pub struct Principal(pub(super) Who);

#[derive(Clone, Debug)]
pub(super) enum Who {
    Everyone,
    Named(Vec<(String, StringList)>),
}

/// Something in the element that IAM refuses.
pub(super) enum PrincipalFault<'p> {
    /// The element has no kinds.
    Nobody,
    UnknownKind {
        kind: &'p str,
    },
    NoName {
        kind: &'p str,
    },
    /// A name is not one of its kind.
    Form {
        kind: &'p str,
        index: usize,
        single: bool,
        name: &'p str,
        expected: &'static str,
    },
}

impl PrincipalFault<'_> {
    /// Returns what is allowed, and what was found.
    #[inline]
    pub(super) fn message(&self) -> String {
        match self {
            Self::Nobody => "must name a principal; found none".to_owned(),
            Self::UnknownKind { .. } => {
                format!("is not a kind of principals; allowed: {}", Principal::KINDS.join(", "))
            }
            Self::NoName { .. } => "must name a principal; found an empty list".to_owned(),
            Self::Form { name, expected, .. } => format!("{expected}; found \"{}\"", shown(name)),
        }
    }
}

impl Principal {
    /// The kinds of principals that the policy language knows.
    pub(super) const KINDS: [&str; 4] = ["AWS", "CanonicalUser", "Federated", "Service"];

    /// Creates the principal `"*"`, which stands for everyone.
    #[inline]
    pub fn everyone() -> Self {
        Self(Who::Everyone)
    }

    /// Creates principals of one kind: `AWS`, `CanonicalUser`, `Federated` or `Service`.
    pub fn new(kind: impl Into<String>, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(Who::Named(vec![(kind.into(), StringList::new(names))]))
    }

    /// Adds principals of a kind. Does nothing if this is everyone.
    #[must_use]
    pub fn and(mut self, kind: impl Into<String>, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        if let Who::Named(named) = &mut self.0 {
            let kind = kind.into();
            let names = StringList::new(names);
            match named.iter_mut().find(|(existing, _)| *existing == kind) {
                Some((_, existing)) => existing.extend(names),
                None => named.push((kind, names)),
            }
        }
        self
    }

    /// Returns whether this includes everyone: `"*"`, or a `*` among the names of the kind `AWS`. IAM refuses any
    /// other wildcard, such as `{"Service": "*"}`.
    #[inline]
    pub fn is_everyone(&self) -> bool {
        match &self.0 {
            Who::Everyone => true,
            Who::Named(named) => {
                named.iter().any(|(kind, names)| kind == "AWS" && names.values.iter().any(|name| name == "*"))
            }
        }
    }

    /// Returns the names of the principals by kind. Empty for `"*"`.
    #[inline]
    pub fn kinds(&self) -> impl Iterator<Item = (&str, &[String])> {
        let named = match &self.0 {
            Who::Everyone => &[],
            Who::Named(named) => named.as_slice(),
        };
        named.iter().map(|(kind, names)| (kind.as_str(), names.values.as_slice()))
    }

    /// Returns what IAM refuses in the element, whatever the kind of the policy.
    #[inline]
    pub(super) fn faults(&self) -> Vec<PrincipalFault<'_>> {
        let named = match &self.0 {
            Who::Everyone => return Vec::new(),
            Who::Named(named) => named,
        };
        if named.is_empty() {
            return vec![PrincipalFault::Nobody];
        }
        named.iter().flat_map(|(kind, names)| Self::faults_of(kind, names)).collect()
    }

    /// Returns whether this is everyone and nothing that IAM refuses beside it.
    #[inline]
    fn means_everyone(&self) -> bool {
        self.is_everyone() && self.faults().is_empty()
    }

    /// Returns the kinds that the policy language does not have.
    #[inline]
    pub(super) fn unknown_kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds().map(|(kind, _)| kind).filter(|kind| !Self::KINDS.contains(kind))
    }

    #[inline]
    fn faults_of<'p>(kind: &'p str, names: &'p StringList) -> Vec<PrincipalFault<'p>> {
        if !Self::KINDS.contains(&kind) {
            return vec![PrincipalFault::UnknownKind { kind }];
        }
        if names.values.is_empty() {
            return vec![PrincipalFault::NoName { kind }];
        }
        let fault = |(index, name): (usize, &'p String)| {
            let expected = principal_fault(kind, name)?;
            Some(PrincipalFault::Form { kind, index, single: names.single, name, expected })
        };
        names.values.iter().enumerate().filter_map(fault).collect()
    }

    #[inline]
    pub(super) fn to_json(&self) -> Json {
        match &self.0 {
            Who::Everyone => Json::Text("*".to_owned()),
            Who::Named(named) => {
                Json::Object(named.iter().map(|(kind, names)| (kind.clone(), names.to_json())).collect())
            }
        }
    }
}

impl PartialEq for Principal {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            _ if self.means_everyone() || other.means_everyone() => self.means_everyone() == other.means_everyone(),
            (Who::Named(one), Who::Named(other)) => same_set(&canonical(one), &canonical(other)),
            _ => false,
        }
    }
}

impl Eq for Principal {}

/// Equal principals have the same hash.
impl Hash for Principal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let named = match &self.0 {
            Who::Named(named) if !self.means_everyone() => canonical(named),
            _ => return state.write_u8(1),
        };
        let named: BTreeSet<_> = named.iter().map(|(kind, names)| (*kind, names.set())).collect();
        named.hash(state);
    }
}

/// Returns the names in one spelling.
#[inline]
fn canonical(named: &[(String, StringList)]) -> Vec<(&str, StringList)> {
    let account = |name: &String| {
        let number = name.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root"));
        number.unwrap_or(name).to_owned()
    };
    named.iter().map(|(kind, names)| (kind.as_str(), StringList::new(names.values.iter().map(account)))).collect()
}
