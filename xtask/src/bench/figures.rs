//! The figures as they are saved.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use ::codegen::disk;
use serde::{Deserialize, Serialize};

use super::table::{FigureRow, Table};
use crate::arguments::BenchPart;
use crate::workspace::root;

/// The remedy if the figures cannot be read.
const REMEDY: &str = "run `cargo xtask bench`";

/// The saved figures of all parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SavedFigures {
    /// The last run of each part that was ever measured.
    runs: BTreeMap<BenchPart, Run>,
}

/// The figures of a part. Those of a part are from one run, and only figures of the same part are compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The machine, the versions and the day, by line.
    pub machine: Vec<String>,
    /// The figures.
    pub tables: Vec<Table>,
}

impl SavedFigures {
    /// Reads the saved figures from a folder. Without a file there are none.
    ///
    /// # Errors
    ///
    /// Fails if they are in another format.
    pub fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let path = file(folder);
        if !path.exists() {
            return Ok(Self::default());
        }
        let saved = serde_json::from_str(&disk::read(&path)?);
        Ok(saved.map_err(|error| format!("cannot read {}: {error}; {REMEDY}", path.display()))?)
    }

    /// Writes the figures to a folder.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Box<dyn Error>> {
        disk::write(&file(folder), &(serde_json::to_string_pretty(self)? + "\n"))?;
        Ok(())
    }

    /// Replaces the figures of a part.
    pub fn replace(&mut self, part: BenchPart, run: Run) {
        self.runs.insert(part, run);
    }

    /// Returns the last run of each part.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.values()
    }

    /// Returns the last run that compared clients.
    pub fn clients(&self) -> Option<&Run> {
        self.runs.get(&BenchPart::Clients)
    }

    /// Returns the names of the contestants.
    pub fn contestants(&self) -> &[String] {
        let table = self.clients().and_then(|run| run.tables.first());
        table.map(|table| table.columns.as_slice()).unwrap_or_default()
    }

    /// Returns what was found of a quantity of a subject. Titles of rows that goals are about are unique.
    pub fn find(&self, row: &str, column: &str) -> Option<&[f64]> {
        self.tables().find_map(|table| table.find(row, column))
    }

    /// Returns a quantity by its title.
    pub fn row(&self, title: &str) -> Option<&FigureRow> {
        self.tables().flat_map(|table| &table.rows).find(|row| row.title == title)
    }

    fn tables(&self) -> impl Iterator<Item = &Table> {
        self.runs().flat_map(|run| &run.tables)
    }
}

/// Returns the folder of the figures of full runs.
pub fn folder() -> PathBuf {
    root().join("tests/bench")
}

fn file(folder: &Path) -> PathBuf {
    folder.join("figures.json")
}

#[cfg(test)]
impl SavedFigures {
    /// Returns the figures of a single table of clients, measured twice.
    pub fn of_clients(first: Table, second: Table) -> Self {
        let mut table = first;
        table.append(second).unwrap();
        let machine = vec!["2 × a processor".to_owned(), "measured on a day".to_owned()];
        let mut saved = Self::default();
        saved.replace(BenchPart::Clients, Run { machine, tables: vec![table] });
        saved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(machine: &str, title: &str) -> Run {
        let mut table = Table::new(title, ["sts"]);
        table.push(format!("{title}, ms"), 1, [2.5]);
        Run { machine: vec![machine.to_owned()], tables: vec![table] }
    }

    #[test]
    fn figures_of_a_part_are_replaced_and_those_of_other_parts_stay() {
        let mut saved = SavedFigures::default();
        saved.replace(BenchPart::Embedded, run("old", "embedded"));
        saved.replace(BenchPart::Clients, run("old", "clients"));
        saved.replace(BenchPart::Clients, run("new", "clients"));
        let machines: Vec<&str> = saved.runs().map(|run| run.machine[0].as_str()).collect();
        assert_eq!(machines, ["new", "old"]);
        assert_eq!(saved.contestants(), ["sts"]);
        assert_eq!(saved.find("embedded, ms", "sts"), Some(&[2.5][..]));
        assert_eq!(saved.row("clients, ms").map(|row| row.decimals), Some(1));
    }

    #[test]
    fn saved_figures_are_read_again() {
        let mut saved = SavedFigures::default();
        saved.replace(BenchPart::Generator, run("machine", "generator"));
        let text = serde_json::to_string_pretty(&saved).unwrap();
        assert_eq!(serde_json::from_str::<SavedFigures>(&text).unwrap(), saved);
    }
}
