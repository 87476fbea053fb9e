//! Compression of request bodies.

use crate::config::compression::Compression;
use crate::protocol::operation::Operation;
use crate::protocol::outgoing::OutgoingForm;

/// Compresses a body with gzip, if the operation accepts that and the body is large enough.
#[cfg(feature = "gzip")]
pub(crate) fn compress(operation: &Operation, form: OutgoingForm, setting: Compression) -> OutgoingForm {
    use std::io::Write as _;
    use std::sync::OnceLock;

    use bytes::Bytes;
    use flate2::write::GzEncoder;
    use zeroize::Zeroizing;

    if !operation.takes_gzip || setting.from.is_none_or(|from| form.body.len() < from) {
        return form;
    }
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    // Compression in memory cannot fail. If it did, the body would be sent uncompressed, which every service accepts.
    match encoder.write_all(&form.body).and_then(|()| encoder.finish()) {
        Ok(compressed) => {
            let gzip = Some(Bytes::from_owner(Zeroizing::new(compressed)));
            OutgoingForm { gzip, payload_hash: OnceLock::new(), ..form }
        }
        Err(_) => form,
    }
}

/// Returns the form unchanged. Without the feature `gzip` no body is compressed.
#[cfg(not(feature = "gzip"))]
pub(crate) fn compress(_: &Operation, form: OutgoingForm, _: Compression) -> OutgoingForm {
    form
}

#[cfg(all(test, feature = "gzip"))]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::platform::idempotency::IdempotencyTokens;
    use crate::protocol::form::Form;
    use crate::protocol::operation::{Auth, ResultElement};
    use crate::testing::SERVICE;

    static PUT: Operation = Operation::new(&SERVICE, "Put", Auth::Signed, ResultElement::Empty, &[]).with_gzip();
    static PLAIN: Operation = Operation::new(&SERVICE, "Put", Auth::Signed, ResultElement::Empty, &[]);

    const DEFAULT: Compression = Compression { from: Some(Compression::DEFAULT_FROM) };

    /// Creates a form of `length` bytes.
    fn form(length: usize) -> OutgoingForm {
        let mut form = Form::new("Put", "2011-06-15", IdempotencyTokens::default());
        let rest = length - "Action=Put&Version=2011-06-15&A=".len();
        form.required("A", "a".repeat(rest).as_str(), Form::string);
        form.finish()
    }

    #[test]
    fn a_body_of_ten_kibibytes_is_compressed_and_a_shorter_one_is_not() {
        assert!(compress(&PUT, form(10_239), DEFAULT).gzip.is_none());
        let sent = compress(&PUT, form(10_240), DEFAULT);
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&**sent.wire()).read_to_end(&mut plain).unwrap();
        assert_eq!((plain.len(), plain), (10_240, sent.body.to_vec()));
        assert!(sent.wire().len() < 200);
    }

    #[test]
    fn an_operation_that_does_not_accept_gzip_sends_the_body_uncompressed() {
        let sent = compress(&PLAIN, form(20_000), DEFAULT);
        assert_eq!(sent.wire(), &sent.body);
    }

    #[test]
    fn the_minimum_size_can_be_changed_and_compression_disabled() {
        assert!(compress(&PUT, form(100), Compression { from: Some(100) }).gzip.is_some());
        assert!(compress(&PUT, form(99), Compression { from: Some(100) }).gzip.is_none());
        assert!(compress(&PUT, form(20_000), Compression { from: None }).gzip.is_none());
    }
}
