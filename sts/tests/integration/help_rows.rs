//! Every well-known error of STS with the message that STS sends: its help, and whether it is retried.

use sts::transport::TransportErrorKind;
use sts::{Credentials, Error, Sts};
use testkit::canned::{Canned, now};

const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const DENIED: &str = "User: arn:aws:iam::123456789012:user/Alice is not authorized to perform: ";
const RETRIED: bool = true;
const FINAL: bool = false;

/// The code and message, whether the same request may succeed later, and phrases that the help must contain.
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
            "at most one hour",
            "requested 7200 s of arn:aws:iam::123456789012:role/demo",
            "3600 seconds",
            "duration_up_to",
        ],
    ),
    (
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        FINAL,
        &["7200 s were requested", "duration_up_to", "the MFA code may have been used up", "--max-session-duration"],
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
    ("ExpiredTokenException", "Token expired", FINAL, &["a token in the request", "get a new token"]),
    (
        "InvalidClientTokenId",
        "The security token included in the request is invalid",
        FINAL,
        &["another partition", "session token is truncated", "opt-in", "may not make this call"],
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
            "the signed headers were",
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
        "InvalidContextAssertion",
        "The context assertion is not valid",
        FINAL,
        &["does not accept a context assertion", "get a new assertion"],
    ),
    (
        "InsufficientSessionLifetime",
        "The requested DurationSeconds is longer than the calling session lasts",
        FINAL,
        &["can only be shortened", "leave the duration out", "get a new session first"],
    ),
    (
        "InvalidSubjectCredentials",
        "The session is not valid",
        FINAL,
        &["cannot find or verify the session", "revoked", "start a new session"],
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
        &["slow, overloaded or down", "try again after a pause"],
    ),
    ("InvalidIdentityToken", "Incorrect token audience", FINAL, &["does not accept the token", "another provider"]),
    (
        "InvalidIdentityToken",
        "No OpenIDConnect provider found in your account for https://auth.mozilla.auth0.com/",
        FINAL,
        &["no identity provider for the issuer", "list-open-id-connect-providers"],
    ),
    ("IDPCommunicationError", "no response", RETRIED, &["could not reach", "try again after a pause"]),
    ("IDPRejectedClaim", "rejected", FINAL, &["trying again cannot help"]),
    (
        "InvalidParameterValue",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        FINAL,
        &["differ at most in case: team"],
    ),
    (
        "InvalidParameterValue",
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the \
         calling session.",
        FINAL,
        &["one of these keys transitive: team", "remove that tag"],
    ),
    (
        "InvalidParameterValue",
        "The specified transitive tag key must be included in the requested tags.",
        FINAL,
        &["the transitive keys are team; the tag keys are team"],
    ),
    (
        "Throttling",
        "Rate exceeded",
        RETRIED,
        &["status 400", "SessionPool", "RefreshingCredentials", "wait, longer each time"],
    ),
    ("MissingAuthenticationToken", "Request is missing Authentication Token", FINAL, &["without a signature", "proxy"]),
    ("IncompleteSignature", "not a valid key=value pair", FINAL, &["Authorization header", "line break"]),
    ("RequestExpired", "Request has expired.", FINAL, &["clock of this machine"]),
    ("InvalidAuthorizationMessageException", "invalid", FINAL, &["copy everything after", "one line"]),
    ("OutboundWebIdentityFederationDisabledException", "off", FINAL, &["IAM's EnableOutboundWebIdentityFederation"]),
    ("SessionDurationEscalationException", "no", FINAL, &["outlive the session", "shorter duration"]),
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
fn each_error_has_its_causes_its_fixes_and_its_retry_class() {
    for (code, message, retried, phrases) in ROWS {
        let error = refused(code, message);
        assert_eq!(error.is_retryable(), *retried, "{code}: {message}");
        let help = error.help().unwrap();
        for phrase in *phrases {
            assert!(help.to_string().contains(phrase), "{code}: {phrase:?} is not in {help}");
        }
        // The error's own message has the code and AWS's message, and its report the whole help.
        let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [*code, &line] {
            assert!(error.to_string().contains(part), "{part:?} is not in {error}");
        }
        assert!(error.report().to_string().ends_with(&format!("\n{help}")), "{}", error.report());
        for secret in ["confidential", "987654", "oops", "wJalrXUtnFEMI", "caller-token"] {
            assert!(!format!("{error} {error:?} {help}").contains(secret), "{code}: {secret}");
        }
    }
}

#[test]
fn each_known_code_has_a_row() {
    // The codes of the service model.
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
fn an_encoded_message_that_is_too_long_is_not_sent() {
    let canned = Canned::new(400, "");
    let error = now(canned.sts().explain_denial("x".repeat(10_241))).unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("10240"), "{error}");
    assert_eq!(canned.count(), 0);
}

#[test]
fn an_unreachable_endpoint_and_a_server_that_is_not_aws_have_different_help() {
    let config = Canned::failing(TransportErrorKind::Connect).config();
    let config = config.with_region("us-east-1").with_endpoint_flag("AWS::STS::UseGlobalEndpoint", true);
    let unreachable = now(Sts::builder().config(config).build().unwrap().new_session().send()).unwrap_err();
    assert!(unreachable.is_retryable() && unreachable.help().unwrap().to_string().contains("interface endpoint"));
    assert!(!unreachable.report().to_string().contains("port 443"));
    let body = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
    let sts = Canned::new(403, body).builder().endpoint("https://minio.example.com").build().unwrap();
    let help = now(sts.new_session().send()).unwrap_err().help().unwrap().to_string();
    assert!(help.contains("minio.example.com is not AWS") && help.contains("remove the configured endpoint"), "{help}");
    assert!(!refused("AccessDenied", DENIED).help().unwrap().to_string().contains("not AWS"));
}
