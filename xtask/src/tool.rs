//! Commands of Cargo that come as packages of their own.

use std::process::{Command, Stdio};

use crate::command::{self, cargo};

/// Such a command.
pub struct Tool {
    /// `deny` for `cargo deny`.
    name: &'static str,
    package: &'static str,
    /// The version to install.
    version: &'static str,
    /// The profile with which building it takes less time.
    profile: &'static str,
}

/// Licenses, bans, sources and advisories of dependencies.
pub const DENY: Tool = Tool { name: "deny", package: "cargo-deny", version: "0.20.2", profile: "dev" };
/// Fuzz targets, driven by libFuzzer.
pub const FUZZ: Tool = Tool { name: "fuzz", package: "cargo-fuzz", version: "0.13.2", profile: "dev" };
/// Changes of a public API that break its users.
/// Much of it is macros, which are slow if they are not optimized.
pub const SEMVER_CHECKS: Tool =
    Tool { name: "semver-checks", package: "cargo-semver-checks", version: "0.51.0", profile: "release" };

impl Tool {
    /// The command without arguments. If it is not there, it is installed first.
    ///
    /// # Errors
    ///
    /// If it cannot be installed.
    pub fn command(&self) -> Result<Command, String> {
        let version = cargo().args([self.name, "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !version.is_ok_and(|status| status.success()) {
            println!("installing {} {}", self.package, self.version);
            let mut install = cargo();
            install.args(["install", "--quiet", "--locked", "--profile", self.profile]);
            install.args([self.package, "--version", self.version]);
            command::run(install.env("CARGO_PROFILE_DEV_DEBUG", "0"), "That needs the network, once.")?;
        }
        let mut command = cargo();
        command.arg(self.name);
        Ok(command)
    }
}
