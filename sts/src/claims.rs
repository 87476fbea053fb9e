//! What a JWT says of itself. Who signed it is not checked here.

use std::fmt;

use awsquery::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::json::Json;

/// How many characters of a claim are shown, and how many audiences.
const SHOWN: usize = 100;
const MOST: usize = 3;

/// Issuer, audience and end of a JWT: what tells why it is refused, and nothing that would let anybody use it.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    pub(crate) expiration: Option<Timestamp>,
    issuer: Option<String>,
    audiences: Vec<String>,
}

impl Claims {
    /// `None` for a token that is no JWT.
    pub(crate) fn of(token: &str) -> Option<Self> {
        let payload = Zeroizing::new(URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?);
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

/// Audience and issuer, for a person. They come from outside: they are cut, and what a terminal would act on is escaped.
impl fmt::Display for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.audiences.as_slice() {
            [] => f.write_str("no `aud`")?,
            audiences => {
                f.write_str("`aud` ")?;
                for (index, audience) in audiences.iter().take(MOST).enumerate() {
                    write!(f, "{}{}", if index == 0 { "" } else { ", " }, quoted(audience))?;
                }
                if audiences.len() > MOST {
                    write!(f, " and {} more", audiences.len() - MOST)?;
                }
            }
        }
        match &self.issuer {
            None => f.write_str(" and no `iss`"),
            Some(issuer) => write!(f, " and `iss` {}", quoted(issuer)),
        }
    }
}

fn quoted(text: &str) -> String {
    let more = if text.chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("{:?}{more}", text.chars().take(SHOWN).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(claims: &str) -> String {
        Claims::of(&format!("head.{}.signature", URL_SAFE_NO_PAD.encode(claims))).unwrap().to_string()
    }

    #[test]
    fn audience_and_issuer_are_shown_and_nothing_else() {
        assert_eq!(
            shown(r#"{"iss":"https://idp.example.com","aud":"sts.amazonaws.com","sub":"Alice","nonce":"n"}"#),
            r#"`aud` "sts.amazonaws.com" and `iss` "https://idp.example.com""#
        );
        assert_eq!(shown("{}"), "no `aud` and no `iss`");
        assert_eq!(shown(r#"{"aud":[],"iss":7}"#), "no `aud` and no `iss`");
        for none in ["", "one", "a.b", "a.!.c", "a.bm8.c"] {
            assert!(Claims::of(none).is_none(), "{none}");
        }
    }

    #[test]
    fn what_is_shown_is_bounded_and_escaped() {
        let long = "x".repeat(500);
        let claims = serde_json::json!({"aud": ["a\u{1b}[2J\n", "b", "c\u{202e}", "d", "e"], "iss": long});
        let cut = "x".repeat(SHOWN);
        assert_eq!(
            shown(&claims.to_string()),
            format!(r#"`aud` "a\u{{1b}}[2J\n", "b", "c\u{{202e}}" and 2 more and `iss` "{cut}"…"#)
        );
    }
}
