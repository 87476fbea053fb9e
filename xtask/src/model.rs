//! `cargo xtask model`: from AWS's own files to the facts that this project keeps.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ::codegen::model::{Model, Provenance};
use ::codegen::read::{Strictness, attach_endpoint_rules, attach_endpoint_tests, read};
use ::codegen::write::write;
use sha2::{Digest, Sha256};

use crate::{Outcome, files, partitions, root};

/// Makes `model/sts.json`, and `model/partitions.json` if a file for it is given.
///
/// # Errors
///
/// What the reader refuses. Nothing is written then.
pub fn import(arguments: &[&str]) -> Outcome {
    let options = Options::parse(arguments)?;
    let model = options.model()?;
    let counts = format!("{} operations, {} shapes", model.operations.len(), model.shapes.len());
    let facts = write(&model).to_pretty();
    let folder = root().join("model");
    let mut report = format!("model/sts.json: {counts}\n");
    if let Some(path) = options.path("partitions") {
        let partitions = partitions::import(&files::read(&path)?)?;
        files::write(&folder.join("partitions.json"), &partitions)?;
        report.push_str("model/partitions.json\n");
    }
    files::write(&folder.join("sts.json"), &facts)?;
    Ok(report)
}

/// Writes the facts of a model to a file of the caller's choice.
///
/// # Errors
///
/// What the reader refuses.
pub fn facts(arguments: &[&str]) -> Outcome {
    let options = Options::parse(arguments)?;
    let out = options.path("out").ok_or("where to? give --out FILE")?;
    let model = options.model()?;
    files::write(&out, &write(&model).to_pretty())?;
    Ok(format!("{}: {} operations, {} shapes\n", out.display(), model.operations.len(), model.shapes.len()))
}

/// A file and options with values.
struct Options<'a> {
    file: &'a str,
    values: BTreeMap<&'a str, &'a str>,
}

impl<'a> Options<'a> {
    fn parse(arguments: &[&'a str]) -> Result<Self, String> {
        let [file, rest @ ..] = arguments else { return Err("which file? give the path of a model".to_owned()) };
        let mut values = BTreeMap::new();
        for pair in rest.chunks(2) {
            let [option, value] = pair else { return Err(format!("{} has no value", pair.concat())) };
            let name = option.strip_prefix("--").ok_or_else(|| format!("{option} is no option"))?;
            let known = ["partitions", "endpoint-rules", "endpoint-tests", "version", "out"];
            if !known.contains(&name) {
                return Err(format!("--{name} is not known; known are --{}", known.join(", --")));
            }
            values.insert(name, *value);
        }
        Ok(Self { file, values })
    }

    fn path(&self, option: &str) -> Option<PathBuf> {
        self.values.get(option).map(PathBuf::from)
    }

    fn model(&self) -> Result<Model, Box<dyn std::error::Error>> {
        let text = files::read(Path::new(self.file))?;
        let mut model = read(&text, Strictness::Strict)?.model;
        if let Some(path) = self.path("endpoint-rules") {
            attach_endpoint_rules(&mut model, &files::read(&path)?)?;
        }
        if let Some(path) = self.path("endpoint-tests") {
            attach_endpoint_tests(&mut model, &files::read(&path)?)?;
        }
        let mut model = model.without_documentation();
        model.provenance = Some(Provenance {
            publisher: "AWS".to_owned(),
            version: self.values.get("version").map_or_else(|| "not told".to_owned(), |version| (*version).to_owned()),
            sha256: hex::encode(Sha256::digest(text.as_bytes())),
        });
        Ok(model)
    }
}
