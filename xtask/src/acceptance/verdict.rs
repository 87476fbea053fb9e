//! Which rows hold.

use std::collections::BTreeSet;
use std::fmt;

use super::{ITSELF, Row};

/// The rows, sorted by how they stand.
#[derive(Debug)]
pub(super) struct Verdict {
    rows: usize,
    shown: usize,
    deferred: Vec<Row>,
    missing: Vec<Row>,
    /// Deferred, and shown all the same.
    outdated: Vec<Row>,
    /// Ids of tests that no row has.
    unknown: Vec<String>,
}

pub(super) fn judge(rows: &[Row], shown: BTreeSet<String>) -> Verdict {
    let among = |row: &&Row| shown.contains(&row.id);
    let pick = |wanted: &dyn Fn(&&Row) -> bool| rows.iter().filter(|row| wanted(row)).cloned().collect::<Vec<_>>();
    let missing = pick(&|row| !among(row) && row.missing.is_none() && row.id != ITSELF);
    let itself = usize::from(missing.is_empty() && rows.iter().any(|row| row.id == ITSELF));
    Verdict {
        rows: rows.len(),
        shown: rows.iter().filter(|row| among(row)).count() + itself,
        deferred: pick(&|row| !among(row) && row.missing.is_some()),
        outdated: pick(&|row| among(row) && row.missing.is_some()),
        unknown: shown.iter().filter(|id| rows.iter().all(|row| row.id != **id)).cloned().collect(),
        missing,
    }
}

impl Verdict {
    pub(super) fn holds(&self) -> bool {
        self.missing.is_empty() && self.outdated.is_empty() && self.unknown.is_empty()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.deferred {
            writeln!(
                f,
                "deferred  {}  {} (missing: {})",
                row.id,
                row.what,
                row.missing.as_deref().unwrap_or_default()
            )?;
        }
        for row in &self.missing {
            writeln!(f, "MISSING   {}  {}: no test of this row ran and passed", row.id, row.what)?;
        }
        for row in &self.outdated {
            writeln!(f, "OUTDATED  {}  {}: it is shown; take the note out of the table", row.id, row.what)?;
        }
        for id in &self.unknown {
            writeln!(f, "UNKNOWN   {id}  a test is named for it, and the table has no such row")?;
        }
        writeln!(f, "{} of {} rows shown, {} deferred", self.shown, self.rows, self.deferred.len())
    }
}
