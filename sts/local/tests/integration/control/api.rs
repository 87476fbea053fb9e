//! A client of the control API that checks every response against the document.

use std::collections::BTreeSet;
use std::sync::Mutex;

use reqwest::{Client, Method};
use serde_json::Value;
use sts_local::{LocalSts, LocalStsBuilder};

use super::schema::Document;

const DOCUMENT: &str = include_str!("../../../openapi.json");

pub(crate) struct Api {
    pub(crate) local: LocalSts,
    document: Document,
    client: Client,
    /// The operations that succeeded.
    succeeded: Mutex<BTreeSet<String>>,
}

impl Api {
    pub(crate) async fn start() -> Self {
        Self::of(LocalSts::default_account()).await
    }

    pub(crate) async fn of(builder: LocalStsBuilder) -> Self {
        // Fails if another test has installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            local: builder.control_port(0).start().await.unwrap(),
            document: Document::new(DOCUMENT),
            client: Client::builder().no_proxy().build().unwrap(),
            succeeded: Mutex::default(),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.local.control().unwrap().url())
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), self.url(path))
    }

    pub(crate) fn authorized(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.request(method, path).bearer_auth(self.local.control().unwrap().token().expose())
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, value) = self.send("GET", path, None).await;
        assert_eq!(status, 200, "{path}: {value}");
        value
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let (status, value) = self.send("POST", path, Some(body)).await;
        assert!((200..300).contains(&status), "{path}: {status} {value}");
        value
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Value {
        let (status, value) = self.send("PUT", path, Some(body)).await;
        assert!((200..300).contains(&status), "{path}: {status} {value}");
        value
    }

    /// Sends a request, and checks the response against the document. Returns null for an empty body.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self.authorized(method, path);
        if let Some(body) = &body {
            request = request.body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let content_type = response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
        let text = response.text().await.unwrap();
        let operation = self.operation(method, path);
        let is_success = (200..300).contains(&status);
        if let Some(body) = body.filter(|_| is_success) {
            let schema = operation.pointer("/requestBody/content/application~1json/schema").unwrap();
            assert_eq!(self.document.errors(schema, &body), [""; 0], "{method} {path}: {body}");
        }
        let described = operation["responses"].get(status.to_string());
        let described = described.unwrap_or_else(|| panic!("{method} {path}: {status} is not described: {text}"));
        let described = self.document.resolve(described);
        let value = match described.get("content").map(|content| content.as_object().unwrap().iter().next().unwrap()) {
            None => {
                assert_eq!((content_type.as_deref(), text.as_str()), (None, ""), "{method} {path}");
                Value::Null
            }
            Some((expected, content)) => {
                assert!(content_type.unwrap().starts_with(expected), "{method} {path}");
                let is_json = expected == "application/json";
                let value = if is_json { serde_json::from_str(&text).unwrap() } else { Value::String(text) };
                assert_eq!(self.document.errors(&content["schema"], &value), [""; 0], "{method} {path}: {value}");
                value
            }
        };
        if is_success {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            self.succeeded.lock().unwrap().insert(id);
        }
        (status, value)
    }

    /// Returns the description of an operation.
    fn operation(&self, method: &str, path: &str) -> &Value {
        let path = path.split('?').next().unwrap();
        let fits = |form: &str| {
            let [form, path] = [form, path].map(|path| path.split('/').collect::<Vec<_>>());
            form.len() == path.len()
                && form.iter().zip(&path).all(|(form, found)| form == found || form.starts_with('{'))
        };
        let paths = self.document.root()["paths"].as_object().unwrap();
        // A path without parameters comes first.
        let found = paths.get(path).or_else(|| paths.iter().find(|(form, _)| fits(form)).map(|(_, value)| value));
        &found.unwrap_or_else(|| panic!("{path} is not described"))[method.to_lowercase()]
    }

    /// Returns the operations of the document that did not succeed yet.
    pub(crate) fn missing(&self) -> BTreeSet<String> {
        let paths = self.document.root()["paths"].as_object().unwrap();
        let operations = paths.values().flat_map(|operations| operations.as_object().unwrap().values());
        let all: BTreeSet<String> =
            operations.map(|operation| operation["operationId"].as_str().unwrap().to_owned()).collect();
        all.difference(&self.succeeded.lock().unwrap()).cloned().collect()
    }
}
