//! The cost of the generator: for STS, with everything that `cargo xtask codegen` does, and for models of other sizes.

use std::error::Error;
use std::process::Command;

use super::contestant::BUILD;
use super::cpu;
use crate::command;
use crate::workspace::{root, target};

/// The cost of the generator.
pub struct GeneratorCost {
    /// Seconds of CPU of `cargo xtask codegen --check`, without Cargo's own: everything but writing.
    pub codegen_s: f64,
    /// Models by size.
    pub models: Vec<ModelCost>,
}

/// The cost of a model.
pub struct ModelCost {
    /// The name of the file.
    pub name: String,
    /// The number of shapes.
    pub shapes: usize,
    /// Milliseconds of CPU.
    pub ms: f64,
}

impl GeneratorCost {
    /// Returns the cost per shape of the largest model, relative to the highest cost per shape of the others.
    pub fn growth(&self) -> f64 {
        let costs = self.models.iter().map(|model| model.ms / model.shapes as f64);
        let costs: Vec<f64> = costs.collect();
        let growth =
            costs.split_last().map(|(largest, others)| largest / others.iter().copied().fold(f64::NAN, f64::max));
        growth.unwrap_or(f64::NAN)
    }
}

/// Measures the generator, built for release.
///
/// # Errors
///
/// If Cargo fails, or generated code is not current.
pub fn measure() -> Result<GeneratorCost, Box<dyn Error>> {
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
    let mut models: Vec<ModelCost> = String::from_utf8(output.stdout)?.lines().filter_map(model).collect();
    models.sort_by_key(|model| model.shapes);
    Ok(GeneratorCost { codegen_s, models })
}

/// The models that this project carries: that of STS, and those of other services.
fn files() -> Result<Vec<std::path::PathBuf>, Box<dyn Error>> {
    let mut files = vec![root().join("model/sts.json")];
    for name in ["hazards.json", "iam.json.gz", "prototest.json.gz", "sdb.json.gz", "sns.json.gz"] {
        files.push(root().join("tests/conformance/models").join(name));
    }
    Ok(files)
}

/// `NAME SHAPES NANOSECONDS`
fn model(line: &str) -> Option<ModelCost> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let shapes = words.next()?;
    let nanoseconds = words.next()?;
    Some(ModelCost { name: name.to_owned(), shapes: shapes.parse().ok()?, ms: nanoseconds.parse::<f64>().ok()? / 1e6 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_compares_the_largest_model_with_the_slowest_of_the_others() {
        let model = |shapes: usize, ms: f64| ModelCost { name: String::new(), shapes, ms };
        let generator =
            GeneratorCost { codegen_s: 0.0, models: vec![model(10, 2.0), model(20, 2.0), model(100, 40.0)] };
        assert!((generator.growth() - 2.0).abs() < 1e-9);
        assert!(GeneratorCost { codegen_s: 0.0, models: Vec::new() }.growth().is_nan());
    }
}
