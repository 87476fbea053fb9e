//! Values that contain secrets in every place that can have one, and their debug output.

use std::any::type_name_of_val;
use std::fmt::Debug;
use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use awsquery::Blob;
use awsquery::platform::{EnvironmentCredentials, IdempotencyTokens};
use awsquery::protocol::xml::Document;
use awsquery::server::{Authorization, Parameters, Refusal};
use awsquery::transport::{HyperTransport, ProxySettings, ProxyUse, ReqwestTransport, SocketTransport};
use bytes::Bytes;
use http::{Request, Response, Uri};
use sts::api::{self, Client};
use sts::platform::{BoxFuture, Environment};
use sts::transport::{BlockingTransport, Transport, TransportError, TransportLimits};
use sts::value::Exposed;
use sts::{Config, Credentials, Secret, SessionPool, Sts, WebIdentityToken};
use sts_local::{LocalSts, LocalStsBuilder};

/// A text that every secret contains.
pub const SENTINEL: &str = "SENTINEL";

const KEY: &str = "SENTINELkey/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "SENTINELtoken";
const PROXY: &str = "http://me:SENTINEL@proxy.example:8080";
const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const ROLE: &str = "arn:aws:iam::123456789012:role/demo";
const PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/demo";

/// Names of types, each with the debug output of a value.
type Shown = Vec<(&'static str, String)>;

fn show<T: Debug>(value: &T) -> (&'static str, String) {
    (type_name_of_val(value), format!("{value:?} {value:#?}"))
}

macro_rules! shown {
    ($($value:expr),+ $(,)?) => { vec![$(show(&$value)),+] };
}

/// A service whose responses contain every member that may be secret.
#[derive(Clone, Copy, Debug)]
struct Service;

impl Transport for Service {
    fn send(
        &self,
        request: Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(std::future::ready(Ok(self.respond(&request))))
    }
}

impl BlockingTransport for Service {
    fn send(&self, request: Request<Bytes>, _: TransportLimits) -> Result<Response<Bytes>, TransportError> {
        Ok(self.respond(&request))
    }
}

impl Service {
    fn respond(self, request: &Request<Bytes>) -> Response<Bytes> {
        let form = String::from_utf8_lossy(request.body());
        let operation = form.strip_prefix("Action=").and_then(|rest| rest.split('&').next()).unwrap();
        let body = format!(
            "<{operation}Response><{operation}Result><Credentials><AccessKeyId>{KEY_ID}</AccessKeyId>\
             <SecretAccessKey>{KEY}</SecretAccessKey><SessionToken>{TOKEN}</SessionToken>\
             <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><WebIdentityToken>{TOKEN}</WebIdentityToken>\
             <Expiration>2099-01-01T00:00:00Z</Expiration><DecodedMessage>{{}}</DecodedMessage>\
             <TrustedIdentityPropagationContext><OriginIdentity><Subject>{TOKEN}</Subject>\
             <SubjectType>{TOKEN}</SubjectType><Issuer>{TOKEN}</Issuer></OriginIdentity><TransactionContext>\
             <IdentityProvider><entry><key>role</key><value>{TOKEN}</value></entry></IdentityProvider>\
             </TransactionContext></TrustedIdentityPropagationContext>\
             </{operation}Result></{operation}Response>"
        );
        Response::new(body.into())
    }
}

fn config() -> Config {
    Config::new()
        .with_environment(Environment::from_pairs([("AWS_SECRET_ACCESS_KEY", KEY)]))
        .with_region("eu-west-1")
        .with_credentials(Credentials::temporary(KEY_ID, KEY, TOKEN, None))
        .with_idempotency_tokens(IdempotencyTokens::from_fn(|| TOKEN.to_owned()))
        .with_max_attempts(NonZeroU32::MIN)
        .with_transport(Service)
        .with_blocking_transport(Service)
}

pub async fn all() -> Shown {
    [requests().await, calls().await, blocking(), tokens().await, local().await, runtime(), errors().await].concat()
}

/// Shows every request, its builder and its response.
async fn requests() -> Shown {
    let client = Client::new(config()).unchecked();
    let mut shown = shown![client];
    macro_rules! operation {
        ($builder:expr) => {
            let builder = $builder;
            shown.push(show(&builder));
            let request = builder.build_unchecked();
            shown.extend(shown![request, Exposed(&request)]);
            let response = client.send(&request).await.unwrap();
            shown.extend(shown![response, response.output]);
        };
    }
    operation!(api::AssumeRoleRequest::builder(ROLE, "test").external_id(KEY).token_code(KEY));
    operation!(api::AssumeRoleWithSAMLRequest::builder(ROLE, PROVIDER, KEY));
    operation!(api::AssumeRoleWithWebIdentityRequest::builder(ROLE, "test", KEY));
    operation!(api::AssumeRootRequest::builder("123456789012", api::PolicyDescriptorType::default()));
    operation!(api::GetDelegatedAccessTokenRequest::builder(KEY));
    operation!(api::GetFederationTokenRequest::builder("Bob"));
    operation!(api::GetScopedCredentialsRequest::builder());
    operation!(api::GetSessionTokenRequest::builder().token_code(KEY));
    operation!(api::GetWebIdentityTokenRequest::builder(["aud"], "RS256"));
    operation!(api::GetCallerIdentityRequest::builder());
    operation!(api::GetAccessKeyInfoRequest::builder(KEY_ID));
    operation!(api::DecodeAuthorizationMessageRequest::builder("encoded"));
    let web = api::AssumeRoleWithWebIdentityRequest::builder(ROLE, "test", KEY).build_unchecked();
    let response = client.assume_role_with_web_identity(&web).await.unwrap();
    let context = response.trusted_identity_propagation_context.unwrap();
    shown.extend(shown![response.credentials.unwrap(), context]);
    shown.extend(shown![context.origin_identity.unwrap(), context.transaction_context.unwrap()]);
    shown
}

/// Shows the calls of `Sts`, and the sessions and providers that they return.
async fn calls() -> Shown {
    let sts = Sts::builder().config(config()).build().unwrap();
    let secret = || Secret::from(KEY);
    let session = sts.new_session().mfa("GAHT12345678", secret());
    let federated = sts.new_federated_session("Bob");
    let role = sts.assume_role(ROLE, "test").external_id(secret()).mfa("GAHT12345678", secret());
    let web = sts.assume_role_with_web_identity(ROLE, "test", secret());
    let temporary = Credentials::temporary("ASIAIOSFODNN7EXAMPLE", KEY, TOKEN, None);
    let scoping = Sts::builder().config(config()).credentials(temporary).build().unwrap();
    let scoped = scoping.new_scoped_session().duration(Duration::from_secs(900));
    let outbound = sts.outbound_token(["aud"], "RS256");
    let refreshing = sts.assume_role(ROLE, "test").external_id(secret()).refreshing();
    refreshing.credentials().await.unwrap();
    let pool = SessionPool::new(NonZeroUsize::MIN);
    pool.get(sts.assume_role(ROLE, "test").external_id(secret())).credentials().await.unwrap();
    let mut shown = shown![sts, Sts::builder().config(config()).credentials(Credentials::new(KEY_ID, KEY))];
    shown.extend(shown![session, federated, role, web, scoped, outbound, refreshing, pool]);
    shown.extend(shown![
        sts.new_session().await.unwrap(),
        federated.await.unwrap(),
        sts.assume_role(ROLE, "test").await.unwrap(),
        web.await.unwrap(),
        scoped.await.unwrap(),
        outbound.await.unwrap(),
        WebIdentityToken::memory(secret()),
    ]);
    shown
}

/// Shows the types of blocking clients that are not those of async ones.
fn blocking() -> Shown {
    let sts = sts::blocking::Sts::builder().config(config()).build().unwrap();
    let call = || sts.assume_role(ROLE, "test").external_id(Secret::from(KEY));
    let refreshing = call().refreshing();
    refreshing.credentials().unwrap();
    let pool = sts::blocking::SessionPool::new(NonZeroUsize::MIN);
    pool.get(call()).credentials().unwrap();
    let proxied = Environment::from_pairs([("HTTPS_PROXY", PROXY)]);
    let mut shown = shown![sts, sts.client().clone(), sts.client().as_runtime().clone(), call(), refreshing, pool];
    shown.extend(shown![
        call().send().unwrap(),
        sts::blocking::WebIdentityToken::memory(Secret::from(KEY)),
        SocketTransport::new(Duration::from_secs(1), &proxied).unwrap(),
    ]);
    shown
}

async fn tokens() -> Shown {
    let sts = Sts::builder().config(config()).build().unwrap();
    let token = sts.eks_token("demo").await.unwrap();
    let verifier = sts.eks_verifier("demo").unwrap();
    let refused = verifier.verify(&format!("{}{KEY}", token.expose())).await.unwrap_err();
    let login = sts.vault_login("demo", Some("vault.example")).await.unwrap();
    let url = sts.presigned_caller_identity(Duration::from_secs(60)).await.unwrap();
    shown![token, verifier, refused, login, url]
}

/// Shows the embedded STS and its parts.
async fn local() -> Shown {
    let device = sts_local::MfaDevice::new("alice", KEY);
    let user = sts_local::User::new("Alice").access_key(KEY_ID, KEY).mfa_device(device.clone());
    let account = sts_local::Account::new("123456789012").user(user.clone()).root_key("AKIAI44QH8DHBEXAMPLE", KEY);
    let builder = LocalSts::builder().first_account(account.clone());
    let refused = LocalStsBuilder::from_toml("sts.toml", &format!("[[user]]\nname = {KEY}\n")).map(|_| ()).unwrap_err();
    let server = LocalSts::builder().user("Alice", KEY_ID, KEY).role("demo").control_port(0).start().await.unwrap();
    // The call log shows external IDs, as CloudTrail does.
    let role = server.sts().assume_role(ROLE, "test").external_id(Secret::from("unicorn"));
    assert!(role.await.is_ok(), "the call is kept, so it can be shown");
    let issuer = server.issuer();
    let scripted = sts_local::ScriptedResponse::status(200).body(KEY).header("x-secret", KEY);
    let saml = server.saml_issuer();
    let response = saml.response("alice", ROLE);
    let mut shown = shown![device, user, account, builder, refused.clone(), server, scripted.clone(), saml, response];
    shown.extend(shown![issuer, issuer.token("alice")]);
    shown.extend(server.calls().iter().map(show));
    let rule = sts_local::ScriptRule::new(scripted);
    server.script([rule.clone()]);
    shown.extend(shown![rule, server.scripted().remove(0), server.accounts(), server.control().unwrap().clone()]);
    shown.extend(refused.problems().into_iter().map(show));
    shown
}

/// Shows the types of the runtime.
fn runtime() -> Shown {
    let form = format!("Action=GetSessionToken&TokenCode={KEY}");
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={KEY_ID}/20150830/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature={}",
        "ab".repeat(32)
    );
    let request = Request::builder().header("authorization", authorization).header("x-amz-security-token", TOKEN);
    let (parts, ()) = request.header("x-amz-date", "20150830T123600Z").body(()).unwrap().into_parts();
    let body = format!("<Root><Secret>{KEY}</Secret><Text>{KEY}</Text></Root>");
    let proxied = Environment::from_pairs([("HTTPS_PROXY", PROXY)]);
    let settings = ProxySettings::from_environment(&proxied).unwrap();
    let proxy = settings.route(&Uri::from_static("https://sts.example"), ProxyUse::Allowed).unwrap().unwrap();
    let document = Document::parse(body.as_bytes(), None).unwrap();
    let mut shown = shown![
        config(),
        Credentials::temporary(KEY_ID, KEY, TOKEN, None),
        Environment::from_pairs([("AWS_SECRET_ACCESS_KEY", KEY)]),
        IdempotencyTokens::from_fn(|| TOKEN.to_owned()),
        ReqwestTransport::new(Duration::from_secs(1), &proxied).unwrap(),
        HyperTransport::new(Duration::from_secs(1), &proxied).unwrap(),
        settings,
        proxy.clone(),
        proxy.name().clone(),
        EnvironmentCredentials::new(Environment::from_pairs([("AWS_SECRET_ACCESS_KEY", KEY)])),
        Secret::from(KEY),
        Blob::from(KEY.as_bytes().to_vec()),
        Parameters::parse(form.as_bytes(), 10).unwrap(),
        Parameters::parse(format!("A={KEY}&A={KEY}").as_bytes(), 10).unwrap_err(),
        Refusal::new(400, "Code", "message"),
        Authorization::read(&parts).unwrap(),
    ];
    shown.extend(shown![
        document,
        document.root(),
        document.root().children(),
        Sts::new(Credentials::new(KEY_ID, KEY))
    ]);
    shown.extend(shown![awsquery::Client::new(&api::SERVICE, api::endpoint::resolve, config())]);
    shown
}

async fn errors() -> Shown {
    let server = LocalSts::builder().user("Alice", KEY_ID, "another").start().await.unwrap();
    let sts = server.sts_as(Credentials::new(KEY_ID, KEY));
    let refused = sts.new_session().mfa("GAHT12345678", Secret::from("123456")).await.unwrap_err();
    let invalid = sts.new_session().mfa("GAHT12345678", Secret::from(KEY)).await.unwrap_err();
    let credentials = sts.new_session().refreshing().credentials().await.unwrap_err();
    let request = api::GetSessionTokenRequest::builder().token_code(KEY).build().unwrap_err();
    let mut shown = shown![refused, invalid, credentials, request];
    shown.extend(refused.attempts().iter().map(show));
    shown
}
