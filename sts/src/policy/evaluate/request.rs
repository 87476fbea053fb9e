//! What is asked of a policy.

use std::fmt;

use crate::policy::value::{Scalars, Value};

/// A request that policies are asked about: who wants to do what with what, under what circumstances.
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
#[must_use = "a request does nothing until a policy evaluates it"]
pub struct AccessRequest {
    action: String,
    resource: String,
    principals: Vec<(String, String)>,
    /// Sorted by their names in lower case: the names of keys are compared without regard to case.
    keys: Vec<(String, Vec<Value>)>,
}

/// Names of keys only: values may be secret, as external ids are.
impl fmt::Debug for AccessRequest {
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
    /// A request for an action such as `sts:AssumeRole` with a resource: an ARN, or `*` for actions that have none.
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self { action: action.into(), resource: resource.into(), principals: Vec::new(), keys: Vec::new() }
    }

    /// Who asks, besides what was said before. Somebody can be named in several ways: a user by the ARN and by that of
    /// the account (`arn:aws:iam::123456789012:root`), a session by its own ARN, the role's and the account's. Kinds are
    /// `AWS`, `Federated`, `Service` and `CanonicalUser`.
    pub fn principal(mut self, kind: impl Into<String>, name: impl Into<String>) -> Self {
        self.principals.push((kind.into(), name.into()));
        self
    }

    /// Nobody asks, until [`principal`](Self::principal) says so again.
    pub fn without_principals(mut self) -> Self {
        self.principals.clear();
        self
    }

    /// A circumstance: the key that conditions and variables name, and its value or values. An empty array is a key that
    /// is there without a value. What was said before about this key is forgotten.
    pub fn key(mut self, name: impl Into<String>, values: impl Scalars) -> Self {
        let name = name.into().to_lowercase();
        self.keys.retain(|(known, _)| *known != name);
        let place = self.keys.partition_point(|(known, _)| *known < name);
        self.keys.insert(place, (name, values.into_values()));
        self
    }

    /// What is to be done.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// What it is to be done with.
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// Who asks, by kind.
    pub fn principals(&self) -> impl Iterator<Item = (&str, &str)> {
        self.principals.iter().map(|(kind, name)| (kind.as_str(), name.as_str()))
    }

    /// The circumstances, by their names in lower case.
    pub fn keys(&self) -> impl Iterator<Item = (&str, &[Value])> {
        self.keys.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// The values of a key, whatever the case of its name.
    pub fn values(&self, name: &str) -> Option<&[Value]> {
        let name = name.to_lowercase();
        self.keys.iter().find(|(known, _)| *known == name).map(|(_, values)| values.as_slice())
    }
}
