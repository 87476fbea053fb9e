//! The folder of a crate: written to the side, then moved.

use std::fs;
use std::path::{Path, PathBuf};

use ::codegen::File;

use super::manifest::MARK;

/// What the generator owns in the folder; whatever else is there stays.
const OWNED: [&str; 3] = ["src", "README.md", "Cargo.toml"];

/// Refuses a folder that holds anything but a crate of this generator.
pub(super) fn refuse_foreign(out: &Path) -> Result<(), String> {
    let name = out.display();
    let mut entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(format!("cannot read {name}: {error}")),
    };
    let ours = || fs::read_to_string(out.join("Cargo.toml")).is_ok_and(|manifest| manifest.contains(MARK));
    if entries.next().is_none() || ours() {
        return Ok(());
    }
    Err(format!("{name} holds something else than a crate of this command: give an empty or a new folder"))
}

/// Writes all files beside the folder, then puts them in the place of those that are there.
pub(super) fn replace(out: &Path, files: &[File]) -> Result<(), String> {
    let aside = beside(out, "new")?;
    let moved = write_all(&aside, files).and_then(|()| move_in(&aside, out));
    // After an error nothing of this attempt is left; after success nothing is there to remove.
    if aside.exists() {
        fs::remove_dir_all(&aside).map_err(|error| format!("cannot remove {}: {error}", aside.display()))?;
    }
    moved
}

/// A folder beside another, on the same file system, of this process alone.
fn beside(out: &Path, purpose: &str) -> Result<PathBuf, String> {
    let out = std::path::absolute(out).map_err(|error| format!("cannot find {}: {error}", out.display()))?;
    let name = out.file_name().ok_or_else(|| format!("{} is no folder for a crate", out.display()))?;
    let name = format!(".{}.{purpose}-{}", name.to_string_lossy(), std::process::id());
    Ok(out.with_file_name(name))
}

fn write_all(aside: &Path, files: &[File]) -> Result<(), String> {
    for file in files {
        let path = aside.join(&file.path);
        let cannot = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
        fs::create_dir_all(path.parent().unwrap_or(aside)).map_err(cannot)?;
        fs::write(&path, &file.text).map_err(cannot)?;
    }
    Ok(())
}

fn move_in(aside: &Path, out: &Path) -> Result<(), String> {
    let cannot = |error: std::io::Error| format!("cannot write {}: {error}", out.display());
    if !out.join("Cargo.toml").exists() {
        return fs::rename(aside, out).map_err(cannot);
    }
    let old = aside.join("old");
    fs::create_dir(&old).map_err(cannot)?;
    for name in OWNED {
        match fs::rename(out.join(name), old.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(cannot(error)),
            _ => fs::rename(aside.join(name), out.join(name)).map_err(cannot)?,
        }
    }
    Ok(())
}
