//! How pages follow each other, and what can be waited for: data and ways into answers.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::place::Place;
use super::source::{Prelude, Source, ident};
use super::{File, docs};
use crate::error::Error;
use crate::plan::ir::{Acceptor, Crate, Matcher, Operation, Pagination, Path, Response, State, Step, Value, Waiter};

/// What makes a request one with pages.
pub(super) fn pages(place: &Place<'_>, operation: &Operation, pagination: &Pagination) -> Vec<TokenStream> {
    let (request, response) = (operation.request.name.ident(), place.response_type(operation));
    let token = pagination.token.steps.iter().filter_map(name).next();
    let next = follow(&pagination.next);
    let more = pagination.more.as_ref().map(|more| {
        let (more, is_more) = (more.steps.iter().filter_map(name), more.steps.iter().any(is_optional));
        let is_more = if is_more { quote!(== Some(true)) } else { TokenStream::new() };
        quote!(.filter(|_| response.#(#more).* #is_more))
    });
    let paths = [Some(&pagination.token), Some(&pagination.next), pagination.more.as_ref(), pagination.items.as_ref()];
    let deprecated = paths.into_iter().flatten().any(Path::is_deprecated);
    let allow = deprecated.then(|| quote!(#[allow(deprecated)]));
    let (current, set) = match pagination.token.steps.as_slice() {
        [Step::Member { optional: false, .. }] => (quote!(Some(&self.#token)), quote!(token)),
        _ => (quote!(self.#token.as_deref()), quote!(Some(token))),
    };
    let mut items = vec![quote! {
        #allow
        impl rt::Paginate for #request {
            fn token(&self) -> Option<&str> { #current }

            fn set_token(&mut self, token: String) { self.#token = #set; }

            fn next_token(response: &#response) -> Option<&str> { #next #more }
        }
    }];
    items.extend(pagination.items.as_ref().map(|path| {
        let item = match &path.value {
            Value::List { item, .. } => place.value_type(item),
            Value::Map { item, .. } => {
                let item = place.value_type(item);
                quote!((String, #item))
            }
            other => place.value_type(other),
        };
        let taken = take(path);
        quote! {
            #allow
            impl rt::PaginateItems for #request {
                type Item = #item;

                fn items(response: #response) -> Vec<#item> { #taken }
            }
        }
    }));
    items
}

fn name(step: &Step) -> Option<Ident> {
    match step {
        Step::Member { name, .. } => Some(name.ident()),
        Step::Each | Step::Values | Step::Last => None,
    }
}

fn is_optional(step: &Step) -> bool {
    matches!(step, Step::Member { optional: true, .. })
}

/// The text that a path leads to, if it is there.
fn follow(path: &Path) -> TokenStream {
    let mut way = quote!(response);
    let last = path.steps.len().saturating_sub(1);
    for (position, step) in path.steps.iter().enumerate() {
        way = match (step, name(step)) {
            (Step::Member { optional: true, .. }, Some(name)) if position == last => quote!(#way.#name.as_deref()),
            (Step::Member { .. }, Some(name)) if position == last => quote!(Some(#way.#name.as_str())),
            (Step::Member { optional: true, .. }, Some(name)) => quote!(#way.#name.as_ref()?),
            (Step::Member { .. }, Some(name)) => quote!(#way.#name),
            _ => quote!(#way.last()?),
        };
    }
    way
}

/// The list or map that a path leads to, taken out.
fn take(path: &Path) -> TokenStream {
    let mut way = quote!(response);
    let mut optional = false;
    for step in &path.steps {
        let Some(name) = name(step) else { continue };
        way = match (optional, is_optional(step)) {
            (false, _) => quote!(#way.#name),
            (true, true) => quote!(#way.and_then(|at| at.#name)),
            (true, false) => quote!(#way.map(|at| at.#name)),
        };
        optional |= is_optional(step);
    }
    let whole = if optional { quote!(#way.unwrap_or_default()) } else { way };
    if matches!(path.value, Value::Map { .. }) { quote!(#whole.into_iter().collect()) } else { whole }
}

/// `waiters.rs`, if there are any.
pub(super) fn waiters(plan: &Crate) -> Option<Result<File, Error>> {
    let operations: Vec<&Operation> =
        plan.operations.iter().filter(|operation| !operation.waiters.is_empty()).collect();
    if operations.is_empty() {
        return None;
    }
    let mut source = Source::new(
        plan,
        "waiters.rs",
        "What can be waited for, with [`Client::wait_until`](super::Client::wait_until).",
    )
    .uses("rt", quote!(awsquery::rt))
    .uses("operations", quote!(super::operations))
    .uses("types", quote!(super::types));
    let place = Place { plan, among_types: false, prelude: Prelude(&[]) };
    for operation in operations {
        source.extend(operation.waiters.iter().map(|waiter| self::waiter(operation, waiter)));
        source.extend(ways(&place, operation).into_values());
    }
    Some(source.finish())
}

fn waiter(operation: &Operation, waiter: &Waiter) -> TokenStream {
    let (name, request) = (waiter.name.ident(), operation.request.name.ident());
    let wire = &waiter.name.wire;
    let fact = format!("Waits for `{wire}` by calling `{}`.", operation.name.wire);
    let about = docs::attributes(&docs::or_fact(&waiter.docs, &fact));
    let seconds = |seconds: i64| Literal::i64_unsuffixed(seconds);
    let (min, max) = (seconds(waiter.min_delay), seconds(waiter.max_delay));
    let acceptors = waiter.acceptors.iter().map(|acceptor| self::acceptor(operation, acceptor));
    quote! {
        #about
        pub static #name: awsquery::Waiter<operations::#request> =
            rt::Waiter::new(#wire, #min, #max, &[#(#acceptors),*]);
    }
}

fn acceptor(operation: &Operation, acceptor: &Acceptor) -> TokenStream {
    let state = ident(match acceptor.state {
        State::Success => "Success",
        State::Failure => "Failure",
        State::Retry => "Retry",
    });
    let matcher = match &acceptor.matcher {
        Matcher::Success(success) => quote!(Success(#success)),
        Matcher::Status(status) => {
            let status = Literal::u16_unsuffixed(*status);
            quote!(Status(#status))
        }
        Matcher::Error(code) => quote!(Error(#code)),
        Matcher::Values { all, path, length, expected } => {
            let kind = ident(if *all { "All" } else { "Any" });
            let way = way_name(operation, path, *length);
            quote!(#kind(#way, #expected))
        }
    };
    quote!(rt::Acceptor { state: rt::State::#state, matcher: rt::Matcher::#matcher })
}

/// The ways that the waiters of an operation look into its answers, each once.
fn ways(place: &Place<'_>, operation: &Operation) -> BTreeMap<String, TokenStream> {
    let acceptors = operation.waiters.iter().flat_map(|waiter| &waiter.acceptors);
    acceptors
        .filter_map(|acceptor| match &acceptor.matcher {
            Matcher::Values { path, length, .. } => {
                let name = way_name(operation, path, *length);
                Some((name.to_string(), way(place, operation, &name, path, *length)))
            }
            _ => None,
        })
        .collect()
}

/// `describe_things_things_status`
fn way_name(operation: &Operation, path: &Path, length: Option<(&str, usize)>) -> Ident {
    let members = path.steps.iter().filter_map(|step| match step {
        Step::Member { name, .. } => Some(name.plain().to_owned()),
        Step::Each | Step::Values | Step::Last => None,
    });
    let length = length.map(|(method, number)| format!("{method}_{number}"));
    let words: Vec<String> = [operation.name.plain().to_owned()].into_iter().chain(members).chain(length).collect();
    ident(&words.join("_"))
}

/// A function from an answer to the values that a path leads to, or to what is asked of their number.
fn way(
    place: &Place<'_>,
    operation: &Operation,
    function: &Ident,
    path: &Path,
    length: Option<(&str, usize)>,
) -> TokenStream {
    let mut way = quote!(std::iter::once(response));
    for step in &path.steps {
        let name = name(step);
        way = match step {
            Step::Member { optional: true, .. } => quote!(#way.filter_map(|at| at.#name.as_ref())),
            Step::Member { .. } => quote!(#way.map(|at| &at.#name)),
            Step::Each => quote!(#way.flatten()),
            Step::Values => quote!(#way.flat_map(|at| at.values())),
            Step::Last => quote!(#way.filter_map(|at| at.last())),
        };
    }
    let leaf = match (length, &path.value) {
        (Some((method, number)), _) => {
            let (method, number) = (ident(method), Literal::usize_unsuffixed(number));
            quote!(|at| rt::truth(at.len().#method(&#number)))
        }
        (None, Value::Boolean) => quote!(|at| rt::truth(*at)),
        (None, Value::Enum(name)) => {
            let path = place.path(name);
            quote!(#path::as_str)
        }
        (None, _) => quote!(String::as_str),
    };
    let response = match (&operation.response, place.response_type(operation)) {
        (Response::Own(_), own) => quote!(operations::#own),
        (Response::Shared(_), shared) => shared,
    };
    let allow = path.is_deprecated().then(|| quote!(#[allow(deprecated)]));
    quote! {
        #allow
        fn #function(response: &#response) -> Vec<&str> { #way.map(#leaf).collect() }
    }
}
