//! A package around a generated module: manifest, README and root of a crate of its own.

mod manifest;
mod texts;

use std::path::PathBuf;

use crate::error::{Error, Stage};
use crate::plan::ir::Crate;
use crate::plan::names;
use crate::render::GeneratedFile;
use crate::seal::sealed;

pub(crate) use manifest::MARK;
pub use manifest::feature_names;

/// The name of the generated module inside a crate of its own.
pub(crate) const MODULE: &str = "generated";

/// The runtime that a crate depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// The runtime in a folder.
    Path(PathBuf),
    /// A published version of the runtime, as Cargo writes it: `0.1`.
    Version(String),
}

/// The workspace that a crate belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CrateWorkspace {
    /// One of its own: the crate has a table `[workspace]` and builds in any folder. A workspace around it has to name it
    /// under `exclude` if its `members` match the folder.
    Own,
    /// The one around the folder of the crate, which has to name it under `members`.
    Member {
        /// The keys that the workspace sets in `[workspace.package]`.
        ///
        /// The crate inherits what its owner decides: `authors`, `homepage`, `license`, `license-file`, `publish`,
        /// `repository` and `version`. Other keys do not matter, because the generator decides them: the edition and the
        /// Rust version are those that generated code was tested with.
        package_keys: Vec<String>,
    },
}

/// The name of a package, and everything else of it that its user decides.
#[derive(Clone, Debug)]
pub(crate) struct PackageOptions {
    pub(crate) name: String,
    pub(crate) runtime: Runtime,
    pub(crate) workspace: CrateWorkspace,
    /// The release that the model is from, if it is known.
    pub(crate) source: Option<String>,
}

/// Returns the files of a package, without those of the generated module.
pub(crate) fn files(plan: &Crate, options: &PackageOptions) -> Result<Vec<GeneratedFile>, Error> {
    let file = |path: &str, text: &str| GeneratedFile { path: path.to_owned(), text: sealed(text) };
    Ok(vec![
        file("Cargo.toml", &manifest::manifest(plan, options)?),
        file("README.md", &texts::readme(plan, options)),
        file("src/lib.rs", &texts::root(plan, options)),
    ])
}

/// Returns the name of a package: the given one, or else one made of the name of the service, such as `auto-scaling`.
pub(crate) fn package_name(plan: &Crate, given: Option<&str>) -> Result<String, Error> {
    if let Some(name) = given {
        if is_package_name(name) {
            return Ok(name.to_owned());
        }
        return Err(Error::new(Stage::Package, "", format!("{name:?} cannot be the name of a package")).with_remedy(
            "use lower-case letters, digits, - and _, with a letter first, and no word that Rust or Cargo reserves",
        ));
    }
    let words: Vec<String> = plan.service.name.split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
    let name = words.join("-");
    if is_package_name(&name) {
        return Ok(name);
    }
    let message = format!("cannot make the name of a package from {:?}, the name of the service", plan.service.name);
    Err(Error::new(Stage::Package, "", message).with_remedy("give the package a name"))
}

/// Returns true for a name that both Cargo and Rust accept, in the usual spelling. `awsquery` is the runtime.
fn is_package_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(is_plain)
        && names::member(name) == name.replace('-', "_")
        && !["awsquery", "std", "core", "alloc", "test"].contains(&name)
}
