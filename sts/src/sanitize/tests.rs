use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

type Sanitize = fn(&str) -> Sanitized;

const FUNCTIONS: [(Sanitize, &Rule); 3] = [
    (role_session_name, &ROLE_SESSION_NAME_TYPE),
    (federated_user_name, &USER_NAME_TYPE),
    (source_identity, &SOURCE_IDENTITY_TYPE),
];

fn session(text: &str) -> String {
    role_session_name(text).into_string()
}

#[test]
fn common_texts_become_readable_names() {
    for (text, name) in [
        ("ann@example.com", "ann@example.com"),
        ("renovate[bot]", "renovate-bot"),
        ("dependabot[bot]@github", "dependabot-bot-@github"),
        ("/home/ann/build", "home-ann-build"),
        ("C:\\work\\build", "C-work-build"),
        ("Ann Smith", "Ann-Smith"),
        ("arn:aws:iam::123456789012:user/Ann", "arn-aws-iam-123456789012-user-Ann"),
        ("\tann\n", "ann"),
        ("Session1:2", "Session1-2"),
    ] {
        assert_eq!(session(text), name, "{text}");
    }
}

#[test]
fn every_change_is_reported_with_its_character_and_position() {
    let changes =
        |text: &str| -> Vec<String> { role_session_name(text).changes().iter().map(Change::to_string).collect() };
    assert_eq!(changes("[ann]::bob"), ["'[' (character 1) was removed", "']' (character 5) was replaced by '-'"]);
    assert_eq!(changes("ann/"), ["'/' (character 4) was removed"]);
    assert_eq!(changes(&"a".repeat(70)), ["70 characters were cut to 51", "a hash of the original text was appended"]);
    assert_eq!(changes("a"), ["a hash of the original text was appended"]);
    assert_eq!(changes("ann"), [""; 0]);
}

#[test]
fn the_hash_is_that_of_the_original_text() {
    // The first digits of the output of `sha256sum`.
    assert_eq!(session(""), "e3b0c44298fc");
    assert_eq!(session("a"), "a-ca978112ca1b");
    assert_eq!(federated_user_name(&"a".repeat(33)).as_str(), "aaaaaaaaaaaaaaaaaaa-852785c805c7");
}

#[test]
fn names_that_lose_letters_stay_different() {
    let names: BTreeSet<String> = ["李雷", "韩梅", "Ännä", "Ànnà", "", "/", "//", "a", "b", "a/"].map(session).into();
    assert_eq!(names.len(), 10, "{names:?}");
}

#[test]
fn long_names_that_differ_only_at_the_end_stay_different() {
    let long = "x".repeat(80);
    assert_ne!(session(&format!("{long}1")), session(&format!("{long}2")));
}

proptest! {
    #[test]
    fn any_text_becomes_a_name_within_the_limits(text in any::<String>()) {
        for (sanitize, rule) in FUNCTIONS {
            let name = sanitize(&text);
            prop_assert!(Limits::of(rule).allow_text(name.as_str()), "{:?} from {:?}", name, text);
            prop_assert_eq!(name.changes().is_empty(), name.as_str() == text);
        }
    }

    #[test]
    fn a_name_within_the_limits_stays_unchanged(text in "[\\w&&\\p{ascii}+=,.@-]{2,32}") {
        for (sanitize, _) in FUNCTIONS {
            prop_assert_eq!(sanitize(&text), Sanitized { name: text.clone(), changes: Vec::new() });
        }
    }

    #[test]
    fn sanitizing_twice_changes_nothing_more(text in any::<String>()) {
        for (sanitize, _) in FUNCTIONS {
            let once = sanitize(&text).into_string();
            prop_assert_eq!(sanitize(&once).into_string(), once);
        }
    }

    #[test]
    fn different_long_names_stay_different(left in "[a-z]{65,90}", right in "[a-z]{65,90}") {
        prop_assume!(left != right);
        for (sanitize, _) in FUNCTIONS {
            prop_assert_ne!(sanitize(&left), sanitize(&right));
        }
    }
}
