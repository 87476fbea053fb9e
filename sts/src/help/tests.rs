use super::table::Trigger;
use super::*;
use crate::ErrorCode;

/// Every code that STS is known to answer with, modelled or not.
const CODES: [&str; 25] = [
    "AccessDenied",
    "ExpiredToken",
    "ExpiredTokenException",
    "ExpiredTradeInTokenException",
    "IDPCommunicationError",
    "IDPRejectedClaim",
    "IncompleteSignature",
    "InternalFailure",
    "InvalidAction",
    "InvalidAuthorizationMessageException",
    "InvalidClientTokenId",
    "InvalidIdentityToken",
    "InvalidParameterValue",
    "JWTPayloadSizeExceededException",
    "MalformedPolicyDocument",
    "MissingAuthenticationToken",
    "OptInRequired",
    "OutboundWebIdentityFederationDisabledException",
    "PackedPolicyTooLarge",
    "RegionDisabledException",
    "RequestExpired",
    "SessionDurationEscalationException",
    "SignatureDoesNotMatch",
    "Throttling",
    "ValidationError",
];

fn entries() -> impl Iterator<Item = &'static Entry> {
    TABLES.iter().copied().flatten()
}

fn lines() -> impl Iterator<Item = &'static Line> {
    let every = [service::EVERY_CAUSE, service::EVERY_FIX].into_iter().flatten();
    entries().flat_map(|entry| entry.causes.iter().chain(entry.fixes)).chain(every)
}

fn answers(entry: &Entry, code: &str, message: &str) -> bool {
    match &entry.trigger {
        Trigger::Answered(codes, words) => codes.contains(&code) && words.iter().all(|word| message.contains(word)),
        Trigger::NoDocument | Trigger::Unreachable => false,
    }
}

#[test]
fn every_code_is_typed_and_explained_whatever_its_message() {
    for code in CODES {
        assert!(!matches!(ErrorCode::from(code), ErrorCode::Unrecognized(_)), "{code} has no type");
        assert!(entries().any(|entry| answers(entry, code, "")), "{code} has no help");
    }
}

#[test]
fn no_entry_hides_behind_another() {
    for entry in entries() {
        let Trigger::Answered(codes, words) = &entry.trigger else { continue };
        for code in *codes {
            let first = entries().find(|entry| answers(entry, code, &words.join(" "))).unwrap();
            // General entries at the end of a table share codes with special ones before them.
            let special = words.is_empty() && codes.len() > 1;
            assert!(std::ptr::eq(first, entry) || special, "{code} {words:?}: {}", first.meaning);
        }
    }
}

#[test]
fn every_entry_says_what_to_do_and_every_known_code_of_the_tables_is_typed() {
    for entry in entries() {
        assert!(!entry.meaning.is_empty() && !entry.causes.is_empty() && !entry.fixes.is_empty(), "{}", entry.meaning);
        let Trigger::Answered(codes, _) = &entry.trigger else { continue };
        for code in *codes {
            assert!(!matches!(ErrorCode::from(*code), ErrorCode::Unrecognized(_)), "{code}");
        }
    }
}

#[test]
fn every_name_in_a_line_is_one_that_evidence_knows() {
    let known = include_str!("evidence.rs");
    for line in lines() {
        let mut rest = line.text;
        while let Some((_, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap();
            assert!(known.contains(&format!("\"{name}\" =>")), "{{{name}}} in {:?}", line.text);
            rest = after;
        }
    }
}
