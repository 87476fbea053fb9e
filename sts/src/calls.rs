//! What the calls for sessions have in common. Each holds an `sts` and a `request`. Where a future is boxed, `#[inline]`
//! has it compiled by programs that make the call, and by no others.

pub(crate) mod duration;
pub(crate) mod external_id;
pub(crate) mod federated;
pub(crate) mod role;
pub(crate) mod user;
pub(crate) mod web_identity;

/// Settings and sending of all calls.
macro_rules! session_call {
    ($call:ident, $request:literal => $result:ident) => {
        impl $call {
            /// Makes the session token at least so many bytes long, to find out whether everything that it passes
            /// through can hold a long one. See
            #[doc = concat!("[`minimum_session_token_size`](crate::api::", $request, "::minimum_session_token_size)")]
            /// for the limits.
            pub fn minimum_session_token_size(mut self, size: u32) -> Self {
                self.request.minimum_session_token_size = Some($crate::session::validate::bytes(size));
                self
            }

            /// What is worth knowing about this call before it is sent. Sending tells `tracing` the same.
            pub fn warnings(&self) -> Vec<$crate::session::warning::Warning> {
                self.sts.warnings(&self.request)
            }
        }

        impl IntoFuture for $call {
            type Output = Result<$result, $crate::api::Error>;
            type IntoFuture = awsquery::platform::BoxFuture<'static, Self::Output>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.send())
            }
        }
    };
}

/// Settings of calls that may say what a session may do, each with what a policy does there.
macro_rules! session_policies {
    ($call:ident: $(#[$policy:meta])* policy, $(#[$managed:meta])* policy_arn) => {
        impl $call {
            $(#[$policy])*
            ///
            /// A [`Policy`](crate::Policy), which is sent without white space, or its JSON, which is sent as it is.
            pub fn policy(mut self, policy: impl Into<String>) -> Self {
                self.request.policy = Some(policy.into());
                self
            }

            $(#[$managed])*
            pub fn policy_arn(mut self, arn: impl Into<String>) -> Self {
                let policy = $crate::api::PolicyDescriptorType::builder().arn(arn).build_unchecked();
                self.request.policy_arns.get_or_insert_default().push(policy);
                self
            }

            /// How many characters policies and tags have, by whom, and how many are left.
            pub fn size_report(&self) -> $crate::session::size_report::SizeReport {
                $crate::session::size_report::SizeReport::of(&$crate::session::request::SessionRequest::parameters(&self.request))
            }
        }
    };
}

/// How long the session of a role lasts, with what is special about it where the caller has keys of AWS.
macro_rules! role_duration {
    (
        $call:ident, $request:literal => $result:literal:
        $(#[$default:meta])* duration, $(#[$special:meta])* duration_up_to
    ) => {
        impl $call {
            $(#[$default])*
            #[doc = concat!(
                "Parts of a second count as a whole one. See [`duration_seconds`](crate::api::", $request,
                "::duration_seconds) for the limits."
            )]
            pub fn duration(mut self, duration: std::time::Duration) -> Self {
                self.request.duration_seconds = Some($crate::session::validate::seconds(duration));
                self.up_to = $crate::calls::duration::UpTo::default();
                self
            }

            /// How long the credentials work at the most; less will do. 12 hours, the longest that AWS has, means as
            /// long as can be.
            ///
            /// If AWS refuses it, because of the role's `MaxSessionDuration` or because a role assumes a role, the call
            /// is sent once more without a duration, which gives one hour: how long the role allows AWS does not say.
            #[doc = concat!(
                "The result tells [what was asked for](crate::", $result, "::asked_duration) and \
                 [what was granted](crate::", $result, "::granted_duration). Clones of the call share what they learn, \
                 so [`refreshing`](Self::refreshing) credentials are refused once."
            )]
            $(#[$special])*
            pub fn duration_up_to(mut self, duration: std::time::Duration) -> Self {
                self.request.duration_seconds = Some($crate::session::validate::seconds(duration));
                self.up_to = $crate::calls::duration::UpTo::less();
                self
            }
        }
    };
}

/// Settings of calls that may prove possession of an MFA device, and the refreshing that depends on it.
macro_rules! mfa_call {
    ($call:ident) => {
        impl $call {
            /// Proves possession of an MFA device: its ARN or serial number, and the six digits that it shows now. A
            /// code works once. Security keys and passkeys show no codes, so they cannot be used here.
            pub fn mfa(mut self, serial_number: impl Into<String>, token_code: impl Into<awsquery::Secret>) -> Self {
                self.request.serial_number = Some(serial_number.into());
                self.request.token_code = Some(token_code.into());
                self
            }

            /// Credentials that stay fresh: this call is sent when they are first used, and again before they expire.
            ///
            /// A code given with [`mfa`](Self::mfa) is sent once; see
            /// [`refreshing_with_mfa`](Self::refreshing_with_mfa).
            #[inline]
            pub fn refreshing(mut self) -> $crate::refresh::RefreshingCredentials {
                let codes = $crate::refresh::mfa::MfaCodes::from_code(self.request.token_code.take());
                self.refreshing_with(codes)
            }

            /// Credentials that stay fresh, for a caller who has to prove possession of an MFA device each time:
            /// `prompt` is asked for the code that it shows. It is asked once for all who wait, and no code is sent
            /// twice. If AWS refuses a code, it is asked for another, three times in all.
            pub fn refreshing_with_mfa<F, E>(
                mut self,
                serial_number: impl Into<String>,
                prompt: impl Fn() -> F + Send + Sync + 'static,
            ) -> $crate::refresh::RefreshingCredentials
            where
                F: Future<Output = Result<String, E>> + Send + 'static,
                E: Into<Box<dyn std::error::Error + Send + Sync>>,
            {
                self.request.serial_number = Some(serial_number.into());
                self.refreshing_with($crate::refresh::mfa::MfaCodes::from_prompt(prompt))
            }
        }
    };
}

pub(crate) use {mfa_call, role_duration, session_call, session_policies};
