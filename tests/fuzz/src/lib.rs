//! Fuzz targets: properties that hold for any bytes.
//!
//! Each target takes arbitrary bytes and returns an error if its property does not hold. None of them may panic. libFuzzer
//! calls them with random bytes (`libfuzzer/`), and tests call them with the seeds.

mod canned;
mod control;
mod form;
mod model;
mod policy;
mod request;
mod response;
mod token;

pub use model::draw;

/// The result of a target. The error describes the property that does not hold.
pub type Found = Result<(), String>;

/// A target: its name, which is also that of the folder of its seeds, and its function.
pub type Target = (&'static str, fn(&[u8]) -> Found);

/// Every target.
pub const TARGETS: [Target; 8] = [
    ("control", control::control),
    ("error", response::error),
    ("form", form::form),
    ("model", model::model),
    ("policy", policy::policy),
    ("request", request::request),
    ("response", response::response),
    ("token", token::token),
];

/// Runs a target.
///
/// # Errors
///
/// The target is unknown, or its property does not hold.
pub fn run(target: &str, bytes: &[u8]) -> Found {
    let found = TARGETS.iter().find(|(name, _)| *name == target);
    let (_, function) = found.ok_or_else(|| format!("unknown fuzz target: {target}"))?;
    function(bytes)
}
