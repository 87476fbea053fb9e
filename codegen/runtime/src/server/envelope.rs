//! The format of responses, and the parts that all of them have.

/// The format of a response. Part of an [`Envelope`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseFormat {
    /// The XML that the protocol documents, indented by two spaces as AWS writes it.
    #[default]
    Xml,
    /// The JSON that services of AWS return for `Accept: application/json`.
    ///
    /// Members are in objects, lists are arrays, numbers are numbers, and times are seconds since 1970 in scientific
    /// notation: `1.714228494E9`. AWS does not document the format. Times are written as Envoy received them from STS
    /// (Envoy's pull request 34426), and errors without a root element, as aws-iam-authenticator reads them.
    Json,
}

impl ResponseFormat {
    /// Returns the format that an `Accept` header asks for: JSON if the header names it first, otherwise XML.
    pub fn accepted(accept: &str) -> Self {
        let first = accept.split([',', ';']).next().unwrap_or_default().trim();
        if first.eq_ignore_ascii_case(Self::Json.content_type()) { Self::Json } else { Self::Xml }
    }

    /// Returns the value of `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Xml => "text/xml",
            Self::Json => "application/json",
        }
    }
}

/// The parts that all responses have. Taken by [`reply`](super::reply).
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The id of the request.
    pub request_id: &'a str,
    /// The format of the response.
    pub format: ResponseFormat,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_chosen_only_if_the_accept_header_names_it_first() {
        for accept in ["application/json", "Application/JSON; q=1", "application/json, */*"] {
            assert_eq!(ResponseFormat::accepted(accept), ResponseFormat::Json, "{accept}");
        }
        for accept in ["", "*/*", "text/xml", "text/xml, application/json", "application/jsonp"] {
            assert_eq!(ResponseFormat::accepted(accept), ResponseFormat::Xml, "{accept}");
        }
    }
}
