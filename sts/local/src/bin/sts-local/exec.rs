//! `sts-local exec`: runs a command with the server in its environment.

use std::io;
use std::process::{ExitCode, ExitStatus};

use sts_local::{LocalSts, LocalStsBuilder};
use tokio::process::{Child, Command};

use crate::arguments::{ExecArguments, ServerArguments};
use crate::environment::{REMOVED, variables};
use crate::ready_file::ReadyFile;
use crate::recorder::CallRecorder;
use crate::signals::{ForwardedSignals, race, stop_signal};
use crate::{fail, report, start};

/// The exit codes of a failure of this program, of a command that cannot be run, and of one that is not found. They are
/// those of `env` and `timeout`.
pub(crate) const OWN_FAILURE: u8 = 125;
const CANNOT_RUN: u8 = 126;
const NOT_FOUND: u8 = 127;

pub(crate) async fn run(
    builder: LocalStsBuilder,
    server: ServerArguments,
    exec: ExecArguments,
) -> io::Result<ExitCode> {
    let is_recorded = exec.summary || exec.calls.is_some();
    // A named pipe opens only when it has a reader. Until then, signals end the program.
    let mut recorder = CallRecorder::new(exec.calls.as_deref())?;
    // Signals are handled before the command starts, so that none is lost.
    let signals = ForwardedSignals::new()?;
    let local = start(builder, &server).await?;
    let ready_file = server.ready_file.map(|path| ReadyFile::write(&path, &local)).transpose()?;
    let mut command = Command::new(&exec.program);
    REMOVED.iter().for_each(|name| {
        command.env_remove(name);
    });
    command.args(&exec.arguments).envs(variables(&local));
    let child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            let code = if error.kind() == io::ErrorKind::NotFound { NOT_FOUND } else { CANNOT_RUN };
            return Ok(fail(code, &format!("cannot run {}: {error}", exec.program.to_string_lossy())));
        }
    };
    let status = if is_recorded {
        wait_and_record(child, signals, &mut recorder, &local).await?
    } else {
        signals.wait(child).await?
    };
    drop(ready_file);
    if is_recorded {
        let interrupted = stop_signal()?;
        let interrupted = async {
            interrupted.await;
            Err(io::Error::new(io::ErrorKind::Interrupted, "interrupted while the calls were written"))
        };
        let summary = race(recorder.finish(&local), interrupted).await?;
        if exec.summary {
            report(&summary.to_string());
        }
    }
    local.stop().await;
    Ok(ExitCode::from(exit_code(status)))
}

/// Waits for a command, and records calls meanwhile. If the record cannot be written, the command goes on all the same, and
/// the error is reported at the end.
async fn wait_and_record(
    child: Child,
    signals: ForwardedSignals,
    recorder: &mut CallRecorder,
    local: &LocalSts,
) -> io::Result<ExitStatus> {
    let recording = async { match recorder.follow(local).await {} };
    race(signals.wait(child), recording).await
}

/// Returns the exit code of a command, which is 128 and the number of the signal if one ended it.
fn exit_code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal: Option<i32> = None;
    let code = status.code().unwrap_or_else(|| 128 + signal.unwrap_or_default());
    // A system with longer exit codes has no other way to say that a command failed.
    u8::try_from(code).unwrap_or(u8::MAX)
}
