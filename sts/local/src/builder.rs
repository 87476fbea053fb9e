//! Accounts and settings of a server, before it starts.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use awsquery::endpoint::is_valid_host_label;
use tokio::net::{TcpListener, TcpSocket};

use crate::account::Account;
use crate::account::context_provider::ContextProvider;
use crate::account::mfa_device::UsedMfaCodes;
use crate::account::oidc_provider::OidcProvider;
use crate::account::role::Role;
use crate::account::user::User;
use crate::account_id::{AccountId, partition_of};
use crate::call_log::{self, CallLog};
use crate::clock::LocalClock;
use crate::control::ControlServer;
use crate::credential_issuer::CredentialIssuer;
use crate::default_account;
use crate::directory::{Directory, TestProviders};
use crate::host;
use crate::http;
use crate::jwk::JwtSigningKeys;
use crate::live_directory::LiveDirectory;
#[cfg(feature = "saml")]
use crate::saml::replay_cache::ReplayCache;
#[cfg(feature = "saml")]
use crate::saml::test_issuer::SamlSigningKey;
use crate::script::ResponseScript;
use crate::shutdown::ShutdownRequest;
#[cfg(feature = "saml")]
use crate::state::SamlState;
use crate::state::{ServerOptions, ServerState};
use crate::test_issuer::TestIssuer;
use crate::{LocalSts, REGION};
use sts::Policy;
use sts::platform::Clock;

/// The number of connections that may wait to be accepted. With the usual default, a burst of calls is reset.
const BACKLOG: u32 = 4096;

/// Builds a [`LocalSts`] with accounts, users, roles and settings.
///
/// Users and roles that are added here belong to the first account, which is the management account of the others.
///
/// ```
/// use sts_local::{Account, LocalSts, Role};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::builder()
///     .user("Ann", "AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")
///     .role(Role::new("deploy"))
///     .account(Account::new("111122223333"))
///     .region("eu-west-1")
///     .start()
///     .await?;
/// let session = local.sts().assume_role("arn:aws:iam::123456789012:role/deploy", "release").await?;
/// assert_eq!(session.arn(), Some("arn:aws:sts::123456789012:assumed-role/deploy/release"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct LocalStsBuilder {
    /// `None` stands for the default account, whose trust policies depend on the partition of the region.
    first: Option<Account>,
    account_id: Option<String>,
    users: Vec<User>,
    roles: Vec<Role>,
    others: Vec<Account>,
    issuer_context: Option<ContextProvider>,
    clock: LocalClock,
    region: String,
    pub(crate) options: ServerOptions,
    address: SocketAddr,
    allows_non_loopback: bool,
    call_log_capacity: usize,
    control_port: Option<u16>,
}

impl LocalStsBuilder {
    /// Creates a builder with the default account and the account that it manages.
    pub(crate) fn default_account() -> Self {
        let builder = Self::new(default_account::member());
        Self { first: None, others: vec![default_account::member()], ..builder }
    }

    pub(crate) fn new(first: Account) -> Self {
        Self {
            first: Some(first),
            account_id: None,
            users: Vec::new(),
            roles: Vec::new(),
            others: Vec::new(),
            issuer_context: None,
            clock: LocalClock::default(),
            region: REGION.to_owned(),
            options: ServerOptions::default(),
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            allows_non_loopback: false,
            call_log_capacity: call_log::DEFAULT_CAPACITY,
            control_port: None,
        }
    }

    /// Sets the ID of the first account. The default is 123456789012.
    pub fn account_id(self, id: impl Into<String>) -> Self {
        Self { account_id: Some(id.into()), ..self }
    }

    /// Adds a user with an access key and full access to STS (`sts:*` on `*`).
    pub fn user(
        self,
        name: impl Into<String>,
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
    ) -> Self {
        let user = User::new(name).access_key(access_key_id, secret_access_key);
        self.with_user(user.policy(Policy::new().allow(["sts:*"], ["*"])))
    }

    /// Adds a user who has only the permissions of its own policies.
    pub fn with_user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Adds a role. A name alone adds a role that trusts its account, so that callers whose policies allow
    /// `sts:AssumeRole` may assume it.
    pub fn role(mut self, role: impl Into<Role>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// Replaces the first account. Users and roles of the builder are added to it.
    pub fn first_account(self, account: Account) -> Self {
        Self { first: Some(account), ..self }
    }

    /// Adds an account.
    pub fn account(mut self, account: Account) -> Self {
        self.others.push(account);
        self
    }

    /// Sets the claims with which tokens of [`LocalSts::issuer`] name the end user of a session (trusted identity
    /// propagation). Without it, sessions have no such context.
    pub fn issuer_context(self, context: ContextProvider) -> Self {
        Self { issuer_context: Some(context), ..self }
    }

    /// Sets the clock for signatures and expiration times. The default follows the system clock.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = LocalClock::over(Arc::new(clock));
        self
    }

    /// Sets the region of the server. Requests that are signed for another region are refused. The default is `us-east-1`.
    ///
    /// The region decides on the partition, which is part of all ARNs: in `cn-north-1`, they start with `arn:aws-cn:`.
    pub fn region(self, region: impl Into<String>) -> Self {
        Self { region: region.into(), ..self }
    }

    /// Accepts requests that are signed for any region.
    pub fn any_region(mut self) -> Self {
        self.options.any_region = true;
        self
    }

    /// Refuses presigned URLs after the lifetime in `X-Amz-Expires`. AWS ignores it, and accepts them for 15 minutes.
    pub fn strict_presigning(mut self) -> Self {
        self.options.strict_presigning = true;
        self
    }

    /// Accepts a SAML assertion several times for the same role, as AWS does, until it expires after five minutes.
    ///
    /// Needs the feature `saml`.
    ///
    /// By default each role can be assumed once with an assertion, as the SAML specification requires. The server remembers
    /// the last 10,000 assertions.
    #[cfg(feature = "saml")]
    pub fn allow_replayed_assertions(mut self) -> Self {
        self.options.allow_replayed_assertions = true;
        self
    }

    /// Adds encoded details to the message of a denied call, which `DecodeAuthorizationMessage` decodes. Some AWS services
    /// do that, such as EC2. STS itself does not.
    pub fn encode_denials(mut self) -> Self {
        self.options.encode_denials = true;
        self
    }

    /// Sets the port. The default is a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Sets the address to listen on. The default is `127.0.0.1`. An address other than loopback also needs
    /// [`allow_non_loopback`](Self::allow_non_loopback).
    pub fn ip(mut self, ip: impl Into<IpAddr>) -> Self {
        self.address.set_ip(ip.into());
        self
    }

    /// Serves requests for this host name. IP addresses and `localhost` are always served. Use it where other machines know
    /// the server by a name, such as in a network of containers.
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.options.allowed_hosts.push(name.into());
        self
    }

    /// Sets how many calls [`LocalSts::calls`] returns at most. The default is 10,000, and 0 records no calls. Fewer are kept
    /// if they are large: their content never exceeds 32 MiB, which takes about twice as much memory.
    pub fn keep_calls(self, max: usize) -> Self {
        Self { call_log_capacity: max, ..self }
    }

    /// Also serves the control API, on this port of 127.0.0.1 whatever the address of the STS is; 0 stands for a free port.
    /// [`LocalSts::control`] returns its URL and token. See [`control_api`](crate::control_api).
    pub fn control_port(self, port: u16) -> Self {
        Self { control_port: Some(port), ..self }
    }

    /// Allows addresses other than loopback, which other machines on the network can reach.
    ///
    /// A client that reaches the port and knows an access key gets credentials of this server. They give no access to AWS,
    /// but the server is made for tests and not for hostile networks.
    pub fn allow_non_loopback(self) -> Self {
        Self { allows_non_loopback: true, ..self }
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// Returns an error of the kind `InvalidInput` if
    ///
    /// - the first account has no access key,
    /// - the region or a host name has characters that none may have,
    /// - an account ID does not have 12 digits,
    /// - an access key ID, a user, a role, an identity provider or an account exists twice,
    /// - the names of two users, roles or managed policies of an account differ at most in case and path,
    /// - the name of a managed policy or a tag has characters or a length that IAM does not allow,
    /// - a context provider maps more than ten keys, or a key with other characters than AWS allows,
    /// - IAM would refuse a policy ([`lint_as`](Policy::lint_as) says why),
    /// - a trust policy names a user or role of one of the accounts that does not exist, or
    /// - the address is not a loopback address, and [`allow_non_loopback`](Self::allow_non_loopback) was not called.
    ///
    /// Returns other errors if the port cannot be opened, or if the system provides no random numbers.
    pub async fn start(self) -> io::Result<LocalSts> {
        self.check()?;
        let address = self.address;
        let control_port = self.control_port;
        serve(self.assemble()?, address, control_port)
    }

    /// Checks the address, the region and the host names. With others, the server would be open to other machines, or refuse
    /// every request.
    fn check(&self) -> io::Result<()> {
        let ip = self.address.ip();
        if !ip.is_loopback() && !self.allows_non_loopback {
            return Err(invalid_input(format!(
                "{ip} is not a loopback address, so other machines could connect; use 127.0.0.1, or call \
                 `allow_non_loopback`"
            )));
        }
        if !is_valid_host_label(&self.region, false) {
            return Err(invalid_input(format!("{:?} is not a region; write one such as eu-west-1", self.region)));
        }
        let mut hosts = self.options.allowed_hosts.iter();
        match hosts.find(|host| !host::is_name(host)) {
            Some(host) => Err(invalid_input(format!(
                "{host:?} is not a host name; write one such as sts-in-compose, without a scheme or a wildcard"
            ))),
            None => Ok(()),
        }
    }

    /// Makes the state of the server, without its URL: a free port is known only when the server listens.
    fn assemble(mut self) -> io::Result<ServerState> {
        let partition = partition_of(&self.region);
        let first = self.take_first_account(partition);
        let mut access_keys = first.users.iter().flat_map(|user| &user.keys).chain(&first.root_keys);
        let Some(first_key) = access_keys.next().cloned() else {
            let message = "the first account has no access key to sign requests with; add a user with `user`";
            return Err(invalid_input(message));
        };
        let keys = Arc::new(JwtSigningKeys::new()?);
        let issuer = TestIssuer::provider(&keys).map_err(io::Error::other)?;
        #[cfg(feature = "saml")]
        let saml = SamlState { key: Arc::new(SamlSigningKey::new()?), replays: ReplayCache::default() };
        let test_providers = TestProviders {
            oidc: OidcProvider { context: self.issuer_context, ..issuer },
            #[cfg(feature = "saml")]
            saml: saml.key.provider()?,
        };
        let accounts = std::iter::once(first).chain(self.others).map(Arc::new).collect();
        let directory = Directory::new(partition, Arc::new(test_providers), accounts);
        let directory = directory.map_err(|problems| invalid_input(problems.join("; ")))?;
        Ok(ServerState {
            directory: LiveDirectory::new(directory),
            issuer: CredentialIssuer::new()?,
            keys,
            clock: self.clock,
            options: self.options,
            region: self.region,
            url: String::new(),
            first_key,
            used_mfa_codes: UsedMfaCodes::default(),
            #[cfg(feature = "saml")]
            saml,
            script: ResponseScript::default(),
            calls: CallLog::new(self.call_log_capacity),
            shutdown: ShutdownRequest::default(),
        })
    }

    /// Takes the first account, with the users and roles of the builder.
    fn take_first_account(&mut self, partition: &str) -> Account {
        let mut first = match (self.first.take(), self.account_id.take()) {
            (None, id) => default_account::account(partition, id.as_deref().unwrap_or(default_account::ID)),
            (Some(first), Some(id)) => Account { id: AccountId::new(partition, id), ..first },
            (Some(first), None) => first,
        };
        first.users.append(&mut self.users);
        first.roles.append(&mut self.roles);
        first
    }
}

/// Opens the ports, and serves the STS and the control API in the background.
fn serve(mut server: ServerState, address: SocketAddr, control_port: Option<u16>) -> io::Result<LocalSts> {
    let listener = listen(address)?;
    let control = control_port.map(|port| listen(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))).transpose()?;
    server.url = format!("http://{}", listener.local_addr()?);
    let server = Arc::new(server);
    let control = control.map(|listener| ControlServer::start(listener, server.clone())).transpose()?;
    let serve = http::serve(listener, server.clone());
    let until_shutdown = {
        let server = server.clone();
        async move { server.shutdown.interrupt(serve).await }
    };
    Ok(LocalSts { listener: tokio::spawn(until_shutdown), server, control })
}

fn invalid_input(problem: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, problem.into())
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    try_listen(address).map_err(|error| {
        let message = format!("cannot listen on {address}: {error}; choose another port, or 0 for a free one");
        io::Error::new(error.kind(), message)
    })
}

fn try_listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
