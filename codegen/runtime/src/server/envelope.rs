//! What stands around an answer, and in which format.

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnswerFormat {
    /// What the protocol is documented to answer, indented by two blanks as AWS does it.
    #[default]
    Xml,
    /// What services of AWS answer to `Accept: application/json`: the same members in objects, lists as arrays, numbers as
    /// numbers, and times as seconds since 1970 in scientific notation, `1.714228494E9`. It is not documented; times are as
    /// Envoy got them from STS (its pull request 34426), errors without a root element as aws-iam-authenticator reads them.
    Json,
}

impl AnswerFormat {
    /// What an `Accept` header asks for: JSON if that is the first that it names.
    pub fn accepted(accept: &str) -> Self {
        let first = accept.split([',', ';']).next().unwrap_or_default().trim();
        if first.eq_ignore_ascii_case(Self::Json.content_type()) { Self::Json } else { Self::Xml }
    }

    /// The value of `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Xml => "text/xml",
            Self::Json => "application/json",
        }
    }
}

/// What stands around every answer.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The id of the request.
    pub request_id: &'a str,
    /// How the answer is written.
    pub format: AnswerFormat,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_for_those_who_ask_for_it_first() {
        for accept in ["application/json", "Application/JSON; q=1", "application/json, */*"] {
            assert_eq!(AnswerFormat::accepted(accept), AnswerFormat::Json, "{accept}");
        }
        for accept in ["", "*/*", "text/xml", "text/xml, application/json", "application/jsonp"] {
            assert_eq!(AnswerFormat::accepted(accept), AnswerFormat::Xml, "{accept}");
        }
    }
}
