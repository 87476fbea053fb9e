//! Help for well-known errors: what an error means, its likely causes, and what to do.
//!
//! The knowledge is in tables. An entry is a well-known error, and each of its lines is a cause or a fix, with the fact
//! that makes it likely. This module selects the entry, orders its lines by the known facts, and fills in values from
//! the error.

mod credentials;
mod denied;
mod evidence;
mod identity;
mod network;
mod request;
mod service;
mod table;

use std::fmt;

use crate::api::Error;
use evidence::Evidence;
use table::{Entry, Fact, Line};

/// An explanation of an error: what it means, its likely causes, and what to do. Returned by [`Error::help`]. `Display`
/// prints it in lines.
///
/// ```no_run
/// # async fn example(sts: sts::Sts) {
/// if let Err(error) = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").await {
///     // One line; `error.report()` includes the help.
///     eprintln!("{error}");
///     if let Some(help) = error.help() {
///         eprintln!("{help}");
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    meaning: String,
    causes: Vec<String>,
    fixes: Vec<String>,
}

impl Help {
    /// Returns what the error means.
    #[inline]
    pub fn meaning(&self) -> &str {
        &self.meaning
    }

    /// Returns the possible causes, the most likely first: what was sent and can be wrong, then common causes, then
    /// those that depend on facts that are not known here.
    #[inline]
    pub fn causes(&self) -> &[String] {
        &self.causes
    }

    /// Returns what to do, in the same order.
    #[inline]
    pub fn fixes(&self) -> &[String] {
        &self.fixes
    }

    #[inline]
    fn of(error: &awsquery::Error) -> Option<Self> {
        // If the call for credentials failed, that is what needs help.
        let evidence = Evidence::of(error.origin());
        let entry = TABLES.iter().copied().flatten().find(|entry| evidence.matches(&entry.trigger))?;
        let is_response = evidence.is_response();
        // A line of the entry about servers that are not AWS says more.
        let added = |lines: &[Line], every: &'static [Line]| -> &'static [Line] {
            if is_response && !lines.iter().any(|line| line.condition == Some((Fact::Aws, false))) {
                every
            } else {
                &[]
            }
        };
        Some(Self {
            meaning: entry.meaning.to_owned(),
            causes: likeliest_first(&[entry.causes, added(entry.causes, service::EVERY_CAUSE)], &evidence),
            fixes: likeliest_first(&[entry.fixes, added(entry.fixes, service::EVERY_FIX)], &evidence),
        })
    }
}

/// The first entry that matches an error is used, so entries that look at the message precede those that do not.
const TABLES: [&[Entry]; 6] =
    [denied::TABLE, credentials::TABLE, request::TABLE, identity::TABLE, service::TABLE, network::TABLE];

#[inline]
fn likeliest_first(lines: &[&[Line]], evidence: &Evidence<'_>) -> Vec<String> {
    let mut likely: Vec<_> = lines.iter().copied().flatten().filter_map(|line| evidence.weigh(line)).collect();
    likely.sort_by_key(|(likelihood, _)| *likelihood);
    likely.into_iter().map(|(_, text)| text).collect()
}

/// Writes an object with the keys `meaning`, `causes` and `fixes`.
#[cfg(feature = "serde")]
impl serde::Serialize for Help {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;

        let mut object = serializer.serialize_struct("Help", 3)?;
        object.serialize_field("meaning", &self.meaning)?;
        object.serialize_field("causes", &self.causes)?;
        object.serialize_field("fixes", &self.fixes)?;
        object.end()
    }
}

impl fmt::Display for Help {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.meaning)?;
        for (title, lines) in [("likely causes", &self.causes), ("what to do", &self.fixes)] {
            if !lines.is_empty() {
                write!(f, "\n{title}:")?;
            }
            for (index, line) in lines.iter().enumerate() {
                write!(f, "\n  {}. {line}", index + 1)?;
            }
        }
        Ok(())
    }
}

impl Error {
    /// Returns what a well-known error means, its likely causes, and what to do. Returns `None` for errors whose
    /// message already says so, and for unknown codes.
    ///
    /// Causes are ordered by the known facts: the service's message, the access key id, the endpoint, and what was and was
    /// not sent. Only calls of [`Sts`](crate::Sts) can know who the caller is; lines that depend on unknown facts start
    /// with "if". The help contains no secret, token, signature or policy.
    #[inline]
    pub fn help(&self) -> Option<Help> {
        Help::of(self.as_runtime())
    }

    /// Returns everything that is known about the error, in lines. It ends with the [help](Self::help).
    #[inline]
    pub fn report(&self) -> impl fmt::Display + '_ {
        self.as_runtime().report_with(|error| Help::of(error).map(|help| help.to_string()))
    }
}

#[cfg(test)]
mod tests;
