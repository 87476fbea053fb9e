//! An identity provider for tests: it makes SAML responses.

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

use super::provider::SamlProvider;
use super::{ASSERTION, PROTOCOL, SIGNATURE};
use crate::LocalClock;
use sts::platform::Clock as _;
use sts::policy::{Condition, Principal, Statement};
use sts::{Secret, Timestamp};

/// What the issuer calls itself.
const ISSUER: &str = "https://issuer.example.com/saml";
/// What the account calls it.
const NAME: &str = "test-issuer";
/// Where assertions are presented at AWS.
const SIGN_IN: &str = "https://signin.aws.amazon.com/saml";
/// What attributes of AWS begin with.
const ATTRIBUTES: &str = "https://aws.amazon.com/SAML/Attributes/";
/// AWS takes an assertion for five minutes.
const VALID_FOR: Duration = Duration::from_secs(5 * 60);

/// The key that responses are signed with: a new one for each instance.
pub(crate) struct SamlSigningKey(Key);

/// Without the key.
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

    /// Fills in the first signature of a document; nothing if it cannot be made.
    pub(super) fn sign(&self, unsigned: &str) -> Option<String> {
        let mut keys = KeysManager::new();
        keys.add_key(self.0.clone());
        bergshamra_dsig::sign::sign(&DsigContext::new(keys), unsigned).ok()
    }

    /// The provider that it signs for.
    pub(crate) fn provider(&self) -> std::io::Result<SamlProvider> {
        let public = self.0.data.to_spki_der().ok_or_else(|| std::io::Error::other("a key has no public half"))?;
        let public = loader::load_spki_der(&public).map_err(std::io::Error::other)?;
        Ok(SamlProvider::with_keys(NAME, ISSUER, [public]))
    }
}

/// The SAML provider of an instance, `test-issuer`, which the first account knows. It makes responses for
/// `AssumeRoleWithSAML` in one line.
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
    pub(crate) account: String,
}

impl TestSamlIssuer {
    /// The `Issuer` of its assertions.
    pub fn issuer(&self) -> &'static str {
        ISSUER
    }

    /// The ARN under which the first account knows it: the `PrincipalArn` of requests.
    pub fn provider_arn(&self) -> String {
        arn(&self.account)
    }

    /// A response that names somebody, who may have the role. The session bears the name of the subject; the audience and
    /// the recipient are AWS, and it is good for five minutes on the clock of the instance.
    pub fn response(&self, subject: impl Into<String>, role_arn: impl AsRef<str>) -> TestSamlResponse {
        let subject = subject.into();
        let response = TestSamlResponse {
            key: self.key.clone(),
            issuer: ISSUER.to_owned(),
            issued: self.clock.wall().secs(),
            valid_from: 0,
            valid_for: VALID_FOR,
            session_ends: None,
            audience: "urn:amazon:webservices".to_owned(),
            recipient: SIGN_IN.to_owned(),
            attributes: Vec::new(),
            subject: subject.clone(),
        };
        let pair = format!("{},{}", role_arn.as_ref(), self.provider_arn());
        response.attribute(format!("{ATTRIBUTES}Role"), [pair]).session_name(subject)
    }

    /// A statement for trust policies: whoever this issuer names may assume the role.
    pub fn trusted_by(account: &str) -> Statement {
        Statement::allow()
            .principal(Principal::new("Federated", [arn(account)]))
            .actions(["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"])
            .condition(Condition::key("SAML:aud").is(SIGN_IN))
            .build()
    }
}

fn arn(account: &str) -> String {
    format!("arn:aws:iam::{account}:saml-provider/{NAME}")
}

/// A response of the [`TestSamlIssuer`] that is being written.
#[derive(Clone, Debug)]
#[must_use = "a response is made by `sign`"]
pub struct TestSamlResponse {
    key: Arc<SamlSigningKey>,
    issuer: String,
    issued: i64,
    /// Seconds after it was issued.
    valid_from: i64,
    valid_for: Duration,
    session_ends: Option<i64>,
    audience: String,
    recipient: String,
    attributes: Vec<(String, Vec<String>)>,
    subject: String,
}

impl TestSamlResponse {
    /// Who issues it.
    pub fn issued_by(self, issuer: impl Into<String>) -> Self {
        Self { issuer: issuer.into(), ..self }
    }

    /// Whom it is for (`Audience`).
    pub fn audience(self, audience: impl Into<String>) -> Self {
        Self { audience: audience.into(), ..self }
    }

    /// Where it is to be presented (`Recipient`): what policies see as `SAML:aud`.
    pub fn recipient(self, recipient: impl Into<String>) -> Self {
        Self { recipient: recipient.into(), ..self }
    }

    /// How long it is good for, from now on; zero makes one that has expired.
    pub fn valid_for(self, duration: Duration) -> Self {
        Self { valid_for: duration, ..self }
    }

    /// Good only when so much time has passed (`NotBefore`).
    pub fn valid_in(self, duration: Duration) -> Self {
        Self { valid_from: seconds(duration), ..self }
    }

    /// When sessions have to end that begin with it (`SessionNotOnOrAfter`), from now on.
    pub fn session_ends_in(self, duration: Duration) -> Self {
        Self { session_ends: Some(self.issued.saturating_add(seconds(duration))), ..self }
    }

    /// The name of the session (`RoleSessionName`), in the place of the subject.
    pub fn session_name(self, name: impl Into<String>) -> Self {
        self.without("RoleSessionName").attribute(format!("{ATTRIBUTES}RoleSessionName"), [name.into()])
    }

    /// How long the session lasts at most (`SessionDuration`).
    pub fn session_duration(self, duration: Duration) -> Self {
        self.attribute(format!("{ATTRIBUTES}SessionDuration"), [seconds(duration).to_string()])
    }

    /// A session tag (`PrincipalTag`).
    pub fn tag(self, key: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.attribute(format!("{ATTRIBUTES}PrincipalTag:{}", key.as_ref()), [value.into()])
    }

    /// The keys of session tags that later sessions of a chain inherit (`TransitiveTagKeys`).
    pub fn transitive_tag_keys(self, keys: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.attribute(format!("{ATTRIBUTES}TransitiveTagKeys"), keys)
    }

    /// The source identity of the session (`SourceIdentity`).
    pub fn source_identity(self, name: impl Into<String>) -> Self {
        self.attribute(format!("{ATTRIBUTES}SourceIdentity"), [name.into()])
    }

    /// Any attribute, with its values.
    pub fn attribute(mut self, name: impl Into<String>, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.attributes.push((name.into(), values.into_iter().map(Into::into).collect()));
        self
    }

    /// Without an attribute of AWS, such as `RoleSessionName`.
    pub fn without(mut self, name: &str) -> Self {
        let name = format!("{ATTRIBUTES}{name}");
        self.attributes.retain(|(known, _)| *known != name);
        self
    }

    /// The response, with a signature of its assertion, in base64.
    pub fn sign(&self) -> Secret {
        self.write(&signature("_assertion"), "")
    }

    /// The response, with a signature of the whole of it, in base64.
    pub fn sign_response(&self) -> Secret {
        self.write("", &signature("_response"))
    }

    fn write(&self, of_assertion: &str, of_response: &str) -> Secret {
        // Ids are unique, as those of real providers: they are what an assertion is recognised by.
        let id = awsquery::server::new_request_id();
        let unsigned = self.xml(of_assertion, of_response).replace("\"_assertion\"", &format!("\"_{id}\""));
        let unsigned = unsigned.replace("\"#_assertion\"", &format!("\"#_{id}\""));
        // What cannot be signed is refused everywhere.
        Secret::new(STANDARD.encode(self.key.sign(&unsigned).unwrap_or_default()))
    }

    fn xml(&self, of_assertion: &str, of_response: &str) -> String {
        let time = |seconds| Timestamp::from_secs(seconds).format(TimestampFormat::DateTime);
        let (issued, begins) = (time(self.issued), time(self.issued.saturating_add(self.valid_from)));
        let ends = time(self.issued.saturating_add(self.valid_from).saturating_add(seconds(self.valid_for)));
        let session_ends = self.session_ends.map(|end| format!(" SessionNotOnOrAfter=\"{}\"", time(end)));
        let attributes: String = self.attributes.iter().map(|(name, values)| written(name, values)).collect();
        let [issuer, subject, audience, recipient] =
            [&self.issuer, &self.subject, &self.audience, &self.recipient].map(|text| escaped(text));
        format!(
            "<samlp:Response xmlns:samlp=\"{PROTOCOL}\" ID=\"_response\" Version=\"2.0\" IssueInstant=\"{issued}\" \
             Destination=\"{recipient}\">\
             <saml:Issuer xmlns:saml=\"{ASSERTION}\">{issuer}</saml:Issuer>{of_response}\
             <samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>\
             <saml:Assertion xmlns:saml=\"{ASSERTION}\" ID=\"_assertion\" Version=\"2.0\" IssueInstant=\"{issued}\">\
             <saml:Issuer>{issuer}</saml:Issuer>{of_assertion}\
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

fn written(name: &str, values: &[String]) -> String {
    let values: String =
        values.iter().map(|value| format!("<saml:AttributeValue>{}</saml:AttributeValue>", escaped(value))).collect();
    format!("<saml:Attribute Name=\"{}\">{values}</saml:Attribute>", escaped(name))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A signature to be filled in, of the element with this id, which it stands in.
pub(super) fn signature(id: &str) -> String {
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
