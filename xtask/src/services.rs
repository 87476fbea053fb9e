//! `cargo xtask services`: the services that can be generated from AWS's published models.

mod check;
mod readme;

use ::codegen::disk;

use crate::CommandResult;
use crate::arguments::ServicesArguments;
use crate::botocore::service::{self, PublishedService};
use crate::botocore::{Package, PackageKind, default_source};
use crate::workspace::root;

/// Lists the services that can be generated, or the operations of some of them; or generates and compiles a part of each.
///
/// # Errors
///
/// The package cannot be fetched or read, or has no such service; with `check`, a service that cannot be generated, or whose
/// code does not compile, or a README that says something else about the services.
pub fn run(arguments: &ServicesArguments) -> CommandResult {
    let source = arguments.from.clone().map_or_else(default_source, Ok)?;
    let package = Package::open(&source, PackageKind::Wheel)?;
    let named = arguments.names.iter().map(|name| service::find(&package, name)).collect::<Result<Vec<_>, _>>()?;
    if arguments.check {
        let all = service::all(&package)?;
        // The README is about the release that this project uses.
        if arguments.from.is_none() {
            let ids: Vec<&str> = all.iter().map(PublishedService::id).collect();
            readme::check(&disk::read(&root().join("README.md"))?, &ids)?;
        }
        return check::check(&package, if named.is_empty() { &all } else { &named });
    }
    if named.is_empty() { list(&package) } else { list_operations(&package, &named) }
}

/// One line for each service, in columns.
fn list(package: &Package) -> CommandResult {
    let mut rows = vec![["name", "title", "operations", "model", "protocol"].map(str::to_owned)];
    for service in service::all(package)? {
        let (operations, size) = service.operations()?;
        rows.push([
            service.name.clone(),
            service.title().to_owned(),
            operations.len().to_string(),
            format!("{} kB", size.div_ceil(1000)),
            service.protocol().unwrap_or_default().to_owned(),
        ]);
    }
    let heading = format!("botocore {}: {} services can be generated\n\n", package.version(), rows.len() - 1);
    Ok(heading + &table(&rows))
}

/// Writes rows in columns. Numbers are on the right of their column.
fn table(rows: &[[String; 5]]) -> String {
    let mut widths = [0; 5];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let [name_width, title_width, operations_width, size_width, _] = widths;
    let line = |[name, title, operations, size, protocol]: &[String; 5]| {
        format!(
            "{name:name_width$}  {title:title_width$}  {operations:>operations_width$}  {size:>size_width$}  {protocol}\n"
        )
    };
    rows.iter().map(line).collect()
}

fn list_operations(package: &Package, services: &[PublishedService]) -> CommandResult {
    let mut text = String::new();
    for service in services {
        let (operations, _) = service.operations()?;
        text.push_str(&format!(
            "{} in botocore {}: {} operations\n\n  {}\n\n",
            service.name,
            package.version(),
            operations.len(),
            operations.join("\n  ")
        ));
    }
    Ok(text)
}
