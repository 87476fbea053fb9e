//! Replaces the documentation of a model with Markdown of our own, for every operation, type and member.
//!
//! An entry begins with the heading `# service`, `# Operation`, `# Shape` or `## Member`, and the text up to the next
//! entry is the documentation. Deeper headings, and headings in fenced code blocks, belong to the text.

mod placeholders;

use std::collections::BTreeMap;

use crate::error::Error;
use crate::model::{Model, ShapeKind};

use super::error;
use super::restating::restates;

pub use placeholders::{PLACEHOLDER, add_placeholders};

/// Replaces the publisher's documentation with our own.
///
/// # Errors
///
/// An entry has no counterpart in the model, is a duplicate, is empty, only restates its name or still has a
/// [`PLACEHOLDER`], or an operation, or a
/// type or member that an operation uses, has no entry. The error lists all missing entries.
pub fn overlay(mut model: Model, markdown: &str) -> Result<Model, Error> {
    let mut entries = parse(markdown)?;
    check(&model, &entries)?;
    let mut take = |subject: Subject| entries.remove(&subject).map(|entry| entry.text);
    model.service.documentation = take(Subject::Service);
    for operation in &mut model.operations {
        operation.documentation = take(Subject::Whole(operation.name.clone()));
    }
    for (name, shape) in &mut model.shapes {
        shape.documentation = take(Subject::Whole(name.clone()));
        for member in shape.members_mut() {
            member.documentation = take(Subject::Part(name.clone(), member.name.clone()));
        }
    }
    Ok(model)
}

/// The part of a model that an entry documents: the service, an operation or shape, or a member.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Service,
    Whole(String),
    Part(String, String),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Service => formatter.write_str("service"),
            Self::Whole(name) => formatter.write_str(name),
            Self::Part(shape, member) => write!(formatter, "{shape}${member}"),
        }
    }
}

struct ProseEntry {
    line: usize,
    text: String,
}

fn parse(markdown: &str) -> Result<BTreeMap<Subject, ProseEntry>, Error> {
    let mut entries: BTreeMap<Subject, ProseEntry> = BTreeMap::new();
    let mut current: Option<Subject> = None;
    let mut whole: Option<String> = None;
    let mut fenced = false;
    for (line, number) in markdown.lines().zip(1..) {
        fenced ^= line.trim_start().starts_with("```");
        let heading = if fenced { None } else { heading(line) };
        let subject = match heading {
            Some((1, "service")) => Subject::Service,
            Some((1, name)) => Subject::Whole(name.to_owned()),
            Some((_, name)) => match &whole {
                Some(shape) => Subject::Part(shape.clone(), name.to_owned()),
                None => {
                    return Err(error(place(number), format!("the member {name} is not below a shape")));
                }
            },
            None => {
                append(&mut entries, current.as_ref(), line, number)?;
                continue;
            }
        };
        match &subject {
            Subject::Service => whole = None,
            Subject::Whole(name) => whole = Some(name.clone()),
            Subject::Part(..) => {}
        }
        if let Some(first) = entries.get(&subject) {
            return Err(error(place(number), format!("{subject} already has an entry in line {}", first.line)));
        }
        entries.insert(subject.clone(), ProseEntry { line: number, text: String::new() });
        current = Some(subject);
    }
    for entry in entries.values_mut() {
        entry.text = entry.text.trim().to_owned();
    }
    Ok(entries)
}

fn place(line: usize) -> String {
    format!("documentation, line {line}")
}

/// Parses a heading of level 1 or 2. Returns the level and the text.
fn heading(line: &str) -> Option<(usize, &str)> {
    match line.strip_prefix("## ") {
        Some(text) => Some((2, text.trim())),
        None => Some((1, line.strip_prefix("# ")?.trim())),
    }
}

fn append(
    entries: &mut BTreeMap<Subject, ProseEntry>,
    current: Option<&Subject>,
    line: &str,
    number: usize,
) -> Result<(), Error> {
    match current.and_then(|subject| entries.get_mut(subject)) {
        Some(entry) => {
            entry.text.push_str(line);
            entry.text.push('\n');
            Ok(())
        }
        None if line.trim().is_empty() => Ok(()),
        None => Err(error(place(number), "text before the first heading")),
    }
}

fn check(model: &Model, entries: &BTreeMap<Subject, ProseEntry>) -> Result<(), Error> {
    for (subject, entry) in entries {
        if !exists(model, subject) {
            return Err(error(place(entry.line), format!("the model has no {subject}")));
        }
    }
    let unwritten: Vec<String> = entries
        .iter()
        .filter(|(_, entry)| entry.text.contains(PLACEHOLDER))
        .map(|(subject, entry)| format!("{subject} (line {})", entry.line))
        .collect();
    if !unwritten.is_empty() {
        let message = format!("these entries are not written yet: {}", unwritten.join(", "));
        return Err(error("documentation", message)
            .with_remedy(format!("describe what each is for, in place of {PLACEHOLDER}")));
    }
    let restating: Vec<String> = entries
        .iter()
        .filter(|(subject, entry)| restates(&entry.text, &names(subject)))
        .map(|(subject, entry)| format!("{subject} (line {})", entry.line))
        .collect();
    if !restating.is_empty() {
        let message = format!("these entries only restate their name: {}", restating.join(", "));
        return Err(error("documentation", message).with_remedy("describe what it is for, or what happens to it"));
    }
    let missing: Vec<String> = wanted(model)
        .into_iter()
        .filter(|subject| !entries.contains_key(subject))
        .map(|subject| subject.to_string())
        .collect();
    if !missing.is_empty() {
        return Err(error("documentation", format!("missing entries: {}", missing.join(", "))));
    }
    Ok(())
}

fn names(subject: &Subject) -> Vec<&str> {
    match subject {
        Subject::Service => Vec::new(),
        Subject::Whole(name) => vec![name],
        Subject::Part(shape, member) => vec![shape, member],
    }
}

fn exists(model: &Model, subject: &Subject) -> bool {
    match subject {
        Subject::Service => true,
        Subject::Whole(name) => model.shapes.contains_key(name) || exists_as_operation(model, name),
        Subject::Part(shape, member) => {
            model.shapes.get(shape).is_some_and(|shape| shape.members().into_iter().any(|part| part.name == *member))
        }
    }
}

fn exists_as_operation(model: &Model, name: &str) -> bool {
    model.operations.iter().any(|operation| operation.name == name)
}

/// Returns the parts of a model that need documentation: operations, and named types with their members.
fn wanted(model: &Model) -> Vec<Subject> {
    let mut wanted: Vec<Subject> =
        model.operations.iter().map(|operation| Subject::Whole(operation.name.clone())).collect();
    for name in model.reachable() {
        let Some(shape) = model.shapes.get(name) else {
            continue;
        };
        match &shape.kind {
            ShapeKind::Structure(members) | ShapeKind::Union(members) => {
                wanted.push(Subject::Whole(name.to_owned()));
                let parts = members.iter().map(|member| Subject::Part(name.to_owned(), member.name.clone()));
                wanted.extend(parts);
            }
            ShapeKind::Enum(_) => wanted.push(Subject::Whole(name.to_owned())),
            _ => {}
        }
    }
    wanted
}
