//! Writes a plan as Rust source.

use crate::error::Error;
use crate::plan::ir::Crate;

mod characters;
pub(crate) mod docs;
mod endpoint;
mod errors;
mod operation;
mod paging;
mod place;
mod root;
mod rules;
mod serde;
mod server;
mod source;
mod structure;
mod types;
mod union;
mod waiting;
mod wire;

/// A file of the generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path, relative to the folder that holds the generated module.
    pub path: String,
    /// The content.
    pub text: String,
}

/// The files of a plan, sorted by path: `NAME.rs`, the root of the module, and the other files below `NAME/`.
///
/// # Errors
///
/// A generated item is not valid Rust, which is an error of the generator. The message contains the item.
pub fn render(plan: &Crate, module: &str) -> Result<Vec<File>, Error> {
    let mut root = root::file(plan)?;
    root.path = format!("{module}.rs");
    let mut files = parts(plan)?;
    for file in &mut files {
        file.path = format!("{module}/{}", file.path);
    }
    files.push(root);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The modules below the root, by their paths below its folder.
fn parts(plan: &Crate) -> Result<Vec<File>, Error> {
    let mut files = vec![
        types::file(plan)?,
        rules::file(plan)?,
        errors::file(plan)?,
        endpoint::file(plan)?,
        server::file(plan)?,
        operation::index(plan)?,
    ];
    files.extend(waiting::waiters(plan).transpose()?);
    for operation in &plan.operations {
        files.push(operation::file(plan, operation)?);
    }
    Ok(files)
}
