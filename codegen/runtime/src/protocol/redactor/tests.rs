use std::sync::{Arc, Mutex};

use super::*;
use crate::error::ErrorKind;
use crate::platform::clock::BoxFuture;
use crate::platform::idempotency::IdempotencyTokens;
use crate::protocol::form::Form;
use crate::testing::{FakeTime, GreetRequest, KEY_ID, Peer, SECRET, client, config, http_response, run};
use crate::transport::{Transport, TransportError};
use crate::value::secret::Secret;

const TOKEN: &str = "FwoGZXIvYXdzEXAMPLE";

fn redactor(secrets: &[&str]) -> Redactor {
    let mut form = Form::new("Act", "1", IdempotencyTokens::default());
    form.required("Open", "open&value", Form::string);
    for secret in secrets {
        form.required("Hidden", &Secret::from(*secret), Form::secret);
    }
    let form = form.finish();
    Redactor { body: form.body, secrets: form.secrets, ..Redactor::default() }
}

/// A service that quotes the `Authorization` header of the request in its error.
#[derive(Clone, Debug, Default)]
struct Echo(Arc<Mutex<String>>);

impl Transport for Echo {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: crate::transport::TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let authorization = request.headers()["authorization"].to_str().unwrap().to_owned();
        let body = incomplete(&authorization);
        *self.0.lock().unwrap() = authorization;
        Box::pin(std::future::ready(Ok(http_response(403, &[], body))))
    }
}

fn incomplete(message: &str) -> String {
    format!(
        "<ErrorResponse><Error><Code>IncompleteSignature</Code><Message>{message}</Message></Error></ErrorResponse>"
    )
}

#[test]
fn se05_quoted_credentials_are_masked_except_in_the_raw_body() {
    let body = incomplete(&format!("the secret {SECRET} and the token {TOKEN} do not fit {KEY_ID}"));
    let peer = Peer::responding([Ok(http_response(403, &[("x-amzn-requestid", TOKEN)], body.clone()))]);
    let temporary = crate::platform::credentials::Credentials::temporary(KEY_ID, SECRET, TOKEN, None);
    let config = config(&peer, &FakeTime::new()).with_credentials(temporary);
    let error = run(client(config).call(&GreetRequest("Bob"))).unwrap_err();
    for shown in [error.to_string(), format!("{error:?} {error:#?}"), error.message().unwrap().to_owned()] {
        assert!(!shown.contains(SECRET) && !shown.contains(TOKEN), "{shown}");
        assert!(
            shown.contains(&format!("the secret [redacted] and the token [redacted] do not fit {KEY_ID}")),
            "{shown}"
        );
    }
    assert_eq!(error.request_id(), Some("[redacted]"));
    assert_eq!(error.raw_body(), Some(body.as_bytes()));
}

#[test]
fn se05_a_quoted_authorization_loses_its_signature() {
    let peer = Echo::default();
    let config = config(&Peer::default(), &FakeTime::new()).with_transport(peer.clone());
    let error = run(client(config).call(&GreetRequest("Bob"))).unwrap_err();
    let authorization = peer.0.lock().unwrap();
    let signature = authorization.rsplit_once("Signature=").unwrap().1;
    assert!(error.raw_body().unwrap().windows(64).any(|window| window == signature.as_bytes()));
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("Signature=[redacted]") && shown.contains(KEY_ID) && !shown.contains(signature), "{shown}");
}

#[test]
fn se05_sensitive_members_are_masked_in_plain_and_in_encoded_form() {
    let redactor = redactor(&["a secret&more", "123456"]);
    let masked = redactor.masked("got a secret&more (a%20secret%26more), 123456 and open&value");
    assert_eq!(masked, "got [redacted] ([redacted]), [redacted] and open&value");
    assert_eq!(redactor.mask("no secret in here"), None);
}

#[test]
fn se05_a_secret_that_contains_another_is_masked_as_a_whole() {
    assert_eq!(redactor(&["word", "password1"]).masked("password1 word"), "[redacted] [redacted]");
}

#[test]
fn se05_secrets_of_less_than_four_bytes_are_not_masked() {
    assert_eq!(redactor(&["", "a", "abc"]).mask("abc is a word"), None);
}

#[test]
fn se05_the_members_of_a_modelled_error_are_masked_too() {
    let body = format!(
        "<ErrorResponse><Error><Code>GreetingTaken</Code><message>m</message><By>{SECRET}</By></Error></ErrorResponse>"
    );
    let peer = Peer::responding([Ok(http_response(409, &[], body))]);
    let error = run(client(config(&peer, &FakeTime::new())).call(&GreetRequest("Bob"))).unwrap_err();
    let taken: crate::testing::GreetingTaken = error.modelled().unwrap();
    assert_eq!(taken.by.as_deref(), Some("[redacted]"));
}

#[test]
fn xm07_the_start_of_an_unusable_body_is_shown_without_possible_keys() {
    let start = |body: &str| redactor(&["hidden"]).start(body.as_bytes(), 64);
    assert_eq!(start("<html><body>Log in</body></html>").unwrap(), "<html><body>Log in</body></html>");
    assert_eq!(start("{\"Key\":\"wJalrXUtnFEMIK7MDENG\"}").unwrap(), "{\"Key\":\"[redacted]\"}");
    assert_eq!(start(&format!("<Credentials><Key>{SECRET}</Key>")).unwrap(), "<Credentials><Key>[redacted]</Key>");
    assert_eq!(start(&format!("<{SECRET}")).unwrap(), "<[redacted]");
    assert_eq!(start("hidden treasure").unwrap(), "[redacted] treasure");
    let long = start(&"x\n".repeat(100)).unwrap();
    assert!(long.starts_with("x x x") && long.ends_with('…') && long.len() <= 64, "{long}");
    assert_eq!(start(" \n"), None);
    let echoing = Redactor { body: "Action=Greet&Name=Ann".into(), ..Redactor::default() };
    let start = echoing.start(b"you sent: Action=Greet&Name=Ann", 64);
    assert_eq!(start.as_deref(), Some("you sent: [redacted]"));
    let error = crate::testing::error_of(http_response(200, &[("content-type", "text/html")], "<html>Log in</html>"));
    let text = error.to_string();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Response, Some(200)));
    assert!(text.contains("the body starts with \"<html>Log in</html>\"") && text.contains("text/html"), "{text}");
}
