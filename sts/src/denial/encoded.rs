//! The encoded part of a denial's message.

use crate::api::Error;
use crate::message::encoded_part;

/// The encoded part of a denial's message, for [`Sts::explain_denial`](crate::Sts::explain_denial). Created from the error
/// of a call, from the message of any service's error, or from the encoded part alone.
///
/// ```
/// use sts::denial::EncodedMessage;
///
/// let message = "You are not authorized to perform this operation. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6X";
/// assert_eq!(EncodedMessage::from(message), EncodedMessage::from("4GIOHlTkIaWHQD0Q0m6X"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedMessage(pub(super) Option<String>);

impl From<&str> for EncodedMessage {
    #[inline]
    fn from(message: &str) -> Self {
        Self(Some(encoded_part(message).unwrap_or(message.trim()).to_owned()))
    }
}

impl From<&String> for EncodedMessage {
    #[inline]
    fn from(message: &String) -> Self {
        Self::from(message.as_str())
    }
}

impl From<String> for EncodedMessage {
    #[inline]
    fn from(message: String) -> Self {
        Self::from(message.as_str())
    }
}

impl Error {
    /// Returns the encoded part of a denial's message, which [`Sts::explain_denial`](crate::Sts::explain_denial) decodes.
    #[inline]
    pub fn encoded_authorization_message(&self) -> Option<&str> {
        encoded_part(self.message()?)
    }
}

impl From<&Error> for EncodedMessage {
    #[inline]
    fn from(error: &Error) -> Self {
        Self(error.encoded_authorization_message().map(str::to_owned))
    }
}
