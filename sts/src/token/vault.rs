//! Logins of Vault's AWS method, type `iam`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName};
use zeroize::Zeroizing;

use crate::api::GetCallerIdentityRequest;
use crate::policy::json::write_quoted;
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
        let url = STANDARD.encode(&self.url);
        let members = [
            ("role", self.role.as_str()),
            ("iam_http_request_method", &self.method),
            ("iam_request_url", &url),
            ("iam_request_body", self.body.expose()),
            ("iam_request_headers", &headers),
        ];
        object(&members, write_quoted)
    }
}

fn headers_json(headers: &HeaderMap) -> Secret {
    let names: Vec<String> = headers.iter().map(|(name, _)| canonical(name)).collect();
    let values = headers.iter().map(|(_, value)| value.to_str().unwrap_or_default());
    let mut members: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(values).collect();
    members.sort_unstable();
    object(&members, |out, value| {
        out.push('[');
        write_quoted(out, value);
        out.push(']');
    })
}

/// An object of JSON, in memory that is large enough from the start: what a text outgrows is not zeroed.
fn object(members: &[(&str, &str)], write: fn(&mut String, &str)) -> Secret {
    // Six bytes for each that is escaped; quotation marks, colon, brackets and comma.
    let most = members.iter().map(|(name, value)| 6 * (name.len() + value.len()) + 8).sum::<usize>() + 2;
    let mut out = String::with_capacity(most);
    for (index, (name, value)) in members.iter().enumerate() {
        out.push(if index == 0 { '{' } else { ',' });
        write_quoted(&mut out, name);
        out.push(':');
        write(&mut out, value);
    }
    out.push('}');
    Secret::from(out)
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
