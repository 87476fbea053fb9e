//! Evaluation of policies.

use proptest::prelude::*;
use sts::policy::{AccessRequest, Comparison, Condition, Effect, Outcome, Principal, Statement, ValueType};
use sts::{Policy, Timestamp};

const OBJECT: &str = "arn:aws:s3:::team-red/home/Ann/plan.txt";

fn request() -> AccessRequest {
    AccessRequest::new("s3:GetObject", OBJECT)
        .principal("AWS", "arn:aws:iam::123456789012:user/Ann")
        .principal("AWS", "arn:aws:iam::123456789012:root")
        .key("aws:username", "Ann")
}

fn allows(statement: impl Into<Statement>, request: &AccessRequest) -> bool {
    Policy::new().statement(statement).evaluate(request).is_allowed()
}

/// Returns whether a condition with this operator holds for a request that has these values of the key, or no key.
fn holds(operator: &str, found: Option<&[&str]>, wanted: &[&str]) -> bool {
    let condition = Condition::new(operator, "x:key", wanted.to_vec());
    let request = match found {
        Some(found) => request().key("X:Key", found.to_vec()),
        None => request(),
    };
    allows(Statement::allow().actions(["*"]).resources(["*"]).condition(condition), &request)
}

#[test]
fn a_request_that_no_statement_allows_is_not_allowed() {
    assert_eq!(Policy::new().evaluate(&request()).outcome(), Outcome::NotAllowed);
    let decision = Policy::new().allow(["s3:Put*"], ["*"]).evaluate(&request());
    assert_eq!(decision.outcome(), Outcome::NotAllowed);
    assert_eq!(
        decision.to_string(),
        "no statement allows the request\n  Statement[0].Action: does not match \"s3:GetObject\""
    );
}

#[test]
fn a_deny_overrides_every_allow_in_any_order() {
    let deny = Statement::deny()
        .sid("NoPlans")
        .actions(["s3:Get*"])
        .resources(["arn:aws:s3:::plans/*", "arn:aws:s3:::*/plan.txt"]);
    for policy in [
        Policy::new().allow(["*"], ["*"]).statement(deny.clone()),
        Policy::new().statement(deny.clone()).allow(["*"], ["*"]),
    ] {
        let decision = policy.evaluate(&request());
        assert_eq!(decision.outcome(), Outcome::Denied);
        assert!(decision.to_string().ends_with(" (\"NoPlans\") denies the request"), "{decision}");
    }
}

#[test]
fn each_statement_has_a_verdict() {
    let policy = Policy::new()
        .deny(["s3:*"], ["arn:aws:s3:::team-blue/*"])
        .statement(Statement::allow().sid("Read").actions(["S3:getOBJECT"]).resources([OBJECT]));
    let decision = policy.evaluate(&request());
    let [deny, allow] = decision.verdicts() else { unreachable!() };
    assert_eq!((deny.effect, deny.applies()), (Effect::Deny, false));
    assert_eq!(deny.mismatch.as_ref().unwrap().path, "Statement[0].Resource");
    assert_eq!((allow.index, allow.sid.as_deref(), allow.applies()), (1, Some("Read"), true));
    assert_eq!(decision.to_string(), "Statement[1] (\"Read\") allows the request");
}

#[test]
fn actions_ignore_case_and_resources_do_not() {
    assert!(allows(Statement::allow().actions(["S3:get*"]).resources(["*"]), &request()));
    assert!(!allows(Statement::allow().actions(["*"]).resources([OBJECT.to_uppercase()]), &request()));
    assert!(!allows(Statement::allow().not_actions(["s3:Get?bject"]).resources(["*"]), &request()));
    assert!(allows(Statement::allow().not_actions(["iam:*"]).not_resources(["arn:aws:s3:::team-blue/*"]), &request()));
    assert!(!allows(Statement::allow().actions(["*"]).not_resources(["arn:aws:s3:::team-red/*"]), &request()));
    assert!(!allows(Statement::allow().actions(["*"]), &request()));
}

#[test]
fn principals_are_matched_by_arn_account_and_kind() {
    let trusts = |principal: Principal| allows(Statement::allow().principal(principal).actions(["*"]), &request());
    for name in ["arn:aws:iam::123456789012:user/Ann", "arn:aws:iam::123456789012:root", "123456789012", "*"] {
        assert!(trusts(Principal::new("AWS", [name])), "{name}");
        assert!(!trusts(Principal::new("Federated", [name])), "{name}");
    }
    for name in ["arn:aws:iam::123456789012:user/*", "210987654321", "arn:aws:iam::123456789012:user/ann", ""] {
        assert!(!trusts(Principal::new("AWS", [name])), "{name}");
    }
    assert!(trusts(Principal::everyone()));
    assert!(trusts(Principal::new("Service", ["ec2.amazonaws.com"]).and("AWS", ["123456789012"])));
}

#[test]
fn a_deny_exempts_a_caller_only_if_each_of_its_names_is_listed() {
    let ann = "arn:aws:iam::123456789012:user/Ann";
    let denies = |names: &[&str], request: &AccessRequest| {
        let statement = Statement::deny().not_principal(Principal::new("AWS", names.to_vec())).actions(["*"]);
        Policy::new().statement(statement).evaluate(request).is_denied()
    };
    assert!(!denies(&[ann, "123456789012"], &request()));
    assert!(!denies(&[ann, "arn:aws:iam::123456789012:root", "210987654321"], &request()));
    assert!(!denies(&["*"], &request()));
    for names in [&[ann][..], &["123456789012"], &["arn:aws:iam::123456789012:*", ann], &[]] {
        assert!(denies(names, &request()), "{names:?}");
    }
    let stranger = request().without_principals().principal("AWS", "arn:aws:iam::210987654321:root");
    assert!(denies(&[ann, "123456789012"], &stranger));
    let anonymous = request().without_principals();
    assert!(denies(&[ann, "123456789012"], &anonymous) && denies(&["*"], &anonymous));
}

#[test]
fn every_operator_compares_as_aws_documents_it() {
    let cases: [(&str, &str, &str, bool); 45] = [
        ("StringEquals", "red", "red", true),
        ("StringEquals", "red", "Red", false),
        ("StringEquals", "red", "r*", false),
        ("StringNotEquals", "red", "blue", true),
        ("StringNotEquals", "red", "red", false),
        ("StringEqualsIgnoreCase", "rÉd", "RéD", true),
        ("StringNotEqualsIgnoreCase", "red", "RED", false),
        ("StringLike", "red", "r?*", true),
        ("StringLike", "red", "R*", false),
        ("StringNotLike", "red", "b*", true),
        ("StringEquals", "Ann", "${aws:username}", true),
        ("StringLike", "home/Ann/x", "home/${aws:username}/*", true),
        ("StringNotEquals", "x", "${aws:username}", true),
        ("NumericEquals", "10", "10.0", true),
        ("NumericNotEquals", "10", "10", false),
        ("NumericLessThan", "9", "10", true),
        ("NumericLessThan", "10", "10", false),
        ("NumericLessThanEquals", "10", "10", true),
        ("NumericGreaterThan", "9223372036854775808", "9223372036854775807", true),
        ("NumericGreaterThanEquals", "10", "11", false),
        ("NumericEquals", "ten", "10", false),
        ("DateEquals", "2030-01-01T00:00:00Z", "2030-01-01T01:00:00+01:00", true),
        ("DateNotEquals", "2030-01-01T00:00:00Z", "2030", false),
        ("DateLessThan", "1800000000", "2030-01-01T00:00:00Z", true),
        ("DateLessThanEquals", "2030-01-01", "2030-01-01T00:00:00Z", true),
        ("DateGreaterThan", "2030-01-01T00:00:01Z", "2030-01-01T00:00:00Z", true),
        ("DateGreaterThanEquals", "2029-12-31T23:59Z", "2030-01-01T00:00:00Z", false),
        ("Bool", "TRUE", "true", true),
        ("Bool", "false", "true", false),
        ("BinaryEquals", "QUI=", "QUI=", true),
        ("BinaryEquals", "QUI=", "QUM=", false),
        ("IpAddress", "203.0.113.77", "203.0.113.0/24", true),
        ("IpAddress", "203.0.114.1", "203.0.113.0/24", false),
        ("IpAddress", "203.0.113.77", "203.0.113.77", true),
        ("IpAddress", "2001:db8::77", "2001:db8::/32", true),
        ("IpAddress", "2001:db8::77", "0.0.0.0/0", false),
        ("NotIpAddress", "203.0.113.77", "198.51.100.0/24", true),
        ("NotIpAddress", "203.0.113.77", "0.0.0.0/0", false),
        ("ArnEquals", "arn:aws:sns:eu-west-1:1:a:b", "arn:aws:sns:*:1:*", true),
        ("ArnLike", "arn:aws:sns:eu-west-1:1:a", "arn:*:1:a", false),
        ("ArnNotEquals", "arn:aws:sns:eu-west-1:1:a", "arn:aws:sns:*:1:a", false),
        ("ArnNotLike", "arn:aws:sns:eu-west-1:1:a", "arn:aws:sqs:*:1:a", true),
        ("Null", "x", "false", true),
        ("Null", "x", "true", false),
        ("StringAlmost", "x", "x", false),
    ];
    for (operator, found, wanted, expected) in cases {
        assert_eq!(holds(operator, Some(&[found]), &[wanted]), expected, "{found} {operator} {wanted}");
    }
    let tested: std::collections::BTreeSet<&str> = cases.iter().map(|case| case.0).collect();
    let missing: Vec<_> = Comparison::KNOWN.iter().filter(|known| !tested.contains(known.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_missing_key_satisfies_negated_operators_and_if_exists() {
    for comparison in Comparison::KNOWN.iter().filter(|comparison| **comparison != Comparison::Null) {
        let name = comparison.as_str();
        let negated = name.contains("Not");
        let wanted = [readable(comparison)];
        assert_eq!(holds(name, None, &wanted), negated, "{name}");
        assert!(holds(&format!("{name}IfExists"), None, &wanted), "{name}IfExists");
        assert!(holds(&format!("ForAllValues:{name}"), None, &wanted), "ForAllValues:{name}");
        assert!(!holds(&format!("ForAnyValue:{name}"), None, &wanted), "ForAnyValue:{name}");
        assert!(holds(&format!("ForAnyValue:{name}IfExists"), None, &wanted), "ForAnyValue:{name}IfExists");
    }
    assert!(holds("Null", None, &["true"]) && !holds("Null", None, &["false"]));
}

/// Returns a value that the operator can read.
fn readable(comparison: &Comparison) -> &'static str {
    match comparison.value_type() {
        Some(ValueType::Bool) => "true",
        Some(ValueType::IpAddress) => "203.0.113.0/24",
        Some(ValueType::Arn) => "arn:aws:s3:::public",
        Some(ValueType::Binary) => "QUI=",
        Some(ValueType::Date) => "2030-01-31",
        _ => "2030",
    }
}

#[test]
fn if_exists_makes_no_difference_for_a_present_key() {
    assert!(!holds("StringEqualsIfExists", Some(&["red"]), &["blue"]));
    assert!(!holds("BoolIfExists", Some(&["false"]), &["true"]));
}

#[test]
fn quantifiers_compare_all_or_any_values() {
    let cases: [(&str, &[&str], &[&str], bool); 13] = [
        ("ForAllValues:StringEquals", &["a", "b"], &["a", "b", "c"], true),
        ("ForAllValues:StringEquals", &["a", "d"], &["a", "b", "c"], false),
        ("ForAllValues:StringEquals", &[], &["a"], true),
        ("ForAnyValue:StringEquals", &["d", "a"], &["a"], true),
        ("ForAnyValue:StringEquals", &["d"], &["a"], false),
        ("ForAnyValue:StringEquals", &[], &["a"], false),
        ("ForAnyValue:StringLike", &["deputy"], &["dep*"], true),
        ("ForAllValues:StringNotEquals", &["d", "e"], &["a"], true),
        ("ForAllValues:StringNotEquals", &["d", "a"], &["a"], false),
        ("ForAnyValue:StringNotEquals", &["d", "a"], &["a"], true),
        ("StringEquals", &["a"], &["b", "a"], true),
        ("StringNotEquals", &["a"], &["b", "c"], true),
        ("StringNotEquals", &["a"], &["b", "a"], false),
    ];
    for (operator, found, wanted, expected) in cases {
        assert_eq!(holds(operator, Some(found), wanted), expected, "{found:?} {operator} {wanted:?}");
    }
}

#[test]
fn all_conditions_have_to_hold() {
    let statement = Statement::allow()
        .actions(["*"])
        .resources(["*"])
        .condition(Condition::key("aws:username").is("Ann"))
        .condition(Condition::key("aws:MultiFactorAuthPresent").is(true));
    assert!(!allows(statement.clone(), &request()));
    assert!(!allows(statement.clone(), &request().key("aws:MultiFactorAuthPresent", false)));
    assert!(allows(statement, &request().key("aws:MultiFactorAuthPresent", true)));
}

#[test]
fn policy_variables_are_expanded_only_in_the_current_version() {
    let resource = "arn:aws:s3:::team-red/home/${aws:username}/*";
    let policy = Policy::new().allow(["s3:*"], [resource]);
    assert!(policy.evaluate(&request()).is_allowed());
    assert!(!policy.evaluate(&request().key("aws:username", "Bob")).is_allowed());
    assert!(!policy.with_version("2008-10-17").evaluate(&request()).is_allowed());
    // A wildcard in the value of a variable is not a pattern: callers choose some values.
    let anything = Policy::new().allow(["s3:*"], ["arn:aws:s3:::team-red/${aws:username}"]);
    assert!(!anything.evaluate(&request().key("aws:username", "*")).is_allowed());
}

#[test]
fn a_mismatch_names_the_path_the_request_and_the_policy() {
    let when = Timestamp::from_secs(1_900_000_000);
    let statement = Statement::allow().actions(["*"]).resources(["*"]);
    let policy = Policy::new()
        .statement(statement.clone().condition(Condition::key("aws:PrincipalTag/team").is(["red", "blue"])))
        .statement(statement.clone().condition(Condition::key("aws:CurrentTime").gt(when)))
        .statement(statement.condition(Condition::key("aws:username").is_null(true)));
    let decision = policy.evaluate(&request().key("aws:PrincipalTag/team", "green"));
    assert_eq!(
        decision.to_string(),
        "no statement allows the request\n  Statement[0].Condition.StringEquals.aws:PrincipalTag/team: the request has \
         \"green\", and the policy has \"red\", \"blue\"\n  Statement[1].Condition.DateGreaterThan.aws:CurrentTime: \
         the request does not have this key\n  Statement[2].Condition.Null.aws:username: the request must not have \
         this key, and does"
    );
}

proptest! {
    #[test]
    fn a_deny_overrides_any_number_of_allows(
        statements in proptest::collection::vec((any::<bool>(), "[ab*?]{0,3}"), 0..6),
        action in "[ab]{1,3}",
    ) {
        let mut policy = Policy::new();
        for (deny, pattern) in &statements {
            let actions = [pattern.as_str()];
            policy = if *deny { policy.deny(actions, ["*"]) } else { policy.allow(actions, ["*"]) };
        }
        let decision = policy.evaluate(&AccessRequest::new(action, "*"));
        let applies = |effect| decision.verdicts().iter().any(|one| one.applies() && one.effect == effect);
        let expected = match (applies(Effect::Deny), applies(Effect::Allow)) {
            (true, _) => Outcome::Denied,
            (false, true) => Outcome::Allowed,
            (false, false) => Outcome::NotAllowed,
        };
        prop_assert_eq!(decision.outcome(), expected);
        prop_assert_eq!(decision.verdicts().len(), statements.len());
    }

    #[test]
    fn no_request_and_no_value_causes_a_panic(
        comparison in proptest::sample::select(Comparison::KNOWN),
        wanted in "\\PC{0,30}",
        found in "\\PC{0,30}",
        resource in "\\PC{0,40}",
    ) {
        let condition = Condition::new(comparison, "k", wanted.as_str());
        let statement = Statement::allow().actions([&wanted]).resources([&resource]).condition(condition);
        let request = AccessRequest::new(found.clone(), resource).key("k", found.as_str());
        let _ = Policy::new().statement(statement).evaluate(&request).to_string();
    }
}
