//! The file that says how to reach the server.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::json;
use sts_local::LocalSts;

use crate::cannot_write;
use crate::environment::{REMOVED, sdk_variables};

/// A file with the settings that clients need, which is removed with this value.
pub(crate) struct ReadyFile {
    path: PathBuf,
    content: String,
}

impl ReadyFile {
    /// Writes the file. A reader sees it complete or not at all, and only this user may read it.
    pub(crate) fn write(path: &Path, local: &LocalSts) -> io::Result<Self> {
        let mut part = path.as_os_str().to_owned();
        part.push(format!(".{}", std::process::id()));
        let part = PathBuf::from(part);
        let content = content(local);
        if let Err(error) = write_part(&part, &content).and_then(|()| fs::rename(&part, path)) {
            // The error about the file is reported; a rest of it may be left.
            let _ = fs::remove_file(&part);
            return Err(cannot_write(path, error));
        }
        Ok(Self { path: path.to_owned(), content })
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // Another program may have removed it already, or another server may have written its own.
        if fs::read_to_string(&self.path).is_ok_and(|content| content == self.content) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn content(local: &LocalSts) -> String {
    let credentials = local.credentials();
    let control = local.control();
    let set: BTreeMap<_, _> =
        sdk_variables(local).into_iter().map(|(name, value)| (name, value.to_string_lossy().into_owned())).collect();
    let content = json!({
        "pid": std::process::id(),
        "endpoint": local.endpoint(),
        "region": local.region(),
        "access_key_id": credentials.access_key_id(),
        "secret_access_key": credentials.secret_access_key(),
        "control_url": control.map(|control| control.url()),
        "control_token": control.map(|control| control.token().expose().as_str()),
        // For helpers that set variables in their own process, as `exec` does for a command.
        "environment": { "set": set, "unset": REMOVED },
    });
    format!("{content}\n")
}

fn write_part(path: &Path, content: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(content.as_bytes())
}
