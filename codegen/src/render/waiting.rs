//! Waiters: data, and functions that return the values which acceptors examine from outputs.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs;
use super::module::GeneratedFile;
use super::place::Place;
use super::source::{Prelude, Source, ident};
use crate::error::Error;
use crate::plan::ir::{
    Acceptor, Bound, Count, Crate, Matcher, Operation, Path, State, Step, Value, Values, View, Waiter,
};

/// The values that the acceptors of an operation examine, each once, with the name of its function.
type Views<'o> = Vec<(Ident, &'o View)>;

/// Returns `waiters.rs`, if there are waiters.
pub(super) fn waiters(plan: &Crate) -> Option<Result<GeneratedFile, Error>> {
    let operations: Vec<&Operation> =
        plan.operations.iter().filter(|operation| !operation.waiters.is_empty()).collect();
    if operations.is_empty() {
        return None;
    }
    let mut source = Source::new(plan, "waiters.rs", "Waiters for [`Client::wait_until`](super::Client::wait_until).")
        .uses("rt", quote!(awsquery::rt))
        .uses("operations", quote!(super::operations))
        .uses("types", quote!(super::types));
    let place = Place { plan, among_types: false, prelude: Prelude(&[]) };
    for operation in operations {
        let views = views(operation);
        source.extend(operation.waiters.iter().map(|waiter| self::waiter(operation, waiter, &views)));
        source.extend(views.iter().map(|view| function(&place, operation, view)));
    }
    Some(source.finish())
}

fn waiter(operation: &Operation, waiter: &Waiter, views: &[(Ident, &View)]) -> TokenStream {
    let (name, request) = (waiter.name.ident(), operation.request.name.ident());
    let wire = &waiter.name.wire;
    let fact = format!("Calls `{}` until the condition `{wire}` holds.", operation.name.wire);
    let about = docs::attributes(&docs::or_fact(&waiter.docs, &fact));
    let seconds = |seconds: i64| Literal::i64_unsuffixed(seconds);
    let (min, max) = (seconds(waiter.min_delay), seconds(waiter.max_delay));
    let acceptors = waiter.acceptors.iter().map(|acceptor| self::acceptor(acceptor, views));
    quote! {
        #about
        pub static #name: awsquery::Waiter<operations::#request> =
            rt::Waiter::new(#wire, #min, #max, &[#(#acceptors),*]);
    }
}

fn acceptor(acceptor: &Acceptor, views: &[(Ident, &View)]) -> TokenStream {
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
        Matcher::Values { all, view, expected } => {
            let kind = ident(if *all { "All" } else { "Any" });
            let function = views.iter().find(|(_, known)| known.expression == view.expression).map(|(name, _)| name);
            quote!(#kind(#function, #expected))
        }
    };
    quote!(rt::Acceptor { state: rt::State::#state, matcher: rt::Matcher::#matcher })
}

fn views(operation: &Operation) -> Views<'_> {
    let acceptors = operation.waiters.iter().flat_map(|waiter| &waiter.acceptors);
    let mut views = Views::new();
    for acceptor in acceptors {
        if let Matcher::Values { view, .. } = &acceptor.matcher
            && views.iter().all(|(_, known)| known.expression != view.expression)
        {
            views.push((ident(&format!("{}_{}", operation.name.plain(), views.len() + 1)), view));
        }
    }
    views
}

/// Returns the function from an output to the values that acceptors examine.
fn function(place: &Place<'_>, operation: &Operation, (name, view): &(Ident, &View)) -> TokenStream {
    let values = match &view.values {
        Values::At(path) => texts(place, &quote!(response), path),
        Values::Count(count) => {
            let answers = answers(place, &quote!(response), count);
            quote!(#answers.map(rt::truth))
        }
        Values::Contains { each, count, answer } => {
            let each = way(place, &quote!(response), each);
            let answers = answers(place, &quote!(at), count);
            let sign = (!answer).then(|| quote!(!));
            let contains = quote!(#each.flat_map(|at| #answers).any(|answer| #sign answer));
            quote!(std::iter::once(rt::truth(#contains)))
        }
    };
    let response = place.response_path(operation);
    let allow = view.values.is_deprecated().then(|| quote!(#[allow(deprecated)]));
    let about = docs::attributes(&format!("`` {} ``", view.expression));
    quote! {
        #about
        #allow
        fn #name(response: &#response) -> Vec<&str> { #values.collect() }
    }
}

/// Returns an iterator over the result of a comparison of counts. It is empty if there is nothing to compare with.
fn answers(place: &Place<'_>, from: &TokenStream, count: &Count) -> TokenStream {
    let (of, comparison) = (way(place, from, &count.of), ident(count.comparison));
    match &count.bound {
        Bound::Number(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(std::iter::once(rt::count(#of).#comparison(&#number)))
        }
        Bound::Path(path) => {
            let bound = way(place, from, path);
            let number = match path.value {
                Value::Integer(64) => quote!(number),
                _ => quote!(&i64::from(*number)),
            };
            quote!(#bound.map(move |number| rt::count(#of).#comparison(#number)))
        }
    }
}

/// Returns an iterator over the texts at a path from a place.
fn texts(place: &Place<'_>, from: &TokenStream, path: &Path) -> TokenStream {
    let leaf = match &path.value {
        Value::Boolean => quote!(|at| rt::truth(*at)),
        Value::Enum(name) => {
            let path = place.path(name);
            quote!(#path::as_str)
        }
        _ => quote!(String::as_str),
    };
    let way = way(place, from, path);
    quote!(#way.map(#leaf))
}

/// Returns an iterator over the values at a path from a place.
fn way(place: &Place<'_>, from: &TokenStream, path: &Path) -> TokenStream {
    path.steps.iter().fold(quote!(std::iter::once(#from)), |way, step| match step {
        Step::Member { name, optional, .. } => {
            let name = name.ident();
            if *optional { quote!(#way.filter_map(|at| at.#name.as_ref())) } else { quote!(#way.map(|at| &at.#name)) }
        }
        Step::Each => quote!(#way.flatten()),
        Step::Where { path, equals } => {
            let texts = texts(place, &quote!(*at), path);
            quote!(#way.flatten().filter(|at| #texts.any(|text| text == #equals)))
        }
        Step::Values => quote!(#way.flat_map(|at| at.values())),
        Step::Last => quote!(#way.filter_map(|at| at.last())),
    })
}
