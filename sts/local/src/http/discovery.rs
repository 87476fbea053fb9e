//! Discovery documents and public keys of OpenID Connect issuers: the server itself, whose tokens `GetWebIdentityToken`
//! returns, and the test issuer.

use http::Method;
use http::request::Request;
use serde_json::{Value, json};

use crate::state::ServerState;
use crate::test_issuer;

const SERVER_KEYS: &str = "/.well-known/jwks.json";
const TEST_ISSUER_KEYS: &str = "/issuer/.well-known/jwks.json";

/// Returns the document at the path of a request, and `None` if there is none.
pub(crate) fn document<B>(server: &ServerState, request: &Request<B>) -> Option<String> {
    if request.method() != Method::GET {
        return None;
    }
    let document = match request.uri().path() {
        SERVER_KEYS | TEST_ISSUER_KEYS => server.keys.public(),
        "/.well-known/openid-configuration" => configuration(server, &server.url, SERVER_KEYS),
        "/issuer/.well-known/openid-configuration" => configuration(server, test_issuer::URL, TEST_ISSUER_KEYS),
        _ => return None,
    };
    Some(document.to_string())
}

fn configuration(server: &ServerState, issuer: &str, keys_path: &str) -> Value {
    json!({
        "issuer": issuer,
        "jwks_uri": format!("{}{keys_path}", server.url),
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "ES384"],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
    })
}
