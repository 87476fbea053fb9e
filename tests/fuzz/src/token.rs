//! Tokens and ARNs: what somebody presents, or a user passes on.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Uri;
use sts::Secret;

use crate::Found;
use crate::answer::speaks;
use crate::canned::{Canned, now};

const IDENTITY: &[u8] = b"<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::123456789012:user/Ann</Arn><UserId>AIDAIOSFODNN7EXAMPLE</UserId><Account>123456789012</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";

/// Whatever a token says, it leads to STS or nowhere; whatever an ARN or a JWT says, the call has an end that speaks.
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
            speaks(&error)?;
        }
    }
    match now(sts.assume_role(text, "fuzz").send())? {
        Ok(_) => Err("status 403 gave credentials".to_owned()),
        Err(error) => speaks(&error),
    }
}

/// Nothing is sent but to STS, and without that nobody is named.
fn presented(token: &str) -> Found {
    let canned = Canned::new(200, IDENTITY);
    let verifier = canned.sts()?.eks_verifier("demo").map_err(|error| error.to_string())?;
    let named = now(verifier.verify(token))?;
    match (named, canned.sent()) {
        (Ok(_), Some((uri, _))) if leads_to_sts(&uri) => Ok(()),
        (Ok(who), sent) => Err(format!("{who:?} was named by {sent:?}")),
        (Err(_), Some((uri, _))) if !leads_to_sts(&uri) => Err(format!("{uri} was called")),
        (Err(error), _) if error.to_string().is_empty() => Err("an error says nothing".to_owned()),
        (Err(_), _) => Ok(()),
    }
}

fn leads_to_sts(uri: &Uri) -> bool {
    let Some(host) = uri.authority().map(|authority| authority.as_str()) else { return false };
    let is_sts = host == "sts.amazonaws.com" || host.starts_with("sts.") || host.starts_with("sts-fips.");
    uri.scheme_str() == Some("https") && is_sts && (host.ends_with(".amazonaws.com") || host.ends_with(".api.aws"))
}
