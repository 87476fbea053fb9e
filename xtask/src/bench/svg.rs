//! The figures as a drawing: three comparisons with AWS's SDK.
//!
//! The drawing has a background of its own, because pages may be dark. Contestants have names beside their bars and
//! patterns in them, because not all readers tell colors apart.

use std::fmt::Write as _;

use super::clients;
use super::contestant::SDK;
use super::figures::SavedFigures;
use super::table::{highest, show};

const WIDTH: usize = 800;
const MARGIN: usize = 24;
/// The space for names, left of the bars.
const NAMES: usize = 150;
/// The length of the longest bar. Its figures are to the right.
const LONGEST: f64 = 380.0;
const BAR: usize = 20;
const GAP: usize = 6;

/// A comparison: a quantity, its title, and its unit after figures.
type Comparison = (&'static str, &'static str, &'static str);

const COMPARISONS: [Comparison; 3] = [
    (clients::BUILD, "Build: CPU of a cold release build with TLS", " s"),
    (clients::INSTRUCTIONS, "Per call: instructions, over TLS on an open connection", ""),
    (clients::SIZE, "Size: stripped program with TLS", " MiB"),
];

/// Patterns of bars: full for this project, hatched for AWS's SDK, outlined with dots for the floor.
const PATTERNS: &str = r##"<defs>
<pattern id="sdk" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="8" height="8" fill="#f6d8c4"/><rect width="4" height="8" fill="#b3480f"/></pattern>
<pattern id="floor" width="8" height="8" patternUnits="userSpaceOnUse">
<rect width="8" height="8" fill="#ffffff"/><circle cx="4" cy="4" r="1.6" fill="#444444"/></pattern>
</defs>
"##;

/// Draws the comparisons. Those that were not measured are left out.
pub fn draw(saved: &SavedFigures) -> String {
    let mut body = String::new();
    let mut y = MARGIN + 14;
    line(&mut body, y, "17", "bold", "Lower is better");
    for text in [
        "Relative to aws-sdk-sts with its default features; each bar is the higher one of two measurements.",
        "The floor is the least code that makes the call, written by hand: reqwest, aws-sigv4, quick-xml with serde.",
    ] {
        y += 20;
        line(&mut body, y, "12.5", "normal", text);
    }
    for comparison in COMPARISONS {
        y = compare(&mut body, y, comparison, saved);
    }
    let height = y + MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"Helvetica, Arial, sans-serif\" \
         fill=\"#1b1b1b\" role=\"img\" aria-label=\"Cost of a build, of a call and of a program, relative to \
         aws-sdk-sts\">\n{PATTERNS}<rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"#ffffff\" \
         stroke=\"#8a8a8a\"/>\n{body}</svg>\n",
        WIDTH - 1,
        height - 1,
    )
}

/// Draws a comparison below a line and returns where it ends.
fn compare(body: &mut String, y: usize, (row, title, unit): Comparison, saved: &SavedFigures) -> usize {
    let bars = bars(saved, row);
    let Some(sdk) = saved.find(row, SDK).and_then(highest) else { return y };
    let longest = bars.iter().map(|(_, figure)| *figure).fold(sdk, f64::max);
    let decimals = saved.row(row).map_or(0, |row| row.decimals);
    let mut y = y + 40;
    line(body, y, "15", "bold", title);
    y += 10;
    for (name, figure) in bars {
        let width = figure / longest * LONGEST;
        let middle = y + BAR - 6;
        // Writing to a String cannot fail.
        let _ = writeln!(
            body,
            "<text x=\"{}\" y=\"{middle}\" font-size=\"13\" text-anchor=\"end\">{name}</text>\n\
             <rect x=\"{}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR}\" fill=\"{}\" stroke=\"#1b1b1b\"/>\n\
             <text x=\"{:.1}\" y=\"{middle}\" font-size=\"13\"><tspan font-weight=\"bold\">{:.2} ×</tspan> \
             ({}{unit})</text>",
            MARGIN + NAMES - 10,
            MARGIN + NAMES,
            fill(name),
            (MARGIN + NAMES) as f64 + width + 8.0,
            figure / sdk,
            show(&[figure], decimals),
        );
        y += BAR + GAP;
    }
    y - GAP
}

/// Returns the contestants with the figures of a row.
fn bars<'a>(saved: &'a SavedFigures, row: &str) -> Vec<(&'a str, f64)> {
    saved
        .contestants()
        .iter()
        .filter_map(|name| Some((name.as_str(), saved.find(row, name).and_then(highest)?)))
        .collect()
}

fn fill(name: &str) -> &'static str {
    if name.starts_with("aws-sdk") {
        "url(#sdk)"
    } else if name.starts_with("sts") {
        "#0b5c8a"
    } else {
        "url(#floor)"
    }
}

fn line(body: &mut String, y: usize, size: &str, weight: &str, text: &str) {
    let _ =
        writeln!(body, "<text x=\"{MARGIN}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\">{text}</text>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::table::Table;

    fn drawing() -> String {
        let mut table = Table::new("Clients", ["sts, hyper", SDK, "floor"]);
        table.push(clients::BUILD, 0, [Some(84.0), Some(240.0), Some(120.0)]);
        table.push(clients::SIZE, 2, [Some(3.0), None, Some(3.5)]);
        draw(&SavedFigures::of_clients(table.clone(), table))
    }

    #[test]
    fn bars_are_relative_to_the_sdk_and_show_their_figures() {
        let drawing = drawing();
        for expected in ["0.35 ×</tspan> (84 s)", "1.00 ×</tspan> (240 s)", "width=\"133.0\"", "width=\"380.0\""] {
            assert!(drawing.contains(expected), "{expected}: {drawing}");
        }
    }

    #[test]
    fn a_comparison_without_the_sdk_is_left_out() {
        assert!(!drawing().contains("Size: "));
    }

    #[test]
    fn contestants_differ_by_name_and_pattern() {
        let drawing = drawing();
        for expected in [">sts, hyper<", ">aws-sdk-sts<", ">floor<", "fill=\"url(#sdk)\"", "fill=\"url(#floor)\""] {
            assert!(drawing.contains(expected), "{expected}: {drawing}");
        }
    }

    #[test]
    fn the_drawing_says_how_to_read_it() {
        let drawing = drawing();
        assert!(drawing.contains("Lower is better") && drawing.contains("The floor is "));
    }
}
