use std::collections::BTreeSet;

use super::table::Trigger;
use super::*;
use crate::api::ErrorCode;

/// Every error code that STS is known to return, whether or not the model has it.
const CODES: [&str; 28] = [
    "AccessDenied",
    "ExpiredToken",
    "ExpiredTokenException",
    "ExpiredTradeInTokenException",
    "IDPCommunicationError",
    "IDPRejectedClaim",
    "IncompleteSignature",
    "InsufficientSessionLifetime",
    "InternalFailure",
    "InvalidAction",
    "InvalidAuthorizationMessageException",
    "InvalidClientTokenId",
    "InvalidContextAssertion",
    "InvalidIdentityToken",
    "InvalidParameterValue",
    "InvalidSubjectCredentials",
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

fn matches(entry: &Entry, code: &str, message: &str) -> bool {
    match &entry.trigger {
        Trigger::Response(codes, phrases) => {
            codes.contains(&code) && phrases.iter().all(|phrase| message.contains(phrase))
        }
        Trigger::ForeignResponse
        | Trigger::Proxy(_)
        | Trigger::Transport(_)
        | Trigger::ThisMachine
        | Trigger::SilentOnThisMachine
        | Trigger::Unreachable => false,
    }
}

#[test]
fn every_code_has_a_type_and_help_whatever_its_message() {
    for code in CODES {
        assert!(!matches!(ErrorCode::from(code), ErrorCode::Unrecognized(_)), "{code} has no type");
        assert!(entries().any(|entry| matches(entry, code, "")), "{code} has no help");
    }
}

#[test]
fn no_entry_is_hidden_by_an_earlier_one() {
    for entry in entries() {
        let Trigger::Response(codes, phrases) = &entry.trigger else { continue };
        for code in *codes {
            let first = entries().find(|entry| matches(entry, code, &phrases.join(" "))).unwrap();
            // General entries at the end of a table share codes with specific ones before them.
            let is_general = phrases.is_empty() && codes.len() > 1;
            assert!(std::ptr::eq(first, entry) || is_general, "{code} {phrases:?}: {}", first.meaning);
        }
    }
}

#[test]
fn every_entry_is_complete_and_all_its_codes_have_a_type() {
    for entry in entries() {
        assert!(!entry.meaning.is_empty() && !entry.causes.is_empty() && !entry.fixes.is_empty(), "{}", entry.meaning);
        let Trigger::Response(codes, _) = &entry.trigger else { continue };
        for code in *codes {
            assert!(!matches!(ErrorCode::from(*code), ErrorCode::Unrecognized(_)), "{code}");
        }
    }
}

#[test]
fn help_texts_start_in_lower_case_and_have_no_trailing_stop() {
    for text in entries().map(|entry| entry.meaning).chain(lines().flat_map(Line::texts)) {
        assert!(!text.ends_with('.'), "{text}");
        let mut words = text.split([' ', ':', '\'', '/']);
        let first = words.next().unwrap_or_default();
        let is_name = ["AWS", "AWS_CA_BUNDLE", "DNS", "STS", "IAM"].contains(&first) || first.starts_with(['{', '`']);
        assert!(is_name || first.starts_with(char::is_lowercase), "{text}");
    }
}

#[test]
fn evidence_knows_every_placeholder() {
    let known = include_str!("evidence.rs");
    for text in lines().flat_map(Line::texts) {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap();
            assert!(known.contains(&format!("\"{name}\" =>")), "{{{name}}} in {text:?}");
            rest = after;
        }
    }
}

/// Pairs of facts that exclude each other.
const EXCLUSIVE: [[(Fact, bool); 2]; 4] = [
    [(Fact::GlobalEndpoint, true), (Fact::RegionalEndpoint, true)],
    [(Fact::SessionTokenMissing, true), (Fact::SessionTokenSurplus, true)],
    [(Fact::SessionTokenSurplus, true), (Fact::SessionTokenSent, true)],
    [(Fact::WebIdentity, true), (Fact::Federated, false)],
];

/// Pairs of lines that say the same of different things, by words in them.
const PARALLEL: [[&str; 2]; 2] =
    [["an ExternalId", "a source identity"], ["its trust policy", "a policy of the caller"]];

/// Returns whether an error can have both lines.
fn are_compatible(line: &Line, other: &Line) -> bool {
    let (Some(one), Some(two)) = (line.condition, other.condition) else { return true };
    let are_opposite = one.0 == two.0 && one.1 != two.1;
    !are_opposite && !EXCLUSIVE.contains(&[one, two]) && !EXCLUSIVE.contains(&[two, one])
}

/// Returns the beginnings of the words that carry the meaning of a text, without the names of its values.
fn stems(text: &str) -> BTreeSet<String> {
    let without_values: String =
        text.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after)).collect();
    let words = without_values.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3);
    words.map(|word| word.to_lowercase().chars().take(5).collect()).collect()
}

/// Returns whether most words of one text are in the other.
fn repeats(text: &str, other: &str) -> bool {
    let (one, two) = (stems(text), stems(other));
    let common = one.intersection(&two).count();
    let are_parallel = PARALLEL.iter().any(|[first, second]| other.contains(first) && text.contains(second));
    common >= 5 && common * 5 >= one.len().min(two.len()) * 3 && !are_parallel
}

#[test]
fn no_help_repeats_itself() {
    let every = [service::EVERY_CAUSE, service::EVERY_FIX];
    let lists = entries().flat_map(|entry| [entry.causes, entry.fixes]).chain(every);
    for lines in lists {
        for (index, line) in lines.iter().enumerate() {
            for other in lines.iter().take(index).filter(|other| are_compatible(line, other)) {
                assert!(!repeats(line.text, other.text), "{:?} repeats {:?}", line.text, other.text);
            }
        }
    }
}
