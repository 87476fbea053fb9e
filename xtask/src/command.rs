//! Other programs: how they are run, and what is said when that fails.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Command, ExitStatus, Output, Stdio};

use crate::workspace::root;

/// The Cargo that runs this program, at the root of the project.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// Runs a command. Its output goes to the terminal.
///
/// # Errors
///
/// If it cannot be started or fails: what was run, where, how it ended, and `remedy`, a sentence that says what to do.
pub fn run(command: &mut Command, remedy: &str) -> Result<(), String> {
    let status = command.status();
    succeeded(command, status, "", remedy).map(|_| ())
}

/// Runs a command and returns its output. If it fails, the error contains what it printed.
///
/// # Errors
///
/// As [`run`].
pub fn output(command: &mut Command, remedy: &str) -> Result<Output, String> {
    let output = command.output();
    let output = started(command, output, remedy)?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    succeeded(command, Ok(output.status), said.trim(), remedy)?;
    Ok(output)
}

/// Runs a command, shows what it prints on its standard output, and returns it.
///
/// # Errors
///
/// As [`run`], and if that cannot be read.
pub fn watched(command: &mut Command, remedy: &str) -> Result<String, String> {
    let child = command.stdout(Stdio::piped()).spawn();
    let mut child = started(command, child, remedy)?;
    let mut said = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line =
                line.map_err(|error| format!("{} printed something that is not text: {error}", told(command)))?;
            // A closed pipe behind this program does not stop the command.
            let _ = writeln!(io::stdout(), "{line}");
            said.push_str(&line);
            said.push('\n');
        }
    }
    succeeded(command, child.wait(), "", remedy)?;
    Ok(said)
}

/// Returns the last line that a command printed and that is not empty.
pub fn last_line(printed: &[u8]) -> String {
    let text = String::from_utf8_lossy(printed);
    text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("no reason is given").to_owned()
}

fn started<T>(command: &Command, result: io::Result<T>, remedy: &str) -> Result<T, String> {
    result.map_err(|error| format!("{} cannot be started: {error}\n{remedy}", told(command)))
}

fn succeeded(
    command: &Command,
    status: io::Result<ExitStatus>,
    said: &str,
    remedy: &str,
) -> Result<ExitStatus, String> {
    let status = started(command, status, remedy)?;
    if status.success() {
        return Ok(status);
    }
    let said = if said.is_empty() { String::new() } else { format!("{said}\n") };
    Err(format!("{} failed, {status}\n{said}{remedy}", told(command)))
}

/// `cargo deny check` in /home/me/sts
fn told(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program()).chain(command.get_args()).collect();
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let folder = command.get_current_dir().map(|folder| format!(" in {}", folder.display()));
    format!("`{}`{}", words.join(" "), folder.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_succeeds_gives_what_it_said() {
        assert_eq!(run(cargo().arg("--version").stdout(Stdio::null()), ""), Ok(()));
        assert!(output(cargo().arg("--version"), "").unwrap().stdout.starts_with(b"cargo "));
        assert!(watched(cargo().arg("--version"), "").unwrap().starts_with("cargo "));
    }

    #[test]
    fn a_failed_command_is_reported_with_its_folder_its_output_and_the_remedy() {
        let error = output(cargo().args(["read-manifest", "--manifest-path", "no"]), "Make a manifest.").unwrap_err();
        let folder = root();
        assert!(error.contains("read-manifest --manifest-path no`"), "{error}");
        assert!(error.contains(&format!("in {} failed, exit status: 101\nerror: ", folder.display())), "{error}");
        assert!(error.ends_with("\nMake a manifest."), "{error}");
        assert!(watched(cargo().arg("no-such-command").stderr(Stdio::null()), "").unwrap_err().contains("failed"));
    }

    #[test]
    fn a_program_that_cannot_be_started_is_named() {
        for error in [
            run(&mut Command::new("no-such-program"), "Install it.").unwrap_err(),
            output(&mut Command::new("no-such-program"), "Install it.").unwrap_err(),
            watched(&mut Command::new("no-such-program"), "Install it.").unwrap_err(),
        ] {
            assert!(error.starts_with("`no-such-program` cannot be started: "), "{error}");
            assert!(error.ends_with("\nInstall it."), "{error}");
        }
    }
}
