//! The state of a server, and the authentication of callers.

use std::sync::Arc;
use std::time::Duration;

use awsquery::rule::Bound;
use awsquery::server::{Authorization, Expected, Refusal};

use crate::account::mfa_device::UsedMfaCodes;
use crate::call_log::CallLog;
use crate::clock::LocalClock;
use crate::credential_issuer::CredentialIssuer;
use crate::decision::DecisionTrail;
use crate::directory::Directory;
use crate::error_responses;
use crate::host;
use crate::identity::Identity;
use crate::jwk::JwtSigningKeys;
use crate::live_directory::LiveDirectory;
use crate::request_context::{AuthenticatedCaller, RequestContext};
use crate::script::ResponseScript;
use crate::session_record::{SessionKind, SessionRecord};
use crate::shutdown::ShutdownRequest;
use sts::api::{self, SERVICE};
use sts::platform::Clock as _;
use sts::{Credentials, Secret};

/// The longest user agent that policies see, in characters. It bounds the cost of patterns such as `*a*b*`. Cutting it off
/// gives callers nothing: they could also send the shorter text.
const MAX_USER_AGENT: usize = 1024;

/// The state of a server, which all its connections share.
#[derive(Debug)]
pub(crate) struct ServerState {
    pub(crate) directory: LiveDirectory,
    pub(crate) issuer: CredentialIssuer,
    pub(crate) keys: Arc<JwtSigningKeys>,
    pub(crate) clock: LocalClock,
    pub(crate) options: ServerOptions,
    pub(crate) region: String,
    /// The URL that the server listens on.
    pub(crate) url: String,
    /// The long-term access key of the first user at the start.
    pub(crate) first_key: Credentials,
    pub(crate) used_mfa_codes: UsedMfaCodes,
    #[cfg(feature = "saml")]
    pub(crate) saml: SamlState,
    pub(crate) script: ResponseScript,
    pub(crate) calls: CallLog,
    pub(crate) shutdown: ShutdownRequest,
}

/// The part of the state that only SAML needs.
#[cfg(feature = "saml")]
#[derive(Debug)]
pub(crate) struct SamlState {
    /// The key of the test issuer.
    pub(crate) key: Arc<crate::saml::test_issuer::SamlSigningKey>,
    pub(crate) replays: crate::saml::replay_cache::ReplayCache,
}

/// Options that make the server differ from AWS.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServerOptions {
    /// Host names that requests may use, in addition to `localhost`, IP addresses and AWS's endpoints.
    pub(crate) allowed_hosts: Vec<String>,
    pub(crate) any_region: bool,
    pub(crate) strict_presigning: bool,
    pub(crate) encode_denials: bool,
    #[cfg(feature = "saml")]
    pub(crate) allow_replayed_assertions: bool,
}

impl ServerState {
    /// Checks the signature of a request and returns its context. Operations that are not signed have no authorization, and
    /// no caller.
    pub(crate) fn authenticate(
        &self,
        authorization: Option<&Authorization>,
        request: &http::request::Parts,
        body: &[u8],
        trail: DecisionTrail,
    ) -> Result<RequestContext, Refusal> {
        let directory = self.directory.current();
        let user_agent = request.headers.get(http::header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let host = request.headers.get(http::header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let caller = authorization.map(|authorization| self.verify(authorization, &directory, request, body));
        Ok(RequestContext {
            caller: caller.transpose()?,
            directory,
            trail,
            region: authorization.map_or(&*self.region, Authorization::region).to_owned(),
            is_global: host::is_global_endpoint(host),
            user_agent: user_agent.unwrap_or_default().chars().take(MAX_USER_AGENT).collect(),
        })
    }

    /// Returns to the state at the start. All sessions end.
    pub(crate) fn reset(&self) {
        self.directory.reset();
        self.issuer.end_sessions();
        self.clock.reset();
        self.script.clear();
        self.calls.clear();
        self.used_mfa_codes.clear();
        #[cfg(feature = "saml")]
        self.saml.replays.clear();
    }

    /// Returns a token that `GetDelegatedAccessToken` accepts for credentials of a role, or `None` if there is no such role.
    pub(crate) fn trade_in_token(&self, role_arn: &str, session: &str, valid_for: Duration) -> Option<Secret> {
        let directory = self.directory.current();
        let (account, role) = directory.role(role_arn)?;
        let identity = Identity::Role {
            account: account.id.clone(),
            role: role.settings.name.clone(),
            session: session.to_owned(),
        };
        let now = self.clock.wall().secs();
        let valid_for = i64::try_from(valid_for.as_secs()).unwrap_or(i64::MAX);
        let generation = role.settings.generation;
        let session = SessionRecord::new(identity, generation, SessionKind::Role, now, valid_for).ok()?;
        self.issuer.trade_in_token(&session).ok()
    }

    /// Returns the region that requests for a host are signed for, and `None` if the server does not serve the host.
    pub(crate) fn region_of(&self, host: &str) -> Option<String> {
        host::region_of(host, &self.region, &self.options.allowed_hosts)
    }

    fn verify(
        &self,
        authorization: &Authorization,
        directory: &Directory,
        request: &http::request::Parts,
        body: &[u8],
    ) -> Result<AuthenticatedCaller, Refusal> {
        let now = self.clock.wall();
        let host = request.headers.get(http::header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let region = if self.options.any_region { None } else { self.region_of(host) };
        let expected = Expected { service: SERVICE.signing_name, region: region.as_deref() };
        let verify = |secret: &str| authorization.verify(secret, expected, now, request, body);
        if self.options.strict_presigning {
            authorization.check_expiry(now)?;
        }
        let Some(token) = authorization.session_token() else {
            let key = directory.key(authorization.access_key_id());
            let (identity, credentials) = key.ok_or_else(error_responses::invalid_client_token)?;
            verify(credentials.secret_access_key())?;
            return Ok(AuthenticatedCaller { identity: identity.clone(), session: None });
        };
        let session = self.issuer.open_session_token(token.expose());
        let session = session.ok_or_else(error_responses::invalid_client_token)?;
        if session.access_key_id != authorization.access_key_id() {
            return Err(error_responses::invalid_client_token());
        }
        verify(self.issuer.secret_access_key(&session.access_key_id).expose())?;
        // AWS's response to a session whose user or role was removed is not recorded.
        if directory.generation(&session.identity) != Some(session.generation) {
            let explanation = format!("{} was removed, and its sessions ended", session.identity.principal_arn());
            return Err(error_responses::invalid_client_token().with_explanation(explanation));
        }
        if session.expires_at <= now.secs() {
            return Err(error_responses::expired_token());
        }
        Ok(AuthenticatedCaller { identity: session.identity.clone(), session: Some(session) })
    }

    /// Issues credentials for a session, with a token of at least the size that the caller requested.
    ///
    /// AWS does not publish the size of its largest tokens, so here it is the largest that a caller can request. AWS's tokens
    /// have another form, so a session near the limit may be accepted here and refused by AWS, or the other way around.
    ///
    /// # Errors
    ///
    /// `PackedPolicyTooLarge` if policies, tags and other content make the token larger than allowed.
    pub(crate) fn issue(&self, session: &SessionRecord, min_size: Option<i32>) -> Result<IssuedCredentials, Refusal> {
        let min_size = min_size.and_then(|size| usize::try_from(size).ok()).unwrap_or_default();
        let credentials = self.issuer.issue(session, min_size).map_err(error_responses::internal)?;
        let size = i64::try_from(credentials.session_token.expose().len()).unwrap_or(i64::MAX);
        let max = api::rules::MINIMUM_SESSION_TOKEN_SIZE_TYPE.range.max.and_then(Bound::as_whole).unwrap_or(i64::MAX);
        if size > max {
            return Err(error_responses::packed_policy_too_large(size, max));
        }
        let utilization = size.saturating_mul(100).div_euclid(max);
        Ok(IssuedCredentials {
            credentials,
            token_size: i32::try_from(size).ok(),
            token_utilization: i32::try_from(utilization).ok(),
        })
    }
}

/// New credentials, and the size of their session token.
pub(crate) struct IssuedCredentials {
    pub(crate) credentials: api::Credentials,
    /// The size in bytes.
    pub(crate) token_size: Option<i32>,
    /// The size in percent of the largest size: `SessionTokenUtilization`, and `PackedPolicySize` under its former name.
    pub(crate) token_utilization: Option<i32>,
}
