//! HTTP requests that are not made by the client: addresses, hosts, signatures and sizes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use crate::raw_http::{FORM, NOW, RawRequest, percent_encode};
use sts::api::GetFederationTokenRequest;
use sts::policy::{Condition, Statement};
use sts::{Credentials, Policy, Timestamp};
use sts_local::{LocalClock, LocalSts, User};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

async fn local() -> LocalSts {
    LocalSts::default_account().clock(LocalClock::at(Timestamp::from_secs(NOW))).start().await.unwrap()
}

#[tokio::test]
async fn em01_only_loopback_addresses_are_allowed_by_default() {
    let addresses: [IpAddr; 3] =
        [Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into(), Ipv4Addr::new(192, 0, 2, 1).into()];
    for ip in addresses {
        let error = LocalSts::default_account().ip(ip).start().await.unwrap_err();
        assert!(error.to_string().contains("`allow_non_loopback`"), "{error}");
    }
    assert!(local().await.endpoint().starts_with("http://127.0.0.1:"));
    let everywhere = LocalSts::default_account().ip(Ipv4Addr::UNSPECIFIED).allow_non_loopback();
    assert!(everywhere.start().await.is_ok());
}

#[tokio::test]
async fn em02_browsers_and_other_hosts_are_refused() {
    let local = local().await;
    let good = RawRequest::post(&local, FORM);
    let mut preflight = good.clone();
    preflight.method = "OPTIONS";
    let address = good.address.clone();
    let mut absolute = good.clone();
    absolute.target = "http://evil.example/".to_owned();
    for request in [
        good.clone().header("host", "evil.example"),
        good.clone().header("host", "127.0.0.1.evil.example"),
        good.clone().header("origin", &format!("http://{address}")),
        good.clone().header("origin", "null"),
        good.clone().add_header("host", "evil.example"),
        good.clone().add_header("host", &address),
        absolute,
        preflight.clone(),
        preflight.header("origin", "https://evil.example").header("access-control-request-method", "POST"),
    ] {
        request.signed(&local).send().await.assert_refused(403, "AccessDenied", "requests of web pages are refused");
    }
    assert_eq!(good.signed(&local).send().await.status, 200);
}

#[tokio::test]
async fn em03_missing_and_malformed_signatures_get_the_errors_of_sts() {
    let local = local().await;
    let request = RawRequest::post(&local, FORM);
    let response = request.send().await;
    response.assert_refused(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
    let id = response.text("RequestId");
    let expected = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    \
         <Code>MissingAuthenticationToken</Code>\n    <Message>Request is missing Authentication Token</Message>\n  \
         </Error>\n  <RequestId>{id}</RequestId>\n</ErrorResponse>\n"
    );
    assert_eq!(response.body, expected);
    assert!(response.head.contains(&format!("x-amzn-requestid: {id}\r\n")), "{}", response.head);
    for garbage in ["", "garbage", "Basic QWxpY2U6c2VjcmV0", "AWS AKIAIOSFODNN7EXAMPLE:abc=", "AWS4-HMAC-SHA256"] {
        let response = request.clone().header("authorization", garbage).send().await;
        response.assert_refused(400, "IncompleteSignature", "uthorization header");
    }
}

#[tokio::test]
async fn em04_errors_distinguish_unknown_keys_from_wrong_signatures() {
    let local = local().await;
    let request = RawRequest::post(&local, FORM);
    let alice = local.credentials();
    let signed = |credentials: &Credentials| request.clone().sign(credentials, NOW, "us-east-1", "sts");
    let unknown = signed(&Credentials::new("AKIAI44QH8DHBEXAMPLE", alice.secret_access_key()));
    let text = "The security token included in the request is invalid";
    unknown.send().await.assert_refused(403, "InvalidClientTokenId", text);
    let text = "The request signature we calculated does not match the signature you provided.";
    let wrong = signed(&Credentials::new(alice.access_key_id(), "wrong"));
    wrong.send().await.assert_refused(403, "SignatureDoesNotMatch", text);
    let good = signed(&alice);
    let signature = good.headers.last().unwrap().1.rsplit('=').next().unwrap().to_owned();
    let flipped = if signature.starts_with('0') { "1" } else { "0" };
    let flipped = format!("{flipped}{}", &signature[1..]);
    good.clone().edit_authorization(&signature, &flipped).send().await.assert_refused(
        403,
        "SignatureDoesNotMatch",
        text,
    );
    let upper = signature.to_uppercase();
    good.clone().edit_authorization(&signature, &upper).send().await.assert_refused(403, "SignatureDoesNotMatch", text);
    assert_eq!(good.send().await.status, 200);
}

#[tokio::test]
async fn em05_a_signature_is_valid_for_fifteen_minutes_before_and_after_its_time() {
    let local = local().await;
    let at = |seconds: i64| RawRequest::post(&local, FORM).sign(&local.credentials(), seconds, "us-east-1", "sts");
    for seconds in [NOW - 14 * 60 - 59, NOW + 14 * 60 + 59] {
        assert_eq!(at(seconds).send().await.status, 200);
    }
    let expired =
        "Signature expired: 20270115T074459Z is now earlier than 20270115T074500Z (20270115T080000Z - 15 min.)";
    let early = "Signature not yet current: 20270115T081501Z is still later than 20270115T081500Z (20270115T080000Z + \
                 15 min.)";
    at(NOW - 15 * 60 - 1).send().await.assert_refused(403, "SignatureDoesNotMatch", expired);
    at(NOW + 15 * 60 + 1).send().await.assert_refused(403, "SignatureDoesNotMatch", early);
    at(1_440_938_160).send().await.assert_refused(403, "SignatureDoesNotMatch", "Signature expired: 2015");
    at(4_080_000_000).send().await.assert_refused(403, "SignatureDoesNotMatch", "Signature not yet current: 2099");
}

#[tokio::test]
async fn em06_the_scope_must_name_the_service_the_region_and_the_day() {
    let local = local().await;
    let request = RawRequest::post(&local, FORM);
    let alice = local.credentials();
    let scope = "Credential should be scoped ";
    let region = "Credential should be scoped to a valid region.";
    request.clone().sign(&alice, NOW, "eu-west-1", "sts").send().await.assert_refused(
        403,
        "SignatureDoesNotMatch",
        region,
    );
    request.clone().sign(&alice, NOW, "us-east-1", "s3").send().await.assert_refused(
        403,
        "SignatureDoesNotMatch",
        scope,
    );
    let good = request.signed(&local);
    good.clone().edit_authorization("/20270115/", "/20270114/").send().await.assert_refused(
        403,
        "SignatureDoesNotMatch",
        scope,
    );
    good.edit_authorization("/20270115/us-east-1/", "/").send().await.assert_refused(
        403,
        "SignatureDoesNotMatch",
        scope,
    );

    let anywhere = LocalSts::default_account().any_region().clock(local.clock()).start().await.unwrap();
    let request = RawRequest::post(&anywhere, FORM).sign(&alice, NOW, "eu-west-1", "sts");
    assert_eq!(request.send().await.status, 200);
    let paris = LocalSts::default_account().region("eu-west-3").clock(local.clock()).start().await.unwrap();
    assert_eq!(RawRequest::post(&paris, FORM).sign(&alice, NOW, "eu-west-3", "sts").send().await.status, 200);
}

#[tokio::test]
async fn em07_everything_that_affects_a_request_must_be_signed_and_unchanged() {
    let local = local().await;
    let request = RawRequest::post(&local, FORM);
    let assert_refused =
        async |request: RawRequest| request.send().await.assert_refused(403, "SignatureDoesNotMatch", "");
    let mut changed = request.clone().signed(&local);
    changed.body = FORM.replace("GetCallerIdentity", "GetSessionToken").into();
    assert_refused(changed).await;
    let session = local.sts().new_session().await.unwrap().credentials();
    let signed = request.clone().sign(&session, NOW, "us-east-1", "sts");
    let unsigned_token = signed.clone().edit_authorization(";x-amz-security-token", "");
    assert_refused(unsigned_token).await;
    assert_refused(request.clone().signed(&local).edit_authorization("host;", "")).await;
    assert_refused(request.clone().signed(&local).add_header("x-amz-date", "20270115T080000Z")).await;
    assert_refused(request.clone().header("x-amz-meta", "a").signed(&local).add_header("x-amz-meta", "b")).await;
    assert_refused(request.signed(&local).add_header("x-amz-added", "later")).await;
    assert_eq!(signed.send().await.status, 200);
}

#[tokio::test]
async fn em08_a_token_must_belong_to_the_server_and_to_the_key() {
    let (local, other) = (local().await, local().await);
    let request = RawRequest::post(&local, FORM);
    let own = local.sts().new_session().await.unwrap().credentials();
    let second = local.sts().new_session().await.unwrap().credentials();
    let foreign = other.sts().new_session().await.unwrap().credentials();
    let alice = local.credentials();
    let token = own.session_token().unwrap();
    let mut flipped = token.as_bytes().to_vec();
    flipped[60] = if flipped[60] == b'A' { b'B' } else { b'A' };
    let with = |key: &Credentials, token: &str| {
        Credentials::temporary(key.access_key_id(), key.secret_access_key(), token, None)
    };
    for credentials in [
        with(&own, std::str::from_utf8(&flipped).unwrap()),
        with(&own, second.session_token().unwrap()),
        with(&own, &token[..token.len() - 4]),
        with(&own, ""),
        with(&own, foreign.session_token().unwrap()),
        foreign,
        with(&alice, token),
        Credentials::new(own.access_key_id(), own.secret_access_key()),
    ] {
        let response = request.clone().sign(&credentials, NOW, "us-east-1", "sts").send().await;
        response.assert_refused(403, "InvalidClientTokenId", "The security token included in the request is invalid");
    }
    assert_eq!(request.sign(&own, NOW, "us-east-1", "sts").send().await.status, 200);
}

#[tokio::test]
async fn em10_a_presigned_url_is_valid_for_fifteen_minutes_whatever_its_lifetime() {
    let local = local().await;
    let url = RawRequest::presigned(&local, "127.0.0.1", "us-east-1", 1);
    local.clock().advance(Duration::from_secs(120));
    assert_eq!(url.send().await.status, 200);
    local.clock().advance(Duration::from_secs(781));
    url.send().await.assert_refused(403, "SignatureDoesNotMatch", "Signature expired: 20270115T080000Z");

    let clock = LocalClock::at(Timestamp::from_secs(NOW));
    let strict = LocalSts::default_account().clock(clock).strict_presigning().start().await.unwrap();
    let url = RawRequest::presigned(&strict, "127.0.0.1", "us-east-1", 1);
    assert_eq!(url.send().await.status, 200);
    strict.clock().advance(Duration::from_secs(120));
    url.send().await.assert_refused(403, "SignatureDoesNotMatch", "it was valid for 1 s");
}

#[tokio::test]
async fn a_url_that_was_presigned_for_an_endpoint_of_aws_is_accepted() {
    let local = local().await;
    for (host, region) in [("sts.amazonaws.com", "us-east-1"), ("sts.eu-west-1.amazonaws.com", "eu-west-1")] {
        let response = RawRequest::presigned(&local, host, region, 60).send().await;
        assert_eq!(response.text("Arn"), "arn:aws:iam::123456789012:user/Alice");
        let response = RawRequest::presigned(&local, host, "us-west-2", 60).send().await;
        response.assert_refused(403, "SignatureDoesNotMatch", "valid region");
    }
}

#[tokio::test]
async fn a_client_that_accepts_json_gets_json() {
    let local = local().await;
    let ask = |form: &str| RawRequest::post(&local, form).header("accept", "application/json");
    let response = ask(FORM).signed(&local).send().await;
    assert!(response.head.contains("content-type: application/json\r\n"), "{}", response.head);
    let json: serde_json::Value = serde_json::from_str(&response.body).unwrap();
    let identity = &json["GetCallerIdentityResponse"]["GetCallerIdentityResult"];
    assert_eq!(identity["Arn"], "arn:aws:iam::123456789012:user/Alice");
    assert!(
        response.head.contains(json["GetCallerIdentityResponse"]["ResponseMetadata"]["RequestId"].as_str().unwrap())
    );

    let refused: serde_json::Value = serde_json::from_str(&ask(FORM).send().await.body).unwrap();
    let message = "Request is missing Authentication Token";
    let error = serde_json::json!({"Type": "Sender", "Code": "MissingAuthenticationToken", "Message": message});
    assert_eq!(refused["Error"], error);
    assert!(refused["RequestId"].is_string());
    // Times are seconds, and numbers are numbers.
    let session = ask("Action=GetSessionToken&Version=2011-06-15").signed(&local).send().await;
    assert!(session.body.contains("\"Expiration\":1.8000432E9"), "{}", session.body);
    let session: serde_json::Value = serde_json::from_str(&session.body).unwrap();
    let result = &session["GetSessionTokenResponse"]["GetSessionTokenResult"];
    assert!(result["SessionTokenSize"].is_i64() && result["Credentials"]["SessionToken"].is_string(), "{result}");
}

#[tokio::test]
async fn em14_invalid_calls_get_errors_in_the_xml_of_sts() {
    let local = local().await;
    let form = |body: &str| RawRequest::post(&local, body).signed(&local);
    let cases = [
        (form("Action=ListUsers&Version=2011-06-15"), 400, "InvalidAction"),
        (form("Version=2011-06-15"), 400, "MissingAction"),
        (form(""), 400, "MissingAction"),
        (form("Action=GetCallerIdentity&Version=2010-05-08"), 400, "InvalidAction"),
        (form("Action=GetCallerIdentity"), 400, "InvalidAction"),
        (form("Action=GetCallerIdentity&Action=GetSessionToken&Version=2011-06-15"), 400, "MalformedQueryString"),
        (form("{\"Action\": \"GetCallerIdentity\"}"), 400, "MissingAction"),
        (form("Action=Get%ZZ&Version=2011-06-15"), 400, "MalformedQueryString"),
        (form("Action=%FF&Version=2011-06-15"), 400, "MalformedQueryString"),
        (form("Action=%"), 400, "MalformedQueryString"),
        (form("Action=GetSessionToken&Version=2011-06-15&DurationSeconds=abc"), 400, "MalformedInput"),
        (form("Action=AssumeRole&Version=2011-06-15&Tags.member.01.Key=a"), 400, "MalformedInput"),
    ];
    for (request, status, code) in cases {
        request.send().await.assert_refused(status, code, "");
    }
    for (method, status) in [("PUT", 405), ("DELETE", 405), ("HEAD", 405), ("GET", 400), ("PATCH", 405)] {
        let mut request = RawRequest::post(&local, "");
        request.method = method;
        let response = request.signed(&local).send().await;
        assert_eq!(response.status, status, "{method}");
        assert!(method == "HEAD" || response.body.contains("<ErrorResponse"), "{}", response.body);
    }
}

#[tokio::test]
async fn the_parameters_of_a_post_may_be_in_the_query_in_the_body_or_in_both() {
    let local = local().await;
    for (query, body) in [(FORM, ""), ("", FORM), ("Version=2011-06-15", "Action=GetCallerIdentity")] {
        let mut request = RawRequest::post(&local, body);
        request.target = format!("/?{query}");
        let response = request.signed(&local).send().await;
        assert_eq!(response.status, 200, "{query} {body}: {}", response.body);
    }
    let mut twice = RawRequest::post(&local, FORM);
    twice.target = "/?Version=2011-06-15".to_owned();
    twice.signed(&local).send().await.assert_refused(400, "MalformedQueryString", "is sent more than once");
    let many = |name: &str| (0..1_100).map(|index| format!("&{name}{index}=x")).collect::<String>();
    let mut request = RawRequest::post(&local, format!("{FORM}{}", many("a")));
    request.target = format!("/?{}", many("b"));
    request.signed(&local).send().await.assert_refused(400, "MalformedQueryString", "more than 2000 parameters");
}

#[tokio::test]
async fn a_user_agent_of_any_length_is_accepted_and_cut_off_for_policies() {
    let stars = format!("*{}", "a*".repeat(500));
    let agents = Condition::key("aws:UserAgent").like(stars);
    let policy = Policy::new().statement(Statement::allow().actions(["sts:*"]).resources(["*"]).condition(agents));
    let ann = User::new("Ann").access_key("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY");
    let builder = LocalSts::builder().with_user(ann.policy(policy));
    let local = builder.clock(LocalClock::at(Timestamp::from_secs(NOW))).start().await.unwrap();
    let body = "Action=GetFederationToken&Version=2011-06-15&Name=Bob";
    let long = RawRequest::post(&local, body).header("user-agent", &"a".repeat(60 * 1024)).signed(&local);
    assert_eq!(long.send().await.status, 200);
    let late = format!("{}{}", "b".repeat(1024), "a".repeat(1024));
    let late = RawRequest::post(&local, body).header("user-agent", &late).signed(&local);
    late.send().await.assert_refused(403, "AccessDenied", "sts:GetFederationToken");
}

#[tokio::test]
async fn em15_requests_that_are_far_too_large_are_refused() {
    let local = local().await;
    let many: String = (0..10_000).map(|index| format!("&p{index}=x")).collect();
    let tag = "Action=AssumeRole&Version=2011-06-15&Tags.member.999999999.Key=a";
    let cases = [
        (vec![b'a'; 64 * 1024 + 1], 400),
        (vec![b'a'; 5 * 1024 * 1024], 413),
        (format!("{FORM}&pad={}", "x".repeat(64 * 1024)).into_bytes(), 413),
        (format!("{FORM}{many}").into_bytes(), 400),
        (tag.as_bytes().to_vec(), 400),
    ];
    for (body, status) in cases {
        let length = body.len();
        let request = RawRequest::post(&local, body).signed(&local);
        // The fastest of several attempts counts, because the machine may be busy.
        let mut fastest = Duration::MAX;
        for _ in 0..10 {
            let begun = std::time::Instant::now();
            let response = request.send().await;
            fastest = fastest.min(begun.elapsed());
            assert_eq!(response.status, status, "{length} bytes: {}", response.body);
        }
        assert!(fastest < Duration::from_millis(100), "{length} bytes: {fastest:?}");
    }
    let head = RawRequest::post(&local, FORM).header("x-long", &"a".repeat(256 * 1024));
    assert_eq!(head.send().await.status, 431);
    let many =
        (0..200).fold(RawRequest::post(&local, FORM), |request, index| request.header(&format!("x-{index}"), "a"));
    assert_eq!(many.send().await.status, 431);
}

#[tokio::test]
async fn em15_a_client_that_sends_a_body_to_its_end_reads_that_it_is_too_large() {
    let local = local().await;
    let address = local.endpoint().trim_start_matches("http://").to_owned();
    let body = vec![b'a'; 8 * 1024 * 1024];
    let chunked = [format!("{:x}\r\n", body.len()).as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
    let length = format!("content-length: {}", body.len());
    for (header, body) in [(length.as_str(), &body), ("transfer-encoding: chunked", &chunked)] {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        let head = format!("POST / HTTP/1.1\r\nhost: {address}\r\n{header}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        assert!(response.starts_with("HTTP/1.1 413"), "{header}: {response}");
        assert!(response.contains("connection: close\r\n") && response.ends_with("</ErrorResponse>\n"), "{response}");
    }
}

#[tokio::test(start_paused = true)]
async fn em15_a_request_that_does_not_arrive_within_ten_seconds_is_refused() {
    let local = local().await;
    let address = local.endpoint().trim_start_matches("http://").to_owned();
    for head in ["POST / HT", "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\nAction"] {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let begun = tokio::time::Instant::now();
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        let passed = begun.elapsed();
        assert!((Duration::from_secs(9)..Duration::from_secs(60)).contains(&passed), "{passed:?}");
    }
}

#[tokio::test]
async fn em16_text_with_markup_is_escaped_in_errors() {
    let local = local().await;
    for name in ["a</Arn><Arn>b", "a&amp;b", "a\u{1}b", "a\u{0}b", "a\u{fffe}b", "a]]>b"] {
        let body = format!("Action=GetFederationToken&Version=2011-06-15&Name={}", percent_encode(name));
        let response = RawRequest::post(&local, body).signed(&local).send().await;
        response.assert_refused(400, "ValidationError", "failed to satisfy constraint");
        assert!(
            !response.body.contains("<Arn>") && !response.body.contains(['\u{0}', '\u{1}', '\u{fffe}']),
            "{}",
            response.body
        );
        let request = GetFederationTokenRequest::builder(name).build_unchecked();
        let error = local.sts().client().unchecked().get_federation_token(&request).await.unwrap_err();
        let quoted: String =
            name.chars().map(|c| if "\u{0}\u{1}\u{fffe}".contains(c) { '\u{fffd}' } else { c }).collect();
        let text = format!("1 validation error detected: Value '{quoted}' at 'name' failed");
        assert!(error.message().unwrap().starts_with(&text), "{error}");
    }
    // The model allows this value, and XML escapes it.
    let tag = local.sts().new_federated_session("Bob").tag("team", "a\u{a0}=b").await;
    assert!(tag.is_ok());
}

#[tokio::test]
async fn public_keys_are_published() {
    let local = local().await;
    let get = |target: &str| {
        let mut request = RawRequest::post(&local, "");
        (request.method, request.target) = ("GET", target.to_owned());
        request
    };
    let document: serde_json::Value =
        serde_json::from_str(&get("/.well-known/openid-configuration").send().await.body).unwrap();
    assert_eq!(document["issuer"], local.endpoint());
    let target = document["jwks_uri"].as_str().unwrap().trim_start_matches(&local.endpoint()).to_owned();
    let response = get(&target).send().await;
    assert!(response.head.contains("content-type: application/json\r\n"), "{}", response.head);
    assert!(sts_local::Jwks::from_json(&response.body).is_ok(), "{}", response.body);
    assert_eq!(get("/issuer/.well-known/jwks.json").send().await.body, local.issuer().jwks());
    // Not even these are for web pages, which can resolve their own name to this machine.
    for (name, value) in [("host", "evil.example"), ("origin", "http://evil.example")] {
        let refused = get("/.well-known/openid-configuration").header(name, value).send().await;
        assert_eq!((refused.status, refused.text("Code")), (403, "AccessDenied"), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn em22_a_thousand_concurrent_calls_get_the_right_responses() {
    let local = std::sync::Arc::new(local().await);
    let mut tasks = tokio::task::JoinSet::new();
    for index in 0..1000 {
        let local = local.clone();
        tasks.spawn(async move {
            let body = format!("Action=GetFederationToken&Version=2011-06-15&Name=User{index}");
            let response = RawRequest::post(&local, body).signed(&local).send().await;
            assert_eq!(response.status, 200, "{}", response.body);
            assert_eq!(response.text("FederatedUserId"), format!("123456789012:User{index}"));
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!(local.calls().len(), 1000);
}

#[tokio::test]
async fn em22_a_server_that_is_stopped_during_calls_frees_its_port_and_its_connections() {
    let local = local().await;
    local.script_always(sts_local::ScriptedResponse::silence());
    let address = local.endpoint().trim_start_matches("http://").to_owned();
    let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let request = format!("POST / HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\n\r\n{FORM}", FORM.len());
    stream.write_all(request.as_bytes()).await.unwrap();
    while local.calls().is_empty() {
        tokio::task::yield_now().await;
    }
    local.stop().await;
    assert!(std::net::TcpListener::bind(&address).is_ok());
    // The connection is closed, without a response.
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    assert_eq!(bytes, b"");
}

#[tokio::test]
async fn em22_a_server_that_is_dropped_during_calls_frees_its_port_and_its_tasks() {
    let local = local().await;
    local.script_always(sts_local::ScriptedResponse::silence());
    let address = local.endpoint().trim_start_matches("http://").to_owned();
    let mut waiting = Vec::new();
    for _ in 0..10 {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        let request = format!("POST / HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\n\r\n{FORM}", FORM.len());
        stream.write_all(request.as_bytes()).await.unwrap();
        waiting.push(stream);
    }
    while local.calls().len() < 10 {
        tokio::task::yield_now().await;
    }
    let tasks = tokio::runtime::Handle::current().metrics();
    assert!(tasks.num_alive_tasks() >= 11, "{}", tasks.num_alive_tasks());
    drop(local);
    for mut stream in waiting {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        assert_eq!(bytes, b"");
    }
    assert_eq!(tasks.num_alive_tasks(), 0);
    assert!(std::net::TcpListener::bind(&address).is_ok());
}

#[tokio::test]
async fn a_signed_header_may_be_sent_several_times() {
    let local = local().await;
    let signed = RawRequest::post(&local, FORM).header("accept", "text/xml,application/json").signed(&local);
    let mut split = signed.clone();
    split.headers.retain(|(name, _)| name != "accept");
    let split = split.add_header("accept", "text/xml").add_header("accept", "application/json");
    assert_eq!(split.clone().send().await.status, 200);
    assert_eq!(local.calls()[0].header("accept"), Some("text/xml, application/json"));
    let more = split.add_header("accept", "*/*");
    more.send().await.assert_refused(403, "SignatureDoesNotMatch", "does not match the signature you provided");
    let token = signed.clone().add_header("x-amz-date", "20270115T080000Z");
    token.send().await.assert_refused(403, "SignatureDoesNotMatch", "is sent more than once; send it once");
}
