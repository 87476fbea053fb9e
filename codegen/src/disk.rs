//! Files on disk: what the generator reads and writes. No other module of this crate opens a file.

mod companions;
mod folder;
mod staging;

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{Error, Stage};
use crate::packed;
use crate::render::{GENERATED_BY, GeneratedFile};

pub(crate) use companions::companions;
pub use companions::{Companion, CompanionKind};
pub use folder::CrateReport;
pub(crate) use folder::{edited_files, replace_crate};

/// Reads a text file, which may be compressed with gzip.
///
/// # Errors
///
/// The file cannot be read or unpacked, or is not UTF-8. The error names the file.
pub fn read(path: &Path) -> Result<String, Error> {
    let cannot = |problem: String| Error::new(Stage::Open, "", format!("cannot read {}: {problem}", path.display()));
    let bytes = fs::read(path).map_err(|error| cannot(error.to_string()))?;
    packed::unpack(bytes).map_err(cannot)
}

/// Writes a text file beside its place and moves it there, so that no one ever reads half of it.
///
/// A file that has this text already is left as it is: its time of change stays, and Cargo builds nothing again.
///
/// # Errors
///
/// The file cannot be written. The error names it.
pub fn write(path: &Path, text: &str) -> Result<(), Error> {
    if text_of(path).is_some_and(|written| written == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| cannot_write(path, &error))?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    fs::write(&beside, text).map_err(|error| cannot_write(path, &error))?;
    fs::rename(&beside, path).map_err(|error| cannot_write(path, &error))
}

/// A file that is not as it would be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StaleFile {
    /// A generated file with another text.
    Changed(PathBuf),
    /// A file that does not exist.
    Missing(PathBuf),
    /// A file that was generated earlier and no longer is.
    Leftover(PathBuf),
    /// A file in a folder of the generator that was never generated.
    Foreign(PathBuf),
}

impl fmt::Display for StaleFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(path) => write!(f, "{} is stale", path.display()),
            Self::Missing(path) => write!(f, "{} is missing", path.display()),
            Self::Leftover(path) => write!(f, "{} is no longer generated", path.display()),
            Self::Foreign(path) => write!(f, "{} is not a generated file", path.display()),
        }
    }
}

/// Compares files with what is on disk. Paths are relative to `root`; `owned` are the folders whose files must all be
/// generated.
///
/// # Errors
///
/// A folder cannot be listed.
pub fn stale_files(root: &Path, files: &[GeneratedFile], owned: &[&Path]) -> Result<Vec<StaleFile>, Error> {
    let mut stale = Vec::new();
    for file in files {
        match text_of(&root.join(&file.path)) {
            Some(text) if text == file.text => {}
            Some(_) => stale.push(StaleFile::Changed(PathBuf::from(&file.path))),
            None => stale.push(StaleFile::Missing(PathBuf::from(&file.path))),
        }
    }
    stale.extend(unexpected(root, files, owned)?);
    Ok(stale)
}

/// Writes files, and removes those in `owned` folders that were generated earlier and no longer are. Paths are relative
/// to `root`. Returns the paths of the removed files.
///
/// # Errors
///
/// An owned folder contains a file that was not generated: nothing is written then. Or a file cannot be written.
pub fn write_files(root: &Path, files: &[GeneratedFile], owned: &[&Path]) -> Result<Vec<PathBuf>, Error> {
    let mut leftovers = Vec::new();
    for file in unexpected(root, files, owned)? {
        match file {
            StaleFile::Leftover(path) => leftovers.push(path),
            other => {
                return Err(Error::new(Stage::Write, "", format!("{}: {other}", root.display()))
                    .with_remedy("move it out of the folder"));
            }
        }
    }
    for file in files {
        write(&root.join(&file.path), &file.text)?;
    }
    for path in &leftovers {
        let path = root.join(path);
        fs::remove_file(&path)
            .map_err(|error| Error::new(Stage::Write, "", format!("cannot remove {}: {error}", path.display())))?;
    }
    Ok(leftovers)
}

/// Files in owned folders that are not among those that are generated, sorted by path.
fn unexpected(root: &Path, files: &[GeneratedFile], owned: &[&Path]) -> Result<Vec<StaleFile>, Error> {
    let expected: BTreeSet<&Path> = files.iter().map(|file| Path::new(&file.path)).collect();
    let mut unexpected = Vec::new();
    for folder in owned {
        for path in files_below(&root.join(folder))? {
            let relative = path.strip_prefix(root).unwrap_or(&path).to_owned();
            if expected.contains(relative.as_path()) {
                continue;
            }
            let is_leftover = text_of(&path).is_some_and(|text| is_generated(&text));
            unexpected.push(if is_leftover { StaleFile::Leftover(relative) } else { StaleFile::Foreign(relative) });
        }
    }
    Ok(unexpected)
}

/// Returns the text of a regular file. `None` for everything else: to read from a pipe or a device may never end.
fn text_of(path: &Path) -> Option<String> {
    if is_file(path) { fs::read_to_string(path).ok() } else { None }
}

/// Returns `true` for a regular file, and for a link to one.
fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Returns `true` if a source file has the mark of this generator at its place: in the last line of the documentation that
/// the file starts with. A file that only quotes the mark belongs to the user.
fn is_generated(text: &str) -> bool {
    let head = text.lines().take_while(|line| line.starts_with("//!"));
    head.last().is_some_and(|line| line.strip_prefix("//! ").is_some_and(|line| line.starts_with(GENERATED_BY)))
}

/// Returns the files in a folder and in all folders below it, sorted. A folder that does not exist has no files. A link
/// counts as a file, wherever it leads.
///
/// # Errors
///
/// Fails if a folder cannot be listed.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut open = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for path in entries(&folder)? {
            if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir()) {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Lists a folder. A folder that does not exist is empty.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let cannot =
        |error: std::io::Error| Error::new(Stage::Write, "", format!("cannot list {}: {error}", folder.display()));
    match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(cannot(error)),
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(cannot),
    }
}

fn write_all(folder: &Path, files: &[GeneratedFile]) -> Result<(), Error> {
    for file in files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(|error| cannot_write(&path, &error))?;
        fs::write(&path, &file.text).map_err(|error| cannot_write(&path, &error))?;
    }
    Ok(())
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Error {
    Error::new(Stage::Write, "", format!("cannot write {}: {error}", path.display()))
}
