//! The embedded STS and SAML: which assertions it takes, and that it takes no other.
#![cfg(feature = "saml")]

use std::time::Duration;

use awsquery::Blob;
use sts::api::{AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse, GetCallerIdentityRequest};
use sts::policy::{Condition, Principal, Statement};
use sts::{Credentials, Error, Policy, Timestamp};
use sts_local::{Account, LocalClock, LocalSts, LocalStsBuilder, Role, SamlProvider, TestSamlResponse};

const NOW: i64 = 1_800_000_000;
const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const MINUTE: Duration = Duration::from_secs(60);
/// Made by another implementation (signxml 5.2.0, over libxml2), with a key that was thrown away: issued at `NOW`.
const RESPONSE: &str = include_str!("saml/response.xml");
const METADATA: &str = include_str!("saml/metadata.xml");
const CERTIFICATE: &str = include_str!("saml/certificate.pem");

async fn start(builder: LocalStsBuilder) -> LocalSts {
    builder.clock(LocalClock::at(Timestamp::from_secs(NOW))).start().await.unwrap()
}

async fn local() -> LocalSts {
    start(LocalSts::default_account()).await
}

/// A response for the role `demo`.
fn ann(local: &LocalSts) -> TestSamlResponse {
    local.saml_issuer().response("ann@example.com", DEMO)
}

async fn assume(local: &LocalSts, response: TestSamlResponse) -> Result<AssumeRoleWithSAMLResponse, Error> {
    present(local, &text(&response)).await
}

/// Presents this document to the provider of the test issuer, for the role `demo`.
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

/// The document behind a response.
fn text(response: &TestSamlResponse) -> String {
    xml(response.sign().expose())
}

fn xml(base64: &str) -> String {
    String::from_utf8(Blob::from_base64(base64).unwrap().into_vec()).unwrap()
}

/// Refused, with this code and these words; no credentials, and the record says why.
#[track_caller]
fn refused(local: &LocalSts, result: Result<AssumeRoleWithSAMLResponse, Error>, code: &str, words: &str) {
    let error = result.unwrap_err();
    let why = local.calls().last().and_then(|call| call.explanation.clone()).unwrap_or_default();
    assert_eq!(error.code().unwrap().as_str(), code, "{error}: {why}");
    let told = format!("{}: {why}", error.message().unwrap());
    assert!(told.contains(words), "{told}");
}

fn temporary(issued: &sts::api::Credentials) -> Credentials {
    let (secret, token) = (issued.secret_access_key.expose().as_str(), issued.session_token.expose().as_str());
    Credentials::temporary(&issued.access_key_id, secret, token, None)
}

/// What stands from one text to another, both included.
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
async fn a_response_of_a_trusted_provider_opens_the_role() {
    let local = local().await;
    let answer = assume(&local, ann(&local).source_identity("Ann").tag("team", "red")).await.unwrap();
    assert_eq!(answer.subject.as_deref(), Some("ann@example.com"));
    assert_eq!(answer.subject_type.as_deref(), Some("persistent"));
    assert_eq!(answer.issuer.as_deref(), Some("https://issuer.example.com/saml"));
    assert_eq!(answer.audience.as_deref(), Some("https://signin.aws.amazon.com/saml"));
    assert_eq!(answer.source_identity.as_deref(), Some("Ann"));
    // printf '%s' https://issuer.example.com/saml123456789012/test-issuer | openssl sha1 -binary | base64
    assert_eq!(answer.name_qualifier.as_deref(), Some("0xxemOe8pPnlO+xcPKbaDf/OQOE="));
    let session = "arn:aws:sts::123456789012:assumed-role/demo/ann@example.com";
    assert_eq!(answer.assumed_role_user.unwrap().arn.as_deref(), Some(session));
    let credentials = answer.credentials.unwrap();
    assert_eq!(credentials.expiration, Timestamp::from_secs(NOW + 3600));
    let caller = local.sts_as(temporary(&credentials));
    let who = caller.client().get_caller_identity(&GetCallerIdentityRequest::default()).await.unwrap();
    assert_eq!(who.arn.as_deref(), Some(session));
    // The signature of the whole response will do as well.
    let whole = ann(&local).sign_response();
    assert!(present(&local, &xml(whole.expose())).await.is_ok());
}

#[tokio::test]
async fn em18_an_assertion_without_a_good_signature_gives_no_credentials() {
    let local = local().await;
    let good = text(&ann(&local));
    let unsigned = good.replace(signature(&good), "");
    refused(&local, present(&local, &unsigned).await, "InvalidIdentityToken", "Response signature invalid: neither");

    // The same issuer by name, with another key.
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
    // The one that all of these were made of is good.
    assert!(present(&local, &good).await.is_ok());
}

#[tokio::test]
async fn em18_a_signature_counts_for_the_one_element_that_it_covers() {
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
        ("a hash that can be forged", good.replace("xmlenc#sha256", "xmldsig#sha1").replace("2001/04/xmldsig", "2000/09/xmldsig")),
        ("a secret key in the place of a public one", good.replace("ecdsa-sha256", "hmac-sha256")),
    ];
    for (what, document) in wrapped {
        assert_ne!(document, good, "{what}");
        let error = present(&local, &document).await.unwrap_err();
        let why = local.calls().last().and_then(|call| call.explanation.clone()).unwrap_or_default();
        assert_eq!(error.code().unwrap().as_str(), "InvalidIdentityToken", "{what}: {error}");
        assert!(!why.is_empty() && error.status() == Some(400), "{what}: {why}");
    }
    assert!(present(&local, &good).await.is_ok());
}

#[tokio::test]
async fn em18_a_key_that_the_response_brings_along_counts_for_nothing() {
    let (local, foreign) = (local().await, local().await);
    let forged = text(&ann(&foreign));
    let certificate: String = CERTIFICATE.lines().filter(|line| !line.starts_with('-')).collect();
    let info = format!(
        "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
    );
    let forged = forged.replace("</ds:Signature>", &info);
    refused(&local, present(&local, &forged).await, "InvalidIdentityToken", "Response signature invalid");
    // A response of somebody else's, whole and with its certificate.
    refused(&local, present(&local, RESPONSE).await, "InvalidIdentityToken", "Response signature invalid");
}

#[tokio::test]
async fn em18_comments_document_types_and_entities_give_no_credentials() {
    let local = local().await;
    let good = text(&ann(&local));
    // A comment is signed as if it were not there: the signature stays good.
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
        refused(&local, present(&local, &document).await, "InvalidIdentityToken", "no XML without a document type");
    }
}

#[tokio::test]
async fn em18_an_assertion_for_others_or_for_another_time_gives_no_credentials() {
    let local = local().await;
    let cases = [
        (ann(&local).audience("https://sp.example.com"), "InvalidIdentityToken", "audience"),
        (ann(&local).recipient("https://sp.example.com/saml"), "InvalidIdentityToken", "no endpoint of AWS"),
        (
            ann(&local).issued_by("https://evil.example/saml"),
            "InvalidIdentityToken",
            "Issuer not present in specified provider",
        ),
        (ann(&local).valid_for(Duration::ZERO), "ExpiredTokenException", "expired"),
        (ann(&local).valid_in(10 * MINUTE), "InvalidIdentityToken", "not valid yet"),
        (ann(&local).without("Role"), "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"),
        (
            ann(&local).without("RoleSessionName"),
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
        (ann(&local).tag("cost*center", "1"), "InvalidIdentityToken", "The session tags must be at most 50"),
        ((0..51).fold(ann(&local), |all, tag| all.tag(format!("k{tag}"), "v")), "InvalidIdentityToken", "at most 50"),
        (ann(&local).session_duration(MINUTE), "InvalidIdentityToken", "SessionDuration"),
    ];
    for (response, code, words) in cases {
        refused(&local, assume(&local, response).await, code, words);
    }
    let failed = text(&ann(&local)).replace("status:Success", "status:Responder");
    refused(&local, present(&local, &failed).await, "InvalidIdentityToken", "status is not Success");
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
async fn em18_role_and_provider_have_to_be_the_ones_of_the_assertion() {
    let local = start(LocalSts::default_account().role("other")).await;
    let issuer = local.saml_issuer();
    let encoded = || ann(&local).sign().expose().to_owned();
    let (other, provider) = ("arn:aws:iam::123456789012:role/other", issuer.provider_arn());
    let denied = "Not authorized to perform sts:AssumeRoleWithSAML";
    refused(&local, send(&local, other, &provider, &encoded()).await, "AccessDenied", denied);
    let nobody = "arn:aws:iam::123456789012:role/nobody";
    refused(&local, send(&local, nobody, &provider, &encoded()).await, "AccessDenied", denied);
    // The role does not trust the provider, whatever the assertion says.
    let offered = issuer.response("ann", other).sign();
    refused(&local, send(&local, other, &provider, offered.expose()).await, "AccessDenied", denied);
    for unknown in
        ["arn:aws:iam::123456789012:saml-provider/nobody", "arn:aws:iam::111122223333:saml-provider/test-issuer"]
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
    for (text, words) in garbage {
        refused(&local, send(&local, DEMO, &provider, text).await, "InvalidIdentityToken", words);
    }
}

#[tokio::test]
async fn em18_an_assertion_counts_once_for_each_role_unless_replays_are_allowed() {
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

/// The account knows the provider that made the response of `saml/response.xml`.
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
        let answer = present_corporate(&local).await.unwrap();
        assert_eq!(answer.subject.as_deref(), Some("_b07b804c"));
        assert_eq!(answer.subject_type.as_deref(), Some("transient"));
        let session = "arn:aws:sts::123456789012:assumed-role/federated/ann@example.com";
        assert_eq!(answer.assumed_role_user.unwrap().arn.as_deref(), Some(session));
        let changed = RESPONSE.replace("ann@example.com", "bob@example.com");
        let provider = "arn:aws:iam::123456789012:saml-provider/corporate";
        let changed = Blob::from(changed.as_bytes()).to_base64();
        let result = send(&local, "arn:aws:iam::123456789012:role/federated", provider, &changed).await;
        refused(&local, result, "InvalidIdentityToken", "Response signature invalid");
    }
}

#[tokio::test]
async fn em19_the_trust_policy_sees_what_the_assertion_says() {
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
        let told = format!("{condition:?}");
        let local = corporate(provider(), trust().condition(condition).build()).await;
        assert!(present_corporate(&local).await.is_ok(), "{told}");
    }
    for condition in not_met {
        let local = corporate(provider(), trust().condition(condition).build()).await;
        let denied = "Not authorized to perform sts:AssumeRoleWithSAML: trust policy";
        refused(&local, present_corporate(&local).await, "AccessDenied", denied);
    }
}

#[tokio::test]
async fn tags_go_along_and_what_ends_sooner_ends_the_session() {
    let hub = Policy::new().allow(["sts:AssumeRole", "sts:TagSession"], ["*"]);
    let demo = Role::new("hub").trust(sts_local::TestSamlIssuer::trusted_by("123456789012")).policy(hub);
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
    let answer = send(&local, hub, &provider, tagged.expose()).await.unwrap();
    let as_hub = local.sts_as(temporary(&answer.credentials.unwrap()));
    as_hub.assume_role("arn:aws:iam::123456789012:role/spoke", "chained").await.unwrap();

    let expires = async |response: TestSamlResponse| {
        let answer = send(&local, hub, &provider, response.sign().expose()).await.unwrap();
        answer.credentials.unwrap().expiration.secs() - NOW
    };
    assert_eq!(expires(response()).await, 3600);
    assert_eq!(expires(response().session_duration(20 * MINUTE)).await, 1200);
    assert_eq!(expires(response().session_duration(600 * MINUTE)).await, 3600);
    assert_eq!(expires(response().session_ends_in(10 * MINUTE)).await, 600);
}

#[test]
fn what_is_no_provider_says_what_is_wrong() {
    let problem = |result: Result<SamlProvider, sts_local::InvalidSamlProvider>| result.unwrap_err().to_string();
    assert!(problem(SamlProvider::new("idp", "issuer", "nonsense")).contains("X.509 certificate as PEM"));
    let cases = [
        ("nonsense", "no XML"),
        ("<!DOCTYPE x><x/>", "no XML"),
        ("<x/>", "no EntityDescriptor"),
        (&METADATA.replace("entityID", "id"), "no entityID"),
        (&METADATA.replace("use=\"signing\"", "use=\"encryption\""), "certificate for signing"),
        (&METADATA.replace("MII", "M!I"), "not base64"),
        (&METADATA.replace("MII", "AAA"), "cannot be read"),
    ];
    for (metadata, words) in cases {
        let problem = problem(SamlProvider::from_metadata("idp", metadata));
        assert!(problem.contains(words), "{problem}");
    }
}

#[tokio::test]
async fn a_provider_may_stand_in_the_configuration_file() {
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
    for (saml, words) in [("issuer = \"x\"", "write metadata, or both"), ("metadata = \"<x/>\"", "no EntityDescriptor")]
    {
        let error = read(saml).unwrap_err();
        assert_eq!(error.line(), Some(7), "{error}");
        assert!(error.message().contains(words), "{error}");
    }
}
