//! The blocking client: a list of operations, from which a macro of the runtime makes the methods.

use quote::quote;

use super::docs;
use super::module::GeneratedFile;
use super::source::Source;
use super::structure::deprecated;
use crate::error::Error;
use crate::plan::ir::{Crate, Extra, OperationPlan, OutputPlan};

pub(super) fn file(plan: &Crate) -> Result<GeneratedFile, Error> {
    let title = docs::title(plan);
    let about = docs::optional(plan, Extra::Blocking, &format!("A client for {title} that blocks the thread."));
    let mut source = Source::new(plan, "blocking.rs", &about).uses("rt", quote!(awsquery::rt));
    let operations: String = plan.operations.iter().map(line).collect();
    source.push_lines(&format!("rt::blocking_client! {{\n    super;\n{operations}}}\n"));
    source.finish()
}

/// The line of an operation: `get_user(GetUserRequest) -> GetUserResponse;`.
fn line(operation: &OperationPlan) -> String {
    let response = match &operation.response {
        OutputPlan::Own(response) => &response.name.rust,
        OutputPlan::Shared(name) => name,
    };
    let deprecated = deprecated(operation.deprecated.as_ref());
    let deprecated = if deprecated.is_empty() { String::new() } else { format!("    {deprecated}\n") };
    let (method, request) = (&operation.name.rust, &operation.request.name.rust);
    format!("{deprecated}    {method}({request}) -> {response};\n")
}
