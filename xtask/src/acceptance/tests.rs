use std::collections::BTreeSet;

use super::{AcceptanceStep, log, rows_shown, table, verdict};

const TABLE: &str = "\
| id | what holds | missing part |
|---|---|---|
| RT01 | codes are judged | |
| SE15 | the command line takes no secret | command line |
| PR08 | every row is shown | |
";

fn judged(shown: &[&str]) -> verdict::AcceptanceVerdict {
    verdict::judge(&table::read(TABLE).unwrap(), shown.iter().map(|&id| id.to_owned()).collect())
}

fn shown_by(output: &str) -> Result<BTreeSet<String>, String> {
    rows_shown(&AcceptanceStep::named("tests"), output)
}

#[test]
fn a_row_is_shown_by_a_test_that_is_named_for_it_and_passed() {
    let output = "\
test retry::rt01_codes_are_judged ... ok
test something_else ... ok
test rt02_was_not_run ... ignored
ok   sg04_random_requests  10000 of 10000
";
    assert_eq!(shown_by(output), Ok(BTreeSet::from(["RT01".to_owned(), "SG04".to_owned()])));
    let of_a_peer = "ok      signing      sg04_random_requests     10000 equal\n";
    assert_eq!(shown_by(of_a_peer), Ok(BTreeSet::from(["SG04".to_owned()])));
}

#[test]
fn a_failed_test_and_an_empty_run_fail_the_step() {
    assert_eq!(shown_by("test rt01_x ... FAILED\n"), Err("tests: rt01_x failed".to_owned()));
    assert_eq!(shown_by("running 0 tests\n"), Err("tests: no test ran".to_owned()));
}

#[test]
fn the_table_holds_when_each_row_is_shown_or_deferred() {
    let verdict = judged(&["RT01"]);
    assert!(verdict.holds(), "{verdict}");
    assert!(verdict.to_string().ends_with("2 of 3 rows shown, 1 deferred\n"), "{verdict}");
}

#[test]
fn a_row_without_a_test_fails_the_table() {
    let verdict = judged(&[]);
    assert!(!verdict.holds());
    assert!(verdict.to_string().contains("MISSING   RT01  codes are judged"), "{verdict}");
}

#[test]
fn a_deferred_row_that_is_shown_and_a_test_without_a_row_fail_the_table() {
    assert!(judged(&["RT01", "SE15"]).to_string().contains("OUTDATED  SE15"));
    assert!(judged(&["RT01", "XX01"]).to_string().contains("UNKNOWN   XX01"));
    assert!(!judged(&["RT01", "XX01"]).holds());
}

#[test]
fn a_test_may_show_several_rows() {
    let rows: Vec<String> = log::rows("failures::cl06_cl07_sha256_is_served").collect();
    assert_eq!(rows, ["CL06", "CL07"]);
}

#[test]
fn names_that_only_look_like_rows_are_ignored() {
    for name in ["sha256_of_a_file", "RT01_x", "rt1_x", "rt01", "utf8_is_read"] {
        assert_eq!(log::rows(name).next(), None, "{name}");
    }
}

#[test]
fn a_row_that_stands_twice_is_refused() {
    let twice = format!("{TABLE}| RT01 | again | |\n");
    assert_eq!(table::read(&twice), Err("row RT01 stands twice in the acceptance table".to_owned()));
    assert!(table::read("no table").is_err());
}

#[test]
fn the_table_of_this_project_can_be_read() {
    let text = std::fs::read_to_string(crate::workspace::root().join("tests/ACCEPTANCE.md")).unwrap();
    assert!(table::read(&text).is_ok());
}
