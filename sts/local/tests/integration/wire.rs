//! Requests as they go over the wire, signed and sent by hand, so that they can be wrong in every way.
#![allow(dead_code, reason = "each test uses what it needs")]

use awsquery::sign::{Canonical, Scope, SigningTime};
use sts::{Credentials, Timestamp};
use sts_local::LocalSts;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// What the clocks of these tests show.
pub const NOW: i64 = 1_800_000_000;
pub const FORM: &str = "Action=GetCallerIdentity&Version=2011-06-15";

#[derive(Clone)]
pub struct Wire {
    pub address: String,
    pub method: &'static str,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    /// What stands in an element of the answer.
    pub fn text(&self, element: &str) -> &str {
        let (_, after) = self.body.split_once(&format!("<{element}>")).unwrap_or_else(|| panic!("{}", self.body));
        after.split_once(&format!("</{element}>")).unwrap().0
    }

    #[track_caller]
    pub fn refused(&self, status: u16, code: &str, words: &str) {
        assert_eq!((self.status, self.text("Code")), (status, code), "{}", self.body);
        assert!(self.text("Message").contains(words), "{}", self.body);
        assert!(self.head.contains("content-type: text/xml\r\n"), "{}", self.head);
        assert!(!self.head.to_lowercase().contains("access-control"), "{}", self.head);
    }
}

impl Wire {
    pub fn post(local: &LocalSts, body: impl Into<Vec<u8>>) -> Self {
        let address = local.endpoint().trim_start_matches("http://").to_owned();
        let headers = vec![("host".to_owned(), address.clone())];
        Self { address, method: "POST", target: "/".to_owned(), headers, body: body.into() }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(there, _)| there != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn also(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Signs all headers that are there.
    pub fn sign(self, credentials: &Credentials, seconds: i64, region: &str, service: &str) -> Self {
        let time = SigningTime::new(Timestamp::from_secs(seconds)).unwrap();
        let mut wire = self.header("x-amz-date", time.as_str());
        if let Some(token) = credentials.session_token() {
            wire = wire.header("x-amz-security-token", token);
        }
        let mut headers: Vec<(&str, &str)> =
            wire.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        headers.sort_unstable();
        let (path, query) = wire.target.split_once('?').unwrap_or((&wire.target, ""));
        let canonical = Canonical { method: wire.method, path, query, headers: &headers, body: &wire.body };
        let scope = Scope { time, region, service };
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
            credentials.access_key_id(),
            scope.to_text(),
            canonical.signed_headers(),
            canonical.signature(credentials.secret_access_key(), scope)
        );
        wire.header("authorization", &authorization)
    }

    /// As Alice signs it now.
    pub fn signed(self, local: &LocalSts) -> Self {
        self.sign(&local.credentials(), NOW, "us-east-1", "sts")
    }

    /// A presigned GET of GetCallerIdentity, for this host.
    pub fn presigned(local: &LocalSts, host: &str, region: &str, expires: u32) -> Self {
        let mut wire = Self::post(local, "").header("host", host);
        wire.method = "GET";
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
        let canonical = Canonical { method: "GET", path: "/", query: &query, headers: &headers, body: b"" };
        let signature = canonical.signature(credentials.secret_access_key(), scope);
        wire.target = format!("/?{query}&X-Amz-Signature={signature}");
        wire
    }

    /// Changes the `Authorization` header.
    pub fn edit(mut self, from: &str, to: &str) -> Self {
        let (_, header) = self.headers.iter_mut().find(|(name, _)| name == "authorization").unwrap();
        assert!(header.contains(from), "{header}");
        *header = header.replace(from, to);
        self
    }

    pub async fn send(&self) -> Reply {
        let mut stream = tokio::net::TcpStream::connect(&self.address).await.unwrap();
        let mut head = format!("{} {} HTTP/1.1\r\nconnection: close\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        stream.write_all(head.as_bytes()).await.unwrap();
        // A server that has seen enough need not read the rest.
        let _ = stream.write_all(&self.body).await;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{text}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: format!("{}\r\n", head.to_lowercase()), body: body.to_owned() }
    }
}

/// For a form.
pub fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
