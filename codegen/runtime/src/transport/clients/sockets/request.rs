//! Requests as bytes.

use http::header::{CONTENT_LENGTH, HOST, PROXY_AUTHORIZATION};
use http::uri::{Authority, PathAndQuery};
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use zeroize::Zeroizing;

use crate::transport::clients::body::usually_has_body;

/// The bytes that a request line and two headers of ours take, in addition to what they contain.
const OVERHEAD: usize = 128;

/// Writes a request with HTTP/1.1. A proxy that reads it needs the whole URL, and may want a password.
pub(super) fn request_bytes(
    request: &Request<bytes::Bytes>,
    is_for_proxy: bool,
    authorization: Option<&HeaderValue>,
) -> Zeroizing<Vec<u8>> {
    let uri = request.uri();
    let authority = uri.authority().map_or("", Authority::as_str);
    let path = uri.path_and_query().map_or("", PathAndQuery::as_str);
    let headers = request.headers();
    let body = request.body();
    let authorization_length = authorization.map_or(0, HeaderValue::len);
    let size = OVERHEAD + 2 * authority.len() + path.len() + length(headers) + authorization_length + body.len();
    // Never grows, because a `Vec` that grows frees its old buffer without zeroing it.
    let mut bytes = Zeroizing::new(Vec::with_capacity(size));
    bytes.extend_from_slice(request.method().as_str().as_bytes());
    bytes.push(b' ');
    if is_for_proxy {
        bytes.extend_from_slice(b"http://");
        bytes.extend_from_slice(authority.as_bytes());
    }
    if !path.starts_with('/') {
        bytes.push(b'/');
    }
    bytes.extend_from_slice(path.as_bytes());
    bytes.extend_from_slice(b" HTTP/1.1\r\n");
    if !headers.contains_key(HOST) {
        header(&mut bytes, &HOST, authority.as_bytes());
    }
    headers.iter().for_each(|(name, value)| header(&mut bytes, name, value.as_bytes()));
    if (!body.is_empty() || usually_has_body(request.method())) && !headers.contains_key(CONTENT_LENGTH) {
        header(&mut bytes, &CONTENT_LENGTH, body.len().to_string().as_bytes());
    }
    if let Some(authorization) = authorization {
        header(&mut bytes, &PROXY_AUTHORIZATION, authorization.as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

/// Writes a request for a tunnel to a host and port.
pub(super) fn tunnel_request(host: &str, authorization: Option<&HeaderValue>) -> Zeroizing<Vec<u8>> {
    let size = OVERHEAD + 2 * host.len() + authorization.map_or(0, HeaderValue::len);
    let mut bytes = Zeroizing::new(Vec::with_capacity(size));
    bytes.extend_from_slice(b"CONNECT ");
    bytes.extend_from_slice(host.as_bytes());
    bytes.extend_from_slice(b" HTTP/1.1\r\n");
    header(&mut bytes, &HOST, host.as_bytes());
    if let Some(authorization) = authorization {
        header(&mut bytes, &PROXY_AUTHORIZATION, authorization.as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}

fn header(bytes: &mut Vec<u8>, name: &HeaderName, value: &[u8]) {
    for part in [name.as_str().as_bytes(), b": ", value, b"\r\n"] {
        bytes.extend_from_slice(part);
    }
}

fn length(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn text(request: &Request<Bytes>, is_for_proxy: bool, authorization: Option<&HeaderValue>) -> String {
        String::from_utf8(request_bytes(request, is_for_proxy, authorization).to_vec()).unwrap()
    }

    #[test]
    fn a_host_and_a_length_are_added_if_they_are_missing() {
        let request = Request::post("http://sts.example:8080/a?b").body(Bytes::from_static(b"ping")).unwrap();
        let sent = "POST /a?b HTTP/1.1\r\nhost: sts.example:8080\r\ncontent-length: 4\r\n\r\nping";
        assert_eq!(text(&request, false, None), sent);
        let request = Request::get("http://sts.example").header("host", "other").body(Bytes::new()).unwrap();
        assert_eq!(text(&request, false, None), "GET / HTTP/1.1\r\nhost: other\r\n\r\n");
        let request = Request::post("http://sts.example").header("content-length", "0").body(Bytes::new()).unwrap();
        assert_eq!(text(&request, false, None).matches("content-length").count(), 1);
    }

    #[test]
    fn a_proxy_gets_the_whole_url_and_its_password() {
        let request = Request::get("http://sts.example/a").body(Bytes::new()).unwrap();
        let password = HeaderValue::from_static("Basic dXNlcjpodXNo");
        let sent =
            "GET http://sts.example/a HTTP/1.1\r\nhost: sts.example\r\nproxy-authorization: Basic dXNlcjpodXNo\r\n\r\n";
        assert_eq!(text(&request, true, Some(&password)), sent);
        let tunnel = tunnel_request("sts.example:443", Some(&password)).to_vec();
        let sent = "CONNECT sts.example:443 HTTP/1.1\r\nhost: sts.example:443\r\nproxy-authorization: Basic dXNlcjpodXNo\r\n\r\n";
        assert_eq!(String::from_utf8(tunnel).unwrap(), sent);
    }
}
