//! CPU and memory of a command, with everything that it starts.

use std::error::Error;
use std::process::Command;

use crate::command;

/// The cost of a command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Seconds of CPU of all processes.
    pub seconds: f64,
    /// The most memory that a single process took, in units of 10^6 bytes.
    pub megabytes: f64,
}

/// Runs a command under GNU time.
///
/// # Errors
///
/// Fails if the command fails, or GNU time is not installed.
pub fn of(measured: &Command) -> Result<Cost, Box<dyn Error>> {
    let mut time = Command::new("time");
    time.arg("--format=%U %S %M").arg(measured.get_program()).args(measured.get_args());
    if let Some(folder) = measured.get_current_dir() {
        time.current_dir(folder);
    }
    for (name, value) in measured.get_envs() {
        match value {
            Some(value) => time.env(name, value),
            None => time.env_remove(name),
        };
    }
    let output = command::output(&mut time, "Run it by hand to see why. It needs GNU time.")?;
    cost(&String::from_utf8(output.stderr)?)
}

/// Reads the last line that GNU time prints.
fn cost(printed: &str) -> Result<Cost, Box<dyn Error>> {
    let last = printed.lines().last().unwrap_or_default();
    let numbers: Vec<f64> = last.split(' ').map(str::parse).collect::<Result<_, _>>()?;
    let &[user, system, kibibytes] = numbers.as_slice() else {
        return Err(format!("time printed {last:?}").into());
    };
    Ok(Cost { seconds: user + system, megabytes: kibibytes * 1024.0 / 1e6 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_added_and_memory_is_decimal() {
        assert_eq!(cost("warning: x\n30.5 1.5 1000000\n").unwrap(), Cost { seconds: 32.0, megabytes: 1024.0 });
        for other in ["", "1 2", "a b c"] {
            cost(other).unwrap_err();
        }
    }
}
