//! Logins to HashiCorp Vault with its AWS auth method, type `iam`.

use awsquery::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, Request};
use zeroize::Zeroizing;

use crate::api::{Error, GetCallerIdentityRequest};
use crate::client::Sts;
use crate::json::write_quoted;

/// The signed header that binds a login to one Vault.
const SERVER_ID: HeaderName = HeaderName::from_static("x-vault-aws-iam-server-id");

impl Sts {
    /// Creates a login that proves the caller's identity to HashiCorp Vault, as `vault login -method=aws` does.
    ///
    /// Nothing is sent. `role` is the name of a role in Vault, not in AWS. `server_id` must be the value that Vault is
    /// configured to require (`iam_server_id_header_value`). Without it, anyone who receives the login, another Vault
    /// for example, can use it at any Vault that does not require one. STS accepts the signature for 15 minutes. See
    /// <https://developer.hashicorp.com/vault/docs/auth/aws>.
    ///
    /// # Errors
    ///
    /// Fails if `server_id` is not a valid header value, or if the request cannot be signed: for lack of credentials or
    /// of a region, for example.
    pub async fn vault_login(&self, role: impl Into<String>, server_id: Option<&str>) -> Result<VaultLogin, Error> {
        let request = GetCallerIdentityRequest::default();
        let signed = self.client().as_runtime().sign(&request, &server_header(server_id)).await?;
        Ok(VaultLogin::of(role.into(), &signed))
    }
}

/// Returns the header that binds a login to one Vault.
#[inline]
pub(crate) fn server_header(server_id: Option<&str>) -> Vec<(HeaderName, &str)> {
    server_id.map(|id| (SERVER_ID, id)).into_iter().collect()
}

impl VaultLogin {
    /// Creates the login of a signed request.
    pub(crate) fn of(role: String, request: &Request<impl AsRef<[u8]>>) -> Self {
        Self {
            role,
            method: request.method().as_str().to_owned(),
            url: request.uri().to_string(),
            body: Secret::new(STANDARD.encode(request.body())),
            headers: headers_json(request.headers()),
        }
    }
}

/// A login to HashiCorp Vault, created by [`Sts::vault_login`].
///
/// It is a secret: anyone who has it can log in as the caller that created it.
///
/// ```no_run
/// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
/// let login = sts.vault_login("dev", Some("vault.example.com")).await?;
/// // The body of `POST https://vault.example.com:8200/v1/auth/aws/login`.
/// let body = login.to_json();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultLogin {
    role: String,
    method: String,
    url: String,
    body: Secret,
    headers: Secret,
}

impl VaultLogin {
    /// Returns the signed headers as a JSON object that maps each name to a list of values. Never log it.
    #[inline]
    pub fn headers_json(&self) -> &str {
        self.headers.expose()
    }

    /// Returns the JSON body of the request to Vault's `auth/aws/login`. Never log it.
    #[inline]
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

#[inline]
fn headers_json(headers: &HeaderMap) -> Secret {
    let names: Vec<String> = headers.iter().map(|(name, _)| vault_spelling(name)).collect();
    let values = headers.iter().map(|(_, value)| value.to_str().unwrap_or_default());
    let mut members: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(values).collect();
    members.sort_unstable();
    object(&members, |out, value| {
        out.push('[');
        write_quoted(out, value);
        out.push(']');
    })
}

/// Writes a JSON object.
///
/// The buffer is large enough from the start: a `String` that grows leaves a copy behind, which would not be zeroed.
#[inline]
fn object(members: &[(&str, &str)], write: fn(&mut String, &str)) -> Secret {
    // At most six bytes for an escaped byte, and eight for quotation marks, colon, brackets and comma.
    let capacity = members.iter().map(|(name, value)| 6 * (name.len() + value.len()) + 8).sum::<usize>() + 2;
    let mut out = String::with_capacity(capacity);
    for (index, (name, value)) in members.iter().enumerate() {
        out.push(if index == 0 { '{' } else { ',' });
        write_quoted(&mut out, name);
        out.push(':');
        write(&mut out, value);
    }
    out.push('}');
    Secret::from(out)
}

/// Returns the name as Vault's own clients write it. Case has no meaning in HTTP.
#[inline]
fn vault_spelling(name: &HeaderName) -> String {
    if *name == SERVER_ID {
        return "X-Vault-AWS-IAM-Server-ID".to_owned();
    }
    let word = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or_default();
        first.to_ascii_uppercase() + rest
    };
    name.as_str().split('-').map(word).collect::<Vec<_>>().join("-")
}
