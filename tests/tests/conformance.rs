//! Every conformance case, a test a file.

use std::collections::BTreeMap;

use tests::cases::{Case, cases};
use tests::judge::Context;

/// So many failures are shown.
const SHOWN: usize = 10;

fn run(file: &str, lines: usize, kinds: &[(&str, usize)]) {
    let cases = cases(file).unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        *counts.entry(case.text("kind").unwrap()).or_default() += 1;
        if case.get("probe").is_some() {
            *counts.entry("of these probes").or_default() += 1;
        }
    }
    assert_eq!(cases.len(), lines, "lines in {file}");
    assert_eq!(counts, kinds.iter().copied().collect(), "kinds in {file}");

    let service = file.split('.').next().unwrap();
    let context = Context::new(service).unwrap();
    let fails = |case: &Case| Some(format!("{}\n{}", case.id(), context.judge(case).err()?));
    let failures: Vec<String> = cases.iter().filter_map(fails).collect();
    let shown: Vec<&str> = failures.iter().take(SHOWN).map(String::as_str).collect();
    assert!(failures.is_empty(), "{} of {lines} cases fail in {file}:\n\n{}", failures.len(), shown.join("\n\n"));
}

#[test]
fn sts() {
    run("sts", 1381, &[("input", 295), ("output", 330), ("error", 756)]);
}

#[test]
fn sts_limits() {
    run("sts.invalid", 353, &[("invalid", 257), ("boundary", 96), ("of these probes", 108)]);
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
