//! The cost of the generator: for STS, with everything that `cargo xtask codegen` does, and for models of other sizes.

use std::error::Error;
use std::path::PathBuf;
use std::process::Command;

use super::build::{self, Workspace};
use super::cpu;
use super::table::Table;
use crate::command;
use crate::workspace::root;

/// Seconds of CPU of `cargo xtask codegen --check`, without Cargo: everything but writing.
pub const CODEGEN: &str = "`cargo xtask codegen`, s";
/// Cost per shape of the largest model, relative to the highest cost per shape of the others.
pub const GROWTH: &str = "time per shape of the largest model, of the slowest other's";
/// The column of figures about the whole generator.
pub const COLUMN: &str = "codegen";

/// The cost of a model.
struct ModelCost {
    /// The name of the file.
    name: String,
    shapes: f64,
    /// Milliseconds of CPU.
    ms: f64,
}

impl ModelCost {
    fn ms_per_shape(&self) -> f64 {
        self.ms / self.shapes
    }
}

/// Measures the generator once, built for release.
///
/// # Errors
///
/// Fails if Cargo fails, or generated code is not current.
pub fn measure() -> Result<Vec<Table>, Box<dyn Error>> {
    let codegen =
        cpu::of_command(Command::new(build::program(Workspace::Project, "xtask")?).args(["codegen", "--check"]))?;
    let mut generate = Command::new(build::program(Workspace::Bench, "generate")?);
    let output = command::output(generate.args(files()), "See tests/bench/.")?;
    let mut models: Vec<ModelCost> = String::from_utf8(output.stdout)?.lines().filter_map(model).collect();
    models.sort_by(|one, other| one.shapes.total_cmp(&other.shapes));
    let mut whole = Table::new("The generator, CPU", [COLUMN]);
    whole.push(CODEGEN, 3, [codegen]);
    whole.push(GROWTH, 3, [growth(&models)]);
    let mut by_model = Table::new("The generator, CPU by model", ["shapes", "ms", "µs per shape"]);
    for model in &models {
        by_model.push(&model.name, 1, [model.shapes, model.ms, 1e3 * model.ms_per_shape()]);
    }
    Ok(vec![whole, by_model])
}

/// Compares the cost per shape of the last model, which is the largest, with the highest one of the others.
fn growth(models: &[ModelCost]) -> f64 {
    let Some((largest, others)) = models.split_last() else { return f64::NAN };
    largest.ms_per_shape() / others.iter().map(ModelCost::ms_per_shape).fold(f64::NAN, f64::max)
}

/// Returns the models in this checkout: that of STS, and those of other services.
fn files() -> Vec<PathBuf> {
    let mut files = vec![root().join("model/sts.json")];
    for name in ["hazards.json", "iam.json.gz", "prototest.json.gz", "sdb.json.gz", "sns.json.gz"] {
        files.push(root().join("tests/conformance/models").join(name));
    }
    files
}

/// Reads a line of the program: `NAME SHAPES NANOSECONDS`.
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
        let models = ["small 10 2000000", "medium 20 2000000", "large 100 40000000"].map(|line| model(line).unwrap());
        assert!((growth(&models) - 2.0).abs() < 1e-9);
        assert!(growth(&[]).is_nan());
    }
}
