//! Settings that are not allowed.

use std::cell::RefCell;
use std::fmt;

use serde::Serialize;

/// A setting that is not allowed: its place, and a description of what was found, what is allowed and what to do.
///
/// ```
/// use sts_local::LocalStsBuilder;
///
/// let text = "[[account]]\nid = \"1\"\n[[account]]\nname = \"x\"";
/// let error = LocalStsBuilder::from_toml("sts.toml", text).unwrap_err();
/// let paths: Vec<&str> = error.problems().iter().map(|problem| problem.path()).collect();
/// assert_eq!(paths, ["account[0].id", "account[1].name", "account[1].id"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvalidSetting {
    path: String,
    #[serde(skip)]
    line: Option<usize>,
    message: String,
}

impl InvalidSetting {
    pub(crate) fn new(path: impl Into<String>, line: Option<usize>, message: impl Into<String>) -> Self {
        Self { path: path.into(), line, message: message.into() }
    }

    /// Returns the path of the setting, such as `account[0].user[1].policies[0]`. Empty for the document itself.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the line in the file, starting at 1, and `None` for settings that are not from a file.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// Returns the description, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for InvalidSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.path {
            "" => f.write_str(&self.message),
            // A key of the document may have line breaks.
            path => write!(f, "{}: {}", path.escape_debug(), self.message),
        }
    }
}

/// Collects violations while a document is read.
#[derive(Debug, Default)]
pub(crate) struct ViolationReport {
    file: Option<String>,
    violations: RefCell<Vec<InvalidSetting>>,
}

impl ViolationReport {
    /// Creates a report about a file, whose name is part of positions.
    pub(crate) fn of_file(file: &str) -> Self {
        Self { file: Some(file.to_owned()), violations: RefCell::default() }
    }

    pub(crate) fn add(&self, violation: InvalidSetting) {
        self.violations.borrow_mut().push(violation);
    }

    /// Returns the file and a line of it, for errors that are found later.
    pub(crate) fn position(&self, line: Option<usize>) -> Option<String> {
        Some(format!("{}:{}", self.file.as_ref()?, line?))
    }

    /// Returns a value unless there are violations.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Vec<InvalidSetting>> {
        match value {
            Some(value) if self.violations.borrow().is_empty() => Ok(value),
            _ => Err(self.violations.into_inner()),
        }
    }
}
