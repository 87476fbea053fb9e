//! `cargo xtask codegen --model FILE --out DIR`: a stand-alone crate for any service of the Query protocol.

mod arguments;
mod progress;

use std::path::Path;

use ::codegen::Runtime;

use crate::{Outcome, root};
use progress::Progress;

/// The command as words of the command line.
///
/// # Errors
///
/// What the generator refuses, files that cannot be read or written, and words that are not options.
pub fn command(arguments: &[&str]) -> Outcome {
    let arguments = arguments::parse(arguments)?;
    let progress = Progress::start();
    let generated = arguments.generator.on_stage(move |stage| progress.at(stage)).generate()?;
    generated.write_crate(&arguments.out)?;
    for warning in generated.warnings() {
        eprintln!("warning: {warning}");
    }
    Ok(format!(
        "{}: crate {}, {}, {}\n",
        arguments.out.display(),
        generated.package()?,
        count(generated.plan().operations.len(), "operation"),
        count(generated.crate_files()?.len(), "file")
    ))
}

/// A number with a noun: "1 file", "2 files".
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// The runtime of this checkout.
pub(crate) fn own_runtime() -> Runtime {
    Runtime::Path(root().join("codegen/runtime"))
}

/// Reads a version such as `0.1`, or else the path of a folder with the runtime.
fn parse_runtime(text: &str) -> Result<Runtime, String> {
    let version = text.trim_start_matches(['=', '^', '~']);
    if version.starts_with(|first: char| first.is_ascii_digit()) && !Path::new(text).exists() {
        return Ok(Runtime::Version(text.to_owned()));
    }
    let folder = std::path::absolute(text).map_err(|error| format!("cannot find {text}: {error}"))?;
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml"));
    if manifest.is_ok_and(|text| text.contains("name = \"awsquery\"")) {
        return Ok(Runtime::Path(folder));
    }
    Err(format!("{text} is neither a version nor a folder of awsquery"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_is_a_folder_or_a_version() {
        assert_eq!(parse_runtime("^0.1"), Ok(Runtime::Version("^0.1".to_owned())));
        let here = root().join("codegen/runtime");
        assert_eq!(parse_runtime(here.to_str().unwrap()), Ok(Runtime::Path(here)));
        assert!(parse_runtime("/").unwrap_err().contains("nor a folder of awsquery"));
    }

    #[test]
    fn wrong_words_are_named() {
        for (words, expected) in [
            (&["--model"][..], "--model has no value"),
            (&["--out", "x"], "which model?"),
            (&["--model", "x"], "where to?"),
            (&["--modle", "x"], "--modle is not known"),
            (&["--strict", "--strict"], "given twice"),
            (&["file"], "is no option"),
        ] {
            let error = command(words).unwrap_err().to_string();
            assert!(error.contains(expected), "{words:?}: {error}");
        }
    }
}
