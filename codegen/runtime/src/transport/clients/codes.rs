//! The codes that Node.js gives the errors of connections.

use crate::transport::{TransportCause as Cause, TransportErrorKind as Kind};

/// Returns the step that failed, and the cause. A request may have been sent unless the code says otherwise.
///
/// The codes are those of [Node.js](https://nodejs.org/api/errors.html#common-system-errors), of
/// [its TLS](https://nodejs.org/api/tls.html#x509-certificate-error-codes) and of its
/// [HTTP client](https://github.com/nodejs/undici/blob/main/docs/docs/api/Errors.md).
pub(super) fn cause_of_code(code: &str) -> (Kind, Option<Cause>) {
    match code {
        "ECONNREFUSED" => (Kind::Connect, Some(Cause::Refused)),
        "ENOTFOUND" | "EAI_AGAIN" => (Kind::Connect, Some(Cause::NameNotKnown)),
        "EHOSTUNREACH" | "ENETUNREACH" | "EADDRNOTAVAIL" => (Kind::Connect, Some(Cause::Unreachable)),
        "UND_ERR_CONNECT_TIMEOUT" => (Kind::Connect, Some(Cause::ConnectTimeout)),
        "ECONNRESET" | "EPIPE" | "UND_ERR_SOCKET" => (Kind::NoResponse, Some(Cause::Closed)),
        "CERT_HAS_EXPIRED" | "CERT_NOT_YET_VALID" => (Kind::Tls, Some(Cause::CertificateDate)),
        "ERR_TLS_CERT_ALTNAME_INVALID" | "HOSTNAME_MISMATCH" => (Kind::Tls, Some(Cause::CertificateName)),
        "DEPTH_ZERO_SELF_SIGNED_CERT"
        | "SELF_SIGNED_CERT_IN_CHAIN"
        | "UNABLE_TO_GET_ISSUER_CERT"
        | "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
        | "UNABLE_TO_VERIFY_LEAF_SIGNATURE" => (Kind::Tls, Some(Cause::UnknownIssuer)),
        "CERT_CHAIN_TOO_LONG"
        | "CERT_REJECTED"
        | "CERT_REVOKED"
        | "CERT_SIGNATURE_FAILURE"
        | "CERT_UNTRUSTED"
        | "INVALID_CA"
        | "INVALID_PURPOSE" => (Kind::Tls, Some(Cause::Certificate)),
        "ERR_SSL_WRONG_VERSION_NUMBER" | "ERR_SSL_PACKET_LENGTH_TOO_LONG" => (Kind::Tls, Some(Cause::NotTls)),
        tls if tls.starts_with("ERR_SSL_") || tls.starts_with("ERR_TLS_") => (Kind::Tls, None),
        "HPE_INVALID_CONSTANT" | "HPE_INVALID_VERSION" => (Kind::NoResponse, Some(Cause::NotHttp)),
        _ => (Kind::NoResponse, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_counts_as_not_sent_only_for_codes_that_say_so() {
        assert_eq!(cause_of_code("ECONNREFUSED"), (Kind::Connect, Some(Cause::Refused)));
        assert_eq!(cause_of_code("ENOTFOUND"), (Kind::Connect, Some(Cause::NameNotKnown)));
        assert_eq!(cause_of_code("ERR_SSL_UNSUPPORTED_PROTOCOL"), (Kind::Tls, None));
        for code in ["ECONNRESET", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT", "HPE_INVALID_CONSTANT", "NEW_CODE", ""]
        {
            assert_eq!(cause_of_code(code).0, Kind::NoResponse, "{code}");
        }
    }
}
