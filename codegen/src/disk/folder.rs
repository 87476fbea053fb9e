//! The folder of a stand-alone crate, which is replaced as a whole or not at all.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{cannot_write, entries, files_below};
use crate::error::{Error, Stage};
use crate::render::{GENERATED_BY, GeneratedFile};

/// The files and folders of a crate that the generator owns. It leaves everything else in the folder alone.
const OWNED: [&str; 3] = ["src", "README.md", "Cargo.toml"];

/// Writes the files of a crate beside its folder, then exchanges them for those that are there.
///
/// # Errors
///
/// The folder contains something other than a generated crate, or its `src` a file that was not generated; or a file
/// cannot be written. The folder is then as it was.
pub(crate) fn replace_crate(out: &Path, files: &[GeneratedFile], mark: &str) -> Result<(), Error> {
    refuse_foreign(out, mark)?;
    replace(out, files)
}

fn refuse_foreign(out: &Path, mark: &str) -> Result<(), Error> {
    if entries(out)?.is_empty() {
        return Ok(());
    }
    if !fs::read_to_string(out.join("Cargo.toml")).is_ok_and(|manifest| manifest.contains(mark)) {
        let message = format!("{} contains something other than a generated crate", out.display());
        return Err(Error::new(Stage::Write, "", message).with_remedy("use an empty or a new folder"));
    }
    let is_generated = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| text.contains(GENERATED_BY));
    match files_below(&out.join("src"))?.into_iter().find(|path| !is_generated(path)) {
        None => Ok(()),
        Some(path) => Err(Error::new(Stage::Write, "", format!("{} is not a generated file", path.display()))
            .with_remedy("move it out of src, which is overwritten")),
    }
}

fn replace(out: &Path, files: &[GeneratedFile]) -> Result<(), Error> {
    let new = beside(out)?;
    let moved = write_all(&new, files).and_then(|()| move_in(&new, out));
    // After an error nothing of this attempt stays behind; after success there is nothing to remove.
    if new.exists() {
        fs::remove_dir_all(&new)
            .map_err(|error| Error::new(Stage::Write, "", format!("cannot remove {}: {error}", new.display())))?;
    }
    moved
}

/// A folder beside another, on the same file system, that only this process uses.
fn beside(out: &Path) -> Result<PathBuf, Error> {
    let out = std::path::absolute(out).map_err(|error| cannot_write(out, &error))?;
    let name = out
        .file_name()
        .ok_or_else(|| Error::new(Stage::Write, "", format!("{} cannot be the folder of a crate", out.display())))?;
    Ok(out.with_file_name(format!(".{}.new-{}", name.to_string_lossy(), std::process::id())))
}

fn write_all(folder: &Path, files: &[GeneratedFile]) -> Result<(), Error> {
    for file in files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(|error| cannot_write(&path, &error))?;
        fs::write(&path, &file.text).map_err(|error| cannot_write(&path, &error))?;
    }
    Ok(())
}

fn move_in(new: &Path, out: &Path) -> Result<(), Error> {
    let cannot = |error: std::io::Error| cannot_write(out, &error);
    if !out.join("Cargo.toml").exists() {
        return fs::rename(new, out).map_err(cannot);
    }
    let old = new.join("old");
    fs::create_dir(&old).map_err(cannot)?;
    for (index, name) in OWNED.iter().enumerate() {
        if let Err(error) = exchange(&new.join(name), &out.join(name), &old.join(name)) {
            // Undo what was exchanged before, so that the earlier crate is complete again.
            for name in OWNED.iter().take(index) {
                exchange(&old.join(name), &out.join(name), &new.join(name)).map_err(cannot)?;
            }
            return Err(cannot(error));
        }
    }
    Ok(())
}

/// Moves what is at `place` to `old`, if there is anything, and what is at `new` to `place`. Does both or nothing.
fn exchange(new: &Path, place: &Path, old: &Path) -> std::io::Result<()> {
    match fs::rename(place, old) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::rename(new, place).or_else(|error| {
        let back = if old.exists() { fs::rename(old, place) } else { Ok(()) };
        back.and(Err(error))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> GeneratedFile {
        GeneratedFile { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_crate_that_cannot_be_replaced_as_a_whole_stays_as_it_was() {
        let parent = std::env::temp_dir().join(format!("codegen-folder-{}", std::process::id()));
        let out = parent.join("crate");
        let all = |text: &str| OWNED.map(|name| file(if name == "src" { "src/lib.rs" } else { name }, text));
        fs::create_dir_all(&parent).unwrap();
        replace(&out, &all("one")).unwrap();
        // The last part is missing, so it cannot be moved after the others were.
        let [source, readme, _] = all("two");
        let error = replace(&out, &[source, readme]).unwrap_err().to_string();
        assert!(error.contains("cannot write"), "{error}");
        for name in ["src/lib.rs", "README.md", "Cargo.toml"] {
            assert_eq!(fs::read_to_string(out.join(name)).unwrap(), "one", "{name}");
        }
        replace(&out, &all("three")).unwrap();
        assert_eq!(fs::read_to_string(out.join("src/lib.rs")).unwrap(), "three");
        assert_eq!(fs::read_dir(&parent).unwrap().count(), 1, "nothing is left beside the crate");
        fs::remove_dir_all(&parent).unwrap();
    }
}
