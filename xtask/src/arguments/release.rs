//! Arguments of `cargo xtask release`.

use std::fmt;
use std::str::FromStr;

use clap::Args;

/// A release.
#[derive(Debug, Args)]
pub struct ReleaseArguments {
    /// Publishes nothing. The command requires this option; CONTRIBUTING.md explains how to publish.
    #[arg(long)]
    pub dry_run: bool,
    /// Version of the packages; the default is that of the first heading of CHANGELOG.md, or the next one while that is
    /// "Unreleased".
    #[arg(long, value_name = "VERSION")]
    pub version: Option<ReleaseVersion>,
}

/// Three numbers: major, minor, patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReleaseVersion([u32; 3]);

impl ReleaseVersion {
    /// Returns the version that follows if users may have to change something: before 1.0, the next minor one.
    #[must_use]
    pub fn next(self) -> Self {
        let Self([major, minor, _]) = self;
        if major == 0 { Self([0, minor + 1, 0]) } else { Self([major + 1, 0, 0]) }
    }

    /// Writes the version as a requirement of a generated crate, which fits every patch: `0.2`.
    pub fn without_patch(self) -> String {
        let Self([major, minor, _]) = self;
        format!("{major}.{minor}")
    }
}

impl FromStr for ReleaseVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |part: &str| {
            let is_number = part == "0" || (!part.starts_with(['0', '+']) && !part.is_empty());
            part.parse().ok().filter(|_| is_number)
        };
        let numbers: Option<Vec<u32>> = text.split('.').map(number).collect();
        let numbers = numbers.and_then(|numbers| numbers.try_into().ok());
        numbers.map(Self).ok_or_else(|| format!("{text:?} is not a version: must be three numbers, such as 0.2.0"))
    }
}

impl fmt::Display for ReleaseVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([major, minor, patch]) = self;
        write!(f, "{major}.{minor}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_three_numbers() {
        assert_eq!("0.2.0".parse(), Ok(ReleaseVersion([0, 2, 0])));
        assert_eq!("1.20.3".parse::<ReleaseVersion>().unwrap().to_string(), "1.20.3");
        for text in ["", "1", "1.2", "1.2.3.4", "v1.2.3", "1.2.x", "01.2.3", "1.+2.3", "1.2.3-rc.1", "1..3"] {
            assert!(text.parse::<ReleaseVersion>().unwrap_err().contains("three numbers"), "{text}");
        }
        assert!("0.10.0".parse::<ReleaseVersion>() > "0.9.9".parse());
    }

    #[test]
    fn the_version_after_this_one_may_break_users() {
        for (version, next) in [("0.1.0", "0.2.0"), ("0.9.3", "0.10.0"), ("1.2.3", "2.0.0")] {
            assert_eq!(version.parse::<ReleaseVersion>().unwrap().next().to_string(), next);
        }
    }
}
