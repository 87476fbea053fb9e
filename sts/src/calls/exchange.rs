//! The exchange of a session call with the service, as a state machine without I/O.
//!
//! A request may be sent more than once. [`Resend`] documents the reasons and how they nest.

use std::ops::ControlFlow;

use awsquery::layer::{Attempted as _, attempts_before_resend, invalid_argument, no_credentials, unusable_response};
use awsquery::retry::{Attempt, Resend};
use awsquery::{Credentials, Response, Secret};

use crate::api::Error;
use crate::calls::duration::DurationFallback;
use crate::calls::{SessionCall, SessionOperation};
use crate::client_state::ClientState;
use crate::global_endpoint::check_endpoint;
use crate::kind::{Kind, TokenFailure};
use crate::session::request::SessionResponse as _;
use crate::session::summary::RequestSummary;
use crate::session::validate::{SessionInfo, requested};
use crate::session::{rules, scope_down, warning};
use crate::web_identity::TokenSource;

/// The result of an exchange.
pub(crate) type Exchanged<R> = Result<(SessionInfo, <R as awsquery::Request>::Output), Error>;

/// An exchange in progress.
pub(super) struct SessionExchange<R: SessionOperation, K: Kind> {
    pub(super) state: ClientState<K>,
    pub(super) request: R,
    fallback: DurationFallback,
    /// The duration that the caller requested.
    requested: Option<i32>,
    /// The attempts of the calls before the current one.
    earlier: Vec<Attempt>,
    /// The reasons for which the request has been sent again.
    repeated: Repeated,
    /// The source of the web identity token.
    source: Option<TokenSource<K>>,
}

#[derive(Default)]
struct Repeated {
    with_new_credentials: bool,
    without_duration: bool,
    with_new_token: bool,
}

/// The next thing that an exchange needs from outside.
pub(super) enum Need<K: Kind> {
    /// A web identity token from this source.
    Token(TokenSource<K>),
    /// A token from this source other than this one, which was refused with this error.
    OtherToken(TokenSource<K>, Secret, Error),
    /// The credentials of the calling session, which are replaced first if they would not last for this many seconds.
    Credentials(Option<i32>),
    /// The response to the request.
    Response,
}

/// The end of an exchange with its result, or the next need.
pub(super) type Next<R, K> = ControlFlow<Exchanged<R>, Need<K>>;

impl<R: SessionOperation, K: Kind> SessionExchange<R, K> {
    /// Starts the exchange of a call.
    pub(super) fn start(call: SessionCall<R, K>) -> (Self, Next<R, K>) {
        let SessionCall { state, mut request, token: source, fallback, limits: _ } = call;
        let mut exchange = Self {
            requested: *request.duration_seconds_mut(),
            state,
            request,
            fallback,
            earlier: Vec::new(),
            repeated: Repeated::default(),
            source,
        };
        let need = match exchange.source.clone() {
            Some(source) => ControlFlow::Continue(Need::Token(source)),
            None => exchange.issue(),
        };
        (exchange, need)
    }

    /// Continues with the token that the source returned.
    pub(super) fn token(&mut self, token: Result<Secret, TokenFailure>) -> Next<R, K> {
        match token {
            Ok(token) => {
                self.request.set_token(token);
                self.issue()
            }
            Err(problem) => self.fail(no_credentials(R::OPERATION, problem).into()),
        }
    }

    /// Continues with another token instead of the one that was refused with this error, if the source has one.
    pub(super) fn other_token(&mut self, token: Option<Secret>, error: Error) -> Next<R, K> {
        let Some(token) = token else { return self.fail(error) };
        self.note(Resend::NewToken, &error);
        // The reasons inside of this one count again for each token.
        self.repeated = Repeated { with_new_token: true, ..Repeated::default() };
        self.request.set_token(token);
        self.issue()
    }

    /// Continues with the credentials of the calling session, from which the new one is derived.
    pub(super) fn credentials(&mut self, credentials: Result<Credentials, Error>) -> Next<R, K> {
        let seconds = self.request.parameters().duration_seconds;
        let checked = credentials.and_then(|credentials| {
            let refuse = |problem| Error::from(invalid_argument(R::OPERATION, problem));
            scope_down::check_credentials(&credentials, seconds, self.state.now()).map_err(refuse)
        });
        match checked {
            Ok(()) => self.send(),
            Err(error) => self.fail(error),
        }
    }

    /// Continues with the response to the request.
    pub(super) fn response(&mut self, result: Result<Response<R::Output>, Error>) -> Next<R, K> {
        // A request with an MFA code is not sent again: a code works once, and AWS may have used it.
        let has_code = self.request.parameters().serial_number.is_some();
        let error = match result {
            Ok(response) => return self.succeed(response),
            Err(error) => error,
        };
        if !self.repeated.with_new_credentials && self.state.invalidate_if_expired(&error) && !has_code {
            self.repeated.with_new_credentials = true;
            self.note(Resend::ExpiredCredentials, &error);
            return ControlFlow::Continue(Need::Response);
        }
        let error = error.with_summary(self.summary());
        if !self.repeated.without_duration && self.fallback.record_refusal(&error) && !has_code {
            self.repeated = Repeated { without_duration: true, with_new_credentials: false, ..self.repeated };
            self.note(Resend::ShorterDuration, &error);
            *self.request.duration_seconds_mut() = None;
            return self.prepare();
        }
        let error = R::explain(&self.request, error, &*self.state.config().clock());
        match (&self.source, self.request.refused_token(&error)) {
            (Some(source), Some(token)) if !self.repeated.with_new_token => {
                ControlFlow::Continue(Need::OtherToken(source.clone(), token, error))
            }
            _ => self.fail(error),
        }
    }

    /// Sends the request: without its duration if AWS is known to refuse it.
    fn issue(&mut self) -> Next<R, K> {
        let seconds = *self.request.duration_seconds_mut();
        if self.fallback.is_needed(seconds, R::OPERATION, self.state.caller()) {
            *self.request.duration_seconds_mut() = None;
        }
        self.prepare()
    }

    /// Checks the request, and the endpoint of a call that derives a session from the calling one.
    fn prepare(&mut self) -> Next<R, K> {
        if let Err(error) = rules::check(&self.request, &self.state.session) {
            return self.fail(error);
        }
        if !R::SCOPES_DOWN {
            return self.send();
        }
        // If there is no host, the settings cannot work, and there are no credentials for the same reason.
        let host = K::host(&self.state.connection.client);
        if let Some(problem) = host.ok().and_then(|host| check_endpoint(host).err()) {
            return self.fail(invalid_argument(R::OPERATION, problem).into());
        }
        ControlFlow::Continue(Need::Credentials(self.request.parameters().duration_seconds))
    }

    fn send(&self) -> Next<R, K> {
        warning::log(R::OPERATION.name, &self.state.warnings(&self.request));
        ControlFlow::Continue(Need::Response)
    }

    fn succeed(&mut self, response: Response<R::Output>) -> Next<R, K> {
        let response = response.with_earlier_attempts(std::mem::take(&mut self.earlier));
        let longest = requested::<R>(self.request.parameters().duration_seconds);
        let info = SessionInfo::validate(R::OPERATION, longest, &response.output.view(), self.state.now());
        let result = match info {
            // The session info holds the duration of the request that succeeded; the caller may have requested another one.
            Ok(info) => Ok((
                info.with_earlier_attempts(response.attempts().to_vec()).with_requested::<R>(self.requested),
                response.output,
            )),
            Err(problem) => Err(unusable_response(R::OPERATION, &response, &problem).into()),
        };
        ControlFlow::Break(result)
    }

    fn fail(&mut self, error: Error) -> Next<R, K> {
        ControlFlow::Break(Err(error.with_earlier_attempts(std::mem::take(&mut self.earlier))))
    }

    /// Records why the request is sent again after this error.
    fn note(&mut self, reason: Resend, error: &Error) {
        self.earlier.extend(attempts_before_resend(reason, error.as_runtime()));
    }

    /// Returns a summary of the request. That of the generated client does not know who calls.
    fn summary(&self) -> RequestSummary {
        let local_time = Some(self.state.config().clock().wall());
        RequestSummary { local_time, ..RequestSummary::of(&self.request.parameters(), self.state.caller()) }
    }
}
