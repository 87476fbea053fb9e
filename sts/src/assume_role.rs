//! Assuming roles.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::api::{ASSUME_ROLE, AssumeRoleRequest, AssumedRoleUser, PolicyDescriptorType, ProvidedContext, Tag};
use crate::caller::Caller;
use crate::issued::{Issued, Judged, TokenSize, asked, bytes, seconds};
use crate::parameters::SessionRequest as _;
use crate::refresh::{MfaCodes, Terms};
use crate::{BoxFuture, Credentials, Error, RefreshingCredentials, Secret, SizeReport, Sts, Warning};

/// What AWS gives a caller who asks for no duration.
const DEFAULT_DURATION: Duration = Duration::from_secs(3600);

/// A call of `AssumeRole`, sent by `.await`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `.await`"]
pub struct AssumeRole {
    pub(crate) sts: Sts,
    pub(crate) request: AssumeRoleRequest,
}

impl AssumeRole {
    pub(crate) fn new(sts: Sts, request: AssumeRoleRequest) -> Self {
        Self { sts, request }
    }

    /// Narrows the role's permissions to those that this policy allows too.
    ///
    /// A [`Policy`](crate::Policy), which is sent without white space, or its JSON, which is sent as it is.
    pub fn policy(mut self, policy: impl Into<String>) -> Self {
        self.request.policy = Some(policy.into());
        self
    }

    /// Narrows the role's permissions to those that a managed policy allows too, besides others: the ARN of one
    /// policy of AWS or of the role's account.
    pub fn policy_arn(mut self, arn: impl Into<String>) -> Self {
        let policy = PolicyDescriptorType::builder().arn(arn).build_unchecked();
        self.request.policy_arns.get_or_insert_default().push(policy);
        self
    }

    /// How long the credentials work; by default one hour, and at most one hour if the caller is a role itself, which
    /// is checked where it is known (see [`Sts::as_role`]). Parts of a second count as a whole one. See
    /// [`AssumeRoleRequest::duration_seconds`] for the limits.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.request.duration_seconds = Some(seconds(duration));
        self
    }

    /// A session tag, besides others. Keys have to differ in more than case. The caller needs the permission
    /// `sts:TagSession`, and the trust policy of the role has to allow it, too.
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.tags.get_or_insert_default().push(Tag::new(key, value));
        self
    }

    /// The key of a tag that passes on to roles which this session assumes, besides others. It has to be the key of one
    /// of the tags here.
    pub fn transitive_tag_key(mut self, key: impl Into<String>) -> Self {
        self.request.transitive_tag_keys.get_or_insert_default().push(key.into());
        self
    }

    /// What the owner of the role gave to the caller, so that nobody else can make the caller use it.
    ///
    /// Not shown in debug output. [`new_external_id`](crate::new_external_id) makes one.
    pub fn external_id(mut self, external_id: impl Into<Secret>) -> Self {
        self.request.external_id = Some(external_id.into());
        self
    }

    /// Proves possession of an MFA device: its ARN or serial number, and the six digits that it shows now. A code works
    /// once. Security keys and passkeys show no codes, so they cannot be used here.
    pub fn mfa(mut self, serial_number: impl Into<String>, token_code: impl Into<Secret>) -> Self {
        self.request.serial_number = Some(serial_number.into());
        self.request.token_code = Some(token_code.into());
        self
    }

    /// Who is really behind the session; it stays with the session and with every role that it assumes.
    pub fn source_identity(mut self, source_identity: impl Into<String>) -> Self {
        self.request.source_identity = Some(source_identity.into());
        self
    }

    /// A context that a trusted provider asserts, besides others.
    pub fn provided_context(mut self, context: ProvidedContext) -> Self {
        self.request.provided_contexts.get_or_insert_default().push(context);
        self
    }

    /// Makes the session token at least so many bytes long, to find out whether everything that it passes through can
    /// hold a long one. See [`AssumeRoleRequest::minimum_session_token_size`] for the limits.
    pub fn minimum_session_token_size(mut self, size: u32) -> Self {
        self.request.minimum_session_token_size = Some(bytes(size));
        self
    }

    /// How many characters policies and tags have, by whom, and how many are left.
    pub fn size_report(&self) -> SizeReport {
        SizeReport::of(&self.request.parameters())
    }

    /// What is worth knowing about this call before it is sent. Sending tells `tracing` the same.
    pub fn warnings(&self) -> Vec<Warning> {
        self.sts.warnings(&self.request)
    }

    /// Sends the call; `.await` does the same.
    ///
    /// # Errors
    ///
    /// A request that breaks the service model, or a rule of AWS's documentation, is not sent. An answer without usable
    /// credentials is an error.
    pub async fn send(self) -> Result<AssumedRole, Error> {
        let answer = self.sts.issue(&self.request).await?;
        let judged = Judged { operation: &ASSUME_ROLE, answer: &answer };
        let issued = judged.issued(answer.response.credentials.as_ref(), self.sts.now())?;
        #[expect(deprecated, reason = "AWS still answers it")]
        let packed_policy_size = judged.packed_policy_size(answer.response.packed_policy_size)?;
        let response = &answer.response;
        let token_size = judged.token_size(response.session_token_size, response.session_token_utilization)?;
        let response = answer.response;
        Ok(AssumedRole {
            issued: issued.warned_of_packed_policy_size(packed_policy_size),
            packed_policy_size,
            token_size,
            user: response.assumed_role_user.unwrap_or_default(),
            source_identity: response.source_identity,
        })
    }

    /// Credentials that stay fresh: this call is sent when they are first used, and again before they expire.
    ///
    /// A code given with [`mfa`](Self::mfa) is sent once; see [`refreshing_with_mfa`](Self::refreshing_with_mfa).
    pub fn refreshing(mut self) -> RefreshingCredentials {
        let codes = MfaCodes::given(self.request.token_code.take());
        self.refreshing_with(codes)
    }

    /// Credentials that stay fresh, for a caller who has to prove possession of an MFA device each time: `prompt` is
    /// asked for the code that it shows. It is asked once for all who wait, and no code is sent twice.
    pub fn refreshing_with_mfa<F, E>(
        mut self,
        serial_number: impl Into<String>,
        prompt: impl Fn() -> F + Send + Sync + 'static,
    ) -> RefreshingCredentials
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.request.serial_number = Some(serial_number.into());
        self.refreshing_with(MfaCodes::asked(prompt))
    }

    fn refreshing_with(self, codes: MfaCodes) -> RefreshingCredentials {
        let terms = Terms { asked: asked(self.request.duration_seconds, DEFAULT_DURATION), caller: Caller::Role };
        let (sts, codes) = (self.sts.clone(), Arc::new(codes));
        RefreshingCredentials::new(sts, terms, move || {
            let (mut call, codes) = (self.clone(), codes.clone());
            async move {
                call.request.token_code = codes.next().await?;
                Ok(call.send().await?.issued)
            }
        })
    }
}

impl IntoFuture for AssumeRole {
    type Output = Result<AssumedRole, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Temporary credentials with the permissions of a role.
#[derive(Clone, Debug, PartialEq)]
pub struct AssumedRole {
    issued: Issued,
    user: AssumedRoleUser,
    packed_policy_size: Option<u32>,
    token_size: TokenSize,
    source_identity: Option<String>,
}

impl AssumedRole {
    /// The credentials: a cheap handle that every AWS SDK crate takes as a credentials provider.
    pub fn credentials(&self) -> Credentials {
        self.issued.credentials.clone()
    }

    /// When they stop working.
    pub fn expires_at(&self) -> SystemTime {
        self.issued.expires_at
    }

    /// The session's id, `AROA…:session-name`, if the answer said so.
    pub fn assumed_role_id(&self) -> Option<&str> {
        self.user.assumed_role_id.as_deref()
    }

    /// The session as a principal, `arn:aws:sts::123456789012:assumed-role/demo/session-name`, if the answer said so.
    pub fn arn(&self) -> Option<&str> {
        self.user.arn.as_deref()
    }

    /// How much of the space for policies and tags is used, in percent, if the answer said so.
    #[deprecated(note = "AWS replaced it on 2026-06-17: use `session_token_utilization`")]
    pub fn packed_policy_size(&self) -> Option<u32> {
        self.packed_policy_size
    }

    /// How many bytes the session token has, if the answer said so.
    pub fn session_token_size(&self) -> Option<u32> {
        self.token_size.bytes
    }

    /// How much of the largest size allowed the session token has, in percent, if the answer said so.
    pub fn session_token_utilization(&self) -> Option<u32> {
        self.token_size.utilization
    }

    /// Who is really behind the session, if that was set here or by a session before it.
    pub fn source_identity(&self) -> Option<&str> {
        self.source_identity.as_deref()
    }

    /// What is worth knowing about what was issued. `tracing` has been told the same.
    pub fn warnings(&self) -> &[Warning] {
        &self.issued.warnings
    }
}
