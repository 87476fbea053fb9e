//! The embedded STS as a program, for tests in other languages and for work without a network.

mod arguments;
mod environment;
mod exec;
mod ready_file;
mod recorder;
mod serve;
mod signals;

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use arguments::{Invocation, ServerArguments, USAGE};
use sts_local::{LocalSts, LocalStsBuilder};

/// The exit code for a mistake in the arguments or in the configuration file.
const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    match arguments::parse(lexopt::Parser::from_env()) {
        Ok(Invocation::Help) => {
            // A reader such as `head` may have gone away.
            let _ = io::stdout().write_all(USAGE.as_bytes());
            ExitCode::SUCCESS
        }
        Ok(Invocation::Serve(arguments)) => {
            let builder = builder(&arguments);
            builder.map_or_else(|problem| fail(USAGE_ERROR, &problem), |builder| run(1, serve::run(builder, arguments)))
        }
        Ok(Invocation::Exec(arguments, exec)) => match builder(&arguments) {
            Ok(builder) => run(exec::OWN_FAILURE, exec::run(builder, arguments, exec)),
            Err(problem) => fail(exec::OWN_FAILURE, &problem),
        },
        Err(mistake) => fail(if mistake.is_exec { exec::OWN_FAILURE } else { USAGE_ERROR }, &mistake.message),
    }
}

/// Returns the server to start.
fn builder(arguments: &ServerArguments) -> Result<LocalStsBuilder, String> {
    let builder = match &arguments.config {
        None => LocalSts::default_account(),
        Some(file) => LocalStsBuilder::from_file(file).map_err(|error| {
            let problem = |problem: &&sts_local::InvalidSetting| {
                let line = problem.line().map_or_else(String::new, |line| format!(":{line}"));
                format!("{}{line}: {}", file.display(), problem.message())
            };
            error.problems().iter().map(problem).collect::<Vec<_>>().join("\nsts-local: ")
        })?,
    };
    let builder = builder.port(arguments.port).keep_calls(arguments.keep_calls);
    Ok(match arguments.control_port {
        Some(port) => builder.control_port(port),
        None => builder,
    })
}

/// Starts the server. An error about the accounts names the file that they are from.
async fn start(builder: LocalStsBuilder, arguments: &ServerArguments) -> io::Result<LocalSts> {
    builder.start().await.map_err(|error| {
        let file = arguments.config.as_ref().map(|file| file.display().to_string());
        match file {
            Some(file) if error.kind() == io::ErrorKind::InvalidInput && !error.to_string().starts_with(&file) => {
                io::Error::new(error.kind(), format!("{file}: {error}"))
            }
            _ => error,
        }
    })
}

fn run(failure: u8, program: impl Future<Output = io::Result<ExitCode>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.and_then(|runtime| runtime.block_on(program)).unwrap_or_else(|error| fail(failure, &error.to_string()))
}

fn fail(code: u8, problem: &str) -> ExitCode {
    report(problem);
    ExitCode::from(code)
}

/// Writes a message to standard error. If it cannot be written, the exit code still says how the program ended.
fn report(message: &str) {
    let _ = writeln!(io::stderr(), "sts-local: {message}");
}

/// Names the file in an error about it.
fn cannot_write(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write {}: {error}", path.display()))
}
