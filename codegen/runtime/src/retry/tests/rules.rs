//! The rules for retries and for the waits before them.

use proptest::prelude::*;

use super::*;
use crate::platform::random::{Random as _, SystemRandom};
use crate::protocol::operation::{Auth, ErrorShape, Operation, ResultElement, Retry};
use crate::retry::backoff::backoff;
use crate::retry::{RetryKind, Symptoms};
use crate::testing::SERVICE;

static MODELLED: [ErrorShape; 4] = [
    ErrorShape::new("ModeledThrottlingError", "ModeledThrottlingError", 400, Retry::Throttling),
    ErrorShape::new("ModeledRetryableError", "ModeledRetryableError", 400, Retry::Retryable),
    ErrorShape::new("ModeledWithAnotherCode", "ErrorCodeRetryable", 400, Retry::Throttling),
    ErrorShape::new("NonRetryableError", "NonRetryableError", 400, Retry::Unspecified),
];
static ACT: Operation = Operation::new(&SERVICE, "Act", Auth::Signed, ResultElement::Empty, &MODELLED);

#[test]
fn rt01_failures_are_classified_as_the_specification_says() {
    let mut rows = 0;
    for (kind, cases) in cases("verdicts").as_object().unwrap() {
        for case in cases.as_array().unwrap() {
            let transport = match case[1].as_str() {
                Some("connection failure") => Some(TransportErrorKind::Connect),
                Some("HTTP client failure") => Some(TransportErrorKind::NoResponse),
                _ => None,
            };
            let symptoms = Symptoms {
                operation: &ACT,
                status: case[0].as_u64().map(|status| status.try_into().unwrap()),
                code: if transport.is_none() { case[1].as_str() } else { None },
                message: None,
                transport,
            };
            let found = match kind.as_str() {
                "throttling" => symptoms.is_throttling(),
                "transient" => symptoms.is_transient(),
                "modelled" => symptoms.is_declared(),
                other => panic!("{other}"),
            };
            assert_eq!(Some(found), case[2].as_bool(), "{kind}: {case}");
            // A failure of any kind is retried.
            assert!(!found || symptoms.verdict().is_some(), "{kind}: {case}");
            rows += 1;
        }
    }
    assert_eq!(rows, 38);
}

/// Returns the waits of a call that fails until all attempts are used.
fn waits(failure: impl Fn() -> HttpResult, number: u32) -> Vec<u64> {
    let failures: Vec<HttpResult> = (0..=number).map(|_| failure()).collect();
    let outcome = call_with(failures, |config| {
        config.with_max_attempts(attempts(number + 1)).with_deadline(Duration::from_secs(1000))
    });
    let error = outcome.result.unwrap_err();
    let waits: Vec<Duration> = error.attempts().iter().filter_map(|attempt| attempt.delay).collect();
    assert_eq!(waits.iter().sum::<Duration>(), outcome.took);
    waits.iter().map(|wait| u64::try_from(wait.as_millis()).unwrap()).collect()
}

fn expected(kind: &str) -> Vec<u64> {
    cases("backoff_ms")[kind].as_array().unwrap().iter().map(|wait| wait.as_u64().unwrap()).collect()
}

#[test]
fn rt02_waits_after_faults_double_from_50_ms_to_20_s() {
    assert_eq!(waits(|| status(500), 11), expected("other"));
}

#[test]
fn rt03_waits_after_throttling_double_from_1_s_to_20_s() {
    assert_eq!(waits(|| code("Throttling"), 7), expected("throttling"));
}

#[test]
fn rt04_waits_are_distributed_evenly_from_zero_to_the_maximum() {
    let mut tenths = [0_u32; 10];
    for _ in 0..10_000 {
        let wait = backoff(RetryKind::Transient, 2, SystemRandom.unit());
        assert!(wait < Duration::from_millis(200));
        tenths[(wait.as_secs_f64() * 50.0) as usize] += 1;
    }
    assert!(tenths.iter().all(|count| (800..=1200).contains(count)), "{tenths:?}");
}

#[test]
fn rt05_a_wait_requested_in_milliseconds_extends_the_own_one_by_at_most_5_s() {
    for case in cases("retry_after").as_array().unwrap() {
        let requested = case[0].as_str().unwrap();
        let wait = wait_after(Ok(http_response(500, &[("x-amz-retry-after", requested)], "")));
        assert_eq!(Some(wait.as_millis()), case[1].as_u64().map(u128::from), "{requested}");
    }
}

#[test]
fn rt05_a_requested_wait_applies_to_every_retryable_failure() {
    let wait = wait_after(coded("Throttling", &[("x-amz-retry-after", "86400000")]));
    assert_eq!(wait, Duration::from_secs(6));
    let refused = call([coded("AccessDenied", &[("x-amz-retry-after", "1")])]);
    assert_eq!((refused.requests, refused.took), (1, Duration::ZERO));
}

#[test]
fn rt06_retry_after_in_seconds_or_as_a_date_extends_the_own_wait_by_at_most_5_s() {
    // The clock of these tests starts at 12:36:00.
    for (requested, expected) in [
        ("1", 1000),
        ("0", 50),
        ("3600", 5050),
        ("1.5", 50),
        ("+1", 50),
        ("99999999999999999999", 50),
        ("Sun, 30 Aug 2015 12:36:03 GMT", 3000),
        ("Sun, 30 Aug 2015 12:00:00 GMT", 50),
        ("Mon, 31 Aug 2015 12:36:00 GMT", 5050),
        ("yesterday", 50),
    ] {
        let wait = wait_after(Ok(http_response(503, &[("retry-after", requested)], "")));
        assert_eq!(wait.as_millis(), expected, "{requested}");
    }
    // AWS's own header takes precedence if it is valid.
    let both =
        |of_aws: &str| wait_after(Ok(http_response(503, &[("retry-after", "2"), ("x-amz-retry-after", of_aws)], "")));
    assert_eq!((both("3000").as_secs(), both("soon").as_secs()), (3, 2));
}

proptest! {
    #[test]
    fn rt05_no_header_makes_a_wait_shorter_or_more_than_5_s_longer(requested in "\\PC{0,24}|[0-9]{1,24}", retry in 0..40_u32) {
        let own = backoff(RetryKind::Transient, retry, 0.5);
        let mut headers = http::HeaderMap::new();
        if let Ok(value) = requested.parse::<http::HeaderValue>() {
            headers.insert("x-amz-retry-after", value.clone());
            headers.insert("retry-after", value);
        }
        let wait = crate::retry::backoff::with_retry_after(own, &headers, FakeTime::new().wall());
        prop_assert!(wait >= own && wait <= own + Duration::from_secs(5));
    }
}

#[test]
fn rt14_without_an_error_code_the_status_decides_for_any_body() {
    let bodies = ["", "<html>busy</html>", "{\"message\":\"busy\"}", "<ErrorResponse><Error><Co", "<ErrorResponse/>"];
    for status in [429, 503] {
        for body in bodies {
            let outcome = call((0..3).map(|_| Ok(http_response(status, &[], body))));
            let error = outcome.result.unwrap_err();
            assert_eq!((outcome.requests, error.status()), (3, Some(status)), "{body}");
            assert!(error.to_string().contains(&format!("status {status}")), "{error}");
            assert_eq!(error.is_throttled(), status == 429);
        }
    }
}

#[test]
fn rt13_permanent_failures_are_not_retried() {
    let codes = [
        "ExpiredToken",
        "InvalidClientTokenId",
        "AccessDenied",
        "ValidationError",
        "MalformedPolicyDocument",
        "PackedPolicyTooLarge",
        "GreetingTaken",
    ];
    for code in codes {
        let outcome = call([super::code(code)]);
        let error = outcome.result.unwrap_err();
        assert_eq!((outcome.requests, error.retries_ended()), (1, None), "{code}");
    }
}

#[test]
fn transient_errors_of_the_service_are_recognized_by_code_or_message() {
    let message = |message: &str| {
        let body =
            format!("<ErrorResponse><Error><Code>NoPeer</Code><Message>{message}</Message></Error></ErrorResponse>");
        call((0..3).map(|_| Ok(http_response(400, &[], body.clone())))).requests
    };
    assert_eq!(call((0..3).map(|_| code("FarPeerDown"))).requests, 3);
    assert_eq!(call((0..3).map(|_| code("SlowPeer"))).requests, 3);
    assert_eq!((message("Could not ask the peer, it is away"), message("The peer says no")), (3, 1));
    assert_eq!(call((0..3).map(|_| code("NoPeer"))).requests, 1);
}
