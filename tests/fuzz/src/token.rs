//! Target for tokens that a client presents, and for ARNs and JWTs that a user passes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Uri;
use sts::Secret;

use crate::Found;
use crate::canned::{Canned, now};
use crate::response::has_text;

const IDENTITY: &[u8] = b"<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::123456789012:user/Ann</Arn><UserId>AIDAIOSFODNN7EXAMPLE</UserId><Account>123456789012</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";

/// Checks that a token leads to no host but STS, and that a call with any ARN or JWT ends with a described error.
pub(crate) fn token(bytes: &[u8]) -> Found {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let encoded = URL_SAFE_NO_PAD.encode(text);
    presented(text)?;
    presented(&format!("k8s-aws-v1.{encoded}"))?;
    let sts = Canned::new(403, b"").sts()?;
    for token in [text.to_owned(), format!("e30.{encoded}.c2ln")] {
        let call =
            sts.assume_role_with_web_identity("arn:aws:iam::123456789012:role/demo", "fuzz", Secret::from(token));
        if let Err(error) = now(call.send())? {
            has_text(&error)?;
        }
    }
    match now(sts.assume_role(text, "fuzz").send())? {
        Ok(_) => Err("status 403 gave credentials".to_owned()),
        Err(error) => has_text(&error),
    }
}

/// Checks that verifying a token sends requests to STS only, and that an identity always comes from STS.
fn presented(token: &str) -> Found {
    let canned = Canned::new(200, IDENTITY);
    let verifier = canned.sts()?.eks_verifier("demo").map_err(|error| error.to_string())?;
    let named = now(verifier.verify(token))?;
    match (named, canned.sent()) {
        (Ok(_), Some((uri, _))) if leads_to_sts(&uri) => Ok(()),
        (Ok(identity), sent) => Err(format!("{identity:?} came from {sent:?}")),
        (Err(_), Some((uri, _))) if !leads_to_sts(&uri) => Err(format!("{uri} was called")),
        (Err(error), _) if error.to_string().is_empty() => Err("an error has an empty text".to_owned()),
        (Err(_), _) => Ok(()),
    }
}

fn leads_to_sts(uri: &Uri) -> bool {
    let Some(host) = uri.authority().map(|authority| authority.as_str()) else { return false };
    let is_sts = host == "sts.amazonaws.com" || host.starts_with("sts.") || host.starts_with("sts-fips.");
    uri.scheme_str() == Some("https") && is_sts && (host.ends_with(".amazonaws.com") || host.ends_with(".api.aws"))
}
