use proptest::prelude::*;

use super::*;
use crate::api::{AssumeRoleRequest, GetSessionTokenRequest};

fn role() -> AssumeRoleRequest {
    AssumeRoleRequest::builder("arn:aws:iam::123456789012:role/demo", "nightly-build").build_unchecked()
}

fn with_policy(arn: &str) -> AssumeRoleRequest {
    let policy = PolicyDescriptorType::builder().arn(arn).build_unchecked();
    AssumeRoleRequest { policy_arns: Some(vec![policy]), ..role() }
}

fn with_tags(keys: &[&str], transitive: &[&str]) -> AssumeRoleRequest {
    let tags = keys.iter().map(|key| Tag::new(*key, "value")).collect();
    let transitive = transitive.iter().map(|key| (*key).to_owned()).collect();
    AssumeRoleRequest { tags: Some(tags), transitive_tag_keys: Some(transitive), ..role() }
}

fn violations_of<R: SessionRequest>(request: &R, caller: &Caller) -> Vec<String> {
    match check(request, &CallingSession::of(caller.clone())) {
        Ok(()) => Vec::new(),
        Err(error) => error.violations().iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_role_arn_is_checked_with_its_request() {
    let violations = |arn: &str| {
        violations_of(&AssumeRoleRequest::builder(arn, "nightly-build").build_unchecked(), &Caller::Unknown)
    };
    assert_eq!(violations("arn:aws:iam::123456789012:role/demo"), [""; 0]);
    let expected =
        "RoleArn: is the ARN of a user, must be the ARN of a role, such as arn:aws:iam::123456789012:role/demo";
    assert_eq!(violations("arn:aws:iam::123456789012:user/demo"), [expected]);
    assert_eq!(violations("").len(), 1);
}

#[test]
fn a_policy_arn_must_be_that_of_a_managed_policy() {
    for arn in [
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
        "arn:aws-cn:iam::123456789012:policy/Mine",
        "arn:aws-us-gov:iam::123456789012:policy/path/to/Mine",
    ] {
        assert_eq!(violations_of(&with_policy(arn), &Caller::Unknown), [""; 0], "{arn}");
    }
    for arn in [
        "arn:aws:iam::123456789012:role/demo",
        "arn:aws:iam::12345678901:policy/Mine",
        "arn:aws:iam::aws:policy/",
        "arn:aws:iam::aws:policy/*",
        "arn:aws:iam:eu-west-1:aws:policy/Mine",
        "arn:aws:s3::123456789012:policy/Mine",
        "arn:minio:iam::aws:policy/Mine",
        "policy/ReadOnlyAccess/in/some/path",
        "arn:aws:iam::123456789012:policy/Mine\n",
        "\"arn:aws:iam::123456789012:policy/Mine\"",
        "arn:aws:iam::123456789012:policy/Mine\u{201d}",
        "arn:aws:iam::123456789012:policy/M\u{200b}ine",
    ] {
        let violations = violations_of(&with_policy(arn), &Caller::Unknown);
        assert_eq!(violations.len(), 1, "{arn}");
        assert!(
            violations[0].starts_with("PolicyArns[0].arn: must be the ARN of one managed policy"),
            "{violations:?}"
        );
    }
}

#[test]
fn tag_keys_differ_in_more_than_case() {
    assert_eq!(violations_of(&with_tags(&["team", "Team name"], &[]), &Caller::Unknown), [""; 0]);
    assert_eq!(
        violations_of(&with_tags(&["team", "Cost", "TEAM", "cost", "tEAM"], &[]), &Caller::Unknown),
        [
            "Tags[2].Key: is the same as Tags[0].Key, must differ from it in more than upper and lower case",
            "Tags[3].Key: is the same as Tags[1].Key, must differ from it in more than upper and lower case",
            "Tags[4].Key: is the same as Tags[0].Key, must differ from it in more than upper and lower case",
        ]
    );
    // The Kelvin sign is a K.
    for (one, other) in [("k", "\u{212a}"), ("GR\u{d6}SSE", "gr\u{f6}sse"), ("a_", "A_")] {
        assert_eq!(violations_of(&with_tags(&["x", one, other], &[]), &Caller::Unknown).len(), 1, "{one} {other}");
    }
    assert_eq!(hash("a_"), hash("b@"));
    assert_eq!(violations_of(&with_tags(&["a_", "b@"], &[]), &Caller::Unknown), [""; 0], "only the hashes are equal");
}

proptest! {
    #[test]
    fn a_repeated_key_is_found_wherever_it_is(keys in prop::collection::vec("[aAbBkK\u{212a}\u{e4}\u{c4}]{1,2}", 0..8)) {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let repeated = (0..keys.len()).filter(|&at| keys[..at].iter().any(|earlier| is_same(earlier, keys[at])));
        prop_assert_eq!(violations_of(&with_tags(&keys, &[]), &Caller::Unknown).len(), repeated.count());
    }
}

#[test]
fn keys_and_values_of_tags_do_not_begin_with_the_reserved_prefix() {
    let with_tag = |key: &str, value: &str| AssumeRoleRequest { tags: Some(vec![Tag::new(key, value)]), ..role() };
    let reserved = |path: &str| {
        format!("{path}: must not begin with \"aws:\" in upper or lower case, because AWS reserves that prefix")
    };
    for prefix in ["aws:", "AWS:", "aWs:", "aws:x", "aws: x"] {
        assert_eq!(violations_of(&with_tag(prefix, "v"), &Caller::Unknown), [reserved("Tags[0].Key")], "{prefix}");
        assert_eq!(violations_of(&with_tag("k", prefix), &Caller::Unknown), [reserved("Tags[0].Value")], "{prefix}");
    }
    for free in ["awsome", "aws", "aws.x", "x:aws:", " aws:", "aw:s", "\u{e4}ws:"] {
        assert_eq!(violations_of(&with_tag(free, free), &Caller::Unknown), [""; 0], "{free}");
    }
}

#[test]
fn transitive_keys_are_keys_of_tags() {
    assert_eq!(violations_of(&with_tags(&["team"], &["Team"]), &Caller::Unknown), [""; 0]);
    assert_eq!(
        violations_of(&with_tags(&["team"], &["team", "cost"]), &Caller::Unknown),
        ["TransitiveTagKeys[1]: must be the key of one of Tags"]
    );
}

#[test]
fn an_mfa_device_has_a_serial_number_or_the_arn_of_a_device_that_shows_codes() {
    let with = |serial: &str| {
        let request = GetSessionTokenRequest::builder().serial_number(serial).token_code("123456");
        violations_of(&request.build_unchecked(), &Caller::Unknown)
    };
    for serial in [
        "GAHT12345678",
        "arn:aws:iam::123456789012:mfa/Alice",
        "arn:aws-us-gov:iam::123456789012:mfa/path/Alice",
        "arn:aws:iam::123456789012:sms-mfa/Alice",
    ] {
        assert_eq!(with(serial), [""; 0], "{serial}");
    }
    for serial in [
        "arn:aws:iam::123456789012:u2f/user/Alice/key",
        "arn:aws:iam::123456789012:user/Alice",
        "arn:aws:iam::aws:mfa/Alice",
        "mfa/Alice-Smith",
    ] {
        let violations = with(serial);
        assert!(
            violations.len() == 1 && violations[0].starts_with("SerialNumber: must be"),
            "{serial}: {violations:?}"
        );
    }
}

#[test]
fn cl23_a_chained_session_of_more_than_an_hour_is_refused_with_the_rule() {
    let lasting = |seconds| AssumeRoleRequest { duration_seconds: Some(seconds), ..role() };
    let violations = violations_of(&lasting(3601), &Caller::Role(None));
    assert!(violations[0].starts_with("DurationSeconds: is 3601, must be at most 3600: "), "{violations:?}");
    assert!(violations[0].contains("at most one hour (role chaining)"), "{violations:?}");
    assert_eq!(violations_of(&lasting(3600), &Caller::Role(None)), [""; 0]);
    for caller in [Caller::Unknown, Caller::Session, Caller::Root, Caller::Other] {
        assert_eq!(violations_of(&lasting(3601), &caller), [""; 0], "{caller:?}");
    }
    let session = GetSessionTokenRequest::builder().duration_seconds(7200).build_unchecked();
    assert_eq!(violations_of(&session, &Caller::Role(None)), [""; 0]);
}

#[test]
fn violations_of_the_model_and_of_the_documentation_are_reported_together() {
    let request =
        AssumeRoleRequest { role_session_name: "a:b".to_owned(), ..with_tags(&["team*", "TEAM*"], &["cost"]) };
    let error = check(&request, &CallingSession::default()).unwrap_err();
    assert!(error.is_invalid_request());
    assert_eq!(
        error.report().to_string(),
        "AssumeRole was not sent: RoleSessionName: ':' (character 2) is not in [\\w+=,.@-]*; and 4 more\nviolations:\n  \
         1. RoleSessionName: ':' (character 2) is not in [\\w+=,.@-]*\n  \
         2. Tags[0].Key: '*' (character 5) is not in [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+\n  \
         3. Tags[1].Key: '*' (character 5) is not in [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+\n  \
         4. Tags[1].Key: is the same as Tags[0].Key, must differ from it in more than upper and lower case\n  \
         5. TransitiveTagKeys[0]: must be the key of one of Tags"
    );
    let violation = &error.violations()[3];
    assert_eq!((violation.constraint, violation.constraint.name()), (Constraint::Unique, "unique"));
}
