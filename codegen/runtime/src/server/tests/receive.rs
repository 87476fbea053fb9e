use crate::protocol::form::{Encode, Form};
use crate::protocol::operation::{Operation, Request};
use crate::rule::charset::CharSet;
use crate::rule::check::{Check, Validate, validate};
use crate::rule::{Limits, Pattern, Rule, Test};
use crate::server::{Parameters, Refusal, receive};
use crate::testing::{Greeting, WAVE};
use crate::value::blob::Blob;
use crate::value::dynamic::{Structure, Value};
use crate::value::secret::Secret;
use crate::value::shape::{Layout, Member, Shape};

/// `[a-z]+`
static LOWER: CharSet = CharSet::new(0x07ff_fffe << 96, &[], &[]);
static PATTERN: Pattern = Pattern { text: "[a-z]+", test: Test::Each { set: &LOWER, at_least_one: true } };
static NAME: Rule = Rule { length: Limits { min: Some(2), max: Some(4) }, pattern: Some(&PATTERN), ..Rule::ANY };
static CODE: Rule = Rule { sensitive: true, pattern: Some(&PATTERN), ..rule(Some(6), Some(6)) };
static SECONDS: Rule =
    Rule { range: Limits::between(crate::rule::Bound::Whole(900), crate::rule::Bound::Whole(43_200)), ..Rule::ANY };
static TAGS: Rule = rule(None, Some(2));
static DATA: Rule = rule(Some(1), Some(4));

const fn rule(min: Option<i64>, max: Option<i64>) -> Rule {
    Rule { length: Limits { min, max }, ..Rule::ANY }
}

#[derive(Debug, PartialEq)]
struct ActRequest {
    role: String,
    code: Option<Secret>,
    seconds: Option<i32>,
    tags: Option<Vec<Tag>>,
    data: Option<Blob>,
    owner: Box<Tag>,
}

#[derive(Debug, PartialEq)]
struct Tag {
    key: String,
    value: String,
}

impl Encode for ActRequest {
    fn encode(&self, _: &mut Form) {}
}

impl Request for ActRequest {
    const OPERATION: &'static Operation = &WAVE;
    type Output = Greeting;
}

impl Structure for ActRequest {
    fn shape(&self) -> &'static Shape {
        static SHAPE: Shape = Shape::structure(
            "ActRequest",
            &[
                Member::required("RoleName", "RoleName", Layout::Plain),
                Member::optional("Code", "Code", Layout::Plain).sensitive(),
                Member::optional("Seconds", "Seconds", Layout::Plain),
                Member::optional("Tags", "Tags", Layout::List("member", &Layout::Plain)),
                Member::optional("Data", "Data", Layout::Plain),
                Member::required("Owner", "Owner", Layout::Plain),
            ],
        );
        &SHAPE
    }

    fn blank() -> Self {
        let owner = Structure::blank();
        Self { role: String::new(), code: None, seconds: None, tags: None, data: None, owner }
    }

    fn values(&self, show: &mut dyn FnMut(&[&dyn Value])) {
        show(&[&self.role, &self.code, &self.seconds, &self.tags, &self.data, &self.owner]);
    }

    fn places(&mut self, fill: &mut dyn FnMut(&mut [&mut dyn Value])) {
        let Self { role, code, seconds, tags, data, owner } = self;
        fill(&mut [role, code, seconds, tags, data, owner]);
    }
}

impl Structure for Tag {
    fn shape(&self) -> &'static Shape {
        static SHAPE: Shape = Shape::structure(
            "Tag",
            &[Member::required("Key", "Key", Layout::Plain), Member::required("Value", "Value", Layout::Plain)],
        );
        &SHAPE
    }

    fn blank() -> Self {
        Self { key: String::new(), value: String::new() }
    }

    fn values(&self, show: &mut dyn FnMut(&[&dyn Value])) {
        show(&[&self.key, &self.value]);
    }

    fn places(&mut self, fill: &mut dyn FnMut(&mut [&mut dyn Value])) {
        fill(&mut [&mut self.key, &mut self.value]);
    }
}

impl Validate for ActRequest {
    const NAME: &'static str = "ActRequest";

    fn check(&self, check: &mut Check) {
        check.value("RoleName", &self.role, NAME.string());
        check.optional("Code", &self.code, CODE.secret());
        check.optional("Seconds", &self.seconds, SECONDS.integer());
        check.optional("Tags", &self.tags, TAGS.list(Check::structure));
        check.optional("Data", &self.data, DATA.blob());
        check.value("Owner", &self.owner, Check::structure);
    }
}

impl Validate for Tag {
    const NAME: &'static str = "Tag";

    fn check(&self, check: &mut Check) {
        check.value("Key", &self.key, NAME.string());
        check.value("Value", &self.value, Check::any);
    }
}

const VALID: &str = "RoleName=role&Owner.Key=me&Owner.Value=";

fn act(form: &str) -> Result<ActRequest, Refusal> {
    receive(&Parameters::parse(form.as_bytes(), 1000).unwrap())
}

/// Returns the violations in the message, after checking their count.
fn violations(form: &str) -> Vec<String> {
    let refusal = act(form).expect_err(form);
    assert_eq!((refusal.status, refusal.code.as_str(), refusal.fault()), (400, "ValidationError", "Sender"));
    let (count, details) = refusal.message.split_once(" detected: ").unwrap();
    let details: Vec<String> = details.split("; ").map(str::to_owned).collect();
    let plural = if details.len() == 1 { "" } else { "s" };
    assert_eq!(count, format!("{} validation error{plural}", details.len()));
    details
}

#[test]
fn a_request_is_received_as_it_was_sent() {
    let request = act(&format!("Action=Act&{VALID}&Tags.member.1.Key=ab&Tags.member.1.Value=x&Code=sesame")).unwrap();
    let tag = |key: &str, value: &str| Tag { key: key.to_owned(), value: value.to_owned() };
    let expected = ActRequest {
        role: "role".to_owned(),
        code: Some(Secret::from("sesame")),
        seconds: None,
        tags: Some(vec![tag("ab", "x")]),
        data: None,
        owner: Box::new(tag("me", "")),
    };
    assert_eq!(request, expected);
}

#[test]
fn missing_members_are_reported_with_all_violations_in_model_order() {
    let form = "Seconds=899&Tags.member.1.Value=x&Tags.member.2.Key=A&Tags.member.2.Value=y&Owner.Key=me";
    let refusal = act(form).unwrap_err();
    let expected = "6 validation errors detected: \
        Value null at 'roleName' failed to satisfy constraint: Member must not be null; \
        Value '899' at 'seconds' failed to satisfy constraint: Member must have value greater than or equal to 900; \
        Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null; \
        Value 'A' at 'tags.2.member.key' failed to satisfy constraint: Member must satisfy regular expression \
        pattern: [a-z]+; \
        Value 'A' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal \
        to 2; \
        Value null at 'owner.value' failed to satisfy constraint: Member must not be null";
    assert_eq!(refusal.message, expected);
}

#[test]
fn an_empty_text_violates_pattern_and_length_but_is_not_missing() {
    let found = violations("RoleName=&Owner.Key=me&Owner.Value=");
    let rules = ["satisfy regular expression pattern: [a-z]+", "have length greater than or equal to 2"];
    let expected = rules.map(|rule| format!("Value '' at 'roleName' failed to satisfy constraint: Member must {rule}"));
    assert_eq!(found, expected);
}

#[test]
fn a_missing_structure_is_reported_without_its_members() {
    let found = violations("RoleName=role");
    assert_eq!(found, ["Value null at 'owner' failed to satisfy constraint: Member must not be null"]);
}

#[test]
fn a_single_violation_is_reported_in_the_singular() {
    let found = violations(&format!("{VALID}&Seconds=43201"));
    let expected =
        "Value '43201' at 'seconds' failed to satisfy constraint: Member must have value less than or equal to 43200";
    assert_eq!(found, [expected]);
}

#[test]
fn secrets_and_values_that_are_not_text_are_not_quoted() {
    let found = violations(&format!("{VALID}&Code=hush1hush&Data=aHVzaGh1c2g%3D"));
    let pattern =
        "Value at 'code' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+";
    assert_eq!(found[0], pattern);
    assert_eq!(
        found[1],
        "Value at 'code' failed to satisfy constraint: Member must have length less than or equal to 6"
    );
    assert_eq!(
        found[2],
        "Value at 'data' failed to satisfy constraint: Member must have length less than or equal to 4"
    );
    let tags: String = (1..=3).map(|n| format!("&Tags.member.{n}.Key=ab&Tags.member.{n}.Value=")).collect();
    let expected = "Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 2";
    assert_eq!(violations(&format!("{VALID}{tags}")), [expected]);
}

#[test]
fn a_malformed_value_is_reported_before_violations() {
    let refusal = act("Seconds=soon").unwrap_err();
    assert_eq!((refusal.status, refusal.code.as_str()), (400, "MalformedInput"));
    assert!(refusal.message.contains("'seconds'"), "{refusal}");
}

#[test]
fn placeholders_are_not_checked() {
    // The placeholder for the name is the empty string, which would violate pattern and length.
    let found = violations("Owner.Key=me&Owner.Value=x");
    assert_eq!(found, ["Value null at 'roleName' failed to satisfy constraint: Member must not be null"]);
}

/// A request with two tokens that a client fills in, one of which has a limit.
#[derive(Debug, Default, PartialEq)]
struct StartRequest {
    token: Option<String>,
    limited: Option<String>,
}

impl Encode for StartRequest {
    fn encode(&self, _: &mut Form) {}
}

impl Request for StartRequest {
    const OPERATION: &'static Operation = &WAVE;
    type Output = Greeting;
}

impl Structure for StartRequest {
    fn shape(&self) -> &'static Shape {
        static SHAPE: Shape = Shape::structure(
            "StartRequest",
            &[
                Member::optional("Token", "Token", Layout::Plain).filled_in(),
                Member::optional("Limited", "Limited", Layout::Plain).filled_in(),
            ],
        );
        &SHAPE
    }

    fn blank() -> Self {
        Self::default()
    }

    fn values(&self, show: &mut dyn FnMut(&[&dyn Value])) {
        show(&[&self.token, &self.limited]);
    }

    fn places(&mut self, fill: &mut dyn FnMut(&mut [&mut dyn Value])) {
        fill(&mut [&mut self.token, &mut self.limited]);
    }
}

impl Validate for StartRequest {
    const NAME: &'static str = "StartRequest";

    fn check(&self, check: &mut Check) {
        check.optional("Token", &self.token, Check::any);
        check.optional("Limited", &self.limited, NAME.string());
    }
}

#[test]
fn a_required_token_may_be_left_out_by_a_caller_and_not_by_a_request() {
    let receive = |form: &str| receive::<StartRequest>(&Parameters::parse(form.as_bytes(), 10).unwrap());
    assert_eq!(validate(&StartRequest::default()), Ok(()));
    let both = receive("Token=&Limited=abc").unwrap();
    assert_eq!((both.token.as_deref(), both.limited.as_deref()), (Some(""), Some("abc")));
    let message = receive("Action=Start").unwrap_err().message;
    for name in ["token", "limited"] {
        let missing = format!("Value null at '{name}' failed to satisfy constraint: Member must not be null");
        assert!(message.contains(&missing), "{message}");
    }
    assert!(message.starts_with("2 validation errors detected"), "{message}");
}
