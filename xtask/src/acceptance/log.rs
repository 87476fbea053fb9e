//! What tests say of themselves.

/// The tests that ran, as their runner printed them.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) passed: Vec<String>,
    pub(super) failed: Vec<String>,
}

impl Log {
    /// Reads lines like `test signing::sg01_a_suite ... ok` (of cargo), `ok   sg04_random_requests` (of our commands) and
    /// `ok   signing   sg04_random_requests` (of peers).
    pub(super) fn read(output: &str) -> Self {
        let mut log = Self::default();
        for line in output.lines() {
            match line.split_whitespace().collect::<Vec<_>>().as_slice() {
                ["ok", _, name, ..] if row(name).is_some() => log.passed.push((*name).to_owned()),
                ["test", name, "...", "ok"]
                | ["test", name, "-", "should", "panic", "...", "ok"]
                | ["ok", name, ..] => {
                    log.passed.push((*name).to_owned());
                }
                ["test", name, "...", "FAILED"] | ["FAILED", name, ..] => log.failed.push((*name).to_owned()),
                _ => {}
            }
        }
        log
    }
}

/// The row that a test is for: `SG04` for `signing::sg04_random_requests`.
pub(super) fn row(test: &str) -> Option<String> {
    let name = test.rsplit("::").next()?;
    let (id, _) = name.split_once('_')?;
    let (letters, digits) = id.split_at_checked(2)?;
    let is_id = letters.bytes().all(|byte| byte.is_ascii_lowercase())
        && digits.len() == 2
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| id.to_ascii_uppercase())
}
