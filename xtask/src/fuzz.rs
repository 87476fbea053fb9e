//! `cargo xtask fuzz`: drives every fuzz target for a while.

use std::path::Path;

use crate::tool::FUZZ;
use crate::{Outcome, builds, command, root};

/// The package that libFuzzer is linked into.
const PACKAGE: &str = "tests/fuzz/libfuzzer";
/// The longest input: what is longer teaches a parser nothing new.
const LONGEST: &str = "8192";

/// Runs each target for `seconds`, from the seeds of the project and what earlier runs found.
///
/// # Errors
///
/// If `cargo fuzz` cannot be installed, or a target finds an input that breaks what must hold; the input is named.
pub fn run(seconds: &str) -> Outcome {
    let seconds: u32 = seconds.parse().map_err(|_| format!("{seconds:?} is no number of seconds"))?;
    let targets = targets(&root().join("tests/fuzz/seeds"))?;
    for target in &targets {
        drive(target, seconds)?;
    }
    let line = |target: &String| format!("ok   xm22_{target}_survives_fuzzing  {seconds} s\n");
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

fn drive(target: &str, seconds: u32) -> Result<(), String> {
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
        .args([format!("-max_total_time={seconds}"), format!("-max_len={LONGEST}"), "-timeout=10".to_owned()])
        .args(["-rss_limit_mb=512", "-print_final_stats=1", "-verbosity=0"]);
    let remedy = format!(
        "If an input was found, it is in {PACKAGE}/artifacts/{target}: mend what it breaks, then keep it in \
         tests/fuzz/seeds/{target}."
    );
    command::run(&mut fuzz, &remedy)
}
