//! The result of a generator.

use std::path::{Path, PathBuf};

use crate::disk::{self, Companion, CrateReport, StaleFile};
use crate::error::Error;
use crate::model::Model;
use crate::package::{self, PackageOptions};
use crate::plan::ir::Crate;
use crate::render::{GeneratedFile, RenderedModule};

/// Generated code in memory, and ways to write it.
#[derive(Debug)]
pub struct Generated {
    pub(super) model: Model,
    pub(super) plan: Crate,
    pub(super) rendered: RenderedModule,
    pub(super) module: String,
    /// The package, or why it has no name: only a crate needs one.
    pub(super) package: Result<PackageOptions, Error>,
    pub(super) warnings: Vec<String>,
    pub(super) inputs: Vec<PathBuf>,
    pub(super) companions: Vec<Companion>,
}

impl Generated {
    /// Returns the name of the module.
    pub fn module(&self) -> &str {
        &self.module
    }

    /// Returns the module as a tree of files, sorted by path: `NAME.rs`, and the modules inside it in `NAME/`.
    pub fn files(&self) -> Vec<GeneratedFile> {
        self.rendered.files(&self.module)
    }

    /// Returns the module as one item, `pub mod NAME { … }`.
    pub fn to_include(&self) -> String {
        self.rendered.in_one_file(&self.module)
    }

    /// Returns the files of a crate of its own: manifest, README and sources.
    ///
    /// # Errors
    ///
    /// The name of the package is not valid, or cannot be derived from the name of the service.
    pub fn crate_files(&self) -> Result<Vec<GeneratedFile>, Error> {
        let mut files = package::files(&self.plan, self.package.as_ref().map_err(Clone::clone)?)?;
        let module = self.rendered.files(package::MODULE);
        files.extend(module.into_iter().map(|file| GeneratedFile { path: format!("src/{}", file.path), ..file }));
        Ok(files)
    }

    /// Writes the module as one file, `NAME.rs`, which a crate includes: for `build.rs`, with `OUT_DIR` as the folder.
    /// Returns the path of the file.
    ///
    /// ```text
    /// include!(concat!(env!("OUT_DIR"), "/iam.rs"));
    /// ```
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn write_include(&self, folder: impl AsRef<Path>) -> Result<PathBuf, Error> {
        let path = folder.as_ref().join(&self.module).with_extension("rs");
        disk::write(&path, &self.to_include())?;
        Ok(path)
    }

    /// Writes the module as a tree of files that `mod NAME;` finds: for code that is checked in. Removes files in `NAME/`
    /// that were generated earlier and no longer are, and returns their paths below the folder.
    ///
    /// # Errors
    ///
    /// `NAME/` contains a file that was not generated: nothing is written then. Or a file cannot be written.
    pub fn write_module(&self, folder: impl AsRef<Path>) -> Result<Vec<PathBuf>, Error> {
        disk::write_files(folder.as_ref(), &self.files(), &[Path::new(&self.module)])
    }

    /// Compares the files of [`write_module`](Self::write_module) with those on disk, and returns the differences.
    ///
    /// # Errors
    ///
    /// A folder cannot be listed.
    pub fn check_module(&self, folder: impl AsRef<Path>) -> Result<Vec<StaleFile>, Error> {
        disk::stale_files(folder.as_ref(), &self.files(), &[Path::new(&self.module)])
    }

    /// Returns the generated files of an earlier crate in the folder that were edited since: `Cargo.toml`, `README.md` and
    /// `src/lib.rs`. [`write_crate`](Self::write_crate) replaces them and keeps copies.
    pub fn edited_files(&self, folder: impl AsRef<Path>) -> Vec<PathBuf> {
        disk::edited_files(folder.as_ref(), package::MARK)
    }

    /// Writes a crate of its own, which depends on nothing but the runtime. An earlier crate in the folder is replaced as
    /// a whole or not at all; other files in the folder stay.
    ///
    /// If the process is stopped while it exchanges the files, the next call finishes that exchange first. Replaced files
    /// that were [edited](Self::edited_files) are kept as copies beside `Cargo.toml`, named `Cargo.toml.edited` and so on.
    ///
    /// # Errors
    ///
    /// The package has no valid name; the folder contains something other than a generated crate; or a file cannot be
    /// written. Nothing is changed then.
    pub fn write_crate(&self, folder: impl AsRef<Path>) -> Result<CrateReport, Error> {
        disk::replace_crate(folder.as_ref(), &self.crate_files()?, package::MARK)
    }

    /// Returns the name of the package.
    ///
    /// # Errors
    ///
    /// The given name is not valid, or no name can be derived from the name of the service.
    pub fn package(&self) -> Result<&str, Error> {
        self.package.as_ref().map(|package| package.name.as_str()).map_err(Clone::clone)
    }

    /// Returns the names of the features that a crate has.
    pub fn crate_features(&self) -> Vec<&'static str> {
        package::feature_names(&self.plan)
    }

    /// Returns facts of the model that were left out, each with its place. Empty unless the generator is
    /// [lenient](super::Generator::lenient), except for partitions that nothing uses.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Returns the files that were read. A build script prints them after `cargo::rerun-if-changed=`.
    pub fn inputs(&self) -> &[PathBuf] {
        &self.inputs
    }

    /// Returns the files that were found [beside the model](super::Generator::companions).
    pub fn companions(&self) -> &[Companion] {
        &self.companions
    }

    /// Returns the model that the code was generated from.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Returns the plan of the code.
    pub fn plan(&self) -> &Crate {
        &self.plan
    }
}
