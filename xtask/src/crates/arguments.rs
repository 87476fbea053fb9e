//! The words of the command line.

use std::path::PathBuf;

use ::codegen::{Documentation, Generator};

use super::{own_runtime, parse_runtime};

/// The generator that the words describe, and the folder of the crate.
pub(super) struct Arguments {
    pub(super) generator: Generator,
    pub(super) out: PathBuf,
}

type AddPart = fn(Generator, &str) -> Generator;

/// Options that take a value.
const VALUES: [&str; 11] = [
    "model",
    "out",
    "operations",
    "name",
    "endpoint-rules",
    "partitions",
    "paginators",
    "waiters",
    "corrections",
    "docs",
    "runtime",
];
/// Options that take none.
const FLAGS: [&str; 1] = ["strict"];

/// Options with their values; each at most once.
pub(super) fn parse(arguments: &[&str]) -> Result<Arguments, String> {
    let mut given: Vec<(&str, &str)> = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let name = word.strip_prefix("--").ok_or_else(|| format!("{word:?} is no option"))?;
        let value = if FLAGS.contains(&name) {
            ""
        } else if VALUES.contains(&name) {
            words.next().ok_or_else(|| format!("--{name} has no value"))?
        } else {
            return Err(format!(
                "--{name} is not known; known are --{}, --{}",
                VALUES.join(", --"),
                FLAGS.join(", --")
            ));
        };
        if given.iter().any(|(known, _)| *known == name) {
            return Err(format!("--{name} is given twice"));
        }
        given.push((name, value));
    }
    let value = |name: &str| given.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let model = value("model").ok_or("which model? give --model FILE")?;
    let out = value("out").ok_or("where to? give --out DIR")?;
    let mut generator = Generator::new(model).runtime(own_runtime());
    let parts: [(&str, AddPart); 5] = [
        ("endpoint-rules", |generator, file| generator.endpoint_rules(file)),
        ("partitions", |generator, file| generator.partitions(file)),
        ("paginators", |generator, file| generator.paginators(file)),
        ("waiters", |generator, file| generator.waiters(file)),
        ("corrections", |generator, file| generator.corrections(file)),
    ];
    for (name, add) in parts {
        if let Some(file) = value(name) {
            generator = add(generator, file);
        }
    }
    if let Some(names) = value("operations") {
        generator = generator.operations(names.split(',').map(str::trim));
    }
    if let Some(name) = value("name") {
        generator = generator.package(name);
    }
    generator = match value("docs") {
        None | Some("facts") => generator,
        Some("model") => generator.documentation(Documentation::Published),
        Some(other) => return Err(format!("--docs {other} is not known; known are facts and model")),
    };
    if value("strict").is_none() {
        generator = generator.lenient();
    }
    if let Some(runtime) = value("runtime") {
        generator = generator.runtime(parse_runtime(runtime)?);
    }
    Ok(Arguments { generator, out: PathBuf::from(out) })
}
