//! Logins of Vault's AWS method, type `iam`.

use std::collections::BTreeMap;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::api::GetCallerIdentityRequest;
use crate::{Error, Secret, Sts};

/// The header that ties a login to one Vault.
const SERVER_ID: HeaderName = HeaderName::from_static("x-vault-aws-iam-server-id");

impl Sts {
    /// What `vault login` sends to prove who the caller is. Made here, without a call.
    ///
    /// `role` is Vault's role, not AWS's. `server_id` has to be what Vault is configured to ask for
    /// (`iam_server_id_header_value`): without it, a login made for one Vault can be used at another. STS takes the
    /// signature for 15 minutes. See <https://developer.hashicorp.com/vault/docs/auth/aws>.
    ///
    /// # Errors
    ///
    /// If the server id cannot stand in a header, and what any call can fail with before it is sent.
    pub async fn vault_login(&self, role: impl Into<String>, server_id: Option<&str>) -> Result<VaultLogin, Error> {
        let headers: Vec<(HeaderName, &str)> = server_id.map(|id| (SERVER_ID, id)).into_iter().collect();
        let request = self.client().as_runtime().sign(&GetCallerIdentityRequest::default(), &headers).await?;
        Ok(VaultLogin {
            role: role.into(),
            method: request.method().as_str().to_owned(),
            url: request.uri().to_string(),
            body: Secret::new(STANDARD.encode(request.body())),
            headers: headers_json(request.headers()),
        })
    }
}

/// A login of Vault's AWS method. A secret: whoever has it can log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultLogin {
    role: String,
    method: String,
    url: String,
    body: Secret,
    headers: Secret,
}

impl VaultLogin {
    /// The signed headers as JSON: each name with the list of its values. Never log it.
    pub fn headers_json(&self) -> &str {
        self.headers.expose()
    }

    /// The body of the request that Vault takes at `auth/aws/login`, as JSON. Never log it.
    pub fn to_json(&self) -> Secret {
        let headers = Zeroizing::new(STANDARD.encode(self.headers.expose()));
        json(&BTreeMap::from([
            ("role", self.role.as_str()),
            ("iam_http_request_method", &self.method),
            ("iam_request_url", &STANDARD.encode(&self.url)),
            ("iam_request_body", self.body.expose()),
            ("iam_request_headers", &headers),
        ]))
    }
}

fn headers_json(headers: &HeaderMap) -> Secret {
    let values: BTreeMap<String, [&str; 1]> =
        headers.iter().map(|(name, value)| (canonical(name), [value.to_str().unwrap_or_default()])).collect();
    json(&values)
}

/// A map of texts as JSON, in memory that is large enough from the start: what a text outgrows is not zeroed.
fn json(map: &BTreeMap<impl Serialize, impl Serialize>) -> Secret {
    let mut length = Length(0);
    // Writing to memory cannot fail, nor can a map of texts.
    let _ = serde_json::to_writer(&mut length, map);
    let mut text = Vec::with_capacity(length.0);
    let _ = serde_json::to_writer(&mut text, map);
    Secret::from(String::from_utf8(text).unwrap_or_default())
}

/// Counts what is written.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// As Vault's own clients write it. HTTP does not care.
fn canonical(name: &HeaderName) -> String {
    if *name == SERVER_ID {
        return "X-Vault-AWS-IAM-Server-ID".to_owned();
    }
    let word = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or_default();
        first.to_ascii_uppercase() + rest
    };
    name.as_str().split('-').map(word).collect::<Vec<_>>().join("-")
}
