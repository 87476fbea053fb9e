//! Child processes: other programs, and scripts that run for as long as they are needed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::Outcome;

/// The time limit for a response of a script. It only detects a peer that hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Returns a command without the AWS variables of the user who runs it, with the home directory `home` and no proxy.
pub fn command(program: &Path, home: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.env("HOME", home).env("NO_PROXY", "127.0.0.1").env("AWS_EC2_METADATA_DISABLED", "true");
    command.kill_on_drop(true);
    command
}

/// A running script that reads and writes lines. It is killed on drop.
pub struct Script {
    // Kills the process on drop.
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    log: PathBuf,
}

impl Script {
    /// Starts the script. Its standard error goes to the file `log`.
    pub fn start(mut command: Command, log: PathBuf) -> Outcome<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(&log)?);
        let program = command.as_std().get_program().to_string_lossy().into_owned();
        let mut child = command.spawn().map_err(|error| format!("cannot start {program}: {error}"))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the script has no pipes".into());
        };
        Ok(Self { _child: child, input, output: BufReader::new(output).lines(), log })
    }

    /// Returns the next line that the script writes.
    pub async fn line(&mut self) -> Outcome {
        match tokio::time::timeout(PATIENCE, self.output.next_line()).await {
            Ok(Ok(Some(line))) => Ok(line),
            Ok(Ok(None)) => Err(self.with_log("the script ended").into()),
            Ok(Err(error)) => Err(self.with_log(&error.to_string()).into()),
            Err(_) => Err(self.with_log(&format!("the script wrote nothing for {} s", PATIENCE.as_secs())).into()),
        }
    }

    /// Sends one line to the script and reads its response.
    pub async fn ask(&mut self, question: &Value) -> Outcome<Value> {
        let written = self.input.write_all(format!("{question}\n").as_bytes()).await;
        written.map_err(|error| self.with_log(&error.to_string()))?;
        Ok(serde_json::from_str(&self.line().await?)?)
    }

    fn with_log(&self, problem: &str) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(20)..].join("\n");
        format!("{problem}; last lines of {}:\n{tail}", self.log.display())
    }
}
