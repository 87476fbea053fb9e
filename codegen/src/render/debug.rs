//! Debug output. It is derived unless it would show something that the model marks as sensitive.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::ir::{Enum, Name, Presence, Structure};

/// Returns `Debug` for the list of derived traits of a structure or union, unless it is written out.
pub(super) fn derive(structure: &Structure) -> Option<TokenStream> {
    (!structure.needs_redaction()).then(|| quote!(Debug,))
}

/// Returns `Debug` for the list of derived traits of an enum, unless it is written out.
pub(super) fn derive_enum(values: &Enum) -> Option<TokenStream> {
    (!values.is_hidden).then(|| quote!(Debug,))
}

/// Returns debug output of a structure without its sensitive members, if it is not derived.
pub(super) fn structure(structure: &Structure) -> Option<TokenStream> {
    if structure.is_hidden || !structure.needs_redaction() {
        return hidden(structure.is_hidden, &structure.name);
    }
    let name = structure.name.plain();
    let fields = structure.fields.iter().map(|field| {
        let member = field.name.ident();
        let plain = field.name.plain();
        let value = match (field.needs_redaction(), field.presence) {
            (false, _) => quote!(&self.#member),
            (true, Presence::Always) => quote!(&rt::Redacted),
            (true, _) => quote!(&rt::redacted(&self.#member)),
        };
        quote!(.field(#plain, #value))
    });
    let allow = structure.allow_deprecated();
    Some(implementation(&structure.name, &allow, &quote!(f.debug_struct(#name)#(#fields)*.finish())))
}

/// Returns debug output of a union without its sensitive members, if it is not derived.
pub(super) fn union(union: &Structure) -> Option<TokenStream> {
    if union.is_hidden || !union.needs_redaction() {
        return hidden(union.is_hidden, &union.name);
    }
    let arms = union.fields.iter().map(|field| {
        let variant = field.variant();
        let name = variant.to_string();
        if field.needs_redaction() {
            quote!(Self::#variant(_) => f.debug_tuple(#name).field(&rt::Redacted).finish(),)
        } else {
            quote!(Self::#variant(value) => f.debug_tuple(#name).field(value).finish(),)
        }
    });
    let body = quote! {
        match self {
            #(#arms)*
            Self::Unrecognized(name) => f.debug_tuple("Unrecognized").field(name).finish(),
        }
    };
    Some(implementation(&union.name, &union.allow_deprecated(), &body))
}

/// Returns debug output that shows only the name of a type, if it is hidden.
pub(super) fn hidden(is_hidden: bool, name: &Name) -> Option<TokenStream> {
    let shown = format!("{}(redacted)", name.plain());
    is_hidden.then(|| implementation(name, &TokenStream::new(), &quote!(f.write_str(#shown))))
}

fn implementation(name: &Name, allow: &TokenStream, body: &TokenStream) -> TokenStream {
    let name = name.ident();
    quote! {
        #allow
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { #body }
        }
    }
}
