//! The rows of `tests/ACCEPTANCE.md`.

use std::collections::BTreeSet;

/// One promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) what: String,
    /// The part that is missing, if the row is deferred.
    pub(super) missing: Option<String>,
}

/// Reads every table row whose first cell is an id.
///
/// # Errors
///
/// An id that stands twice, and a page without rows.
pub(super) fn read(text: &str) -> Result<Vec<Row>, String> {
    let rows: Vec<Row> = text.lines().filter_map(row).collect();
    let mut seen = BTreeSet::new();
    match rows.iter().find(|row| !seen.insert(&row.id)) {
        _ if rows.is_empty() => Err("the acceptance table has no rows".to_owned()),
        Some(twice) => Err(format!("row {} stands twice in the acceptance table", twice.id)),
        None => Ok(rows),
    }
}

fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim).collect();
    let [id, what, missing] = cells.as_slice() else { return None };
    super::log::rows(&format!("{}_", id.to_ascii_lowercase())).next()?;
    let missing = Some(*missing).filter(|missing| !missing.is_empty()).map(str::to_owned);
    Some(Row { id: (*id).to_owned(), what: (*what).to_owned(), missing })
}
