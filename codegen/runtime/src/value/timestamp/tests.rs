mod text;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proptest::prelude::*;

use super::{Timestamp, TimestampFormat};
use TimestampFormat::{DateTime, EpochSeconds, HttpDate};

fn at(secs: i64, nanos: u32) -> Timestamp {
    Timestamp::from_parts(secs, nanos).unwrap()
}

fn parse(text: &str, format: TimestampFormat) -> Timestamp {
    Timestamp::parse(text, format).expect(text)
}

#[test]
fn times_out_of_range_are_refused_or_saturate() {
    assert_eq!(Timestamp::from_secs(i64::MAX), Timestamp::MAX);
    assert_eq!(Timestamp::from_secs(i64::MIN), Timestamp::MIN);
    assert_eq!(Timestamp::from_secs(253_402_300_799).secs(), 253_402_300_799);
    for (secs, nanos) in
        [(253_402_300_800, 0), (-62_135_596_801, 999_999_999), (i64::MAX, 0), (i64::MIN, 0), (0, 1_000_000_000)]
    {
        assert_eq!(Timestamp::from_parts(secs, nanos), None, "{secs} {nanos}");
    }
    assert_eq!((Timestamp::MAX.secs(), Timestamp::MAX.subsec_nanos()), (253_402_300_799, 999_999_999));
}

#[test]
fn durations_can_be_added_and_subtracted() {
    let moment = at(-1, 750_000_000);
    let step = Duration::new(1, 500_000_000);
    assert_eq!(moment.checked_add(step), Some(at(1, 250_000_000)));
    assert_eq!(moment.checked_sub(step), Some(at(-2, 250_000_000)));
    assert_eq!(at(1, 250_000_000).duration_since(moment), Some(step));
    assert_eq!(moment.duration_since(moment), Some(Duration::ZERO));
    assert_eq!(moment.duration_since(at(-1, 750_000_001)), None);
    assert_eq!(Timestamp::MAX.checked_add(Duration::from_nanos(1)), None);
    assert_eq!(Timestamp::MIN.checked_sub(Duration::from_nanos(1)), None);
    assert_eq!(moment.checked_add(Duration::MAX), None);
    assert_eq!(moment.checked_sub(Duration::MAX), None);
    let all = Timestamp::MAX.duration_since(Timestamp::MIN).unwrap();
    assert_eq!(Timestamp::MIN.checked_add(all), Some(Timestamp::MAX));
}

#[test]
fn timestamps_are_ordered_by_time() {
    assert!(at(-2, 999_999_999) < at(-1, 0) && at(-1, 0) < at(-1, 1) && at(-1, 1) < at(0, 0));
}

#[test]
fn system_time_converts_in_both_directions() {
    for time in [UNIX_EPOCH, UNIX_EPOCH + Duration::new(5, 7), UNIX_EPOCH - Duration::new(5, 700)] {
        assert_eq!(SystemTime::from(Timestamp::from(time)), time);
    }
    let before = UNIX_EPOCH - Duration::from_millis(250);
    assert_eq!(Timestamp::from(before), at(-1, 750_000_000));
    let far = Duration::from_secs(1 << 40);
    if let (Some(after), Some(before)) = (UNIX_EPOCH.checked_add(far), UNIX_EPOCH.checked_sub(far)) {
        assert_eq!((Timestamp::from(before), Timestamp::from(after)), (Timestamp::MIN, Timestamp::MAX));
    }
}

#[cfg(feature = "serde")]
#[test]
fn serde_writes_and_reads_rfc_3339() {
    let moment = at(1_398_796_238, 5_000_000);
    assert_eq!(serde_json::to_string(&moment).unwrap(), "\"2014-04-29T18:30:38.005Z\"");
    assert_eq!(serde_json::from_str::<Timestamp>("\"2014-04-29T20:30:38.005+02:00\"").unwrap(), moment);
    for bad in ["\"soon\"", "1398796238", "null", "\"1398796238\""] {
        serde_json::from_str::<Timestamp>(bad).expect_err(bad);
    }
}

proptest! {
    #[test]
    fn every_timestamp_survives_every_format(
        secs in Timestamp::MIN.secs()..=Timestamp::MAX.secs(),
        nanos in prop_oneof![Just(0), 0_u32..1_000_000_000, (0_u32..1000).prop_map(|ms| ms * 1_000_000)],
    ) {
        let moment = at(secs, nanos);
        prop_assert_eq!((moment.secs(), moment.subsec_nanos()), (secs, nanos));
        for format in [DateTime, EpochSeconds, HttpDate] {
            prop_assert_eq!(parse(&moment.format(format), format), moment);
        }
        prop_assert_eq!(Timestamp::from(SystemTime::from(moment)), moment);
    }

    #[test]
    fn subtracting_undoes_adding(secs in -1_000_000_000_i64..1_000_000_000, nanos in 0_u32..1_000_000_000, duration in 0_u64..u64::pow(10, 19)) {
        let moment = at(secs, nanos);
        let duration = Duration::from_nanos(duration);
        let later = moment.checked_add(duration).unwrap();
        prop_assert_eq!(later.duration_since(moment), Some(duration));
        prop_assert_eq!(later.checked_sub(duration), Some(moment));
    }

    #[test]
    fn parsing_never_panics(text: String, digits in "[-+0-9TZ:., A-Za-z]{0,70}") {
        for format in [DateTime, EpochSeconds, HttpDate] {
            let _ = (Timestamp::parse(&text, format), Timestamp::parse(&digits, format));
        }
    }
}
