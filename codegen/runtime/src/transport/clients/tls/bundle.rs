//! The certificates in a file of `AWS_CA_BUNDLE`.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;

/// Labels of certificates. RFC 7468 (5.1) names the older two, which some programs still write.
const CERTIFICATES: [&str; 3] = ["CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE"];

/// A block of a PEM file.
struct PemBlock {
    label: String,
    /// Everything between its first and its last line, without white space.
    text: String,
}

/// Reads the certificates of a PEM file, with their numbers among its blocks. Every block is read or refused, except private
/// keys, which are skipped.
///
/// # Errors
///
/// Returns the reason why the file cannot be used. It names the block by its number, counted from 1, and its label.
pub(super) fn certificates(file: &[u8]) -> Result<Vec<(usize, CertificateDer<'static>)>, String> {
    let mut certificates = Vec::new();
    for (index, block) in blocks(&text(file)?)?.into_iter().enumerate() {
        let number = index + 1;
        let PemBlock { label, text } = block;
        match label.as_str() {
            label if CERTIFICATES.contains(&label) => {
                // The original error would quote a byte of the block.
                let der = STANDARD.decode(text).map_err(|_| format!("block {number} ({label}) is not base64"))?;
                certificates.push((number, CertificateDer::from(der)));
            }
            // OpenSSL writes the parameters of a key before the key.
            label if label.ends_with("PRIVATE KEY") || label == "EC PARAMETERS" => {}
            "TRUSTED CERTIFICATE" => {
                return Err(format!(
                    "block {number} is a TRUSTED CERTIFICATE of OpenSSL, whose settings would be lost; convert it with \
                     `openssl x509 -in FILE`"
                ));
            }
            label => return Err(format!("block {number} is not a certificate; its label is {label:?}")),
        }
    }
    if certificates.is_empty() {
        return Err("the file contains no certificate in PEM format".to_owned());
    }
    Ok(certificates)
}

/// Returns the text of a file, or the reason why it is not text. Comments may be in any encoding.
fn text(file: &[u8]) -> Result<Cow<'_, str>, String> {
    // The start of a DER structure: a sequence whose length takes one or more bytes.
    if file.first() == Some(&0x30) && file.get(1).is_some_and(|length| *length >= 0x80) {
        return Err("the file is in DER format; convert it with `openssl x509 -inform der -in FILE`".to_owned());
    }
    if file.starts_with(&[0xff, 0xfe]) || file.starts_with(&[0xfe, 0xff]) || file.iter().take(64).any(|byte| *byte == 0)
    {
        return Err("the file is in UTF-16 or another encoding with zero bytes; save it as UTF-8".to_owned());
    }
    Ok(String::from_utf8_lossy(file))
}

/// Splits a file into its blocks. Text between them is skipped, but not lines that look like the start or the end of one.
fn blocks(text: &str) -> Result<Vec<PemBlock>, String> {
    let mut blocks = Vec::new();
    let mut open: Option<PemBlock> = None;
    for (index, line) in text.split(['\n', '\r']).enumerate() {
        // A byte order mark starts each part of a file that was concatenated on Windows.
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let number = blocks.len() + 1;
        match (marker(line), open.take()) {
            (Some(Marker::Begin(label)), None) => {
                open = Some(PemBlock { label: label.to_owned(), text: String::new() })
            }
            (Some(Marker::End(label)), Some(block)) if label == block.label => blocks.push(block),
            (Some(Marker::End(label)), Some(block)) => {
                return Err(format!("block {number} begins as {:?} and ends as {label:?}", block.label));
            }
            (Some(Marker::End(label)), None) => {
                return Err(format!("a block ends as {label:?} after block {}, but has no BEGIN line", blocks.len()));
            }
            (Some(Marker::Begin(_)), Some(block)) => return Err(cut(number, &block.label)),
            (Some(Marker::Broken), _) => {
                return Err(format!("line {} looks like the start or the end of a block, but is not one", index + 1));
            }
            (None, Some(mut block)) => {
                block.text.extend(line.split_whitespace());
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    match open {
        Some(block) => Err(cut(blocks.len() + 1, &block.label)),
        None => Ok(blocks),
    }
}

fn cut(number: usize, label: &str) -> String {
    format!("block {number} ({label}) has no END line; the file is cut")
}

enum Marker<'a> {
    Begin(&'a str),
    End(&'a str),
    /// A line with dashes that is almost a marker.
    Broken,
}

fn marker(line: &str) -> Option<Marker<'_>> {
    let inner = line.strip_prefix("-----").and_then(|rest| rest.strip_suffix("-----")).unwrap_or_default();
    let label = |start: &str| inner.strip_prefix(start).filter(|label| is_label(label));
    let looks_like_one = || line.starts_with("--") && (line.contains("BEGIN") || line.contains("END"));
    label("BEGIN ")
        .map(Marker::Begin)
        .or_else(|| label("END ").map(Marker::End))
        .or_else(|| looks_like_one().then_some(Marker::Broken))
}

/// Returns `true` for text that can be a label: RFC 7468 (3) allows no two dashes in a row. A line with several markers would
/// otherwise have a label that contains a whole block, and errors show labels. No label in use is as long as the limit.
fn is_label(text: &str) -> bool {
    text.len() <= 40 && !text.contains("--")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn block(label: &str, text: &str) -> String {
        format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
    }

    fn numbers(file: impl AsRef<[u8]>) -> Result<Vec<usize>, String> {
        certificates(file.as_ref()).map(|found| found.into_iter().map(|(number, _)| number).collect())
    }

    fn good() -> String {
        block("CERTIFICATE", "AAAA")
    }

    #[test]
    fn files_of_all_platforms_are_read() {
        let (good, key) = (good(), block("EC PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\n\nBBBB"));
        for (file, expected) in [
            (good.clone(), &[1][..]),
            (format!("\u{feff}{good}{good}"), &[1, 2]),
            (format!("{good}\u{feff}{good}"), &[1, 2]),
            (good.replace('\n', "\r\n"), &[1]),
            (good.replace('\n', "\r"), &[1]),
            (good.replace('\n', "  \n\t"), &[1]),
            (good.trim_end().to_owned(), &[1]),
            (format!("# ours\nSubject: CN = x\n{good}\nmore\n{good}"), &[1, 2]),
            (format!("{}{key}{good}", block("EC PARAMETERS", "CCCC")), &[3]),
            (block("X509 CERTIFICATE", "AA\nAA"), &[1]),
        ] {
            assert_eq!(numbers(&file).as_deref(), Ok(expected), "{file}");
        }
    }

    #[test]
    fn a_bad_block_is_named_by_its_number_and_its_label() {
        let good = good();
        for (bad, reason) in [
            (block("TRUSTED CERTIFICATE", "AAAA"), "block 2 is a TRUSTED CERTIFICATE"),
            (block("PKCS7", "AAAA"), "block 2 is not a certificate; its label is \"PKCS7\""),
            (block("X509 CRL", "AAAA"), "X509 CRL"),
            (block("CERTIFICATE REQUEST", "AAAA"), "CERTIFICATE REQUEST"),
            (block("CERTIFICATE", "AAA*"), "block 2 (CERTIFICATE) is not base64"),
            (block("CERTIFICATE", "AAAAA"), "block 2 (CERTIFICATE) is not base64"),
            ("-----BEGIN CERTIFICATE-----\nAAAA".to_owned(), "block 2 (CERTIFICATE) has no END line"),
            (format!("-----BEGIN CERTIFICATE-----\nAAAA\n{good}"), "block 2 (CERTIFICATE) has no END line"),
            ("AAAA\n-----END CERTIFICATE-----\n".to_owned(), "no BEGIN line"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END X509 CRL-----\n".to_owned(), "ends as \"X509 CRL\""),
            ("-----BEGIN CERTIFICATE----\nAAAA\n".to_owned(), "line 4 looks like"),
            ("---- BEGIN CERTIFICATE ----\nAAAA\n".to_owned(), "line 4 looks like"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIF".to_owned(), "line 6 looks like"),
        ] {
            let error = numbers(format!("{good}{bad}")).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn a_block_on_one_line_is_refused_without_its_contents() {
        for file in [
            "-----BEGIN PRIVATE KEY----- c2VjcmV0 -----END PRIVATE KEY-----".to_owned(),
            "-----BEGIN PRIVATE KEY-----\\nc2VjcmV0\\n-----END PRIVATE KEY-----".to_owned(),
            format!("{}-----BEGIN EC PRIVATE KEY-----c2VjcmV0-----END EC PRIVATE KEY-----\n", good()),
            "-----END CERTIFICATE----- c2VjcmV0 -----BEGIN CERTIFICATE-----".to_owned(),
            format!("-----BEGIN {}c2VjcmV0-----", "K".repeat(60)),
        ] {
            let error = numbers(&file).unwrap_err();
            assert!(error.contains("looks like the start or the end of a block") && !error.contains("c2V"), "{error}");
        }
    }

    #[test]
    fn other_formats_are_named() {
        let utf16 = |order: fn(u16) -> [u8; 2]| good().encode_utf16().flat_map(order).collect::<Vec<u8>>();
        for file in [[vec![0xff, 0xfe], utf16(u16::to_le_bytes)].concat(), utf16(u16::to_be_bytes)] {
            assert!(numbers(file).unwrap_err().contains("UTF-16"));
        }
        assert!(numbers([0x30, 0x82, 1, 2, 3]).unwrap_err().contains("DER"));
        for file in ["", "these are not the certificates that you are looking for", &block("PRIVATE KEY", "AAAA")] {
            assert!(numbers(file).unwrap_err().contains("no certificate"), "{file}");
        }
    }

    proptest! {
        #[test]
        fn no_block_is_dropped_silently(labels in proptest::collection::vec("(CERTIFICATE|RSA PRIVATE KEY|PKCS7|[A-Z]{1,5})", 1..6)) {
            let file: String = labels.iter().map(|label| block(label, "AAAA")).collect();
            let is_certificate = |label: &&String| *label == "CERTIFICATE";
            let is_other = |label: &&String| *label != "CERTIFICATE" && *label != "RSA PRIVATE KEY";
            match numbers(file) {
                Ok(numbers) => {
                    prop_assert_eq!(numbers.len(), labels.iter().filter(is_certificate).count());
                    prop_assert!(!labels.iter().any(|label| is_other(&label)));
                }
                Err(_) => prop_assert!(labels.iter().any(|label| is_other(&label)) || !labels.iter().any(|label| is_certificate(&label))),
            }
        }

        #[test]
        fn a_file_that_is_cut_is_refused_or_has_all_that_is_left(end in 0..160_usize) {
            let file = format!("{}{}", good(), good());
            let cut = file.get(..end.min(file.len())).unwrap();
            if let Ok(numbers) = numbers(cut) {
                // Everything that begins also ends.
                prop_assert_eq!(numbers.len(), cut.matches("BEGIN").count());
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(file: Vec<u8>) {
            let _ = numbers(file);
        }
    }
}
