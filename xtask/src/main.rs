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
        ProjectCommand::Codegen(arguments) => match arguments.generated_crate.files() {
            Some((model, out)) => xtask::crates::run(&arguments.generated_crate, model, out),
            None => xtask::codegen::write(),
        },
        ProjectCommand::Conformance(arguments) => xtask::conformance::run(&arguments),
        ProjectCommand::Dependencies => xtask::dependencies::check(),
        ProjectCommand::Fuzz(arguments) => xtask::fuzz::run(&arguments),
        ProjectCommand::Interleavings => xtask::interleavings::run(),
        ProjectCommand::Interop(arguments) => xtask::interop::run(&arguments),
        ProjectCommand::Model(command) => run_model(command),
        ProjectCommand::Semver { revision } => xtask::semver::run(revision.as_deref()),
        ProjectCommand::Soak { seed } => xtask::soak::run(seed),
        ProjectCommand::Style { summary, paths } => xtask::style::run(&StyleOptions { root, paths, summary }),
        ProjectCommand::Wasm => xtask::wasm::run(),
    }
}

fn run_model(command: ModelCommand) -> CommandResult {
    match command {
        ModelCommand::Import { model, partitions } => xtask::model::import(&model, partitions.as_deref()),
        ModelCommand::Facts { model, out } => xtask::model::write_facts(&model, &out),
        ModelCommand::Diff { old, new, json } => xtask::model::diff(&old, &new, json),
        ModelCommand::Update { package, check: true } => xtask::model::check_for_update(&package),
        ModelCommand::Update { package, check: false } => xtask::model::update(&package),
        ModelCommand::Verify => xtask::model::verify(),
    }
}
