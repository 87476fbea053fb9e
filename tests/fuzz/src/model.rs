//! Target for service models: texts of a model never become code.

mod change;
pub mod draw;
mod inert;

use codegen::{Documentation, Generated, Generator, Input, Stage};

use crate::Found;
use change::ChangedModel;

/// Takes a list of changes to a small model. Checks that the changed model is refused with its place, or that every
/// generated file is well-formed and has no text of the model outside of comments and literals.
pub(crate) fn model(bytes: &[u8]) -> Found {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let changed = ChangedModel::parse(text);
    let model = changed.model();
    match generate(&changed, &model, "drawn") {
        Err(error) => has_place(&error),
        Ok(generated) => {
            let files = generated.crate_files().map_err(|error| format!("no crate: {error}"))?;
            inert::check(&files, &model)
        }
    }
}

/// Generates everything that a changed model asks for.
fn generate(changed: &ChangedModel, model: &str, module: &str) -> Result<Generated, codegen::Error> {
    let documentation = if changed.published { Documentation::Published } else { Documentation::Facts };
    let generator = Generator::new(Input::text(model)).documentation(documentation).package("drawn").module(module);
    if changed.lenient { generator.lenient().generate() } else { generator.generate() }
}

/// Checks that an error names the place of the problem, and is one line.
fn has_place(error: &codegen::Error) -> Found {
    let text = error.to_string();
    if text.chars().any(codegen::unprintable::is_unprintable) {
        return Err(format!("the error has a control character: {text:?}"));
    }
    // Text that is not JSON has a line and a column.
    let has_place = !error.at().is_empty() || error.message().contains(" line ");
    // A model without any of its keys has no place; what is left out of the plan names the operation.
    let is_whole = error.message().starts_with("neither a Smithy AST") || error.stage() == Stage::Plan;
    if has_place || is_whole { Ok(()) } else { Err(format!("the error has no place: {text}")) }
}
