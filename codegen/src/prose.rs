//! Converts the publisher's documentation from AWS's HTML to Markdown that rustdoc accepts without a warning.

mod blocks;
mod html;
mod inline;

use crate::json::JsonValue;
use crate::model::Model;

/// Converts all descriptions of a model to Markdown.
#[must_use]
pub fn translated(mut model: Model) -> Model {
    translate(&mut model.service.documentation);
    for operation in &mut model.operations {
        translate(&mut operation.documentation);
        let waiters = operation.waitable.iter_mut().flat_map(|json| match json {
            JsonValue::Object(waiters) => waiters.as_mut_slice(),
            _ => &mut [],
        });
        for (_, waiter) in waiters {
            let JsonValue::Object(entries) = waiter else { continue };
            for (key, value) in entries {
                if let ("documentation", JsonValue::String(text)) = (key.as_str(), value) {
                    *text = markdown(text);
                }
            }
        }
    }
    for shape in model.shapes.values_mut() {
        translate(&mut shape.documentation);
        for member in shape.members_mut() {
            translate(&mut member.documentation);
        }
    }
    model
}

fn translate(documentation: &mut Option<String>) {
    *documentation = documentation.take().map(|text| markdown(&text)).filter(|text| !text.is_empty());
}

/// Converts HTML to Markdown: paragraphs, lists, tables, code, links, notes and emphasis. An unknown tag, such as a
/// placeholder in angle brackets, is text.
pub fn markdown(html: &str) -> String {
    let mut blocks = blocks::MarkdownBlocks::default();
    for token in html::tokens(html) {
        blocks.take(token);
    }
    blocks.finish()
}

/// Escapes text for Markdown: it is shown as it is, and never read as markup or code.
pub(crate) fn escaped(text: &str) -> String {
    inline::escaped(text)
}

/// Writes text as a span of code.
pub(crate) fn code(text: &str) -> String {
    if text.is_empty() { "``".to_owned() } else { inline::code(text) }
}

#[cfg(test)]
mod tests;
