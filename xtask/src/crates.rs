//! `cargo xtask codegen --model FILE --out DIR`: a stand-alone crate for any service of the Query protocol.

mod progress;

use std::path::Path;

use ::codegen::Generator;

use crate::CommandResult;
use crate::arguments::{CrateArguments, own_runtime};
use progress::Progress;

/// Writes the crate of a model to a folder.
///
/// # Errors
///
/// What the generator refuses, and files that cannot be read or written. Nothing is written then.
pub fn run(arguments: &CrateArguments, model: &Path, out: &Path) -> CommandResult {
    let progress = Progress::start();
    let generator = generator(arguments, model).on_stage(move |stage| progress.at(stage));
    let generated = generator.generate()?;
    for file in generated.edited_files(out) {
        eprintln!("warning: {} was edited since it was generated; it is replaced", out.join(file).display());
    }
    let report = generated.write_crate(out)?;
    for copy in report.kept {
        eprintln!("warning: the edited file is kept as {}", copy.display());
    }
    if let Some(folder) = report.finished {
        eprintln!(
            "warning: an earlier run was interrupted and has been finished; what it replaced is in {}",
            folder.display()
        );
    }
    for warning in generated.warnings() {
        eprintln!("warning: {warning}");
    }
    Ok(format!(
        "{}: crate {}, {}, {}\n",
        out.display(),
        generated.package()?,
        count(generated.plan().operations.len(), "operation"),
        count(generated.crate_files()?.len(), "file")
    ))
}

fn generator(arguments: &CrateArguments, model: &Path) -> Generator {
    let runtime = arguments.runtime.clone().unwrap_or_else(own_runtime);
    let mut generator = Generator::new(model).runtime(runtime).documentation(arguments.docs.into());
    if !arguments.strict {
        generator = generator.lenient();
    }
    if let Some(names) = &arguments.operations {
        generator = generator.operations(names.iter().map(|name| name.trim()));
    }
    if let Some(name) = &arguments.name {
        generator = generator.package(name);
    }
    if let Some(file) = &arguments.endpoint_rules {
        generator = generator.endpoint_rules(file);
    }
    if let Some(file) = &arguments.partitions {
        generator = generator.partitions(file);
    }
    if let Some(file) = &arguments.paginators {
        generator = generator.paginators(file);
    }
    if let Some(file) = &arguments.waiters {
        generator = generator.waiters(file);
    }
    if let Some(file) = &arguments.corrections {
        generator = generator.corrections(file);
    }
    generator
}

/// A number with a noun: "1 file", "2 files".
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
