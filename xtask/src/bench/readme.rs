//! The numbers of the README.

use std::fmt::Write as _;

use super::clients;
use super::contestant::SDK;
use super::figures::SavedFigures;
use super::table::{highest, show};

const BEGIN: &str = "<!-- The following table is written by `cargo xtask bench --readme`. -->";
const END: &str = "<!-- End of the table. -->";

/// The rows of the README's table: a quantity, and its title there. Few, because the figures have their own file.
const ROWS: [(&str, &str); 4] = [
    (clients::BUILD, "cold release build, CPU, s"),
    (clients::CRATES, "crates"),
    (clients::SIZE, "program, stripped, MiB"),
    (clients::INSTRUCTIONS, "instructions a call"),
];

/// Replaces the text between the marks of a README by the table of the figures.
///
/// # Errors
///
/// Fails if the README does not have each mark once, in this order.
pub fn updated(readme: &str, saved: &SavedFigures) -> Result<String, String> {
    let once = |mark: &str| match readme.matches(mark).count() {
        1 => Ok(()),
        count => Err(format!("the README has {mark:?} {count} times instead of once")),
    };
    once(BEGIN)?;
    once(END)?;
    let (before, rest) = readme.split_once(BEGIN).unwrap_or_default();
    let (_, after) = rest.split_once(END).ok_or_else(|| format!("the README has {END:?} before {BEGIN:?}"))?;
    Ok(format!("{before}{BEGIN}\n{}\n{END}{after}", table(saved)))
}

/// Makes a table in Markdown, with a column for each contestant.
fn table(saved: &SavedFigures) -> String {
    let contestants = saved.contestants();
    let mut text =
        format!("\n| lower is better | {} |\n|---|{}\n", contestants.join(" | "), "--:|".repeat(contestants.len()));
    for (row, title) in ROWS {
        let cells: Vec<String> = contestants.iter().map(|contestant| cell(saved, row, contestant)).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {title} | {} |", cells.join(" | "));
    }
    let machine = saved.clients().map(|run| run.machine.as_slice()).unwrap_or_default();
    let about = |start: &str| machine.iter().find(|line| line.starts_with(start)).map_or("", String::as_str);
    let _ = writeln!(
        text,
        "\nThe higher of two measurements, in parentheses relative to `{SDK}`; {} on {}.",
        about("measured on"),
        machine.first().map_or("", String::as_str)
    );
    text
}

/// Shows the higher measurement of a figure, and relative to that of the SDK.
fn cell(saved: &SavedFigures, row: &str, contestant: &str) -> String {
    let figure = |column| saved.find(row, column).and_then(highest);
    let Some(found) = figure(contestant) else { return "–".to_owned() };
    let decimals = saved.row(row).map_or(0, |row| row.decimals);
    let shown = show(&[found], decimals);
    match figure(SDK) {
        Some(sdk) if contestant != SDK => format!("{shown} ({:.2})", found / sdk),
        _ => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::table::Table;

    fn saved() -> SavedFigures {
        let mut table = Table::new("Clients", ["sts, hyper", SDK, "floor"]);
        table.push(clients::BUILD, 0, [Some(81.0), Some(242.0), None]);
        let mut again = Table::new("Clients", ["sts, hyper", SDK, "floor"]);
        again.push(clients::BUILD, 0, [Some(85.0), Some(240.0), None]);
        SavedFigures::of_clients(table, again)
    }

    #[test]
    fn the_table_has_the_higher_measurement_and_the_ratio_to_the_sdk() {
        let table = table(&saved());
        assert!(
            table.contains("| lower is better | sts, hyper | aws-sdk-sts | floor |\n|---|--:|--:|--:|\n"),
            "{table}"
        );
        assert!(table.contains("\n| cold release build, CPU, s | 85 (0.35) | 242 | – |\n"), "{table}");
        assert!(table.contains("; measured on a day on 2 × a processor.\n"), "{table}");
    }

    #[test]
    fn only_the_text_between_the_marks_is_replaced() {
        let once = updated(&format!("before\n{BEGIN}\nstale\n{END}\nafter\n"), &saved()).unwrap();
        assert!(once.starts_with("before\n") && once.ends_with("\nafter\n") && !once.contains("stale"), "{once}");
        assert_eq!(updated(&once, &saved()).unwrap(), once);
    }

    #[test]
    fn a_readme_without_its_marks_is_an_error() {
        for readme in ["", BEGIN, END, &format!("{END}{BEGIN}"), &format!("{BEGIN}{BEGIN}{END}")] {
            assert!(updated(readme, &saved()).is_err(), "{readme}");
        }
    }
}
