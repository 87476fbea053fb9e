//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

pub(crate) const USAGE: &str = "\
usage: sts-local [OPTIONS]
       sts-local exec [OPTIONS] [--summary] [--calls FILE] -- COMMAND [ARGUMENT]...

Runs an AWS STS on 127.0.0.1 for tests. Its credentials give no access to AWS.

  --port N          port to listen on (default: a free port)
  --config FILE     accounts, users and roles, as TOML (default: account 123456789012 with the user Alice, who has AWS's
                    published example key, and the role demo)
  --control-port N  port of the control API (default: a free port)
  --no-control      no control API
  --keep-calls N    number of calls that the record keeps (default: 10000)
  --ready-file FILE file for URLs, credentials, environment variables and the token of the control API as JSON, which only
                    the user may read; it is written when the server is ready, and removed when it stops

Without a command, the program prints the settings that clients need, and runs until it receives SIGINT (Ctrl-C), SIGTERM
or SIGHUP, or until a client of the control API stops it.

`exec` runs a command with these settings in its environment, and ends with the exit code of the command: 128 and the
number of the signal that ended it, 126 if it cannot be run, 127 if it is not found. SIGINT, SIGTERM and SIGHUP are passed
on, but not SIGHUP under nohup. If the program itself fails, the exit code is 125.

  --summary         prints the calls by operation and outcome at the end, with the reasons of denials
  --calls FILE      writes each call to a file, as one line of JSON

The command gets AWS_ENDPOINT_URL_STS, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_DEFAULT_REGION,
AWS_EC2_METADATA_DISABLED, STS_LOCAL_CONTROL_URL and STS_LOCAL_CONTROL_TOKEN. NO_PROXY also names 127.0.0.1 and localhost.
Variables of other credentials, such as AWS_PROFILE and AWS_SESSION_TOKEN, are removed.
AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT are false.
";

/// The command to carry out.
pub(crate) enum Invocation {
    Help,
    Serve(ServerArguments),
    Exec(ServerArguments, ExecArguments),
}

/// Options of the server.
pub(crate) struct ServerArguments {
    pub(crate) port: u16,
    pub(crate) config: Option<PathBuf>,
    /// `None` for a server without control API.
    pub(crate) control_port: Option<u16>,
    pub(crate) keep_calls: usize,
    pub(crate) ready_file: Option<PathBuf>,
}

/// Options of `exec`, and its command.
#[derive(Default)]
pub(crate) struct ExecArguments {
    pub(crate) summary: bool,
    pub(crate) calls: Option<PathBuf>,
    pub(crate) program: OsString,
    pub(crate) arguments: Vec<OsString>,
}

/// A mistake in the arguments.
pub(crate) struct Mistake {
    pub(crate) message: String,
    /// True for mistakes after `exec`.
    pub(crate) is_exec: bool,
}

pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Invocation, Mistake> {
    let mut is_exec = false;
    read(&mut parser, &mut is_exec).map_err(|message| Mistake { message, is_exec })
}

fn read(parser: &mut lexopt::Parser, is_exec: &mut bool) -> Result<Invocation, String> {
    let mut server =
        ServerArguments { port: 0, config: None, control_port: Some(0), keep_calls: 10_000, ready_file: None };
    let mut exec = ExecArguments::default();
    while let Some(argument) = parser.next().map_err(|error| format!("{error}\n\n{USAGE}"))? {
        match argument {
            Long("port") => server.port = port(parser, "--port", "port")?,
            Long("config") => server.config = Some(value(parser, "--config")?.into()),
            Long("control-port") => server.control_port = Some(port(parser, "--control-port", "control port")?),
            Long("no-control") => server.control_port = None,
            Long("keep-calls") => server.keep_calls = number(parser)?,
            Long("ready-file") => server.ready_file = Some(value(parser, "--ready-file")?.into()),
            Long("summary") if *is_exec => exec.summary = true,
            Long("calls") if *is_exec => exec.calls = Some(value(parser, "--calls")?.into()),
            Long("help") | Short('h') => return Ok(Invocation::Help),
            Value(word) if !*is_exec && word == "exec" => *is_exec = true,
            // The first word that is not an option is the command, whether `--` comes before it or not.
            Value(program) if *is_exec => {
                exec.program = program;
                exec.arguments = parser.raw_args().map_err(|error| error.to_string())?.collect();
                return Ok(Invocation::Exec(server, exec));
            }
            other => return Err(format!("unknown argument \"{}\"\n\n{USAGE}", shown(&other))),
        }
    }
    if *is_exec {
        return Err(format!("exec needs a command: sts-local exec -- COMMAND\n\n{USAGE}"));
    }
    Ok(Invocation::Serve(server))
}

fn value(parser: &mut lexopt::Parser, option: &str) -> Result<OsString, String> {
    parser.value().map_err(|_| format!("{option} needs a value\n\n{USAGE}"))
}

fn port(parser: &mut lexopt::Parser, option: &str, name: &str) -> Result<u16, String> {
    let text = value(parser, option)?.to_string_lossy().into_owned();
    text.parse().map_err(|_| format!("invalid {name} \"{text}\"; write a number from 0 to 65535"))
}

fn number(parser: &mut lexopt::Parser) -> Result<usize, String> {
    let text = value(parser, "--keep-calls")?.to_string_lossy().into_owned();
    text.parse().map_err(|_| format!("invalid number of calls \"{text}\"; write a whole number, such as 10000"))
}

fn shown(argument: &lexopt::Arg<'_>) -> String {
    match argument {
        Short(letter) => format!("-{letter}"),
        Long(name) => format!("--{name}"),
        Value(word) => word.to_string_lossy().into_owned(),
    }
}
