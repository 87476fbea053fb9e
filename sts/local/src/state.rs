//! The state of the server: what it knows, and who calls.

use std::sync::Arc;

use awsquery::protocol::{Auth, Operation};
use awsquery::server::{Authorization, Expected, Refusal};

use crate::account::mfa::UsedMfaCodes;
use crate::call_log::CallLog;
use crate::clock::LocalClock;
use crate::credential_issuer::CredentialIssuer;
use crate::directory::Directory;
use crate::error_responses;
use crate::host;
use crate::jwk::JwtSigningKeys;
use crate::request_context::{AuthenticatedCaller, RequestContext};
use crate::scripted_response::ResponseScript;
use crate::session_record::SessionRecord;
use sts::api::{self, SERVICE};
use sts::platform::Clock as _;

/// The server's state.
#[derive(Debug)]
pub(super) struct ServerState {
    pub(super) directory: Directory,
    pub(super) issuer: CredentialIssuer,
    pub(super) keys: Arc<JwtSigningKeys>,
    pub(super) clock: LocalClock,
    pub(super) options: ServerOptions,
    /// The region that it is in.
    pub(super) region: String,
    /// Where it listens.
    pub(super) url: String,
    pub(super) used_mfa_codes: UsedMfaCodes,
    #[cfg(feature = "saml")]
    pub(super) saml: SamlState,
    pub(super) script: ResponseScript,
    pub(super) calls: CallLog,
}

/// What only SAML needs.
#[cfg(feature = "saml")]
#[derive(Debug)]
pub(super) struct SamlState {
    /// That of the test issuer.
    pub(super) key: Arc<crate::saml::test_issuer::SamlSigningKey>,
    pub(super) replays: crate::saml::replay_cache::ReplayCache,
}

/// Where the server is not as AWS is, because a test said so.
#[derive(Clone, Debug, Default)]
pub(super) struct ServerOptions {
    /// Names besides those of this machine.
    pub(super) hosts: Vec<String>,
    pub(super) any_region: bool,
    pub(super) strict_presigning: bool,
    pub(super) encode_denials: bool,
    #[cfg(feature = "saml")]
    pub(super) replayed_assertions: bool,
}

impl ServerState {
    /// Who made this request; nobody for operations that are sent unsigned.
    pub(super) fn authenticate(
        &self,
        operation: &Operation,
        request: &http::request::Parts,
        body: &[u8],
    ) -> Result<RequestContext, Refusal> {
        let user_agent = request.headers.get(http::header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let context = |caller, region: &str| RequestContext {
            caller,
            region: region.to_owned(),
            user_agent: user_agent.unwrap_or_default().to_owned(),
        };
        if operation.auth == Auth::Unsigned {
            return Ok(context(None, &self.region));
        }
        let authorization = Authorization::read(request)?;
        let caller = self.verify(&authorization, request, body)?;
        Ok(context(Some(caller), authorization.region()))
    }

    /// The region that requests for a host are signed for; `None` if they are not answered here.
    pub(super) fn region_of<'a>(&'a self, host: &'a str) -> Option<&'a str> {
        host::region(host, &self.region, &self.options.hosts)
    }

    fn verify(
        &self,
        authorization: &Authorization,
        request: &http::request::Parts,
        body: &[u8],
    ) -> Result<AuthenticatedCaller, Refusal> {
        let now = self.clock.wall();
        let host = request.headers.get(http::header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let region = self.region_of(host).filter(|_| !self.options.any_region);
        let expected = Expected { service: SERVICE.signing_name, region };
        let verify = |secret: &str| authorization.verify(secret, expected, now, request, body);
        if self.options.strict_presigning {
            authorization.check_expiry(now)?;
        }
        let Some(token) = authorization.session_token() else {
            let key = self.directory.key(authorization.access_key_id());
            let (identity, credentials) = key.ok_or_else(error_responses::invalid_client_token)?;
            verify(credentials.secret_access_key())?;
            return Ok(AuthenticatedCaller { identity: identity.clone(), grant: None });
        };
        let grant = self.issuer.open(token.expose()).ok_or_else(error_responses::invalid_client_token)?;
        if grant.access_key_id != authorization.access_key_id() {
            return Err(error_responses::invalid_client_token());
        }
        verify(self.issuer.secret_of(&grant.access_key_id).expose())?;
        if grant.expires_at <= now.secs() {
            return Err(error_responses::expired_token());
        }
        Ok(AuthenticatedCaller { identity: grant.identity.clone(), grant: Some(grant) })
    }
}

/// Credentials, and the size of their token: in bytes, and in percent of the largest that a caller can ask for. AWS does
/// not publish what the largest is that it makes itself.
pub(super) struct IssuedCredentials {
    pub(super) credentials: api::Credentials,
    pub(super) token_size: Option<i32>,
    pub(super) token_utilization: Option<i32>,
}

impl ServerState {
    /// Credentials for a session, with a token of at least as many bytes as the caller asked for.
    pub(super) fn issue(&self, grant: &SessionRecord, least: Option<i32>) -> Result<IssuedCredentials, Refusal> {
        let least = least.and_then(|size| usize::try_from(size).ok()).unwrap_or_default();
        let credentials = self.issuer.issue(grant, least).map_err(error_responses::internal)?;
        let size = i64::try_from(credentials.session_token.expose().len()).unwrap_or(i64::MAX);
        let most = api::rules::MINIMUM_SESSION_TOKEN_SIZE_TYPE.range.max.unwrap_or(i64::MAX);
        let utilization = size.saturating_mul(100).div_euclid(most);
        Ok(IssuedCredentials {
            credentials,
            token_size: i32::try_from(size).ok(),
            token_utilization: i32::try_from(utilization).ok(),
        })
    }
}
