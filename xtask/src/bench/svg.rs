//! The figures as a drawing.

use std::fmt::Write as _;

use super::contestant::CONTESTANTS;
use super::curve::Curve;
use super::figures::{Figures, Table};

/// A colour for each contestant: ours, the SDK and the floor, the lesser variant of each paler.
const COLOURS: [&str; CONTESTANTS.len()] = ["#0b6e4f", "#7fc8a9", "#c1440e", "#e8a07f", "#5c6370", "#aeb4be"];

const WIDTH: usize = 860;
/// Bars: a title to the left, each so many high.
const LEFT: usize = 230;
const BAR: usize = 12;
const LONGEST: usize = 480;
/// Curves: three beside each other.
const PLOT: (f64, f64) = (230.0, 130.0);

/// The figures that are drawn as bars, each relative to the largest.
type Bar = (&'static str, fn(&Figures) -> Option<f64>, usize);

const BARS: [Bar; 7] = [
    ("instructions a call", |figures| Some(figures.instructions), 0),
    ("heap allocations a call", |figures| Some(figures.allocations), 0),
    ("CPU a call, µs", |figures| Some(figures.call_us), 0),
    ("CPU of a process with one call, ms", |figures| Some(figures.process_ms), 1),
    ("CPU of a cold release build, s", |figures| figures.build_s, 0),
    ("executable, stripped, MiB", |figures| Some(figures.mib), 1),
    ("crates", |figures| Some(figures.crates as f64), 0),
];

/// The whole drawing.
pub fn draw(figures: &Table, curves: &[Curve]) -> String {
    let mut body = String::new();
    let mut y = 20;
    legend(&mut body, y);
    y += 30;
    for bar in BARS {
        y = bars(&mut body, y, bar, figures);
    }
    y += 20;
    for (place, curve) in curves.iter().enumerate() {
        plot(&mut body, 20.0 + 285.0 * place as f64, y as f64, curve);
    }
    let height = y + PLOT.1 as usize + 60;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" \
         font-size=\"11\">\n<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"white\"/>\n{body}</svg>\n"
    )
}

// Writing to a String cannot fail.

fn legend(body: &mut String, y: usize) {
    for (place, (contestant, colour)) in CONTESTANTS.iter().zip(COLOURS).enumerate() {
        let x = 20 + 140 * place;
        let _ = writeln!(body, "<rect x=\"{x}\" y=\"{}\" width=\"10\" height=\"10\" fill=\"{colour}\"/>", y - 9);
        let _ = writeln!(body, "<text x=\"{}\" y=\"{y}\">{}</text>", x + 15, contestant.name);
    }
}

/// One group of bars; gives where the next begins.
fn bars(body: &mut String, y: usize, (title, figure, decimals): Bar, figures: &Table) -> usize {
    let values: Vec<Option<f64>> = figures.iter().map(figure).collect();
    let largest = values.iter().flatten().copied().fold(0.0, f64::max);
    if largest == 0.0 {
        return y;
    }
    let _ = writeln!(body, "<text x=\"20\" y=\"{}\">{title}</text>", y + 10);
    let mut row = y;
    for (value, colour) in values.iter().zip(COLOURS) {
        let Some(value) = value else { continue };
        let width = value / largest * LONGEST as f64;
        let _ = writeln!(
            body,
            "<rect x=\"{LEFT}\" y=\"{row}\" width=\"{width:.1}\" height=\"{}\" fill=\"{colour}\"/>\n\
             <text x=\"{:.1}\" y=\"{}\">{value:.decimals$}</text>",
            BAR - 2,
            LEFT as f64 + width + 5.0,
            row + 9,
        );
        row += BAR;
    }
    row + 12
}

/// One curve with its axes, its upper left corner at this place.
fn plot(body: &mut String, left: f64, top: f64, curve: &Curve) {
    let (width, height) = PLOT;
    let most = curve.lines.iter().flatten().copied().fold(0.0, f64::max).max(1.0);
    let last = curve.at.last().copied().unwrap_or_default().max(1) as f64;
    let bottom = top + height;
    let _ = writeln!(
        body,
        "<path d=\"M{left:.1} {top:.1}V{bottom:.1}h{width:.1}\" fill=\"none\" stroke=\"#888\"/>\n\
         <text x=\"{left:.1}\" y=\"{:.1}\">instructions a call: up to {most:.0}</text>\n\
         <text x=\"{left:.1}\" y=\"{:.1}\">{}: {} to {last:.0}</text>",
        top - 6.0,
        bottom + 16.0,
        curve.title,
        curve.at.first().copied().unwrap_or_default(),
    );
    for (&place, costs) in super::curve::DRAWN.iter().zip(&curve.lines) {
        let colour = COLOURS.get(place).copied().unwrap_or_default();
        let points: Vec<String> = curve
            .at
            .iter()
            .zip(costs)
            .map(|(&at, cost)| format!("{:.1},{:.1}", left + at as f64 / last * width, bottom - cost / most * height))
            .collect();
        let _ = writeln!(
            body,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            points.join(" ")
        );
    }
}
