//! `cargo xtask codegen --service NAME --out DIR`, or `--model FILE`: a crate for any service of the Query protocol.

mod membership;
mod progress;

use std::path::Path;

use ::codegen::{CrateWorkspace, Error, Generated, Generator, Stage};

use crate::CommandResult;
use crate::arguments::{CrateArguments, WorkspaceChoice, own_runtime};
use crate::botocore::Package;
use crate::botocore::service::{self, PublishedService};
use crate::workspace::root;
use membership::Membership;
use progress::Progress;

/// Writes the crate of a model to a folder.
///
/// # Errors
///
/// A package that cannot be fetched, a service that it does not have, what the generator refuses, and files that cannot be
/// read or written. Nothing is written then.
pub fn run(arguments: &CrateArguments, out: &Path) -> CommandResult {
    let membership = match arguments.workspace {
        WorkspaceChoice::None => None,
        WorkspaceChoice::Member => Some(Membership::of(out)?),
    };
    let (origin, generator) = source(arguments)?;
    let mut generator = with_options(arguments, generator);
    let runtime = arguments.runtime.clone().unwrap_or_else(own_runtime);
    generator = match &membership {
        None => generator.runtime(runtime),
        Some(membership) => generator
            .runtime(membership.runtime(runtime))
            .workspace(CrateWorkspace::Member { package_keys: membership.package_keys.clone() }),
    };
    let progress = Progress::start();
    let generated = generator.on_stage(move |stage| progress.at(stage)).generate();
    let generated = generated.map_err(|error| explained(arguments, error))?;
    write(&generated, out)?;
    if let Some(remedy) = membership.and_then(|membership| membership.remedy()) {
        eprintln!("warning: {remedy}");
    }
    let companions = generated.companions().iter();
    let companions: String =
        companions.map(|companion| format!("  {} from {}\n", companion.kind, companion.path.display())).collect();
    Ok(format!(
        "{}: crate {}, {}, {}\n  model from {origin}\n{companions}",
        out.display(),
        generated.package()?,
        count(generated.plan().operations.len(), "operation"),
        count(generated.crate_files()?.len(), "file")
    ))
}

/// Returns a generator for the model that is asked for, and where the model is from.
fn source(arguments: &CrateArguments) -> Result<(String, Generator), Box<dyn std::error::Error>> {
    if let Some(model) = &arguments.model {
        return Ok((model.display().to_string(), Generator::new(model).companions()));
    }
    let name = arguments.service.as_deref().ok_or("give a service or a model: --service NAME, or --model FILE")?;
    let (package, service) = service::open(name, arguments.from.as_ref())?;
    let origin = format!("botocore {}, {}", package.version(), service.model.display());
    Ok((origin, of_service(&package, &service)?))
}

/// Returns a generator for a service of a package, with the corrections that this project has for the service.
pub(crate) fn of_service(package: &Package, service: &PublishedService) -> Result<Generator, Error> {
    let generator = service::generator(package, service)?;
    let corrections = root().join(format!("model/{}.corrections.json", service.name));
    Ok(if corrections.is_file() { generator.corrections(corrections) } else { generator })
}

/// Adds what a user reads about a service where the names of its operations are.
fn explained(arguments: &CrateArguments, error: Error) -> String {
    match &arguments.service {
        Some(name) if error.stage() == Stage::Select => {
            format!("{error} (`cargo xtask services {name}` lists its operations)")
        }
        _ => error.to_string(),
    }
}

/// Writes the crate, and warns of everything that a user may not expect.
fn write(generated: &Generated, out: &Path) -> Result<(), Error> {
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
    Ok(())
}

fn with_options(arguments: &CrateArguments, generator: Generator) -> Generator {
    let mut generator = generator.documentation(arguments.docs.into());
    if !arguments.strict {
        generator = generator.lenient();
    }
    if let Some(names) = &arguments.operations {
        generator = generator.operations(names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()));
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
