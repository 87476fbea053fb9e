//! Invalid requests: every limit of the service model, and inputs that other STS emulators accept.

use crate::raw_http::{NOW, RawRequest, percent_encode};
use serde_json::Value;
use sts::Timestamp;
use sts_local::{LocalClock, LocalSts};

const MODEL: &str = include_str!("../../../../model/sts.json");
const CORRECTIONS: &str = include_str!("../../../../model/sts.corrections.json");
const DEMO: &str = "arn:aws:iam::123456789012:role/demo";

async fn local() -> LocalSts {
    LocalSts::default_account().clock(LocalClock::at(Timestamp::from_secs(NOW))).start().await.unwrap()
}

/// Returns the required parameters of an operation.
fn required_parameters(operation: &str) -> Vec<(String, String)> {
    let pairs: &[(&str, &str)] = match operation {
        "AssumeRole" => &[("RoleArn", DEMO), ("RoleSessionName", "test")],
        "AssumeRoleWithSAML" => &[
            ("RoleArn", DEMO),
            ("PrincipalArn", "arn:aws:iam::123456789012:saml-provider/x"),
            ("SAMLAssertion", "PHNhbWw+"),
        ],
        "AssumeRoleWithWebIdentity" => {
            &[("RoleArn", DEMO), ("RoleSessionName", "test"), ("WebIdentityToken", "a.web.token")]
        }
        "AssumeRoot" => &[
            ("TargetPrincipal", "111122223333"),
            ("TaskPolicyArn.arn", "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"),
        ],
        "DecodeAuthorizationMessage" => &[("EncodedMessage", "message")],
        "GetAccessKeyInfo" => &[("AccessKeyId", "AKIAIOSFODNN7EXAMPLE")],
        "GetDelegatedAccessToken" => &[("TradeInToken", "token")],
        "GetFederationToken" => &[("Name", "Bob")],
        "GetWebIdentityToken" => &[("Audience.member.1", "a"), ("SigningAlgorithm", "RS256")],
        _ => &[],
    };
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A request with a member that just violates or just satisfies a limit.
#[derive(Debug)]
struct Probe {
    operation: String,
    pairs: Vec<(String, String)>,
    /// The path of the member, as in AWS's messages.
    path: String,
    /// The constraint in AWS's message, after "Member must"; `None` if the limit is satisfied.
    constraint: Option<String>,
}

struct Model {
    shapes: Value,
    probes: Vec<Probe>,
}

impl Model {
    fn shape(&self, id: &str) -> Value {
        self.shapes[id].clone()
    }

    /// Adds probes for a member. `wire` is its name on the wire, and `path` its path in AWS's messages.
    fn member(&mut self, operation: &str, member: &Value, wire: &str, path: &str) {
        let shape = self.shape(member["target"].as_str().unwrap());
        if !member["traits"]["smithy.api#required"].is_null() {
            self.add(operation, wire, path, None, Some("not be null".to_owned()));
        }
        let length = &shape["traits"]["smithy.api#length"];
        let (least, most) = (length["min"].as_u64(), length["max"].as_u64());
        match shape["type"].as_str().unwrap() {
            "string" => self.string(operation, &shape, wire, path, least, most),
            "integer" => {
                let range = &shape["traits"]["smithy.api#range"];
                for (bound, step, comparison) in [("min", -1, "greater"), ("max", 1, "less")] {
                    let Some(limit) = range[bound].as_i64() else { continue };
                    let constraint = format!("have value {comparison} than or equal to {limit}");
                    self.add(operation, wire, path, Some(limit.to_string()), None);
                    self.add(operation, wire, path, Some((limit + step).to_string()), Some(constraint));
                }
            }
            "list" => {
                let item = shape["member"].clone();
                let (wire, path) = (format!("{wire}.member"), path.to_owned());
                if let Some(most) = most {
                    let constraint = format!("have length less than or equal to {most}");
                    self.list(operation, &wire, &path, &item, most, None);
                    self.list(operation, &wire, &path, &item, most + 1, Some(constraint));
                }
                self.member(operation, &item, &format!("{wire}.1"), &format!("{path}.1.member"));
            }
            "structure" => self.members(operation, &shape, &format!("{wire}."), &format!("{path}.")),
            // Enums are open: the model of a server may be older than that of its client.
            "enum" => {}
            other => panic!("no probes for {other}"),
        }
    }

    fn string(
        &mut self,
        operation: &str,
        shape: &Value,
        wire: &str,
        path: &str,
        least: Option<u64>,
        most: Option<u64>,
    ) {
        let pattern =
            shape["traits"]["smithy.api#pattern"].as_str().map(|text| text.trim_matches(['^', '$']).to_owned());
        let filler = if pattern.as_deref().is_some_and(|text| text.contains("\\d") && !text.contains("\\w")) {
            "1"
        } else {
            "a"
        };
        let text = |length: u64| filler.repeat(usize::try_from(length).unwrap());
        if let Some(least) = least {
            self.add(operation, wire, path, Some(text(least)), None);
            // An empty text also violates a pattern that requires one character.
            if least > 1 {
                let constraint = format!("have length greater than or equal to {least}");
                self.add(operation, wire, path, Some(text(least - 1)), Some(constraint));
            }
        }
        if let Some(most) = most {
            let constraint = format!("have length less than or equal to {most}");
            self.add(operation, wire, path, Some(text(most)), None);
            self.add(operation, wire, path, Some(text(most + 1)), Some(constraint));
        }
        if let Some(pattern) = pattern {
            let invalid = format!("{}\u{1}", text(least.unwrap_or(1)));
            let short = most.is_none_or(|most| invalid.chars().count() as u64 <= most);
            let invalid = if short { invalid } else { format!("{}\u{1}", text(most.unwrap() - 1)) };
            self.add(
                operation,
                wire,
                path,
                Some(invalid),
                Some(format!("satisfy regular expression pattern: {pattern}")),
            );
        }
    }

    fn members(&mut self, operation: &str, shape: &Value, wire: &str, path: &str) {
        for (name, member) in shape["members"].as_object().unwrap() {
            let lower = format!("{}{}", name[..1].to_lowercase(), &name[1..]);
            self.member(operation, member, &format!("{wire}{name}"), &format!("{path}{lower}"));
        }
    }

    /// Adds a probe of one member. Other members of its structure get valid values.
    fn add(&mut self, operation: &str, wire: &str, path: &str, value: Option<String>, constraint: Option<String>) {
        let mut pairs = required_parameters(operation);
        let below = format!("{wire}.");
        pairs.retain(|(name, _)| name != wire && !name.starts_with(&below));
        if wire.ends_with(".Key") || wire.ends_with(".Value") {
            let (parent, _) = wire.rsplit_once('.').unwrap();
            pairs.extend([(format!("{parent}.Key"), "k".to_owned()), (format!("{parent}.Value"), "v".to_owned())]);
            pairs.retain(|(name, _)| name != wire);
        }
        pairs.extend(value.map(|value| (wire.to_owned(), value)));
        self.probes.push(Probe { operation: operation.to_owned(), pairs, path: path.to_owned(), constraint });
    }

    fn list(&mut self, operation: &str, wire: &str, path: &str, item: &Value, count: u64, constraint: Option<String>) {
        let mut pairs = required_parameters(operation);
        pairs.retain(|(name, _)| !name.starts_with(wire));
        let shape = self.shape(item["target"].as_str().unwrap());
        for index in 1..=count {
            match shape["members"].as_object() {
                None => pairs.push((format!("{wire}.{index}"), format!("k{index}"))),
                Some(members) => {
                    for name in members.keys() {
                        let arn = name.to_lowercase().contains("arn");
                        let value = if arn { DEMO.to_owned() } else { format!("name{index}") };
                        pairs.push((format!("{wire}.{index}.{name}"), value));
                    }
                }
            }
        }
        self.probes.push(Probe { operation: operation.to_owned(), pairs, path: path.to_owned(), constraint });
    }
}

fn probes() -> Vec<Probe> {
    let document: Value = serde_json::from_str(MODEL).unwrap();
    let mut model = Model { shapes: document["shapes"].clone(), probes: Vec::new() };
    for (id, shape) in document["shapes"].as_object().unwrap() {
        let Some(input) = shape["input"]["target"].as_str().filter(|_| shape["type"] == "operation") else { continue };
        let operation = id.split('#').next_back().unwrap();
        let input = model.shape(input);
        model.members(operation, &input, "", "");
    }
    model.probes
}

#[tokio::test]
async fn em11_every_limit_of_the_model_is_enforced_with_the_message_of_aws() {
    let local = local().await;
    let probes = probes();
    let (broken, kept): (Vec<_>, Vec<_>) = probes.iter().partition(|probe| probe.constraint.is_some());
    assert!(broken.len() > 120 && kept.len() > 80, "{} {}", broken.len(), kept.len());
    for probe in &probes {
        let mut form = format!("Action={}&Version=2011-06-15", probe.operation);
        for (name, value) in &probe.pairs {
            form.push_str(&format!("&{name}={}", percent_encode(value)));
        }
        let response = RawRequest::post(&local, form).signed(&local).send().await;
        let body = response.body.replace("&apos;", "'");
        let place = format!("at '{}' failed to satisfy constraint: Member must ", probe.path);
        match &probe.constraint {
            Some(constraint) => {
                let text = format!("{place}{constraint}</Message>");
                assert_eq!(response.status, 400, "{probe:?}\n{body}");
                assert!(body.contains(&text) && body.contains("1 validation error detected: "), "{probe:?}\n{body}");
                response.assert_refused(400, "ValidationError", "");
            }
            None => assert!(!body.contains(&place), "{probe:?}\n{body}"),
        }
    }
}

/// Returns inputs 34 to 36: an assertion that is not base64, one that is not a response, and one for another role.
#[cfg(feature = "saml")]
fn saml(local: &LocalSts) -> [(String, u16, &'static str, &'static str); 3] {
    let issuer = local.saml_issuer();
    let form = |role: &str, assertion: &str| {
        let (provider, assertion) = (issuer.provider_arn(), percent_encode(assertion));
        format!("AssumeRoleWithSAML&RoleArn={role}&PrincipalArn={provider}&SAMLAssertion={assertion}")
    };
    let for_demo = issuer.response("ann", DEMO).sign();
    let denied = "Not authorized to perform sts:AssumeRoleWithSAML";
    [
        (form(DEMO, "!!!!"), 400, "InvalidIdentityToken", "Invalid base64 SAMLResponse"),
        (form(DEMO, "PGh0bWwvPg=="), 400, "InvalidIdentityToken", "Invalid SAML response"),
        (form("arn:aws:iam::123456789012:role/other", for_demo.expose()), 403, "AccessDenied", denied),
    ]
}

#[cfg(not(feature = "saml"))]
fn saml(_: &LocalSts) -> [(String, u16, &'static str, &'static str); 0] {
    []
}

#[tokio::test]
async fn em12_inputs_that_other_emulators_accept_are_refused_as_aws_refuses_them() {
    let local = local().await;
    let (a, ve) = ("a", "ValidationError");
    let role = |arn: &str, name: &str, rest: &str| {
        format!("AssumeRole&RoleArn={}&RoleSessionName={}{rest}", percent_encode(arn), percent_encode(name))
    };
    let with = |rest: &str| role(DEMO, "test", rest);
    let arns: String = (1..=11).map(|n| format!("&PolicyArns.member.{n}.arn=arn:aws:iam::aws:policy/P{n}")).collect();
    let tags: String = (1..=51).map(|n| format!("&Tags.member.{n}.Key=k{n}&Tags.member.{n}.Value=v")).collect();
    let long_policy = format!("&Policy={{\"Version\":\"2012-10-17\",\"Statement\":[],\"Id\":\"{}\"}}", a.repeat(2_010));
    let token = "AssumeRoleWithWebIdentity&RoleSessionName=test&RoleArn=";
    let mut cases: Vec<(String, u16, &str, &str)> = vec![
        (
            role(DEMO, "a", ""),
            400,
            ve,
            "'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
        ),
        (role(DEMO, &a.repeat(65), ""), 400, ve, "Member must have length less than or equal to 64"),
        (role(DEMO, "a b/c", ""), 400, ve, "Member must satisfy regular expression pattern: [\\w+=,.@-]*"),
        (
            format!("AssumeRole&RoleArn={DEMO}"),
            400,
            ve,
            "Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
        ),
        (
            "AssumeRole&RoleSessionName=test".to_owned(),
            400,
            ve,
            "Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
        ),
        (role(&a.repeat(19), "test", ""), 400, ve, "Member must have length greater than or equal to 20"),
        (role(&a.repeat(30), "test", ""), 400, ve, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa is invalid"),
        (
            role(&format!("{DEMO}{}", a.repeat(2_048)), "test", ""),
            400,
            ve,
            "Member must have length less than or equal to 2048",
        ),
        (with("&DurationSeconds=899"), 400, ve, "Member must have value greater than or equal to 900"),
        (with("&DurationSeconds=43201"), 400, ve, "Member must have value less than or equal to 43200"),
        (with("&DurationSeconds=-1"), 400, ve, "Member must have value greater than or equal to 900"),
        (with("&DurationSeconds=abc"), 400, "MalformedInput", "durationSeconds"),
        (with("&DurationSeconds=1000000000000"), 400, "MalformedInput", "durationSeconds"),
        (with("&Policy=nonsense"), 400, "MalformedPolicyDocument", ""),
        (
            with(&long_policy),
            400,
            ve,
            "at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048",
        ),
        (
            with(&arns),
            400,
            ve,
            "at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10",
        ),
        (
            with(&tags),
            400,
            ve,
            "at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
        ),
        (
            with("&Tags.member.1.Key=k&Tags.member.1.Value=a&Tags.member.2.Key=K&Tags.member.2.Value=b"),
            400,
            "InvalidParameterValue",
            "Duplicate tag keys found.",
        ),
        (
            with("&TransitiveTagKeys.member.1=team"),
            400,
            "InvalidParameterValue",
            "must be included in the requested tags.",
        ),
        (
            with("&ExternalId=a"),
            400,
            ve,
            "at 'externalId' failed to satisfy constraint: Member must have length greater than or equal to 2",
        ),
        (
            with("&ExternalId=a%20%23"),
            400,
            ve,
            "at 'externalId' failed to satisfy constraint: Member must satisfy regular expression pattern",
        ),
        (
            with("&TokenCode=12345"),
            400,
            ve,
            "at 'tokenCode' failed to satisfy constraint: Member must have length greater than or equal to 6",
        ),
        (
            with("&SourceIdentity=a"),
            400,
            ve,
            "at 'sourceIdentity' failed to satisfy constraint: Member must have length greater than or equal to 2",
        ),
        (
            role("arn:aws:iam::999999999999:role/none", "test", ""),
            403,
            "AccessDenied",
            "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::999999999999:role/none",
        ),
        ("GetFederationToken".to_owned(), 400, ve, "Value null at 'name'"),
        (
            format!("GetFederationToken&Name={}", a.repeat(33)),
            400,
            ve,
            "Member must have length less than or equal to 32",
        ),
        (
            "GetFederationToken&Name=Bob&DurationSeconds=129601".to_owned(),
            400,
            ve,
            "Member must have value less than or equal to 129600",
        ),
        (
            format!("GetFederationToken&Name=Bob&Policy={}", a.repeat(2_049)),
            400,
            ve,
            "Member must have length less than or equal to 2048",
        ),
        (
            "GetSessionToken&DurationSeconds=1".to_owned(),
            400,
            ve,
            "Member must have value greater than or equal to 900",
        ),
        ("GetAccessKeyInfo&AccessKeyId=abc".to_owned(), 400, ve, "Member must have length greater than or equal to 16"),
        ("GetAccessKeyInfo".to_owned(), 400, ve, "Value null at 'accessKeyId'"),
        (
            format!("{token}{DEMO}&WebIdentityToken="),
            400,
            ve,
            "at 'webIdentityToken' failed to satisfy constraint: Member must have length greater than or equal to 4",
        ),
        (format!("{token}{DEMO}"), 400, ve, "Value null at 'webIdentityToken'"),
    ];
    cases.extend(saml(&local));
    assert_eq!(cases.len(), if cfg!(feature = "saml") { 36 } else { 33 });
    for (number, (form, status, code, expected)) in cases.iter().enumerate() {
        let response =
            RawRequest::post(&local, format!("Action={form}&Version=2011-06-15")).signed(&local).send().await;
        let message = response.text("Message").replace("&apos;", "'");
        assert_eq!((response.status, response.text("Code")), (*status, *code), "{}: {message}", number + 1);
        assert!(message.contains(expected), "{}: {message}", number + 1);
    }
}

#[tokio::test]
async fn recorded_calls_hide_what_the_model_marks_as_sensitive() {
    let document: Value = serde_json::from_str(MODEL).unwrap();
    let corrections: Value = serde_json::from_str(CORRECTIONS).unwrap();
    let corrected = corrections.as_array().or_else(|| corrections["corrections"].as_array()).unwrap();
    let sensitive = |id: &str| {
        let by_correction = |one: &Value| {
            one["trait"] == "smithy.api#sensitive" && id.ends_with(&format!("#{}", one["target"].as_str().unwrap()))
        };
        !document["shapes"][id]["traits"]["smithy.api#sensitive"].is_null() || corrected.iter().any(by_correction)
    };
    let local = local().await;
    let (mut hidden, mut shown) = (0, 0);
    for (id, shape) in document["shapes"].as_object().unwrap().iter().filter(|(_, shape)| shape["type"] == "operation")
    {
        let members = document["shapes"][shape["input"]["target"].as_str().unwrap()]["members"].clone();
        for (name, member) in members.as_object().unwrap() {
            let form = format!("Action={}&Version=2011-06-15&{name}=sentinel", id.split('#').next_back().unwrap());
            RawRequest::post(&local, form).signed(&local).send().await;
            let call = local.calls().pop().unwrap();
            // AWS does not treat an external ID as a secret; only the client is more careful.
            let secret = sensitive(member["target"].as_str().unwrap()) && name != "ExternalId";
            assert_eq!(call.parameter(name) == Some("sentinel"), !secret, "{id} {name}: {call:?}");
            *if secret { &mut hidden } else { &mut shown } += 1;
        }
    }
    assert!(hidden >= 5 && shown >= 30, "{hidden} {shown}");
}
