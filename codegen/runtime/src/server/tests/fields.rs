use std::collections::BTreeMap;

use crate::protocol::conventions::Protocol;
use crate::rule::violation::Path;
use crate::server::fields::Fields;
use crate::server::{Parameters, Refusal};
use crate::value::blob::Blob;
use crate::value::dynamic::{Structure, Value};
use crate::value::shape::{Layout, Member, Shape};
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// Reads a value at the root. Returns it with the paths of missing and of malformed members.
fn read<T>(form: &str, read: impl FnOnce(&mut Fields<'static>) -> T) -> (T, Vec<String>, Vec<String>) {
    // With a single lifetime, readers can be passed as plain paths such as `Fields::integer`.
    let parameters: &Parameters = Box::leak(Box::new(Parameters::parse(form.as_bytes(), 1000).unwrap()));
    let mut fields = Fields::new(parameters);
    let value = read(&mut fields);
    let (missing, malformed) = fields.into_problems();
    let text = |paths: Vec<Path>| paths.iter().map(Path::to_string).collect();
    (value, text(missing), text(malformed))
}

/// Reads the optional member `A`, which must be well-formed.
#[track_caller]
fn valid<T>(form: &str, reader: impl FnOnce(&mut Fields<'static>) -> T) -> Option<T> {
    let (value, missing, malformed) = read(form, |fields| fields.optional("A", "A", reader));
    assert!(missing.is_empty() && malformed.is_empty(), "{form}: {missing:?} {malformed:?}");
    value
}

#[track_caller]
fn malformed<T>(form: &str, at: &str, reader: impl FnOnce(&mut Fields<'static>) -> T) {
    let (_, missing, malformed) = read(form, |fields| fields.optional("A", "A", reader));
    assert!(missing.is_empty());
    assert_eq!(malformed, [at], "{form}");
}

fn string(fields: &mut Fields<'static>) -> String {
    fields.scalar().unwrap_or_default().to_owned()
}

fn strings(fields: &mut Fields<'static>) -> Vec<String> {
    fields.list("member", string)
}

/// A structure with a single member.
struct Key(String);

impl Structure for Key {
    fn shape(&self) -> &'static Shape {
        static SHAPE: Shape = Shape::structure("Key", &[Member::required("Key", "Key", Layout::Plain)]);
        &SHAPE
    }

    fn blank() -> Self {
        Self(String::new())
    }

    fn values(&self, show: &mut dyn FnMut(&[&dyn Value])) {
        show(&[&self.0]);
    }

    fn places(&mut self, fill: &mut dyn FnMut(&mut [&mut dyn Value])) {
        fill(&mut [&mut self.0]);
    }
}

fn entries(fields: &mut Fields<'static>) -> BTreeMap<String, String> {
    fields.map("entry", "key", "value", |fields, _| string(fields))
}

#[test]
fn scalars_are_read() {
    assert_eq!(valid("A=+x%20", string).as_deref(), Some(" x "));
    assert_eq!(valid("A=", string).as_deref(), Some(""));
    assert_eq!(valid("A=true", Fields::boolean), Some(true));
    assert_eq!(valid("A=false", Fields::boolean), Some(false));
    assert_eq!(valid("A=-128", Fields::byte), Some(i8::MIN));
    assert_eq!(valid("A=32767", Fields::short), Some(i16::MAX));
    assert_eq!(valid("A=-2147483648", Fields::integer), Some(i32::MIN));
    assert_eq!(valid("A=9223372036854775807", Fields::long), Some(i64::MAX));
    assert_eq!(valid("A=1.5", Fields::float), Some(1.5));
    assert_eq!(valid("A=-Infinity", Fields::double), Some(f64::NEG_INFINITY));
    assert!(valid("A=NaN", Fields::double).is_some_and(f64::is_nan));
    let time = valid("A=1970-01-01T00:00:01Z", |fields| fields.timestamp(TimestampFormat::DateTime));
    assert_eq!(time, Some(Timestamp::from_secs(1)));
    assert_eq!(valid("A=aGk%3D", Fields::blob), Some(Blob::from(b"hi".as_slice())));
    assert_eq!(valid("B=1", string), None);
}

#[test]
fn values_of_the_wrong_type_are_recorded_with_their_paths() {
    for bad in ["", "True", "1", "yes"] {
        malformed(&format!("A={bad}"), "A", Fields::boolean);
    }
    for bad in ["", "128", "1.0", "x", "0x1", "+", "-"] {
        malformed(&format!("A={bad}"), "A", Fields::byte);
    }
    malformed("A=32768", "A", Fields::short);
    malformed("A=2147483648", "A", Fields::integer);
    malformed("A=9223372036854775808", "A", Fields::long);
    for bad in ["", "inf", "nan", "infinity", "1_0", "e", "1e"] {
        malformed(&format!("A={bad}"), "A", Fields::double);
    }
    malformed("A=soon", "A", |fields| fields.timestamp(TimestampFormat::DateTime));
    malformed("A=!", "A", Fields::blob);
    malformed("A.member.1=1&A.member.2=x", "A[1]", |fields| fields.list("member", Fields::integer));
    malformed("A.entry.1.key=k&A.entry.1.value=x", "A.value(k)", |fields| {
        fields.map("entry", "key", "value", |fields, _| fields.integer())
    });
}

#[test]
fn a_scalar_with_parameters_below_it_is_malformed() {
    malformed("A.B=1", "A", Fields::integer);
    malformed("A.member.1=x", "A", string);
}

#[test]
fn list_elements_are_read_in_the_order_of_their_numbers() {
    assert_eq!(valid("A.member.2=b&A.member.10=c&A.member.1=a", strings).unwrap(), ["a", "b", "c"]);
    assert_eq!(valid("A=", strings).unwrap(), [""; 0]);
}

#[test]
fn gaps_in_the_numbers_of_a_list_are_closed() {
    assert_eq!(valid("A.member.3=c&A.member.70=d", strings).unwrap(), ["c", "d"]);
    assert_eq!(valid("A.member.100000=z", strings).unwrap(), ["z"]);
}

#[test]
fn an_element_with_an_invalid_number_is_malformed() {
    for index in ["100001", "18446744073709551616", "99999999999999999999999", "01", "%2B1", "-1", "x", ""] {
        malformed(&format!("A.member.{index}=a"), "A", strings);
        malformed(&format!("A.entry.{index}.key=a"), "A", entries);
    }
}

#[test]
fn parameters_that_the_numbers_of_a_list_do_not_reach_are_malformed() {
    for form in ["A=x", "A.member=x", "A.member=", "A.1=x", "A.Member.1=x", "A.x=y", "A.member.1=a&A.2=b"] {
        malformed(form, "A", strings);
    }
    for form in ["A.member.1=x&A.member.1.Key=k", "A.member.1=a&A.member.1.x=b"] {
        malformed(form, "A[0]", strings);
    }
    fn tags(fields: &mut Fields<'static>) -> Vec<Key> {
        fields.list("member", |fields| {
            let mut key: Key = Structure::blank();
            fields.structure(&mut key);
            key
        })
    }
    assert_eq!(valid("A.member.1.Key=k", tags).map(|tags| tags.len()), Some(1));
    malformed("A.member.1=x&A.member.1.Key=k", "A[0]", tags);
    malformed("A.member.1.Key.x=k&A.member.1.Key=k", "A[0].Key", tags);
}

#[test]
fn parameters_that_the_numbers_of_a_flattened_list_do_not_reach_are_malformed() {
    let flat = |form: &str, repeated: &'static str| {
        let (_, _, malformed) =
            read(form, |fields| fields.optional_flat("A", "A", repeated, |fields| fields.flat_items(repeated, string)));
        malformed
    };
    for form in ["A=x", "A=x&A.1=y", "A.member.1=x", "A.01=x"] {
        assert_eq!(flat(form, "A"), ["A"], "{form}");
    }
    for form in ["A=x", "B=x", "B=x&B.1=y", "A=x&B.1=y", "B.x=1"] {
        assert_eq!(flat(form, "B"), ["A"], "{form}");
    }
}

#[test]
fn parameters_that_the_numbers_of_a_map_do_not_reach_are_malformed() {
    let entry = "A.entry.1.key=k&A.entry.1.value=v";
    for other in ["A=x", "A.entry=x", "A.entry=", "A.1.key=k", "A.entry.1=x", "A.entry.1.Key=l", "A.entry.1.other=x"] {
        malformed(&format!("{entry}&{other}"), "A", entries);
    }
    let flat = |fields: &mut Fields<'static>| fields.flat_entries("K", "V", |fields, _| string(fields));
    malformed("A=x&A.1.K=k&A.1.V=v", "A", flat);
    malformed("A.1=x&A.1.K=k&A.1.V=v", "A", flat);
}

#[test]
fn a_flattened_list_is_read_from_its_repeated_name() {
    let read = |form: &str| {
        let (value, _, malformed) =
            read(form, |fields| fields.optional_flat("A", "A", "B", |fields| fields.flat_items("B", string)));
        assert!(malformed.is_empty());
        value
    };
    assert_eq!(read("B.1=x&B.2=y"), Some(vec!["x".to_owned(), "y".to_owned()]));
    assert_eq!(read("A="), Some(vec![]));
    assert_eq!(read("C=1"), None);
}

#[test]
fn a_flattened_list_in_a_structure_is_read_below_that_structure() {
    let (value, missing, malformed) = read("S.B.1=x&S.C=after&B.1=no", |fields| {
        fields.required("S", "S", |fields| {
            let items = fields.required_flat("A", "A", "B", |fields| fields.flat_items("B", string));
            (items, fields.required("C", "C", string))
        })
    });
    assert_eq!(value, (vec!["x".to_owned()], "after".to_owned()));
    assert!(missing.is_empty() && malformed.is_empty());
}

#[test]
fn maps_are_read_and_a_repeated_key_is_malformed() {
    let map = valid("A.entry.1.key=k&A.entry.1.value=v&A.entry.2.key=l&A.entry.2.value=", entries).unwrap();
    assert_eq!(map, BTreeMap::from([("k".to_owned(), "v".to_owned()), ("l".to_owned(), String::new())]));
    malformed("A.entry.1.key=k&A.entry.1.value=v&A.entry.2.key=k&A.entry.2.value=w", "A", entries);
    let flat = valid("A.1.K=k&A.1.V=v", |fields| fields.flat_entries("K", "V", |fields, _| string(fields))).unwrap();
    assert_eq!(flat, BTreeMap::from([("k".to_owned(), "v".to_owned())]));
}

#[test]
fn each_missing_member_is_recorded_once() {
    let (_, missing, _) = read("L.member.1.Other=1&L.member.5.Key=k", |fields| {
        fields.required("Name", "Name", string);
        fields.required("L", "L", |fields| fields.list("member", |fields| fields.required("Key", "Key", string)));
        fields.required_flat("F", "F", "G", |fields| fields.flat_items("G", string));
    });
    assert_eq!(missing, ["Name", "L[0].Key", "F"]);
}

fn unknown(fields: &mut Fields<'static>) -> String {
    let name = fields.one_member();
    fields.refuse_unknown_member();
    name
}

#[test]
fn an_unknown_member_of_a_union_is_malformed_but_keeps_its_name() {
    let (name, _, malformed) = read("U.Later.X=1&U.Later.Y=2", |fields| fields.optional("U", "U", unknown));
    assert_eq!((name.as_deref(), malformed), (Some("Later"), vec!["U".to_owned()]));
}

#[test]
fn a_union_with_several_members_is_malformed() {
    assert_eq!(valid("A.One.member.1=1&A.One.member.2=2", Fields::one_member).as_deref(), Some("One"));
    for several in ["A.One=1&A.Two=2", "A.One.X=1&A.Later=2&A.Later.Y=3"] {
        malformed(several, "A", Fields::one_member);
    }
}

#[test]
fn a_missing_union_is_not_malformed() {
    let (_, missing, malformed) = read("A=1", |fields| fields.required("U", "U", unknown));
    assert_eq!((missing, malformed), (vec!["U".to_owned()], vec![]));
}

#[test]
fn a_refusal_of_a_malformed_value_does_not_quote_it() {
    let (_, _, paths) = read("A=hush", |fields| fields.optional("A", "A", Fields::integer));
    assert_eq!(paths, ["A"]);
    let path = Path(vec![crate::rule::violation::Segment::Member("DurationSeconds")]);
    let refusal = Refusal::malformed_input(Protocol::AwsQuery, &path);
    assert_eq!(refusal.code, "MalformedInput");
    assert_eq!(refusal.message, "the value at 'durationSeconds' is not of the member's type");
}

/// The names of the parameters that hold the sensitive members that `read` reads.
fn sensitive(form: &str, read: impl FnOnce(&mut Fields<'static>)) -> Vec<String> {
    let parameters: &Parameters = Box::leak(Box::new(Parameters::parse(form.as_bytes(), 1000).unwrap()));
    let mut fields = Fields::new(parameters);
    read(&mut fields);
    fields.into_sensitive().into_iter().collect()
}

#[test]
fn sensitive_members_are_known_by_the_names_of_their_parameters() {
    let names = sensitive("Code=1&Key=aGk%3D&Name=a&Codes.member.1=2&Codes.member.7=3", |fields| {
        fields.optional("Code", "Code", |fields| fields.sensitive(string));
        fields.optional("Key", "Key", |fields| fields.sensitive(Fields::blob));
        fields.optional("Name", "Name", string);
        fields.optional("Codes", "Codes", |fields| fields.sensitive(strings));
    });
    assert_eq!(names, ["Code", "Codes.member.1", "Codes.member.7", "Key"]);
}

#[test]
fn everything_below_a_sensitive_member_is_sensitive() {
    let names = sensitive("Pin=x&Codes.member.x=1&Codes.y=2&Code.z=3&CodesOfOthers=4", |fields| {
        fields.optional("Pin", "Pin", |fields| fields.sensitive(Fields::integer));
        fields.optional("Codes", "Codes", |fields| fields.sensitive(strings));
        fields.optional("Code", "Code", |fields| fields.sensitive(string));
    });
    assert_eq!(names, ["Code.z", "Codes.member.x", "Codes.y", "Pin"]);
}

#[test]
fn elements_of_a_sensitive_flattened_list_are_sensitive() {
    let names = sensitive("Codes=&Code.1=2&Code.2.X=3&Coder.1=4&P.Code.1=5&P.Coder=6", |fields| {
        fields.optional_flat("Codes", "Codes", "Code", |fields| {
            fields.sensitive(|fields| fields.flat_items("Code", string))
        });
        fields.optional("P", "P", |fields| {
            fields.optional_flat("Codes", "Codes", "Code", |fields| {
                fields.sensitive(|fields| fields.flat_items("Code", string))
            })
        });
    });
    assert_eq!(names, ["Code.1", "Code.2.X", "Codes", "P.Code.1"]);
}

#[test]
fn a_key_of_a_sensitive_map_is_not_shown() {
    let form = "M.entry.1.key=hush&M.entry.1.value=x";
    let (_, _, malformed) = read(form, |fields| {
        fields.optional("M", "M", |fields| {
            fields.sensitive(|fields| fields.map("entry", "key", "value", |fields, _| fields.integer()))
        })
    });
    assert_eq!(malformed, ["M.value(not shown)"]);
}

#[test]
fn a_numbered_list_is_read_without_a_name_for_its_elements() {
    let numbered = |fields: &mut Fields<'static>| fields.numbered(string);
    assert_eq!(valid("A.2=y&A.1=x", numbered), Some(vec!["x".to_owned(), "y".to_owned()]));
    assert_eq!(valid("B=1", numbered), None, "an empty list is not sent");
    for bad in ["A=", "A=x", "A.member.1=x", "A.01=x"] {
        malformed(bad, "A", numbered);
    }
    let (_, missing, _) = read("B=1", |fields| fields.required("A", "A", numbered));
    assert_eq!(missing, ["A"], "an empty list cannot be told from an absent one");
}
