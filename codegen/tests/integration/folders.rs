//! Reads the folders of `tests/snapshots`.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{GeneratedFile, Generator};

/// A model, and some of the files that are generated from it.
pub struct Folder {
    /// The name, which says what the snapshot is about.
    pub name: String,
    /// The path.
    pub path: PathBuf,
}

impl Folder {
    /// Returns the expected files, by their path in the folder.
    pub fn expected(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        for below in ["", "api/", "api/operations/"] {
            let Ok(entries) = fs::read_dir(self.path.join(below)) else { continue };
            for entry in entries {
                let name = entry.unwrap().file_name().into_string().unwrap();
                if name.ends_with(".rs") {
                    let text = fs::read_to_string(self.path.join(below).join(&name)).unwrap();
                    files.push((format!("{below}{name}"), text));
                }
            }
        }
        files.sort();
        files
    }
}

/// Returns all folders, sorted by name.
pub fn all() -> Vec<Folder> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let entries = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<Folder> = entries
        .filter(|path| path.is_dir())
        .map(|path| Folder { name: path.file_name().unwrap().to_str().unwrap().to_owned(), path })
        .collect();
    folders.sort_by(|one, other| one.name.cmp(&other.name));
    folders
}

/// Generates the module of a folder's model, with the given name.
pub fn generate(folder: &Folder, module: &str) -> Vec<GeneratedFile> {
    let generated = Generator::new(folder.path.join("model.json")).module(module).generate();
    generated.unwrap_or_else(|error| panic!("{}: {error}", folder.name)).files()
}
