//! An embedded STS: real HTTP on loopback, real signatures, strict answers, no AWS account.
//!
//! It is made from the same service model as the client, so what it lets pass is what AWS lets pass, and what it refuses
//! it refuses in AWS's words. Credentials that it issues are unique, work, and expire.
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
//! [`Account`], [`User`] and [`Role`] say who is who: policies are judged as [`Policy::evaluate`](sts::Policy::evaluate)
//! judges them. A [`LocalClock`] lets time pass, an [`ScriptedResponse`] goes wrong where a test wants it to, a [`RecordedCall`] says what
//! was called, and a [`TestIssuer`] makes web identity tokens.
//!
//! It answers all operations; `AssumeRoleWithSAML` only with the feature `saml`, as verifying XML signatures takes
//! many crates. Without that it is refused by name. Strict is the default; what [`LocalStsBuilder`] can be told to be
//! lenient about has a name there.

mod account;
mod authorization;
mod base32;
mod builder;
mod call_log;
mod clock;
mod config_file;
mod credential_issuer;
mod deflate;
mod directory;
mod error_responses;
mod handler;
mod host;
mod http;
mod identity;
mod jwk;
mod jwt;
mod operations;
mod packed_policy_size;
mod request_context;
#[cfg(feature = "saml")]
mod saml;
mod scripted_response;
mod session_record;
mod state;
mod test_issuer;
#[cfg(feature = "saml")]
pub mod tour;
mod unique_id;

use std::io;
use std::time::Duration;

use tokio::task::JoinHandle;

pub use self::account::Account;
pub use self::account::mfa::MfaDevice;
pub use self::account::oidc_provider::OidcProvider;
pub use self::account::role::Role;
pub use self::account::user::User;
pub use self::builder::LocalStsBuilder;
pub use self::call_log::RecordedCall;
pub use self::clock::LocalClock;
pub use self::config_file::ConfigFileError;
use self::identity::Identity;
pub use self::jwk::{InvalidJwks, Jwks};
#[cfg(feature = "saml")]
pub use self::saml::provider::{InvalidSamlProvider, SamlProvider};
#[cfg(feature = "saml")]
pub use self::saml::test_issuer::{TestSamlIssuer, TestSamlResponse};
pub use self::scripted_response::ScriptedResponse;
use self::session_record::{SessionKind, SessionPolicies, SessionRecord};
use self::state::ServerState;
pub use self::test_issuer::{TestIssuer, TestToken};
use sts::platform::Clock as _;
use sts::{Config, Credentials, Secret, Sts};

/// The account number, access key id and secret that AWS uses in its documentation. They open nothing.
const EXAMPLE_ACCOUNT: &str = "123456789012";
const EXAMPLE_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const EXAMPLE_SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// Another of its account numbers.
const EXAMPLE_MEMBER: &str = "111122223333";

/// The region of an instance, unless it says otherwise.
const REGION: &str = "us-east-1";

/// A running embedded STS. It stops when it is dropped.
#[derive(Debug)]
pub struct LocalSts {
    credentials: Credentials,
    server: std::sync::Arc<ServerState>,
    listener: JoinHandle<()>,
}

impl LocalSts {
    /// Starts on a free port of loopback, with the default account:
    ///
    /// - account 123456789012, with outbound web identity federation; it manages the account 111122223333, which is
    ///   empty,
    /// - its user `Alice` with AWS's published example key pair, who may do everything with STS,
    /// - its role `demo`, which trusts the account, the tokens of [`issuer`](Self::issuer), and with the feature
    ///   `saml` the responses of `saml_issuer`.
    ///
    /// # Errors
    ///
    /// If no port can be opened, or the system gives no random numbers.
    pub async fn start() -> io::Result<Self> {
        Self::default_account().start().await
    }

    /// What [`start`](Self::start) starts, to be changed.
    pub fn default_account() -> LocalStsBuilder {
        let demo = Role::new("demo")
            .trust(account::role::trust_in_account(EXAMPLE_ACCOUNT))
            .trust(TestIssuer::trusted_by(EXAMPLE_ACCOUNT));
        #[cfg(feature = "saml")]
        let demo = demo.trust(TestSamlIssuer::trusted_by(EXAMPLE_ACCOUNT));
        LocalStsBuilder::new(Account::new(EXAMPLE_ACCOUNT).issue_web_identity_tokens())
            .account(Account::new(EXAMPLE_MEMBER))
            .user("Alice", EXAMPLE_KEY_ID, EXAMPLE_SECRET)
            .role(demo)
    }

    /// The account 123456789012 with users and roles of your own.
    pub fn builder() -> LocalStsBuilder {
        LocalStsBuilder::new(Account::new(EXAMPLE_ACCOUNT))
    }

    /// Where it listens: `http://127.0.0.1:49152`.
    pub fn endpoint(&self) -> String {
        self.server.url.clone()
    }

    /// The region that requests have to be signed for.
    pub fn region(&self) -> &str {
        &self.server.region
    }

    /// The long-term credentials of the first user.
    pub fn credentials(&self) -> Credentials {
        self.credentials.clone()
    }

    /// Settings for a client of this server, as the first user.
    pub fn config(&self) -> Config {
        Config::new()
            .with_region(&self.server.region)
            .with_endpoint(self.endpoint())
            .with_credentials(self.credentials())
            .with_clock(self.clock())
    }

    /// A client of this server, as the first user.
    pub fn sts(&self) -> Sts {
        Sts::from_config(self.config())
    }

    /// A client of this server with other credentials, such as those of a session.
    pub fn sts_as(&self, credentials: Credentials) -> Sts {
        Sts::from_config(self.config().with_credentials(credentials))
    }

    /// The clock of this instance: it can be moved, and the clients made here go by it.
    pub fn clock(&self) -> LocalClock {
        self.server.clock.clone()
    }

    /// What was called, in the order of the answers: the newest 10,000 calls, or as many as
    /// [`keep_calls`](LocalStsBuilder::keep_calls) says.
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.server.calls.all()
    }

    /// Answers the next calls so, one each and in order, after those that are prescribed already. Every attempt of a
    /// client is a call. Afterwards calls go through again.
    ///
    /// ```
    /// use sts_local::{LocalSts, ScriptedResponse};
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let local = LocalSts::start().await?;
    /// // The second call ends in the middle of an answer.
    /// local.script([ScriptedResponse::real(), ScriptedResponse::real().cut_after(100)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    pub fn script(&self, answers: impl IntoIterator<Item = ScriptedResponse>) {
        self.server.script.add(answers);
    }

    /// Answers all calls so, once what [`script`](Self::script) prescribed is used up: an outage.
    pub fn script_always(&self, answer: ScriptedResponse) {
        self.server.script.set_afterwards(answer);
    }

    /// Lets all calls go through again.
    pub fn clear_script(&self) {
        self.server.script.clear();
    }

    /// An identity provider that the first account knows, for `AssumeRoleWithWebIdentity`.
    pub fn issuer(&self) -> TestIssuer {
        TestIssuer { keys: self.server.keys.clone(), clock: self.clock() }
    }

    /// A SAML provider that the first account knows, for `AssumeRoleWithSAML`.
    #[cfg(feature = "saml")]
    pub fn saml_issuer(&self) -> TestSamlIssuer {
        TestSamlIssuer {
            key: self.server.saml.key.clone(),
            clock: self.clock(),
            account: self.server.directory.management().to_owned(),
        }
    }

    /// A token that `GetDelegatedAccessToken` takes once and again for credentials of this role, until so much time has
    /// passed: what AWS hands a partner after somebody has approved of a delegation. `None` if there is no such role.
    pub fn trade_in_token(&self, role_arn: &str, session: &str, valid_for: Duration) -> Option<Secret> {
        let (account, role) = self.server.directory.role(role_arn)?;
        let now = self.server.clock.wall().secs();
        let grant = SessionRecord {
            access_key_id: String::new(),
            identity: Identity::Role {
                account: account.id.clone(),
                role: role.name.clone(),
                session: session.to_owned(),
            },
            kind: SessionKind::Role,
            issued_at: now,
            expires_at: now.saturating_add(i64::try_from(valid_for.as_secs()).unwrap_or(i64::MAX)),
            mfa_at: None,
            tags: Default::default(),
            transitive: Vec::new(),
            source_identity: None,
            policies: SessionPolicies::default(),
            provider: None,
        };
        self.server.issuer.trade_in(&grant).ok()
    }
}

impl LocalSts {
    /// Stops, and waits until the port is free and no connection is left.
    pub async fn stop(mut self) {
        self.listener.abort();
        // It ends by being aborted, which is no news.
        let _ = (&mut self.listener).await;
    }
}

/// Connections that are open go down with the listener.
impl Drop for LocalSts {
    fn drop(&mut self) {
        self.listener.abort();
    }
}
