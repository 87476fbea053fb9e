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

/// The format of GNU time for commands that [`of_compiler`] looks for. It is a value of the variable `TIME`.
pub const WITH_COMMAND: &str = "%U %S %M %C";

/// Runs a command under GNU time.
///
/// # Errors
///
/// Fails if the command fails, or GNU time is not installed.
pub fn of(measured: &Command) -> Result<Cost, Box<dyn Error>> {
    with_errors(measured).map(|(cost, _)| cost)
}

/// Runs a command under GNU time. Returns what it printed to its standard error, too.
///
/// # Errors
///
/// Fails if the command fails, or GNU time is not installed.
pub fn with_errors(measured: &Command) -> Result<(Cost, String), Box<dyn Error>> {
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
    let printed = String::from_utf8(output.stderr)?;
    Ok((cost(printed.lines().last().unwrap_or_default())?, printed))
}

/// Returns the cost of the compiler that compiled the library of a package, if there was one. It has run under GNU time
/// with the format [`WITH_COMMAND`].
pub fn of_compiler(printed: &str, package: &str) -> Option<Cost> {
    let name = format!("--crate-name {} ", package.replace('-', "_"));
    let line = printed.lines().rfind(|line| line.contains(&name))?;
    let (numbers, _) = line.match_indices(' ').nth(2).map(|(end, _)| line.split_at(end))?;
    cost(numbers).ok()
}

/// Reads a line of GNU time.
fn cost(line: &str) -> Result<Cost, Box<dyn Error>> {
    let numbers: Vec<f64> = line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
    let &[user, system, kibibytes] = numbers.as_slice() else {
        return Err(format!("time printed {line:?}").into());
    };
    Ok(Cost { seconds: user + system, megabytes: kibibytes * 1024.0 / 1e6 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_added_and_memory_is_decimal() {
        assert_eq!(cost("30.5 1.5 1000000").unwrap(), Cost { seconds: 32.0, megabytes: 1024.0 });
        for other in ["", "1 2", "a b c"] {
            cost(other).unwrap_err();
        }
    }

    #[test]
    fn the_compiler_of_a_crate_is_found_by_the_name_of_the_crate() {
        let printed = "1 0 2000 rustc --crate-name aws_sdk_ec --edition=2021\nwarning: --crate-name\n\
                       2.5 0.5 1000000 rustc --crate-name aws_sdk_ec2 --edition=2021\n9 9 3000\n";
        let found = of_compiler(printed, "aws-sdk-ec2").unwrap();
        assert_eq!(found, Cost { seconds: 3.0, megabytes: 1024.0 });
        assert_eq!(of_compiler(printed, "aws-sdk-sts"), None);
    }
}
