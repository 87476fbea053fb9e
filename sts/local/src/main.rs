//! The embedded STS as a program, for tests in other languages and for work without a network.

use std::io::{self, Write as _};
use std::process::ExitCode;
#[cfg(unix)]
use std::task::Poll;

use sts_local::{LocalSts, LocalStsBuilder};

const USAGE: &str = "\
usage: sts-local [--port N] [--config FILE]

Runs an AWS STS on 127.0.0.1 for tests. Its credentials give no access to AWS.

  --port N       port to listen on (default: a free port)
  --config FILE  accounts, users and roles, as TOML (default: account 123456789012 with the user Alice, who has AWS's
                 published example key, and the role demo)

The program prints the settings that clients need, and runs until it receives SIGINT (Ctrl-C) or SIGTERM.
";

fn main() -> ExitCode {
    let builder = match parse_arguments(std::env::args().skip(1)) {
        Ok(Some(builder)) => builder,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("sts-local: {problem}");
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.and_then(|runtime| runtime.block_on(run(builder))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sts-local: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the server to start, and `None` if the arguments ask for help.
fn parse_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Option<LocalStsBuilder>, String> {
    let mut port = 0;
    let mut builder = LocalSts::default_account();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value\n\n{USAGE}"));
        match argument.as_str() {
            "--port" => {
                let text = value()?;
                port = text.parse().map_err(|_| format!("invalid port \"{text}\"; write a number from 0 to 65535"))?;
            }
            "--config" => builder = LocalStsBuilder::from_file(value()?).map_err(|error| error.to_string())?,
            "--help" | "-h" => return Ok(None),
            other => return Err(format!("unknown argument \"{other}\"\n\n{USAGE}")),
        }
    }
    // The program has no way to show recorded calls.
    Ok(Some(builder.port(port).keep_calls(0)))
}

async fn run(builder: LocalStsBuilder) -> io::Result<()> {
    // Signals are handled before anything is printed, because a reader of the output may stop the program right away.
    let stopped = stop_signal()?;
    let local = builder.start().await?;
    let url = local.endpoint();
    let credentials = local.credentials();
    // A single write: a reader may close the pipe after the first line, and the next write would end the program.
    let settings = format!(
        "# sts-local listens at {url}\n\
         export AWS_ENDPOINT_URL_STS={url}\n\
         export AWS_REGION={}\n\
         export AWS_ACCESS_KEY_ID={}\n\
         export AWS_SECRET_ACCESS_KEY={}\n\
         unset AWS_SESSION_TOKEN\n",
        local.region(),
        credentials.access_key_id(),
        credentials.secret_access_key(),
    );
    let mut out = io::stdout().lock();
    out.write_all(settings.as_bytes())?;
    out.flush()?;
    stopped.await;
    local.stop().await;
    Ok(())
}

/// Returns a future that completes when the program receives SIGINT or SIGTERM.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut signals = [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
    Ok(std::future::poll_fn(move |context| {
        if signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }))
}

/// Returns a future that completes when the program receives Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    // If no handler can be installed, the program stops immediately.
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}
