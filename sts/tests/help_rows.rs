//! Every error that STS is known for, with the words that STS sends: what its help says, and whether it is tried again.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

mod canned;

use canned::{Canned, now};
use sts::{Credentials, Error, Sts, TransportErrorKind};

const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const DENIED: &str = "User: arn:aws:iam::123456789012:user/Alice is not authorized to perform: ";
const RETRIED: bool = true;
const FINAL: bool = false;

/// Code and message, whether the same request may succeed later, and what the help has to say.
type Row = (&'static str, &'static str, bool, &'static [&'static str]);

const ROWS: &[Row] = &[
    (
        "ValidationError",
        "1 validation error detected: Value 'Bob/ops' at 'roleSessionName' failed to satisfy constraint: Member must \
         satisfy regular expression pattern: [\\w+=,.@-]*",
        FINAL,
        &["'/' (character 4)", "sanitize::role_session_name", "2 to 64 letters"],
    ),
    (
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
        FINAL,
        &[
            "one hour at most",
            "asked for 7200 s of arn:aws:iam::123456789012:role/demo",
            "3600 seconds",
            "duration_up_to",
        ],
    ),
    (
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        FINAL,
        &["7200 s were asked for", "duration_up_to", "the MFA code may be used up", "--max-session-duration"],
    ),
    (
        "AccessDenied",
        "User: arn:aws:iam::123456789012:user/Alice is not authorized to perform: sts:AssumeRole on resource: \
         arn:aws:iam::123456789012:role/demo",
        FINAL,
        &[
            "trust policy",
            "own policies",
            "role does not exist",
            "another ExternalId",
            "source identity",
            "service control",
        ],
    ),
    (
        "AccessDenied",
        "User: arn:aws:iam::123456789012:user/Alice is not authorized to perform: sts:TagSession on resource: \
         arn:aws:iam::123456789012:role/demo",
        FINAL,
        &["tags were sent (team)", r#"{"Effect":"Allow","Principal":{"AWS":"#],
    ),
    (
        "AccessDenied",
        "User: arn:aws:iam::123456789012:user/Alice is not authorized to perform: sts:SetSourceIdentity on resource: \
         arn:aws:iam::123456789012:role/demo",
        FINAL,
        &["a source identity was sent", r#""Action":"sts:SetSourceIdentity"}"#],
    ),
    (
        "AccessDenied",
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
        FINAL,
        &["only one arrived", "ask the user for the six digits"],
    ),
    (
        "AccessDenied",
        "MultiFactorAuthentication failed with invalid MFA one time pass code.",
        FINAL,
        &["mistyped", "clock of a virtual device", "was used before", "wait until the device shows another code"],
    ),
    (
        "ExpiredToken",
        "The security token included in the request is expired",
        FINAL,
        &["caller's own session", "get new"],
    ),
    ("ExpiredTokenException", "Token expired", FINAL, &["handed in with the request", "get a new token"]),
    (
        "InvalidClientTokenId",
        "The security token included in the request is invalid",
        FINAL,
        &["another partition", "session token is missing", "opt in", "may not make this call"],
    ),
    (
        "SignatureDoesNotMatch",
        "Signature expired: 20220127T001427Z is now earlier than 20220127T014428Z (20220127T015928Z - 15 min.)",
        FINAL,
        &["20220127T001427Z", "20220127T015928Z", "set the clock"],
    ),
    (
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
        FINAL,
        &[
            "secret access key is wrong",
            "proxy rewrites",
            "signed were the headers",
            "SHA-256 of the canonical request",
        ],
    ),
    (
        "SignatureDoesNotMatch",
        "Credential should be scoped to a valid region. ",
        FINAL,
        &["signed for another region", "eu-west-1"],
    ),
    (
        "RegionDisabledException",
        "STS is not activated in this region for account:123456789012. Your account administrator can activate STS in \
         this region using the IAM Console.",
        FINAL,
        &["eu-west-1", "us-east-1 always is"],
    ),
    (
        "PackedPolicyTooLarge",
        "Packed size of session tags consumes 142% of allotted space.",
        FINAL,
        &["142 %", "team: 7", "transitive tags of the caller's session", "from 80 % on"],
    ),
    (
        "MalformedPolicyDocument",
        "This policy contains invalid Json",
        FINAL,
        &["line 1 column", "from_json", "Principal", "version"],
    ),
    (
        "InvalidIdentityToken",
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity \
         documentation for requirements",
        RETRIED,
        &["slow, overloaded or away", "try again after a pause"],
    ),
    ("InvalidIdentityToken", "Incorrect token audience", FINAL, &["does not accept the token", "another provider"]),
    (
        "InvalidIdentityToken",
        "No OpenIDConnect provider found in your account for https://auth.mozilla.auth0.com/",
        FINAL,
        &["no identity provider for the issuer", "list-open-id-connect-providers"],
    ),
    ("IDPCommunicationError", "no answer", RETRIED, &["could not reach", "try again after a pause"]),
    ("IDPRejectedClaim", "rejected", FINAL, &["trying again cannot help"]),
    (
        "InvalidParameterValue",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        FINAL,
        &["the keys are team"],
    ),
    (
        "InvalidParameterValue",
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the \
         calling session.",
        FINAL,
        &["transitive already: team", "leave that tag out"],
    ),
    (
        "InvalidParameterValue",
        "The specified transitive tag key must be included in the requested tags.",
        FINAL,
        &["transitive are team; tags are team"],
    ),
    (
        "Throttling",
        "Rate exceeded",
        RETRIED,
        &["status 400", "SessionPool", "RefreshingCredentials", "wait, longer each time"],
    ),
    ("MissingAuthenticationToken", "Request is missing Authentication Token", FINAL, &["without a signature", "proxy"]),
    ("IncompleteSignature", "not a valid key=value pair", FINAL, &["Authorization header", "line end"]),
    ("RequestExpired", "Request has expired.", FINAL, &["clock of this machine"]),
    ("InvalidAuthorizationMessageException", "invalid", FINAL, &["copy what stands behind", "one line"]),
    ("OutboundWebIdentityFederationDisabledException", "off", FINAL, &["EnableOutboundWebIdentityFederation of IAM"]),
    ("SessionDurationEscalationException", "no", FINAL, &["live longer than the session", "shorter duration"]),
    ("JWTPayloadSizeExceededException", "no", FINAL, &["too large", "fewer and shorter tags"]),
    ("ExpiredTradeInTokenException", "no", FINAL, &["trade-in token", "get a new trade-in token"]),
];

fn refused(code: &str, message: &str) -> Error {
    let message = message.replace('&', "&amp;").replace('<', "&lt;");
    let body = format!("<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>");
    let credentials = Credentials::temporary("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "caller-token", None);
    let sts = Canned::new(400, body).builder().credentials(credentials).build().unwrap();
    let call = sts.assume_role(DEMO, "x1").duration(std::time::Duration::from_secs(7200));
    let call = call.external_id("confidential").mfa("GAHT12345678", "987654").source_identity("Ann");
    now(call.tag("team", "red").transitive_tag_key("team").policy("{\"Version\": oops}").send()).unwrap_err()
}

#[test]
fn each_error_says_its_causes_its_remedies_and_whether_to_try_again() {
    for (code, message, retried, words) in ROWS {
        let error = refused(code, message);
        assert_eq!(error.is_retryable(), *retried, "{code}: {message}");
        let help = error.help().unwrap();
        for words in *words {
            assert!(help.to_string().contains(words), "{code}: {words:?} is not in {help}");
        }
        // Code, AWS's words and the first thing to do are in the error's own text.
        for part in [*code, message.trim(), &help.fixes()[0]] {
            assert!(error.to_string().contains(part), "{part:?} is not in {error}");
        }
        for secret in ["confidential", "987654", "oops", "wJalrXUtnFEMI", "caller-token"] {
            assert!(!format!("{error} {error:?} {help}").contains(secret), "{code}: {secret}");
        }
    }
}

#[test]
fn each_known_code_is_among_them() {
    // Those of the service model, and those that it leaves out.
    for shape in sts::api::ASSUME_ROLE.errors.iter().chain(sts::api::ASSUME_ROLE_WITH_WEB_IDENTITY.errors) {
        assert!(ROWS.iter().any(|(code, ..)| *code == shape.code), "{}", shape.code);
    }
    for shape in sts::api::GET_WEB_IDENTITY_TOKEN.errors.iter().chain(sts::api::GET_DELEGATED_ACCESS_TOKEN.errors) {
        assert!(ROWS.iter().any(|(code, ..)| *code == shape.code), "{}", shape.code);
    }
    for shape in sts::api::DECODE_AUTHORIZATION_MESSAGE.errors {
        assert!(ROWS.iter().any(|(code, ..)| *code == shape.code), "{}", shape.code);
    }
}

#[test]
fn a_text_that_is_too_long_to_be_decoded_is_not_sent() {
    let canned = Canned::new(400, "");
    let error = now(canned.sts().explain_denial("x".repeat(10_241))).unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("10240"), "{error}");
    assert_eq!(canned.count(), 0);
}

#[test]
fn an_endpoint_that_cannot_be_reached_and_a_server_that_is_not_aws_are_told_apart() {
    let config = Canned::failing(TransportErrorKind::Connect).config();
    let config = config.with_region("us-east-1").with_endpoint_flag("AWS::STS::UseGlobalEndpoint", true);
    let unreachable = now(Sts::builder().config(config).build().unwrap().new_session().send()).unwrap_err();
    assert!(unreachable.is_retryable() && unreachable.help().unwrap().to_string().contains("interface endpoint"));
    let body = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
    let sts = Canned::new(403, body).builder().endpoint("https://minio.example.com").build().unwrap();
    let help = now(sts.new_session().send()).unwrap_err().help().unwrap().to_string();
    assert!(help.contains("minio.example.com is not AWS") && help.contains("leave the endpoint out"), "{help}");
    assert!(!refused("AccessDenied", DENIED).help().unwrap().to_string().contains("not AWS"));
}
