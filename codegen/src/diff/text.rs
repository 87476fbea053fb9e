//! Writes changes as text, for people.

use std::fmt::Write as _;

use super::{Bump, Impact, ModelChange, bump};

/// Largest number of places that are listed for a change.
const MAX_PLACES: usize = 12;

/// Writes changes, grouped by their impact, and the version bump that they require.
pub fn to_text(changes: &[ModelChange]) -> String {
    if changes.is_empty() {
        return "nothing changes for users of the generated crate\n".to_owned();
    }
    let mut text = String::new();
    for (impact, heading) in [
        (Impact::Breaking, "Breaking: programs may no longer compile"),
        (Impact::Behavior, "Breaking at run time: programs compile, but calls that worked may fail"),
        (Impact::Compatible, "Compatible"),
    ] {
        let mut changes = changes.iter().filter(|change| change.kind.impact() == impact).peekable();
        if changes.peek().is_none() {
            continue;
        }
        let _ = writeln!(text, "{heading}\n");
        for change in changes {
            let _ = writeln!(text, "  {} ({})\n{}", change.what, change.kind.why(), places(change));
        }
        text.push('\n');
    }
    text.push_str(&version(changes));
    text
}

fn places(change: &ModelChange) -> String {
    let shown = change.places.get(..MAX_PLACES).unwrap_or(&change.places);
    let mut lines: Vec<String> = shown.iter().map(|place| format!("    {place}")).collect();
    let rest = change.places.len() - shown.len();
    if rest > 0 {
        lines.push(format!("    and {rest} more"));
    }
    lines.join("\n")
}

fn version(changes: &[ModelChange]) -> String {
    let example = |bump: Bump, version: &str| match (bump, version) {
        (Bump::Patch, _) => "0.1.0 becomes 0.1.1",
        (Bump::Minor, "0.x") => "0.1.0 becomes 0.2.0",
        (Bump::Minor, _) => "1.0.0 becomes 1.1.0",
        _ => "1.0.0 becomes 2.0.0",
    };
    let (zero, stable) = bump(changes);
    format!(
        "Version: {} at 0.x ({}), {} from 1.0 on ({})\n",
        zero.name(),
        example(zero, "0.x"),
        stable.name(),
        example(stable, "1.x")
    )
}
