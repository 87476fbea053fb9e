//! The folders in `tests/snapshots`.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{GeneratedFile, Generator};

/// One model and what it shows.
pub struct Folder {
    /// The trouble.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

impl Folder {
    /// The generated files that are kept, by their path below the folder.
    #[allow(dead_code, reason = "one of the two tests that share this module only compiles")]
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

/// All of them, sorted by name.
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

/// The generated module of the folder's model, under the given name.
#[allow(dead_code, reason = "one of the tests that share this module makes its own")]
pub fn generate(folder: &Folder, module: &str) -> Vec<GeneratedFile> {
    let generated = Generator::new(folder.path.join("model.json")).module(module).generate();
    generated.unwrap_or_else(|error| panic!("{}: {error}", folder.name)).files()
}
