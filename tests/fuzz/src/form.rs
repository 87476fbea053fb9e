//! Target for forms: the bytes that are sent for any text that a user may pass.

use percent_encoding::percent_decode;
use sts::api::{GetFederationTokenRequest, Tag};

use crate::Found;
use crate::canned::{Canned, now};

/// Takes a name, a policy and tags, one per line, and checks that the form contains exactly them.
pub(crate) fn form(bytes: &[u8]) -> Found {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let mut lines = text.split('\n');
    let name = lines.next().unwrap_or_default();
    let policy = lines.next();
    let tags: Vec<(&str, &str)> = lines.map(|line| line.split_once('=').unwrap_or((line, ""))).collect();
    let canned = Canned::new(400, b"");
    // The call fails because the response is an error. Only the request matters here.
    let _ = now(canned.sts()?.client().unchecked().get_federation_token(&request(name, policy, &tags)))?;
    let (_, sent) = canned.sent().ok_or("nothing was sent")?;
    let expected = expected(name, policy, &tags);
    let sent = decoded(&sent)?;
    if sent == expected { Ok(()) } else { Err(format!("expected {expected:?}, sent {sent:?}")) }
}

fn request(name: &str, policy: Option<&str>, tags: &[(&str, &str)]) -> GetFederationTokenRequest {
    let mut builder = GetFederationTokenRequest::builder(name);
    if let Some(policy) = policy {
        builder = builder.policy(policy);
    }
    if !tags.is_empty() {
        builder = builder.tags(tags.iter().map(|(key, value)| Tag::new(*key, *value)));
    }
    builder.build_unchecked()
}

fn expected(name: &str, policy: Option<&str>, tags: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs = vec![
        ("Action".to_owned(), "GetFederationToken".to_owned()),
        ("Version".to_owned(), "2011-06-15".to_owned()),
        ("Name".to_owned(), name.to_owned()),
    ];
    pairs.extend(policy.map(|policy| ("Policy".to_owned(), policy.to_owned())));
    for (index, (key, value)) in tags.iter().enumerate() {
        let member = format!("Tags.member.{}", index + 1);
        pairs.push((format!("{member}.Key"), (*key).to_owned()));
        pairs.push((format!("{member}.Value"), (*value).to_owned()));
    }
    pairs.sort();
    pairs
}

/// Decodes the parameters of a form, and sorts them, because their order has no meaning for the service.
fn decoded(form: &[u8]) -> Result<Vec<(String, String)>, String> {
    let text = |part: &[u8]| {
        percent_decode(part).decode_utf8().map(String::from).map_err(|_| "the decoded bytes are not UTF-8".to_owned())
    };
    let mut pairs = Vec::new();
    for pair in form.split(|byte| *byte == b'&') {
        let mut sides = pair.splitn(2, |byte| *byte == b'=');
        pairs.push((text(sides.next().unwrap_or_default())?, text(sides.next().unwrap_or_default())?));
    }
    pairs.sort();
    Ok(pairs)
}
