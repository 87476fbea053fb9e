//! Requests that are signed and sent without the client, so that they can be wrong in every way.

use awsquery::sign::{Canonical, Hash, Scope, SigningTime};
use sts::{Credentials, Timestamp};
use sts_local::LocalSts;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// The time in tests that use this module, in seconds since 1970.
pub const NOW: i64 = 1_800_000_000;
pub const FORM: &str = "Action=GetCallerIdentity&Version=2011-06-15";

/// A request.
#[derive(Clone)]
pub struct RawRequest {
    pub address: String,
    pub method: &'static str,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A response.
pub struct RawResponse {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl RawResponse {
    /// Returns the text of an element of the body.
    pub fn text(&self, element: &str) -> &str {
        let (_, after) = self.body.split_once(&format!("<{element}>")).unwrap_or_else(|| panic!("{}", self.body));
        after.split_once(&format!("</{element}>")).unwrap().0
    }

    #[track_caller]
    pub fn assert_refused(&self, status: u16, code: &str, message: &str) {
        assert_eq!((self.status, self.text("Code")), (status, code), "{}", self.body);
        assert!(self.text("Message").contains(message), "{}", self.body);
        assert!(self.head.contains("content-type: text/xml\r\n"), "{}", self.head);
        assert!(!self.head.to_lowercase().contains("access-control"), "{}", self.head);
    }
}

impl RawRequest {
    pub fn post(local: &LocalSts, body: impl Into<Vec<u8>>) -> Self {
        let address = local.endpoint().trim_start_matches("http://").to_owned();
        let headers = vec![("host".to_owned(), address.clone())];
        Self { address, method: "POST", target: "/".to_owned(), headers, body: body.into() }
    }

    /// Sets a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a header, even if there is one of the same name.
    pub fn add_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Signs the request with all its headers.
    pub fn sign(self, credentials: &Credentials, seconds: i64, region: &str, service: &str) -> Self {
        let time = SigningTime::new(Timestamp::from_secs(seconds)).unwrap();
        let mut request = self.header("x-amz-date", time.as_str());
        if let Some(token) = credentials.session_token() {
            request = request.header("x-amz-security-token", token);
        }
        let mut headers: Vec<(&str, &str)> =
            request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        headers.sort_unstable();
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let canonical = Canonical {
            method: request.method,
            path,
            query,
            headers: &headers,
            payload_hash: &Hash::of(&request.body),
        };
        let scope = Scope { time, region, service };
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
            credentials.access_key_id(),
            scope.to_text(),
            canonical.signed_headers(),
            canonical.signature(credentials.secret_access_key(), scope)
        );
        request.header("authorization", &authorization)
    }

    /// Signs the request as Alice.
    pub fn signed(self, local: &LocalSts) -> Self {
        self.sign(&local.credentials(), NOW, "us-east-1", "sts")
    }

    /// Returns a presigned `GetCallerIdentity` request for a host.
    pub fn presigned(local: &LocalSts, host: &str, region: &str, expires: u32) -> Self {
        let mut request = Self::post(local, "").header("host", host);
        request.method = "GET";
        let time = SigningTime::new(Timestamp::from_secs(NOW)).unwrap();
        let credentials = local.credentials();
        let scope = Scope { time, region, service: "sts" };
        let credential = format!("{}/{}", credentials.access_key_id(), scope.to_text()).replace('/', "%2F");
        let date = time.as_str();
        let query = format!(
            "{FORM}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={date}\
             &X-Amz-Expires={expires}&X-Amz-SignedHeaders=host"
        );
        let headers = [("host", host)];
        let canonical =
            Canonical { method: "GET", path: "/", query: &query, headers: &headers, payload_hash: &Hash::of(b"") };
        let signature = canonical.signature(credentials.secret_access_key(), scope);
        request.target = format!("/?{query}&X-Amz-Signature={signature}");
        request
    }

    /// Replaces a part of the `Authorization` header.
    pub fn edit_authorization(mut self, from: &str, to: &str) -> Self {
        let (_, header) = self.headers.iter_mut().find(|(name, _)| name == "authorization").unwrap();
        assert!(header.contains(from), "{header}");
        *header = header.replace(from, to);
        self
    }

    pub async fn send(&self) -> RawResponse {
        let mut stream = tokio::net::TcpStream::connect(&self.address).await.unwrap();
        let mut head = format!("{} {} HTTP/1.1\r\nconnection: close\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        stream.write_all(head.as_bytes()).await.unwrap();
        // The server may refuse the request before it has read all of it.
        let _ = stream.write_all(&self.body).await;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{text}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        RawResponse { status, head: format!("{}\r\n", head.to_lowercase()), body: body.to_owned() }
    }
}

/// Percent-encodes a value of a form.
pub fn percent_encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
