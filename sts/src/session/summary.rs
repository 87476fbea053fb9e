//! A summary of a request, without secrets.

use crate::api::Error;
use crate::claims::Claims;
use crate::policy::Policy;
use crate::session::caller::Caller;
use crate::session::request::Parameters;
use crate::session::size_report::SizeReport;

/// A summary of what a call sent, created when the call fails and kept with its error.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) caller: Caller,
    pub(crate) external_id: bool,
    pub(crate) mfa: bool,
    pub(crate) source_identity: bool,
    pub(crate) sizes: SizeReport,
    /// The problems that `lint` finds in the inline policy.
    pub(crate) policy_problems: Vec<String>,
    /// The requested role.
    pub(crate) role_arn: Option<String>,
    /// The audience and issuer of the web identity token, if it is a JWT.
    pub(crate) claims: Option<String>,
    /// The length of the encoded authorization message, in characters.
    pub(crate) encoded_message: Option<usize>,
}

impl Sent {
    pub(crate) fn of(parameters: &Parameters<'_>, caller: &Caller) -> Self {
        Self {
            caller: caller.clone(),
            external_id: parameters.external_id.is_some(),
            mfa: parameters.serial_number.is_some(),
            source_identity: parameters.source_identity.is_some(),
            sizes: SizeReport::of(parameters),
            policy_problems: parameters.policy.map(problems).unwrap_or_default(),
            role_arn: parameters.role_arn.map(str::to_owned),
            claims: parameters.web_identity_token.and_then(|token| Some(Claims::of(token.expose())?.to_string())),
            encoded_message: None,
        }
    }

    pub(crate) fn encoded_message(text: &str) -> Self {
        Self { encoded_message: Some(text.chars().count()), ..Self::default() }
    }
}

impl Error {
    /// Attaches a summary of the request, which [`help`](Self::help) uses.
    pub(crate) fn with_sent(self, sent: Sent) -> Self {
        Self::from(self.into_inner().with_attachment(sent))
    }
}

/// Returns the problems of a policy by path and kind. The values are left out, because a policy may be confidential.
fn problems(policy: &str) -> Vec<String> {
    match Policy::from_json(policy) {
        Ok(policy) => {
            policy.lint().into_iter().map(|finding| format!("{} ({:?})", finding.path, finding.kind)).collect()
        }
        Err(error) => vec![error.to_string()],
    }
}
