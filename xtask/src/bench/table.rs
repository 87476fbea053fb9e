//! Tables of figures.

use std::error::Error;

use serde::{Deserialize, Serialize};

/// Figures that belong together: quantities of several subjects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The title.
    pub title: String,
    /// The subjects.
    pub columns: Vec<String>,
    /// The quantities.
    pub rows: Vec<FigureRow>,
}

/// A quantity of each subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureRow {
    /// The quantity and its unit. Goals find it by this title.
    pub title: String,
    /// The number of decimals to show.
    pub decimals: usize,
    /// For each subject, what each measurement found: nothing if it was not measured.
    pub cells: Vec<Vec<f64>>,
}

impl Table {
    /// Creates a table without rows.
    pub fn new(title: &str, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { title: title.to_owned(), columns: columns.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row with a single measurement. A figure that is not a number was not measured.
    pub fn push(
        &mut self,
        title: impl Into<String>,
        decimals: usize,
        figures: impl IntoIterator<Item = impl Into<Option<f64>>>,
    ) {
        let cell = |figure: Option<f64>| figure.filter(|figure| figure.is_finite()).map(rounded).into_iter().collect();
        let cells = figures.into_iter().map(|figure| cell(figure.into())).collect();
        self.rows.push(FigureRow { title: title.into(), decimals, cells });
    }

    /// Adds the figures of another measurement of the same table.
    ///
    /// # Errors
    ///
    /// Fails if the tables do not have the same rows and columns.
    pub fn append(&mut self, again: Self) -> Result<(), Box<dyn Error>> {
        let titles = |table: &Self| table.rows.iter().map(|row| row.title.clone()).collect::<Vec<_>>();
        if self.columns != again.columns || titles(self) != titles(&again) {
            return Err(format!("the two measurements of {:?} have different rows or columns", self.title).into());
        }
        for (row, again) in self.rows.iter_mut().zip(again.rows) {
            for (cell, again) in row.cells.iter_mut().zip(again.cells) {
                cell.extend(again);
            }
        }
        Ok(())
    }

    /// Returns what was found of a quantity of a subject.
    pub fn find(&self, row: &str, column: &str) -> Option<&[f64]> {
        let column = self.columns.iter().position(|title| title == column)?;
        let row = self.rows.iter().find(|candidate| candidate.title == row)?;
        row.cells.get(column).map(Vec::as_slice).filter(|cell| !cell.is_empty())
    }
}

impl FigureRow {
    /// Shows the figures of a cell.
    pub fn show(&self, cell: &[f64]) -> String {
        show(cell, self.decimals)
    }
}

/// Shows all measurements of a figure with so many decimals: `119 / 120`, or `–` without a measurement.
pub fn show(figures: &[f64], decimals: usize) -> String {
    if figures.is_empty() {
        return "–".to_owned();
    }
    figures.iter().map(|figure| grouped(&format!("{figure:.decimals$}"))).collect::<Vec<_>>().join(" / ")
}

/// Puts commas between the thousands of a decimal number.
fn grouped(number: &str) -> String {
    let whole = number.find('.').unwrap_or(number.len());
    let first = number.find(|character: char| character.is_ascii_digit()).unwrap_or(whole);
    let mut grouped = String::new();
    for (place, character) in number.char_indices() {
        if place > first && place < whole && (whole - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(character);
    }
    grouped
}

/// Returns the highest measurement: lower is better, so this promises the least.
pub fn highest(figures: &[f64]) -> Option<f64> {
    figures.iter().copied().reduce(f64::max)
}

/// Returns the ratio of two figures for each measurement.
pub fn ratios(figures: &[f64], compared_with: &[f64]) -> Vec<f64> {
    figures.iter().zip(compared_with).map(|(figure, other)| figure / other).collect()
}

/// Removes digits that no measurement has.
fn rounded(figure: f64) -> f64 {
    (figure * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(figures: [Option<f64>; 2]) -> Table {
        let mut table = Table::new("calls", ["sts", "floor"]);
        table.push("instructions", 1, figures);
        table
    }

    #[test]
    fn both_measurements_are_kept_in_their_order() {
        let mut both = table([Some(1.0), None]);
        both.append(table([Some(2.0), None])).unwrap();
        assert_eq!(both.find("instructions", "sts"), Some(&[1.0, 2.0][..]));
        assert_eq!(both.find("instructions", "floor"), None);
        assert_eq!(both.find("instructions", "moto"), None);
        assert_eq!(both.find("allocations", "sts"), None);
    }

    #[test]
    fn measurements_of_different_tables_are_not_mixed() {
        let mut other = table([None, None]);
        other.push("allocations", 0, [1.0, 2.0]);
        assert!(table([None, None]).append(other).is_err());
        let mut other = table([None, None]);
        other.columns.reverse();
        assert!(table([None, None]).append(other).is_err());
    }

    #[test]
    fn a_figure_that_is_not_a_number_was_not_measured() {
        assert_eq!(table([Some(f64::NAN), Some(f64::INFINITY)]).rows[0].cells, [[0.0; 0]; 2]);
    }

    #[test]
    fn figures_are_shown_with_all_measurements() {
        assert_eq!(show(&[1.04, 2.06], 1), "1.0 / 2.1");
        assert_eq!(show(&[], 1), "–");
        assert_eq!(show(&[254_689.4, 1_000.0, 999.0], 0), "254,689 / 1,000 / 999");
        assert_eq!(show(&[-123_456.78, -123.4], 1), "-123,456.8 / -123.4");
    }

    #[test]
    fn ratios_compare_measurements_of_the_same_round() {
        assert_eq!(ratios(&[1.0, 3.0], &[2.0, 4.0]), [0.5, 0.75]);
        assert_eq!(highest(&[1.0, 3.0, 2.0]), Some(3.0));
        assert_eq!(highest(&[]), None);
    }
}
