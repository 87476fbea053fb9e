//! The embedded STS as a program, for tests in other languages and for work without a network.

mod arguments;
mod environment;
mod exec;
mod ready_file;
mod recorder;
mod serve;
mod signals;

use std::process::ExitCode;

use arguments::{Invocation, ServerArguments, USAGE};
use sts_local::{LocalSts, LocalStsBuilder};

/// The exit code for a mistake in the arguments or in the configuration file.
const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    match arguments::parse(lexopt::Parser::from_env()) {
        Ok(Invocation::Help) => {
            print!("{USAGE}");
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

fn run(failure: u8, program: impl Future<Output = std::io::Result<ExitCode>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.and_then(|runtime| runtime.block_on(program)).unwrap_or_else(|error| fail(failure, &error.to_string()))
}

fn fail(code: u8, problem: &str) -> ExitCode {
    eprintln!("sts-local: {problem}");
    ExitCode::from(code)
}
