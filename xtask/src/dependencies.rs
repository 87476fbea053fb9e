//! `cargo xtask dependencies`: what the packages are that this project depends on.

mod tree;

use crate::CommandResult;
use crate::command::{self, run};
use crate::tool::DENY;

const REMEDY: &str = "deny.toml says what is allowed, and how an exception is made.";

/// Checks licenses, bans and sources against `deny.toml`, and the packages behind the lean transports.
///
/// # Errors
///
/// If a dependency breaks a rule, if a lean transport has too many, or `cargo deny` cannot be installed.
pub fn check() -> CommandResult {
    run(DENY.command()?.args(["--all-features", "check", "licenses", "bans", "sources"]), REMEDY)?;
    Ok(format!("ok   pr02_licenses_bans_and_sources_are_allowed\n{}", tree::check()?))
}

/// Checks dependencies against the RustSec advisory database, if it can be reached.
///
/// # Errors
///
/// If there is an advisory, or `cargo deny` cannot be installed.
pub fn advisories() -> CommandResult {
    if let Err(error) = command::output(DENY.command()?.args(["fetch", "db"]), "") {
        return Ok(format!("SKIPPED  the advisory database is out of reach:\n{error}"));
    }
    let remedy = "Move to a version without it, or note in SECURITY.md and deny.toml why it does not concern this.";
    run(DENY.command()?.args(["--all-features", "check", "--disable-fetch", "advisories"]), remedy)?;
    Ok("no advisories for any dependency\n".to_owned())
}
