//! `cargo xtask codegen`: from `model/` to `sts/src/api.rs`, `sts/src/api/` and the runtime's tables.

use std::path::{Path, PathBuf};

use ::codegen::tables::{partitions, unicode};
use ::codegen::{Source, generate};

use crate::files::{self, Wanted};
use crate::{Outcome, root};

/// The folder that the generated module is written to.
const SOURCES: &str = "sts/src";
/// The generated module.
const MODULE: &str = "api";
/// The folder that belongs to the generator alone.
const GENERATED: &str = "sts/src/api";

/// Writes every generated file and removes those that are no longer made.
///
/// # Errors
///
/// What the generator refuses, and what cannot be written. Nothing is written before everything is generated.
pub fn write() -> Outcome {
    let root = root();
    let wanted = wanted(&root)?;
    for file in &wanted {
        files::write(&root.join(&file.path), &file.text)?;
    }
    let orphans = files::orphans(&root, &wanted, &[GENERATED])?;
    for orphan in &orphans {
        std::fs::remove_file(root.join(orphan))
            .map_err(|error| format!("cannot remove {}: {error}", orphan.display()))?;
    }
    Ok(format!("{} files written, {} removed\n", wanted.len(), orphans.len()))
}

/// Compares every generated file with what would be written.
///
/// # Errors
///
/// Names each file that differs, and the remedy.
pub fn check() -> Outcome {
    let root = root();
    let wanted = wanted(&root)?;
    let differences = files::differences(&root, &wanted, &[GENERATED])?;
    if differences.is_empty() {
        return Ok(format!("{} files are as the model says\n", wanted.len()));
    }
    Err(format!("{}\nrun `cargo xtask codegen` and commit what it writes", differences.join("\n")).into())
}

fn wanted(root: &Path) -> Result<Vec<Wanted>, Box<dyn std::error::Error>> {
    let model = |name: &str| files::read(&root.join("model").join(name));
    let (facts, corrections, prose) = (model("sts.json")?, model("sts.corrections.json")?, model("sts.md")?);
    let source = Source { model: &facts, corrections: Some(&corrections), prose: Some(&prose), module: MODULE };
    let generated = generate(source)?;
    let mut wanted: Vec<Wanted> = generated
        .into_iter()
        .map(|file| Wanted { path: PathBuf::from(SOURCES).join(file.path), text: file.text })
        .collect();
    wanted.push(Wanted {
        path: PathBuf::from("codegen/runtime/src/endpoint/partition/table.rs"),
        text: partitions::runtime_table(&model("partitions.json")?)?,
    });
    wanted.push(Wanted {
        path: PathBuf::from("codegen/runtime/src/rule/unicode.rs"),
        text: unicode::runtime_tables()?,
    });
    Ok(wanted)
}
