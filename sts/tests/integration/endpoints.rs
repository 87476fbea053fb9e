//! Endpoint resolution: AWS's published cases, and settings from the environment.

use std::error::Error;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use awsquery::endpoint::partition::{PARTITIONS, Partition};
use bytes::Bytes;
use serde_json::Value;
use sts::api::endpoint::{Parameters, decide};
use sts::api::{Client, GetCallerIdentityRequest};
use sts::platform::{BoxFuture, Environment};
use sts::transport::{Transport, TransportError, TransportErrorKind, TransportLimits};
use sts::{Config, Credentials};
use testkit::canned::Never;

const MODEL: &str = include_str!("../../../model/sts.json");

fn parameters(params: &Value) -> Parameters<'_> {
    let text = |name: &str| params[name].as_str();
    let flag = |name: &str| params[name].as_bool().unwrap_or(false);
    for name in params.as_object().into_iter().flat_map(|params| params.keys()) {
        let known = ["Region", "Endpoint", "UseFIPS", "UseDualStack", "UseGlobalEndpoint"];
        assert!(known.contains(&name.as_str()), "the test sets {name}, which is not known here");
    }
    Parameters {
        region: text("Region"),
        endpoint: text("Endpoint"),
        use_fips: flag("UseFIPS"),
        use_dual_stack: flag("UseDualStack"),
        use_global_endpoint: flag("UseGlobalEndpoint"),
    }
}

#[test]
fn ep01_all_published_endpoint_tests_pass() -> Result<(), Box<dyn Error>> {
    let model: Value = serde_json::from_str(MODEL)?;
    let shapes = model["shapes"].as_object().unwrap();
    let service = shapes.values().find(|shape| shape["type"] == "service").unwrap();
    let cases = service["traits"]["smithy.rules#endpointTests"]["testCases"].as_array().unwrap();
    assert_eq!(cases.len(), 69);
    let mut errors = 0;
    for case in cases {
        let found = decide(&parameters(&case["params"]), PARTITIONS);
        let expect = &case["expect"];
        if let Some(error) = expect["error"].as_str() {
            assert_eq!(found.unwrap_err(), error, "{case}");
            errors += 1;
            continue;
        }
        let found = found.unwrap();
        assert_eq!(Some(found.url.as_str()), expect["endpoint"]["url"].as_str(), "{case}");
        let scheme = &expect["endpoint"]["properties"]["authSchemes"][0];
        assert_eq!(found.signing_region.as_deref(), scheme["signingRegion"].as_str(), "{case}");
        assert_eq!(found.signing_name.as_deref(), scheme["signingName"].as_str(), "{case}");
    }
    assert_eq!(errors, 3);
    Ok(())
}

/// Records the request, and fails to send it.
#[derive(Clone, Debug, Default)]
struct Peer(Arc<Mutex<Option<http::Request<Bytes>>>>);

impl Transport for Peer {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        *self.0.lock().unwrap() = Some(request);
        Box::pin(std::future::ready(Err(TransportError::from_kind(TransportErrorKind::Tls))))
    }
}

fn config(variables: &[(&str, &str)]) -> Config {
    Config::new()
        .with_environment(Environment::from_pairs(variables.iter().copied()))
        .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
        .with_sleep(Never)
}

/// Returns the error of a call, and the request if one was made.
fn call(config: Config) -> (sts::Error, Option<http::Request<Bytes>>) {
    let peer = Peer::default();
    let client = Client::new(config.with_transport(peer.clone()));
    let request = GetCallerIdentityRequest::default();
    let call = pin!(client.send(&request));
    let result = call.poll(&mut Context::from_waker(Waker::noop()));
    let std::task::Poll::Ready(result) = result else { panic!("the call waits") };
    (result.unwrap_err(), peer.0.lock().unwrap().take())
}

/// Returns the endpoint that is called, and the region in the signature.
fn called(config: Config) -> Result<(String, String), String> {
    let (error, request) = call(config);
    let request = request.ok_or_else(|| error.to_string())?;
    let authorization = request.headers()["authorization"].to_str().unwrap();
    let region = authorization.split('/').nth(2).unwrap().to_owned();
    let url = request.uri().to_string();
    // Without a path, a URL ends in a slash.
    let url = if request.uri().path() == "/" { url.trim_end_matches('/').to_owned() } else { url };
    Ok((url, region))
}

fn endpoint(config: Config) -> Result<String, String> {
    called(config).map(|(endpoint, _)| endpoint)
}

/// Plain, FIPS, dual-stack, and FIPS dual-stack hosts, from botocore's resolver with the same rules and partitions.
const VARIANTS: [(&str, [&str; 4]); 8] = [
    (
        "us-east-2",
        [
            "sts.us-east-2.amazonaws.com",
            "sts-fips.us-east-2.amazonaws.com",
            "sts.us-east-2.api.aws",
            "sts-fips.us-east-2.api.aws",
        ],
    ),
    (
        "cn-north-1",
        [
            "sts.cn-north-1.amazonaws.com.cn",
            "sts-fips.cn-north-1.amazonaws.com.cn",
            "sts.cn-north-1.api.amazonwebservices.com.cn",
            "sts-fips.cn-north-1.api.amazonwebservices.com.cn",
        ],
    ),
    (
        "eusc-de-east-1",
        [
            "sts.eusc-de-east-1.amazonaws.eu",
            "sts-fips.eusc-de-east-1.amazonaws.eu",
            "sts.eusc-de-east-1.api.amazonwebservices.eu",
            "sts-fips.eusc-de-east-1.api.amazonwebservices.eu",
        ],
    ),
    (
        "us-iso-east-1",
        [
            "sts.us-iso-east-1.c2s.ic.gov",
            "sts-fips.us-iso-east-1.c2s.ic.gov",
            "sts.us-iso-east-1.api.aws.ic.gov",
            "sts-fips.us-iso-east-1.api.aws.ic.gov",
        ],
    ),
    (
        "us-isob-east-1",
        [
            "sts.us-isob-east-1.sc2s.sgov.gov",
            "sts-fips.us-isob-east-1.sc2s.sgov.gov",
            "sts.us-isob-east-1.api.aws.scloud",
            "sts-fips.us-isob-east-1.api.aws.scloud",
        ],
    ),
    (
        "eu-isoe-west-1",
        [
            "sts.eu-isoe-west-1.cloud.adc-e.uk",
            "sts-fips.eu-isoe-west-1.cloud.adc-e.uk",
            "sts.eu-isoe-west-1.api.cloud-aws.adc-e.uk",
            "sts-fips.eu-isoe-west-1.api.cloud-aws.adc-e.uk",
        ],
    ),
    (
        "us-isof-south-1",
        [
            "sts.us-isof-south-1.csp.hci.ic.gov",
            "sts-fips.us-isof-south-1.csp.hci.ic.gov",
            "sts.us-isof-south-1.api.aws.hci.ic.gov",
            "sts-fips.us-isof-south-1.api.aws.hci.ic.gov",
        ],
    ),
    (
        "us-gov-west-1",
        [
            "sts.us-gov-west-1.amazonaws.com",
            "sts.us-gov-west-1.amazonaws.com",
            "sts.us-gov-west-1.api.aws",
            "sts-fips.us-gov-west-1.api.aws",
        ],
    ),
];

#[test]
fn ep02_every_partition_has_its_four_endpoints() {
    for (partition, (region, hosts)) in PARTITIONS.iter().zip(VARIANTS) {
        assert!(partition.regions.contains(&region), "{region} is not in {}", partition.name);
        let variants = [("false", "false"), ("true", "false"), ("false", "true"), ("TRUE", "True")];
        for ((fips, dual_stack), host) in variants.into_iter().zip(hosts) {
            let code = config(&[]).with_region(region).with_fips(fips != "false");
            let code = code.with_dual_stack(dual_stack != "false");
            let variables =
                [("AWS_REGION", region), ("AWS_USE_FIPS_ENDPOINT", fips), ("AWS_USE_DUALSTACK_ENDPOINT", dual_stack)];
            for config in [code, config(&variables)] {
                assert_eq!(called(config), Ok((format!("https://{host}"), region.to_owned())));
            }
        }
    }
}

#[test]
fn ep02_flags_in_code_override_variables_and_invalid_variables_are_errors() {
    for variable in ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"] {
        for bad in ["yes", "1", " true"] {
            let error = endpoint(config(&[(variable, bad)]).with_region("eu-west-1")).unwrap_err();
            assert!(error.contains(variable) && error.contains(bad), "{error}");
        }
    }
    let off = config(&[("AWS_USE_FIPS_ENDPOINT", "true")]).with_region("eu-west-1").with_fips(false);
    assert_eq!(endpoint(off).unwrap(), "https://sts.eu-west-1.amazonaws.com");
}

#[test]
fn ep03_endpoints_come_from_code_then_the_service_variable_then_the_global_variable() {
    let cases: Value = serde_json::from_str(include_str!("endpoints/configured.json")).unwrap();
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), 39);
    let mut of_profiles = 0;
    for case in cases {
        let variables: Vec<(&str, &str)> = case["variables"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
            .collect();
        let mut config = config(&variables).with_region("fake-region-10");
        if let Some(url) = case["code"]["endpoint_url"].as_str() {
            config = config.with_endpoint(url);
        }
        if case["code"]["ignore_configured_endpoint_urls"] == true {
            config = config.ignore_endpoint_variables();
        }
        // Profiles are read by `aws-config`, not here, so cases that depend on them are skipped.
        let (profile, expected) = (&case["profile"], case["expected"].as_str().unwrap());
        let decides = profile["endpoint_url"] == expected || profile["services"]["sts"] == expected;
        let ignores = profile["ignore_configured_endpoint_urls"] == "true" && case["code"]["endpoint_url"].is_null();
        if decides || ignores {
            of_profiles += 1;
            continue;
        }
        assert_eq!(endpoint(config).as_deref(), Ok(expected), "{case}");
    }
    assert_eq!(of_profiles, 5);
}

const LEGACY: [&str; 16] = [
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "aws-global",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

#[test]
fn ep04_aws_sts_regional_endpoints_sends_old_regions_to_the_global_endpoint() {
    let name = "AWS_STS_REGIONAL_ENDPOINTS";
    let global = ("https://sts.amazonaws.com".to_owned(), "us-east-1".to_owned());
    for region in LEGACY.into_iter().chain(["af-south-1", "me-south-1", "eu-south-2"]) {
        let with = |value| called(config(&[(name, value)]).with_region(region));
        let regional = match region {
            "aws-global" => global.clone(),
            region => (format!("https://sts.{region}.amazonaws.com"), region.to_owned()),
        };
        let legacy = if LEGACY.contains(&region) { global.clone() } else { regional.clone() };
        assert_eq!((with("legacy"), with("regional")), (Ok(legacy), Ok(regional.clone())), "{region}");
        assert_eq!(called(config(&[]).with_region(region)), Ok(regional));
        let error = with("global").unwrap_err();
        assert!(error.contains(name) && error.contains("\"legacy\" or \"regional\""), "{error}");
    }
}

#[test]
fn ep05_a_region_that_is_not_a_host_label_is_rejected() {
    let long = "a".repeat(64);
    for bad in [" ", "us-east-1.evil.com", "a/b", long.as_str(), "eu-west-1\n", "eu-west-1@evil.com", "-", "us_east_1"]
    {
        let error = endpoint(config(&[("AWS_REGION", bad)])).unwrap_err();
        assert!(error.contains("AWS_REGION") && error.contains("is not a region"), "{error}");
        let error = endpoint(config(&[]).with_region(bad)).unwrap_err();
        assert!(error.contains("from code"), "{error}");
    }
    let error = endpoint(config(&[("AWS_REGION", "")])).unwrap_err();
    assert!(error.contains("no region") && error.contains("AWS_REGION"), "{error}");
    for (bad, meant) in [("EU-WEST-1", "eu-west-1"), ("us-east-1a", "us-east-1"), ("us-west-2-lax-1a", "us-west-2")] {
        let error = endpoint(config(&[("AWS_REGION", bad)])).unwrap_err();
        assert!(error.contains("AWS_REGION") && error.contains(&format!("{meant:?}")), "{error}");
        // Other vendors may have such regions.
        let other = config(&[("AWS_REGION", bad)]).with_endpoint("https://sts.example");
        assert_eq!(called(other), Ok(("https://sts.example".to_owned(), bad.to_owned())));
    }
    let global = called(config(&[("AWS_REGION", "aws-global")])).unwrap();
    assert_eq!(global, ("https://sts.amazonaws.com".to_owned(), "us-east-1".to_owned()));
}

#[test]
fn ep06_endpoints_from_variables_can_be_ignored() {
    let given = "https://given.example";
    let with = |ignore| {
        let variables =
            [("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ignore), ("AWS_ENDPOINT_URL", given), ("AWS_REGION", "eu-west-1")];
        endpoint(config(&variables))
    };
    let regional = "https://sts.eu-west-1.amazonaws.com";
    assert_eq!((with("true").as_deref(), with("True").as_deref()), (Ok(regional), Ok(regional)));
    assert_eq!((with("false").as_deref(), with("").as_deref()), (Ok(given), Ok(given)));
    let error = with("yes").unwrap_err();
    assert!(error.contains("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") && error.contains("yes"), "{error}");
}

#[test]
fn ep07_fips_without_a_fips_endpoint_is_an_error_and_never_another_endpoint() {
    static WITHOUT: [Partition; 1] = [Partition { supports_fips: false, ..PARTITIONS[0] }];
    for use_dual_stack in [false, true] {
        let parameters =
            Parameters { region: Some("us-east-2"), use_fips: true, use_dual_stack, ..Parameters::default() };
        assert!(decide(&parameters, PARTITIONS).is_ok());
        let error = decide(&parameters, &WITHOUT).unwrap_err();
        assert!(error.contains("FIPS"), "{error}");
    }
}

#[test]
fn ht02_plain_http_is_for_loopback_only_unless_it_is_allowed_explicitly() {
    let remote = config(&[("AWS_ENDPOINT_URL", "http://sts.example")]).with_region("eu-west-1");
    let error = endpoint(remote.clone()).unwrap_err();
    assert!(error.contains("in the clear") && error.contains("AWS_ENDPOINT_URL"), "{error}");
    assert_eq!(endpoint(remote.allow_plain_http()).unwrap(), "http://sts.example");
    for local in ["http://127.0.0.1:4566", "http://localhost:4566", "http://sts.localhost:4566", "http://[::1]:4566"] {
        assert_eq!(endpoint(config(&[]).with_region("eu-west-1").with_endpoint(local)).as_deref(), Ok(local));
    }
}

#[test]
fn ht03_deceptive_endpoints_are_rejected_with_the_reason() {
    let with = |url: &str| endpoint(config(&[]).with_region("eu-west-1").with_endpoint(url));
    for good in [
        "https://[2001:db8::1]:8443",
        "https://sts.example/base/path",
        "https://sts.example/base/path/",
        "https://10.0.0.1",
        "https://[::ffff:10.0.0.1]",
    ] {
        assert_eq!(with(good).as_deref(), Ok(good));
    }
    for (bad, reason) in [
        ("https://user:hush@sts.example", "user names and passwords"),
        ("https://sts.example#part", "fragment"),
        ("https://sts.example?x=1", "query"),
        ("file:///etc/passwd", ""),
        ("ftp://sts.example", "https://"),
        ("https://sts.example.", "dot"),
        ("https://xn--sts-example", "punycode"),
        ("https://sts.XN--p1ai", "punycode"),
        ("https://169.254.169.254", "metadata"),
        ("http://169.254.169.254/latest", "metadata"),
        ("https://[fd00:ec2::254]", "metadata"),
        ("https://[fd00:ec2::23]", "metadata"),
        ("https://169.254.170.23", "metadata"),
        ("https://[::ffff:169.254.169.254]", "metadata"),
        ("https://[64:ff9b::169.254.169.254]", "metadata"),
        ("https://[fe80::1]", "metadata"),
        ("https://[fe80::1%25eth0]", ""),
        ("https://[127.0.0.1]", "brackets"),
        ("https://sts.example:99999", "port"),
        ("https://sts.example//path", "path"),
        ("https://sts.example/a\\b", ""),
        ("https://2852039166", "ends in a number"),
        ("https://0xa9.0xfe.0xa9.0xfe", "ends in a number"),
        ("https://169.254.43518", "ends in a number"),
        ("https://", ""),
        ("sts.example", ""),
        ("https://sts.ex\u{e4}mple", ""),
    ] {
        let error = with(bad).unwrap_err();
        assert!(
            error.contains("cannot be used") && error.contains(reason) && !error.contains("hush"),
            "{bad}: {error}"
        );
        assert!(error.contains("from code"), "{error}");
    }
}

#[test]
fn ht04_an_endpoint_from_a_variable_is_named_in_errors_and_debug_output() {
    for variable in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"] {
        let given = config(&[(variable, "https://given.example")]).with_region("eu-west-1");
        let (error, request) = call(given.clone());
        assert!(request.is_some());
        let shown = format!("the endpoint is \"https://given.example\" from {variable}");
        assert!(error.to_string().contains(&shown) && format!("{error:?}").contains(variable), "{error}");
        let client = Client::new(given.with_transport(Peer::default()));
        client.prepare().unwrap();
        assert!(format!("{client:?}").contains(variable), "{client:?}");
    }
    // The source of an endpoint that was set in code is not reported.
    let (error, _) = call(config(&[]).with_region("eu-west-1").with_endpoint("https://given.example"));
    assert!(error.to_string().contains("https://given.example/") && !error.to_string().contains("from"), "{error}");
}

#[test]
fn ht04_requiring_an_aws_endpoint_gives_one_or_an_error() {
    let required = |variables: &[(&str, &str)]| config(variables).with_region("eu-west-1").require_aws_endpoint();
    for variable in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"] {
        let error = endpoint(required(&[(variable, "https://given.example")])).unwrap_err();
        assert!(error.contains(variable) && error.contains("given.example") && error.contains("refused"), "{error}");
    }
    let error = endpoint(required(&[]).with_endpoint("https://given.example")).unwrap_err();
    assert!(error.contains("from code"), "{error}");
    assert_eq!(endpoint(required(&[])).unwrap(), "https://sts.eu-west-1.amazonaws.com");
}
