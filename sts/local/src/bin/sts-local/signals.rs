//! Signals to the program.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::process::ExitStatus;
use std::task::Poll;

use tokio::process::Child;
#[cfg(unix)]
use {
    nix::sys::signal::{Signal as SignalNumber, kill},
    nix::unistd::{Pid, getpgrp, tcgetpgrp},
    tokio::signal::unix::{Signal, SignalKind, signal},
};

/// Returns the output of the future that ends first, and drops the other one.
pub(crate) async fn race<T>(first: impl Future<Output = T>, second: impl Future<Output = T>) -> T {
    let (mut first, mut second) = (pin!(first), pin!(second));
    poll_fn(|context| match first.as_mut().poll(context) {
        Poll::Pending => second.as_mut().poll(context),
        ready => ready,
    })
    .await
}

/// Returns a future that completes when the program receives SIGINT or SIGTERM, or SIGHUP on Linux, where the program knows
/// whether `nohup` started it.
#[cfg(unix)]
pub(crate) fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut signals = vec![signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
    if cfg!(target_os = "linux") && !ignores_hangup() {
        signals.push(signal(SignalKind::hangup())?);
    }
    Ok(poll_fn(move |context| {
        if signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }))
}

/// Returns a future that completes when the program receives Ctrl-C.
#[cfg(not(unix))]
pub(crate) fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    // If no handler can be installed, the program stops immediately.
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}

/// Signals that are passed on to a command. On other systems than Unix, Ctrl-C reaches the command, too, and this program ends
/// with it.
pub(crate) struct ForwardedSignals(#[cfg(unix)] Vec<(Signal, SignalNumber)>);

#[cfg(unix)]
impl ForwardedSignals {
    pub(crate) fn new() -> io::Result<Self> {
        let mut signals = vec![
            (signal(SignalKind::interrupt())?, SignalNumber::SIGINT),
            (signal(SignalKind::terminate())?, SignalNumber::SIGTERM),
        ];
        // The command inherits that the signal is ignored.
        if !ignores_hangup() {
            signals.push((signal(SignalKind::hangup())?, SignalNumber::SIGHUP));
        }
        Ok(Self(signals))
    }

    /// Waits for the end of a command, and passes signals on to it meanwhile.
    pub(crate) async fn wait(mut self, mut child: Child) -> io::Result<ExitStatus> {
        let process = child.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw);
        let mut end = pin!(child.wait());
        poll_fn(|context| {
            for (received, number) in &mut self.0 {
                while received.poll_recv(context).is_ready() {
                    if let Some(process) = process
                        && !(*number == SignalNumber::SIGINT && is_in_foreground())
                    {
                        // The command may have ended already, which the next line finds out.
                        let _ = kill(process, *number);
                    }
                }
            }
            end.as_mut().poll(context)
        })
        .await
    }
}

/// Returns true if the program was started with SIGHUP ignored, as by `nohup`. Handling the signal would end that. Only Linux
/// tells.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // The lowest bit is that of signal 1, which is SIGHUP.
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

/// Returns true if the program is in the foreground of a terminal. The terminal then sends Ctrl-C to the command, too, and
/// passing it on would be once too often.
#[cfg(unix)]
fn is_in_foreground() -> bool {
    let terminal = std::fs::File::open("/dev/tty");
    terminal.is_ok_and(|terminal| tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp()))
}

#[cfg(not(unix))]
impl ForwardedSignals {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self())
    }

    pub(crate) async fn wait(self, mut child: Child) -> io::Result<ExitStatus> {
        let ignored = async {
            while tokio::signal::ctrl_c().await.is_ok() {}
            std::future::pending().await
        };
        race(child.wait(), ignored).await
    }
}
