//! `cargo xtask fuzz`: drives every fuzz target for a while.

use std::fmt;
use std::path::Path;

use crate::arguments::FuzzArguments;
use crate::tool::FUZZ;
use crate::workspace::{builds, root};
use crate::{CommandResult, command};

/// The package that libFuzzer is linked into.
const PACKAGE: &str = "tests/fuzz/libfuzzer";
/// The longest input: what is longer teaches a parser nothing new.
const LONGEST: &str = "8192";

/// MiB that a target may hold, the corpus and libFuzzer included.
const MEMORY: &str = "64";

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
    let extent = match (arguments.seconds, arguments.runs) {
        (_, Some(runs)) => FuzzExtent::Runs(runs),
        (Some(seconds), None) => FuzzExtent::Seconds(seconds),
        (None, None) => return Err("neither a time nor a number of inputs is given".into()),
    };
    let targets = targets(&root().join("tests/fuzz/seeds"))?;
    for target in &targets {
        drive(target, extent)?;
    }
    let line = |target: &String| format!("ok   xm22_{target}_survives_fuzzing  {extent}\n");
    Ok(targets.iter().map(line).collect())
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

fn drive(target: &str, extent: FuzzExtent) -> Result<(), String> {
    let output = builds().join("fuzz");
    let corpus = output.join("corpus").join(target);
    std::fs::create_dir_all(&corpus).map_err(|error| format!("cannot create {}: {error}", corpus.display()))?;
    println!("=== fuzz {target}");
    // Sanitizers ask for a nightly compiler; without unsafe code there is little for them to find.
    let mut fuzz = FUZZ.command()?;
    fuzz.args(["run", "--sanitizer", "none", "--fuzz-dir", PACKAGE, "--target-dir"])
        .arg(&output)
        .arg(target)
        .arg(&corpus)
        .arg(Path::new("tests/fuzz/seeds").join(target))
        .arg("--")
        .args([extent.argument(), format!("-max_len={LONGEST}"), format!("-rss_limit_mb={MEMORY}")])
        .args(["-timeout=10", "-print_final_stats=1", "-verbosity=0"]);
    let remedy = format!(
        "If an input was found, it is in {PACKAGE}/artifacts/{target}: fix what it breaks, then keep it in \
         tests/fuzz/seeds/{target}."
    );
    command::run(&mut fuzz, &remedy)
}
