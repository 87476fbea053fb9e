//! Cases from public reports, real files and hostile inputs, each with the outcome that users may rely on.
//!
//! `cases/cases.json` describes each subject, and holds the cases. The tests have a runner for each subject, and fail on a
//! subject without one. To run other cases of the same form, name their folder in `REGRESSION_CASES`.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// One case: an input, and the outcome that is right.
#[derive(Clone, Debug)]
pub struct Case {
    /// Identifies the case in reports.
    pub id: String,
    /// The name of the subject, which says how to read `input` and `expected`.
    pub subject: String,
    /// The question that the case asks, in words.
    pub question: String,
    /// The input, in the form of the subject.
    pub input: Value,
    /// The outcome that is right, in the form of the subject.
    pub expected: Value,
    /// The folder that files named in `input` are relative to.
    pub folder: PathBuf,
}

impl Case {
    /// Reads a file that the input names.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn file(&self, name: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(self.folder.join(name))
    }
}

/// Reads all cases, from the folder in the environment variable `REGRESSION_CASES`, or from this package.
///
/// # Errors
///
/// The file cannot be read, or is not of the form of `cases.json`.
pub fn cases() -> Result<Vec<Case>, String> {
    let folder = match std::env::var_os("REGRESSION_CASES") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("cases"),
    };
    let path = folder.join("cases.json");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let document: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let cases = document.get("cases").and_then(Value::as_array).ok_or("`cases` is not a list")?;
    cases.iter().map(|case| read(case, &folder)).collect()
}

fn read(case: &Value, folder: &Path) -> Result<Case, String> {
    let text = |name: &str| {
        let value = case.get(name).and_then(Value::as_str);
        value.map(str::to_owned).ok_or_else(|| format!("a case has no text `{name}`: {case}"))
    };
    let value = |name: &str| case.get(name).cloned().ok_or_else(|| format!("a case has no `{name}`: {case}"));
    Ok(Case {
        id: text("id")?,
        subject: text("subject")?,
        question: text("question")?,
        input: value("input")?,
        expected: value("expected")?,
        folder: folder.to_owned(),
    })
}
