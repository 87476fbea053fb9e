//! `cargo xtask model`: from AWS's own files to the facts that this project keeps.

mod differences;
mod published;

use std::path::Path;

use ::codegen::diff::{diff as compare, to_json, to_text};
use ::codegen::json::JsonValue;
use ::codegen::model::Model;
use ::codegen::tables::partitions;
use ::codegen::write::write;
use ::codegen::{Generator, disk};

use crate::arguments::ModelFiles;
use crate::workspace::root;
use crate::{CommandResult, codegen};

use published::{Published, facts};

/// The facts, below the root of the workspace.
const FACTS: &str = "model/sts.json";
/// The partitions, below the root of the workspace.
const PARTITIONS: &str = "model/partitions.json";

/// Writes `model/sts.json`, and `model/partitions.json` if a file for it is given.
///
/// # Errors
///
/// What the reader refuses. Nothing is written then.
pub fn import(files: &ModelFiles, partitions: Option<&Path>) -> CommandResult {
    let model = load(files)?;
    let partitions = match partitions {
        Some(path) => Some(partitions::import(&disk::read(path)?)?),
        None => None,
    };
    keep(&model, partitions.as_deref())
}

/// Writes the facts of a model to a file.
///
/// # Errors
///
/// What the reader refuses.
pub fn write_facts(files: &ModelFiles, out: &Path) -> CommandResult {
    let model = load(files)?;
    disk::write(out, &write(&model).to_pretty())?;
    Ok(format!("{}: {}\n", out.display(), counts(&model)))
}

/// Reports what changes for users of the generated crate from one model to another, as text or as JSON.
///
/// # Errors
///
/// What the reader refuses, or a model that cannot be generated.
pub fn diff(old: &Path, new: &Path, json: bool) -> CommandResult {
    let model = |path: &Path| Generator::new(path).load().map(|loaded| loaded.model);
    let old = model(old)?;
    let new = model(new)?;
    let changes = compare(&old, &new)?;
    Ok(if json { to_json(&old, &new, &changes).to_pretty() } else { to_text(&changes) })
}

/// Moves `model/` to what AWS published, by botocore's source package: the newest, or a version that is given. Shows
/// the differences, and generates.
///
/// # Errors
///
/// The package cannot be fetched or read: nothing is written then. Or corrections or prose do not fit the new model: then
/// the model is written and nothing is generated, and the error says what to do.
pub fn update(version: Option<&str>) -> CommandResult {
    let published = Published::fetch(version)?;
    let new = published.model()?;
    let old = kept()?;
    let partitions = published.partitions()?;
    let mut changes = to_text(&compare(&old, &new)?);
    for difference in differences::between(&parsed(&disk::read(&root().join(PARTITIONS))?)?, &parsed(&partitions)?) {
        changes.push_str(&format!("{PARTITIONS}: {difference}\n"));
    }
    let mut report = keep(&new, Some(&partitions))?;
    report.push_str(&format!("from {} to {}\n\n{changes}\n", source(&old), source(&new)));
    match codegen::write() {
        Ok(generated) => Ok(report + &generated),
        Err(error) => Err(format!(
            "{report}The model is written, but nothing is generated: {error}\nfix model/sts.md or \
             model/sts.corrections.json, then run `cargo xtask codegen`"
        )
        .into()),
    }
}

/// Checks every fact in `model/` against the version of botocore that it is from.
///
/// # Errors
///
/// The package cannot be fetched or read, or facts differ; the error lists each with its place.
pub fn verify() -> CommandResult {
    let version = source(&kept()?);
    let pinned = version.strip_prefix("botocore ").ok_or_else(|| {
        format!("{FACTS} is from \"{version}\", which cannot be fetched: run `cargo xtask model update`")
    })?;
    let published = Published::fetch(Some(pinned))?;
    let sides = [(FACTS, write(&published.model()?)), (PARTITIONS, parsed(&published.partitions()?)?)];
    let mut found = Vec::new();
    for (path, expected) in &sides {
        let kept = parsed(&disk::read(&root().join(path))?)?;
        found.extend(
            differences::between(&kept, expected).into_iter().map(|difference| format!("{path}: {difference}")),
        );
    }
    if found.is_empty() {
        return Ok(format!("model/ is what {version} says\n"));
    }
    Err(format!("{}\n{} facts differ from {version}", found.join("\n"), found.len()).into())
}

fn parsed(text: &str) -> Result<JsonValue, String> {
    JsonValue::parse(text).map_err(|error| error.to_string())
}

/// The model that this project keeps.
fn kept() -> Result<Model, Box<dyn std::error::Error>> {
    Ok(Generator::new(root().join(FACTS)).load()?.model)
}

/// Writes the facts to `model/`.
fn keep(model: &Model, partitions: Option<&str>) -> CommandResult {
    let mut report = format!("{FACTS}: {}\n", counts(model));
    if let Some(partitions) = partitions {
        disk::write(&root().join(PARTITIONS), partitions)?;
        report.push_str(&format!("{PARTITIONS}\n"));
    }
    disk::write(&root().join(FACTS), &write(model).to_pretty())?;
    Ok(report)
}

fn counts(model: &Model) -> String {
    format!("{} operations, {} shapes", model.operations.len(), model.shapes.len())
}

/// Returns the origin of a model.
fn source(model: &Model) -> String {
    model.provenance.as_ref().map_or_else(|| "an unknown source".to_owned(), |provenance| provenance.version.clone())
}

/// Reads a published model, without prose.
fn load(files: &ModelFiles) -> Result<Model, Box<dyn std::error::Error>> {
    let mut generator = Generator::new(&files.model);
    if let Some(rules) = &files.endpoint_rules {
        generator = generator.endpoint_rules(rules);
    }
    if let Some(tests) = &files.endpoint_tests {
        generator = generator.endpoint_tests(tests);
    }
    facts(&generator, &files.model, &files.version)
}
