//! What changes for users of a generated crate when its model does.
//!
//! Two models go in, a list of changes comes out, each with the verdict of Rust's rules for versions as they apply to
//! generated code: structures and enums are `non_exhaustive`, enums are open, builders take what is required, and
//! limits are checked before anything is sent. Both models are planned first, so what is compared is what Rust sees.

mod change;
mod json;
mod limits;
mod operation;
mod rust_type;
mod service;
mod structure;
#[cfg(test)]
mod tests;
mod types;
mod words;

pub use change::{Bump, Change, Impact, Kind, bump};
pub use json::to_json;
pub use words::to_text;

use crate::error::Error;
use crate::model::Model;
use crate::plan::plan;

/// The changes from one model to another, those that break first.
///
/// Documentation and defaults do not count: neither is generated. Nor do the limits of what is only received, which
/// are never checked. Endpoint rules, pages and waiters, which API-2 keeps in files of their own, count where both
/// models tell of them.
///
/// # Errors
///
/// One of the models cannot be generated: names collide, or a pattern cannot be translated.
pub fn diff(old: &Model, new: &Model) -> Result<Vec<Change>, Error> {
    let plans = Pair { old: &plan(old)?, new: &plan(new)? };
    let mut found = Found::default();
    service::compare(&mut found, Pair { old, new }, plans);
    operation::compare(&mut found, Pair { old, new }, plans);
    types::compare(&mut found, plans);
    Ok(change::gather(found.0))
}

/// The same thing before and after.
#[derive(Debug)]
struct Pair<'a, T> {
    old: &'a T,
    new: &'a T,
}

impl<T> Clone for Pair<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Pair<'_, T> {}

impl<T> Pair<'_, T> {
    /// A part of both.
    fn map<U>(&self, part: impl Fn(&T) -> U) -> (U, U) {
        (part(self.old), part(self.new))
    }
}

/// Changes as they are found.
#[derive(Debug, Default)]
struct Found(Vec<Change>);

impl Found {
    fn add(&mut self, kind: Kind, place: impl Into<String>, what: impl Into<String>) {
        self.0.push(Change { kind, places: vec![place.into()], what: what.into() });
    }

    /// Two changes in one: which of the two kinds it is depends on which side has it.
    fn presence<T>(&mut self, place: &str, (old, new): (Option<T>, Option<T>), kinds: [(Kind, &str); 2]) {
        let [added, removed] = kinds;
        match (old, new) {
            (None, Some(_)) => self.add(added.0, place, added.1),
            (Some(_), None) => self.add(removed.0, place, removed.1),
            _ => {}
        }
    }
}
