//! The growth of the cost of a call with its input and with the number of concurrent calls.

use std::error::Error;

use super::BenchExtent;
use super::contestant::{CONTESTANTS, Program, Task};
use super::count;

/// Places in [`CONTESTANTS`] of those that are drawn.
pub const DRAWN: [usize; 3] = [0, 2, 4];

/// Instructions of a call at several points.
pub struct Curve {
    /// The quantity that grows.
    pub title: &'static str,
    /// The quantity at each point.
    pub at: Vec<usize>,
    /// A line for each contestant of [`DRAWN`].
    pub lines: Vec<Vec<f64>>,
}

/// The quantity that grows, its points, and the work at a point.
struct Axis {
    title: &'static str,
    points: &'static [usize],
    quick: &'static [usize],
    task: fn(usize) -> Task,
}

const AXES: [Axis; 3] = [
    Axis {
        title: "session tags",
        points: &[0, 10, 20, 30, 40, 50],
        quick: &[0, 25, 50],
        task: |tags| Task { tags, ..Task::of(20) },
    },
    Axis {
        title: "characters of policy",
        points: &[0, 256, 512, 768, 1024, 1536, 2048],
        quick: &[0, 1024, 2048],
        task: |policy| Task { policy, ..Task::of(20) },
    },
    Axis {
        title: "calls at once on one client",
        points: &[1, 4, 16, 64, 128, 256],
        quick: &[1, 16, 256],
        // Enough that opening the connections, which both runs do, is not all there is.
        task: |concurrency| Task { concurrency, ..Task::of(concurrency.max(16)) },
    },
];

/// Measures all curves.
///
/// # Errors
///
/// If a run fails.
pub fn measure(programs: &[Program], extent: BenchExtent) -> Result<Vec<Curve>, Box<dyn Error>> {
    AXES.iter().map(|axis| axis.measure(programs, extent)).collect()
}

impl Axis {
    fn measure(&self, programs: &[Program], extent: BenchExtent) -> Result<Curve, Box<dyn Error>> {
        let points = if extent == BenchExtent::Full { self.points } else { self.quick };
        let drawn = DRAWN.iter().filter_map(|&place| programs.get(place));
        let line = |program: &Program| -> Result<Vec<f64>, Box<dyn Error>> {
            points.iter().map(|&point| count::instructions(program, (self.task)(point))).collect()
        };
        let lines: Result<Vec<_>, _> = drawn.map(line).collect();
        Ok(Curve { title: self.title, at: points.to_vec(), lines: lines? })
    }
}

impl Curve {
    /// Returns the largest distance of our own line from a straight one, as a part of the cost there. The straight line
    /// is that of least squares.
    pub fn bend(&self) -> f64 {
        let Some(costs) = self.lines.first() else { return f64::NAN };
        let points: Vec<(f64, f64)> = self.at.iter().map(|&at| at as f64).zip(costs.iter().copied()).collect();
        let count = points.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
        let x = mean(|point| point.0);
        let y = mean(|point| point.1);
        let covariance: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
        let variance: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
        let straight = |at: f64| y + covariance / variance * (at - x);
        points.iter().map(|&(at, cost)| (cost / straight(at) - 1.0).abs()).fold(0.0, f64::max)
    }

    /// By how much a call costs more at the last point than at the first, for our own line.
    pub fn growth(&self) -> f64 {
        let costs = self.lines.first();
        let ends = costs.and_then(|costs| Some((*costs.first()?, *costs.last()?)));
        ends.map_or(f64::NAN, |(first, last)| last / first - 1.0)
    }

    /// The contestants that have a line, in the order of the lines.
    pub fn names() -> impl Iterator<Item = &'static str> {
        DRAWN.iter().filter_map(|&place| CONTESTANTS.get(place)).map(|contestant| contestant.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(at: &[usize], costs: &[f64]) -> Curve {
        Curve { title: "", at: at.to_vec(), lines: vec![costs.to_vec()] }
    }

    #[test]
    fn a_straight_line_does_not_bend_and_a_parabola_does() {
        assert!(curve(&[0, 1, 5], &[10.0, 12.0, 20.0]).bend() < 1e-9);
        assert!(curve(&[0, 10, 20, 30], &[100.0, 110.0, 140.0, 190.0]).bend() > 0.1);
    }

    #[test]
    fn growth_is_from_the_first_point_to_the_last() {
        assert!((curve(&[1, 4, 256], &[100.0, 90.0, 130.0]).growth() - 0.3).abs() < 1e-9);
    }
}
