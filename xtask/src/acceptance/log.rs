//! The output of tests.

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
                ["ok", _, name, ..] if rows(name).next().is_some() => log.passed.push((*name).to_owned()),
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

/// The rows that a test is for: `SG04` for `signing::sg04_random_requests`, two for `cl06_cl07_what_is_valid`.
pub(super) fn rows(test: &str) -> impl Iterator<Item = String> {
    let name = test.rsplit("::").next().unwrap_or_default();
    // The last word is never an id, so that a name cannot consist of ids alone.
    let words = name.rsplit_once('_').map_or("", |(words, _)| words).split('_');
    words.take_while(|word| is_id(word)).map(str::to_ascii_uppercase)
}

/// Two letters and two digits.
fn is_id(word: &str) -> bool {
    word.len() == 4
        && word.bytes().take(2).all(|byte| byte.is_ascii_lowercase())
        && word.bytes().skip(2).all(|byte| byte.is_ascii_digit())
}
