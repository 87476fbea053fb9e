//! `sts-local`: serves until it is stopped.

use std::io::{self, Write as _};
use std::process::ExitCode;

use sts_local::{LocalSts, LocalStsBuilder};

use crate::arguments::ServerArguments;
use crate::ready_file::ReadyFile;
use crate::signals::{race, stop_signal};
use crate::start;

pub(crate) async fn run(builder: LocalStsBuilder, arguments: ServerArguments) -> io::Result<ExitCode> {
    // Signals are handled before anything is printed, because a reader of the output may stop the program right away.
    let stopped = stop_signal()?;
    let local = start(builder, &arguments).await?;
    let _ready_file = arguments.ready_file.map(|path| ReadyFile::write(&path, &local)).transpose()?;
    // A single write: a reader may close the pipe after the first line, and the next write would end the program.
    let mut out = io::stdout().lock();
    out.write_all(settings(&local).as_bytes())?;
    out.flush()?;
    drop(out);
    race(stopped, local.stop_requested()).await;
    local.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Returns the settings as commands of a shell.
fn settings(local: &LocalSts) -> String {
    let url = local.endpoint();
    let credentials = local.credentials();
    let (about_control, control) = match local.control() {
        None => (String::new(), String::new()),
        Some(control) => {
            let (url, token) = (control.url(), control.token().expose());
            let variables = format!("export STS_LOCAL_CONTROL_URL={url}\nexport STS_LOCAL_CONTROL_TOKEN={token}\n");
            let about =
                format!("# its control API is at {url}\n# its page for people: {}\n", control.page_url().expose());
            (about, variables)
        }
    };
    format!(
        "# sts-local listens at {url}\n\
         {about_control}\
         export AWS_ENDPOINT_URL_STS={url}\n\
         export AWS_REGION={}\n\
         export AWS_ACCESS_KEY_ID={}\n\
         export AWS_SECRET_ACCESS_KEY={}\n\
         {control}\
         unset AWS_SESSION_TOKEN\n",
        local.region(),
        credentials.access_key_id(),
        credentials.secret_access_key(),
    )
}
