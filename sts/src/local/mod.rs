//! An embedded STS: real HTTP on loopback, real signatures, strict answers, no AWS account.
//!
//! It is made from the same service model as the client, so what it lets pass is what AWS lets pass, and what it refuses
//! it refuses in AWS's words. Credentials that it issues are unique, work, and expire.
//!
//! ```
//! use sts::local::LocalSts;
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let local = LocalSts::start().await?;
//! let session = local.sts().new_session().await?;
//! assert!(session.credentials().access_key_id().starts_with("ASIA"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! Answered are `GetSessionToken`, `GetFederationToken`, `AssumeRole`, `GetCallerIdentity` and `GetAccessKeyInfo`; other
//! operations are refused with a clear error. Callers of the account may assume the roles that are declared; there are
//! no trust policies, no permissions and no MFA devices yet, so every MFA code is refused.

mod account;
mod body;
mod calls;
mod clock;
mod handler;
mod http;
mod issuer;
mod key_id;
mod script;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use self::account::Account;
pub use self::calls::Call;
pub use self::clock::LocalClock;
use self::handler::Server;
use self::issuer::Issuer;
pub use self::script::Answer;
use crate::{Clock, Config, Credentials, Sts};

/// The account number, access key id and secret that AWS uses in its documentation. They open nothing.
const EXAMPLE_ACCOUNT: &str = "123456789012";
const EXAMPLE_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const EXAMPLE_SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// The region that [`LocalSts::config`] signs for. Any region is accepted.
const REGION: &str = "us-east-1";

/// A running embedded STS. It stops when it is dropped.
#[derive(Debug)]
pub struct LocalSts {
    address: SocketAddr,
    credentials: Credentials,
    server: Arc<Server>,
    listener: JoinHandle<()>,
}

impl LocalSts {
    /// Starts on a free port of loopback, with the account 123456789012, its user `Alice` with AWS's published example
    /// key pair, and the role `demo`.
    ///
    /// # Errors
    ///
    /// If no port can be opened, or the system gives no random numbers.
    pub async fn start() -> std::io::Result<Self> {
        Self::builder().user("Alice", EXAMPLE_KEY_ID, EXAMPLE_SECRET).role("demo").start().await
    }

    /// The account 123456789012 with users and roles of your own.
    pub fn builder() -> LocalStsBuilder {
        LocalStsBuilder { account: Account::new(EXAMPLE_ACCOUNT), clock: LocalClock::default() }
    }

    /// Where it listens: `http://127.0.0.1:49152`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The long-term credentials of the first user.
    pub fn credentials(&self) -> Credentials {
        self.credentials.clone()
    }

    /// Settings for a client of this server, as the first user.
    pub fn config(&self) -> Config {
        Config::new()
            .with_region(REGION)
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

    /// What was called, in the order of the answers; the newest 10,000 calls.
    pub fn calls(&self) -> Vec<Call> {
        self.server.calls.all()
    }

    /// Answers the next calls so, one each and in order, after those that are prescribed already. Every attempt of a
    /// client is a call. Afterwards calls go through again.
    ///
    /// ```
    /// use sts::local::{Answer, LocalSts};
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let local = LocalSts::start().await?;
    /// // The second call ends in the middle of an answer.
    /// local.script([Answer::real(), Answer::real().cut_after(100)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    pub fn script(&self, answers: impl IntoIterator<Item = Answer>) {
        self.server.script.add(answers);
    }

    /// Answers all calls so, once what [`script`](Self::script) prescribed is used up: an outage.
    pub fn script_always(&self, answer: Answer) {
        self.server.script.set_afterwards(answer);
    }

    /// Lets all calls go through again.
    pub fn clear_script(&self) {
        self.server.script.clear();
    }
}

/// Connections that are open go down with the listener.
impl Drop for LocalSts {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

/// An account for a [`LocalSts`].
#[derive(Debug)]
#[must_use = "nothing listens before `start`"]
pub struct LocalStsBuilder {
    account: Account,
    clock: LocalClock,
}

impl LocalStsBuilder {
    /// A user with an access key.
    pub fn user(
        mut self,
        name: impl Into<String>,
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
    ) -> Self {
        self.account.add_user(name.into(), Credentials::new(access_key_id, secret_access_key));
        self
    }

    /// A role that callers of the account may assume.
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.account.add_role(name.into());
        self
    }

    /// The clock that signatures and expiry are judged by, in the place of the system's.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = LocalClock::over(Arc::new(clock));
        self
    }

    /// Starts on a free port of loopback.
    ///
    /// # Errors
    ///
    /// If there is no user, no port can be opened, or the system gives no random numbers.
    pub async fn start(self) -> std::io::Result<LocalSts> {
        let Some(credentials) = self.account.first_credentials() else {
            return Err(std::io::Error::other("an embedded STS without a user can answer nobody: add one with `user`"));
        };
        let issuer = Issuer::new(self.account.id())?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let server = Arc::new(Server::new(self.account, issuer, self.clock));
        let listener = tokio::spawn(http::serve(listener, server.clone()));
        Ok(LocalSts { address, credentials, server, listener })
    }
}
