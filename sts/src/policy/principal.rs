//! Principals: whom a statement is about.

use super::string_list::{Texts, same_set};
use crate::json::Json;

/// Whom a statement of a resource's policy or of a trust policy is about; a session policy must not have it.
///
/// See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
///
/// Equality does not depend on order or spelling.
#[derive(Clone, Debug)]
pub struct Principal(pub(super) Who);

#[derive(Clone, Debug)]
pub(super) enum Who {
    Everyone,
    Named(Vec<(String, Texts)>),
}

impl Principal {
    /// The kinds of principals that the policy language knows.
    pub(super) const KINDS: [&str; 4] = ["AWS", "CanonicalUser", "Federated", "Service"];

    /// Everyone: `"*"`.
    pub fn everyone() -> Self {
        Self(Who::Everyone)
    }

    /// Principals of a kind: `AWS`, `CanonicalUser`, `Federated` or `Service`.
    pub fn new(kind: impl Into<String>, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(Who::Named(vec![(kind.into(), Texts::new(names))]))
    }

    /// These principals, too. Everyone stays everyone.
    #[must_use]
    pub fn and(mut self, kind: impl Into<String>, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        if let Who::Named(named) = &mut self.0 {
            let (kind, names) = (kind.into(), Texts::new(names));
            match named.iter_mut().find(|(there, _)| *there == kind) {
                Some((_, there)) => there.extend(names),
                None => named.push((kind, names)),
            }
        }
        self
    }

    /// Whether this is `"*"`.
    pub fn is_everyone(&self) -> bool {
        matches!(self.0, Who::Everyone)
    }

    /// The principals by kind; nothing for everyone.
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
            (Who::Named(one), Who::Named(other)) => same_set(one, other),
            (one, other) => matches!((one, other), (Who::Everyone, Who::Everyone)),
        }
    }
}

impl Eq for Principal {}
