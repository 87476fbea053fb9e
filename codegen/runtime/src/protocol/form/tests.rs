use super::*;

/// Returns the body without action and version, still percent-encoded.
fn body(write: impl Fn(&mut Form)) -> String {
    let tokens = IdempotencyTokens::from_fn(|| "00000000-0000-4000-8000-000000000000".to_owned());
    let mut form = Form::new("Act", "2011-06-15", tokens);
    write(&mut form);
    let body = String::from_utf8(form.into_bytes().to_vec()).unwrap();
    let rest = body.strip_prefix("Action=Act&Version=2011-06-15").expect(&body);
    rest.strip_prefix('&').unwrap_or(rest).to_owned()
}

/// Returns the encoded value of a member.
fn value<T>(value: T, write: impl Fn(&mut Form, &T)) -> String {
    let body = body(|form| form.required("A", &value, &write));
    body.strip_prefix("A=").expect(&body).to_owned()
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// A structure with two optional members.
#[derive(Default)]
struct Pair {
    one: Option<String>,
    two: Option<Box<Pair>>,
}

impl Encode for Pair {
    fn encode(&self, form: &mut Form) {
        form.optional("One", &self.one, Form::string);
        form.optional("Two", &self.two, Form::structure);
    }
}

fn one(text: &str) -> Pair {
    Pair { one: Some(text.to_owned()), two: None }
}

#[test]
fn an_empty_request_consists_of_action_and_version() {
    assert_eq!(body(|_| ()), "");
}

#[test]
fn members_are_sent_in_the_order_they_are_written() {
    let written = body(|form| {
        form.required("b", "1", Form::string);
        form.optional("A", &Some("2".to_owned()), Form::string);
        form.optional("C", &None::<String>, Form::string);
    });
    assert_eq!(written, "b=1&A=2");
}

#[test]
fn all_but_unreserved_characters_are_escaped() {
    let kept = "ABCXYZabcxyz0189_.-~";
    assert_eq!(value(kept.to_owned(), Form::string), kept);
    let encoded = "%20%21%22%23%24%25%26%27%28%29%2A%2B%2C%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E%60%7B%7C%7D";
    assert_eq!(value(" !\"#$%&'()*+,/:;<=>?@[\\]^`{|}".to_owned(), Form::string), encoded);
    assert_eq!(value("\u{e9}\u{1F511}\r\n\0".to_owned(), Form::string), "%C3%A9%F0%9F%94%91%0D%0A%00");
}

#[test]
fn scalars_are_written_as_aws_reads_them() {
    assert_eq!(value(true, Form::boolean), "true");
    assert_eq!(value(false, Form::boolean), "false");
    assert_eq!(value(i8::MIN, Form::integer), "-128");
    assert_eq!(value(0, Form::integer), "0");
    assert_eq!(value(1_234_567_890, Form::integer), "1234567890");
    assert_eq!(value(i64::MAX, Form::integer), "9223372036854775807");
    assert_eq!(value(i64::MIN, Form::integer), "-9223372036854775808");
    assert_eq!(value(Blob::from(b"\xff\xfe\xfd?".as_slice()), Form::blob), "%2F%2F79Pw%3D%3D");
    assert_eq!(value(Secret::from("k y"), Form::secret), "k%20y");
    assert_eq!(value(Secret::new(Blob::from(b"hi".as_slice())), Form::secret_blob), "aGk%3D");
}

#[test]
fn numbers_have_their_shortest_form_and_special_values_their_aws_names() {
    assert_eq!(value(0.1_f32, Form::float), "0.1");
    assert_eq!(value(0.1_f64 + 0.2, Form::double), "0.30000000000000004");
    assert_eq!(value(3.0_f64, Form::double), "3");
    for (number, text) in [(f64::NAN, "NaN"), (f64::INFINITY, "Infinity"), (f64::NEG_INFINITY, "-Infinity")] {
        assert_eq!(value(number, Form::double), text);
        assert_eq!(value(number as f32, Form::float), text);
    }
}

#[test]
fn a_timestamp_is_written_in_the_format_of_its_member() {
    let time = Timestamp::from_secs(1_398_796_238);
    let of = |format| value(time, move |form, time| form.timestamp(time, format));
    assert_eq!(of(TimestampFormat::DateTime), "2014-04-29T18%3A30%3A38Z");
    assert_eq!(of(TimestampFormat::EpochSeconds), "1398796238");
    assert_eq!(of(TimestampFormat::HttpDate), "Tue%2C%2029%20Apr%202014%2018%3A30%3A38%20GMT");
}

#[test]
fn empty_lists_are_sent_and_empty_maps_and_structures_are_not() {
    let none: Vec<String> = Vec::new();
    assert_eq!(body(|form| form.required("A", "", Form::string)), "A=");
    assert_eq!(body(|form| form.required("A", &none, |form, items| form.list("member", items, Form::string))), "A=");
    assert_eq!(body(|form| form.required("A", &none, |form, items| form.flat_list("B", items, Form::string))), "A=");
    assert_eq!(body(|form| form.required("A", &map(&[]), |form, map| form.map("k", "v", map, Form::string))), "");
    assert_eq!(body(|form| form.required("A", &Pair::default(), Form::structure)), "");
    assert_eq!(body(|form| form.optional("A", &None::<Pair>, Form::structure)), "");
}

#[test]
fn list_elements_are_numbered_from_one_below_the_name_of_the_member() {
    let items = vec!["x".to_owned(), String::new(), "z".to_owned()];
    let of =
        |member: &str| body(|form| form.required("A", &items, |form, items| form.list(member, items, Form::string)));
    assert_eq!(of("member"), "A.member.1=x&A.member.2=&A.member.3=z");
    assert_eq!(of("Item"), "A.Item.1=x&A.Item.2=&A.Item.3=z");
}

#[test]
fn a_flattened_list_replaces_the_last_part_of_the_path() {
    let items = vec!["x".to_owned(), "y".to_owned()];
    let flat = |form: &mut Form, items: &Vec<String>| form.flat_list("B", items, Form::string);
    assert_eq!(body(|form| form.required("A", &items, flat)), "B.1=x&B.2=y");
    let nested = body(|form| {
        form.at("S", |form| {
            form.required("A", &items, flat);
            form.required("Empty", &Vec::new(), flat);
            form.required("After", "z", Form::string);
        });
    });
    assert_eq!(nested, "S.B.1=x&S.B.2=y&S.Empty=&S.After=z");
}

#[test]
fn an_empty_structure_in_a_list_keeps_its_number() {
    let items = vec![Pair::default(), one("x")];
    let written = body(|form| form.required("L", &items, |form, items| form.list("member", items, Form::structure)));
    assert_eq!(written, "L.member.2.One=x");
}

#[test]
fn maps_are_sent_sorted_by_key_with_the_names_of_the_model() {
    let entries = map(&[("b", "2"), ("\u{e9}", "4"), ("a b", "1"), ("c", "")]);
    let of = |flat: bool| {
        body(|form| {
            form.required("A", &entries, |form, map| {
                if flat {
                    form.flat_map("K", "V", map, Form::string);
                } else {
                    form.map("key", "value", map, Form::string);
                }
            });
        })
    };
    let expected = "A.entry.1.key=a%20b&A.entry.1.value=1&A.entry.2.key=b&A.entry.2.value=2&A.entry.3.key=c\
                    &A.entry.3.value=&A.entry.4.key=%C3%A9&A.entry.4.value=4";
    assert_eq!(of(false), expected);
    assert_eq!(of(true), expected.replace("entry.", "").replace("key", "K").replace("value", "V"));
}

#[test]
fn names_of_nested_members_are_joined_by_dots() {
    let deep =
        Pair { one: None, two: Some(Box::new(Pair { one: Some("x".to_owned()), two: Some(Box::new(one("y"))) })) };
    let lists = vec![vec!["a".to_owned()], vec![]];
    let written = body(|form| {
        form.required("P", &deep, Form::structure);
        form.required("L", &lists, |form, lists| {
            form.list("member", lists, |form, list| form.list("item", list, Form::string));
        });
        form.required("Last", "z", Form::string);
    });
    assert_eq!(written, "P.Two.One=x&P.Two.Two.One=y&L.member.1.item.1=a&L.member.2=&Last=z");
}

#[test]
fn an_idempotency_token_is_generated_if_none_is_given() {
    let written = body(|form| {
        form.idempotency_token("Given", &Some("mine".to_owned()));
        form.idempotency_token("Empty", &Some(String::new()));
        form.idempotency_token("Made", &None);
    });
    assert_eq!(written, "Given=mine&Empty=&Made=00000000-0000-4000-8000-000000000000");
}

#[test]
fn a_numbered_list_has_no_name_for_its_elements_and_an_empty_one_is_not_written() {
    let list = |items: &[&str]| {
        let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        body(|form| form.required("A", &items, |form, items| form.numbered(items, Form::string)))
    };
    assert_eq!(list(&["x", "y"]), "A.1=x&A.2=y");
    assert_eq!(list(&[]), "");
    let nested = vec![vec!["x".to_owned()], Vec::new(), vec!["y".to_owned(), "z".to_owned()]];
    let write = |form: &mut Form, inner: &Vec<String>| form.numbered(inner, Form::string);
    let nested = body(|form| form.required("A", &nested, |form, items| form.numbered(items, write)));
    assert_eq!(nested, "A.1.1=x&A.3.1=y&A.3.2=z", "an empty list inside a list keeps its number");
}
