//! What an instance is to be.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::{TcpListener, TcpSocket};

use crate::account::Account;
use crate::account::mfa::UsedMfaCodes;
use crate::account::role::Role;
use crate::account::user::User;
use crate::call_log::{self, CallLog};
use crate::clock::LocalClock;
use crate::credential_issuer::CredentialIssuer;
use crate::directory::Directory;
use crate::http;
use crate::jwk::JwtSigningKeys;
#[cfg(feature = "saml")]
use crate::saml::replay_cache::ReplayCache;
#[cfg(feature = "saml")]
use crate::saml::test_issuer::SamlSigningKey;
use crate::scripted_response::ResponseScript;
#[cfg(feature = "saml")]
use crate::state::SamlState;
use crate::state::{ServerOptions, ServerState};
use crate::test_issuer::TestIssuer;
use crate::{LocalSts, REGION};
use sts::Policy;
use sts::platform::Clock;

/// Accounts and settings for a [`LocalSts`]. Users and roles given here belong to the first account, which manages the
/// others.
#[derive(Debug)]
#[must_use = "nothing listens before `start`"]
pub struct LocalStsBuilder {
    pub(super) first: Account,
    pub(super) others: Vec<Account>,
    clock: LocalClock,
    region: String,
    pub(super) options: ServerOptions,
    address: SocketAddr,
    non_loopback: bool,
    kept_calls: usize,
}

impl LocalStsBuilder {
    pub(super) fn new(account: Account) -> Self {
        Self {
            first: account,
            others: Vec::new(),
            clock: LocalClock::default(),
            region: REGION.to_owned(),
            options: ServerOptions::default(),
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            non_loopback: false,
            kept_calls: call_log::KEPT,
        }
    }

    /// The id of the first account, in the place of 123456789012.
    pub fn account_id(mut self, id: impl Into<String>) -> Self {
        self.first.id = id.into();
        self
    }

    /// A user with an access key, who may do everything with STS (`sts:*` on `*`).
    pub fn user(
        self,
        name: impl Into<String>,
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
    ) -> Self {
        let user = User::new(name).access_key(access_key_id, secret_access_key);
        self.with_user(user.policy(Policy::new().allow(["sts:*"], ["*"])))
    }

    /// A user who may do what the policies say, and nothing else.
    pub fn with_user(mut self, user: User) -> Self {
        self.first.users.push(user);
        self
    }

    /// A role. A name alone is a role that the account trusts: callers with a policy that allows `sts:AssumeRole` may
    /// assume it.
    pub fn role(mut self, role: impl Into<Role>) -> Self {
        self.first.roles.push(role.into());
        self
    }

    /// The first account, in the place of the users and roles given so far.
    pub fn first_account(self, account: Account) -> Self {
        Self { first: account, ..self }
    }

    /// One more account.
    pub fn account(mut self, account: Account) -> Self {
        self.others.push(account);
        self
    }

    /// The clock that signatures and expiry are judged by, in the place of the system's.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = LocalClock::over(Arc::new(clock));
        self
    }

    /// The region that it is in, in the place of `us-east-1`: requests that are signed for another are refused.
    pub fn region(self, region: impl Into<String>) -> Self {
        Self { region: region.into(), ..self }
    }

    /// Takes requests that are signed for any region.
    pub fn any_region(mut self) -> Self {
        self.options.any_region = true;
        self
    }

    /// Refuses presigned URLs that are older than they say (`X-Amz-Expires`). AWS takes them for 15 minutes, whatever
    /// they say.
    pub fn strict_presigning(mut self) -> Self {
        self.options.strict_presigning = true;
        self
    }

    /// Takes an assertion of SAML more than once for the same role, within its five minutes: AWS does, and SAML asks that
    /// nobody does. Without it each role can be assumed once with an assertion; the newest 10,000 are remembered.
    #[cfg(feature = "saml")]
    pub fn allow_replayed_assertions(mut self) -> Self {
        self.options.replayed_assertions = true;
        self
    }

    /// Ends the message of a denied call with its encoded details, which `DecodeAuthorizationMessage` reads. Other
    /// services of AWS do so, EC2 for one; STS itself does not.
    pub fn encode_denials(mut self) -> Self {
        self.options.encode_denials = true;
        self
    }

    /// Listens at this port of loopback, in the place of a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Listens at this address, in the place of `127.0.0.1`. One that is not of loopback needs
    /// [`allow_non_loopback`](Self::allow_non_loopback).
    pub fn ip(mut self, ip: impl Into<IpAddr>) -> Self {
        self.address.set_ip(ip.into());
        self
    }

    /// Answers requests for this host name, besides `localhost` and addresses: where other machines know this one by a
    /// name, as in a network of containers.
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.options.hosts.push(name.into());
        self
    }

    /// Records so many calls, the newest, in the place of 10,000; 0 records none. Together they take at most 32 MiB.
    pub fn keep_calls(self, most: usize) -> Self {
        Self { kept_calls: most, ..self }
    }

    /// Lets others on the network in. Whoever reaches the port and knows a key gets credentials of this instance; they
    /// open nothing else, but the server is made for tests, not for hostile networks.
    pub fn allow_non_loopback(self) -> Self {
        Self { non_loopback: true, ..self }
    }

    /// Starts.
    ///
    /// # Errors
    ///
    /// If nobody has an access key, an account id is not 12 digits, a key or a role is given twice, a trust policy names
    /// no principal, the address is not of loopback, the port cannot be opened, or the system gives no random numbers.
    pub async fn start(self) -> io::Result<LocalSts> {
        let invalid = |problem: String| io::Error::new(io::ErrorKind::InvalidInput, problem);
        let ip = self.address.ip();
        if !ip.is_loopback() && !self.non_loopback {
            let message = format!(
                "{ip} is not an address of loopback: others could reach it; use 127.0.0.1, or say \
                                   `allow_non_loopback`"
            );
            return Err(invalid(message));
        }
        let keys = Arc::new(JwtSigningKeys::new()?);
        let provider = TestIssuer::provider(&keys).map_err(io::Error::other)?;
        let first = self.first.oidc_provider(provider);
        #[cfg(feature = "saml")]
        let saml = SamlState { key: Arc::new(SamlSigningKey::new()?), replays: ReplayCache::default() };
        #[cfg(feature = "saml")]
        let first = first.saml_provider(saml.key.provider()?);
        let mut long_term = first.users.iter().flat_map(|user| &user.keys).chain(&first.root_keys);
        let Some(credentials) = long_term.next().cloned() else {
            let message =
                "the first account has no access key, and nobody could sign a request: add a user with `user`";
            return Err(invalid(message.to_owned()));
        };
        let accounts = std::iter::once(first).chain(self.others).collect();
        let directory = Directory::new(accounts).map_err(invalid)?;
        let listener = listen(self.address)?;
        let address = listener.local_addr()?;
        let server = Arc::new(ServerState {
            directory,
            issuer: CredentialIssuer::new()?,
            keys,
            clock: self.clock,
            options: self.options,
            region: self.region,
            url: format!("http://{address}"),
            used_mfa_codes: UsedMfaCodes::default(),
            #[cfg(feature = "saml")]
            saml,
            script: ResponseScript::default(),
            calls: CallLog::new(self.kept_calls),
        });
        let listener = tokio::spawn(http::serve(listener, server.clone()));
        Ok(LocalSts { credentials, server, listener })
    }
}

/// How many connections may wait to be accepted. The default is few enough for a burst of calls to be reset.
const BACKLOG: u32 = 4096;

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
