//! The words of the command line.

use std::path::PathBuf;

use super::options::{CrateOptions, Docs, Runtime};

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
pub(super) fn parse(arguments: &[&str]) -> Result<CrateOptions, String> {
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
    let path = |name: &str| value(name).map(PathBuf::from);
    let model = path("model").ok_or("which model? give --model FILE")?;
    let out = path("out").ok_or("where to? give --out DIR")?;
    let mut options = CrateOptions::new(model, out);
    options.operations = value("operations").map(|names| names.split(',').map(|name| name.trim().to_owned()).collect());
    options.name = value("name").map(str::to_owned);
    options.endpoint_rules = path("endpoint-rules");
    options.partitions = path("partitions");
    options.paginators = path("paginators");
    options.waiters = path("waiters");
    options.corrections = path("corrections");
    options.docs = match value("docs") {
        None | Some("facts") => Docs::Facts,
        Some("model") => Docs::Model,
        Some(other) => return Err(format!("--docs {other} is not known; known are facts and model")),
    };
    options.strict = value("strict").is_some();
    if let Some(runtime) = value("runtime") {
        options.runtime = Runtime::parse(runtime)?;
    }
    Ok(options)
}
