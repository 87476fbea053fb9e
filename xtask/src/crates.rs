//! `cargo xtask codegen --model FILE --out DIR`: a stand-alone crate for any service of the Query protocol.

mod arguments;
mod folder;
mod manifest;
mod options;
mod progress;
mod texts;

use ::codegen::correct::{correct, fill_gaps};
use ::codegen::model::Model;
use ::codegen::plan::ir::Crate;
use ::codegen::read::{Strictness, attach_endpoint_rules, attach_paginators, attach_waiters, read};
use ::codegen::tables::partitions;
use ::codegen::{File, plan, prose, render, select};

use crate::{Outcome, packed};

pub(crate) use manifest::features;
pub use options::{CrateOptions, Docs, Runtime};
use progress::Progress;

/// A crate that was written.
#[derive(Debug)]
pub struct Written {
    /// The name of its package.
    pub name: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many files were written.
    pub files: usize,
    /// What the model says and the crate leaves out, each with its place.
    pub warnings: Vec<String>,
}

/// The command as words of the command line.
///
/// # Errors
///
/// As [`write_crate`], and for words that are no options.
pub fn command(arguments: &[&str]) -> Outcome {
    let options = arguments::parse(arguments)?;
    let written = write_crate(&options)?;
    for warning in &written.warnings {
        eprintln!("warning: {warning}");
    }
    Ok(format!(
        "{}: crate {}, {}, {}\n",
        options.out.display(),
        written.name,
        count(written.operations, "operation"),
        count(written.files, "file")
    ))
}

/// A number with a noun: "1 file", "2 files".
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Writes a crate of its own: manifest, README, sources. It builds anywhere, given the runtime.
///
/// # Errors
///
/// What any stage of the generator refuses, files that cannot be read or written, and a folder that holds something
/// else. Nothing is written then.
pub fn write_crate(options: &CrateOptions) -> Result<Written, Box<dyn std::error::Error>> {
    folder::refuse_foreign(&options.out)?;
    let progress = Progress::start();
    progress.at("reading the model");
    let (model, mut warnings) = model(options)?;
    progress.at("planning types");
    let mut plan = plan::plan(&model)?;
    plan.own_partitions = options.partitions.is_some() && plan.endpoint.is_some();
    if options.partitions.is_some() && !plan.own_partitions {
        warnings.push("the partitions are left out: there are no endpoint rules that could use them".to_owned());
    }
    match plan.left_out.first() {
        Some(first) if options.strict => return Err(first.clone().into()),
        _ => warnings.extend(plan.left_out.iter().cloned()),
    }
    let name = options.package_name(&plan)?;
    progress.at("writing Rust");
    let files = files(&name, &plan, options)?;
    progress.at("writing files");
    folder::replace(&options.out, &files)?;
    Ok(Written { name, operations: plan.operations.len(), files: files.len(), warnings })
}

/// The model with what belongs to it, cut down to what was asked for.
fn model(options: &CrateOptions) -> Result<(Model, Vec<String>), Box<dyn std::error::Error>> {
    let strictness = if options.strict { Strictness::Strict } else { Strictness::Lenient };
    let text = packed::read(&options.model)?;
    let reading = read(&text, strictness).map_err(|error| format!("{}: {error}", options.model.display()))?;
    let mut model = fill_gaps(reading.model)?;
    if let Some(path) = &options.endpoint_rules {
        attach_endpoint_rules(&mut model, &packed::read(path)?)?;
    }
    if let Some(path) = &options.paginators {
        attach_paginators(&mut model, &packed::read(path)?)?;
    }
    if let Some(path) = &options.waiters {
        attach_waiters(&mut model, &packed::read(path)?)?;
    }
    if let Some(path) = &options.corrections {
        model = correct(model, &packed::read(path)?)?;
    }
    if let Some(operations) = &options.operations {
        model = select::select(model, operations)?;
    }
    let model = match options.docs {
        Docs::Facts => model.without_documentation(),
        Docs::Model => prose::translated(model),
    };
    Ok((model, reading.warnings))
}

fn files(name: &str, plan: &Crate, options: &CrateOptions) -> Result<Vec<File>, Box<dyn std::error::Error>> {
    let mut files = vec![
        File { path: "Cargo.toml".to_owned(), text: manifest::manifest(name, plan, &options.runtime)? },
        File { path: "README.md".to_owned(), text: texts::readme(name, plan) },
        File { path: "src/lib.rs".to_owned(), text: texts::root(name, plan) },
    ];
    if let Some(path) = options.partitions.as_deref().filter(|_| plan.own_partitions) {
        let text = partitions::crate_table(&packed::read(path)?, &plan.service.title)?;
        files.push(File { path: "src/generated/partitions.rs".to_owned(), text });
    }
    let generated = render::render(plan, "generated")?;
    files.extend(generated.into_iter().map(|file| File { path: format!("src/{}", file.path), ..file }));
    Ok(files)
}
