use std::collections::BTreeMap;

use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};

use crate::call::response::Response;
use crate::protocol::conventions::Protocol;
use crate::protocol::operation::{Auth, Decode, Operation, ResultElement, Service, Signature};
use crate::protocol::xml::{DecodeError, Document, Element};
use crate::server::{Envelope, Refusal, ResponseFormat, error_document, reply};
use crate::testing::{GREET, NAMESPACE, SERVICE, WAVE, decode, error_of, http_response};
use crate::value::dynamic::{Structure, Value};
use crate::value::shape::{Layout, Member, Shape};

/// A structure with members of every kind.
#[derive(Clone, Debug, Default, PartialEq)]
struct Things {
    text: String,
    note: Option<String>,
    list: Option<Vec<String>>,
    flat: Option<Vec<String>>,
    map: Option<BTreeMap<String, String>>,
    flat_map: Option<BTreeMap<String, String>>,
    number: Option<f64>,
    flag: Option<bool>,
}

impl Structure for Things {
    fn shape(&self) -> &'static Shape {
        static SHAPE: Shape = Shape::structure(
            "Things",
            &[
                Member::required("Text", "Text", Layout::Plain),
                Member::optional("Note", "Note", Layout::Plain),
                Member::optional("List", "List", Layout::List("member", &Layout::Plain)),
                Member::optional("Flat", "Flats", Layout::FlatList("Flat", &Layout::Plain)),
                Member::optional("Map", "Map", Layout::Map("key", "value", &Layout::Plain)),
                Member::optional("FlatMap", "FlatMap", Layout::FlatMap("K", "V", &Layout::Plain)),
                Member::optional("Number", "Number", Layout::Plain),
                Member::optional("Flag", "Flag", Layout::Plain),
            ],
        );
        &SHAPE
    }

    fn blank() -> Self {
        Self::default()
    }

    fn values(&self, show: &mut dyn FnMut(&[&dyn Value])) {
        let Self { text, note, list, flat, map, flat_map, number, flag } = self;
        show(&[text, note, list, flat, map, flat_map, number, flag]);
    }

    fn places(&mut self, fill: &mut dyn FnMut(&mut [&mut dyn Value])) {
        let Self { text, note, list, flat, map, flat_map, number, flag } = self;
        fill(&mut [text, note, list, flat, map, flat_map, number, flag]);
    }
}

impl Decode for Things {
    fn decode(element: Element<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            text: element.required("Text", Element::string)?,
            note: element.optional("Note", Element::string)?,
            list: element.optional("List", |list| list.list("member", Element::string))?,
            flat: element.flat_list("Flat", Element::string)?,
            map: element.optional("Map", |map| map.map("entry", "key", "value", Element::string))?,
            flat_map: element.flat_map("FlatMap", "K", "V", Element::string)?,
            number: element.optional("Number", Element::double)?,
            flag: element.optional("Flag", Element::boolean)?,
        })
    }
}

const fn service(protocol: Protocol, namespace: Option<&'static str>) -> Service {
    Service::new("Things", protocol, "2020-01-01", "things", namespace, Signature::V4)
}

static AMPERSAND: Service = service(Protocol::AwsQuery, Some("urn:a&b"));
static NAMELESS: Service = service(Protocol::AwsQuery, None);
static EC2: Service = service(Protocol::Ec2Query, Some("http://things.example/doc"));
static EC2_MAKE: Operation = Operation::new(&EC2, "Make", Auth::Signed, ResultElement::Expected, &[]);
static EC2_STOP: Operation = Operation::new(&EC2, "Stop", Auth::Signed, ResultElement::Empty, &[]);

fn xml(request_id: &str) -> Envelope<'_> {
    Envelope { request_id, format: ResponseFormat::Xml }
}

fn round_trip(things: &Things) -> Response<Things> {
    let text = reply(&GREET, things, xml("id-1"));
    decode(&GREET, &http_response(200, &[], text.clone())).expect(&text)
}

fn things(text: &str) -> Things {
    Things { text: text.to_owned(), ..Things::default() }
}

#[test]
fn a_response_is_indented_by_two_spaces_and_ends_with_a_line_feed() {
    let things = Things { list: Some(vec!["a".to_owned()]), flat: Some(vec!["b".to_owned()]), ..things("<&>") };
    let expected = format!(
        "<GreetResponse xmlns=\"{NAMESPACE}\">
  <GreetResult>
    <Text>&lt;&amp;&gt;</Text>
    <List>
      <member>a</member>
    </List>
    <Flat>b</Flat>
  </GreetResult>
  <ResponseMetadata>
    <RequestId>id-1</RequestId>
  </ResponseMetadata>
</GreetResponse>
"
    );
    assert_eq!(reply(&GREET, &things, xml("id-1")), expected);
}

#[test]
fn an_operation_without_output_responds_with_metadata_only() {
    let text = reply(&WAVE, &things("unused"), xml("id-1"));
    assert!(!text.contains("WaveResult") && !text.contains("unused"), "{text}");
    assert!(text.starts_with("<WaveResponse") && text.contains("<RequestId>id-1</RequestId>"), "{text}");
}

#[test]
fn empty_and_absent_members_are_different() {
    let nothing = Things { list: None, map: None, ..things("") };
    assert_eq!(round_trip(&nothing).output, nothing);
    let empty = Things {
        note: Some(String::new()),
        list: Some(Vec::new()),
        map: Some(BTreeMap::new()),
        number: Some(f64::INFINITY),
        flag: Some(false),
        ..nothing
    };
    assert_eq!(round_trip(&empty).output, empty);
}

#[test]
fn white_space_and_markup_survive_writing_and_reading() {
    for text in ["\r", "\r\n", " a ", "\t\n", "]]>", "&amp;", "<![CDATA[", "'\"", "\u{85}\u{2028}", "\u{FFFD}"] {
        assert_eq!(round_trip(&things(text)).output.text, text, "{text:?}");
    }
}

#[test]
fn characters_that_xml_forbids_are_replaced() {
    assert_eq!(round_trip(&things("a\0b\u{b}\u{FFFE}c")).output.text, "a\u{FFFD}b\u{FFFD}\u{FFFD}c");
}

#[test]
fn a_response_in_json_has_the_same_members_in_objects_and_arrays() {
    let json = Envelope { request_id: "id-1", format: ResponseFormat::Json };
    let full = Things {
        note: Some("\"\\\u{1}ü".to_owned()),
        list: Some(vec!["a".to_owned(), "b".to_owned()]),
        flat: Some(Vec::new()),
        map: Some([("k".to_owned(), "v".to_owned()), ("l".to_owned(), "w".to_owned())].into()),
        flat_map: Some([("x".to_owned(), "y".to_owned())].into()),
        number: Some(0.5),
        flag: Some(true),
        ..things("a</Text>")
    };
    let expected = "{\"GreetResponse\":{\"GreetResult\":{\"Text\":\"a</Text>\",\"Note\":\"\\\"\\\\\\u0001ü\",\"List\":[\"a\",\"b\"],\
                    \"Flat\":[],\"Map\":{\"k\":\"v\",\"l\":\"w\"},\"FlatMap\":{\"x\":\"y\"},\"Number\":0.5,\"Flag\":true},\
                    \"ResponseMetadata\":{\"RequestId\":\"id-1\"}}}";
    assert_eq!(reply(&GREET, &full, json), expected);
    let nan = Things { number: Some(f64::NAN), ..things("") };
    assert!(reply(&GREET, &nan, json).contains("{\"Text\":\"\",\"Number\":\"NaN\"}"));
    let wave = "{\"WaveResponse\":{\"ResponseMetadata\":{\"RequestId\":\"id-1\"}}}";
    assert_eq!(reply(&WAVE, &things("unused"), json), wave);
    let refusal = Refusal::new(400, "Throttling", "Rate exceeded");
    let error = "{\"Error\":{\"Type\":\"Sender\",\"Code\":\"Throttling\",\"Message\":\"Rate exceeded\"},\"RequestId\":\"id-1\"}";
    assert_eq!(error_document(&SERVICE, &refusal, json), error);
}

#[test]
fn an_error_document_is_escaped_and_blames_a_party_by_its_status() {
    for (status, fault) in [(400, "Sender"), (499, "Sender"), (500, "Receiver"), (503, "Receiver")] {
        let refusal = Refusal::new(status, "A<B", "x & y");
        let text = error_document(&AMPERSAND, &refusal, xml("id<1>"));
        let document = Document::parse(text.as_bytes(), Some("urn:a&b")).unwrap();
        let error = document.root().child("Error").unwrap().unwrap();
        let of = |name| error.required(name, Element::string).unwrap();
        assert_eq!((of("Type"), of("Code"), of("Message")), (fault.into(), "A<B".into(), "x & y".into()));
        assert_eq!(document.root().required("RequestId", Element::string).unwrap(), "id<1>");
    }
    assert!(error_document(&NAMELESS, &Refusal::new(400, "A", "b"), xml("i")).starts_with("<ErrorResponse>\n"));
}

/// Any text of characters that XML allows.
fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof![any::<char>(), Just('\r'), Just('\n'), Just('&'), Just(' ')], 0..12)
        .prop_map(|text| text.into_iter().filter(|c| crate::protocol::xml::is_allowed(*c)).collect())
}

proptest! {
    #[test]
    fn the_cursor_reads_back_what_the_writer_wrote(
        one in text(),
        note in proptest::option::of(text()),
        list in proptest::option::of(proptest::collection::vec(text(), 0..4)),
        map in proptest::option::of(proptest::collection::btree_map(text(), text(), 0..4)),
        id in text(),
    ) {
        // Empty and absent look the same in a flattened list or map.
        let flat = list.clone().filter(|list| !list.is_empty());
        let flat_map = map.clone().filter(|map| !map.is_empty());
        let things = Things { text: one, note, list, flat, map, flat_map, number: None, flag: None };
        let answer = decode::<Things>(&GREET, &http_response(200, &[], reply(&GREET, &things, xml(&id)))).unwrap();
        prop_assert_eq!(answer.output, things);
        prop_assert_eq!(answer.request_id.unwrap_or_default(), id.trim());
    }
}

#[test]
fn an_unknown_member_of_a_union_keeps_its_name_and_the_document_stays_valid() {
    struct Union(String);
    impl Structure for Union {
        fn shape(&self) -> &'static Shape {
            static SHAPE: Shape = Shape::union("Union", &[]);
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
    let written = |name: &str| reply(&GREET, &Union(name.to_owned()), xml("id-1"));
    assert!(written("Brandnew_2").contains("<Brandnew_2></Brandnew_2>"));
    for name in ["", "1", "a b", "a><b", "x:y", "\u{e9}", "/a"] {
        assert_eq!(written(name), written(""), "{name}");
    }
}

#[test]
fn an_explanation_is_never_sent() {
    let refusal = Refusal::new(403, "AccessDenied", "no").with_explanation("hush");
    for envelope in [xml("id"), Envelope { format: ResponseFormat::Json, ..xml("id") }] {
        let document = error_document(&SERVICE, &refusal, envelope);
        assert!(document.contains("AccessDenied") && !document.contains("hush"), "{document}");
    }
    assert!(!refusal.to_string().contains("hush"));
}

#[test]
fn ec2_query_has_the_members_and_the_id_of_the_request_in_the_root() {
    let text = reply(&EC2_MAKE, &things("a"), xml("id-1"));
    let expected = "<MakeResponse xmlns=\"http://things.example/doc/\">\n  <requestId>id-1</requestId>\n  <Text>a</Text>\n\
                    </MakeResponse>\n";
    assert_eq!(text, expected);
    let response = decode::<Things>(&EC2_MAKE, &http_response(200, &[], text)).unwrap();
    assert_eq!((response.output, response.request_id.as_deref()), (things("a"), Some("id-1")));
    let bare = http_response(200, &[], expected.replace("MakeResponse", "Make"));
    assert_eq!(
        decode::<Things>(&EC2_MAKE, &bare).unwrap().output,
        things("a"),
        "the root is the name of the operation"
    );
    let other = decode::<Things>(&EC2_STOP, &http_response(200, &[], expected.to_owned())).unwrap_err();
    assert!(other.to_string().contains("the root element is not StopResponse"), "{other}");
}

#[test]
fn ec2_query_says_true_for_an_output_without_members() {
    let text = reply(&EC2_STOP, &things("unused"), xml("id-1"));
    assert!(text.ends_with("  <requestId>id-1</requestId>\n  <return>true</return>\n</StopResponse>\n"), "{text}");
}

#[test]
fn an_error_of_ec2_query_is_in_a_list_and_blames_no_party() {
    let text = error_document(&EC2, &Refusal::new(400, "InvalidAMIID.NotFound", "no <known> image"), xml("id-1"));
    let expected = "<Response xmlns=\"http://things.example/doc/\">\n  <Errors>\n    <Error>\n      \
                    <Code>InvalidAMIID.NotFound</Code>\n      <Message>no &lt;known&gt; image</Message>\n    </Error>\n  \
                    </Errors>\n  <RequestID>id-1</RequestID>\n</Response>\n";
    assert_eq!(text, expected);
    let error = error_of(http_response(400, &[], text));
    assert_eq!((error.code(), error.request_id()), (Some("InvalidAMIID.NotFound"), Some("id-1")));
    assert_eq!(error.message(), Some("no <known> image"));
}
