//! `cargo xtask release --dry-run`: everything about a publication that can be tried without one.
//!
//! The files that git tracks are copied, with the version of the release and without `publish = false`, and packaged. Each
//! package then has to compile from the packages of the others. Nothing is published.

mod archive;
mod contents;
mod decisions;
mod links;
mod lock;
mod manifest;
mod problem;
mod rehearsal;
mod tags;
mod verification;
mod version;

use std::fs;

use crate::arguments::{ReleaseArguments, ReleaseVersion};
use crate::command::{self, cargo};
use crate::workspace::{root, target};
use crate::{CommandResult, IncompleteCommand};
use archive::Archive;
use problem::ReleaseProblem;
use rehearsal::Rehearsal;

const ONLY_A_REHEARSAL: &str = "nothing was published: this command only rehearses, with --dry-run; publishing is done by \
                                hand, see \"Publish a release\" in CONTRIBUTING.md";

/// Rehearses a release, and reports all problems.
///
/// # Errors
///
/// Without `--dry-run`; if something cannot be read or written; and with a line for each problem that was found.
pub fn run(arguments: &ReleaseArguments) -> CommandResult {
    if !arguments.dry_run {
        return Err(ONLY_A_REHEARSAL.into());
    }
    let root = root();
    // Everything after this works offline. Nothing is downloaded that an earlier build on this platform has downloaded.
    let mut fetch = cargo();
    fetch.args(["fetch", "--quiet", "--locked", "--target", "host-tuple"]);
    command::run(&mut fetch, "It needs the network, once, and a current Cargo.lock.")?;
    let (version, other_heading) = version::of_release(&root, arguments.version)?;
    let work = target().join("release");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    let rehearsal = Rehearsal::prepare(&root, &work, version)?;
    let mut problems = Vec::from_iter(other_heading);
    problems.extend(links::of_pages(&root, &rehearsal.files)?);
    let mut report = format!("rehearsal of {version}\n");
    let unpacked = work.join("verification");
    match rehearsal.pack(&work, &unpacked) {
        Ok(archives) => {
            report.extend(archives.iter().map(|archive| format!("packaged   {}\n", archive.summary())));
            problems.extend(check(&archives, &rehearsal, version)?);
            problems.extend(verification::run(&unpacked, &archives, &rehearsal, version)?);
            report.push_str(&decisions::report(&archives));
        }
        Err(error) => problems.push(ReleaseProblem::at("packages").found(
            error,
            "Cargo packages each crate",
            "correct the manifest or the file that Cargo names",
        )),
    }
    match tags::breaking_changes(version)? {
        Ok(line) => report.push_str(&line),
        Err(problem) => problems.push(problem),
    }
    finish(report, &problems)
}

/// Checks what is in the packages.
fn check(archives: &[Archive], rehearsal: &Rehearsal, version: ReleaseVersion) -> Result<Vec<ReleaseProblem>, String> {
    let names: Vec<&str> = archives.iter().map(|archive| archive.name.as_str()).collect();
    let mut problems = Vec::new();
    for archive in archives {
        problems.extend(manifest::check(archive, &names, version));
        problems.extend(lock::check(archive, archives)?);
        problems.extend(contents::check(archive, &rehearsal.workspace)?);
        problems.extend(links::of_package(archive));
    }
    Ok(problems)
}

fn finish(report: String, problems: &[ReleaseProblem]) -> CommandResult {
    if problems.is_empty() {
        return Ok(format!(
            "{report}ok         versions, licenses, metadata, links, and each package from the others\n"
        ));
    }
    let lines: String = problems.iter().map(|problem| format!("\n  {problem}")).collect();
    Err(IncompleteCommand { report, failure: format!("the release has problems:{lines}") }.into())
}
