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
fn se05_a_header_that_quotes_a_token_is_masked_in_every_kind_of_error() {
    for status in [200, 403] {
        let headers = [("content-encoding", TOKEN), ("content-type", TOKEN), ("x-amzn-requestid", TOKEN)];
        let peer = Peer::responding([Ok(http_response(status, &headers, "<html/>"))]);
        let temporary = crate::platform::credentials::Credentials::temporary(KEY_ID, SECRET, TOKEN, None);
        let config = config(&peer, &FakeTime::new()).with_credentials(temporary);
        let error = run(client(config).call(&GreetRequest("Bob"))).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(TOKEN) && shown.contains("[redacted]"), "{status}: {shown}");
    }
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
    let masked = redactor.secrets().masked("got a secret&more (a%20secret%26more), 123456 and open&value");
    assert_eq!(masked, "got [redacted] ([redacted]), [redacted] and open&value");
    assert_eq!(redactor.secrets().mask("no secret in here"), None);
}

#[test]
fn se05_a_secret_that_contains_another_is_masked_as_a_whole() {
    assert_eq!(redactor(&["word", "password1"]).secrets().masked("password1 word"), "[redacted] [redacted]");
}

#[test]
fn se05_secrets_of_less_than_four_bytes_are_not_masked() {
    assert_eq!(redactor(&["", "a", "abc"]).secrets().mask("abc is a word"), None);
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
    let start = |body: &str| redactor(&["hidden"]).secrets().start(body.as_bytes(), 64);
    assert_eq!(start("<html><body>Log in</body></html>").unwrap(), "<html><body>Log in</body></html>");
    assert_eq!(start("{\"Key\":\"wJalrXUtnFEMIK7MDENG\"}").unwrap(), "{\"Key\":\"[redacted]\"}");
    assert_eq!(start(&format!("<Credentials><Key>{SECRET}</Key>")).unwrap(), "<Credentials><Key>[redacted]</Key>");
    assert_eq!(start(&format!("<{SECRET}")).unwrap(), "<[redacted]");
    assert_eq!(start("hidden treasure").unwrap(), "[redacted] treasure");
    let long = start(&"x\n".repeat(100)).unwrap();
    assert!(long.starts_with("x x x") && long.ends_with('…') && long.len() <= 64, "{long}");
    assert_eq!(start(" \n"), None);
    let echoing = Redactor { body: "Action=Greet&Name=Ann".into(), ..Redactor::default() };
    let start = echoing.secrets().start(b"you sent: Action=Greet&Name=Ann", 64);
    assert_eq!(start.as_deref(), Some("you sent: [redacted]"));
    let error = crate::testing::error_of(http_response(200, &[("content-type", "text/html")], "<html>Log in</html>"));
    let text = error.to_string();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Response, Some(200)));
    assert!(text.contains("the body starts with \"<html>Log in</html>\"") && text.contains("text/html"), "{text}");
}

#[test]
fn se05_an_escaped_secret_is_masked() {
    let key = "wJalrXUtn+EMI/K7M=&<>";
    let redactor = redactor(&[key]);
    for escaped in [
        "wJalrXUtn+EMI\\/K7M=&<>",
        "wJalrXUtn\\u002bEMI\\u002FK7M\\u003d\\u0026\\u003c\\u003e",
        "wJalrXUtn&#43;EMI&#x2F;K7M=&amp;&lt;&gt;",
        "wJalrXUtn&#X2B;EMI&sol;K7M&equals;&amp;&#60;>",
        "wJalrXUtn%2BEMI%2FK7M%3D%26%3C%3E",
        "wJalrXUtn%2bEMI%2fK7M%3d%26%3c%3e",
        "wJalrXUtn+EMI%2FK7M=%26<>",
        "%77%4A%61%6C%72%58%55%74%6E%2B%45%4D%49%2F%4B%37%4D%3D%26%3C%3E",
        // Escaped twice, in the same way and in two.
        "wJalrXUtn%252BEMI%252FK7M%253D%2526%253C%253E",
        "wJalrXUtn+EMI\\\\\\/K7M=&<>",
        "wJalrXUtn&amp;#43;EMI/K7M=&amp;amp;&amp;lt;&amp;gt;",
        "wJalrXUtn+EMI\\/K7M=&amp;&lt;&gt;",
        "wJalrXUtn\\u00252BEMI\\/K7M\\u00253D%26%3C%3E",
    ] {
        assert_eq!(
            redactor.secrets().masked(&format!("{{\"k\":\"{escaped}\"}} é")),
            "{\"k\":\"[redacted]\"} é",
            "{escaped}"
        );
    }
    // A secret that looks like an escape itself.
    let redactor = self::redactor(&["100%25\\n&amp;"]);
    for escaped in ["100%25\\n&amp;", "100%2525%5Cn%26amp%3B", "100%25\\\\n&amp;", "100%25\\n&amp;amp;"] {
        assert_eq!(redactor.secrets().masked(escaped), "[redacted]", "{escaped}");
    }
}

#[test]
fn se05_a_secret_in_base64_is_masked() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    let secret = "pass-word?>with~~more";
    let redactor = redactor(&[secret]);
    for before in ["", "u", "us", "user:"] {
        for after in ["", "!", "!!"] {
            let text = format!("{before}{secret}{after}");
            for encoded in [STANDARD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
                let masked = redactor.secrets().masked(&format!("Basic {encoded}"));
                // At most a few characters remain at either end, which depend on what surrounds the secret.
                let shown = masked.replace("[redacted]", "");
                assert!(masked.contains("[redacted]") && shown.len() < "Basic ".len() + 16, "{text}: {masked}");
            }
        }
    }
}

/// Gateways quote a whole request in base64, in which the secret is encoded as in a form.
#[test]
fn se05_a_secret_in_the_base64_of_the_request_is_masked() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    for secret in ["a:b/c@d=e+f,g", "wJalr+XUt/nFE+MI/K7M=", "pass-word", "\u{e9}t\u{e9}:\u{fc}ber"] {
        let redactor = redactor(&[secret]);
        let encoded = STANDARD.encode(&redactor.body);
        let masked = redactor.secrets().masked(&encoded);
        // At most a few characters of the secret remain at either end.
        let around = (redactor.body.len() - redactor.secrets[0].len()) * 4 / 3;
        assert!(masked.len() <= around + "[redacted]".len() + 8, "{secret}: {masked}");
    }
}

#[test]
fn se05_a_secret_in_hexadecimal_digits_is_masked() {
    let redactor = redactor(&["pass-word"]);
    for text in ["706173732d776f7264", "706173732D776F7264"] {
        assert_eq!(redactor.secrets().masked(&format!("00{text}ff")), "00[redacted]ff");
    }
}

#[test]
fn se05_a_long_part_of_a_secret_is_masked() {
    let token = "IQoJb3JpZ2luX2VjEXAMPLE0123456789abcdefghijklmnopqrstuvwxyz";
    let redactor = redactor(&[token]);
    for part in [&token[..16], &token[..40], &token[7..23], &token[20..], &token[token.len() - 16..]] {
        assert_eq!(
            redactor.secrets().masked(&format!("the token {part}… is bad")),
            "the token [redacted]… is bad",
            "{part}"
        );
    }
    for part in [&token[..15], &token[3..12], "IQoJb3JpZ2luX2Vj"[..14].into()] {
        assert_eq!(redactor.secrets().mask(part), None, "{part}");
    }
    let twice = format!("{token}{token} {}", &token[..20]);
    assert_eq!(redactor.secrets().masked(&twice), "[redacted][redacted] [redacted]");
}

#[test]
fn se05_a_secret_in_digits_of_both_cases_and_alphabets_is_masked() {
    let redactor = redactor(&["pass-word?>~~"]);
    // Of each, `(user:pass-word?>~~)` without padding.
    for text in ["KHVzZXI6cGFzcy13b3JkPz5-fik", "KHVzZXI6cGFzcy13b3JkPz5+fik"] {
        assert_eq!(redactor.secrets().masked(&format!("\"{text}\"")), "\"KHVzZXI6[redacted]k\"");
    }
    assert_eq!(redactor.secrets().masked("706173732D776f72643F3e7E7e"), "[redacted]");
}

#[test]
fn se05_a_wrapped_secret_is_masked() {
    let token = "IQoJb3JpZ2luX2VjEXAMPLE0123456789abcdefghijklmnopqrstuvwxyz";
    let redactor = redactor(&[token]);
    for end in ["\n", "\r\n  ", "\\n", "%0D%0A", "&#10;", "\\\r\n", "&#8203;", "\u{ad}"] {
        let text = format!("({}{end}{}{end}{})", &token[..9], &token[9..30], &token[30..]);
        assert_eq!(redactor.secrets().masked(&text), "([redacted])", "{text:?}");
    }
    let hex: Vec<String> = token.bytes().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(redactor.secrets().masked(&hex.join(" ")), "[redacted]");
    let words = self::redactor(&["one two"]);
    assert_eq!(words.secrets().mask("one\n two, onetwo"), None, "a short secret is not wrapped");
}

/// Forms have plus signs for spaces, and what was a plus sign becomes a space if it is not escaped.
#[test]
fn se05_a_plus_sign_and_a_space_are_the_same() {
    let redactor = redactor(&["a secret", "wJalr+XUt+nFE"]);
    assert_eq!(redactor.secrets().masked("(a+secret) (wJalr XUt nFE)"), "([redacted]) ([redacted])");
}

#[test]
fn se05_a_long_secret_in_another_case_is_masked() {
    let redactor = redactor(&[SECRET, "pass-word"]);
    assert_eq!(redactor.secrets().masked(&SECRET.to_uppercase()), "[redacted]");
    assert_eq!(redactor.secrets().mask("Pass-Word"), None, "a short one may be a word");
}

#[test]
fn se05_a_secret_of_what_looks_like_escapes_is_masked() {
    for secret in ["%2541", "%41%42", "\\\\\\\\", "\\\\ab", "&amp;", "a\\b%"] {
        let redactor = redactor(&[secret]);
        let sent = std::str::from_utf8(&redactor.body[redactor.secrets[0].clone()]).unwrap();
        for text in [secret, sent] {
            assert_eq!(redactor.secrets().masked(&format!("({text})")), "([redacted])", "{secret}: {text}");
        }
    }
}

#[test]
fn se05_a_secret_across_the_pieces_of_a_long_text_is_masked() {
    let token = "IQoJb3JpZ2luX2VjEXAMPLE0123456789abcdefghijklmnopqrstuvwxyz";
    let redactor = redactor(&[token, "short"]);
    for before in (14_000..18_000).step_by(97) {
        for secret in [token, "short"] {
            let escaped: String = secret.chars().map(|c| format!("%{:02x}", u32::from(c))).collect();
            let text = format!("{}{escaped}{}", " ".repeat(before), ".".repeat(before));
            let masked = redactor.secrets().masked(&text);
            assert_eq!(masked.trim_matches([' ', '.']), "[redacted]", "{before}");
            assert_eq!(masked.len(), 2 * before + "[redacted]".len());
        }
    }
}

#[test]
fn xm07_the_start_of_a_body_does_not_show_a_key_that_it_cuts() {
    let redactor = redactor(&[TOKEN]);
    for key in [TOKEN, "of-another-request-0123456789"] {
        for length in 1_900..3_200 {
            let body = format!("start{}{key} {}", "\n".repeat(length), "- ".repeat(5_000));
            let start = redactor.secrets().start(body.as_bytes(), 512).unwrap();
            let shown = start.trim_end_matches(['…', '-', ' ']);
            assert!(["start", "start [redacted]"].contains(&shown), "{length}: {start}");
        }
    }
}

mod properties {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::redactor;

    /// Escapes each character in one of several ways, or not at all.
    fn escaped(text: &str, ways: &[u8]) -> String {
        let ways = ways.iter().copied().chain(std::iter::repeat(0));
        text.bytes()
            .zip(ways)
            .map(|(byte, way)| match way {
                1 => format!("%{byte:02X}"),
                2 => format!("%{byte:02x}"),
                _ => char::from(byte).to_string(),
            })
            .collect()
    }

    /// Secrets that do not end like an escape, because that could become one with what follows.
    const SECRETS: &str = "[!-~][ -~]{10,40}[g-zG-Z]";

    /// Escapes each character of a text in one way, so that parts of it are escaped as if they were alone.
    fn escaped_as(way: u8, text: &str) -> String {
        let each = |escape: &dyn Fn(char) -> String| text.chars().map(escape).collect();
        match way {
            0 => serde_json::to_string(text).unwrap().trim_start_matches('"').strip_suffix('"').unwrap().to_owned(),
            1 => each(&|c| if "&<>\"'".contains(c) { format!("&#{};", u32::from(c)) } else { c.to_string() }),
            2 => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
            3 => each(&|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("%{:02X}", u32::from(c)) }),
            4 => each(&|c| format!("%{:02x}", u32::from(c))),
            5 => each(&|c| format!("\\u{:04X}", u32::from(c))),
            6 => each(&|c| format!("&#x{:x};", u32::from(c))),
            7 => text.replace('\\', "\\\\").replace('/', "\\/").replace('"', "\\\""),
            _ => each(&|c| match c {
                ' ' => "+".to_owned(),
                c if c.is_ascii_alphanumeric() => c.to_string(),
                c => format!("%{:02X}", u32::from(c)),
            }),
        }
    }

    proptest! {
        #[test]
        fn se05_a_secret_is_masked_however_its_characters_are_escaped(
            // What looks like escapes may be most of a short secret, and is not searched for.
            secret in "[A-Za-z0-9+/=&-]{8,20}|[A-Za-z0-9+/=%&-]{20,60}[g-z]",
            ways in prop::collection::vec(0_u8..3, 0..60),
        ) {
            // A percent sign that is not escaped could be read as the start of an escape.
            let ways: Vec<u8> = ways.into_iter().chain(std::iter::repeat(1)).zip(secret.bytes())
                .map(|(way, byte)| if byte == b'%' { way.max(1) } else { way }).collect();
            let text = format!("a {} b", escaped(&secret, &ways));
            prop_assert_eq!(redactor(&[&secret]).secrets().masked(&text), "a [redacted] b");
            let entities: String = secret.chars().map(|c| format!("&#{};", u32::from(c))).collect();
            prop_assert_eq!(redactor(&[&secret]).secrets().masked(&entities), "[redacted]");
            let units: String = secret.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
            prop_assert_eq!(redactor(&[&secret]).secrets().masked(&units), "[redacted]");
        }

        #[test]
        fn se05_any_text_is_searched_without_a_panic(text: String, secret in "\\PC{4,40}") {
            let masked = redactor(&[&secret]).secrets().masked(&format!("{text}{secret}{text}"));
            prop_assert!(!masked.contains(&secret) || "[redacted]".contains(&secret), "{}", masked);
        }

        #[test]
        fn se05_a_secret_is_masked_in_every_mixture_of_escapes(
            secret in SECRETS,
            ways in prop::collection::vec(0_u8..9, 0..4),
        ) {
            let escaped = |text: &str| ways.iter().fold(text.to_owned(), |text, way| escaped_as(*way, &text));
            let text = escaped(&format!("the <{secret}> end"));
            let masked = redactor(&[&secret]).secrets().masked(&text);
            prop_assert_eq!(&masked, &format!("{}[redacted]{}", escaped("the <"), escaped("> end")), "{}", text);
        }

        #[test]
        fn se05_a_secret_is_masked_in_every_encoding_of_digits(
            secret in SECRETS,
            before in "[a-z]{0,5}",
            ways in prop::collection::vec(0_u8..9, 0..2),
            after in prop::collection::vec(0_u8..9, 0..2),
            encoding in 0_u8..3,
        ) {
            let escape = |text: &str, ways: &[u8]| ways.iter().fold(text.to_owned(), |text, way| escaped_as(*way, &text));
            let inner = format!("{before}{}{before}", escape(&secret, &ways));
            let encoded = match encoding {
                0 => STANDARD.encode(&inner),
                1 => URL_SAFE_NO_PAD.encode(&inner),
                _ => hex::encode(&inner),
            };
            let text = escape(&format!("the <{encoded}> end"), &after);
            let masked = redactor(&[&secret]).secrets().masked(&text);
            // What remains encodes what surrounds the secret, and shares digits with it.
            let around = escape(&format!("the <{}> end", hex::encode(before.repeat(2))), &after).len();
            prop_assert!(masked.contains("[redacted]") && masked.len() < around + 10 + 72, "{text}: {masked}");
        }
    }
}
