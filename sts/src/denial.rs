//! Decoded authorization messages.
//!
//! Some services encode the details of a denial, because the caller may not be allowed to see them.
//! `DecodeAuthorizationMessage` turns them into JSON for callers who are.

mod encoded;

use std::fmt;

use awsquery::Response;
use awsquery::layer::{invalid_argument, one_line, unusable_response};

use crate::api::{
    DECODE_AUTHORIZATION_MESSAGE, DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse, Error,
};
use crate::client::Sts;
#[cfg(feature = "blocking")]
use crate::client::blocking;
use crate::json::Json;

pub use encoded::EncodedMessage;

/// The size in bytes above which the text of a denial cuts a name. An ARN has at most 2 KiB.
const MAX_SHOWN: usize = 2 * 1024;

impl Sts {
    /// Decodes the encoded part of a denial's message, which says why AWS denied a request.
    ///
    /// `denied` is the error of a call, the message of any service's error, or the encoded part alone. The caller needs
    /// the permission `sts:DecodeAuthorizationMessage`. The result describes policies, which not every caller may see, so
    /// no message is decoded before this method is called.
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
    /// Fails without sending anything if the error has no encoded part. Fails if the call fails, for example because the
    /// encoded part was cut or wrapped, or if the response does not hold a JSON object.
    pub async fn explain_denial(&self, denied: impl Into<EncodedMessage>) -> Result<Denial, Error> {
        let request = request_for(denied.into())?;
        Denial::of(&self.client().send(&request).await?)
    }
}

#[cfg(feature = "blocking")]
impl blocking::Sts {
    /// Decodes the encoded part of a denial's message, which says why AWS denied a request; see
    /// [`Sts::explain_denial`](crate::Sts::explain_denial).
    ///
    /// # Errors
    ///
    /// Fails for the same reasons.
    pub fn explain_denial(&self, denied: impl Into<EncodedMessage>) -> Result<Denial, Error> {
        let request = request_for(denied.into())?;
        Denial::of(&self.client().send(&request)?)
    }
}

/// Returns the request that decodes a message.
#[inline]
fn request_for(EncodedMessage(encoded): EncodedMessage) -> Result<DecodeAuthorizationMessageRequest, Error> {
    let missing = "the error has no encoded authorization message";
    let encoded = encoded.ok_or_else(|| invalid_argument(&DECODE_AUTHORIZATION_MESSAGE, missing))?;
    Ok(DecodeAuthorizationMessageRequest::new(&encoded))
}

/// The reason for a denial, as returned by [`Sts::explain_denial`].
///
/// The service model does not describe the document; AWS's documentation only shows an example. So every part may be
/// missing, and [`json`](Self::json) returns the whole document, including parts without a method here.
#[derive(Clone, PartialEq, Eq)]
pub struct Denial {
    json: String,
    document: Json,
}

/// A statement of a policy that matched. Returned by [`Denial::matched_statements`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchedStatement<'a>(&'a Json);

impl Denial {
    #[inline]
    fn of(response: &Response<DecodeAuthorizationMessageResponse>) -> Result<Self, Error> {
        let operation = &DECODE_AUTHORIZATION_MESSAGE;
        let decoded = response.output.decoded_message.as_deref().unwrap_or_default();
        Self::read(decoded)
            .ok_or_else(|| unusable_response(operation, response, "`DecodedMessage` is not a JSON object").into())
    }

    #[inline]
    fn read(json: &str) -> Option<Self> {
        let document = Json::read(json).ok().filter(|document| matches!(document, Json::Object(_)))?;
        Some(Self { json: json.to_owned(), document })
    }

    /// Returns the document as AWS sent it.
    #[inline]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Returns whether the request was allowed after all.
    #[inline]
    pub fn is_allowed(&self) -> Option<bool> {
        truth(self.document.get("allowed")?)
    }

    /// Returns whether a policy denies the request explicitly. If not, no policy allows it.
    #[inline]
    pub fn is_explicit_deny(&self) -> Option<bool> {
        truth(self.document.get("explicitDeny")?)
    }

    /// Returns the statements that matched. For an explicit denial they are the ones that deny.
    #[inline]
    pub fn matched_statements(&self) -> Vec<MatchedStatement<'_>> {
        items(self.document.get("matchedStatements")).map(MatchedStatement).collect()
    }

    /// Returns the problems that AWS had while it decided, each as JSON.
    #[inline]
    pub fn failures(&self) -> Vec<String> {
        items(self.document.get("failures")).map(Json::to_minified).collect()
    }

    /// Returns the ARN of the caller.
    #[inline]
    pub fn principal_arn(&self) -> Option<&str> {
        self.context()?.get("principal")?.get("arn")?.as_text()
    }

    /// Returns the unique id of the caller.
    #[inline]
    pub fn principal_id(&self) -> Option<&str> {
        self.context()?.get("principal")?.get("id")?.as_text()
    }

    /// Returns the name of the caller.
    #[inline]
    pub fn principal_name(&self) -> Option<&str> {
        self.context()?.get("principal")?.get("name")?.as_text()
    }

    /// Returns the action: `ec2:StopInstances`.
    #[inline]
    pub fn action(&self) -> Option<&str> {
        self.context()?.get("action")?.as_text()
    }

    /// Returns the ARN of the resource.
    #[inline]
    pub fn resource(&self) -> Option<&str> {
        self.context()?.get("resource")?.as_text()
    }

    /// Returns the keys and values of the request context, in AWS's order.
    #[inline]
    pub fn conditions(&self) -> Vec<(&str, Vec<&str>)> {
        conditions(self.context().and_then(|context| context.get("conditions")))
    }

    #[inline]
    fn context(&self) -> Option<&Json> {
        self.document.get("context")
    }
}

/// Shows the main parts instead of the whole document.
impl fmt::Debug for Denial {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Denial")
            .field("explicit_deny", &self.is_explicit_deny())
            .field("principal", &self.principal_arn())
            .field("action", &self.action())
            .field("resource", &self.resource())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Denial {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text| one_line(text, MAX_SHOWN);
        let caller = shown(self.principal_arn().or(self.principal_name()).unwrap_or("the caller"));
        let action = shown(self.action().unwrap_or("this action"));
        let resource = shown(self.resource().unwrap_or("the resource"));
        match (self.is_allowed(), self.is_explicit_deny()) {
            (Some(true), _) => write!(f, "{caller} may {action} on {resource}"),
            (_, Some(true)) => write!(f, "a policy denies {caller} explicitly: {action} on {resource}"),
            (_, Some(false)) => write!(f, "no policy allows {caller}: {action} on {resource}"),
            (_, None) => write!(f, "denied to {caller}: {action} on {resource}"),
        }?;
        for statement in self.matched_statements() {
            let id = shown(statement.id().unwrap_or("without id"));
            let effect = shown(statement.effect().unwrap_or("?"));
            write!(f, "\n  statement {id}: {effect}")?;
        }
        Ok(())
    }
}

impl<'a> MatchedStatement<'a> {
    /// Returns the `Sid`, if the statement has one.
    #[inline]
    pub fn id(&self) -> Option<&'a str> {
        self.0.get("statementId")?.as_text().filter(|id| !id.is_empty())
    }

    /// Returns the effect: `ALLOW` or `DENY`.
    #[inline]
    pub fn effect(&self) -> Option<&'a str> {
        self.0.get("effect")?.as_text()
    }

    /// Returns the actions of the statement.
    #[inline]
    pub fn actions(&self) -> Vec<&'a str> {
        values(self.0.get("actions"))
    }

    /// Returns the resources of the statement.
    #[inline]
    pub fn resources(&self) -> Vec<&'a str> {
        values(self.0.get("resources"))
    }

    /// Returns the conditions of the statement: keys and values.
    #[inline]
    pub fn conditions(&self) -> Vec<(&'a str, Vec<&'a str>)> {
        conditions(self.0.get("conditions"))
    }

    /// Returns the statement as JSON, including parts without a method here.
    #[inline]
    pub fn to_json(&self) -> String {
        self.0.to_minified()
    }
}

/// Reads a boolean, which AWS writes as a boolean or as a string.
#[inline]
fn truth(value: &Json) -> Option<bool> {
    match value {
        Json::Bool(value) => Some(*value),
        value => value.as_text()?.parse().ok(),
    }
}

/// Reads a list, which AWS writes as an array or as an object with `items`. An empty list may be an empty string.
#[inline]
fn items(value: Option<&Json>) -> impl Iterator<Item = &Json> {
    let list = value.and_then(|value| value.get("items").unwrap_or(value).as_array());
    list.unwrap_or_default().iter()
}

/// Reads a list of strings, each of which AWS writes as a string or as an object with `value`.
#[inline]
fn values(value: Option<&Json>) -> Vec<&str> {
    items(value).filter_map(|item| item.get("value").unwrap_or(item).as_text()).collect()
}

#[inline]
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
