//! Session tags in requests, and those that a session inherits in a role chain.

use std::collections::{BTreeMap, BTreeSet};

use awsquery::rule::validate;
use awsquery::server::Refusal;

use crate::error_responses::{invalid_identity_token, invalid_parameter_value};
use crate::name_rules::is_reserved_for_aws;
use crate::request_context::AuthenticatedCaller;
use sts::api::Tag;
use sts::api::rules::TAG_LIST_TYPE;
use sts::policy::AccessRequest;
use sts::tag_key::{fold, is_same};

/// The tags of a new session.
#[derive(Clone, Debug, Default)]
pub(super) struct SessionTags {
    /// The tags of the request.
    pub(super) requested: BTreeMap<String, String>,
    /// The transitive tags of the calling session.
    pub(super) inherited: BTreeMap<String, String>,
    /// The keys of the tags that the next session inherits.
    pub(super) transitive_keys: Vec<String>,
}

impl SessionTags {
    /// Checks the tags of a request against the rules that AWS states in prose: the prefix `aws:` is reserved, keys are
    /// compared without regard to case, a transitive key is the key of a requested tag, and inherited tags cannot be changed. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>.
    pub(super) fn from_request(
        tags: Option<&[Tag]>,
        transitive_keys: Option<&[String]>,
        caller: Option<&AuthenticatedCaller>,
    ) -> Result<Self, Refusal> {
        let mut keys = BTreeSet::new();
        for tag in tags.unwrap_or_default() {
            if is_reserved_for_aws(&tag.key) || is_reserved_for_aws(&tag.value) {
                // Not recorded.
                return Err(invalid_parameter_value(
                    "Tag keys and values must not begin with aws:, which is reserved.",
                ));
            }
            if !keys.insert(fold(&tag.key)) {
                return Err(invalid_parameter_value(
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
                ));
            }
        }
        let transitive_keys = transitive_keys.unwrap_or_default();
        if transitive_keys.iter().any(|key| !keys.contains(&fold(key))) {
            return Err(invalid_parameter_value(
                "The specified transitive tag key must be included in the requested tags.",
            ));
        }
        let inherited = inherited_tags(caller);
        if inherited.keys().any(|key| keys.contains(&fold(key))) {
            return Err(invalid_parameter_value(
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from \
                 the calling session.",
            ));
        }
        let transitive_keys = inherited.keys().chain(transitive_keys).cloned().collect();
        let requested = tags.unwrap_or_default().iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect();
        Ok(Self { requested, inherited, transitive_keys })
    }

    /// Checks the tags in a token or assertion of an identity provider. Unlike those of a request, they have not been
    /// checked against the service model yet.
    pub(super) fn from_provider(tags: &[Tag], transitive_keys: &[String]) -> Result<Self, Refusal> {
        let max = TAG_LIST_TYPE.length.max.unwrap_or(i64::MAX);
        let has_too_many = i64::try_from(tags.len()).is_ok_and(|count| count > max);
        let is_invalid =
            |tag: &Tag| validate(tag).is_err() || is_reserved_for_aws(&tag.key) || is_reserved_for_aws(&tag.value);
        if has_too_many || tags.iter().any(is_invalid) {
            // Not recorded.
            return Err(invalid_identity_token(format!(
                "The session tags are invalid: at most {max} are allowed, with valid keys and values that do not begin \
                 with aws:"
            )));
        }
        Self::from_request(Some(tags), Some(transitive_keys), None)
    }

    /// Returns requested and inherited tags.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.requested.iter().chain(&self.inherited).map(|(key, value)| (key.as_str(), value.as_str()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.requested.is_empty() && self.inherited.is_empty()
    }

    /// Adds the condition keys of the tags to a request for evaluation.
    pub(super) fn describe(&self, request: AccessRequest) -> AccessRequest {
        if self.is_empty() {
            return request;
        }
        let keys: Vec<String> = self.iter().map(|(key, _)| key.to_owned()).collect();
        let mut request =
            self.iter().fold(request, |request, (key, value)| request.key(format!("aws:RequestTag/{key}"), value));
        request = request.key("aws:TagKeys", keys);
        if !self.transitive_keys.is_empty() {
            request = request.key("sts:TransitiveTagKeys", self.transitive_keys.clone());
        }
        request
    }
}

fn inherited_tags(caller: Option<&AuthenticatedCaller>) -> BTreeMap<String, String> {
    let Some(session) = caller.and_then(|caller| caller.session.as_ref()) else { return BTreeMap::new() };
    let is_transitive = |key: &&String| session.transitive_tag_keys.iter().any(|known| is_same(known, key));
    let tags = session.tags.iter().filter(|(key, _)| is_transitive(key));
    tags.map(|(key, value)| (key.clone(), value.clone())).collect()
}
