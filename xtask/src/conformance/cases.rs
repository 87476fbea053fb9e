//! The cases of a run, and which of them belong to a shard.

use std::collections::BTreeSet;
use std::path::PathBuf;

use codegen::disk;
use codegen::json::JsonValue;

/// Cases, each with the line of its file and its operation.
pub struct CaseLines(Vec<(String, Option<String>)>);

impl CaseLines {
    /// Reads case files.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or a line is not JSON.
    pub fn read(files: &[PathBuf]) -> Result<Self, String> {
        let mut cases = Vec::new();
        for file in files {
            let text = disk::read(file).map_err(|error| error.to_string())?;
            for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
                let json = JsonValue::parse(line);
                let json = json.map_err(|error| format!("{}: line {number}: {error}", file.display()))?;
                let operation = json.get("operation").and_then(JsonValue::as_str).map(str::to_owned);
                cases.push((line.to_owned(), operation));
            }
        }
        Ok(Self(cases))
    }

    /// Removes the cases of other operations than these, and returns how many there were.
    pub fn retain(&mut self, operations: &BTreeSet<&str>) -> usize {
        let before = self.0.len();
        self.0.retain(|(_, operation)| operation.as_ref().is_some_and(|name| operations.contains(name.as_str())));
        before - self.0.len()
    }

    /// Returns the cases of the shard, as the text of a file. Cases of operations that `all` does not have are in each
    /// shard whose `takes_strangers` is true: they fail, and the report says why.
    pub fn of_shard(&self, shard: &[String], all: &BTreeSet<&str>, takes_strangers: bool) -> String {
        let belongs = |operation: Option<&str>| match operation {
            Some(name) if all.contains(name) => shard.iter().any(|known| known == name),
            _ => takes_strangers,
        };
        let lines = self.0.iter().filter(|(_, operation)| belongs(operation.as_deref()));
        lines.map(|(line, _)| format!("{line}\n")).collect()
    }
}
