//! `cargo xtask model`: from AWS's own files to the facts that this project keeps.

mod arguments;
mod differences;
mod published;

use std::path::Path;

use ::codegen::diff::{diff as compare, to_json, to_text};
use ::codegen::json::Json;
use ::codegen::model::Model;
use ::codegen::tables::partitions;
use ::codegen::write::write;
use ::codegen::{Generator, disk};

use crate::{Outcome, codegen, root};

use arguments::Arguments;
use published::{Published, facts};

/// The facts, below the root of the workspace.
const FACTS: &str = "model/sts.json";
/// The partitions, below the root of the workspace.
const PARTITIONS: &str = "model/partitions.json";

/// Makes `model/sts.json`, and `model/partitions.json` if a file for it is given.
///
/// # Errors
///
/// What the reader refuses. Nothing is written then.
pub fn import(arguments: &[&str]) -> Outcome {
    let options = ["partitions", "endpoint-rules", "endpoint-tests", "version"];
    let arguments = Arguments::parse(arguments, &options, &[])?;
    let model = model_of(&arguments)?;
    let partitions = match arguments.path("partitions") {
        Some(path) => Some(partitions::import(&disk::read(&path)?)?),
        None => None,
    };
    keep(&model, partitions.as_deref())
}

/// Writes the facts of a model to a file of the caller's choice.
///
/// # Errors
///
/// What the reader refuses.
pub fn keep_facts(arguments: &[&str]) -> Outcome {
    let arguments = Arguments::parse(arguments, &["endpoint-rules", "endpoint-tests", "version", "out"], &[])?;
    let out = arguments.path("out").ok_or("where to? give --out FILE")?;
    let model = model_of(&arguments)?;
    disk::write(&out, &write(&model).to_pretty())?;
    Ok(format!("{}: {}\n", out.display(), counts(&model)))
}

/// What changes for users of the generated crate from one model to another.
///
/// # Errors
///
/// What the reader refuses, or a model that cannot be generated.
pub fn diff(arguments: &[&str]) -> Outcome {
    let arguments = Arguments::parse(arguments, &[], &["json"])?;
    let [old, new] = arguments.files.as_slice() else {
        return Err("which models? give the paths of two: the old one, then the new one".into());
    };
    let model = |path: &str| Generator::new(path).load().map(|loaded| loaded.model);
    let (old, new) = (model(old)?, model(new)?);
    let changes = compare(&old, &new)?;
    Ok(if arguments.has("json") { to_json(&old, &new, &changes).to_pretty() } else { to_text(&changes) })
}

/// Moves `model/` to what AWS published, by botocore's source package: the newest, or a version that is given. Shows
/// the differences, and generates.
///
/// # Errors
///
/// The package cannot be had or read: nothing is written then. Or generating stops, because corrections or prose do not
/// fit the new model: the model is written, and the error says what to do.
pub fn update(arguments: &[&str]) -> Outcome {
    let arguments = Arguments::parse(arguments, &["version"], &[])?;
    if let [file, ..] = arguments.files.as_slice() {
        return Err(format!("{file} is too much: the model comes from the package of botocore").into());
    }
    let published = Published::fetch(arguments.value("version"))?;
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
            "{report}The model is written, but nothing is generated: {error}\nmend model/sts.md or \
             model/sts.corrections.json, then run `cargo xtask codegen`"
        )
        .into()),
    }
}

/// Holds `model/` against the version of botocore that it says it is from, fact by fact.
///
/// # Errors
///
/// The package cannot be had or read; or every fact that differs, with its place.
pub fn verify(arguments: &[&str]) -> Outcome {
    Arguments::parse(arguments, &[], &[])?;
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

fn parsed(text: &str) -> Result<Json, String> {
    Json::parse(text).map_err(|error| error.to_string())
}

/// The model that this project keeps.
fn kept() -> Result<Model, Box<dyn std::error::Error>> {
    Ok(Generator::new(root().join(FACTS)).load()?.model)
}

/// Writes the facts to `model/`.
fn keep(model: &Model, partitions: Option<&str>) -> Outcome {
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

/// Where a model came from.
fn source(model: &Model) -> String {
    model.provenance.as_ref().map_or_else(|| "nobody knows where".to_owned(), |provenance| provenance.version.clone())
}

/// The model that the words of a command name, without prose.
fn model_of(arguments: &Arguments<'_>) -> Result<Model, Box<dyn std::error::Error>> {
    let [file] = arguments.files.as_slice() else { return Err("which file? give the path of one model".into()) };
    let mut generator = Generator::new(*file);
    if let Some(rules) = arguments.path("endpoint-rules") {
        generator = generator.endpoint_rules(rules);
    }
    if let Some(tests) = arguments.path("endpoint-tests") {
        generator = generator.endpoint_tests(tests);
    }
    facts(&generator, Path::new(file), arguments.value("version").unwrap_or("not told"))
}
