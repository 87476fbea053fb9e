//! Finds the cause in the chain of errors that an HTTP client returns.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};

use crate::transport::TransportCause;

/// A finding in a chain of errors.
pub(super) struct Diagnosis {
    /// The cause, if the chain contains a known one.
    pub(super) cause: Option<TransportCause>,
    /// `true` if the TLS connection failed, whatever the reason.
    pub(super) is_tls: bool,
    /// `true` if the proxy opened no tunnel.
    pub(super) is_tunnel: bool,
}

/// Messages of hyper, hyper-util and tokio, whose types are private or belong to crates that this one does not depend on. Tests
/// of the transport cause these errors, except for two.
const MESSAGES: [(&str, TransportCause); 10] = [
    ("tunnel error: proxy authorization required", TransportCause::ProxyWantsPassword),
    ("tunnel error: unsuccessful", TransportCause::ProxyRefusedHost),
    ("tunnel error: unexpected end of file", TransportCause::Closed),
    ("tunnel error: io error", TransportCause::Closed),
    ("dns error", TransportCause::NameNotKnown),
    ("connection closed before message completed", TransportCause::Closed),
    ("operation was canceled", TransportCause::Closed),
    ("A Tokio 1.x context was found, but it is being shutdown", TransportCause::NoRuntime),
    ("invalid HTTP version parsed", TransportCause::NotHttp),
    ("invalid URL, scheme is not http", TransportCause::NoTls),
];

impl Diagnosis {
    /// Examines an error and its sources. The last error that says something decides, because it is the most exact.
    pub(super) fn of(error: &(dyn StdError + 'static)) -> Self {
        let mut diagnosis = Self { cause: None, is_tls: false, is_tunnel: false };
        for error in std::iter::successors(Some(error), |&error| inner(error)) {
            diagnosis.is_tunnel |= error.to_string().starts_with("tunnel error");
            diagnosis.is_tls |= is_tls(error);
            // A resolver may report any I/O error.
            if diagnosis.cause != Some(TransportCause::NameNotKnown) {
                diagnosis.cause =
                    of_tls(error).or_else(|| of_io(error)).or_else(|| of_message(error)).or(diagnosis.cause);
            }
        }
        diagnosis
    }
}

/// Returns the source of an error. An I/O error may wrap another error without returning it as its source.
fn inner<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn of_message(error: &(dyn StdError + 'static)) -> Option<TransportCause> {
    let text = error.to_string();
    MESSAGES.iter().find(|(start, _)| text.starts_with(start)).map(|(_, cause)| *cause)
}

fn of_io(error: &(dyn StdError + 'static)) -> Option<TransportCause> {
    match error.downcast_ref::<io::Error>()?.kind() {
        ErrorKind::ConnectionRefused => Some(TransportCause::Refused),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable => {
            Some(TransportCause::Unreachable)
        }
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => Some(TransportCause::Closed),
        ErrorKind::TimedOut => Some(TransportCause::ConnectTimeout),
        _ => None,
    }
}

#[cfg(not(feature = "tls"))]
fn is_tls(_: &(dyn StdError + 'static)) -> bool {
    false
}

#[cfg(not(feature = "tls"))]
fn of_tls(_: &(dyn StdError + 'static)) -> Option<TransportCause> {
    None
}

#[cfg(feature = "tls")]
fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    error.is::<rustls::Error>()
}

#[cfg(feature = "tls")]
fn of_tls(error: &(dyn StdError + 'static)) -> Option<TransportCause> {
    use rustls::{CertificateError as Bad, Error, InvalidMessage};

    match error.downcast_ref()? {
        // A trusted issuer of the same name has another key.
        Error::InvalidCertificate(Bad::UnknownIssuer | Bad::BadSignature) => Some(TransportCause::UnknownIssuer),
        Error::InvalidCertificate(
            Bad::Expired | Bad::ExpiredContext { .. } | Bad::NotValidYet | Bad::NotValidYetContext { .. },
        ) => Some(TransportCause::CertificateDate),
        Error::InvalidCertificate(Bad::NotValidForName | Bad::NotValidForNameContext { .. }) => {
            Some(TransportCause::CertificateName)
        }
        // The verifier's own error belongs to a crate that this one does not depend on. A test causes it.
        Error::InvalidCertificate(Bad::Other(other)) if other.to_string() == "CaUsedAsEndEntity" => {
            Some(TransportCause::CertificateOfAuthority)
        }
        Error::InvalidCertificate(_) => Some(TransportCause::Certificate),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => Some(TransportCause::NotTls),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message with a source.
    #[derive(Debug)]
    struct Layer(&'static str, Option<Box<dyn StdError + 'static>>);

    impl std::fmt::Display for Layer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.0)
        }
    }

    impl StdError for Layer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            self.1.as_deref()
        }
    }

    #[test]
    fn the_innermost_known_error_is_the_cause() {
        for (kind, cause) in [
            (ErrorKind::ConnectionRefused, Some(TransportCause::Refused)),
            (ErrorKind::NetworkUnreachable, Some(TransportCause::Unreachable)),
            (ErrorKind::ConnectionReset, Some(TransportCause::Closed)),
            (ErrorKind::TimedOut, Some(TransportCause::ConnectTimeout)),
            (ErrorKind::InvalidData, None),
        ] {
            let found = Diagnosis::of(&Layer("tcp connect error", Some(Box::new(io::Error::from(kind)))));
            assert_eq!((found.cause, found.is_tls, found.is_tunnel), (cause, false, false));
            let tunnel =
                Layer("tunnel error: failed to create underlying connection", Some(Box::new(io::Error::from(kind))));
            let found = Diagnosis::of(&tunnel);
            assert_eq!((found.cause, found.is_tunnel), (cause, true));
        }
        let resolver = Layer("dns error", Some(Box::new(io::Error::from(ErrorKind::TimedOut))));
        assert_eq!(Diagnosis::of(&resolver).cause, Some(TransportCause::NameNotKnown));
    }

    #[test]
    fn a_connection_or_a_runtime_that_ended_first_is_the_cause() {
        // Both depend on timing, so no test of the transport causes them.
        for (text, cause) in [
            ("operation was canceled", TransportCause::Closed),
            ("A Tokio 1.x context was found, but it is being shutdown.", TransportCause::NoRuntime),
        ] {
            let source = Layer("connection was not ready", None);
            assert_eq!(Diagnosis::of(&Layer(text, Some(Box::new(source)))).cause, Some(cause));
        }
    }

    #[cfg(feature = "tls")]
    #[test]
    fn an_error_of_tls_is_found_within_an_io_error() {
        let tls = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        let found = Diagnosis::of(&Layer("connect", Some(Box::new(io::Error::new(ErrorKind::InvalidData, tls)))));
        assert_eq!((found.cause, found.is_tls), (Some(TransportCause::UnknownIssuer), true));
    }
}
