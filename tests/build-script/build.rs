//! Generates a client for three operations of IAM.

use std::error::Error;

use codegen::Generator;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo runs a build script in the folder of its package.
    let generated = Generator::new("../conformance/models/iam.json.gz")
        .companions()
        .operations(["CreateUser", "GetUser", "ListUsers"])
        .extras([])
        .generate()?;
    generated.write_include(std::env::var("OUT_DIR")?)?;
    for file in generated.inputs() {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    Ok(())
}
