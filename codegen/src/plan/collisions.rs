//! Refuses names that collide in Rust. A person has to choose another name, because generated names are public API.

use std::collections::BTreeSet;

use super::ir::{Crate, Name, OutputPlan, Structure, Type};
use super::names;
use crate::error::{Error, Stage};

/// Refuses names that collide within one Rust namespace, and names that do not give a Rust identifier.
pub(super) fn refuse(plan: &Crate) -> Result<(), Error> {
    let mut functions: Vec<(String, &str)> =
        METHODS.map(|method| (method.to_owned(), "a method of every client")).to_vec();
    functions.push(("r#mod".to_owned(), "the module of the operations"));
    functions.extend(plan.operations.iter().map(|operation| pair(&operation.name)));
    distinct("operations", functions)?;
    let waiters = plan.operations.iter().flat_map(|operation| &operation.waiters);
    distinct("waiters", waiters.map(|waiter| pair(&waiter.name)).collect())?;
    for structure in structures(plan) {
        distinct(&structure.name.wire, structure.fields.iter().map(|field| pair(&field.name)).collect())?;
        let setters = structure.fields.iter().map(|field| (field.name.setter(), field.name.wire.as_str()));
        distinct(&structure.name.wire, setters.collect())?;
    }
    for known in &plan.types {
        let unknown = ("Unrecognized".to_owned(), "the variant for unknown values");
        let variants: Vec<(String, &str)> = match known {
            Type::Enum(values) => values.values.iter().map(pair).collect(),
            Type::Union(union) => {
                let wire = union.fields.iter().map(|field| field.name.wire.as_str());
                wire.map(|wire| (names::variant(wire), wire)).collect()
            }
            Type::Structure(_) => continue,
        };
        distinct(known.wire(), variants.into_iter().chain([unknown]).collect())?;
    }
    let codes: BTreeSet<&str> = plan.errors.iter().map(|error| error.code.as_str()).collect();
    let unknown = ("Unrecognized".to_owned(), "the variant for unknown codes");
    distinct("error codes", codes.into_iter().map(|code| (names::code(code), code)).chain([unknown]).collect())?;
    refuse_types(plan)
}

/// Methods that every client has in addition to its operations.
const METHODS: [&str; 12] = [
    "new",
    "unchecked",
    "with_credentials",
    "with_limits",
    "with_summaries",
    "as_runtime",
    "prepare",
    "clock",
    "send",
    "dry_run",
    "pages",
    "wait_until",
];
/// Types that every crate has.
const TYPES: [(&str, &str); 3] =
    [("Client", "the client"), ("Error", "the error of every call"), ("ErrorCode", "the enum of error codes")];

fn refuse_types(plan: &Crate) -> Result<(), Error> {
    let builders: Vec<(String, String)> = structures(plan)
        .filter(|structure| structure.sent)
        .map(|structure| (structure.name.builder(), format!("the builder of {}", structure.name.wire)))
        .collect();
    let mut types: Vec<(String, &str)> = TYPES.map(|(name, owner)| (name.to_owned(), owner)).to_vec();
    types.extend(builders.iter().map(|(name, owner)| (name.clone(), owner.as_str())));
    types.extend(structures(plan).map(|structure| pair(&structure.name)));
    types.extend(plan.types.iter().filter_map(|known| match known {
        Type::Structure(_) => None,
        Type::Union(union) => Some(pair(&union.name)),
        Type::Enum(values) => Some(pair(&values.name)),
    }));
    distinct("types", types)
}

/// Returns every structure of a plan, wherever it is defined.
fn structures(plan: &Crate) -> impl Iterator<Item = &Structure> {
    let of_operations = plan.operations.iter().flat_map(|operation| {
        let response = match &operation.response {
            OutputPlan::Own(response) => Some(response),
            OutputPlan::Shared(_) => None,
        };
        std::iter::once(&operation.request).chain(response)
    });
    let shared = plan.types.iter().filter_map(|known| match known {
        Type::Structure(structure) => Some(structure),
        Type::Union(_) | Type::Enum(_) => None,
    });
    of_operations.chain(shared).chain(plan.errors.iter().map(|error| &error.structure))
}

fn pair(name: &Name) -> (String, &str) {
    (name.rust.clone(), &name.wire)
}

/// Checks Rust names, each with what it stands for: a name of the model, or a description.
fn distinct(place: &str, mut names: Vec<(String, &str)>) -> Result<(), Error> {
    if let Some((_, wire)) = names.iter().find(|(rust, _)| syn::parse_str::<syn::Ident>(rust).is_err()) {
        return Err(Error::new(Stage::Plan, place, format!("{wire:?} does not give a valid Rust name"))
            .with_remedy("extend codegen/src/plan/names.rs"));
    }
    names.sort_unstable();
    for pair in names.windows(2) {
        if let [(rust, first), (other, second)] = pair
            && rust == other
        {
            return Err(error(place, first, second));
        }
    }
    Ok(())
}

pub(super) fn error(place: &str, first: &str, second: &str) -> Error {
    Error::new(Stage::Plan, place, format!("{first} and {second} have the same name in Rust"))
        .with_remedy("rename one of them with a correction of the trait awsquery#rename")
}
