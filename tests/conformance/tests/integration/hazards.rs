//! Tests of a synthetic service whose names and shapes have broken generators. That it compiles is half of the test.

use conformance::services::operation;
use http::Response;
use serde_json::{Value, json};

fn answer(result: &str) -> Response<bytes::Bytes> {
    let text = format!("<CreateThingResponse><CreateThingResult>{result}</CreateThingResult></CreateThingResponse>");
    Response::new(text.into())
}

fn output(result: &str) -> Value {
    let bridge = operation("hazards", "CreateThing").unwrap();
    let input = json!({"Type": "None", "Settings": {"Ok": "1"}});
    bridge.call(&input, Some(answer(result))).unwrap().result.unwrap().output
}

#[test]
fn a_union_is_decoded_by_the_member_that_is_set() {
    assert_eq!(output("<Value><Number>NaN</Number></Value>"), json!({"Value": {"Number": "NaN"}}));
    assert_eq!(output("<Value><Text/></Value>"), json!({"Value": {"Text": ""}}));
    let many = "<Values><member><Many><member><At>1.5</At></member></Many></member></Values>";
    assert_eq!(output(many), json!({"Values": [{"Many": [{"At": "1970-01-01T00:00:01.5Z"}]}]}));
}

#[test]
fn optional_members_are_read_in_other_forms_and_relied_on_members_only_in_that_of_aws() {
    assert_eq!(output("<Result><Ok>True</Ok></Result>"), json!({"Result": {"Ok": true}}));
    assert_eq!(output("<Result><Ok/></Result>"), json!({"Result": {}}));
    assert_eq!(output("<Vec><At>2021-07-07 12:00:00</At></Vec>"), json!({"Vec": {"At": "2021-07-07T12:00:00Z"}}));
    assert_eq!(output("<Vec><At> </At></Vec>"), json!({"Vec": {}}));
    assert_eq!(output("<Output><Default>true</Default></Output>"), json!({"Output": {"Default": true}}));
    let bridge = operation("hazards", "CreateThing").unwrap();
    let input = json!({"Type": "None", "Settings": {"Ok": "1"}});
    for default in ["<Default>True</Default>", "<Default>1</Default>", "<Default/>", ""] {
        let response = answer(&format!("<Output>{default}</Output>"));
        let error = bridge.call(&input, Some(response)).unwrap().result.unwrap_err().to_string();
        assert!(error.contains("`CreateThingResult/Output/Default`"), "{error}");
    }
}

#[test]
fn a_correction_sets_the_limits_of_a_service() {
    let limits = operation("hazards", "CreateThing").unwrap().operation().service.limits;
    assert_eq!((limits.attempt_timeout.as_secs(), limits.deadline.as_secs()), (60, 120));
    assert_eq!(limits.max_response_bytes, 64 * 1024 * 1024);
    let large = |padding: usize| answer(&format!("<!--{}--><Value><Text>t</Text></Value>", "x".repeat(padding)));
    let input = json!({"Type": "None", "Settings": {"Ok": "1"}});
    let call =
        |padding| operation("hazards", "CreateThing").unwrap().call(&input, Some(large(padding))).unwrap().result;
    assert_eq!(call(2 * 1024 * 1024).unwrap().output, json!({"Value": {"Text": "t"}}));
    let error = call(64 * 1024 * 1024).unwrap_err();
    assert_eq!(error.transport_error().map(|error| error.kind()), Some(awsquery::TransportErrorKind::TooLarge));
    assert!(error.to_string().contains("at most 67108864 bytes"), "{error}");
    let others = operation("sns", "Publish").unwrap().operation().service.limits;
    assert_eq!(others, awsquery::protocol::ServiceLimits::DEFAULT);
}

#[test]
fn an_unknown_member_of_a_union_keeps_its_name() {
    let expected = json!({"Value": {"SDK_UNKNOWN_MEMBER": {"name": "Brandnew"}}});
    assert_eq!(output("<Value><Brandnew><Deep>x</Deep></Brandnew></Value>"), expected);
}

#[test]
fn a_union_without_exactly_one_member_is_an_error_on_both_sides() {
    let bridge = operation("hazards", "CreateThing").unwrap();
    let input = json!({"Type": "None", "Settings": {"Ok": "1"}});
    for union in ["<Value/>", "<Value><Text>a</Text><Number>1</Number></Value>", "<Value><Text/><Brandnew/></Value>"] {
        let error = bridge.call(&input, Some(answer(union))).unwrap().result.unwrap_err();
        assert_eq!(error.kind(), awsquery::ErrorKind::Response, "{union}");
        assert!(
            error.to_string().contains("`CreateThingResult/Value` of the response does not contain exactly one member"),
            "{error}"
        );
    }
    for union in ["Value.Text=a&Value.Number=1", "Value.Text=a&Value.Brandnew=1", "Value="] {
        let form = format!(
            "Action=CreateThing&Version=2020-01-01&Type=None&Settings.entry.1.key=Ok&Settings.entry.1.value=1&{union}"
        );
        let refusal = bridge.receive(form.as_bytes()).unwrap_err();
        assert_eq!((refusal.status, refusal.code.as_str()), (400, "MalformedInput"), "{union}");
        assert!(refusal.message.contains("'value'"), "{union}: {refusal}");
    }
    let both = json!({"Type": "None", "Settings": {"Ok": "1"}, "Value": {"Text": "a", "Number": 1}});
    assert!(bridge.call(&both, None).is_err(), "JSON with two members is not a union");
}

#[test]
fn two_operations_may_share_input_and_output() {
    let input = json!({
        "Type": "Pending:Wait", "Self": "s", "Option": {"Name": "a", "Next": {"Name": "b"}}, "Settings": {"SELF": "x"},
        "Secrets": ["longenough"], "Numbers": {"n": [0.5, 1.5]}, "Vec": {"Items": [{"At": "1970-01-01T00:00:01Z"}]},
        "Form": "f", "Value": {"Number": 2.5}, "Token": "t",
    });
    let expected = "&Version=2020-01-01&Type=Pending%3AWait&Self=s&Option.Name=a&Option.Next.Name=b\
                    &Settings.entry.1.key=SELF&Settings.entry.1.value=x&Secrets.member.1=longenough\
                    &Numbers.entry.1.key=n&Numbers.entry.1.value.member.1=0.5&Numbers.entry.1.value.member.2=1.5\
                    &Vec.Items.Item.1.At=1&Form=f&Value.Number=2.5&Token=t";
    for name in ["CreateThing", "ModifyThing"] {
        let bridge = operation("hazards", name).unwrap();
        let body = bridge.call(&input, None).unwrap().sent.unwrap().into_body();
        assert_eq!(String::from_utf8_lossy(&body), format!("Action={name}{expected}"));
        bridge.receives(&body, &input).unwrap();
    }
}

#[test]
fn limits_of_a_shared_input_are_checked() {
    let bridge = operation("hazards", "ModifyThing").unwrap();
    let input = json!({"Type": "None", "Settings": {"Ok": "1"}, "Secrets": ["short"]});
    let error = bridge.call(&input, None).unwrap().result.unwrap_err();
    let found: Vec<String> = error.violations().iter().map(|one| one.path.to_string()).collect();
    assert_eq!(found, ["Secrets[0]"]);
    assert!(!error.to_string().contains("short"), "{error}");
}

#[test]
fn an_error_may_contain_lists_structures_and_unions() {
    let bridge = operation("hazards", "LaunchThing").unwrap();
    let body = "<ErrorResponse><Error><Code>Launch.Error</Code><Message>no</Message><Reasons><member>\
                <Default>true</Default></member></Reasons><Value><Text>t</Text></Value></Error></ErrorResponse>";
    let answer = Response::builder().status(409).body(body.into()).unwrap();
    let error = bridge.call(&json!({}), Some(answer)).unwrap().result.unwrap_err();
    let expected = json!({"message": "no", "Reasons": [{"Default": true}], "Value": {"Text": "t"}});
    assert_eq!(bridge.modelled(&error, "LaunchThingError"), Some(expected));
}

#[test]
fn a_client_decodes_what_a_server_encodes() {
    let bridge = operation("hazards", "CreateThing").unwrap();
    let input = json!({"Type": "None", "Settings": {"Ok": "1"}});
    for result in [
        "<Output><Default>false</Default><String>\u{e9} &lt;&#13;</String></Output>",
        "<Value><Many><member><Number>-Infinity</Number></member></Many></Value><Values/>",
        "<Result><Ok>true</Ok><Box><Result><Ok>false</Ok></Result></Box></Result><Vec><Items><Item/></Items></Vec>",
        "<Values><member><Brandnew><Deep/></Brandnew></member><member><Text>t</Text></member></Values>",
        "<Option><Name>a</Name><Next><Error>e</Error></Next></Option>",
    ] {
        bridge.echoes(&input, answer(result)).unwrap();
    }
}

fn launch(input: &Value) -> harness::Call {
    operation("hazards", "LaunchThing").unwrap().call(input, None).unwrap()
}

#[test]
fn a_request_is_signed_for_the_signing_name_of_the_model_and_sent_to_the_root() {
    let sent = launch(&json!({})).sent.unwrap();
    let authorization = sent.headers().get(http::header::AUTHORIZATION).unwrap().to_str().unwrap();
    assert!(authorization.contains("/us-east-1/hazard-signer/aws4_request"), "{authorization}");
    // The model's URI is `/?Operation=LaunchThing`.
    assert_eq!((sent.uri().path(), sent.uri().query()), ("/", None));
}

#[test]
fn an_unknown_value_of_an_enum_is_sent_as_it_is() {
    let sent = launch(&json!({"Kind": "Brandnew:Kind"})).sent.unwrap();
    assert!(String::from_utf8_lossy(sent.body()).ends_with("&Kind=Brandnew%3AKind"));
}

#[test]
fn patterns_of_several_classes_have_the_meaning_of_java() {
    let accepted = |member: &str, value: &str| launch(&json!({member: value})).sent.is_some();
    for (value, expected) in
        [("thing:one:", true), ("thing:two:x y", true), ("thing:onetwo:", false), ("thing:one", false)]
    {
        assert_eq!(accepted("Words", value), expected, "{value}");
    }
    for (value, expected) in [("\u{1F600} \u{10FFFF}\t", true), ("", true), ("\u{7}", false), ("\u{FFFE}", false)] {
        assert_eq!(accepted("Astral", value), expected, "{value:?}");
    }
    for (value, expected) in [("ab", true), ("a", true), ("a-", false), ("-a", false)] {
        assert_eq!(accepted("Ahead", value), expected, "{value}");
    }
}

#[test]
fn limits_of_doubles_and_floats_are_checked_by_client_and_server() {
    let demand = |limit: &str| format!("failed to satisfy constraint: Member must have value {limit}");
    for member in ["Percent", "Ratio"] {
        for value in [json!(0.001), json!(5), json!(99.999)] {
            assert!(launch(&json!({member: value})).sent.is_some(), "{member} {value}");
        }
        for (value, constraint, limit) in [
            ("0.0005", "range_min", "greater than or equal to 0.001"),
            ("100", "range_max", "less than or equal to 99.999"),
            ("Infinity", "range_max", "less than or equal to 99.999"),
            ("NaN", "range_min", "greater than or equal to 0.001"),
        ] {
            // JSON has no numbers for infinities and NaN, so these are strings.
            let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
            let call = launch(&json!({member: number.map_or(json!(value), |number| json!(number))}));
            let error = call.result.unwrap_err();
            let constraints: Vec<&str> = error.violations().iter().map(|one| one.constraint.name()).collect();
            assert_eq!((call.sent.is_none(), constraints), (true, vec![constraint]), "{member} {value}");
            let bridge = operation("hazards", "LaunchThing").unwrap();
            let refusal = bridge.receive(format!("{member}={value}").as_bytes()).unwrap_err();
            let place = member.to_lowercase();
            assert!(refusal.message.contains(&format!("Value '{value}' at '{place}' {}", demand(limit))), "{refusal}");
        }
    }
}

fn failure(operation_name: &str, code: &str, more: &str) -> (awsquery::Error, &'static dyn harness::Bridge) {
    let bridge = operation("hazards", operation_name).unwrap();
    let body = format!("<ErrorResponse><Error><Code>{code}</Code>{more}</Error></ErrorResponse>");
    let answer = Response::builder().status(410).body(body.into()).unwrap();
    let input = json!({"Type": "None", "Settings": {"Ok": "1"}});
    let input = if operation_name == "LaunchThing" { json!({}) } else { input };
    (bridge.call(&input, Some(answer)).unwrap().result.unwrap_err(), bridge)
}

#[test]
fn a_code_of_two_errors_means_the_one_that_the_operation_lists() {
    for (operation, shape) in [("CreateThing", "ThingGone"), ("ModifyThing", "ThingIsGone")] {
        let (error, bridge) = failure(operation, "Gone", "");
        assert_eq!(error.shape().map(|shape| shape.name), Some(shape));
        assert_eq!(bridge.modelled(&error, shape), Some(json!({})), "{operation}");
    }
    assert!(failure("LaunchThing", "Gone", "").0.shape().is_none(), "LaunchThing lists neither");
}

#[test]
fn the_code_of_an_error_defaults_to_the_name_of_its_shape() {
    let (error, bridge) = failure("LaunchThing", "Nameless", "<Message>no</Message>");
    assert_eq!(bridge.modelled(&error, "Nameless"), Some(json!({"Code": "Nameless"})));
    assert_eq!(error.message(), Some("no"));
}

#[test]
fn members_may_have_the_names_of_methods() {
    let (error, bridge) = failure("LaunchThing", "Launch.Error", "<From>a</From><Source>b</Source>");
    assert_eq!(bridge.modelled(&error, "LaunchThingError"), Some(json!({"From": "a", "Source": "b"})));
    let failure =
        json!({"Code": "c", "Message": "m", "Source": "s", "From": "f", "Into": "i", "Build": "b", "Clone": ""});
    let elements: String = failure
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, text)| format!("<{name}>{}</{name}>", text.as_str().unwrap()))
        .collect();
    assert_eq!(output(&format!("<Failure>{elements}</Failure>")), json!({"Failure": failure}));
}
