//! `cargo xtask soak`: ten simulated hours with another seed each time.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::{CommandResult, command};

/// Runs the soak of `tests/memory/` with this seed, or with one of the clock's.
///
/// # Errors
///
/// The simulation fails. The error names the seed.
pub fn run(seed: Option<u64>) -> CommandResult {
    let drawn = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let seed = seed.unwrap_or_else(drawn).to_string();
    let mut test = command::cargo();
    test.args(["test", "--package", "memory", "--test", "soak"]).env("SOAK_SEED", &seed);
    command::run(&mut test, &format!("`cargo xtask soak {seed}` repeats it."))?;
    Ok(format!("another ten hours with seed {seed} are over\n"))
}
