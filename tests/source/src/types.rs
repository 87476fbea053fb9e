//! Types that share a name.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use crate::modules::ModuleTree;

/// The types of several crates, by name.
#[derive(Debug, Default)]
pub struct TypeNames {
    places: BTreeMap<String, Vec<(PathBuf, usize)>>,
}

impl TypeNames {
    /// Adds the types of a crate, except for those in files that are left out.
    pub fn add(&mut self, tree: &ModuleTree, is_left_out: impl Fn(&PathBuf) -> bool) {
        for module in tree.modules.iter().filter(|module| !is_left_out(&module.file)) {
            for defined in &module.types {
                self.places.entry(defined.name.clone()).or_default().push((module.file.clone(), defined.line));
            }
        }
    }

    /// The number of different names.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Returns true if there are no types.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Names that are defined more than once.
    pub fn duplicates(&self) -> impl Iterator<Item = &str> {
        self.places.iter().filter(|(_, places)| places.len() > 1).map(|(name, _)| name.as_str())
    }

    /// The share of names that are defined more than once, in percent.
    pub fn percentage(&self) -> f64 {
        self.duplicates().count() as f64 * 100.0 / self.len().max(1) as f64
    }
}

impl fmt::Display for TypeNames {
    /// The share of names that are defined more than once, and the places of each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.duplicates().count();
        writeln!(f, "{count} of {} names of types are defined more than once: {:.1} %", self.len(), self.percentage())?;
        for (name, places) in self.places.iter().filter(|(_, places)| places.len() > 1) {
            writeln!(f, "{name}")?;
            for (file, line) in places {
                writeln!(f, "    {}:{line}", file.display())?;
            }
        }
        Ok(())
    }
}
