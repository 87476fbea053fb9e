//! The command line: which commands there are, and what each of them takes.

mod crates;
mod package;
mod release;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};

pub use crates::{CrateArguments, DocsSource, WorkspaceChoice, own_runtime};
pub use package::PackageSource;
pub use release::{ReleaseArguments, ReleaseVersion};

/// Development commands of this project.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Arguments {
    /// The command.
    #[command(subcommand)]
    pub command: ProjectCommand,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum ProjectCommand {
    /// Runs everything that shows a row of tests/ACCEPTANCE.md, and reports which rows hold.
    ///
    /// Fails if a row does not hold.
    Acceptance {
        /// Folder with the output of earlier steps as NAME.log; these steps do not run again.
        #[arg(long, value_name = "FOLDER")]
        recorded: Option<PathBuf>,
    },
    /// Checks dependencies against the RustSec advisory database.
    ///
    /// Reports SKIPPED, and why, if the database cannot be reached.
    Advisories,
    /// Measures the cost of a call, a start and a build, and compares it with other clients.
    ///
    /// Measures everything twice, also the generator, the crate of a large service, and the embedded STS. Prints the
    /// figures, and saves and draws them in tests/bench/. Needs Linux, valgrind, strip, GNU time, and Python with the
    /// network while moto has to be installed.
    Bench {
        /// Measures once, without cold builds, and curves at fewer points.
        #[arg(long)]
        quick: bool,
        /// Measures nothing, and writes the README's table from the saved figures.
        #[arg(long, exclusive = true)]
        readme: bool,
        /// The part to measure; the default is everything. The saved figures of other parts stay.
        part: Option<BenchPart>,
    },
    /// Generates the code of this project from model/, or a crate for EC2 or any service of the Query protocol.
    ///
    /// Without options, writes sts/src/api.rs, sts/src/api/ and the runtime's tables (partitions, Unicode). With --service
    /// or --model, writes a crate of its own instead.
    Codegen(CodegenArguments),
    /// Generates the crate of any model and checks it against conformance cases.
    ///
    /// Builds the harness of tests/harness/ with the crate and prints a line per kind of case, with the first failures of
    /// each. Fails if a case fails. tests/README.md describes case files.
    Conformance(ConformanceArguments),
    /// Checks licenses, bans and sources of dependencies against deny.toml, and what the lean transports depend on.
    ///
    /// Installs cargo-deny if necessary.
    Dependencies,
    /// Types what the README says into a fresh clone and a new project beside it.
    ///
    /// Takes the commands, the manifest and the program from the README, and what is committed for the clone. Also runs all
    /// tests, since the README does. Needs git, and Python with the network while the AWS CLI has to be installed.
    FirstSteps,
    /// Runs every fuzz target of tests/fuzz/ for some time or for some inputs, with little memory.
    ///
    /// Works with a stable compiler. Installs cargo-fuzz if necessary.
    Fuzz(FuzzArguments),
    /// Runs the tests of the cell behind refreshing credentials in every order of threads (loom).
    Interleavings,
    /// Checks this project against other people's clients and servers.
    ///
    /// These are moto, botocore, the AWS CLI, and AWS's SDKs for Rust and JavaScript. Without names of peers, also runs the
    /// programs of the tour that use AWS's SDK or axum. Needs Python 3.10 or newer, Node.js with npm, and the network while
    /// something has to be installed.
    Interop(InteropArguments),
    /// Imports, compares and updates service models.
    #[command(subcommand)]
    Model(ModelCommand),
    /// Packs sts-local with its helpers for pytest and Node.js: a wheel and an npm package.
    ///
    /// The packages are for the platform that builds them. Needs Python 3.10 or newer, Node.js with npm, and the network while
    /// something has to be installed.
    PackageLocal(PackageLocalArguments),
    /// Tests the page of the embedded STS in a headless Chromium.
    ///
    /// Takes pictures of it in target/xtask/page/. Needs Chromium, Node.js with npm, and the network while packages have to
    /// be installed. Reports SKIPPED, and why, without Chromium or Node.js. CHROMIUM names another browser.
    Page,
    /// Rehearses a release: packages the crates, and compiles each from the packages of the others.
    ///
    /// Works on a copy of the files that git tracks, in target/xtask/release/. Checks versions, licenses, metadata, links and
    /// the contents of packages, compares the public API with the last tag (or reports SKIPPED, and why), and lists every
    /// problem. Needs git, tar, and the network while dependencies have to be downloaded.
    Release(ReleaseArguments),
    /// Lists changes that break users since a revision, and fails unless CHANGELOG.md names them under "Breaking".
    ///
    /// Installs cargo-semver-checks if necessary.
    Semver {
        /// Revision to compare with; the default is the last tag, or the parent commit if there is no tag.
        revision: Option<String>,
    },
    /// Lists the services that can be generated from the models that AWS publishes in botocore.
    ///
    /// A service is listed if the Query protocol, or the variant of it that EC2 has, is among its protocols.
    Services(ServicesArguments),
    /// Simulates ten hours of faults, clock changes and suspends for 32 tasks.
    Soak {
        /// Seed of the simulation, to repeat it; the default is a new one.
        seed: Option<u64>,
    },
    /// Finds phrases that this project does not use.
    ///
    /// Reads comments, documentation, string literals, names of tests and Markdown. xtask/style.txt lists the phrases.
    Style {
        /// Counts the findings of each file instead of listing them.
        #[arg(long)]
        summary: bool,
        /// Files and folders to look at; the default is everything.
        paths: Vec<PathBuf>,
    },
    /// Compiles sts for WebAssembly, and runs it in Node.js against the embedded STS.
    ///
    /// Adds the target wasm32-unknown-unknown with rustup if necessary. Reports SKIPPED, and why, if it cannot be added, or if
    /// there is no Node.js.
    Wasm,
}

/// Parts of the benchmark, in the order of their figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BenchPart {
    /// Calls, processes and builds with this project and with other clients.
    Clients,
    /// The growth of the cost of a call with its input and with concurrent calls.
    Curves,
    /// The generator.
    Generator,
    /// The crate of a large service.
    Service,
    /// The crate of all of EC2, the largest service.
    Ec2,
    /// The embedded STS, compared with moto.
    Embedded,
}

/// Options of `cargo xtask codegen`.
#[derive(Debug, Args)]
pub struct CodegenArguments {
    /// Writes nothing, and fails if a file is stale, missing or not generated.
    #[arg(long, conflicts_with = "source")]
    pub check: bool,
    /// The crate to generate.
    #[command(flatten)]
    pub generated_crate: CrateArguments,
}

/// A model, and cases to check its crate against.
#[derive(Debug, Args)]
pub struct ConformanceArguments {
    /// Model of the service. Paginators, waiters, endpoint rules and corrections beside it are used.
    #[arg(long, value_name = "FILE")]
    pub model: PathBuf,
    /// Files with cases.
    #[arg(long, value_name = "FILE", required = true)]
    pub cases: Vec<PathBuf>,
    /// Operations to check: names, or @FILE with one name in each line. The default is all of them.
    #[arg(long, value_name = "NAME,…|@FILE", value_delimiter = ',')]
    pub operations: Option<Vec<String>>,
    /// Largest number of operations in one crate. A larger model is checked in several, one after the other.
    #[arg(long, value_name = "NUMBER", default_value = "150", value_parser = parse_shard)]
    pub shard: usize,
}

/// The extent of fuzzing.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("extent").required(true)))]
pub struct FuzzArguments {
    /// Seconds for each target.
    #[arg(group = "extent", value_parser = clap::value_parser!(u32).range(1..))]
    pub seconds: Option<u32>,
    /// Inputs for each target.
    #[arg(long, group = "extent", value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub runs: Option<u32>,
    /// Compiles this number of crates instead, generated from small models that are changed at random.
    #[arg(long, group = "extent", value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub crates: Option<u32>,
    /// Seed of the changes, to repeat a run with `--crates`. It is printed.
    #[arg(long, value_name = "NUMBER", requires = "crates")]
    pub seed: Option<u64>,
    /// Targets to drive; the default is all of them.
    #[arg(long = "target", value_name = "TARGET", conflicts_with = "crates")]
    pub targets: Vec<String>,
}

/// Services among those that AWS publishes.
#[derive(Debug, Args)]
pub struct ServicesArguments {
    /// Package of botocore; the default is the version that model/ is from.
    ///
    /// A wheel or source package, the folder of an unpacked one, a version, or `newest`. Versions are fetched with pip, which
    /// needs Python 3 and, once, the network.
    #[arg(long, value_name = "FILE|FOLDER|VERSION", value_parser = PackageSource::parse)]
    pub from: Option<PackageSource>,
    /// Generates a crate with some operations of each service, and compiles all of them.
    ///
    /// Without --from, also compares what the README says about the services with the package.
    #[arg(long)]
    pub check: bool,
    /// Services whose operations are listed, or that are checked; the default is all of them.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
}

/// The peers to check against.
#[derive(Debug, Args)]
pub struct InteropArguments {
    /// Lists the peers, and which checks are skipped.
    #[arg(long, exclusive = true)]
    pub list: bool,
    /// Seed of the random requests, to repeat a failure.
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Peers to check against; the default is all of them.
    #[arg(value_name = "PEER")]
    pub peers: Vec<String>,
}

/// The packages to make.
#[derive(Debug, Args)]
pub struct PackageLocalArguments {
    /// Packs a program that is not optimized, which takes less time to build.
    #[arg(long)]
    pub debug: bool,
    /// Also installs both packages into empty environments, and runs the tests of the helpers and the examples there.
    ///
    /// The examples have mistakes that AWS refuses: their tests have to pass with moto, and to fail with sts-local and the
    /// reason. Reports SKIPPED, and why, if other packages that the tests need cannot be installed.
    #[arg(long)]
    pub check: bool,
    /// Folder for the packages; the default is target/xtask/package-local/packages. Older ones in it are removed.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}

/// The commands about models.
#[derive(Debug, Subcommand)]
pub enum ModelCommand {
    /// Writes model/sts.json, and model/partitions.json, from files that AWS publishes.
    ///
    /// Keeps the facts, without the prose. Accepts both forms of models; API-2 has endpoint rules and tests in files of
    /// their own.
    Import {
        /// The model.
        #[command(flatten)]
        model: ModelFiles,
        /// AWS's partitions.
        #[arg(long, value_name = "FILE")]
        partitions: Option<PathBuf>,
    },
    /// Writes the facts of any model, or of a part of it, without the prose.
    Facts(FactsArguments),
    /// Reports what changes for users of the generated crate between two models.
    ///
    /// Says which changes break users, and the version that follows. Accepts both forms of models.
    Diff {
        /// The older model.
        old: PathBuf,
        /// The newer model.
        new: PathBuf,
        /// Prints JSON, in the form that codegen::diff::to_json documents.
        #[arg(long)]
        json: bool,
    },
    /// Updates model/ to what AWS publishes in botocore, reports the differences, and generates.
    ///
    /// Adds entries with a placeholder to model/sts.md for what has to be described, and lists what deserves a look in sts
    /// and sts-local. Needs Python 3 with pip, tar, and the network.
    Update {
        /// Package of botocore: a source package, the folder of an unpacked one, or a version; the default is `newest`.
        #[arg(long, value_name = "FILE|FOLDER|VERSION", value_parser = PackageSource::parse)]
        from: Option<PackageSource>,
        /// Writes nothing, and fails with the differences if the package has newer facts than model/.
        #[arg(long)]
        check: bool,
    },
    /// Checks every fact in model/ against the version of botocore that it is from.
    ///
    /// Needs Python 3 with pip, tar, and the network.
    Verify,
}

/// The facts of a model, or of a part of it.
#[derive(Debug, Args)]
pub struct FactsArguments {
    /// Model of the service.
    #[arg(value_name = "FILE", required_unless_present = "service")]
    pub model: Option<PathBuf>,
    /// Endpoint rule set, for a model that has none.
    #[arg(long, value_name = "FILE", requires = "model")]
    pub endpoint_rules: Option<PathBuf>,
    /// Endpoint tests, for a model that has none.
    #[arg(long, value_name = "FILE", requires = "model")]
    pub endpoint_tests: Option<PathBuf>,
    /// Version to note as the origin of the facts.
    #[arg(long, value_name = "TEXT", default_value = "unknown", requires = "model")]
    pub version: String,
    /// Service of which AWS's published model is taken, by a name that `cargo xtask services` lists.
    #[arg(long, value_name = "NAME", conflicts_with = "model")]
    pub service: Option<String>,
    /// Package of botocore that the service is taken from; the default is the version that model/ is from.
    #[arg(long, value_name = "FILE|FOLDER|VERSION", value_parser = PackageSource::parse, requires = "service",
        conflicts_with = "model")]
    pub from: Option<PackageSource>,
    /// Operations to keep, with everything they need.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub operations: Option<Vec<String>>,
    /// File to write.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// A model that AWS published, with the files that belong to it.
#[derive(Debug, Args)]
pub struct ModelFiles {
    /// Model of the service.
    #[arg(value_name = "FILE")]
    pub model: PathBuf,
    /// Endpoint rule set, for a model that has none.
    #[arg(long, value_name = "FILE")]
    pub endpoint_rules: Option<PathBuf>,
    /// Endpoint tests, for a model that has none.
    #[arg(long, value_name = "FILE")]
    pub endpoint_tests: Option<PathBuf>,
    /// Version to note as the origin of the facts.
    #[arg(long, value_name = "TEXT", default_value = "unknown")]
    pub version: String,
}

/// Reads the number of operations in a crate.
fn parse_shard(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "must be a positive number".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(words: &[&str]) -> Result<Arguments, String> {
        let words = std::iter::once("cargo xtask").chain(words.iter().copied());
        Arguments::try_parse_from(words).map_err(|error| error.to_string())
    }

    #[test]
    fn the_definition_of_the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn mistakes_are_named() {
        for (words, expected) in [
            (&["codegn"][..], "unrecognized subcommand 'codegn'"),
            (&["codegen", "--model"], "a value is required for '--model <FILE>'"),
            (&["codegen", "--model", "x"], "--out <DIR>"),
            (&["codegen", "--out", "x"], "--model <FILE>"),
            (&["codegen", "--strict"], "--model <FILE>"),
            (&["codegen", "--service", "x"], "--out <DIR>"),
            (&["codegen", "--from", "1.2"], "--service <NAME>"),
            (&["codegen", "--service", "x", "--model", "y", "--out", "z"], "cannot be used with"),
            (&["codegen", "--model", "x", "--from", "1.2", "--out", "z"], "cannot be used with"),
            (&["codegen", "--check", "--service", "x", "--out", "y"], "cannot be used with"),
            (&["codegen", "--service", "x", "--out", "y", "--from", "later"], "not a file, a folder, a version"),
            (&["codegen", "--service", "x", "--out", "y", "--workspace", "own"], "none, member"),
            (&["model", "facts", "--out", "x"], "<FILE>"),
            (&["model", "facts", "m", "--service", "s", "--out", "x"], "cannot be used with"),
            (&["model", "facts", "m", "--from", "1.2", "--out", "x"], "cannot be used with"),
            (&["services", "--from", "absent/file.whl"], "the file or folder does not exist"),
            (&["codegen", "--check", "--model", "x", "--out", "y"], "cannot be used with"),
            (&["codegen", "--modle", "x"], "'--model'"),
            (&["codegen", "file"], "unexpected argument 'file'"),
            (&["codegen", "--model", "x", "--out", "y", "--docs", "all"], "facts, model"),
            (
                &["codegen", "--model", "x", "--out", "y", "--runtime", "/"],
                "neither a version nor a folder of awsquery",
            ),
            (&["conformance", "--cases", "a"], "--model <FILE>"),
            (&["conformance", "--model", "m"], "--cases <FILE>"),
            (&["conformance", "--model", "m", "--cases", "a", "--shard", "0"], "must be a positive number"),
            (&["conformance", "--model", "m", "--model", "n", "--cases", "a"], "cannot be used multiple times"),
            (&["fuzz"], "--runs <NUMBER>"),
            (&["fuzz", "0"], "0 is not in 1..=4294967295"),
            (&["fuzz", "5", "--runs", "5"], "cannot be used with"),
            (&["model", "diff", "old"], "<NEW>"),
            (&["model", "update", "--version", "1"], "unexpected argument '--version'"),
            (&["bench", "--readme", "--quick"], "cannot be used with"),
            (&["bench", "--readme", "curves"], "cannot be used with"),
            (&["bench", "everything"], "clients, curves, generator, service, ec2, embedded"),
            (&["interop", "--list", "moto"], "cannot be used with"),
            (&["release", "--version", "v1"], "must be three numbers"),
            (&["soak", "often"], "invalid digit"),
        ] {
            let error = parse(words).unwrap_err();
            assert!(error.contains(expected), "{words:?}: {error}");
        }
    }

    #[test]
    fn cases_may_come_from_several_files() {
        let arguments = parse(&["conformance", "--cases", "a", "--model", "m", "--cases", "b"]).unwrap();
        let ProjectCommand::Conformance(arguments) = arguments.command else { panic!("{arguments:?}") };
        assert_eq!(arguments.cases, ["a", "b"].map(PathBuf::from));
    }
}
