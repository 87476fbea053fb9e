//! Arguments of commands that generate a crate.

use std::path::PathBuf;

use ::codegen::{Documentation, Runtime};
use clap::{ArgGroup, Args, ValueEnum};

use super::PackageSource;
use crate::workspace::root;

/// A crate of its own. Its options need a model: the argument group `source`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("source").args(["model", "service"])))]
pub struct CrateArguments {
    /// Model of the service: API-2 or Smithy AST, plain or compressed with gzip.
    ///
    /// Endpoint rules, paginators, waiters and corrections that lie beside it are used, too: for `service-2.json`,
    /// `endpoint-rule-set-1.json`, `paginators-1.json` and `waiters-2.json`; for any NAME.json, `NAME.endpoint-rules.json`,
    /// `NAME.paginators.json`, `NAME.waiters.json` and `NAME.corrections.json`. Each may be compressed.
    #[arg(long, value_name = "FILE", requires = "out")]
    pub model: Option<PathBuf>,
    /// Service of which AWS's published model is taken, by a name that `cargo xtask services` lists.
    ///
    /// Its endpoint rules, paginators and waiters come with it, and the corrections of model/NAME.corrections.json if this
    /// project has some.
    #[arg(long, value_name = "NAME", requires = "out")]
    pub service: Option<String>,
    /// Package of botocore that the service is taken from; the default is the version that model/ is from.
    ///
    /// A wheel or source package, the folder of an unpacked one, a version, or `newest`. Versions are fetched with pip, which
    /// needs Python 3 and, once, the network.
    #[arg(long, value_name = "FILE|FOLDER|VERSION", value_parser = PackageSource::parse, requires = "service",
        conflicts_with = "model")]
    pub from: Option<PackageSource>,
    /// Folder of the crate.
    #[arg(long, value_name = "DIR", requires = "source")]
    pub out: Option<PathBuf>,
    /// Operations to keep, with everything they need.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', requires = "source")]
    pub operations: Option<Vec<String>>,
    /// Name of the package; the default is that of the service.
    #[arg(long, requires = "source")]
    pub name: Option<String>,
    /// Workspace that the crate belongs to.
    #[arg(long, value_name = "WHICH", requires = "source", default_value = "none")]
    pub workspace: WorkspaceChoice,
    /// Endpoint rule set, for a model that has none.
    #[arg(long, value_name = "FILE", requires = "source")]
    pub endpoint_rules: Option<PathBuf>,
    /// AWS's partitions, for a table in the crate instead of the runtime's.
    #[arg(long, value_name = "FILE", requires = "source")]
    pub partitions: Option<PathBuf>,
    /// Paginators, for a model that has none.
    #[arg(long, value_name = "FILE", requires = "source")]
    pub paginators: Option<PathBuf>,
    /// Waiters, for a model that has none.
    #[arg(long, value_name = "FILE", requires = "source")]
    pub waiters: Option<PathBuf>,
    /// Corrections of the model, in the form of model/sts.corrections.json.
    #[arg(long, value_name = "FILE", requires = "source")]
    pub corrections: Option<PathBuf>,
    /// Source of the documentation.
    #[arg(long, value_name = "SOURCE", requires = "source", default_value = "facts")]
    pub docs: DocsSource,
    /// Folder or version of the runtime, awsquery; the default is the folder in this checkout.
    #[arg(long, value_name = "PATH|VERSION", requires = "source", value_parser = parse_runtime)]
    pub runtime: Option<Runtime>,
    /// Refuses unknown traits and keys, and paginators and waiters that cannot be generated.
    #[arg(long, requires = "source")]
    pub strict: bool,
}

/// The documentation of a generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DocsSource {
    /// Facts of the model.
    Facts,
    /// Descriptions in the model, which their publisher owns.
    Model,
}

impl From<DocsSource> for Documentation {
    fn from(source: DocsSource) -> Self {
        match source {
            DocsSource::Facts => Self::Facts,
            DocsSource::Model => Self::Published,
        }
    }
}

/// The workspace of a generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WorkspaceChoice {
    /// The crate stands alone, with a table `[workspace]` of its own.
    None,
    /// The crate is a member of the workspace around its folder, and inherits version, license and the like from it.
    Member,
}

/// Returns the runtime of this checkout.
pub fn own_runtime() -> Runtime {
    Runtime::Path(root().join("codegen/runtime"))
}

/// Reads a version such as `0.1`, or else the path of a folder with the runtime.
fn parse_runtime(text: &str) -> Result<Runtime, String> {
    let version = text.trim_start_matches(['=', '^', '~']);
    if version.starts_with(|first: char| first.is_ascii_digit()) && !PathBuf::from(text).exists() {
        return Ok(Runtime::Version(text.to_owned()));
    }
    let folder = std::path::absolute(text).map_err(|error| error.to_string())?;
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml"));
    if manifest.is_ok_and(|text| text.contains("name = \"awsquery\"")) {
        return Ok(Runtime::Path(folder));
    }
    Err("neither a version nor a folder of awsquery".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_is_a_folder_or_a_version() {
        assert_eq!(parse_runtime("^0.1"), Ok(Runtime::Version("^0.1".to_owned())));
        let Runtime::Path(here) = own_runtime() else { panic!("the runtime is in this checkout") };
        assert_eq!(parse_runtime(here.to_str().unwrap()), Ok(Runtime::Path(here)));
        assert!(parse_runtime("/").is_err());
    }
}
