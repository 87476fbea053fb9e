//! The folder of a stand-alone crate, which is replaced as a whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use super::staging::{Rename, Staging};
use super::{entries, files_below, is_generated, text_of};
use crate::error::{Error, Stage};
use crate::render::GeneratedFile;
use crate::seal::is_edited;

/// The files of a crate that users edit although they are generated, by their paths.
const EDITABLE: [&str; 3] = ["Cargo.toml", "README.md", "src/lib.rs"];

/// Files of the user, and of an earlier run, that were kept when a crate was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CrateReport {
    /// Copies of replaced files that had been edited since they were generated: `Cargo.toml.edited`.
    pub kept: Vec<PathBuf>,
    /// The folder with the parts that an earlier, interrupted run had replaced, if there was one. That run was finished
    /// first.
    pub finished: Option<PathBuf>,
}

/// Returns the generated files of a crate that were edited since, which [`replace_crate`] replaces. None if the folder
/// contains no generated crate.
pub(crate) fn edited_files(out: &Path, mark: &str) -> Vec<PathBuf> {
    if !is_crate(out, mark) {
        return Vec::new();
    }
    let edited = |name: &&str| {
        let path = out.join(name);
        fs::symlink_metadata(&path).is_ok() && text_of(&path).is_none_or(|text| is_edited(&text))
    };
    EDITABLE.into_iter().filter(edited).map(PathBuf::from).collect()
}

/// Writes the files of a crate beside its folder, then exchanges them for those that are there. Finishes an earlier
/// exchange that was interrupted.
///
/// # Errors
///
/// The folder contains something other than a generated crate, or its `src` a file that was not generated; or a file
/// cannot be written. The folder is then as it was.
pub(crate) fn replace_crate(out: &Path, files: &[GeneratedFile], mark: &str) -> Result<CrateReport, Error> {
    replace(out, files, mark, &|from, to| fs::rename(from, to))
}

fn replace(out: &Path, files: &[GeneratedFile], mark: &str, rename: Rename<'_>) -> Result<CrateReport, Error> {
    let mut report = CrateReport::default();
    if let Some(staging) = Staging::left_of(out)? {
        if staging.is_ready() {
            report.finished = staging.finish(rename)?;
        }
        staging.remove()?;
    }
    refuse_foreign(out, mark)?;
    let edited = edited_files(out, mark);
    let staging = Staging::create(out)?;
    let moved = staging
        .write(files)
        .and_then(|()| if entries(out)?.is_empty() { staging.place(rename) } else { staging.exchange(rename) });
    match moved {
        Ok(()) => {
            report.kept = edited.iter().map(|part| staging.keep(part)).collect::<Result<_, _>>()?;
            staging.remove().map(|()| report)
        }
        // What could not be undone is finished by the next run.
        Err(error) if staging.is_ready() => Err(error),
        Err(error) => staging.remove().and(Err(error)),
    }
}

fn is_crate(out: &Path, mark: &str) -> bool {
    text_of(&out.join("Cargo.toml")).is_some_and(|manifest| manifest.starts_with(mark))
}

fn refuse_foreign(out: &Path, mark: &str) -> Result<(), Error> {
    if entries(out)?.is_empty() {
        return Ok(());
    }
    if !is_crate(out, mark) {
        let message = format!("{} contains something other than a generated crate", out.display());
        return Err(Error::new(Stage::Write, "", message).with_remedy("use an empty or a new folder"));
    }
    let is_ours = |path: &PathBuf| text_of(path).is_some_and(|text| is_generated(&text));
    match files_below(&out.join("src"))?.into_iter().find(|path| !is_ours(path)) {
        None => Ok(()),
        Some(path) => Err(Error::new(Stage::Write, "", format!("{} is not a generated file", path.display()))
            .with_remedy("move it out of src, which is overwritten")),
    }
}

#[cfg(test)]
mod tests;
