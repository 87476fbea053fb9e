use super::*;

/// A document as the service sends it: lists in objects.
const SENT: &str = r#"{
  "allowed": false, "explicitDeny": true,
  "matchedStatements": {"items": [{
    "statementId": "NoStopping", "effect": "DENY",
    "principals": {"items": [{"value": "AIDACKCEVSQ6C2EXAMPLE"}]},
    "actions": {"items": [{"value": "ec2:StopInstances"}]},
    "resources": {"items": [{"value": "*"}]},
    "conditions": {"items": [{"key": "aws:MultiFactorAuthPresent", "values": {"items": [{"value": "false"}]}}]}
  }]},
  "failures": {"items": []},
  "context": {
    "principal": {"id": "AIDACKCEVSQ6C2EXAMPLE", "name": "Bob", "arn": "arn:aws:iam::123456789012:user/Bob"},
    "action": "ec2:StopInstances",
    "resource": "arn:aws:ec2:us-east-1:123456789012:instance/i-dd01c9bd",
    "conditions": {"items": [{"key": "ec2:Tenancy", "values": {"items": [{"value": "default"}]}}]}
  },
  "later": {"kept": 1.50}
}"#;

/// A document as in <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html>: booleans as strings, empty
/// lists as empty strings.
const DOCUMENTED: &str = r#"{"allowed":"false","explicitDeny":"false","matchedStatements":"","failures":"","context":{
  "principal":{"id":"AIDACKCEVSQ6C2EXAMPLE","name":"Bob","arn":"arn:aws:iam::123456789012:user/Bob"},
  "action":"ec2:StopInstances","resource":"arn:aws:ec2:us-east-1:123456789012:instance/i-dd01c9bd",
  "conditions":[{"item":{"key":"ec2:Tenancy","values":["default"]}},{"item":{"key":"ec2:Owner","values":[]}}]}}"#;

#[test]
fn both_formats_of_aws_are_read() {
    let denial = Denial::read(SENT).unwrap();
    assert_eq!((denial.is_allowed(), denial.is_explicit_deny()), (Some(false), Some(true)));
    assert_eq!(denial.principal_arn(), Some("arn:aws:iam::123456789012:user/Bob"));
    assert_eq!((denial.principal_id(), denial.principal_name()), (Some("AIDACKCEVSQ6C2EXAMPLE"), Some("Bob")));
    assert_eq!(denial.action(), Some("ec2:StopInstances"));
    assert_eq!(denial.resource(), Some("arn:aws:ec2:us-east-1:123456789012:instance/i-dd01c9bd"));
    assert_eq!(denial.conditions(), [("ec2:Tenancy", vec!["default"])]);
    assert!(denial.failures().is_empty());
    let [statement] = denial.matched_statements()[..] else { panic!("{denial:?}") };
    assert_eq!((statement.id(), statement.effect()), (Some("NoStopping"), Some("DENY")));
    assert_eq!((statement.actions(), statement.resources()), (vec!["ec2:StopInstances"], vec!["*"]));
    assert_eq!(statement.conditions(), [("aws:MultiFactorAuthPresent", vec!["false"])]);
    assert!(statement.to_json().contains("AIDACKCEVSQ6C2EXAMPLE"));

    let denial = Denial::read(DOCUMENTED).unwrap();
    assert_eq!((denial.is_allowed(), denial.is_explicit_deny()), (Some(false), Some(false)));
    assert!(denial.matched_statements().is_empty() && denial.failures().is_empty());
    assert_eq!(denial.conditions(), [("ec2:Tenancy", vec!["default"]), ("ec2:Owner", vec![])]);
}

#[test]
fn the_document_is_kept_as_received() {
    assert_eq!(Denial::read(SENT).unwrap().json(), SENT);
}

#[test]
fn a_denial_reads_as_a_sentence() {
    assert_eq!(
        Denial::read(SENT).unwrap().to_string(),
        "a policy denies arn:aws:iam::123456789012:user/Bob explicitly: ec2:StopInstances on \
         arn:aws:ec2:us-east-1:123456789012:instance/i-dd01c9bd\n  statement NoStopping: DENY"
    );
    assert!(Denial::read(DOCUMENTED).unwrap().to_string().starts_with("no policy allows arn:aws:iam"));
    assert_eq!(Denial::read("{}").unwrap().to_string(), "denied to the caller: this action on the resource");
}

#[test]
fn parts_may_be_missing_or_malformed_but_the_document_must_be_an_object() {
    for json in
        ["{}", r#"{"allowed":1,"matchedStatements":{"items":{}},"context":[]}"#, r#"{"context":{"conditions":[1]}}"#]
    {
        let denial = Denial::read(json).unwrap();
        assert_eq!((denial.is_allowed(), denial.action()), (None, None));
        assert!(denial.matched_statements().is_empty() && denial.conditions().is_empty());
    }
    for json in ["", "[]", "null", "{", "text"] {
        assert!(Denial::read(json).is_none(), "{json}");
    }
}
