//! Generated files on disk: written as a whole, or compared.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file that should exist, by its path below the root of the workspace.
pub struct Wanted {
    /// The path.
    pub path: PathBuf,
    /// The text.
    pub text: String,
}

/// Reads a file, and names it where it cannot.
///
/// # Errors
///
/// If it cannot be read.
pub fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Writes a file to the side, then moves it to its place, so that nobody ever sees half of it.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    let cannot = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(cannot)?;
    }
    let mut aside = path.as_os_str().to_owned();
    aside.push(".new");
    fs::write(&aside, text).map_err(cannot)?;
    fs::rename(&aside, path).map_err(cannot)
}

/// What differs between the files that should exist and those that do: stale, missing, or orphaned below `folders`.
///
/// # Errors
///
/// If a folder cannot be read.
pub fn differences(root: &Path, wanted: &[Wanted], folders: &[&str]) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for file in wanted {
        match fs::read_to_string(root.join(&file.path)) {
            Ok(text) if text == file.text => {}
            Ok(_) => found.push(format!("{} is stale", file.path.display())),
            Err(_) => found.push(format!("{} is missing", file.path.display())),
        }
    }
    for orphan in orphans(root, wanted, folders)? {
        found.push(format!("{} is not made by this command", orphan.display()));
    }
    Ok(found)
}

/// Files below `folders` that nobody wants.
///
/// # Errors
///
/// If a folder cannot be read.
pub fn orphans(root: &Path, wanted: &[Wanted], folders: &[&str]) -> Result<Vec<PathBuf>, String> {
    let expected: BTreeSet<&Path> = wanted.iter().map(|file| file.path.as_path()).collect();
    let mut open: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    let mut orphans = Vec::new();
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else { continue };
        for entry in entries {
            let entry = entry.map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                open.push(path);
            } else if !expected.contains(path.as_path()) {
                orphans.push(path);
            }
        }
    }
    orphans.sort();
    Ok(orphans)
}
