//! The verdict on the rows of the table.

use std::collections::BTreeSet;
use std::fmt;

use super::{ITSELF, Row};

/// The state of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// A test of it ran and passed.
    Shown,
    /// Deferred: the table names the missing part.
    Deferred,
    /// Neither shown nor deferred.
    Missing,
    /// Shown by a test, although the table still names a missing part.
    Outdated,
}

/// The rows, and how they stand.
#[derive(Debug)]
pub(super) struct AcceptanceVerdict {
    rows: Vec<(Row, Standing)>,
    /// Ids of tests that no row has.
    unknown: Vec<String>,
}

pub(super) fn judge(rows: &[Row], shown: BTreeSet<String>) -> AcceptanceVerdict {
    let standing = |row: &Row| match (shown.contains(&row.id), &row.missing) {
        (true, None) => Standing::Shown,
        (true, Some(_)) => Standing::Outdated,
        (false, Some(_)) => Standing::Deferred,
        (false, None) => Standing::Missing,
    };
    let mut rows: Vec<(Row, Standing)> = rows.iter().map(|row| (row.clone(), standing(row))).collect();
    let unknown = shown.iter().filter(|id| rows.iter().all(|(row, _)| row.id != **id)).cloned().collect();
    // The row about this table is shown by all others.
    if rows.iter().all(|(row, standing)| *standing != Standing::Missing || row.id == ITSELF) {
        let itself = rows.iter_mut().filter(|(row, _)| row.id == ITSELF);
        itself.for_each(|(_, standing)| *standing = Standing::Shown);
    }
    AcceptanceVerdict { rows, unknown }
}

impl AcceptanceVerdict {
    pub(super) fn holds(&self) -> bool {
        self.count(Standing::Missing) == 0 && self.count(Standing::Outdated) == 0 && self.unknown.is_empty()
    }

    fn count(&self, wanted: Standing) -> usize {
        self.rows.iter().filter(|(_, standing)| *standing == wanted).count()
    }
}

impl fmt::Display for AcceptanceVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (Row { id, what, missing }, standing) in &self.rows {
            match standing {
                Standing::Shown => writeln!(f, "shown     {id}  {what}")?,
                Standing::Deferred => {
                    writeln!(f, "deferred  {id}  {what} (missing: {})", missing.as_deref().unwrap_or_default())?;
                }
                Standing::Missing => writeln!(f, "MISSING   {id}  {what}: no test of this row ran and passed")?,
                Standing::Outdated => {
                    writeln!(f, "OUTDATED  {id}  {what}: it is shown; take the note out of the table")?;
                }
            }
        }
        for id in &self.unknown {
            writeln!(f, "UNKNOWN   {id}  a test is named for it, and the table has no such row")?;
        }
        let shown = self.count(Standing::Shown);
        let deferred = self.count(Standing::Deferred);
        writeln!(f, "{shown} of {} rows shown, {deferred} deferred", self.rows.len())
    }
}
