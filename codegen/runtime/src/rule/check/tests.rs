use proptest::prelude::*;

use super::*;
use crate::rule::charset::CharSet;
use crate::rule::unicode;

/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]+`
static TAG_SET: CharSet = CharSet::new(
    bits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _.:/=+-@"),
    &[],
    &[unicode::L, unicode::N, unicode::Z],
);
static TAG_PATTERN: Pattern =
    Pattern { text: r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", test: Test::Each { set: &TAG_SET, at_least_one: true } };
static STAR: Pattern = Pattern { text: "[0-9]*", test: Test::Each { set: &DIGITS, at_least_one: false } };
static DIGITS: CharSet = CharSet::new(bits("0123456789"), &[], &[]);
static NAME: Rule = length(Some(2), Some(32));
static KEY: Rule = Rule { pattern: Some(&TAG_PATTERN), ..length(Some(1), Some(128)) };
static PASSWORD: Rule = Rule { pattern: Some(&STAR), sensitive: true, ..length(Some(4), Some(8)) };
static SECONDS: Rule = Rule { range: Limits::between(Bound::Whole(900), Bound::Whole(43_200)), ..Rule::ANY };

const fn bits(characters: &str) -> u128 {
    let bytes = characters.as_bytes();
    let mut bits = 0;
    let mut index = 0;
    while index < bytes.len() {
        bits |= 1 << bytes[index];
        index += 1;
    }
    bits
}

const fn length(min: Option<i64>, max: Option<i64>) -> Rule {
    Rule { length: Limits { min, max }, ..Rule::ANY }
}

#[derive(Default)]
struct GetFederationTokenRequest {
    name: String,
    seconds: Option<i32>,
    tags: Option<Vec<Tag>>,
    password: Option<Secret>,
    data: Option<Secret<Blob>>,
    map: Option<BTreeMap<String, String>>,
    member: Option<Option<String>>,
}

#[derive(Clone)]
struct Tag {
    key: String,
}

impl Validate for GetFederationTokenRequest {
    const NAME: &'static str = "GetFederationTokenRequest";

    fn check(&self, check: &mut Check) {
        check.value("Name", &self.name, NAME.string());
        check.optional("DurationSeconds", &self.seconds, SECONDS.integer());
        check.optional("Tags", &self.tags, length(None, Some(4)).list(Check::structure));
        check.optional("Password", &self.password, PASSWORD.secret());
        check.optional("Data", &self.data, length(Some(3), Some(3)).secret_blob());
        check.optional("Map", &self.map, length(Some(1), None).map(KEY.string(), NAME.string()));
        if let Some(member) = &self.member {
            check.required("Member", member, Check::any);
        }
    }
}

impl Validate for Tag {
    const NAME: &'static str = "Tag";

    fn check(&self, check: &mut Check) {
        check.value("Key", &self.key, KEY.string());
    }
}

fn valid() -> GetFederationTokenRequest {
    GetFederationTokenRequest { name: "Bob".to_owned(), ..GetFederationTokenRequest::default() }
}

fn tags(keys: &[&str]) -> Option<Vec<Tag>> {
    Some(keys.iter().map(|key| Tag { key: (*key).to_owned() }).collect())
}

/// Returns the text of each violation.
fn lines(request: &GetFederationTokenRequest) -> Vec<String> {
    let invalid = validate(request).expect_err("a violation was expected");
    let text = format!("{invalid:?}");
    assert_eq!(text.lines().count(), invalid.violations().len() + 1);
    text.lines().skip(1).map(|line| line.strip_prefix("  ").unwrap().to_owned()).collect()
}

/// Returns the text of the violation by a name, if there is one.
fn name_violation(name: &str) -> Option<String> {
    let request = GetFederationTokenRequest { name: name.to_owned(), ..valid() };
    validate(&request).err().map(|invalid| invalid.violations()[0].to_string())
}

#[test]
fn an_invalid_request_reports_all_violations() {
    let request = GetFederationTokenRequest { name: "B".to_owned(), tags: tags(&["a", "b", "c", "team*"]), ..valid() };
    let invalid = validate(&request).unwrap_err();
    let first = "GetFederationTokenRequest is invalid: Name: has 1 character, must have 2 to 32; and 1 more";
    assert_eq!(invalid.to_string(), first, "the message is one line");
    let all = "GetFederationTokenRequest is invalid:\n  \
               Name: has 1 character, must have 2 to 32\n  \
               Tags[3].Key: '*' (character 5) is not in [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+";
    assert_eq!(format!("{invalid:?}"), all);
    assert_eq!(invalid.structure(), "GetFederationTokenRequest");
    let [name, key] = invalid.violations() else { panic!("two violations were expected") };
    assert_eq!((name.path.to_string().as_str(), name.constraint.name()), ("Name", "length_min"));
    assert_eq!(name.found, Found::Length(1, Unit::Characters));
    assert_eq!((key.path.to_string().as_str(), key.constraint.name()), ("Tags[3].Key", "pattern"));
    assert_eq!(key.found, Found::Character('*', 5));
}

#[test]
fn a_valid_request_has_no_violations() {
    assert!(validate(&valid()).is_ok());
    let full = GetFederationTokenRequest {
        seconds: Some(900),
        tags: tags(&[]),
        password: Some(Secret::from("1234")),
        data: Some(Secret::new(Blob::from(b"abc".as_slice()))),
        map: Some(BTreeMap::from([("k".to_owned(), "value".to_owned())])),
        member: Some(Some(String::new())),
        ..valid()
    };
    assert!(validate(&full).is_ok());
}

#[test]
fn a_single_violation_is_the_whole_message() {
    let request = GetFederationTokenRequest { seconds: Some(899), ..valid() };
    let text = validate(&request).unwrap_err().to_string();
    assert_eq!(text, "GetFederationTokenRequest is invalid: DurationSeconds: is 899, must be 900 to 43200");
}

#[test]
fn lengths_are_counted_in_code_points() {
    let key = '\u{1F511}';
    assert_eq!(name_violation(&key.to_string().repeat(32)), None);
    assert_eq!(name_violation(&key.to_string().repeat(33)).unwrap(), "Name: has 33 characters, must have 2 to 32");
    assert_eq!(name_violation(&"a".repeat(32)), None);
    assert_eq!(name_violation(&"a".repeat(33)).unwrap(), "Name: has 33 characters, must have 2 to 32");
    // Two code points that look like one character, then one code point of four bytes.
    assert_eq!(name_violation("e\u{301}"), None);
    assert_eq!(name_violation("\u{1F511}").unwrap(), "Name: has 1 character, must have 2 to 32");
    assert_eq!(name_violation("").unwrap(), "Name: is empty, must have 2 to 32");
}

#[test]
fn an_upper_limit_works_without_a_lower_one() {
    let rule = length(None, Some(2));
    let broken = |text: &str| {
        let mut check = Check::default();
        rule.string()(&mut check, text);
        check.violations.len()
    };
    assert_eq!((broken(""), broken("ab"), broken("\u{1F511}\u{1F511}"), broken("abc")), (0, 0, 0, 1));
}

#[test]
fn a_position_counts_an_astral_character_as_one() {
    let request = GetFederationTokenRequest { tags: tags(&["\u{10400}\u{10401}!"]), ..valid() };
    assert!(lines(&request)[0].starts_with("Tags[0].Key: '!' (character 3) is not in "));
}

#[test]
fn pattern_and_length_are_both_reported_and_the_pattern_first() {
    let request = GetFederationTokenRequest { tags: tags(&["", &"*".repeat(129)]), ..valid() };
    let found = lines(&request);
    assert_eq!(found[0], r"Tags[0].Key: does not match [\p{L}\p{Z}\p{N}_.:/=+\-@]+");
    assert_eq!(found[1], "Tags[0].Key: is empty, must have 1 to 128");
    assert!(found[2].starts_with("Tags[1].Key: '*' (character 1)"), "{}", found[2]);
    assert_eq!(found[3], "Tags[1].Key: has 129 characters, must have 1 to 128");
    assert_eq!(found.len(), 4);
}

#[test]
fn secrets_are_never_quoted() {
    let request = GetFederationTokenRequest {
        password: Some(Secret::from("12hush34x")),
        data: Some(Secret::new(Blob::from(b"hush".as_slice()))),
        ..valid()
    };
    let found = lines(&request);
    assert_eq!(found[0], "Password: character 3 (not shown) is not in [0-9]*");
    assert_eq!(found[1], "Password: has 9 characters, must have 4 to 8");
    assert_eq!(found[2], "Data: has 4 bytes, must have exactly 3");
    let debug = format!("{:?}", validate(&request).unwrap_err().violations());
    assert!(!debug.contains("hush") && !debug.contains("'h'"), "{debug}");
}

#[test]
fn numbers_are_limited_on_both_sides() {
    let broken = |seconds| validate(&GetFederationTokenRequest { seconds: Some(seconds), ..valid() }).is_err();
    for (seconds, expected) in [(899, true), (900, false), (43_200, false), (43_201, true), (i32::MIN, true)] {
        assert_eq!(broken(seconds), expected, "{seconds}");
    }
}

/// Returns the violations of a rule by a value, as text.
fn broken<T: ?Sized>(value: &T, rule: impl Fn(&mut Check, &T)) -> Vec<String> {
    let mut check = Check::default();
    check.value("Size", value, rule);
    check.violations.iter().map(|violation| format!("{} {violation}", violation.constraint.name())).collect()
}

#[test]
fn floats_and_doubles_are_limited_on_both_sides() {
    let rule = Rule { range: Limits::between(Bound::Decimal("0.001"), Bound::Decimal("99.999")), ..Rule::ANY };
    for allowed in [0.001, 0.0011, 1.0, 99.999] {
        assert_eq!(broken(&allowed, rule.double()), [""; 0], "{allowed}");
        assert_eq!(broken(&(allowed as f32), rule.float()), [""; 0], "{allowed}");
    }
    for (number, expected) in [
        (0.0005, "range_min Size: is 0.0005, must be 0.001 to 99.999"),
        (100.0, "range_max Size: is 100, must be 0.001 to 99.999"),
        (f64::INFINITY, "range_max Size: is Infinity, must be 0.001 to 99.999"),
        (f64::NEG_INFINITY, "range_min Size: is -Infinity, must be 0.001 to 99.999"),
        (f64::NAN, "range_min Size: is NaN, must be 0.001 to 99.999"),
    ] {
        assert_eq!(broken(&number, rule.double()), [expected]);
        assert_eq!(broken(&(number as f32), rule.float()), [expected]);
    }
}

#[test]
fn nan_breaks_a_range_of_either_side_and_no_other_rule() {
    let upper = Rule { range: Limits::to(Bound::Whole(5)), ..Rule::ANY };
    assert_eq!(broken(&f64::NAN, upper.double()), ["range_max Size: is NaN, must be at most 5"]);
    assert_eq!(broken(&f64::NAN, Rule::ANY.double()), [""; 0]);
}

#[test]
fn integers_keep_to_limits_with_fractions() {
    let rule = Rule { range: Limits::between(Bound::Decimal("0.5"), Bound::Decimal("2.5")), ..Rule::ANY };
    assert_eq!(broken(&0_i32, rule.integer()), ["range_min Size: is 0, must be 0.5 to 2.5"]);
    assert_eq!(broken(&3_i64, rule.integer()), ["range_max Size: is 3, must be 0.5 to 2.5"]);
    assert_eq!((broken(&1_i8, rule.integer()), broken(&2_i16, rule.integer())), (vec![], vec![]));
}

#[test]
fn a_sensitive_number_is_not_shown() {
    let rule = Rule { range: Limits::to(Bound::Whole(5)), sensitive: true, ..Rule::ANY };
    assert_eq!(broken(&77_i32, rule.integer()), ["range_max Size: must be at most 5"]);
    assert_eq!(broken(&7.75, rule.double()), ["range_max Size: must be at most 5"]);
}

#[test]
fn lists_and_maps_are_checked_with_their_elements() {
    let request =
        GetFederationTokenRequest { tags: tags(&["a", "b", "c", "d", "e", ""]), map: Some(BTreeMap::new()), ..valid() };
    let found = lines(&request);
    assert_eq!(found[0], "Tags: has 6 elements, must have at most 4");
    assert!(found[1].starts_with("Tags[5].Key: does not match"));
    assert_eq!(found[3], "Map: is empty, must have at least 1");
    let map = BTreeMap::from([("k!".to_owned(), "v".to_owned())]);
    let found = lines(&GetFederationTokenRequest { map: Some(map), ..valid() });
    assert!(found[0].starts_with("Map.key(k!): '!' (character 2) is not in"), "{}", found[0]);
    assert_eq!(found[1], "Map.value(k!): has 1 character, must have 2 to 32");
}

#[test]
fn a_missing_required_member_is_reported() {
    let found = lines(&GetFederationTokenRequest { member: Some(None), ..valid() });
    assert_eq!(found, ["Member: is missing, must be set"]);
}

#[test]
fn a_class_repeated_by_a_star_matches_the_empty_string() {
    let broken = |pattern: &'static Pattern, text: &str| {
        let mut check = Check::default();
        Rule { pattern: Some(pattern), ..Rule::ANY }.string()(&mut check, text);
        !check.violations.is_empty()
    };
    assert!(!broken(&STAR, "") && !broken(&STAR, "09") && broken(&STAR, "0a"));
    assert!(broken(&TAG_PATTERN, "") && !broken(&TAG_PATTERN, "\u{663}\u{2003}\u{e9}") && broken(&TAG_PATTERN, "a\n"));
    static UNCHECKED: Pattern = Pattern { text: "(?!x)", test: Test::Unchecked };
    assert!(!broken(&UNCHECKED, "x"));
    #[cfg(feature = "regex")]
    {
        static REGEX: Pattern = Pattern { text: "a|b", test: Test::Regex(crate::rule::LazyRegex::new(r"\A(?:a|b)\z")) };
        assert!(!broken(&REGEX, "a") && broken(&REGEX, "ab") && broken(&REGEX, "a\n"));
    }
}

#[test]
fn constraints_have_the_names_used_in_conformance_files() {
    use Constraint as C;
    let all = [C::Required, C::LengthMin, C::LengthMax, C::Pattern, C::RangeMin, C::RangeMax, C::ListMin, C::ListMax];
    let names = ["required", "length_min", "length_max", "pattern", "range_min", "range_max", "list_min", "list_max"];
    assert_eq!(all.map(C::name), names);
}

#[test]
fn words_have_one_separator_between_them() {
    static WORDS: Pattern = Pattern { text: "[0-9]+(-[0-9]+)*", test: Test::Words { set: &DIGITS, separator: '-' } };
    static SCOPE: Rule = Rule { pattern: Some(&WORDS), ..Rule::ANY };
    struct Scope(&'static str);
    impl Validate for Scope {
        const NAME: &'static str = "Scope";

        fn check(&self, check: &mut Check) {
            check.value("Scope", self.0, SCOPE.string());
        }
    }
    let found = |text| validate(&Scope(text)).err().map(|invalid| invalid.violations()[0].found.clone());
    for text in ["1", "12", "1-2", "12-3-45"] {
        assert_eq!(found(text), None, "{text}");
    }
    for text in ["", "-", "-1", "1-", "1--2"] {
        assert_eq!(found(text), Some(Found::Mismatch), "{text}");
    }
    assert_eq!(found("1-2x"), Some(Found::Character('x', 4)));
    assert_eq!(found("1 2"), Some(Found::Character(' ', 2)));
}

#[test]
fn a_rule_about_the_format_of_a_member_replaces_what_the_model_says_about_it() {
    let rule = |constraint| {
        let violation = Violation::documented(Path::member("Name"), constraint, Found::Mismatch, "be a name");
        validate_with(&crate::testing::GreetRequest("B"), vec![violation]).unwrap_err().violations().len()
    };
    assert_eq!((rule(Constraint::Format), rule(Constraint::Reference)), (1, 2));
}

/// A structure that the model marks as sensitive.
struct Hidden {
    map: BTreeMap<String, i32>,
    names: Vec<String>,
    after: i32,
}

impl Validate for Hidden {
    const NAME: &'static str = "Hidden";

    fn check(&self, check: &mut Check) {
        check.value("Map", &self.map, Check::sensitive(Rule::ANY.map(KEY.string(), SECONDS.integer())));
        check.value("Names", &self.names, Check::sensitive(Rule::ANY.list(NAME.string())));
        check.value("After", &self.after, SECONDS.integer());
    }
}

#[test]
fn nothing_of_a_sensitive_value_is_in_its_violations() {
    let hidden = Hidden { map: BTreeMap::from([("hush*".to_owned(), 7)]), names: vec!["h".to_owned()], after: 8 };
    let invalid = validate(&hidden).unwrap_err();
    let found: Vec<String> = invalid.violations().iter().map(ToString::to_string).collect();
    let expected = [
        r"Map.key(not shown): character 5 (not shown) is not in [\p{L}\p{Z}\p{N}_.:/=+\-@]+",
        "Map.value(not shown): must be 900 to 43200",
        "Names[0]: has 1 character, must have 2 to 32",
        "After: is 8, must be 900 to 43200",
    ];
    assert_eq!(found, expected);
    assert!(!format!("{:?}", invalid.violations()).contains("hush"));
    #[cfg(feature = "server")]
    {
        let quotes: Vec<_> = Check::received(&hidden, Vec::new()).into_iter().map(|(_, quote)| quote).collect();
        assert_eq!(quotes, [None, None, None, Some("8".to_owned())]);
    }
}

proptest! {
    #[test]
    fn a_length_is_judged_by_characters_of_any_size(
        text in "[a\u{e9}\u{20ac}\u{1f511}]{0,12}",
        min in proptest::option::of(0_i64..12),
        max in proptest::option::of(0_i64..12),
    ) {
        let rule = length(min, max);
        let mut check = Check::default();
        rule.string()(&mut check, &text);
        let count = text.chars().count() as i64;
        let fits = min.is_none_or(|min| count >= min) && max.is_none_or(|max| count <= max);
        prop_assert_eq!(check.violations.is_empty(), fits);
    }
}
