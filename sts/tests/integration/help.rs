//! Help for errors, with the messages that AWS really sends.

use std::time::Duration;

use sts::api::{
    AssumeRoleWithSAMLRequest, AssumeRoleWithWebIdentityRequest, DecodeAuthorizationMessageRequest,
    GetCallerIdentityRequest, GetWebIdentityTokenRequest,
};
use sts::error::Help;
use sts::transport::TransportErrorKind;
use sts::{AssumeRole, Credentials, Error, Sts};
use testkit::canned::{Canned, PARTS, now, response_body};

const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const NOT_AUTHORIZED: &str = "User: arn:aws:iam::123456789012:user/Alice is not authorized to perform: sts:AssumeRole \
                              on resource: arn:aws:iam::123456789012:role/demo";

fn document(code: &str, message: &str) -> String {
    let message = message.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    \
         <Code>{code}</Code>\n    <Message>{message}</Message>\n  </Error>\n  \
         <RequestId>89b682e5-ac18-4fac-a917-2155723ed59b</RequestId>\n</ErrorResponse>\n"
    )
}

fn refusing(code: &str, message: &str) -> Canned {
    let status = match code {
        "Throttling" | "ValidationError" | "InvalidParameterValue" | "PackedPolicyTooLarge" => 400,
        "InternalFailure" => 500,
        _ => 403,
    };
    Canned::new(status, document(code, message))
}

fn role_error(code: &str, message: &str, build: impl FnOnce(AssumeRole) -> AssumeRole) -> Error {
    now(build(refusing(code, message).sts().assume_role(DEMO, "x1")).send()).unwrap_err()
}

fn role_help(code: &str, message: &str, build: impl FnOnce(AssumeRole) -> AssumeRole) -> Help {
    role_error(code, message, build).help().unwrap()
}

/// Returns the help for a plain call, about which nothing is known but the response.
fn plain(code: &str, message: &str) -> Help {
    role_help(code, message, |call| call)
}

/// Returns the help for the same call of the generated client.
fn client_help(code: &str, message: &str) -> Help {
    let request = sts::api::AssumeRoleRequest::builder(DEMO, "x1").build().unwrap();
    now(refusing(code, message).sts().client().assume_role(&request)).unwrap_err().help().unwrap()
}

#[cfg(feature = "serde")]
#[test]
fn help_and_warnings_can_be_written_as_json() {
    let help = plain("ExpiredToken", "no");
    let json = serde_json::to_value(&help).unwrap();
    assert_eq!(json["meaning"], help.meaning());
    assert_eq!(
        (json["causes"][0].as_str(), json["fixes"][0].as_str()),
        (Some(&*help.causes()[0]), Some(&*help.fixes()[0]))
    );
    let warning = sts::Warning::NoPolicy;
    let expected = serde_json::json!({"name": "no_policy", "message": warning.to_string()});
    assert_eq!(serde_json::to_value(&warning).unwrap(), expected);
}

/// Returns the help for a refusal of these credentials, which may have a date.
fn refused(code: &str, date: Option<&str>, credentials: Credentials) -> Help {
    let canned = refusing(code, "no");
    let canned = match date {
        Some(date) => canned.dated(date),
        None => canned,
    };
    let sts = canned.builder().credentials(credentials).build().unwrap();
    now(sts.assume_role(DEMO, "x1").send()).unwrap_err().help().unwrap()
}

#[test]
fn the_known_end_of_the_credentials_is_the_first_cause() {
    let ended = |seconds| {
        let end = sts::Timestamp::from_secs(testkit::canned::NOW - seconds);
        Credentials::temporary("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "token", Some(end))
    };
    let cause = "the credentials expired at 2027-01-15T07:59:00Z, 60 s before this call";
    for code in ["InvalidClientTokenId", "UnrecognizedClientException", "ExpiredToken", "SignatureDoesNotMatch"] {
        assert_eq!(refused(code, None, ended(60)).causes()[0], cause, "{code}");
        assert!(!refused(code, None, ended(-60)).to_string().contains("expired at"), "{code}");
    }
    // The service's time counts more than that of this machine.
    let early = Some("Fri, 15 Jan 2027 07:58:00 GMT");
    assert!(!refused("InvalidClientTokenId", early, ended(60)).to_string().contains("expired at"));
    let late = Some("Fri, 15 Jan 2027 08:03:00 GMT");
    let help = refused("InvalidClientTokenId", late, ended(-60));
    assert_eq!(help.causes()[0], "the credentials expired at 2027-01-15T08:01:00Z, 120 s before this call");
}

#[test]
fn a_session_token_that_does_not_fit_the_key_is_the_first_cause() {
    let missing = Credentials::new("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI");
    let help = refused("InvalidClientTokenId", None, missing);
    assert!(help.causes()[0].contains("no session token was sent") && help.fixes()[0].contains("AWS_SESSION_TOKEN"));
    let surplus = Credentials::temporary("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "token", None);
    let help = refused("InvalidClientTokenId", None, surplus);
    assert!(help.causes()[0].contains("belongs to another key") && help.fixes()[0].starts_with("unset"));
}

#[test]
fn help_for_an_expired_web_identity_token_names_its_end_and_both_times() {
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE3OTk5OTk5NDB9.c2ln";
    let sts = refusing("ExpiredTokenException", "Token expired").dated("Fri, 15 Jan 2027 08:01:00 GMT").sts();
    let error = now(sts.assume_role_with_web_identity(DEMO, "x1", sts::Secret::from(token)).send()).unwrap_err();
    let cause = "the token's `exp` is 2027-01-15T07:59:00Z, when it was 2027-01-15T08:00:00Z here and \
                 2027-01-15T08:01:00Z at AWS";
    assert_eq!(error.help().unwrap().causes()[0], cause);
}

fn as_temporary(code: &str, message: &str) -> Help {
    let credentials = Credentials::temporary("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "token", None);
    let sts = refusing(code, message).builder().credentials(credentials).build().unwrap();
    now(sts.assume_role(DEMO, "x1").send()).unwrap_err().help().unwrap()
}

#[track_caller]
fn contains(lines: &[String], phrase: &str) {
    assert!(lines.iter().any(|line| line.contains(phrase)), "{phrase:?} is not in {lines:#?}");
}

#[track_caller]
fn lacks(lines: &[String], phrase: &str) {
    assert!(!lines.iter().any(|line| line.contains(phrase)), "{phrase:?} is in {lines:#?}");
}

#[test]
fn help_for_a_bad_session_name_lists_the_characters_and_their_positions() {
    let message = "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: \
                   Member must satisfy regular expression pattern: [\\w+=,.@-]*";
    let help = plain("ValidationError", message);
    assert_eq!(help.causes()[0], "it contains characters that are not allowed: ':' (character 9)");
    assert!(help.fixes()[0].contains("sts::sanitize::role_session_name"));

    let many = "/ \u{202e}".repeat(100_000);
    let message = format!(
        "1 validation error detected: Value '{many}' at 'roleSessionName' failed to satisfy constraint: Member must \
         satisfy regular expression pattern: [\\w+=,.@-]*"
    );
    let cause = plain("ValidationError", &message).causes()[0].clone();
    assert!(cause.ends_with("' ' (character 5) and 299995 more") && cause.len() < 250, "{cause}");

    let long = "s".repeat(65);
    let message = format!(
        "1 validation error detected: Value '{long}' at 'roleSessionName' failed to satisfy constraint: Member must \
         have length less than or equal to 64"
    );
    assert_eq!(plain("ValidationError", &message).causes()[0], "it is too long: 65 characters; at most 64 are allowed");
    let message = "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: Member \
                   must not be null";
    contains(plain("ValidationError", message).causes(), "empty or missing");
    let message = format!(
        "1 validation error detected: Value '{long}' at 'name' failed to satisfy constraint: Member must have length \
         less than or equal to 32"
    );
    let help = plain("ValidationError", &message);
    assert_eq!(help.causes()[0], "it is too long: 65 characters; at most 32 are allowed");
    assert!(help.fixes()[0].contains("federated_user_name"));
}

#[test]
fn help_for_other_validation_errors_depends_on_what_they_name() {
    let message = "4 validation errors detected: Value '' at 'roleArn' failed to satisfy constraint: Member must \
                   satisfy regular expression pattern: [x]+; Value '' at 'roleArn' failed to satisfy constraint: \
                   Member must have length greater than or equal to 20";
    contains(plain("ValidationError", message).causes(), "the variable or setting");
    for message in ["nothing-valid-in-here is invalid", "Request ARN is invalid"] {
        contains(plain("ValidationError", message).causes(), "fewer than six parts");
    }
}

#[test]
fn help_for_role_chaining_names_the_caller_and_the_requested_duration() {
    let message = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
    let ask = |call: AssumeRole| call.duration(Duration::from_secs(7200));
    let help = role_help("ValidationError", message, ask);
    assert!(help.fixes()[0].contains("3600 seconds or less"));
    contains(help.causes(), "if the caller is a role session: the caller is itself a role session, and requested");
    // If both roles are known, both are named.
    let hub = "arn:aws:sts::123456789012:assumed-role/hub/nightly";
    let mut parts = PARTS;
    parts[3].1 = "2027-01-15T09:00:00Z";
    let user =
        format!("<AssumedRoleUser><Arn>{hub}</Arn><AssumedRoleId>AROA:nightly</AssumedRoleId></AssumedRoleUser>");
    let first =
        now(Canned::new(200, response_body("AssumeRole", &parts, &user)).sts().assume_role(DEMO, "x1").send()).unwrap();
    let refusing = || refusing("ValidationError", message);
    for sts in [refusing().sts().with_role(&first), refusing().builder().caller_arn(hub).build().unwrap()] {
        // One hour passes the client's own check, so the request is sent.
        let call = sts.assume_role(DEMO, "x1").duration(Duration::from_secs(3600));
        let help = now(call.send()).unwrap_err().help().unwrap();
        assert_eq!(help.causes()[0], format!("{hub} is itself a role session, and requested 3600 s of {DEMO}"));
    }
}

#[test]
fn help_for_the_limit_of_a_role_states_the_requested_duration() {
    let message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    let help = role_help("ValidationError", message, |call| call.duration(Duration::from_secs(43_200)));
    assert_eq!(
        help.causes()[0],
        "43200 s were requested, and the role's MaxSessionDuration, by default one hour, is less"
    );
}

#[test]
fn help_for_a_denied_role_depends_on_what_was_and_was_not_sent() {
    let help = plain("AccessDenied", NOT_AUTHORIZED);
    assert_eq!(
        help.causes()[0],
        format!("the trust policy of {DEMO} does not name arn:aws:iam::123456789012:user/Alice as a principal")
    );
    contains(help.causes(), "requires an ExternalId, and none was sent");
    contains(help.causes(), "aws:MultiFactorAuthPresent");
    contains(
        &help.fixes()[..1],
        r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/Alice"},"Action":"sts:AssumeRole"}"#,
    );

    let all = |call: AssumeRole| call.external_id("external").mfa("GAHT12345678", "123456").source_identity("Ann");
    let help = role_help("AccessDenied", NOT_AUTHORIZED, all);
    assert_eq!(help.causes()[0], "the trust policy requires another ExternalId than the one that was sent");
    assert_eq!(help.causes()[1], "the trust policy requires another source identity (sts:SourceIdentity)");
    lacks(help.causes(), "none was sent");
    lacks(help.causes(), "no code was sent");

    // What the generated client sent is known as well.
    assert_eq!(client_help("AccessDenied", NOT_AUTHORIZED), plain("AccessDenied", NOT_AUTHORIZED));

    // The general text is shown only if the message names neither the caller nor the role.
    let general = "check that the role exists, and that its trust policy names the caller";
    lacks(plain("AccessDenied", NOT_AUTHORIZED).fixes(), general);
    assert_eq!(plain("AccessDenied", "Not authorized to perform sts:AssumeRole").fixes()[0], general);

    let said = format!("{NOT_AUTHORIZED} because no identity-based policy allows the sts:AssumeRole action");
    assert_eq!(plain("AccessDenied", &said).causes()[0], "AWS says that no policy of the caller allows it");
    lacks(plain("AccessDenied", &said).causes(), "the caller's own policies");
    let said = format!("{NOT_AUTHORIZED} with an explicit deny in a service control policy");
    assert!(plain("AccessDenied", &said).causes()[0].contains("explicitly"));
}

#[test]
fn help_for_a_denied_role_session_names_its_role_as_the_principal() {
    let message = NOT_AUTHORIZED.replace("iam::123456789012:user/Alice", "sts::123456789012:assumed-role/hub/nightly");
    contains(plain("AccessDenied", &message).fixes(), r#""AWS":"arn:aws:iam::123456789012:role/hub""#);
}

#[test]
fn denied_tags_and_source_identities_have_help_of_their_own() {
    let message = NOT_AUTHORIZED.replace("sts:AssumeRole", "sts:TagSession");
    let help = role_help("AccessDenied", &message, |call| call.tag("team", "red"));
    assert_eq!(
        help.causes()[0],
        "tags were sent (team), and the trust policy of the role does not allow sts:TagSession"
    );
    let statement =
        r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/Alice"},"Action":"sts:TagSession"}"#;
    contains(help.fixes(), statement);
    contains(plain("AccessDenied", &message).causes(), "transitive tags");
    let message = NOT_AUTHORIZED.replace("sts:AssumeRole", "sts:SetSourceIdentity");
    let help = role_help("AccessDenied", &message, |call| call.source_identity("Ann"));
    assert!(help.causes()[0].starts_with("a source identity was sent"));
}

#[test]
fn help_for_a_token_that_the_trust_policy_rejects_depends_on_its_kind() {
    let message = "Not authorized to perform sts:AssumeRoleWithSAML";
    assert!(plain("AccessDenied", message).meaning().contains("SAML assertion"));
    let message = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
    contains(plain("AccessDenied", message).causes(), "(aud, sub, amr)");
}

#[test]
fn help_for_failed_mfa_depends_on_what_failed() {
    let both = "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.";
    assert!(plain("AccessDenied", both).fixes()[0].contains("six digits"));
    let wrong = "MultiFactorAuthentication failed with invalid MFA one time pass code.";
    assert!(plain("AccessDenied", wrong).fixes()[0].starts_with("wait until the device shows another code"));
    let device = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number \
                  is valid and associated with this user.";
    assert!(plain("AccessDenied", device).fixes()[0].contains("list-mfa-devices"));
    assert!(as_temporary("AccessDenied", device).causes()[0].contains("only a user can prove MFA"));
    let session = "Cannot call GetSessionToken with session credentials";
    assert!(as_temporary("AccessDenied", session).meaning().contains("long-term credentials"));
}

#[test]
fn help_distinguishes_the_callers_expired_session_from_an_expired_token_in_the_request() {
    let message = "The security token included in the request is expired";
    assert!(plain("ExpiredToken", message).meaning().starts_with("the caller's own session has expired"));
    let role = AssumeRoleWithWebIdentityRequest::builder(DEMO, "x1", "token-of-the-web").build().unwrap();
    let sts = refusing("ExpiredTokenException", "Token expired: current date/time must be before the expiration").sts();
    let help = now(sts.client().assume_role_with_web_identity(&role)).unwrap_err().help().unwrap();
    assert!(help.causes()[0].contains("`exp`") && help.fixes()[0].contains("token file"), "{help}");
    let saml = "arn:aws:iam::123456789012:saml-provider/idp";
    let role = AssumeRoleWithSAMLRequest::builder(DEMO, saml, "PHNhbWw+").build().unwrap();
    let help = now(sts.client().assume_role_with_saml(&role)).unwrap_err().help().unwrap();
    assert!(help.causes()[0].contains("NotOnOrAfter") && help.fixes()[0].contains("sign in"), "{help}");
    assert!(plain("ExpiredTradeInTokenException", "expired").fixes()[0].contains("trade-in"));
}

#[test]
fn help_for_an_unknown_key_depends_on_its_kind_and_region() {
    let message = "The security token included in the request is invalid";
    let help = as_temporary("InvalidClientTokenId", message);
    assert!(help.causes()[0].contains("session token is truncated"));
    contains(help.causes(), "eu-west-1 is an opt-in region");
    lacks(help.causes(), "deactivated");
    let sts = refusing("InvalidClientTokenId", message).builder();
    let sts = sts.credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI")).build().unwrap();
    let help = now(sts.client().get_caller_identity(&GetCallerIdentityRequest::default())).unwrap_err().help().unwrap();
    assert!(help.causes()[0].contains("deleted or deactivated"));
    lacks(help.causes(), "opt-in");
    contains(help.causes(), "sts.eu-west-1.amazonaws.com");
}

#[test]
fn help_for_a_wrong_clock_states_both_times() {
    let late = "Signature expired: 20220127T001427Z is now earlier than 20220127T014428Z (20220127T015928Z - 15 min.)";
    let help = plain("SignatureDoesNotMatch", late);
    assert_eq!(help.causes()[0], "this machine signed at 20220127T001427Z, when it was 20220127T015928Z at AWS");
    let early =
        "Signature not yet current: 20210112T194419Z is still later than 20210112T072625Z (20210112T071125Z + 15 min.)";
    let help = plain("SignatureDoesNotMatch", early);
    assert_eq!(help.causes()[0], "this machine signed at 20210112T194419Z, when it was 20210112T071125Z at AWS");
    assert!(help.meaning().contains("ahead") && help.fixes()[0].contains("set the clock"));
    assert!(plain("RequestExpired", "Request has expired.").fixes()[0].contains("set the clock"));
}

#[test]
fn help_for_other_signature_errors_names_region_secret_and_proxy() {
    let scope = plain("SignatureDoesNotMatch", "Credential should be scoped to a valid region. ");
    assert!(scope.causes()[0].contains("signed for eu-west-1, which is not the region of sts.eu-west-1.amazonaws.com"));
    let other = plain(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
    );
    assert!(other.causes()[0].contains("the secret access key is wrong"));
    let header = "'AKIAIOSFODNN7EXAMPLE/20200128/us-east-1/sts/aws4_request' not a valid key=value pair (missing \
                  equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 …'.";
    assert!(plain("IncompleteSignature", header).meaning().contains("Authorization header"));
    assert!(
        plain("MissingAuthenticationToken", "Request is missing Authentication Token").causes()[0].contains("proxy")
    );
}

#[test]
fn help_for_a_deactivated_region_names_the_region() {
    let message = "STS is not activated in this region for account:123456789012. Your account administrator can \
                   activate STS in this region using the IAM Console.";
    let help = plain("RegionDisabledException", message);
    contains(help.causes(), "STS in eu-west-1");
    contains(&help.fixes()[..1], "us-east-1");
}

#[test]
fn help_for_too_large_policies_and_tags_lists_their_sizes() {
    let message = "Packed size of session tags consumes 142% of allotted space.";
    let help = role_help("PackedPolicyTooLarge", message, |call| call.tag("team", "red").policy("{}"));
    assert_eq!(help.causes()[0], "policies and tags take 142 % of the space");
    contains(help.causes(), "policies: 2 of 2048 characters");
    contains(help.causes(), "team: 7");
    assert_eq!(help.fixes()[0], "send fewer and shorter tags: team");
    let message = "The session token size of 4312 bytes exceeds the maximum allowed size of 4096 bytes.";
    let help = role_help("PackedPolicyTooLarge", message, |call| call.tag("team", "red").policy("{}"));
    assert_eq!(help.causes()[0], "it would have 4312 bytes, and at most 4096 are allowed");
    contains(help.causes(), "policies: 2 of 2048 characters");
}

#[test]
fn help_for_a_malformed_policy_lists_the_problems_by_path_only() {
    let code = "MalformedPolicyDocument";
    let policy = r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"GetSecretPlan","Resource":"*"}]}"#;
    let help = role_help(code, "This policy contains the following error", |call| call.policy(policy));
    let places = "problems in the policy that was sent: Version (Version), Statement[0].Principal (Principal), \
                  Statement[0].Action (Action)";
    assert_eq!(help.causes()[0], places);
    assert!(!help.to_string().contains("GetSecretPlan"), "the policy itself is not shown");
    let help = role_help(code, "This policy contains invalid Json", |call| call.policy("{\n  \"Version\": oops}"));
    contains(&help.causes()[..1], "line 2 column");
}

#[test]
fn help_for_tokens_of_identity_providers_depends_on_the_message() {
    let keys = "Couldn't retrieve verification key from your identity provider,  please reference \
                AssumeRoleWithWebIdentity documentation for requirements";
    assert!(plain("InvalidIdentityToken", keys).fixes()[0].contains("try again"));
    let none = "No OpenIDConnect provider found in your account for https://auth.mozilla.auth0.com/";
    assert!(plain("InvalidIdentityToken", none).fixes()[0].contains("`iss`"));
    let role = AssumeRoleWithWebIdentityRequest::builder(DEMO, "x1", "token-of-the-web").build().unwrap();
    let sts = refusing("InvalidIdentityToken", "Incorrect token audience").sts();
    let help = now(sts.client().assume_role_with_web_identity(&role)).unwrap_err().help().unwrap();
    assert!(help.causes()[0].contains("`aud`"));
    assert!(plain("IDPCommunicationError", "no response").fixes()[0].contains("try again"));
    assert!(plain("IDPRejectedClaim", "rejected").meaning().contains("trying again cannot help"));
}

#[test]
fn help_for_refused_tags_names_their_keys() {
    let code = "InvalidParameterValue";
    let tags = |call: AssumeRole| call.tag("team", "red").tag("cost", "1").transitive_tag_key("team");
    let twice = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    assert!(role_help(code, twice, tags).causes()[0].ends_with("team, cost"));
    let missing = "The specified transitive tag key must be included in the requested tags.";
    assert_eq!(role_help(code, missing, tags).causes()[0], "the transitive keys are team; the tag keys are team, cost");
    let conflict = "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag \
                    key from the calling session.";
    assert_eq!(
        role_help(code, conflict, tags).causes()[0],
        "a role earlier in the chain made one of these keys transitive: team"
    );
}

#[test]
fn throttling_has_help_although_its_status_is_400() {
    let help = plain("Throttling", "Rate exceeded");
    assert!(help.fixes()[0].contains("keep each session"));
    lacks(help.fixes(), "regional endpoint");
}

#[test]
fn errors_of_get_web_identity_token_have_help() {
    let request = GetWebIdentityTokenRequest::builder(["https://example.com"], "RS256").build().unwrap();
    for (code, phrase) in [
        ("OutboundWebIdentityFederationDisabledException", "EnableOutboundWebIdentityFederation"),
        ("SessionDurationEscalationException", "shorter duration"),
        ("JWTPayloadSizeExceededException", "fewer and shorter tags"),
    ] {
        let error = now(refusing(code, "no").sts().client().get_web_identity_token(&request)).unwrap_err();
        assert!(error.help().unwrap().fixes()[0].contains(phrase), "{code}");
    }
}

#[test]
fn help_for_a_truncated_authorization_message_states_its_length() {
    let sts = refusing("InvalidAuthorizationMessageException", "The raw authorization message is invalid").sts();
    let error = now(sts.explain_denial("x".repeat(1024))).unwrap_err();
    assert!(error.help().unwrap().causes()[0].contains("it has 1024 characters"));
    let request = DecodeAuthorizationMessageRequest::new("x");
    let help = now(sts.client().decode_authorization_message(&request)).unwrap_err().help().unwrap();
    contains(help.causes(), "wrapped");
}

#[test]
fn help_names_a_server_that_is_not_aws() {
    let sts =
        refusing("InvalidAction", "no such action").builder().endpoint("https://minio.example.com").build().unwrap();
    let help = now(sts.new_session().send()).unwrap_err().help().unwrap();
    assert_eq!(help.causes()[0], "minio.example.com is not AWS, and does not implement GetSessionToken");
    lacks(plain("InvalidAction", "no such action").causes(), "not AWS");
}

#[test]
fn foreign_responses_and_missing_responses_have_help() {
    let sts = Canned::new(302, "").sts();
    let help = now(sts.new_session().send()).unwrap_err().help().unwrap();
    contains(help.causes(), "to aws.amazon.com");
    let failing = |global: bool| {
        let config = Canned::failing(TransportErrorKind::Connect).config();
        let config = config.with_region("us-east-1").with_endpoint_flag("AWS::STS::UseGlobalEndpoint", global);
        let sts = Sts::builder().config(config).build().unwrap();
        now(sts.new_session().send()).unwrap_err().help().unwrap()
    };
    let help = failing(true);
    assert!(help.causes()[0].contains("global endpoint has no private name"), "{help}");
    assert!(help.fixes()[0].contains("set the region"));
    let help = failing(false);
    contains(help.causes(), "sts.us-east-1.amazonaws.com:443");
    lacks(help.causes(), "global");
    contains(help.fixes(), "com.amazonaws.REGION.sts");
}

#[test]
fn the_message_of_an_error_is_one_line_and_its_report_ends_with_the_help() {
    let error = role_error("Throttling", "Rate exceeded", |call| call);
    let help = error.help().unwrap().to_string();
    let message = "AssumeRole failed: Throttling: Rate exceeded (status 400, request id \
                   89b682e5-ac18-4fac-a917-2155723ed59b)";
    assert_eq!(error.to_string(), message);
    assert_eq!(error.report().to_string(), format!("{message}\n{help}"));
    assert!(std::error::Error::source(&error).is_none());
    assert!(help.contains("\nlikely causes:\n  1. ") && help.contains("\nwhat to do:\n  1. "), "{help}");
    // Errors of the generated client have it too.
    let request = sts::api::AssumeRoleRequest::builder(DEMO, "x1").build().unwrap();
    let error = now(refusing("Throttling", "Rate exceeded").sts().client().assume_role(&request)).unwrap_err();
    assert!(error.report().to_string().ends_with(&help), "{}", error.report());
    // An unknown code has no help, and a request that is refused before it is sent needs none.
    let error = role_error("SomethingNew", "who knows", |call| call);
    assert!(error.help().is_none() && error.report().to_string() == error.to_string());
    let error = now(Canned::new(200, "").sts().new_federated_session("B").send()).unwrap_err();
    assert!(error.help().is_none() && error.report().to_string() == error.to_string());
}

#[test]
fn help_contains_nothing_confidential_from_the_request() {
    let all = |call: AssumeRole| {
        let policy =
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"plan:Secret","Resource":"*"}]}"#;
        call.external_id("confidential-id").mfa("GAHT12345678", "987654").policy(policy).tag("team", "confidential-tag")
    };
    for (code, message) in [
        ("AccessDenied", NOT_AUTHORIZED),
        ("PackedPolicyTooLarge", "Packed size of session tags consumes 142% of allotted space."),
        ("MalformedPolicyDocument", "no"),
        ("InvalidClientTokenId", "The security token included in the request is invalid"),
    ] {
        let error = role_error(code, message, all);
        let shown = format!("{error} {error:?} {}", error.help().unwrap());
        for secret in ["confidential", "987654", "plan:Secret", "wJalrXUtnFEMI", "AKIDEXAMPLE"] {
            assert!(!shown.contains(secret), "{code}: {secret} in {shown}");
        }
    }
}

#[test]
fn an_encoded_denial_is_found_in_the_message_and_decoded_on_request() {
    let message = "You are not authorized to perform this operation. Encoded authorization failure message: aGVsbG8_-x";
    let error = role_error("AccessDenied", message, |call| call);
    assert_eq!(error.encoded_authorization_message(), Some("aGVsbG8_-x"));
    let help = error.help().unwrap();
    assert!(help.fixes()[0].contains("Sts::explain_denial"));
    assert_eq!(help.fixes()[1], "allow sts:AssumeRole in a policy of the caller, or use a caller that is allowed");
    assert_eq!(role_error("AccessDenied", NOT_AUTHORIZED, |call| call).encoded_authorization_message(), None);

    let decoded = r#"{"allowed":false,"explicitDeny":true,"context":{"action":"ec2:StopInstances"},"new":1}"#;
    let body = format!(
        "<DecodeAuthorizationMessageResponse \
         xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><DecodeAuthorizationMessageResult><DecodedMessage>{decoded}</DecodedMessage></DecodeAuthorizationMessageResult></DecodeAuthorizationMessageResponse>"
    );
    let canned = Canned::new(200, body);
    for text in [message, "aGVsbG8_-x", " aGVsbG8_-x\n"] {
        let denial = now(canned.sts().explain_denial(text)).unwrap();
        assert_eq!((denial.is_explicit_deny(), denial.action()), (Some(true), Some("ec2:StopInstances")));
        assert_eq!(denial.json(), decoded);
        assert!(canned.form().ends_with("EncodedMessage=aGVsbG8_-x"));
    }
    // The error itself is accepted too. Without an encoded part nothing is sent.
    assert!(now(canned.sts().explain_denial(&error)).is_ok());
    assert!(now(canned.sts().explain_denial(message.to_owned())).is_ok());
    let sent = canned.count();
    let plain = role_error("AccessDenied", NOT_AUTHORIZED, |call| call);
    let refused = now(canned.sts().explain_denial(&plain)).unwrap_err();
    assert!(refused.to_string().contains("no encoded authorization message"), "{refused}");
    assert_eq!(canned.count(), sent);
    let none = Canned::new(
        200,
        "<DecodeAuthorizationMessageResponse><DecodeAuthorizationMessageResult/></DecodeAuthorizationMessageResponse>",
    );
    assert!(now(none.sts().explain_denial("x")).unwrap_err().to_string().contains("DecodedMessage"));
}
