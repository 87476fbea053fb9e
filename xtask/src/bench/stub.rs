//! The service that contestants call: a program of `tests/bench/`, plain and over TLS.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use ::codegen::disk;

use super::build::{self, Workspace};
use crate::child_server::ChildServer;
use crate::workspace::target;

/// Files in which systems keep the certificates that they trust: Debian and Arch, Fedora, openSUSE, Alpine.
const SYSTEM_BUNDLES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// A way to the stub, and the certificates that a contestant trusts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Plain http. The system's certificates are trusted, without effect.
    Http,
    /// TLS. Only the authority of the stub is trusted.
    Https,
    /// TLS. The system's certificates and the authority of the stub are trusted.
    HttpsSystem,
    /// TLS. Only the system's certificates are trusted, so calls fail.
    HttpsUntrusted,
}

/// The running stub. It ends when this is dropped.
pub struct Stub {
    server: ChildServer,
    http: String,
    https: String,
    folder: PathBuf,
}

impl Stub {
    /// Builds and starts the stub.
    ///
    /// # Errors
    ///
    /// Fails if Cargo fails, the system has no bundle of certificates, or the stub cannot be started.
    pub fn start() -> Result<Self, Box<dyn Error>> {
        let program = build::program(Workspace::Bench, "stub")?;
        let folder = target().join("bench").join("certificates");
        std::fs::create_dir_all(&folder)?;
        let server = ChildServer::start(Command::new(program).arg(folder.join(Link::Https.bundle())))?;
        let line = server.first_line();
        let (http, https) =
            line.split_once(' ').ok_or_else(|| format!("the stub printed {line:?} instead of two URLs"))?;
        let [http, https] = [http, https].map(str::to_owned);
        let stub = Self { server, http, https, folder };
        stub.write_bundles()?;
        Ok(stub)
    }

    /// Returns the number of the process.
    pub fn id(&self) -> u32 {
        self.server.id()
    }

    /// Adds the URL and the environment of a contestant to a command. Nothing else of the environment is handed over but
    /// the search path, so that no proxy or configuration of this machine counts.
    pub fn hand_over(&self, command: &mut Command, link: Link) {
        command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        if link == Link::Http {
            command.arg(&self.http);
        } else {
            command.arg(&self.https).env("SSL_CERT_FILE", self.folder.join(link.bundle()));
        }
    }

    fn write_bundles(&self) -> Result<(), Box<dyn Error>> {
        let authority = disk::read(&self.folder.join(Link::Https.bundle()))?;
        let system = disk::read(system_bundle()?)?;
        disk::write(&self.folder.join(Link::HttpsSystem.bundle()), &format!("{system}\n{authority}"))?;
        disk::write(&self.folder.join(Link::HttpsUntrusted.bundle()), &system)?;
        Ok(())
    }
}

impl Link {
    /// Returns the name of the file with the certificates that a contestant trusts.
    const fn bundle(self) -> &'static str {
        match self {
            Self::Https => "authority.pem",
            Self::HttpsSystem => "system-and-authority.pem",
            Self::Http | Self::HttpsUntrusted => "system.pem",
        }
    }
}

/// Counts the certificates that the system trusts.
///
/// # Errors
///
/// Fails if the system has no bundle of certificates.
pub fn system_certificates() -> Result<usize, Box<dyn Error>> {
    Ok(disk::read(system_bundle()?)?.matches("-----BEGIN CERTIFICATE-----").count())
}

fn system_bundle() -> Result<&'static Path, String> {
    let bundle = SYSTEM_BUNDLES.iter().map(Path::new).find(|path| path.is_file());
    bundle.ok_or_else(|| {
        format!("no certificates of the system: none of {} exists; install ca-certificates", SYSTEM_BUNDLES.join(", "))
    })
}
