//! `AssumeRoleWithSAML`: which assertions are accepted, and which are not.

use std::time::Duration;

use awsquery::Blob;
use sts::api::{AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse, GetCallerIdentityRequest};
use sts::policy::{Condition, Principal, Statement};
use sts::{Credentials, Error, Policy, Timestamp};
use sts_local::{Account, LocalClock, LocalSts, LocalStsBuilder, Role, SamlProvider, TestSamlResponse};

const NOW: i64 = 1_800_000_000;
const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const MINUTE: Duration = Duration::from_secs(60);
/// A response that another implementation signed (signxml 5.2.0 with libxml2) and that was issued at `NOW`. Its private key
/// was deleted.
const RESPONSE: &str = include_str!("saml/response.xml");
const METADATA: &str = include_str!("saml/metadata.xml");
const CERTIFICATE: &str = include_str!("saml/certificate.pem");

async fn start(builder: LocalStsBuilder) -> LocalSts {
    builder.clock(LocalClock::at(Timestamp::from_secs(NOW))).start().await.unwrap()
}

async fn local() -> LocalSts {
    start(LocalSts::default_account()).await
}

/// Returns a response for the role `demo`.
fn ann(local: &LocalSts) -> TestSamlResponse {
    local.saml_issuer().response("ann@example.com", DEMO)
}

async fn assume(local: &LocalSts, response: TestSamlResponse) -> Result<AssumeRoleWithSAMLResponse, Error> {
    present(local, &text(&response)).await
}

/// Assumes the role `demo` with this document, as the provider of the test issuer.
async fn present(local: &LocalSts, xml: &str) -> Result<AssumeRoleWithSAMLResponse, Error> {
    send(local, DEMO, &local.saml_issuer().provider_arn(), &Blob::from(xml.as_bytes()).to_base64()).await
}

async fn send(
    local: &LocalSts,
    role: &str,
    provider: &str,
    assertion: &str,
) -> Result<AssumeRoleWithSAMLResponse, Error> {
    let request = AssumeRoleWithSAMLRequest::builder(role, provider, assertion).build().unwrap();
    local.sts().client().assume_role_with_saml(&request).await
}

/// Returns the signed document of a response.
fn text(response: &TestSamlResponse) -> String {
    xml(response.sign().expose())
}

fn xml(base64: &str) -> String {
    String::from_utf8(Blob::from_base64(base64).unwrap().into_vec()).unwrap()
}

/// Asserts that a call was refused with this code, and that its message or the recorded explanation contains a text.
#[track_caller]
fn refused(local: &LocalSts, result: Result<AssumeRoleWithSAMLResponse, Error>, code: &str, text: &str) {
    let error = result.unwrap_err();
    let explanation = local.calls().last().and_then(|call| call.explanation.clone()).unwrap_or_default();
    assert_eq!(error.code().unwrap().as_str(), code, "{error}: {explanation}");
    let problem = format!("{}: {explanation}", error.message().unwrap());
    assert!(problem.contains(text), "{problem}");
}

fn temporary(issued: &sts::api::Credentials) -> Credentials {
    let (secret, token) = (issued.secret_access_key.expose().as_str(), issued.session_token.expose().as_str());
    Credentials::temporary(&issued.access_key_id, secret, token, None)
}

/// Returns the part of a text from `begin` to `end`, including both.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let start = text.find(begin).unwrap();
    let length = text[start..].find(end).unwrap() + end.len();
    &text[start..start + length]
}

fn assertion(document: &str) -> &str {
    between(document, "<saml:Assertion ", "</saml:Assertion>")
}

fn signature(document: &str) -> &str {
    between(document, "<ds:Signature ", "</ds:Signature>")
}

#[tokio::test]
async fn a_response_of_a_trusted_provider_can_assume_the_role() {
    let local = local().await;
    let response = assume(&local, ann(&local).source_identity("Ann").tag("team", "red")).await.unwrap();
    assert_eq!(response.subject.as_deref(), Some("ann@example.com"));
    assert_eq!(response.subject_type.as_deref(), Some("persistent"));
    assert_eq!(response.issuer.as_deref(), Some("https://issuer.example.com/saml"));
    assert_eq!(response.audience.as_deref(), Some("https://signin.aws.amazon.com/saml"));
    assert_eq!(response.source_identity.as_deref(), Some("Ann"));
    // printf '%s' https://issuer.example.com/saml123456789012/test-issuer | openssl sha1 -binary | base64
    assert_eq!(response.name_qualifier.as_deref(), Some("0xxemOe8pPnlO+xcPKbaDf/OQOE="));
    // A SAML provider has no context provider here.
    assert!(response.trusted_identity_propagation_context.is_none());
    let session = "arn:aws:sts::123456789012:assumed-role/demo/ann@example.com";
    assert_eq!(response.assumed_role_user.unwrap().arn.as_deref(), Some(session));
    let credentials = response.credentials.unwrap();
    assert_eq!(credentials.expiration, Timestamp::from_secs(NOW + 3600));
    let caller = local.sts_as(temporary(&credentials));
    let who = caller.client().get_caller_identity(&GetCallerIdentityRequest::default()).await.unwrap();
    assert_eq!(who.arn.as_deref(), Some(session));
    // A signature of the whole response is accepted too.
    let whole = ann(&local).sign_response();
    assert!(present(&local, &xml(whole.expose())).await.is_ok());
}

#[tokio::test]
async fn em18_an_assertion_without_a_valid_signature_gets_no_credentials() {
    let local = local().await;
    let good = text(&ann(&local));
    let unsigned = good.replace(signature(&good), "");
    refused(&local, present(&local, &unsigned).await, "InvalidIdentityToken", "Response signature invalid: neither");

    // An issuer of the same name, with another key.
    let foreign = LocalSts::default_account().clock(LocalClock::at(Timestamp::from_secs(NOW))).start().await.unwrap();
    let forged = text(&ann(&foreign));
    refused(&local, present(&local, &forged).await, "InvalidIdentityToken", "Response signature invalid");

    for (part, change) in [
        ("ann@example.com</saml:NameID>", "bob@example.com</saml:NameID>"),
        ("role/demo,", "role/admin,"),
        ("NotOnOrAfter=\"2027", "NotOnOrAfter=\"2037"),
        ("urn:amazon:webservices", "https://signin.aws.amazon.com/saml"),
    ] {
        let changed = good.replace(part, change);
        assert_ne!(changed, good, "{part}");
        refused(&local, present(&local, &changed).await, "InvalidIdentityToken", "Response signature invalid");
    }
    let emptied = good.replace(between(&good, "<ds:SignatureValue>", "</ds:SignatureValue>"), "<ds:SignatureValue/>");
    refused(&local, present(&local, &emptied).await, "InvalidIdentityToken", "Response signature invalid");
    // The response that all of these are derived from is valid.
    assert!(present(&local, &good).await.is_ok());
}

#[tokio::test]
async fn em18_a_signature_proves_only_the_element_that_it_covers() {
    let local = local().await;
    let good = text(&ann(&local));
    let (signed, signature) = (assertion(&good), signature(&good));
    let id = between(signed, "ID=\"", "\" ").trim_start_matches("ID=\"").trim_end_matches("\" ");
    let bare = signed.replace(signature, "");
    let evil = bare.replace("ann@example.com", "root@example.com").replace(id, "_evil");
    let evil_with = |inside: &str| evil.replace("<saml:Subject>", &format!("{inside}<saml:Subject>"));
    let extensions = |inside: &str| format!("<samlp:Extensions>{inside}</samlp:Extensions>");
    let object =
        |inside: &str| signature.replace("</ds:Signature>", &format!("<ds:Object>{inside}</ds:Object></ds:Signature>"));
    let root_signature = signature.replace(id, "_response");
    let wrapped = [
        ("a forged assertion before the signed one", good.replace(signed, &format!("{evil}{signed}"))),
        ("a forged assertion after the signed one", good.replace(signed, &format!("{signed}{evil}"))),
        ("the signed one in the extensions", good.replace(signed, &format!("{}{evil}", extensions(signed)))),
        ("the signed one inside the forged one", good.replace(signed, &evil_with(signed))),
        ("the forged one around the signature", good.replace(signed, &evil_with(signature))),
        ("the signed one in an object of its signature", good.replace(signed, &evil_with(&object(&bare)))),
        ("the signature detached, beside both", good.replace(signed, &format!("{evil}{signature}{bare}"))),
        ("the same id twice", good.replace(signed, &format!("{}{signed}", evil.replace("_evil", id)))),
        (
            "a signed response in a forged one",
            format!(
                "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_outer\" Version=\"2.0\">{}{evil}</samlp:Response>",
                between(&good, "<samlp:Response", "</samlp:Response>")
            ),
        ),
        ("a reference to the root from inside", good.replace(signed, &evil_with(&root_signature))),
        ("a reference to everything", good.replace(&format!("URI=\"#{id}\""), "URI=\"\"")),
        ("no reference", good.replace(between(&good, "<ds:Reference", "</ds:Reference>"), "")),
        ("two references", {
            let reference = between(&good, "<ds:Reference", "</ds:Reference>");
            good.replace(reference, &format!("{reference}{reference}"))
        }),
        (
            "a transform that leaves the subject out",
            good.replace(
                "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>",
                "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>not(ancestor-or-self::*[local-name()='Subject'])</ds:XPath></ds:Transform>",
            ),
        ),
        ("a file as reference", good.replace(&format!("URI=\"#{id}\""), "URI=\"file:///etc/hostname\"")),
        ("a digest that can be forged", good.replace("xmlenc#sha256", "xmldsig#sha1").replace("2001/04/xmldsig", "2000/09/xmldsig")),
        ("a secret key instead of a public one", good.replace("ecdsa-sha256", "hmac-sha256")),
    ];
    for (name, document) in wrapped {
        assert_ne!(document, good, "{name}");
        let error = present(&local, &document).await.unwrap_err();
        let explanation = local.calls().last().and_then(|call| call.explanation.clone()).unwrap_or_default();
        assert_eq!(error.code().unwrap().as_str(), "InvalidIdentityToken", "{name}: {error}");
        assert!(!explanation.is_empty() && error.status() == Some(400), "{name}: {explanation}");
    }
    assert!(present(&local, &good).await.is_ok());
}

#[tokio::test]
async fn em18_a_key_in_the_response_is_ignored() {
    let (local, foreign) = (local().await, local().await);
    let forged = text(&ann(&foreign));
    let certificate: String = CERTIFICATE.lines().filter(|line| !line.starts_with('-')).collect();
    let info = format!(
        "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
    );
    let forged = forged.replace("</ds:Signature>", &info);
    refused(&local, present(&local, &forged).await, "InvalidIdentityToken", "Response signature invalid");
    // A valid response of another provider, with its certificate.
    refused(&local, present(&local, RESPONSE).await, "InvalidIdentityToken", "Response signature invalid");
}

#[tokio::test]
async fn em18_responses_with_comments_in_values_or_document_types_get_no_credentials() {
    let local = local().await;
    let good = text(&ann(&local));
    // Signatures ignore comments, so the signature is still valid.
    let commented = good.replace("ann@example.com</saml:NameID>", "ann@example<!-- -->.com</saml:NameID>");
    refused(&local, present(&local, &commented).await, "InvalidIdentityToken", "NameID of plain text");
    let commented = good.replace("role/demo,", "role/demo<!-- -->,");
    refused(&local, present(&local, &commented).await, "InvalidIdentityToken", "not plain text");
    let outside = good.replace("<saml:Conditions ", "<!-- conditions --><saml:Conditions ");
    assert!(present(&local, &outside).await.is_ok());
    let documents = [
        format!("<!DOCTYPE r [<!ENTITY y SYSTEM \"file:///etc/hostname\">]>{}", good.replace("ann@", "&y;@")),
        format!("<!DOCTYPE r [<!ENTITY ann \"ann\">]>{}", good.replace("ann@", "&ann;@")),
        format!("<!DOCTYPE r>{good}"),
        good.replace("ann@", "&ann;@"),
        format!("{}{good}", "<a>".repeat(10_000)),
    ];
    for document in documents {
        refused(
            &local,
            present(&local, &document).await,
            "InvalidIdentityToken",
            "the response is not XML, or has a document type",
        );
    }
}

#[tokio::test]
async fn em18_an_assertion_for_another_recipient_or_time_gets_no_credentials() {
    let local = local().await;
    let cases = [
        (ann(&local).audience("https://sp.example.com"), "InvalidIdentityToken", "audience"),
        (ann(&local).recipient("https://sp.example.com/saml"), "InvalidIdentityToken", "not a sign-in endpoint of AWS"),
        (
            ann(&local).issuer("https://evil.example/saml"),
            "InvalidIdentityToken",
            "Issuer not present in specified provider",
        ),
        (ann(&local).valid_for(Duration::ZERO), "ExpiredTokenException", "expired"),
        (ann(&local).starts_in(10 * MINUTE), "InvalidIdentityToken", "not valid yet"),
        (ann(&local).without_attribute("Role"), "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"),
        (
            ann(&local).without_attribute("RoleSessionName"),
            "InvalidIdentityToken",
            "RoleSessionName is required in AuthnResponse",
        ),
        (
            ann(&local).session_name("a b"),
            "InvalidIdentityToken",
            "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}",
        ),
        (ann(&local).source_identity("aws:ann"), "InvalidIdentityToken", "Source Identity must match"),
        (ann(&local).tag("k", "1").tag("K", "2"), "InvalidParameterValue", "Duplicate tag keys found."),
        (ann(&local).transitive_tag_keys(["k"]), "InvalidParameterValue", "must be included in the requested tags"),
        (
            ann(&local).tag("cost*center", "1"),
            "InvalidIdentityToken",
            "The session tags are invalid: at most 50 are allowed",
        ),
        ((0..51).fold(ann(&local), |all, tag| all.tag(format!("k{tag}"), "v")), "InvalidIdentityToken", "at most 50"),
        (ann(&local).session_duration(MINUTE), "InvalidIdentityToken", "SessionDuration"),
    ];
    for (response, code, text) in cases {
        refused(&local, assume(&local, response).await, code, text);
    }
    let failed = text(&ann(&local)).replace("status:Success", "status:Responder");
    refused(
        &local,
        present(&local, &failed).await,
        "InvalidIdentityToken",
        "the status of the response is not Success",
    );
    let early = text(&ann(&local).valid_for(60 * MINUTE));
    local.clock().advance(5 * MINUTE);
    assert!(present(&local, &early).await.is_ok());
    let late = text(&ann(&local).valid_for(60 * MINUTE));
    local.clock().advance(5 * MINUTE + Duration::from_secs(1));
    refused(
        &local,
        present(&local, &late).await,
        "ExpiredTokenException",
        "Token must be redeemed within 5 minutes of issuance",
    );
}

#[tokio::test]
async fn em18_the_assertion_must_name_the_role_and_the_provider() {
    let local = start(LocalSts::default_account().role("other")).await;
    let issuer = local.saml_issuer();
    let encoded = || ann(&local).sign().expose().to_owned();
    let (other, provider) = ("arn:aws:iam::123456789012:role/other", issuer.provider_arn());
    let denied = "Not authorized to perform sts:AssumeRoleWithSAML";
    refused(&local, send(&local, other, &provider, &encoded()).await, "AccessDenied", denied);
    let missing = "arn:aws:iam::123456789012:role/missing";
    refused(&local, send(&local, missing, &provider, &encoded()).await, "AccessDenied", denied);
    // The role does not trust the provider, although the assertion names both.
    let offered = issuer.response("ann", other).sign();
    refused(&local, send(&local, other, &provider, offered.expose()).await, "AccessDenied", denied);
    for unknown in
        ["arn:aws:iam::123456789012:saml-provider/missing", "arn:aws:iam::111122223333:saml-provider/test-issuer"]
    {
        refused(
            &local,
            send(&local, DEMO, unknown, &encoded()).await,
            "InvalidIdentityToken",
            "Specified provider doesn't exist",
        );
    }
    let garbage = [
        ("!!!!", "Invalid base64 SAMLResponse"),
        ("PGh0bWwvPg==", "Invalid SAML response"),
        ("AAEC", "Invalid SAML response"),
    ];
    for (assertion, message) in garbage {
        refused(&local, send(&local, DEMO, &provider, assertion).await, "InvalidIdentityToken", message);
    }
}

#[tokio::test]
async fn em18_an_assertion_can_be_used_once_per_role_unless_replays_are_allowed() {
    let builder = || LocalSts::default_account();
    let local = start(builder()).await;
    let response = text(&ann(&local));
    assert!(present(&local, &response).await.is_ok());
    refused(&local, present(&local, &response).await, "InvalidIdentityToken", "has been used for this role already");
    assert!(assume(&local, ann(&local)).await.is_ok());

    let lenient = start(builder().allow_replayed_assertions()).await;
    let response = text(&ann(&lenient));
    for _ in 0..3 {
        assert!(present(&lenient, &response).await.is_ok());
    }
}

/// Starts a server whose account has the provider that signed `saml/response.xml`.
async fn corporate(provider: SamlProvider, trust: Statement) -> LocalSts {
    let user =
        sts_local::User::new("Ann").access_key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let account = Account::new("123456789012").user(user).saml_provider(provider);
    start(LocalSts::builder().first_account(account.role(Role::new("federated").trust(trust)))).await
}

fn trust() -> sts::policy::StatementBuilder {
    let provider = Principal::new("Federated", ["arn:aws:iam::123456789012:saml-provider/corporate"]);
    Statement::allow().principal(provider).actions(["sts:AssumeRoleWithSAML"])
}

async fn present_corporate(local: &LocalSts) -> Result<AssumeRoleWithSAMLResponse, Error> {
    let provider = "arn:aws:iam::123456789012:saml-provider/corporate";
    let base64 = Blob::from(RESPONSE.as_bytes()).to_base64();
    send(local, "arn:aws:iam::123456789012:role/federated", provider, &base64).await
}

#[tokio::test]
async fn the_response_of_another_implementation_is_verified_by_certificate_and_by_metadata() {
    let by_metadata = SamlProvider::from_metadata("corporate", METADATA).unwrap();
    let by_certificate = SamlProvider::new("corporate", "https://idp.example.com/metadata", CERTIFICATE).unwrap();
    for provider in [by_metadata, by_certificate] {
        let local = corporate(provider, trust().build()).await;
        let response = present_corporate(&local).await.unwrap();
        assert_eq!(response.subject.as_deref(), Some("_b07b804c"));
        assert_eq!(response.subject_type.as_deref(), Some("transient"));
        let session = "arn:aws:sts::123456789012:assumed-role/federated/ann@example.com";
        assert_eq!(response.assumed_role_user.unwrap().arn.as_deref(), Some(session));
        let changed = RESPONSE.replace("ann@example.com", "bob@example.com");
        let provider = "arn:aws:iam::123456789012:saml-provider/corporate";
        let changed = Blob::from(changed.as_bytes()).to_base64();
        let result = send(&local, "arn:aws:iam::123456789012:role/federated", provider, &changed).await;
        refused(&local, result, "InvalidIdentityToken", "Response signature invalid");
    }
}

#[tokio::test]
async fn em19_the_trust_policy_sees_the_content_of_the_assertion() {
    let qualifier = "mE6IlZRRnyM7GuWDXTCuC9e4tTQ=";
    let met = [
        Condition::key("SAML:aud").is("https://signin.aws.amazon.com/saml"),
        Condition::key("SAML:iss").is("https://idp.example.com/metadata"),
        Condition::key("SAML:sub").is("_b07b804c"),
        Condition::key("SAML:sub_type").is("transient"),
        Condition::key("SAML:doc").is("123456789012/corporate"),
        Condition::key("SAML:namequalifier").is(qualifier),
        Condition::key("saml:edupersonaffiliation").is("staff").for_any_value(),
        Condition::key("sts:RoleSessionName").is("ann@example.com"),
    ];
    let not_met = [
        Condition::key("SAML:aud").is("urn:amazon:webservices"),
        Condition::key("SAML:sub").is("_other"),
        Condition::key("saml:edupersonaffiliation").is("student").for_any_value(),
    ];
    let provider = || SamlProvider::from_metadata("corporate", METADATA).unwrap();
    for condition in met {
        let shown = format!("{condition:?}");
        let local = corporate(provider(), trust().condition(condition).build()).await;
        assert!(present_corporate(&local).await.is_ok(), "{shown}");
    }
    for condition in not_met {
        let local = corporate(provider(), trust().condition(condition).build()).await;
        let denied = "Not authorized to perform sts:AssumeRoleWithSAML: trust policy";
        refused(&local, present_corporate(&local).await, "AccessDenied", denied);
    }
}

#[tokio::test]
async fn tags_are_inherited_and_the_earliest_end_limits_the_session() {
    let hub = Policy::new().allow(["sts:AssumeRole", "sts:TagSession"], ["*"]);
    let demo = Role::new("hub").trust(sts_local::TestSamlIssuer::trust_statement("123456789012")).policy(hub);
    let tagged = Statement::allow()
        .principal(Principal::new("AWS", ["123456789012"]))
        .actions(["sts:AssumeRole", "sts:TagSession"])
        .condition(Condition::key("aws:PrincipalTag/team").is("red"))
        .condition(Condition::key("aws:RequestTag/team").is("red"));
    let local = start(LocalSts::default_account().role(demo).role(Role::new("spoke").trust(tagged))).await;
    let hub = "arn:aws:iam::123456789012:role/hub";
    let provider = local.saml_issuer().provider_arn();
    let response = || local.saml_issuer().response("ann", hub);
    let tagged = response().tag("team", "red").transitive_tag_keys(["team"]).sign();
    let output = send(&local, hub, &provider, tagged.expose()).await.unwrap();
    let as_hub = local.sts_as(temporary(&output.credentials.unwrap()));
    as_hub.assume_role("arn:aws:iam::123456789012:role/spoke", "chained").await.unwrap();

    let expires = async |response: TestSamlResponse| {
        let response = send(&local, hub, &provider, response.sign().expose()).await.unwrap();
        response.credentials.unwrap().expiration.secs() - NOW
    };
    assert_eq!(expires(response()).await, 3600);
    assert_eq!(expires(response().session_duration(20 * MINUTE)).await, 1200);
    assert_eq!(expires(response().session_duration(600 * MINUTE)).await, 3600);
    assert_eq!(expires(response().session_ends_in(10 * MINUTE)).await, 600);
}

#[test]
fn the_error_for_an_invalid_provider_says_what_is_wrong() {
    let problem = |result: Result<SamlProvider, sts_local::InvalidSamlProvider>| result.unwrap_err().to_string();
    assert!(problem(SamlProvider::new("idp", "issuer", "nonsense")).contains("X.509 certificate as PEM"));
    let cases = [
        ("nonsense", "not XML"),
        ("<!DOCTYPE x><x/>", "has a document type"),
        ("<x/>", "not EntityDescriptor"),
        (&METADATA.replace("entityID", "id"), "no entityID"),
        (&METADATA.replace("use=\"signing\"", "use=\"encryption\""), "certificate for signing"),
        (&METADATA.replace("MII", "M!I"), "not base64"),
        (&METADATA.replace("MII", "AAA"), "cannot read a certificate"),
    ];
    for (metadata, expected) in cases {
        let problem = problem(SamlProvider::from_metadata("idp", metadata));
        assert!(problem.contains(expected), "{problem}");
    }
}

#[tokio::test]
async fn the_configuration_file_may_have_a_provider() {
    let account = |saml: &str| {
        format!(
            "[[account]]\nid = \"123456789012\"\nuser = [{{ name = \"Ann\", keys = [{{ access_key_id = \"AKIAIOSFODNN7EXAMPLE\", \
             secret_access_key = \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\" }}] }}]\n[[account.role]]\nname = \"federated\"\n\
             trust = '''{}'''\n[[account.saml_provider]]\nname = \"corporate\"\n{saml}\n",
            Policy::new().statement(trust()).to_json()
        )
    };
    let read = |saml: &str| LocalStsBuilder::from_toml("sts.toml", &account(saml));
    for saml in [
        format!("metadata = '''{METADATA}'''"),
        format!("issuer = \"https://idp.example.com/metadata\"\ncertificate = '''{CERTIFICATE}'''"),
    ] {
        let local = start(read(&saml).unwrap()).await;
        assert!(present_corporate(&local).await.is_ok());
    }
    for (saml, message) in
        [("issuer = \"x\"", "write either metadata, or both"), ("metadata = \"<x/>\"", "not EntityDescriptor")]
    {
        let error = read(saml).unwrap_err();
        assert_eq!(error.line(), Some(7), "{error}");
        assert!(error.message().contains(message), "{error}");
    }
}
