//! Policies: building, reading, writing, comparing, checking and measuring them.

use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher, Hash};

use sts::policy::{
    Comparison, Condition, Effect, FindingKind, Operator, PolicyErrorKind, Principal, Quantifier, Statement,
};
use sts::{Credentials, Policy, Sts, Timestamp};

/// A document in the style of AWS's documentation, with every element and every spelling.
const DOCUMENT: &str = r#"{
  "Id": "cd3ad3d9-2776-4ef1-a904-4c229d1642ee",
  "Version": "2012-10-17",
  "Statement": [
    {
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*",
      "Action": ["s3:PutObject"],
      "Effect": "Allow",
      "Sid": "Second",
      "Condition": {
        "NumericLessThanEquals": {"s3:max-keys": 10, "aws:MultiFactorAuthAge": "3600"},
        "Bool": {"aws:MultiFactorAuthPresent": [true], "aws:SecureTransport": "true"},
        "ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["team", "\u00e9*"]}
      }
    },
    {
      "Sid": "First",
      "Effect": "Deny",
      "Principal": {"AWS": ["123456789012", "arn:aws:iam::555555555555:root"], "Service": "ec2.amazonaws.com"},
      "NotAction": "iam:*",
      "NotResource": ["*"]
    },
    {"Effect": "Allow", "NotPrincipal": "*", "Action": [], "Resource": "*", "Condition": {"Bool": {}}}
  ]
}"#;

/// Removes the white space between the tokens of a JSON document.
fn minified(json: &str) -> String {
    let mut in_text = false;
    let keep = |c: &char| {
        in_text ^= *c == '"';
        in_text || !c.is_ascii_whitespace()
    };
    json.chars().filter(keep).collect::<String>().replace("\\u00e9", "é")
}

fn json_of(condition: Condition) -> String {
    let json = Policy::new().statement(Statement::allow().condition(condition)).to_json();
    json.split_once(r#""Condition":{"#).unwrap().1.strip_suffix("}}]}").unwrap().to_owned()
}

fn error(json: &str) -> (PolicyErrorKind, String) {
    let error = Policy::from_json(json).unwrap_err();
    (error.kind(), error.to_string())
}

fn statement(members: &str) -> Policy {
    let json = format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{members}}}]}}"#);
    Policy::from_json(&json).unwrap()
}

fn findings(policy: &Policy) -> Vec<(FindingKind, String)> {
    policy.lint().into_iter().map(|finding| (finding.kind, finding.path)).collect()
}

#[test]
fn built_policies_are_written_in_the_order_that_aws_uses() {
    let policy = Policy::new().allow(["s3:*", "ec2:*"], ["*"]).deny(["s3:Put*"], ["arn:aws:s3:::logs"]);
    let expected = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*","ec2:*"],"Resource":"*"},{"Effect":"Deny","Action":"s3:Put*","Resource":"arn:aws:s3:::logs"}]}"#;
    assert_eq!(policy.to_json(), expected);
    assert_eq!(policy.to_string(), expected);
    let built = Statement::deny().not_resources(["a", "b"]).not_actions(["c"]).sid("S").actions(Vec::<String>::new());
    let policy = Policy::new().with_id("I").with_version("2008-10-17").statement(built.not_actions(["d"]));
    let expected = r#"{"Version":"2008-10-17","Id":"I","Statement":[{"Sid":"S","Effect":"Deny","Action":[],"NotAction":["c","d"],"NotResource":["a","b"]}]}"#;
    assert_eq!(policy.to_json(), expected);
}

#[test]
fn the_type_of_a_value_selects_the_operator() {
    let date = UNIX_EPOCH + Duration::from_secs(86_400);
    let key = || Condition::key("k");
    assert_eq!(json_of(key().is("x")), r#""StringEquals":{"k":"x"}"#);
    assert_eq!(json_of(key().is(["x", "y"])), r#""StringEquals":{"k":["x","y"]}"#);
    assert_eq!(json_of(key().is(7)), r#""NumericEquals":{"k":7}"#);
    assert_eq!(json_of(key().is(true)), r#""Bool":{"k":true}"#);
    assert_eq!(json_of(key().is(date)), r#""DateEquals":{"k":"1970-01-02T00:00:00Z"}"#);
    assert_eq!(json_of(key().not("x")), r#""StringNotEquals":{"k":"x"}"#);
    assert_eq!(json_of(key().not(0.5)), r#""NumericNotEquals":{"k":0.5}"#);
    assert_eq!(json_of(key().not(true)), r#""Bool":{"k":false}"#);
    assert_eq!(json_of(key().not(Timestamp::EPOCH)), r#""DateNotEquals":{"k":"1970-01-01T00:00:00Z"}"#);
    assert_eq!(json_of(key().lt(date)), r#""DateLessThan":{"k":"1970-01-02T00:00:00Z"}"#);
    assert_eq!(json_of(key().lte(1)), r#""NumericLessThanEquals":{"k":1}"#);
    assert_eq!(json_of(key().gt(-1)), r#""NumericGreaterThan":{"k":-1}"#);
    assert_eq!(json_of(key().gte(date)), r#""DateGreaterThanEquals":{"k":"1970-01-02T00:00:00Z"}"#);
    assert_eq!(json_of(key().is_binary(b"hello")), r#""BinaryEquals":{"k":"aGVsbG8="}"#);
    assert_eq!(json_of(key().is_null(true)), r#""Null":{"k":true}"#);
    assert_eq!(json_of(key().like("a*").if_exists().for_any_value()), r#""ForAnyValue:StringLikeIfExists":{"k":"a*"}"#);
    assert_eq!(json_of(key().not_like("a*").for_all_values()), r#""ForAllValues:StringNotLike":{"k":"a*"}"#);
}

#[test]
fn conditions_with_the_same_operator_and_key_are_merged() {
    let statement = Statement::allow()
        .condition(Condition::key("aws:SourceIp").is_ip_address("203.0.113.0/24"))
        .condition(Condition::key("s3:prefix").like("a/*"))
        .condition(Condition::key("AWS:sourceip").is_ip_address("2001:db8::/32"));
    let expected = r#""Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]},"StringLike":{"s3:prefix":"a/*"}}"#;
    assert!(Policy::new().statement(statement).to_json().contains(expected));
}

#[test]
fn a_policy_is_written_as_it_was_read() {
    let policy = Policy::from_json(DOCUMENT).unwrap();
    assert_eq!(policy.to_json(), minified(DOCUMENT));
    let pretty = policy.to_json_pretty();
    assert!(pretty.contains("\n      \"Effect\": \"Deny\","), "{pretty}");
    assert_eq!(minified(&pretty), minified(DOCUMENT));
    for same in [
        r#"{"Statement":{"Effect":"Allow","Action":"a:b","Resource":["*"]}}"#,
        r#"{"Statement":[]}"#,
        r#"{"Statement":{"Effect":"Allow","Condition":{"NumericEquals":{"k":[1e3,-0.10,12345678901234567890123]}}}}"#,
        r#"{"Statement":{"Effect":"Allow","Condition":{"FooIfExists":{"k":[]},"ForAnyValue:":{},"NullIfExists":{}}}}"#,
    ] {
        assert_eq!(Policy::from_json(same).unwrap().to_json(), same);
    }
}

#[test]
fn the_lenient_reader_keeps_unknown_keys() {
    let json =
        r#"{"New":{"a":[1.50,null,{"b":"c"}]},"Statement":{"Later":false,"Effect":"Deny","Principal":{"Odd":"x"}}}"#;
    assert_eq!(Policy::from_json_lenient(json).unwrap().to_json(), json);
    let found = findings(&Policy::from_json_lenient(json).unwrap());
    assert!(found.contains(&(FindingKind::UnknownKey, "Statement.Later".to_owned())), "{found:?}");
    assert!(found.contains(&(FindingKind::UnknownKey, "New".to_owned())), "{found:?}");
}

#[test]
fn an_error_names_the_path_what_is_allowed_and_what_was_found() {
    use PolicyErrorKind::*;
    let cases = [
        (r#"[]"#, WrongValue, "the policy: must be an object; found an array"),
        (r#"{}"#, MissingKey, "the policy: the required key Statement is missing"),
        (r#"{"Statement":[{}]}"#, MissingKey, "Statement[0]: the required key Effect is missing"),
        (r#"{"Statement":[],"Statement":[]}"#, DuplicateKey, "Statement: the key is repeated"),
        (
            r#"{"Statement":[],"Sid":"x"}"#,
            UnknownKey,
            "Sid: is not a key of the policy language; allowed here: Version, Id, Statement",
        ),
        (
            r#"{"Statement":[{"Effect":"Deny"},{"Effect":"allow"}]}"#,
            WrongValue,
            r#"Statement[1].Effect: must be "Allow" or "Deny"; found "allow""#,
        ),
        (
            r#"{"Statement":[{"Effect":"Deny","Action":["a:b",7]}]}"#,
            WrongValue,
            "Statement[0].Action[1]: must be a string; found a number",
        ),
        (
            r#"{"Statement":[{"Effect":"Deny","Condition":{"StringEquals":"x"}}]}"#,
            WrongValue,
            r#"Statement[0].Condition.StringEquals: must be an object; found "x""#,
        ),
        (
            r#"{"Statement":{"Effect":"Deny","Condition":{"Bool":{"k":null}}}}"#,
            WrongValue,
            "Statement.Condition.Bool.k: must be a string, a number, a boolean or an array of them; found null",
        ),
        (
            r#"{"Statement":{"Effect":"Deny","Condition":{"Bool":{"k":true,"k":true}}}}"#,
            DuplicateKey,
            "Statement.Condition.Bool.k: the key is repeated",
        ),
    ];
    for (json, kind, message) in cases {
        assert_eq!(error(json), (kind, message.to_owned()));
    }
    assert_eq!(error("{").0, Syntax);
    assert_eq!(error("").0, Syntax);
    assert_eq!(error(r#"{"Statement":[]} x"#).0, Syntax);
    assert_eq!(error(r#"{"Statement":"\ud800"}"#).0, Syntax);
}

#[test]
fn documents_that_are_too_large_or_too_deep_are_refused() {
    for depth in [20, 100_000] {
        let json = format!(r#"{{"Statement":[],"x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        assert_eq!(Policy::from_json_lenient(&json).unwrap_err().kind(), PolicyErrorKind::TooDeep);
    }
    assert_eq!(error(&"[".repeat(200_000)).0, PolicyErrorKind::TooDeep);
    assert_eq!(error(&" ".repeat(300_000)).0, PolicyErrorKind::TooLarge);
}

#[test]
fn equality_ignores_ids_and_spelling() {
    let one = r#"{"Version":"2012-10-17","Id":"a","Statement":{"Sid":"b","Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"},"StringLike":{"k":["a","b"]}}}}"#;
    let same = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Condition":{"StringLike":{"K":["b","a"]},"Bool":{"aws:securetransport":[true]}},"Resource":["*"],"Action":["s3:List*","s3:Get*"]}]}"#;
    let one = Policy::from_json(one).unwrap();
    assert_eq!(one, Policy::from_json(same).unwrap());
    assert_eq!(hash(&one), hash(&Policy::from_json(same).unwrap()));
    for (from, to) in [("Allow", "Deny"), ("Get", "Put"), ("true", "false"), ("2012-10-17", "2008-10-17"), ("K", "L")] {
        assert_ne!(one, Policy::from_json(&same.replace(from, to)).unwrap(), "{from}");
    }
    let [allow, deny] = [Statement::allow().build(), Statement::deny().build()];
    let in_order = Policy::new().statement(allow.clone()).statement(deny.clone());
    assert_ne!(in_order, Policy::new().statement(deny).statement(allow));
    let everyone = Principal::everyone();
    assert_eq!(everyone, Principal::new("AWS", ["*"]));
    assert_eq!(hash(&everyone), hash(&Principal::new("AWS", ["123456789012", "*"])));
    assert_ne!(everyone, Principal::new("AWS", ["*", "nonsense"]));
    assert_eq!(everyone, Principal::new("Service", ["ec2.amazonaws.com"]).and("AWS", ["123456789012", "*"]));
    assert_ne!(everyone, Principal::new("Federated", ["*"]));
    assert_eq!(Principal::new("AWS", ["123456789012"]), Principal::new("AWS", ["arn:aws:iam::123456789012:root"]));
    assert_ne!(Principal::new("AWS", ["123456789012"]), Principal::new("AWS", ["arn:aws-cn:iam::123456789012:root"]));
    assert_eq!(
        Principal::new("AWS", ["a", "b"]).and("Service", ["c"]),
        Principal::new("Service", ["c"]).and("AWS", ["b", "a"])
    );
    let account = [Principal::new("AWS", ["123456789012"]), Principal::new("AWS", ["arn:aws:iam::123456789012:root"])];
    assert_eq!(hash(&account[0]), hash(&account[1]));
    // What can be judged and what cannot do not have the same meaning.
    let condition = |json: &str| statement(&format!(r#""Action":"*","Resource":"*","Condition":{json}"#));
    assert_ne!(condition(r#"{"StringEquals":{}}"#), condition("{}"));
    assert_ne!(condition(r#"{"StringEquals":{"k":"a","K":"a"}}"#), condition(r#"{"StringEquals":{"k":"a"}}"#));
}

fn hash(value: &impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

#[test]
fn the_parts_of_a_policy_can_be_read() {
    let policy: Policy = DOCUMENT.parse().unwrap();
    let [second, first, _] = policy.statements() else { panic!("{policy}") };
    assert_eq!(policy.id(), Some("cd3ad3d9-2776-4ef1-a904-4c229d1642ee"));
    assert_eq!(policy.version(), Some("2012-10-17"));
    assert_eq!((second.effect(), second.sid()), (Effect::Allow, Some("Second")));
    assert_eq!(second.actions(), ["s3:PutObject"]);
    assert_eq!(first.not_actions(), ["iam:*"]);
    assert_eq!(first.not_resources(), ["*"]);
    assert!(first.actions().is_empty() && first.resources().is_empty());
    assert_eq!(first.principal().unwrap().kinds().count(), 2);
    let conditions = policy.conditions();
    assert_eq!(conditions.len(), 5);
    assert_eq!(conditions.operators().len(), 3);
    assert_eq!(conditions.with_operator(Comparison::Bool).values(), ["true", "true"]);
    assert_eq!(conditions.with_operator("ForAnyValue:StringLikeIfExists").keys(), ["aws:TagKeys"]);
    assert_eq!(conditions.with_key("S3:MAX-KEYS").values(), ["10"]);
    assert!(conditions.with_key("other").is_empty());
}

#[test]
fn every_operator_is_parsed_and_printed() {
    assert_eq!(Comparison::KNOWN.len(), 27);
    for comparison in Comparison::KNOWN {
        for prefix in ["", "ForAllValues:", "ForAnyValue:"] {
            for suffix in ["", "IfExists"] {
                let text = format!("{prefix}{}{suffix}", comparison.as_str());
                let operator = Operator::from(text.as_str());
                assert_eq!((operator.to_string(), operator.comparison()), (text, comparison));
            }
        }
    }
    let operator = Operator::new(Comparison::ArnLike).if_exists().quantified(Quantifier::ForAllValues);
    assert_eq!(operator, Operator::from("ForAllValues:ArnLikeIfExists"));
    assert!(!Operator::from("StringMatches").is_known());
    assert!(!Operator::from("NullIfExists").is_known());
}

#[test]
fn lint_reports_what_a_session_policy_must_not_have() {
    use FindingKind::*;
    let at = |kind, path: &str| vec![(kind, path.to_owned())];
    let base = r#""Action":"s3:*","Resource":"*""#;
    assert_eq!(findings(&statement(base)), []);
    assert_eq!(findings(&statement(base).with_id("x")), at(Id, "Id"));
    assert_eq!(findings(&statement(base).with_version("2008-10-17")), at(Version, "Version"));
    assert_eq!(findings(&statement(base).with_version("2012-10-18")), at(Version, "Version"));
    assert_eq!(findings(&Policy::new()), at(Missing, "Statement"));
    let no_version = format!(r#"{{"Statement":{{"Effect":"Allow",{base}}}}}"#);
    assert_eq!(findings(&Policy::from_json(&no_version).unwrap()), at(Version, "Version"));
    let cases = [
        (r#""Action":"s3:*","Resource":"*","Principal":"*""#, Principal, "Statement[0].Principal"),
        (r#""Action":"s3:*","Resource":"*","NotPrincipal":{"AWS":"1"}"#, Principal, "Statement[0].NotPrincipal"),
        (r#""Action":"s3:*""#, Missing, "Statement[0]"),
        (r#""Resource":"*""#, Missing, "Statement[0]"),
        (r#""Action":[],"Resource":"*""#, Missing, "Statement[0].Action"),
        (r#""Action":"a:b","NotAction":"a:c","Resource":"*""#, Conflict, "Statement[0]"),
        (r#""Action":"a:b","Resource":"*","NotResource":"*""#, Conflict, "Statement[0]"),
        (r#""Action":["s3:*","GetObject"],"Resource":"*""#, Action, "Statement[0].Action[1]"),
        (r#""NotAction":[":x"],"Resource":"*""#, Action, "Statement[0].NotAction[0]"),
        (r#""Action":"s3:*","Resource":["*","bucket"]"#, Resource, "Statement[0].Resource[1]"),
        (r#""Action":"s3:*","NotResource":["arn:aws:s3"]"#, Resource, "Statement[0].NotResource[0]"),
        (r#""Sid":"read-only","Action":"s3:*","Resource":"*""#, Sid, "Statement[0].Sid"),
        (r#""Action":"s3:*","Resource":["*","arn:aws:s3:::名"]"#, Character, "Statement[0].Resource[1]"),
    ];
    for (members, kind, path) in cases {
        assert_eq!(findings(&statement(members)), at(kind, path), "{members}");
    }
    // The paths of a single statement and of a single string have no index if the document has no array.
    let lone = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"x","Resource":["名"]}}"#;
    let expected =
        [(Action, "Statement.Action"), (Resource, "Statement.Resource[0]"), (Character, "Statement.Resource[0]")];
    assert_eq!(findings(&Policy::from_json(lone).unwrap()), expected.map(|(kind, path)| (kind, path.to_owned())));
    let named = || Statement::allow().sid("A").actions(["*"]).resources(["*"]);
    assert_eq!(findings(&Policy::new().statement(named()).statement(named())), at(DuplicateSid, "Statement[1].Sid"));
    let long = Policy::new().allow(["s3:*"], vec!["arn:aws:s3:::bucket"; 100]);
    assert_eq!(findings(&long), at(TooLong, ""));
}

#[test]
fn lint_reports_resources_that_are_neither_a_star_nor_an_arn() {
    let found = |resource: &str| {
        let found = Policy::new().allow(["s3:*"], [resource]).lint();
        found.into_iter().map(|finding| (finding.kind, finding.path)).collect::<Vec<_>>()
    };
    for resource in [
        "*",
        "arn:aws:s3:::bucket",
        "arn:aws:s3:::bucket/${aws:username}/*",
        "arn:*:sqs:*:*:queue",
        "arn:aws:iam::123456789012:role/path/demo?",
        "arn:aws:lambda:eu-west-1:123456789012:function:name:alias",
        "arn:aws:s3:::bucket/${*}${$}",
    ] {
        assert_eq!(found(resource), [], "{resource}");
    }
    for resource in [
        "",
        "**",
        "bucket",
        "s3:::bucket",
        "*:aws:s3:::bucket",
        "arn",
        "arn:aws:s3",
        "arn:aws:s3:::",
        "arn::s3:::bucket",
        "arn:aws::::bucket",
        "arn:aws:s3:::bucket/${aws:username",
        "arn:${aws:Partition}:s3:::bucket",
        "${aws:PrincipalTag/resource}",
        "ARN:aws:s3:::bucket",
        " arn:aws:s3:::bucket",
    ] {
        let path = "Statement[0].Resource".to_owned();
        assert_eq!(found(resource), [(FindingKind::Resource, path)], "{resource}");
    }
    let short = Policy::new().allow(["s3:*"], ["arn:aws:s3"]).lint();
    let message = "Statement[0].Resource: must have all six parts of an ARN, because AWS refuses a session policy \
                   without them; found \"arn:aws:s3\"";
    assert_eq!(short[0].to_string(), message);
}

#[cfg(feature = "serde")]
mod as_serde {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize, serde::Serialize)]
    struct Settings {
        name: String,
        policy: Policy,
    }

    #[test]
    fn a_policy_is_an_object_within_another_document() {
        let text = format!(r#"{{"name":"x","policy":{DOCUMENT}}}"#);
        let settings: Settings = serde_json::from_str(&text).unwrap();
        let policy = Policy::from_json(DOCUMENT).unwrap();
        assert_eq!(settings.policy, policy);
        assert_eq!(settings.policy.to_json(), policy.to_json());
        let minified = format!(r#"{{"name":"{}","policy":{}}}"#, settings.name, policy.to_json());
        assert_eq!(serde_json::to_string(&settings).unwrap(), minified);
    }

    #[test]
    fn an_object_that_is_not_a_policy_is_refused_with_its_path() {
        for (json, message) in [
            (r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Extra":1}]}"#, "Statement[0].Extra"),
            (r#"{"Version":"2012-10-17"}"#, "the required key Statement is missing"),
            (r#"{"Statement":[],"Statement":[]}"#, "Statement: the key is repeated"),
            (r#"{"Statement":{"Effect":"Perhaps"}}"#, "Statement.Effect"),
            (r#""{\"Statement\":[]}""#, "must be an object"),
            ("null", "must be an object"),
            (&format!("{}1{}", "[".repeat(100), "]".repeat(100)), "nested more than 16 levels deep"),
        ] {
            let error = serde_json::from_str::<Policy>(json).unwrap_err().to_string();
            assert!(error.contains(message), "{json}: {error}");
        }
    }

    /// Returns the error message without the line and column, which depend on where the policy is in the document.
    fn refusal<T: for<'de> Deserialize<'de>>(json: &str) -> String {
        let error = serde_json::from_str::<T>(json).err().unwrap().to_string();
        error.split(" at line ").next().unwrap().to_owned()
    }

    #[test]
    fn an_error_names_the_path_within_the_policy_wherever_the_policy_is() {
        let statement =
            |member: &str| format!(r#"{{"Statement":[{{"Effect":"Deny"}},{{"Effect":"Allow",{member}}}]}}"#);
        let deep = format!(r#""Condition":{{"Bool":{{"k":{}1{}}}}}"#, "[".repeat(20), "]".repeat(20));
        for (document, path) in [
            (statement(r#""Extra":1"#), "Statement[1].Extra"),
            (statement(r#""Action":7"#), "Statement[1].Action"),
            (statement(r#""Action":["a",7]"#), "Statement[1].Action[1]"),
            (statement(r#""Effect":"Deny""#), "Statement[1].Effect"),
            (statement(r#""Principal":{"AWS":"*","aws":"*"}"#), "Statement[1].Principal.aws"),
            (statement(r#""Condition":{"Bool":7}"#), "Statement[1].Condition.Bool"),
            (statement(r#""Condition":{"Bool":{"k":null}}"#), "Statement[1].Condition.Bool.k"),
            (statement(r#""Condition":{"Bool":{"k":"a","k":"b"}}"#), "Statement[1].Condition.Bool.k"),
            (statement(&deep), "Statement[1].Condition.Bool.k[0]"),
            (r#"{"Version":1,"Statement":[]}"#.to_owned(), "Version"),
            (r#"{"version":"2012-10-17","Statement":[]}"#.to_owned(), "version"),
        ] {
            let expected = Policy::from_json(&document).unwrap_err();
            assert!(expected.path().starts_with(path), "{expected}");
            assert_eq!(refusal::<Policy>(&document), expected.to_string());
            assert_eq!(refusal::<Settings>(&format!(r#"{{"name":"x","policy":{document}}}"#)), expected.to_string());
        }
    }

    #[test]
    fn values_that_json_cannot_express_are_refused_with_their_path() {
        use serde::de::value::{Error, MapDeserializer};
        let not_a_number = [("Statement", [("Effect", f64::NAN)].into_iter().collect::<BTreeMap<_, _>>())];
        let error = Policy::deserialize(MapDeserializer::<_, Error>::new(not_a_number.into_iter())).unwrap_err();
        assert_eq!(error.to_string(), "Statement.Effect: must be a finite number; found NaN");
        let bytes = [("Statement", &b"Allow"[..])];
        let error = Policy::deserialize(MapDeserializer::<_, Error>::new(bytes.into_iter())).unwrap_err();
        assert!(error.to_string().contains("Statement of a policy"), "{error}");
    }

    #[test]
    fn values_of_every_type_are_preserved() {
        let json = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericEquals":{"k":[1,-2,18446744073709551615,1.5,true,"x"]}}}]}"#;
        let policy: Policy = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&policy).unwrap(), json);
        assert_eq!(policy.to_json(), json);
    }
}

#[test]
fn lint_reports_values_that_do_not_fit_their_operator() {
    let found = |operator: &str, value: &str| {
        let condition = format!(r#""Action":"*","Resource":"*","Condition":{{"{operator}":{{"x:k":"{value}"}}}}"#);
        findings(&statement(&condition))
    };
    for (operator, value) in [
        ("NumericEquals", "abc"),
        ("NumericLessThan", "NaN"),
        ("DateLessThan", "x"),
        ("DateEquals", "2024-13-01"),
        ("Bool", "yes"),
        ("Null", "1"),
        ("IpAddress", "999"),
        ("NotIpAddress", "10.0.0.0/33"),
        ("ArnLike", "sns:topic"),
        ("ArnLike", "*:topic"),
        ("BinaryEquals", "%"),
        ("ForAnyValue:BoolIfExists", ""),
    ] {
        let path = format!("Statement[0].Condition.{operator}.x:k");
        assert_eq!(found(operator, value), [(FindingKind::Value, path)], "{operator} {value}");
    }
    for (operator, value) in [
        ("NumericEquals", "-1.5"),
        ("DateLessThan", "2030-01"),
        ("DateLessThan", "2030-01-31"),
        ("DateLessThan", "2030-01-31T10:20Z"),
        ("DateLessThan", "2030-01-31T10:20+01:00"),
        ("DateLessThan", "2030-01-31T10:20:30.5Z"),
        ("DateLessThan", "1900000000"),
        ("Bool", "False"),
        ("IpAddress", "203.0.113.7"),
        ("IpAddress", "2001:db8::/128"),
        ("ArnLike", "arn:aws:s3:::*"),
        ("ArnEquals", "*"),
        ("BinaryEquals", "aGVsbG8="),
    ] {
        assert_eq!(found(operator, value), [], "{operator} {value}");
    }
    let unknown = found("StringMatches", "x");
    assert_eq!(unknown, [(FindingKind::Operator, "Statement[0].Condition.StringMatches".to_owned())]);
}

#[test]
fn the_size_is_that_of_the_document_that_is_sent() {
    let policy = Policy::new().allow(["é:*"], ["*"]).deny(["s3:*"], ["*"]);
    let size = policy.size();
    assert_eq!(size.characters(), policy.to_json().chars().count());
    assert_eq!(size.statements(), [r#"{"Effect":"Allow","Action":"é:*","Resource":"*"}"#.chars().count(), 48]);
    assert_eq!(size.left(), Some(size.limit() - size.characters()));
    assert_eq!(Policy::new().allow(vec!["s3:*"; 1000], ["*"]).size().left(), None);
}

#[test]
fn calls_accept_policies_and_text() {
    let sts = Sts::new(Credentials::new("AKIDEXAMPLE", "secret"));
    let policy = Policy::new().allow(["s3:*"], ["*"]);
    for call in [
        sts.new_federated_session("Bob").policy(&policy),
        sts.new_federated_session("Bob").policy(policy.to_json()),
        sts.new_federated_session("Bob").policy(policy.to_json().as_str()),
        sts.new_federated_session("Bob").policy(policy.clone()),
    ] {
        assert!(format!("{call:?}").contains(&format!("{:?}", policy.to_json())));
    }
    let call = sts.assume_role("arn:aws:iam::123456789012:role/demo", "session").policy(policy.clone());
    assert!(format!("{call:?}").contains(&format!("{:?}", policy.to_json())));
}

fn check_round_trip(text: &str) {
    for policy in [Policy::from_json(text), Policy::from_json_lenient(text)].into_iter().flatten() {
        let written = policy.to_json();
        let again = Policy::from_json_lenient(&written).unwrap();
        assert_eq!(again.to_json(), written);
        assert_eq!(again, policy);
        assert_eq!(Policy::from_json_lenient(&policy.to_json_pretty()).unwrap().to_json(), written);
        let _ = (policy.lint(), policy.size(), policy.conditions().keys().len());
    }
}

proptest! {
    #[test]
    fn any_text_is_a_policy_or_an_error(text in any::<String>()) {
        check_round_trip(&text);
    }

    #[test]
    fn any_changed_document_is_a_policy_or_an_error(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_usize), 1..6),
    ) {
        const TOKENS: &[&str] = &["{", "}", "[", "]", ",", ":", "\"", "null", "1e9", "\"*\"", "true", "\\", "\"Sid\"", "é"];
        let mut text: Vec<char> = DOCUMENT.chars().collect();
        for (place, token, removed) in changes {
            let start = place.index(text.len());
            let end = (start + removed).min(text.len());
            text.splice(start..end, TOKENS[token.index(TOKENS.len())].chars());
        }
        check_round_trip(&text.into_iter().collect::<String>());
    }

    #[test]
    fn operators_print_what_they_parse(text in "(For(All|Any)Values?:)?[A-Za-z:]{0,12}(IfExists){0,2}") {
        prop_assert_eq!(Operator::from(text.as_str()).to_string(), text);
    }
}
