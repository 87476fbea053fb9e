//! The principals of a statement.

use super::string_list::{StringList, same_set};
use crate::json::Json;

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

impl Principal {
    /// The kinds of principals that the policy language knows.
    pub(super) const KINDS: [&str; 4] = ["AWS", "CanonicalUser", "Federated", "Service"];

    /// Creates the principal `"*"`, which stands for everyone.
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

    /// Returns whether this includes everyone: `"*"`, or a `*` among the names of the kind `AWS`. A `*` of another kind
    /// stands for all principals of that kind.
    pub fn is_everyone(&self) -> bool {
        match &self.0 {
            Who::Everyone => true,
            Who::Named(named) => {
                named.iter().any(|(kind, names)| kind == "AWS" && names.values.iter().any(|name| name == "*"))
            }
        }
    }

    /// Returns the names of the principals by kind. Empty for `"*"`.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, &[String])> {
        let named = match &self.0 {
            Who::Everyone => &[],
            Who::Named(named) => named.as_slice(),
        };
        named.iter().map(|(kind, names)| (kind.as_str(), names.values.as_slice()))
    }

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
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            _ if self.is_everyone() || other.is_everyone() => self.is_everyone() == other.is_everyone(),
            (Who::Named(one), Who::Named(other)) => same_set(&canonical(one), &canonical(other)),
            _ => false,
        }
    }
}

impl Eq for Principal {}

/// Returns the names in one spelling.
fn canonical(named: &[(String, StringList)]) -> Vec<(&str, StringList)> {
    let account = |name: &String| {
        let number = name.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root"));
        number.unwrap_or(name).to_owned()
    };
    named.iter().map(|(kind, names)| (kind.as_str(), StringList::new(names.values.iter().map(account)))).collect()
}
