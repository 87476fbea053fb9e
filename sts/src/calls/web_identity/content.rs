//! The content of web identity tokens: what is left out around them, and what cannot be one.

use awsquery::Secret;
use awsquery::layer::stray_character;

/// The characters that quote, enclose or separate text in the formats of other tools. No token contains them.
///
/// An opaque token of OAuth 2.0 may consist of all visible ASCII characters
/// (<https://www.rfc-editor.org/rfc/rfc6749#appendix-A.12>), and a bearer token of few
/// (<https://www.rfc-editor.org/rfc/rfc6750#section-2.1>). Refused is what the second excludes and what tools put around a
/// token. The rest is left to the service.
const ENCLOSING: &str = "\"'`<>{}[]\\";

/// Returns a token without the byte order mark and the white space around it.
///
/// # Errors
///
/// Fails if the text contains something that no token contains. The error says what was found and what to do, in a clause
/// that follows the source of the token. It never quotes the text.
pub(super) fn token(text: Secret) -> Result<Secret, String> {
    let trimmed = text.expose().trim_matches(|c: char| c.is_whitespace() || c == BYTE_ORDER_MARK);
    if let Some(problem) = problem(trimmed) {
        return Err(problem);
    }
    Ok(if trimmed.len() == text.expose().len() { text } else { Secret::new(trimmed) })
}

const BYTE_ORDER_MARK: char = '\u{feff}';

fn problem(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("is empty: there is no token in it".to_owned());
    }
    if let Some(what) = document(text) {
        return Some(format!("is {what}; it must be the token alone"));
    }
    if let Some(rest) = text.get(..7).filter(|start| start.eq_ignore_ascii_case("bearer ")) {
        return Some(format!("starts with `{}`; it must be the token alone", rest.trim_end()));
    }
    if text.starts_with('$') {
        return Some("is the name of a variable, not its value; it must be the token alone".to_owned());
    }
    let is_jwt = text.starts_with("eyJ") && text.matches('.').count() >= 2;
    let is_stray = |c: char| if is_jwt { !is_of_jwt(c) } else { !c.is_ascii_graphic() || ENCLOSING.contains(c) };
    if let Some(found) = stray_character(text, is_stray) {
        return Some(format!("{found}, which no token contains; it must be the token alone"));
    }
    is_assignment(text).then(|| "has a name and `=` before the token; it must be the token alone".to_owned())
}

/// Returns `true` for the characters of base64url, which JWTs consist of, and for the dot between their parts.
fn is_of_jwt(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.=".contains(c)
}

/// Names the format of a document that may contain a token.
fn document(text: &str) -> Option<&'static str> {
    match text.chars().next()? {
        '{' | '[' => Some("a JSON document"),
        '<' => Some("an HTML or XML document"),
        _ if text.starts_with("-----BEGIN") => Some("a PEM document"),
        _ => None,
    }
}

/// Returns `true` for `NAME=token`, as in a file of environment variables. A token may only end with `=`.
fn is_assignment(text: &str) -> bool {
    text.trim_end_matches('=').contains('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln";

    fn read(text: &str) -> Result<String, String> {
        token(Secret::new(text)).map(|token| token.expose().to_owned())
    }

    #[test]
    fn white_space_and_a_byte_order_mark_around_a_token_are_left_out() {
        for text in ["\u{feff}{}", "{}\r\n", " \t{}\n\n", "\u{feff}\n{}\u{a0}", "\n\u{feff}{}", "{}"] {
            assert_eq!(read(&text.replace("{}", JWT)).as_deref(), Ok(JWT), "{text:?}");
        }
    }

    #[test]
    fn opaque_tokens_are_accepted() {
        let opaque =
            ["Atza|IQEBLjAsAhRmHjNgHpi0U-Dme37rR6CuUpSR", "ya29.A0AfH6SMB_~x/+y==", "123|secret", "a:b!c*d", "token"];
        for token in opaque.into_iter().chain([JWT, "eyJh.a.b.c.d"]) {
            assert_eq!(read(token).as_deref(), Ok(token));
        }
    }

    #[test]
    fn what_no_token_contains_is_refused_with_what_was_found() {
        for (text, found) in [
            ("", "is empty"),
            ("\u{feff} \n", "is empty"),
            ("\"JWT\"", "starts with a quotation mark (\")"),
            ("'JWT'", "starts with a quotation mark (')"),
            ("\u{201c}JWT\u{201d}", "starts with the character U+201C"),
            ("{\"value\":\"JWT\"}", "is a JSON document"),
            ("[\"JWT\"]", "is a JSON document"),
            ("<html></html>", "is an HTML or XML document"),
            ("-----BEGIN CERTIFICATE-----", "is a PEM document"),
            ("Bearer JWT", "starts with `Bearer`"),
            ("bearer JWT", "starts with `bearer`"),
            ("JWT\nJWT", "contains a line end (character 42)"),
            ("JWT JWT", "contains a space (character 42)"),
            ("JWT;", "ends with the character ';'"),
            ("JWT\\n", "contains the character '\\\\'"),
            ("e\0y\0J\0", "contains the character U+0000 (character 2)"),
            ("TOKEN=JWT", "has a name and `=`"),
            ("access_token=EAAC&expires=5183", "has a name and `=`"),
            ("$TOKEN", "is the name of a variable"),
            ("token\u{1b}[0m", "contains the character U+001B"),
        ] {
            let problem = read(&text.replace("JWT", JWT)).unwrap_err();
            assert!(problem.starts_with(found), "{text:?}: {problem}");
            assert!(!problem.contains(JWT) && !problem.contains("EAAC"), "{problem}");
        }
    }
}
