//! Refuses names that collide: in Rust, where generated names are public API, and on the wire. A person has to choose another
//! name.

use std::collections::BTreeSet;

use super::ir::{Crate, Field, Layout, Name, OutputPlan, Structure, Type, ValuePlan};
use super::names;
use crate::error::{Error, Stage};

/// Refuses names that collide within one Rust namespace, request or response, and names that do not give a Rust identifier.
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
    refuse_types(plan)?;
    let unions = plan.types.iter().filter_map(|known| match known {
        Type::Union(union) => Some(union),
        Type::Structure(_) | Type::Enum(_) => None,
    });
    structures(plan).chain(unions).try_for_each(refuse_wire_names)?;
    plan.operations.iter().try_for_each(|operation| refuse_protocol_keys(&operation.request))
}

/// Refuses members that requests or responses would give the same name. EC2 Query makes names in requests from those in
/// responses, so even members of a valid model may share one.
fn refuse_wire_names(structure: &Structure) -> Result<(), Error> {
    let refuse = |what: &str, names: fn(&Field) -> BTreeSet<&str>| {
        let names =
            structure.fields.iter().flat_map(|field| names(field).into_iter().map(|name| (name, &*field.name.wire)));
        match equal_pair(names.collect()) {
            None => Ok(()),
            Some((name, first, second)) => Err(wire_error(
                structure,
                &format!("{first} and {second} have the same name in {what}, {name:?}"),
                "give one of them another name in the model, or select operations without them",
            )),
        }
    };
    if structure.sent {
        refuse("requests", keys)?;
    }
    if structure.received { refuse("responses", elements) } else { Ok(()) }
}

/// Refuses members that would be mistaken for parameters of the protocol.
fn refuse_protocol_keys(request: &Structure) -> Result<(), Error> {
    for field in &request.fields {
        if let Some(key) = keys(field).into_iter().find(|key| PROTOCOL_KEYS.contains(key)) {
            return Err(wire_error(
                request,
                &format!("{} has the name {key:?} in requests, which the protocol itself uses", field.name.wire),
                "give it another name in the model, or select operations without it",
            ));
        }
    }
    Ok(())
}

fn wire_error(structure: &Structure, problem: &str, remedy: &str) -> Error {
    Error::new(Stage::Plan, &structure.name.wire, problem).with_remedy(remedy)
}

/// The parameters that say which operation is called.
const PROTOCOL_KEYS: [&str; 2] = ["Action", "Version"];

/// Returns the names of the elements of a member in responses.
fn elements(field: &Field) -> BTreeSet<&str> {
    let own = match &field.value {
        ValuePlan::List { response: Layout::Flat(name), .. } => name.as_str(),
        _ => field.xml.as_str(),
    };
    [own].into_iter().chain(field.other_xml.as_deref()).collect()
}

/// Returns the names of a member in requests. A list that names its elements has one for the elements, and one for itself.
fn keys(field: &Field) -> BTreeSet<&str> {
    let elements = match &field.value {
        ValuePlan::List { request: Layout::Flat(name), .. } => Some(name.as_str()),
        _ => None,
    };
    elements.into_iter().chain([field.key.as_str()]).collect()
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
fn distinct(place: &str, names: Vec<(String, &str)>) -> Result<(), Error> {
    if let Some((_, wire)) = names.iter().find(|(rust, _)| syn::parse_str::<syn::Ident>(rust).is_err()) {
        return Err(Error::new(Stage::Plan, place, format!("{wire:?} does not give a valid Rust name"))
            .with_remedy("extend codegen/src/plan/names.rs"));
    }
    match equal_pair(names) {
        None => Ok(()),
        Some((_, first, second)) => Err(error(place, first, second)),
    }
}

/// Returns a name that stands for two things, and both of them.
fn equal_pair<N: Ord + Clone>(mut names: Vec<(N, &str)>) -> Option<(N, &str, &str)> {
    names.sort_unstable();
    names.windows(2).find_map(|pair| match pair {
        [(name, first), (other, second)] if name == other => Some((name.clone(), *first, *second)),
        _ => None,
    })
}

pub(super) fn error(place: &str, first: &str, second: &str) -> Error {
    Error::new(Stage::Plan, place, format!("{first} and {second} have the same name in Rust"))
        .with_remedy("rename one of them with a correction of the trait awsquery#rename")
}
