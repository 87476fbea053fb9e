use super::*;
use crate::error::ErrorKind;
use crate::protocol::conventions::Protocol;
use crate::protocol::form::{Encode, Form};
use crate::protocol::operation::{Auth, Operation, ResultElement, Service, Signature};
use crate::rule::check::{Check, Validate};
use crate::testing::{FakeTime, Nothing, Peer, config, http_response, rules, run};

static MAKER: Service =
    Service::new("Maker", Protocol::Ec2Query, "2016-11-15", "maker", None, Signature::V4).with_dry_run("WouldHaveMade");
static MAKE: Operation = Operation::new(&MAKER, "Make", Auth::Signed, ResultElement::Empty, &[]);

#[derive(Clone, Default)]
struct MakeRequest {
    dry_run: Option<bool>,
}

impl Encode for MakeRequest {
    fn encode(&self, form: &mut Form) {
        form.optional("DryRun", &self.dry_run, Form::boolean);
    }
}

impl Validate for MakeRequest {
    const NAME: &'static str = "MakeRequest";

    fn check(&self, _: &mut Check) {}
}

impl Request for MakeRequest {
    const OPERATION: &'static Operation = &MAKE;
    type Output = Nothing;
}

impl DryRun for MakeRequest {
    fn set_dry_run(&mut self) {
        self.dry_run = Some(true);
    }
}

fn error(code: &str) -> String {
    format!("<Response><Errors><Error><Code>{code}</Code></Error></Errors><RequestID>r-1</RequestID></Response>")
}

/// Makes a dry run, and returns its result and the bodies of all requests.
fn dry_run(status: u16, body: String) -> (Result<Permitted, Error>, Vec<String>) {
    let responses = (0..3).map(|_| Ok(http_response(status, &[], body.clone())));
    let (peer, time) = (Peer::responding(responses.collect::<Vec<_>>()), FakeTime::new());
    let client = Client::new(&MAKER, rules, config(&peer, &time));
    let result = run(client.dry_run(&MakeRequest::default()));
    let bodies = peer.sent().iter().map(|request| String::from_utf8(request.body().to_vec()).unwrap()).collect();
    (result, bodies)
}

#[test]
fn a_dry_run_succeeds_if_the_service_would_have_performed_the_request() {
    let (result, bodies) = dry_run(412, error("WouldHaveMade"));
    assert_eq!(result.unwrap(), Permitted { request_id: Some("r-1".to_owned()) });
    assert_eq!(bodies, ["Action=Make&Version=2016-11-15&DryRun=true"]);
}

#[test]
fn a_permitted_dry_run_is_never_retried() {
    let (result, bodies) = dry_run(503, error("WouldHaveMade"));
    assert!(result.is_ok());
    assert_eq!(bodies.len(), 1);
}

#[test]
fn a_dry_run_fails_as_the_request_would() {
    let (result, bodies) = dry_run(403, error("UnauthorizedOperation"));
    let error = result.unwrap_err();
    assert!(error.is_access_denied() && error.request_id() == Some("r-1"), "{error}");
    assert_eq!(bodies.len(), 1);
    let (result, bodies) = dry_run(503, self::error("Unavailable"));
    assert_eq!(result.unwrap_err().code(), Some("Unavailable"));
    assert_eq!(bodies.len(), 3, "it is retried like any call");
}

#[test]
fn a_success_of_a_dry_run_is_an_error_because_the_request_may_have_been_performed() {
    let (result, _) = dry_run(200, "<MakeResponse><requestId>r-1</requestId></MakeResponse>".to_owned());
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Response, Some("r-1")));
    assert!(error.to_string().contains("may have performed the request, although this was a dry run"), "{error}");
}

#[test]
fn a_plain_call_keeps_the_error_of_a_dry_run() {
    let (peer, time) = (Peer::responding([Ok(http_response(412, &[], error("WouldHaveMade")))]), FakeTime::new());
    let client = Client::new(&MAKER, rules, config(&peer, &time));
    let error = run(client.call(&MakeRequest { dry_run: Some(true) })).unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), (Some("WouldHaveMade"), false));
}
