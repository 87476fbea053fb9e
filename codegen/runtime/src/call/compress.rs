//! Bodies that go over the wire compressed, where the model allows it.

use crate::config::compression::Compression;
use crate::protocol::operation::Operation;
use crate::protocol::outgoing::OutgoingForm;

/// Compresses a body with gzip, if the operation takes it and it is large enough.
#[cfg(feature = "gzip")]
pub(crate) fn compress(operation: &Operation, form: OutgoingForm, setting: Compression) -> OutgoingForm {
    use std::io::Write as _;

    use bytes::Bytes;
    use flate2::write::GzEncoder;
    use zeroize::Zeroizing;

    if !operation.takes_gzip || setting.from.is_none_or(|from| form.body.len() < from) {
        return form;
    }
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    // Nothing of this can fail in memory; if it ever does, the body goes out as it is.
    match encoder.write_all(&form.body).and_then(|()| encoder.finish()) {
        Ok(packed) => OutgoingForm { gzip: Some(Bytes::from_owner(Zeroizing::new(packed))), ..form },
        Err(_) => form,
    }
}

/// Without the feature `gzip` every body goes out as it is, which every service takes.
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

    /// A form of so many bytes.
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
    fn an_operation_that_does_not_take_it_sends_the_body_as_it_is() {
        let sent = compress(&PLAIN, form(20_000), DEFAULT);
        assert_eq!(sent.wire(), &sent.body);
    }

    #[test]
    fn another_size_and_none_at_all_can_be_asked_for() {
        assert!(compress(&PUT, form(100), Compression { from: Some(100) }).gzip.is_some());
        assert!(compress(&PUT, form(99), Compression { from: Some(100) }).gzip.is_none());
        assert!(compress(&PUT, form(20_000), Compression { from: None }).gzip.is_none());
    }
}
