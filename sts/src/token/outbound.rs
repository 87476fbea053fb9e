//! Web identity tokens that AWS issues, with which a caller proves its identity to services outside AWS.

use std::collections::BTreeSet;
use std::time::Duration;

use awsquery::layer::{check_request, invalid_argument, unusable_response};
use awsquery::platform::BoxFuture;
use awsquery::rule::violation::{Constraint, Found, Path, Unit, Violation};
use awsquery::{Response, Secret, Timestamp};

use crate::api::{
    Error, GET_WEB_IDENTITY_TOKEN, GetWebIdentityTokenRequest, GetWebIdentityTokenResponse, Tag,
    WebIdentityTokenSubjectModeType as SubjectMode,
};
use crate::client::Sts;
use crate::client_state::ClientState;
use crate::global_endpoint::check_endpoint;
#[cfg(feature = "blocking")]
use crate::kind::Blocking;
use crate::kind::{Async, Kind};
use crate::session::validate::seconds;

/// A JSON Web Token that AWS issued. Anyone who has it can act as the caller towards its audience until it expires.
/// Returned by [`Sts::outbound_token`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct OutboundToken {
    /// The token, which debug output hides.
    pub token: Secret,
    /// The time when it expires.
    pub expires_at: Timestamp,
}

/// A call of `GetWebIdentityToken`. `.await` sends it. Created by [`Sts::outbound_token`].
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `.await` or `send`"]
pub struct NewOutboundToken<K: Kind = Async> {
    state: ClientState<K>,
    request: GetWebIdentityTokenRequest,
}

impl Sts {
    /// Requests a signed JSON Web Token that proves the caller's identity to services outside AWS.
    ///
    /// A token has 1 to 10 audiences, and `signing_algorithm` is `RS256` or `ES384`. It is valid for 5 minutes if no
    /// [`duration`](NewOutboundToken::duration) is set. The account has to enable outbound web identity federation. The call is
    /// refused before it is sent at the global endpoint, which does not offer it, and if it breaks a rule for
    /// [scopes](NewOutboundToken::scope). See
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html>.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let outbound = sts.outbound_token(["https://api.example.com"], "ES384").tag("team", "red").await?;
    /// println!("valid until {}", outbound.expires_at);
    /// # Ok(())
    /// # }
    /// ```
    pub fn outbound_token<A: Into<String>>(
        &self,
        audiences: impl IntoIterator<Item = A>,
        signing_algorithm: impl Into<String>,
    ) -> NewOutboundToken {
        NewOutboundToken::new(&self.state, audiences, signing_algorithm)
    }
}

impl<K: Kind> NewOutboundToken<K> {
    pub(super) fn new<A: Into<String>>(
        state: &ClientState<K>,
        audiences: impl IntoIterator<Item = A>,
        signing_algorithm: impl Into<String>,
    ) -> Self {
        let request = GetWebIdentityTokenRequest::builder(audiences, signing_algorithm).build_unchecked();
        Self { state: state.clone(), request }
    }

    /// Sets how long the token is valid: 60 seconds to 1 hour, and not beyond the calling session. A fraction of a second counts
    /// as a whole second.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.request.duration_seconds = Some(seconds(duration));
        self
    }

    /// Adds a claim for the receiver.
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.tags.get_or_insert_default().push(Tag::new(key, value));
        self
    }

    /// Makes the token name the person or workload on whose behalf the calling session acts, instead of the caller. The session
    /// must have a trusted identity propagation context.
    pub fn on_behalf_of_origin(mut self) -> Self {
        self.request.subject_mode = Some(SubjectMode::OriginIdentity);
        self
    }

    /// Sets the OAuth 2.0 scopes of the token, which single spaces separate. AWS accepts them only
    /// [on behalf of an origin](Self::on_behalf_of_origin), with exactly one audience, and each scope once.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.request.scope = Some(scope.into());
        self
    }

    /// Checks the request and the endpoint.
    fn check(&self) -> Result<(), Error> {
        check_request(&self.request, scope_violations(&self.request))?;
        // If there is no host, the settings cannot work, and sending fails for the same reason.
        if let Ok(host) = K::host(&self.state.connection.client) {
            check_endpoint(host).map_err(|problem| invalid_argument(&GET_WEB_IDENTITY_TOKEN, problem))?;
        }
        Ok(())
    }
}

impl NewOutboundToken {
    /// Sends the call; `.await` does the same.
    ///
    /// # Errors
    ///
    /// Fails without sending anything if the request violates the service model or a rule of AWS's documentation, or if the
    /// endpoint is the global one. Fails if AWS refuses the call, or if the response lacks the token or its expiration.
    #[inline]
    pub async fn send(self) -> Result<OutboundToken, Error> {
        self.check()?;
        OutboundToken::of(&self.state.connection.client.unchecked().send(&self.request).await?)
    }
}

/// Needs the feature `blocking`.
#[cfg(feature = "blocking")]
impl NewOutboundToken<Blocking> {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// Fails for the same reasons as the async call.
    #[inline]
    pub fn send(self) -> Result<OutboundToken, Error> {
        self.check()?;
        OutboundToken::of(&self.state.connection.client.unchecked().send(&self.request)?)
    }
}

impl OutboundToken {
    /// Reads a response, which must have both parts.
    #[inline]
    fn of(response: &Response<GetWebIdentityTokenResponse>) -> Result<Self, Error> {
        let missing = |part| unusable_response(&GET_WEB_IDENTITY_TOKEN, response, part);
        let token = response.output.web_identity_token.clone().filter(|token| !token.expose().is_empty());
        Ok(Self {
            token: token.ok_or_else(|| missing("`WebIdentityToken` is missing"))?,
            expires_at: response.output.expiration.ok_or_else(|| missing("`Expiration` is missing"))?,
        })
    }
}

impl IntoFuture for NewOutboundToken {
    type Output = Result<OutboundToken, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Returns the violations of the rules for scopes, which only AWS's documentation states. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html>, `Scope`.
#[inline]
fn scope_violations(request: &GetWebIdentityTokenRequest) -> Vec<Violation> {
    let Some(scope) = &request.scope else { return Vec::new() };
    let mut violations = Vec::new();
    let mut add = |member, constraint, found, allowed| {
        violations.push(Violation::documented(Path::member(member), constraint, found, allowed));
    };
    if request.subject_mode != Some(SubjectMode::OriginIdentity) {
        let allowed = "be OriginIdentity if Scope is set: use `on_behalf_of_origin`, or remove the scopes";
        add("SubjectMode", Constraint::Reference, Found::Mismatch, allowed);
    }
    if request.audience.len() != 1 {
        let found = Found::Length(request.audience.len(), Unit::Elements);
        let allowed = "have exactly one element if Scope is set: request a token for each audience";
        add("Audience", Constraint::ListMax, found, allowed);
    }
    let mut scopes = BTreeSet::new();
    if !scope.split(' ').all(|one| scopes.insert(one)) {
        add("Scope", Constraint::Unique, Found::Mismatch, "not contain a scope twice; upper and lower case differ");
    }
    violations
}
