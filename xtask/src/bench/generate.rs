//! What the generator costs: for STS, with everything that `cargo xtask codegen` does, and for models of other sizes.

use std::error::Error;
use std::process::Command;

use super::contestant::BUILD;
use super::cpu;
use crate::{command, root, target};

/// What it costs.
pub struct Generator {
    /// Seconds of CPU of `cargo xtask codegen --check`, without Cargo's own: everything but writing.
    pub codegen_s: f64,
    /// Models by size.
    pub models: Vec<Model>,
}

/// What a model costs.
pub struct Model {
    /// Its file.
    pub name: String,
    /// How many shapes it has.
    pub shapes: usize,
    /// Milliseconds of CPU.
    pub ms: f64,
}

/// Measures the generator, built for release.
///
/// # Errors
///
/// If Cargo fails, or generated code is not current.
pub fn measure() -> Result<Generator, Box<dyn Error>> {
    let folder = target().join("bench").join("build");
    let build = |manifest: &str, package: &str| -> Result<Command, Box<dyn Error>> {
        let mut cargo = command::cargo();
        cargo.args(["build", "--release", "--quiet", "--locked", "--package", package]);
        cargo.arg("--manifest-path").arg(root().join(manifest)).arg("--target-dir").arg(&folder);
        command::output(&mut cargo, BUILD)?;
        Ok(Command::new(folder.join("release").join(package)))
    };
    let codegen_s = cpu::of_command(build("Cargo.toml", "xtask")?.args(["codegen", "--check"]))?;
    let output = command::output(build("tests/bench/Cargo.toml", "generate")?.args(files()?), "See tests/bench/.")?;
    let mut models: Vec<Model> = String::from_utf8(output.stdout)?.lines().filter_map(model).collect();
    models.sort_by_key(|model| model.shapes);
    Ok(Generator { codegen_s, models })
}

/// The models that this project carries: that of STS, and those of other services.
fn files() -> Result<Vec<std::path::PathBuf>, Box<dyn Error>> {
    let mut files = vec![root().join("model/sts.json")];
    for name in ["hazards.json", "iam.json.gz", "prototest.json.gz", "sdb.json.gz", "sns.json.gz"] {
        files.push(root().join("tests/models").join(name));
    }
    Ok(files)
}

/// `NAME SHAPES NANOSECONDS`
fn model(line: &str) -> Option<Model> {
    let mut words = line.split(' ');
    let (name, shapes, nanoseconds) = (words.next()?, words.next()?, words.next()?);
    Some(Model { name: name.to_owned(), shapes: shapes.parse().ok()?, ms: nanoseconds.parse::<f64>().ok()? / 1e6 })
}
