//! Sessions hold usable credentials; any other response is an error.

use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future;
use sts::platform::Environment;
use sts::transport::TransportErrorKind;
use sts::{CallLimits, Credentials, ErrorCode, ErrorKind, ProvideCredentials, Sts, StsBuilder, Timestamp};
use testkit::canned::{Canned, NOW, PARTS, now, response_body};

fn session(parts: &[(&str, &str)]) -> Result<sts::Session, sts::Error> {
    now(Canned::new(200, response_body("GetSessionToken", parts, "")).sts().new_session().send())
}

#[test]
fn a_valid_response_becomes_a_session() {
    let session = session(&PARTS).unwrap();
    let credentials = session.credentials();
    assert_eq!(credentials.access_key_id(), "ASIAIOSFODNN7EXAMPLE");
    assert_eq!(credentials.session_token(), Some("AQoDYXdzEPT//////////wEXAMPLE"));
    let expires = session.expires_at();
    assert_eq!(expires, Timestamp::from_secs(NOW + 1));
}

#[test]
fn a_missing_empty_or_repeated_part_is_an_error_that_names_it() {
    for (index, (name, _)) in PARTS.iter().enumerate() {
        let mut missing = PARTS.to_vec();
        let part = missing.remove(index);
        let mut empty = PARTS.to_vec();
        empty[index].1 = "";
        let mut twice = PARTS.to_vec();
        twice.push(part);
        for (what, parts) in [("missing", missing), ("empty", empty), ("twice", twice)] {
            let error = session(&parts).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Response, "{what} {name}");
            assert!(error.to_string().contains(name), "{what} {name}: {error}");
            assert!(error.request_id().is_some(), "{what} {name}");
        }
    }
}

#[test]
fn expired_credentials_are_rejected() {
    for expiration in ["2027-01-15T08:00:00Z", "2001-01-01T00:00:00Z", "soon", "0000-01-01T00:00:00Z"] {
        let mut parts = PARTS;
        parts[3].1 = expiration;
        let error = session(&parts).unwrap_err();
        assert!(error.to_string().contains("Expiration"), "{error}");
    }
}

#[test]
fn a_response_of_another_kind_is_an_error() {
    let good = response_body("GetSessionToken", &PARTS, "");
    let error_document = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>";
    let two = good.replace("</Credentials>", "</Credentials><Credentials></Credentials>");
    let bodies = [
        (200, "<html><body>captive portal</body></html>".to_owned()),
        (200, String::new()),
        (204, String::new()),
        (200, "{}".to_owned()),
        (200, error_document.to_owned()),
        (200, response_body("AssumeRole", &PARTS, "")),
        (200, format!("{good}<more/>")),
        (200, two),
        (302, good.clone()),
        (400, good.clone()),
        (500, good.clone()),
    ];
    for (status, body) in bodies {
        let error = now(Canned::new(status, body.clone()).sts().new_session().send()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Response | ErrorKind::Service), "{status} {body}: {error}");
        assert_eq!(error.status(), Some(status), "{body}");
        assert!(!format!("{error:?}{error}").contains("EXAMPLEKEY"), "{error:?}");
    }
}

#[test]
fn a_call_can_have_limits_of_its_own() {
    let sts = Canned::new(200, response_body("GetSessionToken", &PARTS, "")).sts();
    let small = CallLimits::new().with_max_response_bytes(10);
    let error = now(sts.new_session().limits(small).send()).unwrap_err();
    assert_eq!(error.transport_error().map(|error| error.kind()), Some(TransportErrorKind::TooLarge));
    assert!(error.to_string().contains("at most 10 bytes are allowed; `with_max_response_bytes`"), "{error}");
    now(sts.new_session().send()).unwrap();
    assert!(now(sts.with_limits(small).new_session().send()).is_err());
}

#[test]
fn the_limits_of_a_call_do_not_pass_to_clients_of_its_session() {
    let parts = PARTS.map(|(name, value)| (name, if name == "Expiration" { "2027-01-15T09:00:00Z" } else { value }));
    let sts = Canned::new(200, response_body("GetSessionToken", &parts, "")).sts();
    let sts = sts.with_limits(CallLimits::new().with_max_response_bytes(10));
    let call = sts.new_session().limits(CallLimits::new().with_max_response_bytes(100_000));
    // What a later setting leaves open stays as it was.
    let call = call.limits(CallLimits::new().with_deadline(Duration::from_secs(60)));
    let session = now(call.clone().send()).unwrap();
    let credentials = call.refreshing();
    now(credentials.credentials()).unwrap();
    for client in [session.sts(), credentials.sts()] {
        let error = now(client.assume_role("arn:aws:iam::123456789012:role/demo", "test").send()).unwrap_err();
        assert_eq!(error.transport_error().map(|error| error.kind()), Some(TransportErrorKind::TooLarge), "{error}");
    }
}

/// A provider that returns the error of a call as it is.
#[derive(Debug)]
struct AssumesRole(Sts);

impl ProvideCredentials for AssumesRole {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let role = self.0.assume_role("arn:aws:iam::123456789012:role/hub", "test").send().await;
            role.map(|role| role.credentials().into()).map_err(CredentialsError::provider_error)
        })
    }
}

#[test]
fn errors_speak_of_the_call_below_through_a_provider_of_ones_own() {
    let body = "<ErrorResponse><Error><Code>Throttling</Code><Message>slow down</Message></Error></ErrorResponse>";
    let hub = Canned::new(400, body);
    let spoke = Sts::builder().config(hub.config()).credentials(AssumesRole(hub.sts())).build().unwrap();
    let error = now(spoke.new_session().send()).unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Credentials, Some(ErrorCode::from("Throttling"))));
    assert!(error.is_throttled() && error.is_retryable());
    assert_eq!(error.to_string().matches("slow down").count(), 1, "{error}");
    assert!(error.help().is_some());
}

#[test]
fn a_response_truncated_at_any_byte_is_an_error() {
    let good = response_body("GetSessionToken", &PARTS, "");
    for length in 0..good.len() {
        let cut = good[..length].to_owned();
        assert!(now(Canned::new(200, cut).sts().new_session().send()).is_err(), "cut at {length}");
    }
}

#[test]
fn a_negative_size_is_an_error_and_an_absent_one_is_accepted() {
    let federated = |more: &str| {
        now(Canned::new(200, response_body("GetFederationToken", &PARTS, more))
            .sts()
            .new_federated_session("Bob")
            .send())
    };
    let utilization = |more: &str| federated(more).unwrap().session_token_utilization();
    assert_eq!(utilization(""), None);
    assert_eq!(utilization("<SessionTokenUtilization>7</SessionTokenUtilization>"), Some(7));
    // The former name counts if a server knows only that.
    assert_eq!(utilization("<PackedPolicySize>0</PackedPolicySize>"), Some(0));
    let both = "<PackedPolicySize>6</PackedPolicySize><SessionTokenUtilization>7</SessionTokenUtilization>";
    assert_eq!(utilization(both), Some(7));
    for name in ["PackedPolicySize", "SessionTokenUtilization", "SessionTokenSize"] {
        for size in ["-1", "1099511627776", "many"] {
            let error = federated(&format!("<{name}>{size}</{name}>")).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}

#[test]
fn the_end_user_of_a_session_is_returned_and_hidden_in_debug_output() {
    let more = "<TrustedIdentityPropagationContext><OriginIdentity><Subject>SENTINEL-ann</Subject>\
                <SubjectType>user</SubjectType></OriginIdentity><TransactionContext><IdentityProvider><entry>\
                <key>Department</key><value>SENTINEL-research</value></entry></IdentityProvider></TransactionContext>\
                </TrustedIdentityPropagationContext>";
    let role = |more: &str| {
        let canned = Canned::new(200, response_body("AssumeRoleWithWebIdentity", &PARTS, more));
        let token = sts::WebIdentityToken::memory("token");
        let call = canned.sts().assume_role_with_web_identity("arn:aws:iam::123456789012:role/demo", "test", token);
        now(call.send()).unwrap()
    };
    assert!(role("").trusted_identity_propagation_context().is_none());
    let role = role(more);
    let context = role.trusted_identity_propagation_context().unwrap();
    let origin = context.origin_identity.as_ref().unwrap();
    assert_eq!(origin.subject.as_ref().unwrap().expose(), "SENTINEL-ann");
    assert!(!format!("{role:?} {context:?}").contains("SENTINEL"), "{role:?}");
}

#[test]
fn the_token_size_is_returned_if_present_and_never_negative() {
    let role = |more: &str| {
        let canned = Canned::new(200, response_body("AssumeRole", &PARTS, more));
        now(canned.sts().assume_role("arn:aws:iam::123456789012:role/demo", "test").send())
    };
    let absent = role("").unwrap();
    assert_eq!((absent.session_token_size(), absent.session_token_utilization()), (None, None));
    let told = "<SessionTokenUtilization>12</SessionTokenUtilization><SessionTokenSize>500</SessionTokenSize>";
    let told = role(told).unwrap();
    assert_eq!((told.session_token_size(), told.session_token_utilization()), (Some(500), Some(12)));
    for name in ["SessionTokenSize", "SessionTokenUtilization"] {
        let error = role(&format!("<{name}>-1</{name}>")).unwrap_err();
        assert!(error.to_string().contains(&format!("`{name}` is negative")), "{error}");
    }
}

#[test]
fn every_setting_of_a_role_is_sent() {
    let canned = Canned::new(200, response_body("AssumeRole", &PARTS, ""));
    let call = canned
        .sts()
        .assume_role("arn:aws:iam::123456789012:role/demo", "test")
        .policy("{}")
        .policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess")
        .duration(Duration::from_millis(900_500))
        .tag("team", "red")
        .transitive_tag_key("team")
        .external_id("external")
        .mfa("GAHT12345678", "123456")
        .source_identity("Ann")
        .minimum_session_token_size(4096);
    now(call.send()).unwrap();
    let expected = "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdemo\
                    &RoleSessionName=test&PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FReadOnlyAccess\
                    &Policy=%7B%7D&DurationSeconds=901&Tags.member.1.Key=team&Tags.member.1.Value=red\
                    &TransitiveTagKeys.member.1=team&ExternalId=external&SerialNumber=GAHT12345678&TokenCode=123456\
                    &SourceIdentity=Ann&MinimumSessionTokenSize=4096";
    assert_eq!(canned.form(), expected);
}

#[test]
fn debug_output_of_sessions_shows_no_secret() {
    let canned = Canned::new(200, response_body("GetSessionToken", &PARTS, ""));
    let call = canned.sts().new_session().mfa("GAHT12345678", "987654");
    let shown = format!("{call:?} {:?} {:#?}", canned.sts(), now(call.clone().send()).unwrap());
    for secret in ["wJalrXUtnFEMI", "AQoDYXdzEPT", "987654"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn settings_of_the_builder_win_over_the_config_in_any_order() {
    let canned = Canned::new(200, response_body("AssumeRole", &PARTS, ""));
    let arn = "arn:aws:sts::123456789012:assumed-role/hub/x1";
    let key = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let set = |builder: StsBuilder| builder.caller_arn(arn).region("us-east-2").credentials(key.clone());
    for builder in [set(Sts::builder()).config(canned.config()), set(Sts::builder().config(canned.config()))] {
        let sts = builder.build().unwrap();
        now(sts.assume_role("arn:aws:iam::123456789012:role/spoke", "x1").send()).unwrap();
        let request = canned.requests().pop().unwrap();
        assert_eq!(request.uri().host(), Some("sts.us-east-2.amazonaws.com"));
        let signature = request.headers()["authorization"].to_str().unwrap();
        assert!(signature.contains("Credential=AKIAIOSFODNN7EXAMPLE/"), "{signature}");
        let call = sts.assume_role("arn:aws:iam::123456789012:role/spoke", "x1").duration(Duration::from_secs(7200));
        assert!(now(call.send()).unwrap_err().to_string().contains("role chaining"));
    }
}

#[test]
fn tags_can_be_added_one_by_one_or_from_an_iterator() {
    let canned = Canned::new(200, response_body("AssumeRole", &PARTS, ""));
    let call = canned.sts().assume_role("arn:aws:iam::123456789012:role/demo", "x1");
    let call = call.tag("team", "red").tags([("stage", "test"), ("owner", "Ann")]).tags(Vec::<(String, String)>::new());
    now(call.send()).unwrap();
    let tags = "Tags.member.1.Key=team&Tags.member.1.Value=red&Tags.member.2.Key=stage&Tags.member.2.Value=test&\
                Tags.member.3.Key=owner&Tags.member.3.Value=Ann";
    assert!(canned.form().contains(tags), "{}", canned.form());
}

#[test]
fn the_caller_has_an_account_an_arn_and_a_user_id() {
    let response = |parts: &str| {
        let result = format!("<GetCallerIdentityResult>{parts}</GetCallerIdentityResult>");
        let body = format!("<GetCallerIdentityResponse>{result}</GetCallerIdentityResponse>");
        now(Canned::new(200, body).sts().caller_identity())
    };
    let arn = "<Arn>arn:aws:iam::123456789012:user/Alice</Arn>";
    let caller = response(&format!("{arn}<UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>")).unwrap();
    assert_eq!(
        (caller.account.as_str(), caller.arn.as_str(), caller.user_id.as_str()),
        ("123456789012", "arn:aws:iam::123456789012:user/Alice", "AIDAEXAMPLE")
    );
    let error = response(&format!("{arn}<UserId/><Account>123456789012</Account>")).unwrap_err();
    assert!(error.to_string().contains(": `UserId` is missing"), "{error}");
}

#[test]
fn an_error_about_an_incomplete_response_names_the_endpoint_of_a_variable() {
    let sts = |operation: &str| {
        let body = format!("<{operation}Response><{operation}Result/></{operation}Response>");
        let environment = Environment::from_pairs([("AWS_ENDPOINT_URL", "https://sts.example:8443")]);
        Sts::builder().config(Canned::new(200, body).config().with_environment(environment)).build().unwrap()
    };
    let token = sts("GetWebIdentityToken").outbound_token(["https://api.example"], "ES384");
    for (error, missing) in [
        (now(sts("GetCallerIdentity").caller_identity()).unwrap_err(), "Account"),
        (now(sts("GetSessionToken").new_session().send()).unwrap_err(), "Credentials"),
        (now(token.send()).unwrap_err(), "WebIdentityToken"),
    ] {
        let expected = format!(
            "{} returned an unusable response: `{missing}` is missing (status 200, request id from-the-header); the \
             endpoint is \"https://sts.example:8443\" from AWS_ENDPOINT_URL",
            error.operation().unwrap()
        );
        assert_eq!(error.to_string(), expected);
        assert_eq!((error.host(), error.region()), (Some("sts.example"), Some("eu-west-1")));
    }
}
