//! The embedded STS as a program, for tests in other languages and for work without a network.

use std::io::{self, Write as _};
use std::process::ExitCode;
#[cfg(unix)]
use std::task::Poll;

use sts_local::{LocalSts, LocalStsBuilder};

const USAGE: &str = "\
usage: sts-local [--port N] [--config FILE]

An STS on 127.0.0.1, for tests: it opens nothing at AWS.

  --port N       listens at this port; a free one without it
  --config FILE  accounts, users and roles, as TOML; without it there are the account 123456789012, the user Alice with
                 AWS's published example key, and the role demo

It prints what clients need, and runs until it gets SIGINT (Ctrl-C) or SIGTERM.
";

fn main() -> ExitCode {
    let builder = match arguments(std::env::args().skip(1)) {
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

/// What to start; nothing if only the usage was asked for.
fn arguments(mut arguments: impl Iterator<Item = String>) -> Result<Option<LocalStsBuilder>, String> {
    let (mut port, mut builder) = (0, LocalSts::default_account());
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value\n\n{USAGE}"));
        match argument.as_str() {
            "--port" => {
                let text = value()?;
                port = text.parse().map_err(|_| format!("\"{text}\" is no port; give a number from 0 to 65535"))?;
            }
            "--config" => builder = LocalStsBuilder::from_file(value()?).map_err(|error| error.to_string())?,
            "--help" | "-h" => return Ok(None),
            other => return Err(format!("\"{other}\" is not known\n\n{USAGE}")),
        }
    }
    // Nobody could look at them.
    Ok(Some(builder.port(port).keep_calls(0)))
}

async fn run(builder: LocalStsBuilder) -> io::Result<()> {
    // Whoever reads that it is ready may ask it to stop right away.
    let stop = asked_to_stop()?;
    let local = builder.start().await?;
    let (url, credentials) = (local.endpoint(), local.credentials());
    // In one piece: whoever closes its end after the first line does not stop the server.
    let environment = format!(
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
    out.write_all(environment.as_bytes())?;
    out.flush()?;
    stop.await;
    local.stop().await;
    Ok(())
}

/// Ready when the program is to end.
#[cfg(unix)]
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut signals = [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
    Ok(std::future::poll_fn(move |context| {
        match signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }))
}

/// Ready when the program is to end.
#[cfg(not(unix))]
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    // Without handlers it runs until it is ended from outside.
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}
