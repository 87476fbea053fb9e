//! Pagination: paths into requests and responses.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::place::ItemPlace;
use crate::plan::ir::{MemberPath, OperationPlan, Pagination, PathStep, ValuePlan};

/// Returns the implementations that make a request paginated.
pub(super) fn pages(place: &ItemPlace<'_>, operation: &OperationPlan, pagination: &Pagination) -> Vec<TokenStream> {
    let request = operation.request.name.ident();
    let response = place.response_type(operation);
    let token = pagination.token.steps.iter().filter_map(name).next();
    let next = follow(&pagination.next);
    let more = pagination.more.as_ref().map(|more| {
        let is_more = more.steps.iter().any(is_optional);
        let more = more.steps.iter().filter_map(name);
        let is_more = if is_more { quote!(== Some(true)) } else { TokenStream::new() };
        quote!(.filter(|_| response.#(#more).* #is_more))
    });
    let paths = [Some(&pagination.token), Some(&pagination.next), pagination.more.as_ref(), pagination.items.as_ref()];
    let deprecated = paths.into_iter().flatten().any(MemberPath::is_deprecated);
    let allow = deprecated.then(|| quote!(#[allow(deprecated)]));
    let (current, set) = match pagination.token.steps.as_slice() {
        [PathStep::Member { optional: false, .. }] => (quote!(Some(&self.#token)), quote!(token)),
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
            ValuePlan::List { item, .. } => place.value_type(item),
            ValuePlan::Map { item, .. } => {
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

fn name(step: &PathStep) -> Option<Ident> {
    match step {
        PathStep::Member { name, .. } => Some(name.ident()),
        PathStep::Each | PathStep::Where { .. } | PathStep::Values | PathStep::Last => None,
    }
}

fn is_optional(step: &PathStep) -> bool {
    matches!(step, PathStep::Member { optional: true, .. })
}

/// Returns the text at a path, if it is present.
fn follow(path: &MemberPath) -> TokenStream {
    let mut way = quote!(response);
    let last = path.steps.len().saturating_sub(1);
    for (position, step) in path.steps.iter().enumerate() {
        way = match (step, name(step)) {
            (PathStep::Member { optional: true, .. }, Some(name)) if position == last => quote!(#way.#name.as_deref()),
            (PathStep::Member { .. }, Some(name)) if position == last => quote!(Some(#way.#name.as_str())),
            (PathStep::Member { optional: true, .. }, Some(name)) => quote!(#way.#name.as_ref()?),
            (PathStep::Member { .. }, Some(name)) => quote!(#way.#name),
            _ if position == last => quote!(Some(#way.last()?.as_str())),
            _ => quote!(#way.last()?),
        };
    }
    way
}

/// Returns code that takes the list or map at a path out of the response.
fn take(path: &MemberPath) -> TokenStream {
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
    if matches!(path.value, ValuePlan::Map { .. }) { quote!(#whole.into_iter().collect()) } else { whole }
}
