//! Other programs, and scripts that run as long as they are needed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::Outcome;

/// How long a script may take to answer. It only decides when a peer that hangs is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A command without the settings of whoever runs it: nothing of AWS in its environment, no home but `home`, no proxy.
pub fn command(program: &Path, home: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.env("HOME", home).env("NO_PROXY", "127.0.0.1").env("AWS_EC2_METADATA_DISABLED", "true");
    command.kill_on_drop(true);
    command
}

/// A script that runs: it reads and writes lines, and ends when this is dropped.
pub struct Script {
    // Killed when dropped.
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    log: PathBuf,
}

impl Script {
    /// Starts it. What it reports goes to the file `log`.
    pub fn start(mut command: Command, log: PathBuf) -> Outcome<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(&log)?);
        let program = command.as_std().get_program().to_string_lossy().into_owned();
        let mut child = command.spawn().map_err(|error| format!("cannot start {program}: {error}"))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("a script has no pipes".into());
        };
        Ok(Self { _child: child, input, output: BufReader::new(output).lines(), log })
    }

    /// The next line that the script writes.
    pub async fn line(&mut self) -> Outcome {
        match tokio::time::timeout(PATIENCE, self.output.next_line()).await {
            Ok(Ok(Some(line))) => Ok(line),
            Ok(Ok(None)) => Err(self.with_log("it ended").into()),
            Ok(Err(error)) => Err(self.with_log(&error.to_string()).into()),
            Err(_) => Err(self.with_log(&format!("it was silent for {} s", PATIENCE.as_secs())).into()),
        }
    }

    /// Gives the script one line, and reads its answer.
    pub async fn ask(&mut self, question: &Value) -> Outcome<Value> {
        let written = self.input.write_all(format!("{question}\n").as_bytes()).await;
        written.map_err(|error| self.with_log(&error.to_string()))?;
        Ok(serde_json::from_str(&self.line().await?)?)
    }

    fn with_log(&self, problem: &str) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(20)..].join("\n");
        format!("{problem}; the end of {}:\n{tail}", self.log.display())
    }
}
