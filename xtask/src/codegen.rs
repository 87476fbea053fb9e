//! `cargo xtask codegen`: from `model/` to `sts/src/api.rs`, `sts/src/api/` and the runtime's tables.

use std::error::Error;
use std::path::Path;

use ::codegen::tables::{partitions, unicode};
use ::codegen::{Documentation, Generated, GeneratedFile, Generator, disk};

use crate::CommandResult;
use crate::workspace::root;

/// The folder of the generated module, which is called [`MODULE`].
const SOURCES: &str = "sts/src";
const MODULE: &str = "api";
/// The folder of the runtime's tables.
const RUNTIME: &str = "codegen/runtime/src";

/// Writes every generated file and removes those that are no longer generated.
///
/// # Errors
///
/// What the generator refuses, and what cannot be written. Nothing is written before everything is generated.
pub fn write() -> CommandResult {
    let root = root();
    let generated = generate(&root)?;
    let tables = tables(&root)?;
    let removed = generated.write_module(root.join(SOURCES))?;
    disk::write_files(&root.join(RUNTIME), &tables, &[])?;
    let written = generated.files().len() + tables.len();
    Ok(format!("{written} files written, {} removed\n", removed.len()))
}

/// Compares every generated file with what would be written.
///
/// # Errors
///
/// Names each file that differs, and the remedy.
pub fn check() -> CommandResult {
    let root = root();
    let generated = generate(&root)?;
    let tables = tables(&root)?;
    let mut stale = Vec::new();
    for file in generated.check_module(root.join(SOURCES))? {
        stale.push(format!("{SOURCES}/{file}"));
    }
    for file in disk::stale_files(&root.join(RUNTIME), &tables, &[])? {
        stale.push(format!("{RUNTIME}/{file}"));
    }
    if stale.is_empty() {
        return Ok(format!("{} generated files are current\n", generated.files().len() + tables.len()));
    }
    Err(format!("{}\nrun `cargo xtask codegen` and commit what it writes", stale.join("\n")).into())
}

fn generate(root: &Path) -> Result<Generated, Box<dyn Error>> {
    let model = root.join("model");
    let generator = Generator::new(model.join("sts.json"))
        .corrections(model.join("sts.corrections.json"))
        .documentation(Documentation::Overlay(model.join("sts.md").into()))
        .own_report()
        .module(MODULE);
    Ok(generator.generate()?)
}

fn tables(root: &Path) -> Result<[GeneratedFile; 2], Box<dyn Error>> {
    let facts = disk::read(&root.join("model/partitions.json"))?;
    let table = |path: &str, text: String| GeneratedFile { path: path.to_owned(), text };
    Ok([
        table("endpoint/partition/table.rs", partitions::runtime_table(&facts)?),
        table("rule/unicode.rs", unicode::runtime_tables()?),
    ])
}
