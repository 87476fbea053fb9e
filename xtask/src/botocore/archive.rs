//! Wheels and source packages of botocore as files.

use std::path::Path;
use std::process::Command;

use crate::command;

/// Parts of a source package that no command reads, and that are most of it.
const LEFT_OUT: [&str; 5] =
    ["*/examples-1.json", "*/docs", "*/tests/acceptance", "*/tests/integration", "*/tests/unit"];

/// Returns the version in the name of a file, such as `botocore-1.44.8-py3-none-any.whl` or `botocore-1.44.8.tar.gz`.
pub(super) fn version(file: &Path) -> Result<String, String> {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem = match (name.strip_suffix(".whl"), name.strip_suffix(".tar.gz")) {
        (Some(wheel), _) => wheel.split_once("-py").map(|(stem, _)| stem),
        (None, stem) => stem,
    };
    let version = stem.and_then(|stem| stem.strip_prefix("botocore-")).filter(|version| !version.is_empty());
    version.map(str::to_owned).ok_or_else(|| {
        format!(
            "{} is not a package of botocore: must be named botocore-VERSION-py3-none-any.whl or botocore-VERSION.tar.gz",
            file.display()
        )
    })
}

/// Unpacks a file, so that `folder` contains `botocore/data`.
pub(super) fn unpack(file: &Path, folder: &Path) -> Result<(), String> {
    let is_wheel = file.extension().is_some_and(|extension| extension == "whl");
    let mut program = if is_wheel { unzip(file, folder) } else { untar(file, folder) };
    let cannot = |problem: &str| format!("cannot unpack {}: {problem}", file.display());
    match program.output() {
        Err(error) => {
            Err(cannot(&format!("{} cannot be started: {error}; install it", program.get_program().to_string_lossy())))
        }
        Ok(output) if !output.status.success() => {
            Err(cannot(&format!("{}; is the file complete?", command::last_line(&output.stderr))))
        }
        Ok(_) if folder.join("botocore/data").is_dir() => Ok(()),
        Ok(_) => Err(cannot("it has no folder botocore/data; give a package of botocore")),
    }
}

fn unzip(file: &Path, folder: &Path) -> Command {
    let mut python = Command::new("python3");
    python.args(["-m", "zipfile", "--extract"]).arg(file).arg(folder);
    python
}

fn untar(file: &Path, folder: &Path) -> Command {
    let mut tar = Command::new("tar");
    tar.args(["--extract", "--gzip", "--strip-components=1"]);
    tar.args(LEFT_OUT.map(|part| format!("--exclude={part}")));
    tar.arg("--file").arg(file).arg("--directory").arg(folder);
    tar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_has_the_version() {
        for (name, expected) in [
            ("a/botocore-1.44.8-py3-none-any.whl", Some("1.44.8")),
            ("botocore-1.2.tar.gz", Some("1.2")),
            ("boto3-1.2.tar.gz", None),
            ("botocore-.tar.gz", None),
            ("botocore.whl", None),
            ("botocore-1.2.zip", None),
        ] {
            let found = version(Path::new(name));
            assert_eq!(found.as_ref().ok().map(String::as_str), expected, "{name}");
            assert!(found.err().is_none_or(|error| error.contains("must be named botocore-VERSION")), "{name}");
        }
    }
}
