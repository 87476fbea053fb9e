//! Requests that policies are evaluated for.

use std::fmt;

use crate::policy::glob::fold;
use crate::policy::value::{Scalars, Value};

/// A request to evaluate a policy for: an action on a resource by principals, with condition keys.
///
/// ```
/// use sts::policy::AccessRequest;
///
/// let request = AccessRequest::new("s3:GetObject", "arn:aws:s3:::team-red/plan.txt")
///     .principal("AWS", "arn:aws:iam::123456789012:user/Ann")
///     .key("aws:username", "Ann")
///     .key("aws:MultiFactorAuthPresent", true)
///     .key("aws:TagKeys", ["team", "project"]);
/// # let _ = request;
/// ```
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a request has no effect until a policy evaluates it"]
pub struct AccessRequest {
    action: String,
    resource: String,
    principals: Vec<(String, String)>,
    /// Sorted by their names in lower case: the names of keys are compared without regard to case.
    keys: Vec<(String, Vec<Value>)>,
}

/// Shows only the names of condition keys, because values can be secret, as external ids are.
impl fmt::Debug for AccessRequest {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessRequest")
            .field("action", &self.action)
            .field("resource", &self.resource)
            .field("principals", &self.principals)
            .field("keys", &self.keys.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish()
    }
}

impl AccessRequest {
    /// Creates a request for an action, such as `sts:AssumeRole`, on a resource: an ARN, or `*` for actions without
    /// one.
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self { action: action.into(), resource: resource.into(), principals: Vec::new(), keys: Vec::new() }
    }

    /// Adds a name of the caller. A caller can have several: a user has its own ARN and that of its account
    /// (`arn:aws:iam::123456789012:root`); a session has its own ARN, that of the role and that of the account. The
    /// kinds are `AWS`, `Federated`, `Service` and `CanonicalUser`.
    pub fn principal(mut self, kind: impl Into<String>, name: impl Into<String>) -> Self {
        self.principals.push((kind.into(), name.into()));
        self
    }

    /// Removes all names that [`principal`](Self::principal) added.
    #[inline]
    pub fn without_principals(mut self) -> Self {
        self.principals.clear();
        self
    }

    /// Sets a condition key, which conditions and policy variables refer to, and its value or values. An empty array
    /// sets the key without a value. Replaces earlier values of the key.
    pub fn key(mut self, name: impl Into<String>, values: impl Scalars) -> Self {
        let name = fold(&name.into());
        self.keys.retain(|(known, _)| *known != name);
        let place = self.keys.partition_point(|(known, _)| *known < name);
        self.keys.insert(place, (name, values.into_values()));
        self
    }

    /// Returns the action.
    #[inline]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// Returns the resource.
    #[inline]
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// Returns the names of the caller, each with its kind.
    #[inline]
    pub fn principals(&self) -> impl Iterator<Item = (&str, &str)> {
        self.principals.iter().map(|(kind, name)| (kind.as_str(), name.as_str()))
    }

    /// Returns the condition keys, with their names in lower case.
    #[inline]
    pub fn keys(&self) -> impl Iterator<Item = (&str, &[Value])> {
        self.keys.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Returns the values of a condition key, ignoring the case of its name.
    #[inline]
    pub fn values(&self, name: &str) -> Option<&[Value]> {
        let name = fold(name);
        self.keys.iter().find(|(known, _)| *known == name).map(|(_, values)| values.as_slice())
    }
}
