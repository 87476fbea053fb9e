//! What a call sent, without any of it that is secret.

use crate::caller::Caller;
use crate::parameters::Parameters;
use crate::{Policy, SizeReport};

/// Made when a call has failed, and kept with its error.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(super) caller: Caller,
    pub(super) duration_seconds: Option<i32>,
    pub(super) external_id: bool,
    pub(super) mfa: bool,
    pub(super) source_identity: bool,
    pub(super) sizes: SizeReport,
    pub(super) transitive_tag_keys: Vec<String>,
    /// What is wrong with the inline policy, as far as that can be seen here.
    pub(super) policy_problems: Vec<String>,
    /// The characters of an encoded authorization message.
    pub(super) encoded_message: Option<usize>,
}

impl Sent {
    pub(crate) fn of(parameters: &Parameters<'_>, caller: Caller) -> Self {
        Self {
            caller,
            duration_seconds: parameters.duration_seconds,
            external_id: parameters.external_id.is_some(),
            mfa: parameters.serial_number.is_some(),
            source_identity: parameters.source_identity.is_some(),
            sizes: SizeReport::of(parameters),
            transitive_tag_keys: parameters.transitive_tag_keys.to_vec(),
            policy_problems: parameters.policy.map(problems).unwrap_or_default(),
            encoded_message: None,
        }
    }

    pub(crate) fn encoded_message(text: &str) -> Self {
        Self { encoded_message: Some(text.chars().count()), ..Self::default() }
    }
}

/// The places alone: what stands there is the caller's.
fn problems(policy: &str) -> Vec<String> {
    match Policy::from_json(policy) {
        Ok(policy) => {
            policy.lint().into_iter().map(|finding| format!("{} ({:?})", finding.path, finding.kind)).collect()
        }
        Err(error) => vec![error.to_string()],
    }
}
