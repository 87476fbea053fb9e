//! `cargo xtask model`: from AWS's own files to the facts that this project keeps.

mod differences;
mod follow_up;
mod published;

use std::path::{Path, PathBuf};

use ::codegen::correct::add_placeholders;
use ::codegen::diff::{diff as compare, to_json, to_text};
use ::codegen::json::JsonValue;
use ::codegen::model::Model;
use ::codegen::tables::partitions;
use ::codegen::write::write;
use ::codegen::{Generator, disk};

use crate::arguments::{FactsArguments, ModelFiles, PackageSource};
use crate::botocore::{service, with_provenance};
use crate::workspace::{root, target};
use crate::{CommandResult, IncompleteCommand, codegen};

use follow_up::Sources;
use published::Published;

/// The facts, below the root of the workspace.
const FACTS: &str = "model/sts.json";
/// The partitions, below the root of the workspace.
const PARTITIONS: &str = "model/partitions.json";
/// The documentation, below the root of the workspace.
const PROSE: &str = "model/sts.md";
/// The file with AWS's own descriptions of what is new, below the folder for what commands leave behind.
const DESCRIPTIONS: &str = "published.md";

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

/// Writes the facts of a model, or of some of its operations, to a file.
///
/// # Errors
///
/// A package that cannot be fetched, and what the reader refuses.
pub fn write_facts(arguments: &FactsArguments) -> CommandResult {
    let generator = match (&arguments.model, &arguments.service) {
        (Some(model), _) => {
            let parts = [&arguments.endpoint_rules, &arguments.endpoint_tests];
            with_provenance(generator(model, parts), model, &arguments.version)?
        }
        (None, Some(name)) => {
            let (package, service) = service::open(name, arguments.from.as_ref())?;
            service::generator(&package, &service)?
        }
        (None, None) => return Err("give a model, or a service with --service NAME".into()),
    };
    let generator = match &arguments.operations {
        Some(names) => generator.operations(names.iter().map(|name| name.trim())),
        None => generator,
    };
    let model = generator.load()?.model;
    disk::write(&arguments.out, &write(&model).to_pretty())?;
    Ok(format!("{}: {}\n", arguments.out.display(), counts(&model)))
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

/// Moves `model/` to what AWS published, by a package of botocore: the newest, or one that is given. Shows the
/// differences, lists what deserves a look in hand-written code, adds placeholders to the prose, and generates.
///
/// # Errors
///
/// The package cannot be fetched or read: nothing is written then. If a later step fails, the error is an
/// [`IncompleteCommand`] with the whole report, because the differences cannot be found again once the model is written:
/// corrections or prose do not fit the new model, or a file cannot be written. The failure says what to do.
pub fn update(package: Option<&PackageSource>) -> CommandResult {
    let published = Published::open(package.unwrap_or(&PackageSource::Newest))?;
    let new = published.model()?;
    let old = kept()?;
    let partitions = published.partitions()?;
    let changes = compare(&old, &new)?;
    let mut report = format!("from {} to {}\n\n{}", source(&old), source(&new), to_text(&changes));
    for difference in partition_differences(&partitions)? {
        report.push_str(&format!("{difference}\n"));
    }
    report.push('\n');
    let follow_ups = follow_up::list(&old, &new, &changes, &Sources::read(&root())?);
    if !follow_ups.is_empty() {
        report.push_str(&format!("Deserves a look:\n\n  {}\n\n", follow_ups.join("\n  ")));
    }
    match adopt(&published, &new, &partitions, &mut report) {
        Ok(()) => Ok(report),
        Err(failure) => Err(IncompleteCommand { report, failure }.into()),
    }
}

/// Writes the model and the prose, and generates. Adds each step to the report. The error is what failed, with the remedy.
fn adopt(published: &Published, model: &Model, partitions: &str, report: &mut String) -> Result<(), String> {
    const REMEDY: &str = "fix model/sts.md or model/sts.corrections.json, then run `cargo xtask codegen`";
    report.push_str(&keep(model, Some(partitions)).map_err(|error| format!("the model is not written: {error}"))?);
    let added = add_prose(model).map_err(|error| {
        format!(
            "the model is written, but {PROSE} has no placeholders for what is new, and nothing is generated: {error}\nfix \
             {PROSE}, then run `cargo xtask model update` again"
        )
    })?;
    let described = describe(published, &added, report);
    match codegen::write() {
        Ok(generated) => report.push_str(&generated),
        Err(error) => {
            let failure = format!("the model is written, but nothing is generated: {error}\n{REMEDY}");
            return Err(described.err().map_or_else(|| failure.clone(), |earlier| format!("{earlier}\n{failure}")));
        }
    }
    described
}

/// Adds placeholders to the prose for what the model has and the prose does not describe. Returns their names.
fn add_prose(model: &Model) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let path = root().join(PROSE);
    let (prose, added) = add_placeholders(model, &disk::read(&path)?)?;
    if !added.is_empty() {
        disk::write(&path, &prose)?;
    }
    Ok(added)
}

/// Writes what AWS says about new parts of the model to a file that is not part of the project.
fn describe(published: &Published, added: &[String], report: &mut String) -> Result<(), String> {
    if added.is_empty() {
        return Ok(());
    }
    let file = target().join(DESCRIPTIONS);
    let descriptions = published.descriptions(added);
    let written = descriptions.and_then(|text| Ok(disk::write(&file, &text)?));
    let about = match &written {
        Ok(()) => format!("AWS's are in {}", file.display()),
        Err(_) => "AWS's are missing, see the error".to_owned(),
    };
    report.push_str(&format!("To describe in {PROSE}, in words of our own ({about}):\n\n  {}\n\n", added.join("\n  ")));
    written.map_err(|error| format!("AWS's descriptions are not written: {error}"))
}

/// Checks whether AWS has published other facts than those in `model/`, in a newer version of botocore. Writes nothing.
///
/// # Errors
///
/// The package cannot be fetched or read, or has other facts; the error shows what changes for users, and each fact.
pub fn check_for_update(package: Option<&PackageSource>) -> CommandResult {
    let published = Published::open(package.unwrap_or(&PackageSource::Newest))?;
    let old = kept()?;
    let kept_version = source(&old);
    let kept_version = kept_version.strip_prefix("botocore ").unwrap_or(&kept_version);
    if !is_newer(published.version(), kept_version) {
        return Ok(format!("model/ is from {kept_version}, and botocore {} is not newer\n", published.version()));
    }
    let mut new = published.model()?;
    let changes = to_text(&compare(&old, &new)?);
    new.provenance.clone_from(&old.provenance);
    let mut found: Vec<String> = differences::between(&write(&old), &write(&new))
        .into_iter()
        .map(|difference| format!("{FACTS}: {difference}"))
        .collect();
    found.extend(partition_differences(&published.partitions()?)?);
    if found.is_empty() {
        return Ok(format!(
            "botocore {} has the facts of model/, which are from {kept_version}\n",
            published.version()
        ));
    }
    let facts = found.join("\n");
    Err(format!(
        "{changes}\n{facts}\nbotocore {} has newer facts than model/, which are from {kept_version}: run \
         `cargo xtask model update`",
        published.version()
    )
    .into())
}

/// Returns true if a version comes after another, or if one of them is not a list of numbers.
fn is_newer(version: &str, than: &str) -> bool {
    let numbers = |text: &str| text.split('.').map(|part| part.parse::<u64>().ok()).collect::<Option<Vec<_>>>();
    match (numbers(version), numbers(than)) {
        (Some(version), Some(than)) => version > than,
        _ => true,
    }
}

/// Returns where published partitions differ from those in `model/`.
fn partition_differences(published: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let kept = parsed(&disk::read(&root().join(PARTITIONS))?)?;
    let found = differences::between(&kept, &parsed(published)?);
    Ok(found.into_iter().map(|difference| format!("{PARTITIONS}: {difference}")).collect())
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
    let published = Published::open(&PackageSource::Version(pinned.to_owned()))?;
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
    let generator = generator(&files.model, [&files.endpoint_rules, &files.endpoint_tests]);
    Ok(with_provenance(generator, &files.model, &files.version)?.load()?.model)
}

fn generator(model: &Path, [rules, tests]: [&Option<PathBuf>; 2]) -> Generator {
    let mut generator = Generator::new(model);
    if let Some(rules) = rules {
        generator = generator.endpoint_rules(rules);
    }
    if let Some(tests) = tests {
        generator = generator.endpoint_tests(tests);
    }
    generator
}
