//! Errors explained: what a well-known one means, what is likely behind it, what to do.
//!
//! The knowledge is in tables: an entry a well-known error, a line a cause or remedy, each with the fact that speaks
//! for it. What is here chooses the entry, orders its lines by what is known, and fills in what the error tells.

mod credentials;
mod denied;
mod evidence;
mod identity;
mod request;
mod sent;
mod service;
mod table;

use std::fmt;

pub(crate) use sent::Sent;

use crate::Error;
use evidence::Evidence;
use table::{Entry, Line};

/// What an error means, what is likely behind it, and what to do. `Display` lays it out in lines.
///
/// ```no_run
/// # async fn example(sts: sts::Sts) {
/// if let Err(error) = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build").await {
///     // Ends with the first thing to do.
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
    /// What the error means.
    pub fn meaning(&self) -> &str {
        &self.meaning
    }

    /// What may be behind it, the likeliest first: what was sent and can be wrong, then what often is, then what
    /// depends on something that is not known here.
    pub fn causes(&self) -> &[String] {
        &self.causes
    }

    /// What to do, in the same order.
    pub fn fixes(&self) -> &[String] {
        &self.fixes
    }

    fn of(error: &awsquery::Error) -> Option<Self> {
        let evidence = Evidence::of(error);
        let entry = TABLES.iter().copied().flatten().find(|entry| evidence.is_about(&entry.trigger))?;
        let lines = |lines| likeliest_first(lines, &evidence);
        Some(Self {
            meaning: entry.meaning.to_owned(),
            causes: lines(&[entry.causes, service::EVERY_CAUSE]),
            fixes: lines(&[entry.fixes, service::EVERY_FIX]),
        })
    }
}

/// Of several entries for an error the first counts: those that look at the message stand before those that do not.
const TABLES: [&[Entry]; 5] = [denied::TABLE, credentials::TABLE, request::TABLE, identity::TABLE, service::TABLE];

fn likeliest_first(lines: &[&[Line]], evidence: &Evidence<'_>) -> Vec<String> {
    let mut likely: Vec<_> = lines.iter().copied().flatten().filter_map(|line| evidence.weigh(line)).collect();
    likely.sort_by_key(|(likelihood, _)| *likelihood);
    likely.into_iter().map(|(_, text)| text).collect()
}

/// The first thing to do, for the text of an error.
pub(crate) fn advice(error: &awsquery::Error) -> Option<String> {
    Help::of(error)?.fixes.into_iter().next()
}

impl fmt::Display for Help {
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
    /// What a well-known error means, what is likely behind it, and what to do; `None` for errors that say it all
    /// themselves, and for codes that are not known here.
    ///
    /// Causes are ordered by what is known: the service's message, the access key id, the endpoint, and, for calls of
    /// [`Sts`](crate::Sts), what was and was not sent. Calls of [`Client`](crate::api::Client) say less of themselves;
    /// a line that depends on it then begins with "if". The text holds no secret, token, signature or policy.
    pub fn help(&self) -> Option<Help> {
        Help::of(self)
    }

    /// Remembers what was sent, so that [`help`](Self::help) can weigh it.
    pub(crate) fn with_sent(self, sent: Sent) -> Self {
        Self::from(self.into_inner().with_attachment(sent))
    }
}

#[cfg(test)]
mod tests;
