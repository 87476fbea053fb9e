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
#[inline]
pub(super) fn token(text: Secret) -> Result<Secret, String> {
    let trimmed = text.expose().trim_matches(|c: char| c.is_whitespace() || c == BYTE_ORDER_MARK);
    if let Some(problem) = problem(trimmed) {
        return Err(problem);
    }
    Ok(if trimmed.len() == text.expose().len() { text } else { Secret::new(trimmed) })
}

const BYTE_ORDER_MARK: char = '\u{feff}';

#[inline]
fn problem(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("is empty: there is no token in it".to_owned());
    }
    if let Some(found) = instead_of_token(text) {
        return Some(format!("{found}; it must be the token alone"));
    }
    let is_jwt = text.starts_with("eyJ") && text.matches('.').count() >= 2;
    let is_stray = |c: char| if is_jwt { !is_of_jwt(c) } else { !c.is_ascii_graphic() || ENCLOSING.contains(c) };
    if let Some(found) = stray_character(text, &is_stray) {
        return Some(format!("{found}, which no token contains; it must be the token alone"));
    }
    is_assignment(text).then(|| "has a name and `=` before the token; it must be the token alone".to_owned())
}

/// Describes a text that is something else than a token, or that has something before it.
#[inline]
fn instead_of_token(text: &str) -> Option<String> {
    let found = |clause: &str| Some(clause.to_owned());
    if is_masked(text) {
        return found("is masked, as in a log");
    }
    if ["null", "undefined", "none", "nil"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return found("is the word for no value");
    }
    if is_variable(text) {
        return found("is the name of a variable or a placeholder, not its value");
    }
    if let Some(what) = document(text) {
        return Some(format!("is {what}"));
    }
    if let Some(word) = scheme(text) {
        return Some(format!("starts with `{word}`"));
    }
    if ["https://", "http://", "file:"].iter().any(|start| starts_with(text, start)) {
        return found("is a URL, not the token that it leads to");
    }
    if is_encoded_jwt(text) {
        return found("is the base64 of a token; decode it first");
    }
    text_before_jwt(text).then(|| "has a name or other text before the token".to_owned())
}

/// Returns `true` for what logs and tools show instead of a secret.
#[inline]
fn is_masked(text: &str) -> bool {
    const WORDS: [&str; 3] = ["redacted", "masked", "not shown"];
    let is_filler = |c: char| matches!(c, '*' | '.' | '\u{2022}' | '\u{2026}' | '\u{25cf}' | '#' | '-' | '_');
    let inner = text.trim_matches(|c: char| "[]<>(){}*".contains(c) || is_filler(c));
    inner.is_empty() || WORDS.iter().any(|word| inner.eq_ignore_ascii_case(word))
}

/// Returns `true` for the name of a variable or a placeholder in the notation of a shell, a template or documentation.
#[inline]
fn is_variable(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_-. ".contains(c);
    let between = |open: &str, close: &str| {
        let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner.is_some_and(|inner| !inner.is_empty() && inner.chars().all(is_name))
    };
    text.starts_with('$')
        || between("%", "%")
        || between("!", "!")
        || between("{", "}")
        || between("<", ">")
        || text.starts_with("{{")
}

/// Returns the word with which a header introduces a token, if the text starts with one.
#[inline]
fn scheme(text: &str) -> Option<&str> {
    const WORDS: [&str; 4] = ["Bearer", "Authorization", "Basic", "JWT"];
    let length = text.bytes().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(length)?;
    let is_word = WORDS.iter().any(|known| known.eq_ignore_ascii_case(word));
    (is_word && (rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r', ':', '=', '+', '%']))).then_some(word)
}

/// Returns `true` for the base64 of a JWT, in either alphabet and with white space between its lines.
#[inline]
fn is_encoded_jwt(text: &str) -> bool {
    // The start of a JWT, `eyJ`, is a whole group of three bytes.
    let Some(rest) = text.strip_prefix("ZXlK") else { return false };
    rest.chars().all(|c| c.is_ascii_alphanumeric() || "+/-_=".contains(c) || c.is_ascii_whitespace())
}

/// Returns `true` if a JWT follows after text that cannot belong to it, such as a name and a colon.
#[inline]
fn text_before_jwt(text: &str) -> bool {
    let Some((before, jwt)) = text.split_once("eyJ") else { return false };
    before.ends_with(|c: char| ":;,|>&?@#/".contains(c) || c.is_whitespace()) && jwt.matches('.').count() >= 2
}

#[inline]
fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}

/// Returns `true` for the characters of base64url, which JWTs consist of, and for the dot between their parts.
#[inline]
fn is_of_jwt(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.=".contains(c)
}

/// Names the format of a document that may contain a token.
#[inline]
fn document(text: &str) -> Option<&'static str> {
    match text.chars().next()? {
        '{' | '[' => Some("a JSON document"),
        '<' => Some("an HTML or XML document"),
        _ if text.starts_with("-----BEGIN") => Some("a PEM document"),
        _ => None,
    }
}

/// Returns `true` for `NAME=token`, as in a file of environment variables. A token may only end with `=`.
#[inline]
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
        let opaque = [
            "Bearertoken",
            "bearer_x",
            "nullable",
            "a.eyJh.b.c",
            "ZXlK!",
            "v2.local.x",
            "...a",
            "%",
            "jwt-1",
            "--a",
            "Atza|IQEBLjAsAhRmHjNgHpi0U-Dme37rR6CuUpSR",
            "ya29.A0AfH6SMB_~x/+y==",
            "123|secret",
            "a:b!c*d",
            "token",
        ];
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
            ("BEARER\tJWT", "starts with `BEARER`"),
            ("Bearer ", "starts with `Bearer`"),
            ("Bearer:JWT", "starts with `Bearer`"),
            ("Bearer%20JWT", "starts with `Bearer`"),
            ("Authorization: Bearer JWT", "starts with `Authorization`"),
            ("Basic dXNlcjpodXNo", "starts with `Basic`"),
            ("token:JWT", "has a name or other text before the token"),
            ("id_token: JWT", "has a name or other text before the token"),
            ("token|JWT", "has a name or other text before the token"),
            ("?access_token=JWT", "has a name and `=`"),
            ("https://idp.example.com/#id_token=JWT", "is a URL"),
            ("file:///var/run/secrets/token", "is a URL"),
            ("BASE64", "is the base64 of a token; decode it first"),
            ("***", "is masked, as in a log"),
            ("*", "is masked, as in a log"),
            ("\u{2022}\u{2022}\u{2022}", "is masked, as in a log"),
            ("[REDACTED]", "is masked, as in a log"),
            ("<redacted>", "is masked, as in a log"),
            ("***masked***", "is masked, as in a log"),
            ("null", "is the word for no value"),
            ("Undefined", "is the word for no value"),
            ("%TOKEN%", "is the name of a variable"),
            ("!TOKEN!", "is the name of a variable"),
            ("${TOKEN}", "is the name of a variable"),
            ("$(cat /token)", "is the name of a variable"),
            ("$env:TOKEN", "is the name of a variable"),
            ("{{ token }}", "is the name of a variable"),
            ("{token}", "is the name of a variable"),
            ("<your token>", "is the name of a variable"),
            ("'JWT", "starts with a quotation mark (')"),
            ("JWT\"", "ends with a quotation mark (\")"),
            ("\u{2018}JWT\u{2019}", "starts with the character U+2018"),
            ("\u{200b}JWT", "starts with the character U+200B"),
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
            use base64::Engine as _;

            let encoded = base64::engine::general_purpose::STANDARD.encode(JWT);
            let problem = read(&text.replace("JWT", JWT).replace("BASE64", &encoded)).unwrap_err();
            assert!(!problem.contains(&encoded) && !problem.contains("dXNlcjpodXNo"), "{problem}");
            assert!(problem.starts_with(found), "{text:?}: {problem}");
            assert!(!problem.contains(JWT) && !problem.contains("EAAC"), "{problem}");
        }
    }
}
