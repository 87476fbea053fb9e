//! Tests that have to fail, and the messages with which they do.

/// Checks that tests failed, and that what they printed has these reasons.
///
/// # Errors
///
/// If a test is missing or passed, or a reason is missing.
pub(super) fn check<'a>(text: &str, expected: impl Iterator<Item = (&'a str, &'a str)>) -> Result<(), String> {
    // Reporters indent messages.
    let lines = text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    for (test, reason) in expected {
        if !has_failed(&lines, test) {
            return Err(format!("the test {test} did not fail\n{text}"));
        }
        if !lines.contains(reason) {
            return Err(format!("the failure of {test} does not say: {reason}\n{text}"));
        }
    }
    if !lines.contains("calls that were denied or refused") {
        return Err(format!("the failures do not list denied calls\n{text}"));
    }
    Ok(())
}

/// Returns true if pytest or Node.js reports that the test failed.
fn has_failed(lines: &str, test: &str) -> bool {
    lines.lines().any(|line| match line.split_once(test) {
        Some((before, _)) => before.starts_with("FAILED ") || before == "✖ ",
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_needs_its_reason() {
        let list = "calls that were denied or refused";
        let pytest = format!("FAILED test_deploy.py::test_role - E\n--- {list}\n  no statement\n");
        let node = format!("✖ test_role (3 ms)\n  {list}\n  no statement\n");
        for text in [&pytest, &node] {
            assert_eq!(check(text, [("test_role", "no statement")].into_iter()), Ok(()));
            let other = check(text, [("test_role", "ExpiredToken")].into_iter());
            assert!(other.unwrap_err().starts_with("the failure of test_role does not say: ExpiredToken\n"));
            let passed = check(&text.replace("✖", "✔").replace("FAILED", "PASSED"), [("test_role", "no")].into_iter());
            assert!(passed.unwrap_err().starts_with("the test test_role did not fail\n"));
        }
    }
}
