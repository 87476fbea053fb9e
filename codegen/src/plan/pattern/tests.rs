//! From Java's dialect to sets and expressions.

use proptest::prelude::*;

use super::*;

fn test(text: &str) -> Test {
    resolve("Shape", &model::Pattern { text: text.to_owned(), whole: true }).unwrap().test
}

fn set(text: &str) -> Set {
    match test(text) {
        Test::Each { set, .. } => set,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_repeated_class_becomes_a_set_and_word_characters_are_ascii() {
    let set = set(r"[\w+=,.@-]*");
    for character in "azAZ09_+=,.@-".bytes() {
        assert!(set.ascii >> character & 1 == 1);
    }
    assert_eq!(set.ascii.count_ones(), 26 + 26 + 10 + 7);
    assert!(set.ranges.is_empty() && set.categories.is_empty());
}

#[test]
fn categories_are_references_and_their_ascii_part_is_in_the_map() {
    let set = set(r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+");
    assert_eq!(set.categories, ['L', 'N', 'Z']);
    assert!(set.ascii >> b' ' & 1 == 1 && set.ascii >> b'q' & 1 == 1 && set.ascii >> b'!' & 1 == 0);
}

#[test]
fn the_arn_pattern_reads_as_java_reads_it() {
    let set = set(r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+");
    assert!(set.ascii >> 0x7F & 1 == 1, "DEL is inside the range from 0 to U+10FF");
    assert_eq!(set.ranges, [(0x80, 0xD7FF), (0xE000, 0xFFFD)]);
}

fn lite(source: &str) -> Test {
    Test::Regex { source: source.to_owned(), engine: Engine::Lite }
}

#[test]
fn only_categories_of_unicode_take_the_larger_engine() {
    let source = r"\A(?:a|[^\p{Lu}])\z".to_owned();
    assert_eq!(test(r"a|[^\p{Lu}]"), Test::Regex { source, engine: Engine::Unicode });
    assert_eq!(test(r"a|[^\w]"), lite(r"\A(?:a|[^0-9A-Za-z_])\z"));
}

#[test]
fn other_patterns_are_anchored_expressions() {
    assert_eq!(
        test(r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"),
        lite(r"\A(?:(\u{2F})|(\u{2F}[\u{21}-\u{7E}]+\u{2F}))\z")
    );
    assert_eq!(test(r"\d{12}"), lite(r"\A(?:[0-9]{12})\z"));
    assert_eq!(test(r".*"), lite(r"\A(?:[^\n\r\u{85}\u{2028}\u{2029}]*)\z"));
}

#[test]
fn ranges_that_overlap_or_touch_are_one() {
    assert_eq!(set(r"[\u0121\u0110-\u0120\u0100-\u0110\u0123]+").ranges, [(0x100, 0x121), (0x123, 0x123)]);
}

#[test]
fn a_pair_of_surrogates_is_one_character() {
    let set = set(r"[\u0020-\uD7FF\uD800\uDC00-\uDBFF\uDFFF]*");
    assert_eq!(set.ranges, [(0x80, 0xD7FF), (0x10000, 0x10FFFF)]);
}

#[test]
fn look_around_is_left_to_the_service_and_says_so() {
    assert_eq!(test(r"^[a-z](?!-)$"), Test::Unchecked("look-around"));
}

#[test]
fn what_cannot_be_translated_is_an_error_that_names_the_shape() {
    let pattern = model::Pattern { text: r"(a)\1".to_owned(), whole: true };
    let error = resolve("Odd", &pattern).unwrap_err().to_string();
    assert!(error.contains("Odd") && error.contains("cannot be translated"), "{error}");
}

#[test]
fn words_end_at_the_characters_of_java() {
    let expected = r"\A(?:arn:(?-u:\b)(aws|aws-cn)(?-u:\b).*)\z".replace(".*", r"[^\n\r\u{85}\u{2028}\u{2029}]*");
    assert_eq!(test(r"arn:\b(aws|aws-cn)\b.*"), Test::Regex { source: expected, engine: Engine::Lite });
}

#[test]
fn what_the_runtime_has_no_tables_for_is_refused_with_the_reason() {
    for (text, why) in [
        (r"(?i)abc", "upper and lower case"),
        (r"(?i:a)b", "upper and lower case"),
        (r"\p{Greek}x", "Greek} is no general category"),
        (r"[a\p{Alpha}]x", "Alpha} is no general category"),
    ] {
        let pattern = model::Pattern { text: text.to_owned(), whole: true };
        let error = resolve("Shape", &pattern).unwrap_err().to_string();
        assert!(error.starts_with("plan: Shape: ") && error.contains(why), "{text}: {error}");
    }
}

fn piece() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(vec![
        "a", "é|", "é", "[a-z]", "[^a-z]", r"\w", r"\W", r"\d", r"\s", r"\S", ".", r"\.", r"[\w.@-]", r"\u00e9", r"\b",
        "^", "$", "(?:a|b)", "(a|.)",
    ]);
    let times = prop::sample::select(vec!["", "*", "+", "?", "{2}", "{1,3}"]);
    (atom, times)
        .prop_map(|(atom, times)| format!("{atom}{}", if atom.ends_with(['|', '^', '$', 'b']) { "" } else { times }))
}

proptest! {
    #[test]
    fn what_the_smaller_engine_takes_both_engines_find(
        pieces in prop::collection::vec(piece(), 1..5),
        whole in any::<bool>(),
        texts in prop::collection::vec("[ab0_. \n\u{85}éZ\u{663}]{0,5}", 1..20),
    ) {
        let pattern = model::Pattern { text: pieces.concat(), whole };
        if let Test::Regex { source, engine } = resolve("Shape", &pattern).unwrap().test {
            prop_assert_eq!(engine, Engine::Lite);
            let (lite, full) = (regex_lite::Regex::new(&source).unwrap(), regex::Regex::new(&source).unwrap());
            for text in texts {
                prop_assert_eq!(lite.is_match(&text), full.is_match(&text), "{} in {:?}", source, text);
            }
        }
    }
}
