//! Waiters: data, and functions that return the values which acceptors examine from outputs.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs;
use super::module::GeneratedFile;
use super::place::ItemPlace;
use super::source::{Prelude, Source, ident};
use crate::error::Error;
use crate::plan::ir::{
    AcceptorPlan, AcceptorState, CountBound, CountPlan, Crate, MatcherPlan, MemberPath, OperationPlan, PathStep,
    ValuePlan, View, ViewValues, WaiterPlan,
};
use crate::prose::code;

/// The values that the acceptors of an operation examine, each once, with the name of its function.
type Views<'o> = Vec<(Ident, &'o View)>;

/// Returns `waiters.rs`, if there are waiters.
pub(super) fn waiters(plan: &Crate) -> Option<Result<GeneratedFile, Error>> {
    let operations: Vec<&OperationPlan> =
        plan.operations.iter().filter(|operation| !operation.waiters.is_empty()).collect();
    if operations.is_empty() {
        return None;
    }
    let mut source = Source::new(plan, "waiters.rs", "Waiters for [`Client::wait_until`](super::Client::wait_until).")
        .uses("rt", quote!(awsquery::rt))
        .uses("operations", quote!(super::operations))
        .uses("types", quote!(super::types));
    let place = ItemPlace { plan, among_types: false, prelude: Prelude(&[]) };
    for operation in operations {
        let views = views(operation);
        source.extend(operation.waiters.iter().map(|waiter| self::waiter(operation, waiter, &views)));
        source.extend(views.iter().map(|view| function(&place, operation, view)));
    }
    Some(source.finish())
}

fn waiter(operation: &OperationPlan, waiter: &WaiterPlan, views: &[(Ident, &View)]) -> TokenStream {
    let name = waiter.name.ident();
    let request = operation.request.name.ident();
    let wire = &waiter.name.wire;
    let fact = format!("Calls `{}` until the condition `{wire}` holds.", operation.name.wire);
    let about = docs::attributes(&docs::or_fact(&waiter.docs, &fact));
    let seconds = |seconds: i64| Literal::i64_unsuffixed(seconds);
    let min = seconds(waiter.min_delay);
    let max = seconds(waiter.max_delay);
    let acceptors = waiter.acceptors.iter().map(|acceptor| self::acceptor(acceptor, views));
    quote! {
        #about
        pub static #name: awsquery::Waiter<operations::#request> =
            rt::Waiter::new(#wire, #min, #max, &[#(#acceptors),*]);
    }
}

fn acceptor(acceptor: &AcceptorPlan, views: &[(Ident, &View)]) -> TokenStream {
    let state = ident(match acceptor.state {
        AcceptorState::Success => "Success",
        AcceptorState::Failure => "Failure",
        AcceptorState::Retry => "Retry",
    });
    let matcher = match &acceptor.matcher {
        MatcherPlan::Success(success) => quote!(Success(#success)),
        MatcherPlan::Status(status) => {
            let status = Literal::u16_unsuffixed(*status);
            quote!(Status(#status))
        }
        MatcherPlan::Error(code) => quote!(Error(#code)),
        MatcherPlan::Values { all, view, expected } => {
            let kind = ident(if *all { "All" } else { "Any" });
            let function = views.iter().find(|(_, known)| known.expression == view.expression).map(|(name, _)| name);
            quote!(#kind(#function, #expected))
        }
    };
    quote!(rt::Acceptor { state: rt::State::#state, matcher: rt::Matcher::#matcher })
}

fn views(operation: &OperationPlan) -> Views<'_> {
    let acceptors = operation.waiters.iter().flat_map(|waiter| &waiter.acceptors);
    let mut views = Views::new();
    for acceptor in acceptors {
        if let MatcherPlan::Values { view, .. } = &acceptor.matcher
            && views.iter().all(|(_, known)| known.expression != view.expression)
        {
            views.push((ident(&format!("{}_{}", operation.name.plain(), views.len() + 1)), view));
        }
    }
    views
}

/// Returns the function from an output to the values that acceptors examine.
fn function(place: &ItemPlace<'_>, operation: &OperationPlan, (name, view): &(Ident, &View)) -> TokenStream {
    let values = match &view.values {
        ViewValues::At(path) => texts(place, &quote!(response), path),
        ViewValues::Count(count) => {
            let results = results(place, &quote!(response), count);
            quote!(#results.map(rt::truth))
        }
        ViewValues::Contains { each, count, result } => {
            let each = way(place, &quote!(response), each);
            let results = results(place, &quote!(at), count);
            let sign = (!result).then(|| quote!(!));
            let contains = quote!(#each.flat_map(|at| #results).any(|result| #sign result));
            quote!(std::iter::once(rt::truth(#contains)))
        }
    };
    let response = place.response_path(operation);
    let allow = view.values.is_deprecated().then(|| quote!(#[allow(deprecated)]));
    let about = docs::attributes(&code(&view.expression));
    quote! {
        #about
        #allow
        fn #name(response: &#response) -> Vec<&str> { #values.collect() }
    }
}

/// Returns an iterator over the result of a comparison of counts. It is empty if there is nothing to compare with.
fn results(place: &ItemPlace<'_>, from: &TokenStream, count: &CountPlan) -> TokenStream {
    let of = if count.of_characters {
        let texts = texts(place, from, &count.of);
        quote!(#texts.flat_map(str::chars))
    } else {
        way(place, from, &count.of)
    };
    let comparison = ident(count.comparison);
    match &count.bound {
        CountBound::Number(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(std::iter::once(rt::count(#of).#comparison(&#number)))
        }
        CountBound::Path(path) => {
            let bound = way(place, from, path);
            let number = match path.value {
                ValuePlan::Integer(64) => quote!(number),
                _ => quote!(&i64::from(*number)),
            };
            quote!(#bound.map(move |number| rt::count(#of).#comparison(#number)))
        }
    }
}

/// Returns an iterator over the texts at a path from a place.
fn texts(place: &ItemPlace<'_>, from: &TokenStream, path: &MemberPath) -> TokenStream {
    let leaf = match &path.value {
        ValuePlan::Boolean => quote!(|at| rt::truth(*at)),
        ValuePlan::Enum(name) => {
            let path = place.path(name);
            quote!(#path::as_str)
        }
        ValuePlan::Secret => quote!(|at| at.expose().as_str()),
        _ => quote!(String::as_str),
    };
    let way = way(place, from, path);
    quote!(#way.map(#leaf))
}

/// Returns an iterator over the values at a path from a place.
fn way(place: &ItemPlace<'_>, from: &TokenStream, path: &MemberPath) -> TokenStream {
    path.steps.iter().fold(quote!(std::iter::once(#from)), |way, step| match step {
        PathStep::Member { name, optional, .. } => {
            let name = name.ident();
            if *optional { quote!(#way.filter_map(|at| at.#name.as_ref())) } else { quote!(#way.map(|at| &at.#name)) }
        }
        PathStep::Each => quote!(#way.flatten()),
        PathStep::Where { path, equals } => {
            let texts = texts(place, &quote!(*at), path);
            quote!(#way.flatten().filter(|at| #texts.any(|text| text == #equals)))
        }
        PathStep::Values => quote!(#way.flat_map(|at| at.values())),
        PathStep::Last => quote!(#way.filter_map(|at| at.last())),
    })
}
