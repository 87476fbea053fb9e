//! Generates a part of each service and compiles it.

use std::collections::BTreeSet;
use std::path::Path;

use ::codegen::model::Model;
use ::codegen::{CrateWorkspace, disk};

use crate::arguments::own_runtime;
use crate::botocore::Package;
use crate::botocore::service::PublishedService;
use crate::workspace::{root, target};
use crate::{CommandResult, command, crates};

/// Operations of each service that are spread over its list, in addition to those with pages and waiters.
const SPREAD: usize = 6;
/// Operations with pages, and as many with waiters.
const SPECIAL: usize = 2;

/// Generates a crate with some operations of each service, as members of one workspace, and compiles all of them, with
/// features and without.
///
/// # Errors
///
/// A service cannot be generated: its error names the service. Or the code does not compile.
pub(super) fn check(package: &Package, services: &[PublishedService]) -> CommandResult {
    let folder = target().join("services");
    // What an earlier run checked does not belong to this one.
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| format!("cannot empty {}: {error}", folder.display()))?;
    }
    for service in services {
        let line = generate(package, service, &folder.join(&service.name))
            .map_err(|error| format!("{} cannot be generated: {error}", service.name))?;
        println!("{line}");
    }
    let members: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
    disk::write(
        &folder.join("Cargo.toml"),
        &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[workspace.package]\npublish = false\n"),
    )?;
    compile(&folder)?;
    Ok(format!("ok   {} services of botocore {} compile\n", services.len(), package.version()))
}

/// Writes the crate of a service. Returns what is in it.
fn generate(package: &Package, service: &PublishedService, out: &Path) -> CommandResult {
    let generator = crates::of_service(package, service)?.lenient();
    let model = generator.load()?.model;
    let operations = sample(&model);
    let generated = generator
        .operations(operations.iter().copied())
        .package(&service.name)
        .runtime(own_runtime())
        .workspace(CrateWorkspace::Member { package_keys: vec!["publish".to_owned()] })
        .generate()?;
    generated.write_crate(out)?;
    let warnings: String = generated.warnings().iter().map(|warning| format!("\n     {warning}")).collect();
    Ok(format!("{}: {} of {} operations{warnings}", service.name, operations.len(), model.operations.len()))
}

/// Returns the names of operations of every kind: the same for each run.
fn sample(model: &Model) -> BTreeSet<&str> {
    let all = || model.operations.iter();
    let pages = all().filter(|operation| operation.paginated.is_some()).take(SPECIAL);
    let waiters = all().filter(|operation| operation.waitable.is_some()).take(SPECIAL);
    let spread = all().step_by(model.operations.len().div_ceil(SPREAD).max(1));
    pages.chain(waiters).chain(spread).map(|operation| operation.name.as_str()).collect()
}

fn compile(folder: &Path) -> Result<(), String> {
    // The versions that this project is tested with.
    let lock = folder.join("Cargo.lock");
    std::fs::copy(root().join("Cargo.lock"), &lock)
        .map_err(|error| format!("cannot write {}: {error}", lock.display()))?;
    for features in [&[][..], &["--all-features"]] {
        let mut check = command::cargo();
        check.args(["check", "--quiet", "--workspace"]).args(features);
        check.arg("--manifest-path").arg(folder.join("Cargo.toml"));
        check.env("CARGO_TARGET_DIR", target().join("services-build")).env("CARGO_INCREMENTAL", "0");
        check.env("RUSTFLAGS", "-D warnings");
        command::run(
            &mut check,
            &format!(
                "The generator writes code that does not compile, or with a warning. It is in {}.",
                folder.display()
            ),
        )?;
    }
    Ok(())
}
