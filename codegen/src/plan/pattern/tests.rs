//! Tests of the translation from Java's dialect to sets and expressions.

use proptest::prelude::*;

use super::*;

fn test(text: &str) -> PatternTest {
    resolve("Shape", &model::PatternTrait { text: text.to_owned(), whole: true }).unwrap().test
}

fn set(text: &str) -> Set {
    match test(text) {
        PatternTest::Each { set, .. } => set,
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
fn a_set_has_the_letters_of_its_categories_and_the_bits_of_their_ascii_characters() {
    let set = set(r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+");
    assert_eq!(set.categories, ['L', 'N', 'Z']);
    assert!(set.ascii >> b' ' & 1 == 1 && set.ascii >> b'q' & 1 == 1 && set.ascii >> b'!' & 1 == 0);
}

#[test]
fn a_unicode_escape_takes_exactly_four_digits_as_in_java() {
    let set = set(r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+");
    assert!(set.ascii >> 0x7F & 1 == 1, "DEL is inside the range from 0 to U+10FF");
    assert_eq!(set.ranges, [(0x80, 0xD7FF), (0xE000, 0xFFFD)]);
}

fn lite(source: &str) -> PatternTest {
    PatternTest::Regex { source: source.to_owned(), engine: Engine::Lite }
}

#[test]
fn words_with_a_separator_between_them_need_no_engine() {
    let PatternTest::Words { set, separator } = test(r"[a-c]+( [a-c]+)*") else { panic!("not words") };
    assert_eq!((set.ascii, separator), (0b111 << b'a', ' '));
    for other in [
        r"[a-c]+( [a-c]*)*",
        r"[a-c]*( [a-c]+)*",
        r"[a-c]+( [a-c]+)+",
        r"[a-c]+( [a-d]+)*",
        r"[a-c]+(a[a-c]+)*",
        r"[a-c]+([a-c]+)*",
        r"[a-c]+( [a-c]+)*x",
        r"[a-c]+(, [a-c]+)*",
    ] {
        assert!(matches!(test(other), PatternTest::Regex { .. }), "{other}");
    }
}

#[test]
fn only_unicode_categories_need_the_larger_engine() {
    let source = r"\A(?:a|[^\p{Lu}])\z".to_owned();
    assert_eq!(test(r"a|[^\p{Lu}]"), PatternTest::Regex { source, engine: Engine::Unicode });
    assert_eq!(test(r"a|[^\w]"), lite(r"\A(?:a|[^0-9A-Za-z_])\z"));
}

#[test]
fn other_patterns_become_anchored_expressions() {
    assert_eq!(
        test(r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"),
        lite(r"\A(?:(\u{2F})|(\u{2F}[\u{21}-\u{7E}]+\u{2F}))\z")
    );
    assert_eq!(test(r"\d{12}"), lite(r"\A(?:[0-9]{12})\z"));
    assert_eq!(test(r".*"), lite(r"\A(?:[^\n\r\u{85}\u{2028}\u{2029}]*)\z"));
}

#[test]
fn overlapping_and_adjacent_ranges_are_merged() {
    assert_eq!(set(r"[\u0121\u0110-\u0120\u0100-\u0110\u0123]+").ranges, [(0x100, 0x121), (0x123, 0x123)]);
}

#[test]
fn a_pair_of_surrogates_becomes_one_character() {
    let set = set(r"[\u0020-\uD7FF\uD800\uDC00-\uDBFF\uDFFF]*");
    assert_eq!(set.ranges, [(0x80, 0xD7FF), (0x10000, 0x10FFFF)]);
}

/// Returns `true` if the whole value matches a pattern with look-around.
fn matches(text: &str, value: &str) -> bool {
    match test(text) {
        PatternTest::LookAround { source, .. } => fancy_regex::Regex::new(&source).unwrap().is_match(value).unwrap(),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn a_pattern_with_look_around_keeps_it() {
    let source = r"\A(?:[a-z](?!-))\z".to_owned();
    assert_eq!(test(r"[a-z](?!-)"), PatternTest::LookAround { source, engine: Engine::Lite });
    assert!(matches!(test(r"(?=a)\p{Lu}"), PatternTest::LookAround { engine: Engine::Unicode, .. }));
}

#[test]
fn look_around_has_the_meaning_that_it_has_in_java() {
    for (pattern, accepted, refused) in [
        ("[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]", &["my-company", "abc"][..], &["my--company", "ab-", "abc\n"][..]),
        (r"(?!.*--)\w[\w-]*", &["a-b", "a"], &["a--b", "é", ""]),
        (r"(?=.*\d)[a-z\d]+", &["a1", "1"], &["a", "1\n"]),
        (r"[a-z]+(?<!-x|xy)", &["ab", "x"], &["axy", "xy"]),
        (r"\w+(?<=\d{1,3})", &["a1", "123"], &["1a"]),
        (r"(?!\bx\b)[\wé -]+", &["xy", "éx"], &["x y", "x"]),
        // A line terminator at the end does not hide what is before it.
        (r"(?!.*-$)[a-z-]+\s?", &["a-b", "a-b\n"], &["ab-", "ab-\n"]),
        (r"(?![\]\[(?=])[^a]*", &["x(?=", ""], &["]x", "(x", "a"]),
        (r"(?!\<)[<>a]+", &["a<", ">"], &["<a"]),
        (r"(?!é)\u00e9?[^-]{2}", &["bb"], &["éb", "b"]),
    ] {
        for value in accepted {
            assert!(matches(pattern, value), "{pattern} matches {value:?}");
        }
        for value in refused {
            assert!(!matches(pattern, value), "{pattern} does not match {value:?}");
        }
    }
}

#[test]
fn only_an_opening_that_opens_a_group_is_look_around() {
    for text in [r"\(?=a", r"[(?=!]b", r"\(?!"] {
        assert!(matches!(test(text), PatternTest::Regex { .. }), "{text}");
    }
}

#[test]
fn look_around_beside_other_unsupported_constructs_is_not_checked() {
    for text in [r"(?=a)(?>a*)b", r"(?!a)(b)\1", r"(?!a)(?i)b", r"(?!\p{Greek})b", r"(?!a)\h"] {
        assert_eq!(test(text), UNSUPPORTED, "{text}");
    }
}

#[test]
fn a_pattern_that_cannot_be_translated_is_an_error_that_names_the_shape() {
    let pattern = model::PatternTrait { text: r"(a)\1".to_owned(), whole: true };
    let error = resolve("Odd", &pattern).unwrap_err().to_string();
    assert!(error.contains("Odd") && error.contains("cannot be translated"), "{error}");
}

#[test]
fn word_boundaries_are_ascii_as_in_java() {
    let expected = r"\A(?:arn:(?-u:\b)(aws|aws-cn)(?-u:\b).*)\z".replace(".*", r"[^\n\r\u{85}\u{2028}\u{2029}]*");
    assert_eq!(test(r"arn:\b(aws|aws-cn)\b.*"), PatternTest::Regex { source: expected, engine: Engine::Lite });
}

#[test]
fn expressions_that_need_other_unicode_tables_are_refused_with_the_reason() {
    for (text, why) in [
        (r"(?i)abc", "case-insensitive matching is not supported"),
        (r"(?i:a)b", "case-insensitive matching is not supported"),
        (r"\p{Greek}x", r"\p{Greek} is not a general category of Unicode"),
        (r"[a\p{Alpha}]x", r"\p{Alpha} is not a general category of Unicode"),
    ] {
        let pattern = model::PatternTrait { text: text.to_owned(), whole: true };
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
    fn both_engines_agree_on_expressions_that_the_smaller_one_supports(
        pieces in prop::collection::vec(piece(), 1..5),
        whole in any::<bool>(),
        texts in prop::collection::vec("[ab0_. \n\u{85}éZ\u{663}]{0,5}", 1..20),
    ) {
        let pattern = model::PatternTrait { text: pieces.concat(), whole };
        if let PatternTest::Regex { source, engine } = resolve("Shape", &pattern).unwrap().test {
            prop_assert_eq!(engine, Engine::Lite);
            let lite = regex_lite::Regex::new(&source).unwrap();
            let full = regex::Regex::new(&source).unwrap();
            for text in texts {
                prop_assert_eq!(lite.is_match(&text), full.is_match(&text), "{} in {:?}", source, text);
            }
        }
    }
}
