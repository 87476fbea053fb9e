//! Writes a workspace of crates with modules that are generated from models drawn at random:
//! `draw COUNT SEED FOLDER RUNTIME`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use fuzz::draw::{DrawnModule, draw};

/// Modules in one crate. More crates compile in parallel, and fewer share what their modules have in common.
const MODULES: usize = 25;

fn main() -> ExitCode {
    match run(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let [count, seed, folder, runtime] = arguments else {
        return Err("usage: draw COUNT SEED FOLDER RUNTIME".to_owned());
    };
    let count: usize = count.parse().map_err(|error| format!("{count}: {error}"))?;
    let seed: u64 = seed.parse().map_err(|error| format!("{seed}: {error}"))?;
    let folder = Path::new(folder);
    let _ = fs::remove_dir_all(folder);
    let modules = draw(seed, count);
    if modules.len() < count {
        return Err(format!("only {} of {count} models could be drawn", modules.len()));
    }
    let mut members = Vec::new();
    for (number, modules) in modules.chunks(MODULES).enumerate() {
        members.push(format!("drawn{number}"));
        write_crate(&folder.join(format!("drawn{number}")), &format!("drawn{number}"), runtime, modules)?;
    }
    write(&folder.join("Cargo.toml"), &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"))
}

fn write_crate(folder: &Path, name: &str, runtime: &str, modules: &[DrawnModule]) -> Result<(), String> {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[features]\n\
         serde = [\"awsquery/serde\"]\nserver = [\"awsquery/server\"]\n\n[dependencies]\n\
         awsquery = {{ path = {runtime:?}, default-features = false, features = [\"fancy-regex\", \"unicode-regex\"] }}\n"
    );
    write(&folder.join("Cargo.toml"), &manifest)?;
    let mut root = "//! Modules that were generated from models drawn at random.\n".to_owned();
    for module in modules {
        root.push_str(&format!("#[rustfmt::skip]\npub mod {};\n", module.name));
        // For a person who looks for the reason of an error.
        write(&folder.join(format!("{}.txt", module.name)), &module.input)?;
        for file in &module.files {
            write(&folder.join("src").join(&file.path), &file.text)?;
        }
    }
    write(&folder.join("src/lib.rs"), &root)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let parent = path.parent().map(PathBuf::from).unwrap_or_default();
    let written = fs::create_dir_all(parent).and_then(|()| fs::write(path, text));
    written.map_err(|error| format!("cannot write {}: {error}", path.display()))
}
