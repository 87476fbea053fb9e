//! `cargo xtask fuzz`: drives fuzz targets for a while, or compiles what is generated from models drawn at random.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::arguments::FuzzArguments;
use crate::tool::FUZZ;
use crate::workspace::{builds, root};
use crate::{CommandResult, command};

/// The package that libFuzzer is linked into.
const PACKAGE: &str = "tests/fuzz/libfuzzer";
/// The longest input: what is longer teaches a parser nothing new.
const LONGEST: &str = "8192";

/// Returns the MiB that a target may hold, the corpus and libFuzzer included.
fn memory(target: &str) -> u32 {
    match target {
        // The generator holds a whole crate as tokens.
        "model" => 512,
        // A server runs in the process.
        "control" => 96,
        _ => 64,
    }
}

/// The extent of fuzzing one target.
#[derive(Clone, Copy)]
enum FuzzExtent {
    /// A number of seconds.
    Seconds(u32),
    /// A number of inputs.
    Runs(u32),
}

impl FuzzExtent {
    fn argument(self) -> String {
        match self {
            Self::Seconds(seconds) => format!("-max_total_time={seconds}"),
            Self::Runs(runs) => format!("-runs={runs}"),
        }
    }
}

impl fmt::Display for FuzzExtent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => write!(f, "{seconds} s"),
            Self::Runs(runs) => write!(f, "{runs} inputs"),
        }
    }
}

/// Drives each target, from the seeds of the project and from what earlier runs found.
///
/// # Errors
///
/// `cargo fuzz` cannot be installed, or a target finds an input that breaks what must hold; the error names the input.
pub fn run(arguments: &FuzzArguments) -> CommandResult {
    let extent = match (arguments.seconds, arguments.runs, arguments.crates) {
        (_, _, Some(count)) => return compile_crates(count, arguments.seed),
        (_, Some(runs), None) => FuzzExtent::Runs(runs),
        (Some(seconds), None, None) => FuzzExtent::Seconds(seconds),
        (None, None, None) => return Err("neither a time nor a number of inputs is given".into()),
    };
    let all = targets(&root().join("tests/fuzz/seeds"))?;
    let targets = if arguments.targets.is_empty() { &all } else { &arguments.targets };
    if let Some(unknown) = targets.iter().find(|target| !all.contains(target)) {
        return Err(format!("unknown target {unknown}; the targets are {}", all.join(", ")).into());
    }
    let programs = build()?;
    for target in targets {
        drive(&programs, target, extent)?;
    }
    let line = |target: &String| format!("ok   xm22_{target}_survives_fuzzing  {extent}\n");
    Ok(targets.iter().map(line).collect())
}

/// Compiles code that is generated from small models with random changes: what the generator accepts has to compile.
fn compile_crates(count: u32, seed: Option<u64>) -> CommandResult {
    let seed = seed.unwrap_or_else(|| RandomState::new().hash_one(count));
    println!("seed {seed}");
    let folder = builds().join("fuzz/crates");
    let mut draw = command::cargo();
    draw.args(["run", "--quiet", "--package", "fuzz", "--bin", "draw", "--"]);
    draw.args([count.to_string(), seed.to_string()]).arg(&folder).arg(root().join("codegen/runtime"));
    command::run(&mut draw, "The models cannot be drawn; see above.")?;
    // The versions that this project is tested with.
    let lock = folder.join("Cargo.lock");
    std::fs::copy(root().join("Cargo.lock"), &lock)
        .map_err(|error| format!("cannot write {}: {error}", lock.display()))?;
    for features in [&[][..], &["--all-features"]] {
        let mut check = command::cargo();
        check
            .args(["check", "--quiet", "--workspace"])
            .args(features)
            .arg("--manifest-path")
            .arg(folder.join("Cargo.toml"));
        check.env("CARGO_TARGET_DIR", builds().join("fuzz/crates-build")).env("CARGO_INCREMENTAL", "0");
        command::run(
            &mut check,
            &format!(
                "The generator accepts a model and writes code that does not compile. {}/*/mN.txt are the changes that made \
                 the model of the module mN. Repeat with --seed {seed}.",
                folder.display()
            ),
        )?;
    }
    Ok(format!("ok   {count} crates from changed models compile  seed {seed}\n"))
}

/// Each folder of seeds is named for its target.
fn targets(seeds: &Path) -> Result<Vec<String>, String> {
    let told = |error: std::io::Error| format!("cannot list {}: {error}", seeds.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(seeds).map_err(told)? {
        names.push(entry.map_err(told)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Builds every target, and returns the folder of their programs.
fn build() -> Result<PathBuf, String> {
    let output = builds().join("fuzz");
    let host = host()?;
    // Sanitizers ask for a nightly compiler; without unsafe code there is little for them to find.
    let mut fuzz = FUZZ.command()?;
    fuzz.args(["build", "--sanitizer", "none", "--fuzz-dir", PACKAGE, "--target", &host, "--target-dir"]).arg(&output);
    command::run(&mut fuzz, "A target does not compile, see above.")?;
    Ok(output.join(host).join("release"))
}

/// Returns the target of the compiler itself, such as `x86_64-unknown-linux-gnu`.
fn host() -> Result<String, String> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "host-tuple"]).current_dir(root());
    let printed = command::output(&mut rustc, "That needs Rust 1.84 or newer.")?.stdout;
    Ok(command::last_line(&printed))
}

/// Runs a target. `cargo fuzz run` would do it too, but libFuzzer would then also count the memory that Cargo took, which is
/// more than most targets may have.
fn drive(programs: &Path, target: &str, extent: FuzzExtent) -> Result<(), String> {
    let corpus = builds().join("fuzz/corpus").join(target);
    let artifacts = root().join(PACKAGE).join("artifacts").join(target);
    for folder in [&corpus, &artifacts] {
        std::fs::create_dir_all(folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    }
    println!("=== fuzz {target}");
    let mut fuzz = Command::new(programs.join(target));
    fuzz.current_dir(root())
        .arg(&corpus)
        .arg(Path::new("tests/fuzz/seeds").join(target))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .args([extent.argument(), format!("-max_len={LONGEST}"), format!("-rss_limit_mb={}", memory(target))])
        .args(["-timeout=10", "-print_final_stats=1", "-verbosity=0"]);
    let remedy = format!(
        "If an input was found, it is in {PACKAGE}/artifacts/{target}: fix what it breaks, then keep it in \
         tests/fuzz/seeds/{target}."
    );
    command::run(&mut fuzz, &remedy)
}
