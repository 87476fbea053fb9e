//! Turns an AWS Query service model into the source of a Rust crate.
//!
//! Text goes in, files come out: nothing here reads a file, a clock or the environment. The stages, in this order:
//!
//! ```text
//! text ─ read ▶ Model ─ correct ▶ Model ─ plan ▶ Crate ─ render ▶ files
//! ```

pub mod correct;
pub mod diff;
mod dispatch;
pub mod error;
pub mod facts;
pub mod json;
pub mod model;
pub mod packed;
pub mod plan;
pub mod prose;
pub mod read;
pub mod render;
pub mod select;
pub mod tables;
pub mod write;

pub use dispatch::dispatch;
pub use error::{Error, Stage};
pub use render::File;

/// The format of the code between generator and runtime; `awsquery` holds the same number.
pub const FORMAT: u32 = 3;

/// What a crate is generated from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The model, in either form that AWS publishes.
    pub model: &'a str,
    /// Our corrections of it, as JSON.
    pub corrections: Option<&'a str>,
    /// Our prose about it, as Markdown. Without it the documentation words the facts.
    pub prose: Option<&'a str>,
    /// The name of the generated module.
    pub module: &'a str,
}

/// The files of a crate's generated module. Same input, same bytes.
///
/// # Errors
///
/// What any stage refuses, with its name, the shape and the remedy.
pub fn generate(source: Source<'_>) -> Result<Vec<File>, Error> {
    let model = correct::fill_gaps(read::read(source.model, read::Strictness::Strict)?.model)?;
    let model = match source.corrections {
        Some(corrections) => correct::correct(model, corrections)?,
        None => model,
    };
    let model = match source.prose {
        Some(prose) => correct::overlay(model, prose)?,
        None => model.without_documentation(),
    };
    let plan = plan::plan(&model)?;
    render::render(&plan, source.module)
}
