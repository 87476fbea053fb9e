//! Documents that IAM refuses, and those whose meaning its documentation leaves open: a Deny applies, an Allow does not, and
//! the lint says so.

use sts::Policy;
use sts::policy::{
    AccessRequest, Finding, FindingKind, Outcome, PolicyKind, PolicySet, Principal, Severity, Statement,
};

fn request() -> AccessRequest {
    AccessRequest::new("s3:GetObject", "arn:aws:s3:::b/a")
        .principal("AWS", "arn:aws:iam::123456789012:user/Ann")
        .principal("AWS", "arn:aws:iam::123456789012:root")
        .key("aws:username", "Ann")
        .key("aws:SourceIp", "203.0.113.7")
        .key("aws:CurrentTime", "2026-06-01T12:00:00Z")
        .key("x:empty", Vec::<&str>::new())
        .key("x:blank", "")
}

/// Reads a policy with one statement, leniently.
fn statement(effect: &str, members: &str) -> Policy {
    let json = format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}",{members}}}]}}"#);
    Policy::from_json_lenient(&json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// Checks that a statement denies as a Deny and does not allow as an Allow, and that both explanations name the element.
fn assert_unjudged(members: &str, path: &str) {
    let deny = statement("Deny", members).evaluate(&request());
    assert!(deny.is_denied(), "{members}: {deny}");
    assert_eq!(deny.verdicts()[0].unjudged.first().map(|element| element.path.as_str()), Some(path), "{members}");
    assert!(deny.to_string().contains(&format!("{path}: cannot be judged")), "{members}: {deny}");
    let allow = statement("Allow", members).evaluate(&request());
    assert_eq!(allow.outcome(), Outcome::NotAllowed, "{members}: {allow}");
    assert!(allow.to_string().contains(&format!("{path}: cannot be judged")), "{members}: {allow}");
}

/// Checks that a statement applies to the request, without doubt.
fn assert_applies(members: &str) {
    let allow = statement("Allow", members).evaluate(&request());
    assert!(allow.is_allowed(), "{members}: {allow}");
}

/// Checks that a statement does not apply to the request, without doubt.
fn assert_mismatch(members: &str) {
    let deny = statement("Deny", members).evaluate(&request());
    assert!(deny.verdicts()[0].unjudged.is_empty() && !deny.is_denied(), "{members}: {deny}");
}

fn findings(kind: PolicyKind, members: &str) -> Vec<Finding> {
    statement("Deny", members).lint_as(kind)
}

fn refusals(kind: PolicyKind, members: &str) -> Vec<String> {
    findings(kind, members).into_iter().filter(Finding::is_refused).map(|finding| finding.path).collect()
}

fn advice(kind: PolicyKind, members: &str) -> Vec<String> {
    let is_advice = |finding: &Finding| finding.severity == Severity::Advice;
    findings(kind, members).into_iter().filter(is_advice).map(|finding| finding.path).collect()
}

#[test]
fn an_element_that_the_language_does_not_have_is_never_ignored() {
    let all = r#""Action":"*","Resource":"*""#;
    for key in ["Conditions", "condition", "Condition ", "NotActions", "Principals", "effect", "Bool", ""] {
        assert_unjudged(&format!(r#"{all},"{key}":{{}}"#), &format!("Statement[0].{key}"));
    }
    assert_unjudged(&format!(r#"{all},"Principal":{{"AWS":"*","aws":"x"}}"#), "Statement[0].Principal.aws");
    let lenient = |json: &str| Policy::from_json_lenient(json).unwrap().evaluate(&request());
    let allow = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    for (key, value) in
        [("Conditions", "{}"), ("version", "\"2012-10-17\""), ("statement", "[]"), ("Effect", "\"Deny\"")]
    {
        let decision = lenient(&format!(r#"{{"Version":"2012-10-17","{key}":{value},"Statement":[{allow}]}}"#));
        assert_eq!(decision.outcome(), Outcome::NotAllowed, "{key}");
        assert!(decision.to_string().contains(&format!("\n  {key}: cannot be judged")), "{decision}");
    }
    // The strict reader refuses the whole document, so no other statement of it allows anything either.
    let other = format!(r#"{{"Statement":[{allow},{{"Effect":"Deny","Action":"iam:*","Resource":"*","sid":"x"}}]}}"#);
    let decision = lenient(&other);
    assert_eq!(decision.outcome(), Outcome::NotAllowed);
    assert!(decision.to_string().contains("Statement[1].sid"), "{decision}");
}

#[test]
fn a_malformed_principal_is_not_a_plain_mismatch() {
    for names in [
        r#"{"AWS":"arn:aws:iam::123456789012:group/readers"}"#,
        r#"{"AWS":"arn:aws:iam::123456789012:usr/Ann"}"#,
        r#"{"AWS":"arn:aws:iam::123456789012:user/"}"#,
        r#"{"AWS":"arn:aws:iam::12345:root"}"#,
        r#"{"AWS":"arn:aws:iam:us-east-1:123456789012:root"}"#,
        r#"{"AWS":"arn:foo:iam::123456789012:root"}"#,
        r#"{"AWS":"arn:aws:iam::123456789012:saml-provider/x"}"#,
        r#"{"AWS":"arn:aws:sts::123456789012:assumed-role/demo"}"#,
        r#"{"AWS":"arn:aws:sts::123456789012:assumed-role/demo/a/b"}"#,
        r#"{"AWS":"arn:aws:iam::123456789012:user//Ann"}"#,
        r#"{"AWS":"arn:aws:iam::123456789012:user/Ann "}"#,
        r#"{"AWS":"arn:aws:iam::123456789012:user/Änn"}"#,
        r#"{"AWS":"arn:aws:iam::aws:role/demo"}"#,
        r#"{"AWS":"arn:aws:iam::cloudfront:user/Ann"}"#,
        r#"{"AWS":"arn:aws:s3:::b"}"#,
        r#"{"AWS":"ec2.amazonaws.com"}"#,
        r#"{"AWS":"12345"}"#,
        r#"{"AWS":"1234567890123"}"#,
        r#"{"AWS":"nonsense"}"#,
        r#"{"AWS":"nonsense*"}"#,
        r#"{"AWS":"arn:aws:iam::123456789012:role/*"}"#,
        r#"{"AWS":"arn:aws:iam::210987654321:user/A?n"}"#,
        r#"{"AWS":"arn:aws:iam::123456789012:*"}"#,
        r#"{"AWS":"arn:aws:iam::*:root"}"#,
        r#"{"AWS":"arn:aws:sts::123456789012:assumed-role/demo/*"}"#,
        r#"{"AWS":"**"}"#,
        r#"{"AWS":["arn:aws:iam::123456789012:root","arn:aws:iam::123456789012:role/*"]}"#,
        r#"{"AWS":""}"#,
        r#"{"AWS":" 210987654321"}"#,
        r#"{"AWS":["210987654321","nonsense"]}"#,
        r#"{"Service":"nonsense"}"#,
        r#"{"Service":""}"#,
        r#"{"Service":"*"}"#,
        r#"{"Service":"*.amazonaws.com"}"#,
        r#"{"Service":"Lambda.amazonaws.com"}"#,
        r#"{"Service":["ec2.amazonaws.com","*"]}"#,
        r#"{"Service":"ec2.amazonaws.com "}"#,
        r#"{"Service":".amazonaws.com"}"#,
        r#"{"Federated":"nonsense"}"#,
        r#"{"Federated":"*"}"#,
        r#"{"Federated":"arn:aws:iam::123456789012:saml-provider/*"}"#,
        r#"{"Federated":"arn:aws:iam::123456789012:role/demo"}"#,
        r#"{"CanonicalUser":"x"}"#,
        r#"{"CanonicalUser":"*"}"#,
    ] {
        let kind = names.split('"').nth(1).unwrap();
        let index = if names.contains('[') { "[1]" } else { "" };
        let path = |element: &str| format!("Statement[0].{element}.{kind}{index}");
        for element in ["Principal", "NotPrincipal"] {
            let members = format!(r#""Action":"*","Resource":"*","{element}":{names}"#);
            assert_unjudged(&members, &path(element));
            assert_eq!(refusals(PolicyKind::Resource, &members), [path(element)], "{members}");
        }
        let trust = format!(r#""Action":"sts:AssumeRole","Principal":{names}"#);
        assert_eq!(refusals(PolicyKind::Trust, &trust), [path("Principal")], "{trust}");
    }
    let empty = r#""Action":"*","Resource":"*","Principal":{"AWS":[],"Service":"ec2.amazonaws.com"}"#;
    assert_unjudged(empty, "Statement[0].Principal.AWS");
    assert_eq!(refusals(PolicyKind::Resource, empty), ["Statement[0].Principal.AWS"]);
}

#[test]
fn a_wellformed_principal_of_someone_else_is_a_plain_mismatch() {
    for names in [
        r#"{"AWS":"210987654321"}"#,
        r#"{"AWS":"arn:aws-cn:iam::210987654321:root"}"#,
        r#"{"AWS":"arn:aws:iam::210987654321:role/service-role/demo"}"#,
        r#"{"AWS":"arn:aws:sts::210987654321:assumed-role/demo/app1"}"#,
        r#"{"AWS":"arn:aws:sts::210987654321:federated-user/Bob"}"#,
        r#"{"AWS":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EH1HDMB1FH2TC"}"#,
        r#"{"Service":["states.us-east-1.amazonaws.com","ec2.amazonaws.com.cn"]}"#,
        r#"{"Federated":["accounts.google.com","cognito-identity.amazonaws.com"]}"#,
        r#"{"Federated":["arn:aws:iam::210987654321:saml-provider/x","arn:aws:iam::210987654321:oidc-provider/idp.example.com/a"]}"#,
        r#"{"CanonicalUser":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}"#,
    ] {
        let members = format!(r#""Action":"*","Resource":"*","Principal":{names}"#);
        assert_mismatch(&members);
        assert_eq!(refusals(PolicyKind::Resource, &members), [""; 0], "{names}");
        let trust = format!(r#""Action":"sts:AssumeRole","Principal":{names}"#);
        assert_eq!(refusals(PolicyKind::Trust, &trust), [""; 0], "{names}");
    }
    // The request has no unique IDs, so it cannot say whose this one is.
    assert_unjudged(
        r#""Action":"*","Resource":"*","Principal":{"AWS":"AIDACKCEVSQ6C2EXAMPLE"}"#,
        "Statement[0].Principal",
    );
}

#[test]
fn a_malformed_action_cannot_be_judged() {
    for action in [
        "GetObject",
        "DeleteObject",
        "*GetObject",
        "**",
        "",
        ":",
        "s3:",
        ":GetObject",
        "*:GetObject",
        "*:*",
        "s*:Get",
        "s3?:Get",
        "s3:Get:Object",
        "s 3:GetObject",
        " s3:GetObject",
        "s3_x:Get",
        "s3/GetObject",
        "é:GetObject",
        "s3:Get${aws:username}",
        "s3:Get${x",
    ] {
        for element in ["Action", "NotAction"] {
            let members = format!(r#""{element}":"{action}","Resource":"*""#);
            assert_unjudged(&members, &format!("Statement[0].{element}"));
            for kind in [PolicyKind::Identity, PolicyKind::Session] {
                let refused = refusals(kind, &members);
                assert!(refused.contains(&format!("Statement[0].{element}")), "{members}: {refused:?}");
            }
            let members = format!(r#""{element}":["*","{action}"],"Resource":"*""#);
            assert_unjudged(&members, &format!("Statement[0].{element}[1]"));
        }
    }
    for action in ["*", "s3:*", "s3:*Object", "S3:Get?bject", "s3:g*t"] {
        assert_applies(&format!(r#""Action":"{action}","Resource":"*""#));
    }
    for action in ["s3.s:ListBucket", "s3-s:ListBucket", "iam: asdf safdsf af ", "a4b:x"] {
        let members = format!(r#""Action":"{action}","Resource":"*""#);
        assert_mismatch(&members);
        assert_eq!(refusals(PolicyKind::Identity, &members), [""; 0], "{action}");
    }
}

#[test]
fn a_malformed_resource_cannot_be_judged() {
    for resource in [
        "b/*",
        "b",
        "",
        "**",
        "*:*",
        "*a",
        "* ",
        "arn",
        "arn:",
        "arn::s3:::b",
        "arn:aws::::b",
        "ARN:aws:s3:::b/a",
        " arn:aws:s3:::b/a",
        "arn:foo:s3:::b",
        "arn:AWS:s3:::b",
        "aws:s3:::b/a",
        "${aws:username}",
        "arn:${aws:username}:s3:::b",
        "arn:aws:IAM::123456789012:role/demo",
        "arn:aws:S3:::b/*",
        "arn:aws:s 3:::b",
        "arn:aws:S3*:::b",
        "arn:aws:${aws:username}:::b",
        "arn:aws:s3:us-east-1::b",
        "arn:aws:iam:us-east-1:123456789012:role/demo",
        "arn:aws:s3:::b/${aws:username",
    ] {
        for element in ["Resource", "NotResource"] {
            let members = format!(r#""Action":"*","{element}":"{resource}""#);
            assert_unjudged(&members, &format!("Statement[0].{element}"));
            for kind in [PolicyKind::Identity, PolicyKind::Session] {
                assert_eq!(refusals(kind, &members), [format!("Statement[0].{element}")], "{kind} {resource}");
            }
            let members = format!(r#""Action":"*","{element}":["*","{resource}"]"#);
            assert_unjudged(&members, &format!("Statement[0].{element}[1]"));
        }
    }
    for resource in ["*", "arn:aws:s3:::b/*", "arn:*:s3:::b/a", "arn:aws*:s3:::b/?", "arn:aws:s3:::*"] {
        assert_applies(&format!(r#""Action":"*","Resource":"{resource}""#));
    }
    // A service decides what a policy of its resources may name, but not what an ARN is.
    let by_service = |resource: &str| format!(r#""Action":"*","Principal":"*","Resource":"{resource}""#);
    for resource in ["b/*", "execute-api:/*", "arn:aws:s3:::c", "arn:aws:sqs"] {
        assert_mismatch(&by_service(resource));
        assert_eq!(findings(PolicyKind::Resource, &by_service(resource)), [], "{resource}");
    }
    for resource in ["arn:AWS:s3:::b", "ARN:aws:s3:::b", "arn:aws:S3:::c", "arn:foo:s3:::c", "arn:", "arn:aws:s3:::"] {
        assert_unjudged(&by_service(resource), "Statement[0].Resource");
        assert_eq!(refusals(PolicyKind::Resource, &by_service(resource)), ["Statement[0].Resource"], "{resource}");
    }
}

#[test]
fn a_bucket_does_not_stand_for_the_account_of_a_short_arn() {
    let members = r#""Action":"*","Resource":"arn:aws:s3::b""#;
    assert_unjudged(members, "Statement[0].Resource");
    assert_eq!(refusals(PolicyKind::Identity, members), ["Statement[0].Resource"]);
}

#[test]
fn an_allow_for_all_but_some_cannot_be_judged() {
    for names in
        [r#"{"AWS":"210987654321"}"#, r#"{"AWS":"123456789012"}"#, r#""*""#, r#"{"Service":"ec2.amazonaws.com"}"#]
    {
        let members = format!(r#""Action":"*","Resource":"*","NotPrincipal":{names}"#);
        let allow = statement("Allow", &members);
        let decision = allow.evaluate(&request());
        assert_eq!(decision.outcome(), Outcome::NotAllowed, "{members}");
        assert!(decision.to_string().contains("Statement[0].NotPrincipal: cannot be judged"), "{decision}");
        assert!(!allow.evaluate(&request().without_principals()).is_allowed(), "{members}");
        let findings = allow.lint_as(PolicyKind::Resource);
        assert_eq!(
            findings.iter().map(|finding| finding.path.as_str()).collect::<Vec<_>>(),
            ["Statement[0].NotPrincipal"]
        );
        assert!(!findings[0].is_refused(), "IAM Access Analyzer only warns");
        assert_eq!(statement("Deny", &members).lint_as(PolicyKind::Resource), []);
    }
}

#[test]
fn an_arn_of_a_condition_that_no_request_has_cannot_be_judged() {
    let condition =
        |arn: &str| format!(r#""Action":"*","Resource":"*","Condition":{{"ArnLike":{{"aws:PrincipalArn":"{arn}"}}}}"#);
    let request = request().key("aws:PrincipalArn", "arn:aws:iam::123456789012:user/Ann");
    for arn in [
        "arn:aws:IAM::123456789012:user/Ann",
        "arn:AWS:iam::123456789012:user/Ann",
        "arn:foo:iam::123456789012:user/Ann",
        "arn:aws:i am::123456789012:user/Ann",
        "x${aws:username}",
        "arn:foo:iam::123456789012:user/${aws:username}",
        "arn:aws:iam::123456789012:user/${aws:username",
    ] {
        let path = "Statement[0].Condition.ArnLike.aws:PrincipalArn";
        let deny = statement("Deny", &condition(arn)).evaluate(&request);
        assert!(deny.is_denied(), "{arn}: {deny}");
        assert!(!statement("Allow", &condition(arn)).evaluate(&request).is_allowed(), "{arn}");
        let found = findings(PolicyKind::Identity, &condition(arn));
        assert!(found.iter().any(|finding| finding.path == path), "{arn}: {found:?}");
    }
    for arn in [
        "*",
        "arn:aws:iam::123456789012:user/Ann",
        "arn:*:iam::*:user/A*",
        "arn:aws*:*:*:*:*",
        "arn:aws:i?m::123456789012:user/${aws:username}",
        "${aws:PrincipalArn}",
        "arn:${x:nope, 'aws'}:iam::123456789012:user/Ann",
    ] {
        assert!(statement("Allow", &condition(arn)).evaluate(&request).is_allowed(), "{arn}");
        assert_eq!(findings(PolicyKind::Identity, &condition(arn)), [], "{arn}");
    }
}

#[test]
fn a_variable_before_the_resource_of_an_arn_cannot_be_judged() {
    for resource in [
        "arn:aws:sqs:*:${aws:PrincipalAccount}:q",
        "arn:aws:sqs:${aws:RequestedRegion}:123456789012:q",
        "arn:aws:s3::${aws:PrincipalAccount, '123456789012'}:b/a",
        "arn:aws:iam::${aws:PrincipalAccount}",
        "arn:aws:s3:${*}::b/a",
    ] {
        for element in
            [r#""Resource""#, r#""NotResource""#, r#""Principal":"*","Resource""#, r#""Principal":"*","NotResource""#]
        {
            let members = format!(r#""Action":"*",{element}:"{resource}""#);
            let path = format!("Statement[0].{}", element.rsplit('"').nth(1).unwrap());
            assert_unjudged(&members, &path);
            let kind = if element.contains("Principal") { PolicyKind::Resource } else { PolicyKind::Identity };
            // IAM accepts the document.
            assert_eq!(refusals(kind, &members), [""; 0], "{members}");
            assert_eq!(advice(kind, &members), [path], "{members}");
        }
    }
    assert_applies(r#""Action":"*","Resource":"arn:aws:s3:::b/${x:nope, 'a'}""#);
}

#[test]
fn the_lint_knows_which_short_arns_iam_refuses() {
    let identity = |resource: &str| refusals(PolicyKind::Identity, &format!(r#""Action":"*","Resource":"{resource}""#));
    for resource in [
        "arn:aws",
        "arn:*",
        "arn:aws:",
        "arn:aws:*",
        "arn:*:*",
        "arn:aws:ssm*",
        "arn:aws:s?",
        "arn:aws:*:*:*:*",
        "arn:aws:*:::b",
        "arn:aws:s*:us-east-1:123456789012:x",
        "arn:foo",
        "arn:foo:s3",
        "arn:aws::fdsasf",
        "arn:aws:s3::example_bucket",
        "arn:?ws-x:s3:::b",
        "arn:aws:iam:us-east-1:123456789012:role/demo",
        "arn:aws:s3:us-east-1::b",
    ] {
        assert_eq!(identity(resource), ["Statement[0].Resource"], "{resource}");
    }
    for resource in [
        "arn:aws:fdsasf",
        "arn:aws:sqs:*",
        "arn:aws:dynamodb:*:table/prod",
        "arn:aws:iam:*:123456789012:role/demo",
        "arn:aws:iam::*",
        "arn:aws:iam::123456789012",
        "arn:*:s3:::b",
        "arn:aws-cn:s3:::b",
        "arn:aws-us-gov:s3:::b",
        "arn:aws:s33:::b",
        "arn:aws:invalid-service:us-east-1::b",
        "arn:aws:s3:us-west-2:123456789012:accesspoint/x",
    ] {
        assert_eq!(identity(resource), [""; 0], "{resource}");
    }
}

#[test]
fn a_policy_of_a_set_is_judged_by_the_rules_of_its_kind() {
    let all = Policy::new().allow(["*"], ["*"]);
    let short = Policy::new().allow(["s3:*"], ["arn:aws:s3"]);
    assert!(PolicySet::new().identity([&short]).evaluate(&request()).is_allowed());
    for set in
        [PolicySet::new().identity([&all]).session([&short]), PolicySet::new().identity([&all]).scope_down(&short)]
    {
        let decision = set.evaluate(&request());
        assert_eq!(decision.outcome(), Outcome::NotAllowed);
        assert!(decision.to_string().contains("Statement[0].Resource: cannot be judged"), "{decision}");
    }
    let deny = Policy::new().deny(["s3:*"], ["arn:aws:sqs"]);
    assert!(PolicySet::new().identity([&all]).session([&all, &deny]).evaluate(&request()).is_denied());
    let role = "arn:aws:iam::123456789012:role/demo";
    let assume = AccessRequest::new("sts:AssumeRole", role)
        .principal("AWS", "arn:aws:iam::123456789012:user/Ann")
        .principal("AWS", "arn:aws:iam::123456789012:root");
    let trust = |actions: &[&str]| {
        let principal = Principal::new("AWS", ["123456789012"]);
        Policy::new().statement(Statement::allow().principal(principal).actions(actions.to_vec()))
    };
    let decide = |trust: &Policy| PolicySet::new().identity([&all]).trust("123456789012", trust).evaluate(&assume);
    for actions in [&["sts:AssumeRole"][..], &["sts:Assume*", "sts:TagSession"]] {
        assert!(decide(&trust(actions)).is_allowed(), "{actions:?}");
    }
    for actions in [&["*"][..], &["sts:AssumeRole", "s3:GetObject"], &["sts:AssumeRole", "sts:GetCallerIdentity"]] {
        assert!(!decide(&trust(actions)).is_allowed(), "{actions:?}");
    }
}

#[test]
fn a_condition_whose_meaning_is_open_cannot_be_judged() {
    let condition = |json: &str| format!(r#""Action":"*","Resource":"*","Condition":{json}"#);
    for (json, path) in [
        (r#"{"ForAnyValue:Null":{"aws:username":"false"}}"#, "ForAnyValue:Null.aws:username"),
        (r#"{"ForAllValues:Null":{"aws:username":"false"}}"#, "ForAllValues:Null.aws:username"),
        (r#"{"StringLike":{"aws:username":"Ann","AWS:UserName":"A*"}}"#, "StringLike.aws:username"),
        (r#"{"StringLike":{"aws:RequestTag/É":"Ann","aws:requesttag/é":"A*"}}"#, "StringLike.aws:RequestTag/É"),
        (r#"{"StringEquals":{"aws:username":[]}}"#, "StringEquals.aws:username"),
        (r#"{"StringEquals":{}}"#, "StringEquals"),
        (r#"{"Bool":{"aws:SecureTransport":"true"},"x":{}}"#, "x"),
        (r#"{"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00"}}"#, "DateLessThan.aws:CurrentTime"),
        (r#"{"DateLessThan":{"aws:CurrentTime":"-1"}}"#, "DateLessThan.aws:CurrentTime"),
        (r#"{"StringLike":{"aws:username":"A${x"}}"#, "StringLike.aws:username"),
        (r#"{"StringLike":{"aws:username":"A${aws:username, n}"}}"#, "StringLike.aws:username"),
        (r#"{"DateLessThan":{"aws:CurrentTime":"2030"}}"#, "DateLessThan.aws:CurrentTime"),
        (r#"{"DateLessThan":{"aws:CurrentTime":"1893456000000"}}"#, "DateLessThan.aws:CurrentTime"),
    ] {
        let path = format!("Statement[0].Condition.{path}");
        if json.contains("SecureTransport") {
            assert!(!statement("Allow", &condition(json)).evaluate(&request()).is_allowed());
        } else {
            assert_unjudged(&condition(json), &path);
        }
        assert_eq!(refusals(PolicyKind::Identity, &condition(json)), [""; 0], "{json}");
        assert!(advice(PolicyKind::Identity, &condition(json)).contains(&path), "{json}");
    }
}

#[test]
fn a_condition_key_that_no_request_has_cannot_be_judged() {
    let condition =
        |key: &str| format!(r#""Action":"*","Resource":"*","Condition":{{"StringEquals":{{"{key}":"x"}}}}"#);
    for key in [
        "aws:Source Ip",
        "aws :SourceIp",
        "aws: SourceIp",
        " aws:SourceIp",
        "aws:SourceIp ",
        "aws:PrincipalTag/team ",
        "aws:PrincipalTag/",
        "aws:Source\u{200b}Ip",
        "aws:PrincipalTag/te\u{200b}am",
        "aws:Source\\tIp",
        "SourceIp",
        "PrincipalTag/aws:x y",
        "",
        ":",
        "aws:",
        ":SourceIp",
        "aws:*",
        "aws:PrincipalTag/*",
        "aws:PrincipalTag/${aws:username}",
        "${aws:username}",
        "aws.SourceIp",
        "aws;SourceIp",
        "aws:SourceIp,aws:VpcSourceIp",
        "äws:SourceIp",
    ] {
        let decision = statement("Deny", &condition(key)).evaluate(&request());
        assert!(decision.is_denied(), "{key:?}: {decision}");
        assert!(!decision.verdicts()[0].unjudged.is_empty(), "{key:?}");
        assert!(!statement("Allow", &condition(key)).evaluate(&request()).is_allowed(), "{key:?}");
        let is_finding = |finding: &Finding| finding.kind == FindingKind::KeyName;
        assert!(findings(PolicyKind::Resource, &condition(key)).iter().any(is_finding), "{key:?}");
    }
    for key in [
        "aws:SourceIp",
        "aws:PrincipalTag/cost center",
        "aws:RequestTag/a:b",
        "kms:EncryptionContext:App Name (old)",
        "token.actions.githubusercontent.com:sub",
        "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE:aud",
        "localhost:8443/idp:sub",
        "s3:x-amz-acl",
        "sts:RequestContext/identitystore:UserId",
        "aws:somethingNew",
    ] {
        assert_mismatch(&condition(key));
        let is_finding = |finding: &Finding| finding.kind == FindingKind::KeyName;
        assert!(!findings(PolicyKind::Identity, &condition(key)).iter().any(is_finding), "{key}");
    }
}

#[test]
fn dates_have_the_forms_of_iso_8601_with_a_zone() {
    let condition = |operator: &str, date: &str| {
        format!(r#""Action":"*","Resource":"*","Condition":{{"{operator}":{{"aws:CurrentTime":"{date}"}}}}"#)
    };
    for date in [
        "2026-06-01T12:00:00Z",
        "2026-06-01t12:00:00z",
        "2026-06-01T12:00Z",
        "2026-06-01T14:00:00+02:00",
        "2026-06-01T14:00:00+0200",
        "2026-06-01T14:00:00+02",
        "2026-06-01T10:30:00-0130",
        "2026-06-01T14:00+02",
        "2026-06-01T12:00:00.000Z",
        "1780315200",
    ] {
        assert_applies(&condition("DateEquals", date));
        assert_eq!(findings(PolicyKind::Identity, &condition("DateEquals", date)), [], "{date}");
    }
    for date in [
        "2026-06-01T12:00:00+2",
        "2026-06-01T12:00:00+020",
        "2026-06-01T12:00:00+25:00",
        "2026-06-01T12Z+",
        "234-13",
        "soon",
        "9223372036854775808",
    ] {
        assert_unjudged(&condition("DateEquals", date), "Statement[0].Condition.DateEquals.aws:CurrentTime");
        assert!(!refusals(PolicyKind::Identity, &condition("DateEquals", date)).is_empty(), "{date}");
    }
}

#[test]
fn a_range_of_mapped_addresses_may_contain_ipv4_addresses() {
    let condition = |operator: &str, range: &str| {
        format!(r#""Action":"*","Resource":"*","Condition":{{"{operator}":{{"aws:SourceIp":"{range}"}}}}"#)
    };
    for range in ["::ffff:203.0.113.0/120", "::ffff:203.0.113.7", "::ffff:0:0/96", "::ffff:cb00:7107/128"] {
        for operator in ["IpAddress", "NotIpAddress"] {
            assert_unjudged(&condition(operator, range), &format!("Statement[0].Condition.{operator}.aws:SourceIp"));
            let decision = statement("Deny", &condition(operator, range)).evaluate(&request()).to_string();
            assert!(decision.contains("may or may not contain an IPv4 address"), "{decision}");
        }
    }
    for range in ["::ffff:198.51.100.0/120", "2001:db8::/32", "::/0"] {
        assert_mismatch(&condition("IpAddress", range));
        assert_applies(&condition("NotIpAddress", range));
    }
}

#[test]
fn a_default_stands_for_a_missing_key_only() {
    let resource = |variable: &str| format!(r#""Action":"*","Resource":"arn:aws:s3:::b/${{{variable}}}""#);
    for variable in ["x:nope, 'a'", "x:nope,'a'"] {
        assert_applies(&resource(variable));
    }
    for variable in [
        "x:empty, 'a'",
        "x:blank, 'a'",
        "x:empty",
        "x:nope, a",
        " x:nope, 'a'",
        "x:nope , 'a'",
        "x:nope, 'a'b'",
        "x:nope,",
        "",
    ] {
        assert_unjudged(&resource(variable), "Statement[0].Resource");
        let is_malformed = !variable.starts_with("x:empty") && !variable.starts_with("x:blank");
        assert_eq!(!advice(PolicyKind::Identity, &resource(variable)).is_empty(), is_malformed, "{variable}");
    }
}

#[test]
fn an_empty_sid_is_not_a_sid() {
    let twice = |sid: &str| {
        let statement = || Statement::allow().sid(sid).actions(["s3:*"]).resources(["*"]);
        Policy::new().statement(statement()).statement(statement()).lint_as(PolicyKind::Identity).len()
    };
    assert_eq!((twice(""), twice("A")), (0, 1));
}
