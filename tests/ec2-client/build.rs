//! Generates a client for five operations of EC2, with their pages and waiters.

use std::error::Error;

use codegen::Generator;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo runs a build script in the folder of its package. The model has only these operations, so nothing is selected.
    let generated = Generator::new("../models/ec2.json.gz").extras([]).generate()?;
    generated.write_include(std::env::var("OUT_DIR")?)?;
    for file in generated.inputs() {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    Ok(())
}
