//! Denials that AWS encodes, read.
//!
//! Some services answer a denial with a text that only they can read: it holds what the refused caller may not be meant
//! to see. `DecodeAuthorizationMessage` turns it into JSON for callers who may.

mod encoded;

use awsquery::layer::{invalid_argument, unusable_response};

use crate::api::{DECODE_AUTHORIZATION_MESSAGE, DecodeAuthorizationMessageRequest, Error};
use crate::client::Sts;
use crate::json::Json;

pub use encoded::EncodedMessage;

impl Sts {
    /// Why AWS denied something: what the encoded part of a denial's message says.
    ///
    /// `denied` is the error of a call, the message of any service's error, or the encoded part alone. The caller needs
    /// the permission `sts:DecodeAuthorizationMessage`. What comes back describes policies: it is not for everybody who
    /// was denied, so nothing is decoded unless this is called.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts, admin: sts::Sts) -> Result<(), sts::Error> {
    /// let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").await;
    /// if let Err(error) = &role
    ///     && error.encoded_authorization_message().is_some()
    /// {
    ///     println!("{}", admin.explain_denial(error).await?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// An error without an encoded part; that is found before anything is sent. Those of `DecodeAuthorizationMessage`,
    /// which refuses a text that was cut or wrapped. An answer that is no JSON object.
    pub async fn explain_denial(&self, denied: impl Into<EncodedMessage>) -> Result<Denial, Error> {
        let operation = &DECODE_AUTHORIZATION_MESSAGE;
        let EncodedMessage(encoded) = denied.into();
        let encoded =
            encoded.ok_or_else(|| invalid_argument(operation, "the error holds no encoded authorization message"))?;
        let request = DecodeAuthorizationMessageRequest::new(&encoded);
        let answer = self.client().send(&request).await?;
        let decoded = answer.output.decoded_message.as_deref().unwrap_or_default();
        Denial::read(decoded)
            .ok_or_else(|| Error::from(unusable_response(operation, &answer, "DecodedMessage: is no JSON object")))
    }
}

/// Why something was denied, as `DecodeAuthorizationMessage` tells it.
///
/// The document's form is AWS's, and not in the service model; AWS's documentation shows it by an example. So every
/// part may be missing, and [`json`](Self::json) gives the whole document, with what has no method here.
#[derive(Clone, PartialEq, Eq)]
pub struct Denial {
    json: String,
    document: Json,
}

/// A statement of a policy that matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchedStatement<'a>(&'a Json);

impl Denial {
    fn read(json: &str) -> Option<Self> {
        let document = Json::read(json).ok().filter(|document| matches!(document, Json::Object(_)))?;
        Some(Self { json: json.to_owned(), document })
    }

    /// The document as it came.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Whether it was allowed after all.
    pub fn is_allowed(&self) -> Option<bool> {
        truth(self.document.get("allowed")?)
    }

    /// Whether a policy denies it explicitly. If not, no policy allows it.
    pub fn is_explicit_deny(&self) -> Option<bool> {
        truth(self.document.get("explicitDeny")?)
    }

    /// The statements that matched: those that deny, for an explicit denial.
    pub fn matched_statements(&self) -> Vec<MatchedStatement<'_>> {
        items(self.document.get("matchedStatements")).map(MatchedStatement).collect()
    }

    /// What went wrong while AWS decided, each as JSON.
    pub fn failures(&self) -> Vec<String> {
        items(self.document.get("failures")).map(Json::to_minified).collect()
    }

    /// The ARN of who asked.
    pub fn principal_arn(&self) -> Option<&str> {
        self.context()?.get("principal")?.get("arn")?.as_text()
    }

    /// The unique id of who asked.
    pub fn principal_id(&self) -> Option<&str> {
        self.context()?.get("principal")?.get("id")?.as_text()
    }

    /// The name of who asked.
    pub fn principal_name(&self) -> Option<&str> {
        self.context()?.get("principal")?.get("name")?.as_text()
    }

    /// What was asked for: `ec2:StopInstances`.
    pub fn action(&self) -> Option<&str> {
        self.context()?.get("action")?.as_text()
    }

    /// With what.
    pub fn resource(&self) -> Option<&str> {
        self.context()?.get("resource")?.as_text()
    }

    /// The keys of the request's context, and their values, in AWS's order.
    pub fn conditions(&self) -> Vec<(&str, Vec<&str>)> {
        conditions(self.context().and_then(|context| context.get("conditions")))
    }

    fn context(&self) -> Option<&Json> {
        self.document.get("context")
    }
}

/// Says what is known of a denial, and not the whole document.
impl std::fmt::Debug for Denial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Denial")
            .field("explicit_deny", &self.is_explicit_deny())
            .field("principal", &self.principal_arn())
            .field("action", &self.action())
            .field("resource", &self.resource())
            .finish_non_exhaustive()
    }
}

impl std::fmt::Display for Denial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let who = self.principal_arn().or(self.principal_name()).unwrap_or("the caller");
        let (action, resource) = (self.action().unwrap_or("this"), self.resource().unwrap_or("the resource"));
        match (self.is_allowed(), self.is_explicit_deny()) {
            (Some(true), _) => write!(f, "{who} may {action} on {resource}"),
            (_, Some(true)) => write!(f, "a policy denies {who} explicitly: {action} on {resource}"),
            _ => write!(f, "no policy allows {who}: {action} on {resource}"),
        }?;
        for statement in self.matched_statements() {
            let (id, effect) = (statement.id().unwrap_or("without id"), statement.effect().unwrap_or("?"));
            write!(f, "\n  statement {id}: {effect}")?;
        }
        Ok(())
    }
}

impl<'a> MatchedStatement<'a> {
    /// Its `Sid`, if it has one.
    pub fn id(&self) -> Option<&'a str> {
        self.0.get("statementId")?.as_text().filter(|id| !id.is_empty())
    }

    /// `ALLOW` or `DENY`.
    pub fn effect(&self) -> Option<&'a str> {
        self.0.get("effect")?.as_text()
    }

    /// The actions that it is about.
    pub fn actions(&self) -> Vec<&'a str> {
        values(self.0.get("actions"))
    }

    /// The resources that it is about.
    pub fn resources(&self) -> Vec<&'a str> {
        values(self.0.get("resources"))
    }

    /// Its conditions: keys and values.
    pub fn conditions(&self) -> Vec<(&'a str, Vec<&'a str>)> {
        conditions(self.0.get("conditions"))
    }

    /// The statement as JSON, with what has no method here.
    pub fn to_json(&self) -> String {
        self.0.to_minified()
    }
}

/// AWS writes true and false as such, and as text.
fn truth(value: &Json) -> Option<bool> {
    match value {
        Json::Bool(value) => Some(*value),
        value => value.as_text()?.parse().ok(),
    }
}

/// AWS writes lists as such, as an object with `items`, and an empty one as empty text.
fn items(value: Option<&Json>) -> impl Iterator<Item = &Json> {
    let list = value.and_then(|value| value.get("items").unwrap_or(value).as_array());
    list.unwrap_or_default().iter()
}

/// Texts of a list, each as such or as an object with `value`.
fn values(value: Option<&Json>) -> Vec<&str> {
    items(value).filter_map(|item| item.get("value").unwrap_or(item).as_text()).collect()
}

fn conditions(value: Option<&Json>) -> Vec<(&str, Vec<&str>)> {
    let condition = |item| {
        let item: &Json = item;
        let item = item.get("item").unwrap_or(item);
        Some((item.get("key")?.as_text()?, values(item.get("values"))))
    };
    items(value).filter_map(condition).collect()
}

#[cfg(test)]
mod tests;
