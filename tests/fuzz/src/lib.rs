//! What must hold for any bytes whatever.
//!
//! Each function takes bytes that nobody promised anything about, and says what is wrong, if anything is. None of them
//! may panic. libFuzzer calls them with bytes that it makes up (`libfuzzer/`), tests call them with the seeds.

mod answer;
mod canned;
mod form;
mod policy;
mod request;
mod token;

/// What does not hold.
pub type Found = Result<(), String>;

/// A body, by the name that its target and the folder of its seeds share.
pub type Target = (&'static str, fn(&[u8]) -> Found);

/// All of them.
pub const TARGETS: [Target; 6] = [
    ("answer", answer::answer),
    ("error", answer::error),
    ("form", form::form),
    ("policy", policy::policy),
    ("request", request::request),
    ("token", token::token),
];

/// Runs one body.
///
/// # Errors
///
/// If there is no such target, or what does not hold.
pub fn run(target: &str, bytes: &[u8]) -> Found {
    let found = TARGETS.iter().find(|(name, _)| *name == target);
    let (_, body) = found.ok_or_else(|| format!("no fuzz target is called {target}"))?;
    body(bytes)
}
