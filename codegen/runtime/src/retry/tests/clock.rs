//! Correction of wrong clocks.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::platform::clock::Clock;
use crate::testing::WaveRequest;
use crate::value::timestamp::{Timestamp, TimestampFormat};

const REFUSED: &str = "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>";

/// Returns the `Date` of a server whose clock is ahead of the client's by this many seconds.
fn date(ahead: i64) -> String {
    Timestamp::from_secs(FakeTime::START + ahead).format(TimestampFormat::HttpDate)
}

fn refused(dates: &[&str]) -> HttpResult {
    let headers: Vec<(&'static str, &str)> = dates.iter().map(|date| ("date", *date)).collect();
    Ok(http_response(403, &headers, REFUSED))
}

#[test]
fn rt23_a_clock_that_is_hours_off_is_corrected_for_all_later_calls() {
    for (ahead, dated) in [(7200, "20150830T143600Z"), (-7200, "20150830T103600Z")] {
        let peer = Peer::responding([refused(&[&date(ahead)]), Ok(greeting()), Ok(greeting())]);
        let time = FakeTime::new();
        let client = client(config(&peer, &time));
        for _ in 0..2 {
            run(client.call(&GreetRequest("Bob"))).unwrap();
        }
        let sent = peer.sent();
        let dates: Vec<&str> = sent.iter().map(|request| request.headers()["x-amz-date"].to_str().unwrap()).collect();
        assert_eq!(dates.len(), 3);
        // The wait of 50 ms before the second request is too short to show in its date.
        assert_eq!((dates[0], dates[1], dates[2]), ("20150830T123600Z", dated, dated));
        assert_eq!(client.clock().wall().secs(), FakeTime::START + ahead);
        assert_eq!(client.clone().clock().monotonic(), time.monotonic());
    }
}

#[test]
fn rt23_every_form_of_a_date_corrects_the_clock() {
    // All of them are an hour or more ahead of 2015-08-30T12:36:00Z.
    for date in [
        "Sun, 30 Aug 2015 14:36:00 GMT",
        "Sunday, 30-Aug-15 14:36:00 GMT",
        "Sun Aug 30 14:36:00 2015",
        "Sun, 30 Aug 2015 23:59:60 GMT",
    ] {
        assert_eq!(call([refused(&[date]), Ok(greeting())]).requests, 2, "{date}");
    }
}

#[test]
fn rt23_every_error_code_of_a_wrong_clock_leads_to_a_correction() {
    let codes = [
        "RequestTimeTooSkewed",
        "RequestExpired",
        "RequestInTheFuture",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "AuthFailure",
    ];
    for code in codes {
        assert_eq!(call([coded(code, &[("date", &date(3600))]), Ok(greeting())]).requests, 2, "{code}");
        let body = format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
        let success = http_response(200, &[("date", &date(3600))], body);
        assert_eq!(call([Ok(success), Ok(greeting())]).requests, 2, "{code} with status 200");
    }
    assert_eq!(call([coded("AccessDenied", &[("date", &date(3600))])]).requests, 1);
}

#[test]
fn rt23_the_clock_is_corrected_at_most_once_per_call() {
    let outcome = call([refused(&[&date(7200)]), refused(&[&date(-7200)])]);
    assert_eq!(outcome.requests, 2);
    assert!(outcome.result.unwrap_err().is_signature_mismatch());
}

#[test]
fn rt24_a_difference_of_up_to_five_minutes_corrects_nothing() {
    for (ahead, requests) in [(0, 1), (299, 1), (300, 1), (-300, 1), (301, 2), (-301, 2)] {
        let outcome = call([refused(&[&date(ahead)]), Ok(greeting())]);
        assert_eq!(outcome.requests, requests, "{ahead}");
    }
}

/// Returns a successful response whose `Date` is ahead by this many seconds.
fn dated_greeting(ahead: i64) -> HttpResult {
    let mut response = greeting();
    response.headers_mut().insert("date", date(ahead).parse().unwrap());
    Ok(response)
}

#[test]
fn rt23_a_success_corrects_the_clock_too() {
    for ahead in [7200, -7200, 301, -301] {
        let peer = Peer::responding([dated_greeting(ahead)]);
        let client = client(config(&peer, &FakeTime::new()));
        run(client.call(&GreetRequest("Bob"))).unwrap();
        assert_eq!(client.clock().wall().secs(), FakeTime::START + ahead);
    }
}

#[test]
fn rt23_the_response_to_an_unsigned_request_corrects_the_clock() {
    for status in [200, 400, 503] {
        let peer = Peer::responding([Ok(http_response(status, &[("date", &date(7200))], ""))]);
        let config = config(&peer, &FakeTime::new()).with_max_attempts(NonZeroU32::MIN);
        let client = client(config);
        assert_eq!(run(client.call(&WaveRequest)).is_ok(), status == 200);
        assert_eq!((peer.requests(), client.clock().wall().secs()), (1, FakeTime::START + 7200), "{status}");
    }
}

#[test]
fn rt24_a_success_with_a_difference_of_up_to_five_minutes_corrects_nothing() {
    for ahead in [0, 299, 300, -300] {
        let peer = Peer::responding([dated_greeting(ahead)]);
        let client = client(config(&peer, &FakeTime::new()));
        run(client.call(&GreetRequest("Bob"))).unwrap();
        assert_eq!(client.clock().wall().secs(), FakeTime::START, "{ahead}");
    }
}

#[test]
fn rt25_a_success_over_plain_http_corrects_nothing() {
    for (endpoint, corrected) in
        [("http://sts.example", 0), ("http://127.0.0.1:4566", 7200), ("https://a.example", 7200)]
    {
        let peer = Peer::responding([dated_greeting(7200)]);
        let client = client(config(&peer, &FakeTime::new()).with_endpoint(endpoint).allow_plain_http());
        run(client.call(&GreetRequest("Bob"))).unwrap();
        assert_eq!(client.clock().wall().secs(), FakeTime::START + corrected, "{endpoint}");
    }
}

#[test]
fn a_presigned_request_corrects_nothing_because_its_url_may_lead_anywhere() {
    let peer = Peer::responding([dated_greeting(7200)]);
    let client = client(config(&peer, &FakeTime::new()));
    run(client.send_presigned::<GreetRequest>("https://h.example/?X-Amz-Signature=a", &[])).unwrap();
    assert_eq!(client.clock().wall().secs(), FakeTime::START);
}

/// A clock whose wall time can be set.
#[derive(Clone, Debug)]
struct SettableClock {
    time: FakeTime,
    ahead: Arc<AtomicI64>,
}

impl Clock for SettableClock {
    fn wall(&self) -> Timestamp {
        Timestamp::from_secs(self.time.wall().secs() + self.ahead.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> Duration {
        self.time.monotonic()
    }
}

#[test]
fn a_clock_that_is_set_right_after_its_correction_is_not_corrected_twice() {
    let time = FakeTime::new();
    let clock = SettableClock { time: time.clone(), ahead: Arc::new(AtomicI64::new(7200)) };
    let peer = Peer::responding([dated_greeting(0)]);
    let client = client(config(&peer, &time).with_clock(clock.clone()));
    run(client.call(&GreetRequest("Bob"))).unwrap();
    assert_eq!(client.clock().wall().secs(), FakeTime::START);
    time.advance(Duration::from_secs(600));
    clock.ahead.store(0, Ordering::SeqCst);
    // With the old correction, the clock would now be two hours behind.
    assert_eq!(client.clock().wall().secs(), FakeTime::START + 600);
    // A suspend after that counts.
    clock.ahead.store(1800, Ordering::SeqCst);
    assert_eq!(client.clock().wall().secs(), FakeTime::START + 600 + 1800);
}

#[test]
fn an_error_tells_the_time_of_the_service() {
    let of = |dates: &[&str]| {
        let headers: Vec<(&'static str, &str)> = dates.iter().map(|date| ("date", *date)).collect();
        crate::testing::error_of(http_response(403, &headers, REFUSED)).service_time()
    };
    assert_eq!(of(&[&date(60)]), Some(Timestamp::from_secs(FakeTime::START + 60)));
    assert_eq!((of(&[]), of(&["soon"]), of(&[&date(0), &date(0)])), (None, None, None));
}

#[test]
fn rt25_an_implausible_date_corrects_nothing() {
    let late = date(7200);
    let cases: [&[&str]; 7] = [
        &[],
        &["soon"],
        &["Mon, 01 Jan 0001 00:00:00 GMT"],
        &["Fri, 31 Dec 9999 23:59:59 GMT"],
        &["Sun, 30 Aug 2015 14:36:60 GMT"],
        &["2015-08-30T14:36:00Z"],
        &[&late, &late],
    ];
    for dates in cases {
        let peer = Peer::responding([refused(dates)]);
        let time = FakeTime::new();
        let client = client(config(&peer, &time));
        assert!(run(client.call(&GreetRequest("Bob"))).is_err());
        assert_eq!((peer.requests(), client.clock().wall().secs()), (1, FakeTime::START), "{dates:?}");
    }
}

#[test]
fn rt25_a_date_received_over_plain_http_corrects_nothing() {
    let requests = |endpoint: &str| {
        call_with([refused(&[&date(7200)]), Ok(greeting())], |config| config.with_endpoint(endpoint).allow_plain_http())
            .requests
    };
    assert_eq!(requests("http://sts.example"), 1);
    assert_eq!((requests("http://127.0.0.1:4566"), requests("https://sts.example")), (2, 2));
}

#[test]
fn rt25_a_request_signed_before_a_correction_is_sent_again() {
    // The first call corrects the clock while the request of the second one is in flight.
    let peer = Peer::responding([refused(&[&date(7200)]), Ok(greeting())]);
    let time = FakeTime::new();
    let client = client(config(&peer, &time));
    let before = client.clock().wall();
    run(client.call(&GreetRequest("Bob"))).unwrap();
    let clock = crate::retry::CorrectedClock::new(client.clock());
    let mut headers = http::HeaderMap::new();
    headers.insert("date", date(7200).parse().unwrap());
    let theirs = crate::retry::service_time(&headers).unwrap();
    assert!(clock.learn(theirs, before));
    assert!(!clock.learn(theirs, client.clock().wall()));
}
