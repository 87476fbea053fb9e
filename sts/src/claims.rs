//! The claims of a JWT. Signatures are not verified here.

use std::fmt;

use awsquery::{Secret, Timestamp};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::json::Json;

/// The largest number of characters of a claim that are shown.
const MAX_CHARACTERS: usize = 100;

/// The largest number of audiences that are shown.
const MAX_AUDIENCES: usize = 3;

/// The issuer, audiences and expiration of a JWT. They explain why AWS refuses a token, and are useless without it.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    pub(crate) expiration: Option<Timestamp>,
    issuer: Option<String>,
    audiences: Vec<String>,
}

impl Claims {
    /// Decodes the claims of a token. Returns `None` if it is not a JWT.
    #[inline]
    pub(crate) fn of(token: &Secret) -> Option<Self> {
        Self::of_payload(&payload(token)?)
    }

    /// Decodes the claims of a [`payload`].
    #[inline]
    pub(crate) fn of_payload(payload: &Secret) -> Option<Self> {
        let payload = Zeroizing::new(URL_SAFE_NO_PAD.decode(payload.expose()).ok()?);
        let claims = Json::read(std::str::from_utf8(&payload).ok()?).ok()?;
        let text = |value: &Json| value.as_text().map(str::to_owned);
        let audiences = match claims.get("aud") {
            Some(Json::Array(audiences)) => audiences.iter().filter_map(text).collect(),
            audience => audience.and_then(text).into_iter().collect(),
        };
        let seconds = |value: &Json| value.as_number()?.parse::<f64>().ok();
        Some(Self {
            expiration: claims.get("exp").and_then(seconds).map(|exp| Timestamp::from_secs(exp as i64)),
            issuer: claims.get("iss").and_then(text),
            audiences,
        })
    }
}

/// Returns the payload of a JWT: its claims, in base64. The payload alone is not a credential. Returns `None` for a token that
/// is not a JWT, because each of its parts may be secret.
#[inline]
pub(crate) fn payload(token: &Secret) -> Option<Secret> {
    let mut parts = token.expose().split('.');
    let (head, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    // The header of a JWT is a JSON object. In base64, its brace becomes an `e`.
    (head.starts_with('e') && parts.next().is_none()).then(|| Secret::new(payload))
}

/// The audiences and the issuer. They come from outside, so long ones are cut and control characters are escaped.
impl fmt::Display for Claims {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.audiences.as_slice() {
            [] => f.write_str("no `aud`")?,
            audiences => {
                f.write_str("`aud` ")?;
                for (index, audience) in audiences.iter().take(MAX_AUDIENCES).enumerate() {
                    write!(f, "{}{}", if index == 0 { "" } else { ", " }, quoted(audience))?;
                }
                if audiences.len() > MAX_AUDIENCES {
                    write!(f, " and {} more", audiences.len() - MAX_AUDIENCES)?;
                }
            }
        }
        match &self.issuer {
            None => f.write_str(" and no `iss`"),
            Some(issuer) => write!(f, " and `iss` {}", quoted(issuer)),
        }
    }
}

#[inline]
fn quoted(text: &str) -> String {
    let more = if text.chars().nth(MAX_CHARACTERS).is_some() { "…" } else { "" };
    format!("{:?}{more}", text.chars().take(MAX_CHARACTERS).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(claims: &str) -> String {
        Claims::of(&Secret::new(format!("e30.{}.signature", URL_SAFE_NO_PAD.encode(claims)))).unwrap().to_string()
    }

    #[test]
    fn only_audience_and_issuer_are_shown() {
        assert_eq!(
            shown(r#"{"iss":"https://idp.example.com","aud":"sts.amazonaws.com","sub":"Alice","nonce":"n"}"#),
            r#"`aud` "sts.amazonaws.com" and `iss` "https://idp.example.com""#
        );
        assert_eq!(shown("{}"), "no `aud` and no `iss`");
        assert_eq!(shown(r#"{"aud":[],"iss":7}"#), "no `aud` and no `iss`");
        for none in ["", "one", "e30.e30", "e30.!.c", "e30.bm8.c"] {
            assert!(Claims::of(&Secret::new(none)).is_none(), "{none}");
        }
    }

    #[test]
    fn no_part_of_a_token_that_is_not_a_jwt_is_kept() {
        for opaque in ["secret", "a.secret.b", "e30.secret", "e30.secret.b.c", "Atza|e30.secret.b"] {
            assert_eq!(payload(&Secret::new(opaque)), None, "{opaque}");
        }
        assert_eq!(payload(&Secret::new("e30.e30.signature")), Some(Secret::new("e30")));
    }

    #[test]
    fn shown_claims_are_cut_and_escaped() {
        let long = "x".repeat(500);
        let claims = serde_json::json!({"aud": ["a\u{1b}[2J\n", "b", "c\u{202e}", "d", "e"], "iss": long});
        let cut = "x".repeat(MAX_CHARACTERS);
        assert_eq!(
            shown(&claims.to_string()),
            format!(r#"`aud` "a\u{{1b}}[2J\n", "b", "c\u{{202e}}" and 2 more and `iss` "{cut}"…"#)
        );
    }
}
