//! AWS's command-line interface.

use std::fs;

use crate::Outcome;
use crate::bench::Bench;
use crate::call::{Call, Caller, REGION, Refused, Response, Target};

/// The AWS CLI. Each call is a process.
pub struct Cli<'a>(&'a Bench);

impl<'a> Cli<'a> {
    /// Turns off the CLI's own validation, so that the service judges every input.
    pub fn new(bench: &'a Bench) -> Outcome<Self> {
        fs::write(bench.work.join("cli-config"), "[default]\nparameter_validation = false\n")?;
        Ok(Self(bench))
    }
}

impl Caller for Cli<'_> {
    const CLIENT: &'static str = "aws-cli";

    async fn call(&mut self, target: &Target, call: &Call) -> Outcome<Response> {
        let mut command = self.0.command(&self.0.python);
        command.args(["-m", "awscli", "sts", &command_name(call.operation), "--output", "json", "--region", REGION]);
        command.args(["--endpoint-url", &target.endpoint, "--cli-input-json", &call.input.to_string()]);
        command.env("AWS_CONFIG_FILE", self.0.work.join("cli-config")).env("AWS_MAX_ATTEMPTS", "1");
        command.env("AWS_ACCESS_KEY_ID", target.credentials.access_key_id());
        command.env("AWS_SECRET_ACCESS_KEY", target.credentials.secret_access_key());
        if let Some(token) = target.credentials.session_token() {
            command.env("AWS_SESSION_TOKEN", token);
        }
        let output = command.output().await?;
        if output.status.success() {
            return Ok(Ok(serde_json::from_slice(&output.stdout)?));
        }
        let problem = String::from_utf8_lossy(&output.stderr);
        refused(call.operation, problem.trim()).map(Err).ok_or_else(|| format!("the AWS CLI failed: {problem}").into())
    }
}

/// Returns the CLI's name of an operation, such as `assume-role-with-saml` for `AssumeRoleWithSAML`.
fn command_name(operation: &str) -> String {
    let words = operation.replace("SAML", "Saml");
    let dashed = words.chars().flat_map(|character| {
        let dash = character.is_ascii_uppercase().then_some('-');
        dash.into_iter().chain([character.to_ascii_lowercase()])
    });
    dashed.skip(1).collect()
}

/// Parses the service's code and message from the CLI's error message, which does not contain the status.
fn refused(operation: &str, problem: &str) -> Option<Refused> {
    let (_, rest) = problem.split_once("An error occurred (")?;
    let (code, message) = rest.split_once(&format!(") when calling the {operation} operation: "))?;
    Some(Refused { status: None, code: code.to_owned(), message: message.to_owned() })
}
