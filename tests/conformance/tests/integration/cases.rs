//! Judges every conformance case. There is one test per file.

use conformance::cases::cases;
use conformance::services::context;
use harness::{Case, Report};
use serde_json::{Value, json};

fn run(file: &str, lines: usize, kinds: &[(&str, usize)]) {
    let cases = cases(file).unwrap();
    let probes = cases.iter().filter(|case| case.get("probe").is_some()).count();
    let mut report = Report::default();
    report.judge(&context(file.split('.').next().unwrap()).unwrap(), &cases);
    let mut counts = report.counts();
    if probes > 0 {
        counts.insert("of these probes", probes);
    }
    assert_eq!(cases.len(), lines, "lines in {file}");
    assert_eq!(counts, kinds.iter().copied().collect(), "kinds in {file}");
    assert!(report.is_good(), "{file}\n{report}");
}

#[test]
fn sts() {
    run("sts", 1548, &[("input", 327), ("output", 397), ("error", 824)]);
}

#[test]
fn sts_limits() {
    run("sts.invalid", 442, &[("invalid", 306), ("boundary", 136), ("of these probes", 162)]);
}

#[test]
fn sts_pattern_of_arns_as_java_reads_it() {
    run("sts.arn_ambiguous", 18, &[("ambiguous", 8), ("agreed", 10)]);
}

#[test]
fn sns() {
    run("sns", 1235, &[("input", 200), ("output", 188), ("error", 847)]);
}

#[test]
fn sns_limits() {
    run("sns.invalid", 125, &[("invalid", 102), ("boundary", 23), ("of these probes", 15)]);
}

#[test]
fn sdb() {
    run("sdb", 287, &[("input", 47), ("output", 38), ("error", 202)]);
}

#[test]
fn sdb_limits() {
    run("sdb.invalid", 26, &[("invalid", 26)]);
}

#[test]
fn prototest() {
    run("prototest", 825, &[("input", 190), ("output", 470), ("error", 165)]);
}

#[test]
fn ec2prototest() {
    run("ec2prototest", 615, &[("input", 113), ("output", 338), ("error", 164)]);
}

#[test]
fn a_report_counts_each_kind_and_shows_failures() {
    let mut cases = cases("sdb.invalid").unwrap();
    cases.truncate(2);
    let strange = json!({"id": "one", "kind": "strange", "operation": "ListDomains"});
    cases.extend([Case::from(strange), Case::from(json!({"id": "two", "operation": "Nothing", "kind": "input"}))]);
    let mut report = Report::default();
    assert!(!report.is_good(), "nothing was judged");
    report.judge(&context("sdb").unwrap(), &cases);
    let expected = "input 0/1\ninvalid 2/2\nstrange 0/1\n\n\
                    1 of input failed; the first failures are:\n\ntwo\nthe crate has no operation Nothing\n\n\
                    1 of strange failed; the first failures are:\n\none\nunknown kind of case: strange\n";
    assert_eq!(report.to_string(), expected);
    assert!(!report.is_good());
}

/// Changes cases, because a judge that accepts everything would let every test pass.
#[test]
fn judges_find_the_fault_in_a_changed_case() {
    let spoil = |file: &str, kind: &str, spoil: fn(&mut Value)| {
        let context = context(file.split('.').next().unwrap()).unwrap();
        let cases = cases(file).unwrap();
        let mut judged = 0;
        for case in cases.iter().filter(|case| case.text("kind") == Ok(kind)) {
            let mut fields = case.fields().clone();
            spoil(&mut fields);
            let spoilt = Case::from(fields);
            assert!(spoilt.fields() == case.fields() || context.judge(&spoilt).is_err(), "{}", case.id());
            judged += usize::from(spoilt.fields() != case.fields());
        }
        assert!(judged > 0, "no case of {kind} in {file} was spoilt");
    };
    spoil("sns", "input", |case| case["params"].as_array_mut().unwrap().push(json!(["More", "1"])));
    spoil("prototest", "input", |case| case["params"].as_array_mut().unwrap().reverse());
    spoil("sns", "output", |case| case["request_id"] = json!("another"));
    spoil("prototest", "output", |case| case["output"]["More"] = json!(1));
    spoil("sdb", "error", |case| {
        if case["intent"]["code"] != "" && case["intent"]["code"].is_string() {
            case["intent"]["code"] = json!("Another");
        }
    });
    spoil("sns", "error", |case| {
        if case["intent"]["shape"].is_string() {
            case["intent"]["shape"] = json!("AnotherException");
        }
    });
    spoil("sdb", "error", |case| {
        let spoils = case["form"] == "standard" && case["intent"]["members"]["BoxUsage"].is_number();
        if spoils {
            case["intent"]["members"]["BoxUsage"] = json!(12345.5);
        }
    });
    spoil("sts.invalid", "invalid", |case| case["constraint"] = json!("list_of_nothing"));
    spoil("sns.invalid", "invalid", |case| case["member"] = json!("Other"));
    spoil("sts.invalid", "boundary", |case| case["params"].as_array_mut().unwrap().clear());
    spoil("sts.arn_ambiguous", "agreed", |case| case["java_accepts"] = json!(case["java_accepts"] != true));
    spoil("sts", "error", |case| case["kind"] = json!("another"));
}
