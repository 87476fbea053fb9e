//! Generates the services that the tests call, and the table of their operations.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use codegen::model::{Model, Signature};
use codegen::packed::unpack;
use codegen::plan::plan;
use codegen::read::{Strictness, read};
use codegen::{Source, dispatch, generate};

#[path = "build/protocol.rs"]
mod protocol;

/// Generated here; STS is tested as the crate that users get.
const SERVICES: [&str; 5] = ["hazards.json", "iam.json.gz", "prototest.json.gz", "sdb.json.gz", "sns.json.gz"];

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let mut modules = String::new();
    for file in SERVICES {
        let service = file.split('.').next().unwrap_or(file);
        let file = here.join("models").join(file);
        println!("cargo::rerun-if-changed={}", file.display());
        let model = signed(read(&text(&file)?, Strictness::Strict)?.model);
        write(&out, service, &model)?;
        writeln!(modules, "/// Generated from the model of {service}.\n#[rustfmt::skip]")?;
        writeln!(modules, "pub mod {service};\n{}", table(service, &model)?)?;
    }
    let model = protocol::model(&protocol_tests(&here)?)?;
    write(&out, "protocol", &model)?;
    fs::write(out.join("protocol.json"), codegen::write::write(&model).to_pretty())?;
    writeln!(modules, "/// Generated from AWS's protocol tests.\n#[rustfmt::skip]")?;
    writeln!(modules, "pub mod protocol;\n{}", table("protocol", &model)?)?;

    let file = here.join("../../model/sts.json");
    println!("cargo::rerun-if-changed={}", file.display());
    let sts = read(&fs::read_to_string(file)?, Strictness::Strict)?.model;
    modules.push_str("pub use ::sts::api as sts;\n");
    modules.push_str(&table("sts", &sts)?);
    write(&out, "narrow", &narrow(sts))?;
    writeln!(modules, "/// STS with one limit changed.\n#[rustfmt::skip]\npub mod narrow;")?;

    let file = here.join("../../codegen/tests/snapshots/waiters/model.json");
    println!("cargo::rerun-if-changed={}", file.display());
    write(&out, "things", &read(&fs::read_to_string(file)?, Strictness::Strict)?.model)?;
    writeln!(modules, "/// What can be waited for.\n#[rustfmt::skip]\npub mod things;")?;
    fs::write(out.join("services.rs"), modules)?;
    Ok(())
}

/// The files of AWS's protocol tests.
fn protocol_tests(here: &Path) -> std::io::Result<Vec<String>> {
    ["input", "output"]
        .map(|name| {
            let file = here.join(format!("protocol/{name}.json.gz"));
            println!("cargo::rerun-if-changed={}", file.display());
            text(&file)
        })
        .into_iter()
        .collect()
}

fn variable(name: &str) -> Result<std::ffi::OsString, String> {
    std::env::var_os(name).ok_or_else(|| format!("cargo sets {name}"))
}

fn text(path: &Path) -> std::io::Result<String> {
    unpack(fs::read(path)?).map_err(std::io::Error::other)
}

/// SimpleDB wants signature version 2, and such requests are not sent. Signed with version 4, everything else of it can
/// be tested through the client.
fn signed(mut model: Model) -> Model {
    model.service.signature = Signature::V4;
    model
}

/// A user's name has half as many characters at most: what else changes with it?
fn narrow(mut model: Model) -> Model {
    if let Some(shape) = model.shapes.get_mut("userNameType") {
        shape.constraints.length.max = Some(16);
    }
    model
}

/// Writes the generated module beside the file that includes it, which is where `mod` looks for it.
fn write(folder: &Path, module: &str, model: &Model) -> Result<(), Box<dyn Error>> {
    // An earlier build may have left files that are no longer generated.
    if folder.join(module).exists() {
        fs::remove_dir_all(folder.join(module))?;
    }
    let text = codegen::write::write(model).to_pretty();
    for file in generate(Source { model: &text, corrections: None, prose: None, module })? {
        let path = folder.join(file.path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, file.text)?;
    }
    Ok(())
}

/// The operations of a service by their requests, and its errors by their shapes.
fn table(service: &str, model: &Model) -> Result<String, Box<dyn Error>> {
    let words = dispatch(&plan(model)?, &service.to_uppercase(), service);
    Ok(format!("harness::bridges! {{ {words} }}\n"))
}
