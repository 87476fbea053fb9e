//! Session tags: keys of one request, and what is inherited along a chain of roles.

use std::collections::{BTreeMap, BTreeSet};

use awsquery::rule::validate;
use awsquery::server::Refusal;

use crate::error_responses::{invalid_identity_token, invalid_parameter};
use crate::request_context::AuthenticatedCaller;
use sts::api::Tag;
use sts::api::rules::TAG_LIST_TYPE;
use sts::policy::AccessRequest;

/// The tags of a new session.
#[derive(Clone, Debug, Default)]
pub(crate) struct SessionTags {
    /// Those of the request.
    pub(crate) requested: BTreeMap<String, String>,
    /// Those that come from the session that asks.
    pub(crate) inherited: BTreeMap<String, String>,
    /// Keys of those that the next session inherits.
    pub(crate) transitive: Vec<String>,
}

impl SessionTags {
    /// Holds tags against the rules that AWS states in prose: keys are compared without regard to case, a transitive key
    /// is the key of a tag, and what is inherited stays as it is. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>.
    pub(crate) fn read(
        tags: Option<&[Tag]>,
        transitive: Option<&[String]>,
        caller: Option<&AuthenticatedCaller>,
    ) -> Result<Self, Refusal> {
        let mut keys = BTreeSet::new();
        for tag in tags.unwrap_or_default() {
            if !keys.insert(tag.key.to_lowercase()) {
                return Err(invalid_parameter(
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
                ));
            }
        }
        let transitive = transitive.unwrap_or_default();
        if transitive.iter().any(|key| !keys.contains(&key.to_lowercase())) {
            return Err(invalid_parameter("The specified transitive tag key must be included in the requested tags."));
        }
        let inherited = inherited(caller);
        if inherited.keys().any(|key| keys.contains(&key.to_lowercase())) {
            return Err(invalid_parameter(
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from \
                 the calling session.",
            ));
        }
        let transitive = inherited.keys().chain(transitive).cloned().collect();
        let requested = tags.unwrap_or_default().iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect();
        Ok(Self { requested, inherited, transitive })
    }

    /// Tags that an identity provider vouches for: nobody has held them against the limits of the model yet.
    pub(crate) fn asserted(tags: &[Tag], transitive: &[String]) -> Result<Self, Refusal> {
        let most = TAG_LIST_TYPE.length.max.unwrap_or(i64::MAX);
        let many = i64::try_from(tags.len()).is_ok_and(|count| count > most);
        if many || tags.iter().any(|tag| validate(tag).is_err()) {
            // Not recorded.
            let message =
                format!("The session tags must be at most {most}, with keys and values that session tags may have");
            return Err(invalid_identity_token(message));
        }
        Self::read(Some(tags), Some(transitive), None)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.requested.iter().chain(&self.inherited).map(|(key, value)| (key.as_str(), value.as_str()))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.requested.is_empty() && self.inherited.is_empty()
    }

    /// As policies see them.
    pub(crate) fn describe(&self, request: AccessRequest) -> AccessRequest {
        if self.is_empty() {
            return request;
        }
        let keys: Vec<String> = self.iter().map(|(key, _)| key.to_owned()).collect();
        let tagged =
            self.iter().fold(request, |request, (key, value)| request.key(format!("aws:RequestTag/{key}"), value));
        let tagged = tagged.key("aws:TagKeys", keys);
        match self.transitive.is_empty() {
            true => tagged,
            false => tagged.key("sts:TransitiveTagKeys", self.transitive.clone()),
        }
    }
}

fn inherited(caller: Option<&AuthenticatedCaller>) -> BTreeMap<String, String> {
    let Some(grant) = caller.and_then(|caller| caller.grant.as_ref()) else { return BTreeMap::new() };
    let transitive = |key: &&String| grant.transitive.iter().any(|known| known.eq_ignore_ascii_case(key));
    grant.tags.iter().filter(|(key, _)| transitive(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
}
