//! Calls of functions of the program in Node.js.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::process::Command;
use tokio::time::timeout;

/// The time after which a process is stopped.
const MAX_TIME: Duration = Duration::from_secs(60);

/// The end of a call.
#[derive(Debug)]
pub struct Ended {
    /// The result, or the error.
    pub result: Result<String, String>,
    /// The time from the start of Node.js to its end.
    pub took: Duration,
}

/// Calls a function in a process of its own.
pub async fn call(bindings: &Path, function: &str, parameters: &[&str]) -> Ended {
    let started = Instant::now();
    let mut node = Command::new("node");
    node.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/call.cjs")).arg(bindings).arg(function).args(parameters);
    node.stdin(Stdio::null()).kill_on_drop(true);
    let result = match timeout(MAX_TIME, node.output()).await {
        Ok(Ok(output)) if output.status.success() => Ok(text(&output.stdout)),
        Ok(Ok(output)) => Err(text(&output.stderr)),
        Ok(Err(error)) => Err(format!("Node.js cannot be started: {error}")),
        Err(_) => Err(format!("Node.js did not end within {MAX_TIME:?}")),
    };
    Ended { result, took: started.elapsed() }
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim().to_owned()
}
