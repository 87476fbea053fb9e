//! Generates the services that the tests call, and the tables of their operations.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use codegen::model::{Model, SignatureVersion};
use codegen::{Generated, Generator, Input, disk, dispatch};

#[path = "build/protocol.rs"]
mod protocol;

/// Models of the services that are generated here. For STS, the crate that users get is tested.
const SERVICES: [&str; 6] =
    ["ec2prototest.json.gz", "hazards.json", "iam.json.gz", "prototest.json.gz", "sdb.json.gz", "sns.json.gz"];
/// Protocols with tests by AWS: the name here, and that in API-2.
const PROTOCOLS: [(&str, &str); 2] = [("query", "query"), ("ec2query", "ec2")];

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let mut bridges = String::new();

    for file in SERVICES {
        let service = file.split('.').next().unwrap_or(file);
        let mut generator = Generator::new(here.join("models").join(file)).module(service).map_model(sign_with_v4);
        let corrections = here.join(format!("models/{service}.corrections.json"));
        if corrections.exists() {
            generator = generator.corrections(corrections);
        }
        bridges.push_str(&table(service, &write(&generator, &out)?));
    }

    for (name, protocol) in PROTOCOLS {
        let suites = ["input", "output"].map(|kind| here.join(format!("protocol/{name}.{kind}.json.gz")));
        let model = protocol::model(protocol, &texts(&suites)?)?;
        let generated = write(&Generator::new(Input::text(model)).module(name), &out)?;
        fs::write(out.join(format!("{name}.json")), codegen::write::write(generated.model()).to_pretty())?;
        bridges.push_str(&table(name, &generated));
    }

    let sts = here.join("../../model/sts.json");
    bridges.push_str(&table("sts", &Generator::new(&sts).generate()?));
    write(
        &Generator::new(&sts).module("narrow").operations(["AssumeRole", "GetFederationToken"]).map_model(narrow),
        &out,
    )?;

    write(&Generator::new(here.join("../../codegen/tests/snapshots/waiters/model.json")).module("things"), &out)?;
    fs::write(out.join("bridges.rs"), bridges)?;
    Ok(())
}

fn variable(name: &str) -> Result<std::ffi::OsString, String> {
    std::env::var_os(name).ok_or_else(|| format!("cargo sets {name}"))
}

/// Writes a module for `include!`, and has Cargo run this again when a file that it came from changes.
fn write(generator: &Generator, out: &Path) -> Result<Generated, Box<dyn Error>> {
    let generated = generator.generate()?;
    generated.write_include(out)?;
    for input in generated.inputs() {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    Ok(generated)
}

fn texts(files: &[PathBuf]) -> Result<Vec<String>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        texts.push(disk::read(file)?);
    }
    Ok(texts)
}

/// Sets signature version 4. SimpleDB accepts only version 2, which the client does not support. With version 4, everything
/// else about SimpleDB can be tested through the client.
fn sign_with_v4(model: &mut Model) {
    model.service.signature = SignatureVersion::V4;
}

/// Halves the longest name of a user and marks the name of a role session as sensitive, to see what else changes.
fn narrow(model: &mut Model) {
    if let Some(shape) = model.shapes.get_mut("userNameType") {
        shape.constraints.length.max = Some(16);
    }
    if let Some(shape) = model.shapes.get_mut("roleSessionNameType") {
        shape.sensitive = true;
    }
}

/// Returns the source of the table of a service's operations.
fn table(module: &str, generated: &Generated) -> String {
    format!("harness::bridges! {{ {} }}\n", dispatch(generated.plan(), &module.to_uppercase(), module))
}
