//! The commands of this project: `cargo xtask COMMAND`.

use std::process::ExitCode;

use clap::Parser;
use xtask::arguments::{Arguments, ModelCommand, ProjectCommand};
use xtask::bench::BenchExtent;
use xtask::style::StyleOptions;
use xtask::{CommandResult, IncompleteCommand, workspace};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.command) {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            if let Some(incomplete) = error.downcast_ref::<IncompleteCommand>() {
                print!("{}", incomplete.report);
            }
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: ProjectCommand) -> CommandResult {
    let root = workspace::find()?;
    match command {
        ProjectCommand::Acceptance { recorded } => xtask::acceptance::run(recorded.as_deref()),
        ProjectCommand::Advisories => xtask::dependencies::advisories(),
        ProjectCommand::Bench { readme: true, .. } => xtask::bench::readme(),
        ProjectCommand::Bench { part, quick, .. } => {
            let extent = if quick { BenchExtent::Quick } else { BenchExtent::Full };
            xtask::bench::run(part, extent)
        }
        ProjectCommand::Codegen(arguments) if arguments.check => xtask::codegen::check(),
        ProjectCommand::Codegen(arguments) => match &arguments.generated_crate.out {
            Some(out) => xtask::crates::run(&arguments.generated_crate, out),
            None => xtask::codegen::write(),
        },
        ProjectCommand::Conformance(arguments) => xtask::conformance::run(&arguments),
        ProjectCommand::Dependencies => xtask::dependencies::check(),
        ProjectCommand::FirstSteps => xtask::first_steps::run(),
        ProjectCommand::Fuzz(arguments) => xtask::fuzz::run(&arguments),
        ProjectCommand::Interleavings => xtask::interleavings::run(),
        ProjectCommand::Interop(arguments) => xtask::interop::run(&arguments),
        ProjectCommand::Model(command) => run_model(command),
        ProjectCommand::PackageLocal(arguments) => xtask::package_local::run(&arguments),
        ProjectCommand::Page => xtask::page::run(),
        ProjectCommand::Release(arguments) => xtask::release::run(&arguments),
        ProjectCommand::Semver { revision } => xtask::semver::run(revision.as_deref()),
        ProjectCommand::Services(arguments) => xtask::services::run(&arguments),
        ProjectCommand::Soak { seed } => xtask::soak::run(seed),
        ProjectCommand::Style { summary, paths } => xtask::style::run(&StyleOptions { root, paths, summary }),
        ProjectCommand::Wasm => xtask::wasm::run(),
    }
}

fn run_model(command: ModelCommand) -> CommandResult {
    match command {
        ModelCommand::Import { model, partitions } => xtask::model::import(&model, partitions.as_deref()),
        ModelCommand::Facts(arguments) => xtask::model::write_facts(&arguments),
        ModelCommand::Diff { old, new, json } => xtask::model::diff(&old, &new, json),
        ModelCommand::Update { from, check: true } => xtask::model::check_for_update(from.as_ref()),
        ModelCommand::Update { from, check: false } => xtask::model::update(from.as_ref()),
        ModelCommand::Verify => xtask::model::verify(),
    }
}
