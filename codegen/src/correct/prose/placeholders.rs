//! Adds entries for what a model has and its documentation does not describe yet.

use crate::error::Error;
use crate::model::Model;

use super::{Subject, exists_as_operation, heading, parse, wanted};

/// The text of an entry that is still to be written. Documentation that contains it is refused.
pub const PLACEHOLDER: &str = "<!-- not described yet -->";

/// Adds an entry with a placeholder for each operation, type and member that has none, in the order of the others.
/// Returns the new text, and the names of the entries that were added.
///
/// # Errors
///
/// The text is not in the form of [`overlay`](super::overlay).
pub fn add_placeholders(model: &Model, markdown: &str) -> Result<(String, Vec<String>), Error> {
    let entries = parse(markdown)?;
    let mut sections = sections(markdown);
    let mut added = Vec::new();
    for subject in wanted(model).into_iter().filter(|subject| !entries.contains_key(subject)) {
        match &subject {
            Subject::Service => {}
            Subject::Whole(name) => add_section(model, &mut sections, name),
            Subject::Part(shape, member) => add_member(model, &mut sections, shape, member),
        }
        added.push(subject.to_string());
    }
    if added.is_empty() {
        return Ok((markdown.to_owned(), added));
    }
    let texts: Vec<String> = sections.into_iter().map(|section| section.text()).collect();
    Ok((texts.join("\n"), added))
}

/// An entry of level 1 with those of level 2 below it.
struct Section {
    /// The name in the heading; empty for what precedes the first heading.
    name: String,
    /// The entry itself, then the members. Each text begins with its heading.
    entries: Vec<(String, String)>,
}

impl Section {
    fn text(self) -> String {
        let texts: Vec<String> = self.entries.into_iter().map(|(_, text)| format!("{}\n", text.trim_end())).collect();
        texts.join("\n")
    }
}

/// Splits a text at its headings.
fn sections(markdown: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        fenced ^= line.trim_start().starts_with("```");
        match if fenced { None } else { heading(line) } {
            Some((1, name)) => {
                sections.push(Section { name: name.to_owned(), entries: vec![(name.to_owned(), format!("{line}\n"))] });
            }
            Some((_, name)) => {
                if let Some(section) = sections.last_mut() {
                    section.entries.push((name.to_owned(), format!("{line}\n")));
                }
            }
            None => {
                if let Some((_, text)) = sections.last_mut().and_then(|section| section.entries.last_mut()) {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    sections
}

/// Adds an entry of level 1: operations first, then shapes, each sorted by name.
fn add_section(model: &Model, sections: &mut Vec<Section>, name: &str) {
    let key = |name: &str| (name != "service", !exists_as_operation(model, name), name.to_owned());
    let place = sections.iter().position(|section| key(&section.name) > key(name)).unwrap_or(sections.len());
    let text = format!("# {name}\n\n{PLACEHOLDER}\n");
    sections.insert(place, Section { name: name.to_owned(), entries: vec![(name.to_owned(), text)] });
}

/// Adds an entry of level 2 behind that of the member before it in the model.
fn add_member(model: &Model, sections: &mut [Section], shape: &str, member: &str) {
    let Some(section) = sections.iter_mut().find(|section| section.name == shape) else { return };
    let members = model.shapes.get(shape).map(|shape| shape.members()).unwrap_or_default();
    let before = members.iter().map(|other| &other.name).take_while(|other| *other != member);
    let known = |name: &String| section.entries.iter().skip(1).rposition(|(entry, _)| entry == name);
    let place = before.filter_map(known).max().map_or(1, |place| place + 2);
    section.entries.insert(place, (member.to_owned(), format!("## {member}\n\n{PLACEHOLDER}\n")));
}
