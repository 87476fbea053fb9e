//! A SAML identity provider for tests.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use awsquery::TimestampFormat;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra_dsig::DsigContext;
use bergshamra_keys::{Key, KeysManager, loader};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};

use super::provider::{self, SamlProvider};
use super::{ASSERTION, PROTOCOL, SIGNATURE};
use crate::account_id::{AccountId, DEFAULT_PARTITION};
use crate::clock::LocalClock;
use sts::platform::Clock as _;
use sts::policy::{Condition, Principal, Statement};
use sts::{Secret, Timestamp};

/// The entity ID of the issuer.
const ISSUER: &str = "https://issuer.example.com/saml";
/// The name of the provider in the account.
const NAME: &str = "test-issuer";
/// The sign-in endpoint of AWS.
const SIGN_IN_ENDPOINT: &str = "https://signin.aws.amazon.com/saml";
/// The prefix of AWS's attributes.
const ATTRIBUTE_PREFIX: &str = "https://aws.amazon.com/SAML/Attributes/";
/// The time for which AWS accepts an assertion.
const VALID_FOR: Duration = Duration::from_secs(5 * 60);

/// The private key that signs responses. Each server has its own.
pub(crate) struct SamlSigningKey(Key);

/// Does not show the key.
impl fmt::Debug for SamlSigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SamlSigningKey").finish_non_exhaustive()
    }
}

impl SamlSigningKey {
    pub(crate) fn new() -> std::io::Result<Self> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let base64 = STANDARD.encode(document.map_err(std::io::Error::other)?);
        let lines: Vec<&str> = base64.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
        loader::load_ec_p256_private_pem(pem.as_bytes()).map(Self).map_err(std::io::Error::other)
    }

    /// Fills in the first signature of a document. Returns `None` if that fails.
    pub(super) fn sign(&self, unsigned: &str) -> Option<String> {
        let mut keys = KeysManager::new();
        keys.add_key(self.0.clone());
        bergshamra_dsig::sign::sign(&DsigContext::new(keys), unsigned).ok()
    }

    /// Returns the provider whose assertions the key signs.
    pub(crate) fn provider(&self) -> std::io::Result<SamlProvider> {
        let public = self.0.data.to_spki_der().ok_or_else(|| std::io::Error::other("cannot derive the public key"))?;
        let public = loader::load_spki_der(&public).map_err(std::io::Error::other)?;
        Ok(SamlProvider::with_keys(NAME, ISSUER, [public]))
    }
}

/// Signs SAML responses for `AssumeRoleWithSAML`, as the provider `test-issuer` of the first account.
///
/// Needs the feature `saml`.
///
/// See [`LocalSts::saml_issuer`](crate::LocalSts::saml_issuer).
///
/// ```
/// use sts_local::LocalSts;
/// use sts::api::AssumeRoleWithSAMLRequest;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// let role = "arn:aws:iam::123456789012:role/demo";
/// let response = local.saml_issuer().response("ann@example.com", role).sign();
/// let request = AssumeRoleWithSAMLRequest::builder(role, local.saml_issuer().provider_arn(), response).build()?;
/// let session = local.sts().client().assume_role_with_saml(&request).await?;
/// assert_eq!(session.subject.as_deref(), Some("ann@example.com"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct TestSamlIssuer {
    pub(crate) key: Arc<SamlSigningKey>,
    pub(crate) clock: LocalClock,
    pub(crate) account: AccountId,
}

impl TestSamlIssuer {
    /// Returns the `Issuer` of its assertions.
    pub fn issuer(&self) -> &'static str {
        ISSUER
    }

    /// Returns the ARN of the provider in the first account, which is the `PrincipalArn` of requests.
    pub fn provider_arn(&self) -> String {
        arn(&self.account)
    }

    /// Starts a response that lets a subject assume a role. The session is named after the subject. The audience and the
    /// recipient are AWS, and the response is valid for five minutes on the server's clock.
    pub fn response(&self, subject: impl Into<String>, role_arn: impl AsRef<str>) -> TestSamlResponse {
        let subject = subject.into();
        let response = TestSamlResponse {
            key: self.key.clone(),
            issuer: ISSUER.to_owned(),
            issued: self.clock.wall().secs(),
            not_before: 0,
            valid_for: VALID_FOR,
            session_not_on_or_after: None,
            audience: "urn:amazon:webservices".to_owned(),
            recipient: SIGN_IN_ENDPOINT.to_owned(),
            attributes: Vec::new(),
            subject: subject.clone(),
        };
        let pair = format!("{},{}", role_arn.as_ref(), self.provider_arn());
        response.attribute(format!("{ATTRIBUTE_PREFIX}Role"), [pair]).session_name(subject)
    }

    /// Returns a statement for trust policies that lets every subject of this issuer assume the role. `account` is the ID of
    /// an account of the partition `aws`; see [`trust_statement_in`](Self::trust_statement_in) for others.
    pub fn trust_statement(account: &str) -> Statement {
        Self::trust_statement_in(DEFAULT_PARTITION, account)
    }

    /// Returns a statement like [`trust_statement`](Self::trust_statement) for a server in another partition, such as
    /// `aws-cn` in the region `cn-north-1`.
    pub fn trust_statement_in(partition: &str, account: &str) -> Statement {
        Statement::allow()
            .principal(Principal::new("Federated", [arn(&AccountId::new(partition, account))]))
            .actions(["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"])
            .condition(Condition::key("SAML:aud").is(SIGN_IN_ENDPOINT))
            .build()
    }
}

fn arn(account: &AccountId) -> String {
    provider::arn(account, NAME)
}

/// Builds a response of a [`TestSamlIssuer`].
///
/// Needs the feature `saml`.
///
/// ```
/// use std::time::Duration;
///
/// use sts_local::LocalSts;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// let issuer = local.saml_issuer();
/// let response = issuer.response("ann@example.com", "arn:aws:iam::123456789012:role/demo");
/// let expired = response.clone().valid_for(Duration::ZERO).sign();
/// let tagged = response.tag("team", "red").source_identity("ann").sign();
/// # let _ = (expired, tagged);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use = "a response does nothing until `sign` is called"]
pub struct TestSamlResponse {
    key: Arc<SamlSigningKey>,
    issuer: String,
    issued: i64,
    /// Seconds after the response was issued.
    not_before: i64,
    valid_for: Duration,
    session_not_on_or_after: Option<i64>,
    audience: String,
    recipient: String,
    attributes: Vec<(String, Vec<String>)>,
    subject: String,
}

impl TestSamlResponse {
    /// Sets the `Issuer`.
    pub fn issuer(self, issuer: impl Into<String>) -> Self {
        Self { issuer: issuer.into(), ..self }
    }

    /// Sets the `Audience`.
    pub fn audience(self, audience: impl Into<String>) -> Self {
        Self { audience: audience.into(), ..self }
    }

    /// Sets the `Recipient`, which policies see as `SAML:aud`.
    pub fn recipient(self, recipient: impl Into<String>) -> Self {
        Self { recipient: recipient.into(), ..self }
    }

    /// Sets how long the response is valid. Zero makes it expired.
    pub fn valid_for(self, duration: Duration) -> Self {
        Self { valid_for: duration, ..self }
    }

    /// Makes the response valid only after some time (`NotBefore`).
    pub fn starts_in(self, duration: Duration) -> Self {
        Self { not_before: seconds(duration), ..self }
    }

    /// Makes a session that starts with the response end after some time (`SessionNotOnOrAfter`).
    pub fn session_ends_in(self, duration: Duration) -> Self {
        Self { session_not_on_or_after: Some(self.issued.saturating_add(seconds(duration))), ..self }
    }

    /// Sets the name of the session (`RoleSessionName`), which is the subject by default.
    pub fn session_name(self, name: impl Into<String>) -> Self {
        self.without_attribute("RoleSessionName").attribute(format!("{ATTRIBUTE_PREFIX}RoleSessionName"), [name.into()])
    }

    /// Sets the longest duration of the session (`SessionDuration`).
    pub fn session_duration(self, duration: Duration) -> Self {
        self.attribute(format!("{ATTRIBUTE_PREFIX}SessionDuration"), [seconds(duration).to_string()])
    }

    /// Adds a session tag (`PrincipalTag`).
    pub fn tag(self, key: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.attribute(format!("{ATTRIBUTE_PREFIX}PrincipalTag:{}", key.as_ref()), [value.into()])
    }

    /// Sets the keys of session tags that later sessions of a role chain inherit (`TransitiveTagKeys`).
    pub fn transitive_tag_keys(self, keys: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.attribute(format!("{ATTRIBUTE_PREFIX}TransitiveTagKeys"), keys)
    }

    /// Sets the source identity of the session (`SourceIdentity`).
    pub fn source_identity(self, name: impl Into<String>) -> Self {
        self.attribute(format!("{ATTRIBUTE_PREFIX}SourceIdentity"), [name.into()])
    }

    /// Adds an attribute with its values.
    pub fn attribute(mut self, name: impl Into<String>, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.attributes.push((name.into(), values.into_iter().map(Into::into).collect()));
        self
    }

    /// Removes one of AWS's attributes, such as `RoleSessionName`.
    pub fn without_attribute(mut self, name: &str) -> Self {
        let name = format!("{ATTRIBUTE_PREFIX}{name}");
        self.attributes.retain(|(known, _)| *known != name);
        self
    }

    /// Signs the assertion, and returns the response in base64.
    pub fn sign(&self) -> Secret {
        self.encode(&signature_template("_assertion"), "")
    }

    /// Signs the whole response, and returns it in base64.
    pub fn sign_response(&self) -> Secret {
        self.encode("", &signature_template("_response"))
    }

    fn encode(&self, assertion_signature: &str, response_signature: &str) -> Secret {
        // IDs are unique: the server recognizes a replayed assertion by its ID.
        let id = awsquery::server::new_request_id();
        let unsigned =
            self.xml(assertion_signature, response_signature).replace("\"_assertion\"", &format!("\"_{id}\""));
        let unsigned = unsigned.replace("\"#_assertion\"", &format!("\"#_{id}\""));
        // If signing fails, the response is empty, and every server refuses it.
        Secret::new(STANDARD.encode(self.key.sign(&unsigned).unwrap_or_default()))
    }

    fn xml(&self, assertion_signature: &str, response_signature: &str) -> String {
        let time = |seconds| Timestamp::from_secs(seconds).format(TimestampFormat::DateTime);
        let issued = time(self.issued);
        let begins = time(self.issued.saturating_add(self.not_before));
        let ends = time(self.issued.saturating_add(self.not_before).saturating_add(seconds(self.valid_for)));
        let session_ends = self.session_not_on_or_after.map(|end| format!(" SessionNotOnOrAfter=\"{}\"", time(end)));
        let attributes: String = self.attributes.iter().map(|(name, values)| attribute_xml(name, values)).collect();
        let [issuer, subject, audience, recipient] =
            [&self.issuer, &self.subject, &self.audience, &self.recipient].map(|text| escape(text));
        format!(
            "<samlp:Response xmlns:samlp=\"{PROTOCOL}\" ID=\"_response\" Version=\"2.0\" IssueInstant=\"{issued}\" \
             Destination=\"{recipient}\">\
             <saml:Issuer xmlns:saml=\"{ASSERTION}\">{issuer}</saml:Issuer>{response_signature}\
             <samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>\
             <saml:Assertion xmlns:saml=\"{ASSERTION}\" ID=\"_assertion\" Version=\"2.0\" IssueInstant=\"{issued}\">\
             <saml:Issuer>{issuer}</saml:Issuer>{assertion_signature}\
             <saml:Subject>\
             <saml:NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">{subject}</saml:NameID>\
             <saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
             <saml:SubjectConfirmationData NotOnOrAfter=\"{ends}\" Recipient=\"{recipient}\"/>\
             </saml:SubjectConfirmation></saml:Subject>\
             <saml:Conditions NotBefore=\"{begins}\" NotOnOrAfter=\"{ends}\">\
             <saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>\
             </saml:Conditions>\
             <saml:AuthnStatement AuthnInstant=\"{issued}\"{}><saml:AuthnContext><saml:AuthnContextClassRef>\
             urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified\
             </saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>\
             <saml:AttributeStatement>{attributes}</saml:AttributeStatement>\
             </saml:Assertion></samlp:Response>",
            session_ends.unwrap_or_default()
        )
    }
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

fn attribute_xml(name: &str, values: &[String]) -> String {
    let values: String =
        values.iter().map(|value| format!("<saml:AttributeValue>{}</saml:AttributeValue>", escape(value))).collect();
    format!("<saml:Attribute Name=\"{}\">{values}</saml:Attribute>", escape(name))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns a signature of its parent element, which has this ID. Its values are filled in later.
pub(super) fn signature_template(id: &str) -> String {
    format!(
        "<ds:Signature xmlns:ds=\"{SIGNATURE}\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>\
         <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>\
         <ds:Reference URI=\"#{id}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>\
         <ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue></ds:DigestValue>\
         </ds:Reference></ds:SignedInfo><ds:SignatureValue></ds:SignatureValue></ds:Signature>"
    )
}
