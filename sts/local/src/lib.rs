//! An embedded AWS STS for tests: real HTTP on loopback, real signatures, and no AWS account.
//!
//! The server is generated from the same service model as the client. It accepts the requests that AWS accepts, refuses
//! others with AWS's error codes and messages, and issues credentials that are unique, work, and expire.
//!
//! ```
//! use sts_local::LocalSts;
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let local = LocalSts::start().await?;
//! let session = local.sts().new_session().await?;
//! assert!(session.credentials().access_key_id().starts_with("ASIA"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! - [`Account`], [`User`] and [`Role`] say who may do what. Their policies are evaluated as
//!   [`PolicySet`](sts::policy::PolicySet) does.
//! - [`LocalClock`] moves the server's time.
//! - [`ScriptedResponse`] makes calls fail.
//! - [`RecordedCall`] shows what was called, and [`PolicyDecision`] why it was allowed or denied.
//! - [`LocalAccounts`] changes users, roles and identity providers while the server runs.
//! - [`control_api`] does all of that over HTTP, for tests in other languages. The [`tour`] shows them.
//! - [`TestIssuer`] signs web identity tokens. With the feature `saml`, `TestSamlIssuer` signs SAML responses.
//!
//! All operations are implemented. `AssumeRoleWithSAML` needs the feature `saml`, because the verification of XML signatures
//! takes many dependencies; without the feature, the operation is refused. The server is strict by default, and
//! [`LocalStsBuilder`] has a method for each check that can be relaxed.
//!
//! Where AWS's behavior is not known, the server refuses, so that no test passes by accident:
//!
//! - A parameter that is in the query and in the body of a POST is refused, like one that is sent twice.
//! - Parameters below a list that its numbers do not reach, such as `Tags.member=x`, are refused.
//! - A token is invalid if a claim that the server reads has another JSON type than documented.
//! - A session policy with a short ARN is refused by `GetFederationToken`, as it is by the `AssumeRole` operations.
//! - `Federated` names such as `accounts.google.com` work only if the account has the provider, because its keys are needed.
//!
//! A query is verified in the encoding that SigV4 prescribes, regardless of the encoding that it was sent in.

mod account;
mod account_id;
mod accounts;
mod authorization;
mod base32;
mod builder;
mod call_log;
mod clock;
mod config_file;
mod connections;
mod control;
pub mod control_api;
mod credential_issuer;
mod decision;
mod default_account;
mod deflate;
mod directory;
mod error_responses;
mod handler;
mod host;
mod http;
mod identity;
mod json;
mod jwk;
mod jwt;
mod live_directory;
mod name_rules;
mod oidc;
mod operations;
mod request_context;
#[cfg(feature = "saml")]
mod saml;
mod script;
mod scripted_response;
mod session_record;
mod settings;
mod shutdown;
mod state;
mod test_issuer;
pub mod tour;
mod trusted_context;
mod unique_id;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

pub use self::account::Account;
pub use self::account::context_provider::ContextProvider;
pub use self::account::mfa_device::MfaDevice;
pub use self::account::oidc_provider::OidcProvider;
pub use self::account::role::Role;
pub use self::account::user::User;
pub use self::accounts::info::{
    AccountInfo, ManagedPolicyInfo, MfaDeviceInfo, OidcProviderInfo, RoleInfo, SamlProviderInfo, UserInfo,
};
pub use self::accounts::{ChangeError, LocalAccounts, PutEffect};
pub use self::builder::LocalStsBuilder;
pub use self::call_log::CallPage;
pub use self::call_log::filter::{CallFilter, NearMiss, WaitedCall};
pub use self::call_log::recorded_call::{CallOutcome, RecordedCall};
pub use self::call_log::summary::CallSummary;
pub use self::clock::{ClockReading, LocalClock};
pub use self::config_file::ConfigFileError;
pub use self::control::ControlAccess;
use self::control::ControlServer;
pub use self::decision::{DecisionOutcome, EvaluatedElement, EvaluatedPolicy, EvaluatedStatement, PolicyDecision};
pub use self::jwk::{InvalidJwks, Jwks};
#[cfg(feature = "saml")]
pub use self::saml::provider::{InvalidSamlProvider, SamlProvider};
#[cfg(feature = "saml")]
pub use self::saml::test_issuer::{TestSamlIssuer, TestSamlResponse};
pub use self::script::{PendingRule, ScriptRule};
pub use self::scripted_response::ScriptedResponse;
pub use self::settings::violation::InvalidSetting;
use self::state::ServerState;
pub use self::test_issuer::{TestIssuer, TestToken};
use sts::{Config, Credentials, ProvideCredentials, Secret, Sts};

/// The default region.
const REGION: &str = "us-east-1";

/// A running server. It stops when it is dropped.
///
/// ```
/// use sts_local::LocalSts;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// let role = local.sts().assume_role("arn:aws:iam::123456789012:role/demo", "test").await?;
/// // The credentials of the session work until they expire.
/// let sts = local.sts_as(role.credentials());
/// let identity = sts.client().get_caller_identity(&Default::default()).await?;
/// assert_eq!(identity.arn.as_deref(), role.arn());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct LocalSts {
    server: Arc<ServerState>,
    listener: JoinHandle<()>,
    control: Option<ControlServer>,
}

impl LocalSts {
    /// Starts a server on a free loopback port, with the default account:
    ///
    /// - The account 123456789012 with outbound web identity federation. It manages the account 111122223333, which is
    ///   empty.
    /// - The user `Alice` with AWS's published example key and full access to STS.
    /// - The role `demo`, which trusts the account, the tokens of [`issuer`](Self::issuer), and with the feature `saml` the
    ///   responses of `saml_issuer`.
    ///
    /// # Errors
    ///
    /// Returns an error if no port can be opened, or if the system provides no random numbers.
    pub async fn start() -> io::Result<Self> {
        Self::default_account().start().await
    }

    /// Returns a builder with the default account of [`start`](Self::start).
    pub fn default_account() -> LocalStsBuilder {
        LocalStsBuilder::default_account()
    }

    /// Returns a builder with the account 123456789012, without users and roles.
    pub fn builder() -> LocalStsBuilder {
        LocalStsBuilder::new(Account::new(default_account::ID))
    }

    /// Returns the URL of the server, such as `http://127.0.0.1:49152`.
    pub fn endpoint(&self) -> String {
        self.server.url.clone()
    }

    /// Returns the region that requests have to be signed for.
    pub fn region(&self) -> &str {
        &self.server.region
    }

    /// Returns the long-term credentials of the first user at the start.
    pub fn credentials(&self) -> Credentials {
        self.server.first_key.clone()
    }

    /// Returns the configuration of a client of this server, with the credentials of the first user.
    pub fn config(&self) -> Config {
        Config::new()
            .with_region(&self.server.region)
            .with_endpoint(self.endpoint())
            .with_credentials(self.credentials())
            .with_clock(self.clock())
    }

    /// Returns a client of this server, with the credentials of the first user.
    pub fn sts(&self) -> Sts {
        Sts::from_config(self.config())
    }

    /// Returns a client of this server with other credentials, such as those of a session, or with a provider of credentials.
    pub fn sts_as(&self, credentials: impl ProvideCredentials + 'static) -> Sts {
        Sts::from_config(self.config().with_credentials(credentials))
    }

    /// Returns the clock of the server and of the clients that it creates. Tests can move it.
    pub fn clock(&self) -> LocalClock {
        self.server.clock.clone()
    }

    /// Returns the latest calls in the order of their responses: up to 10,000, or the number that
    /// [`keep_calls`](LocalStsBuilder::keep_calls) sets.
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.server.calls.all()
    }

    /// Returns calls with an ID larger than `after`, the oldest first: at most `limit`, and not many more than 256 KiB. To
    /// read the whole record, start with 0 and go on with [`CallPage::next_after`].
    pub fn calls_after(&self, after: u64, limit: usize) -> CallPage {
        self.server.calls.page(after, limit)
    }

    /// Like [`calls_after`](Self::calls_after), but waits up to `timeout` in real time for a call if there is none.
    pub async fn next_calls(&self, after: u64, limit: usize, timeout: Duration) -> CallPage {
        self.server.calls.next_page(after, limit, timeout).await
    }

    /// Returns the call with this ID, if the record still has it.
    pub fn call(&self, id: u64) -> Option<RecordedCall> {
        self.server.calls.get(id)
    }

    /// Waits up to `timeout` in real time until a call with an ID larger than `after` matches. Calls of the past count, so 0
    /// looks at the whole record first. If none matches, the result has the calls that differ least.
    pub async fn wait_for_call(&self, filter: &CallFilter, after: u64, timeout: Duration) -> WaitedCall {
        self.server.calls.wait_for(filter, after, timeout).await
    }

    /// Counts the recorded calls by operation and outcome.
    pub fn call_summary(&self) -> CallSummary {
        self.server.calls.summary()
    }

    /// Removes all calls from the record. IDs go on.
    pub fn clear_calls(&self) {
        self.server.calls.clear();
    }

    /// Prescribes responses to calls to come, and returns the IDs of the rules. A [`ScriptedResponse`] alone is for the next
    /// call, after those that were prescribed before. Every attempt of a client is a call. The server handles calls without a
    /// rule.
    ///
    /// ```
    /// use sts_local::{LocalSts, ScriptedResponse};
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let local = LocalSts::start().await?;
    /// // The second call ends in the middle of the response.
    /// local.script([ScriptedResponse::real(), ScriptedResponse::real().cut_after(100)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    pub fn script<R: Into<ScriptRule>>(&self, rules: impl IntoIterator<Item = R>) -> Vec<u64> {
        self.server.script.add(rules.into_iter().map(Into::into))
    }

    /// Prescribes the response to all calls after those of [`script`](Self::script), as in an outage.
    pub fn script_always(&self, response: ScriptedResponse) {
        self.server.script.add([ScriptRule::new(response).always()]);
    }

    /// Returns the rules that still apply to calls to come, in the order in which they were added.
    pub fn scripted(&self) -> Vec<PendingRule> {
        self.server.script.pending()
    }

    /// Removes a rule. Returns false if there is none with this ID.
    pub fn remove_scripted(&self, id: u64) -> bool {
        self.server.script.remove(id)
    }

    /// Removes all prescribed responses.
    pub fn clear_script(&self) {
        self.server.script.clear();
    }

    /// Returns the accounts, which can be changed while the server runs.
    pub fn accounts(&self) -> LocalAccounts {
        LocalAccounts::new(self.server.clone())
    }

    /// Returns to the state at the start: accounts, clock, script and record. All sessions end, and used MFA codes and SAML
    /// assertions are forgotten. IDs of calls go on.
    pub fn reset(&self) {
        self.server.reset();
    }

    /// Returns the URL and the token of the control API, if [`control_port`](LocalStsBuilder::control_port) turned it on.
    pub fn control(&self) -> Option<&ControlAccess> {
        self.control.as_ref().map(ControlServer::access)
    }

    /// Waits until a client of the control API asks the server to stop. It then accepts no more calls.
    pub async fn stop_requested(&self) {
        self.server.shutdown.wait().await;
    }

    /// Returns the OpenID Connect provider of the first account that signs tokens for `AssumeRoleWithWebIdentity`.
    pub fn issuer(&self) -> TestIssuer {
        TestIssuer { keys: self.server.keys.clone(), clock: self.clock() }
    }

    /// Returns the SAML provider of the first account that signs responses for `AssumeRoleWithSAML`.
    ///
    /// Needs the feature `saml`.
    #[cfg(feature = "saml")]
    pub fn saml_issuer(&self) -> TestSamlIssuer {
        TestSamlIssuer {
            key: self.server.saml.key.clone(),
            clock: self.clock(),
            account: self.server.directory.current().management().to_owned(),
        }
    }

    /// Returns a token that `GetDelegatedAccessToken` accepts for credentials of a role, any number of times until it
    /// expires. Returns `None` if there is no such role.
    ///
    /// AWS gives such a token to a partner after a customer has approved a delegation.
    pub fn trade_in_token(&self, role_arn: &str, session: &str, valid_for: Duration) -> Option<Secret> {
        self.server.trade_in_token(role_arn, session, valid_for)
    }

    /// Stops the server, and waits until its port is free and all connections are closed.
    pub async fn stop(mut self) {
        self.listener.abort();
        if let Some(control) = &mut self.control {
            control.stop().await;
        }
        // The result says that the task was aborted, which is expected.
        let _ = (&mut self.listener).await;
    }
}

/// Stops the server and closes its connections.
impl Drop for LocalSts {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct LocalReadme;
