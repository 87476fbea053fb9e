//! Parts of generated code that a crate may do without: behind a feature, always there, or left out.

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Item, Lit, Meta, MetaNameValue, Token};

use crate::plan::ir::{Extra, Extras};

/// Resolves the condition of an item. Returns `None` if the item is left out.
pub(super) fn resolve(mut item: Item, extras: &Extras) -> Option<Item> {
    let Extras::Selected(selected) = extras else { return Some(item) };
    let attributes = match &mut item {
        Item::Impl(whole) => &mut whole.attrs,
        Item::Mod(whole) => &mut whole.attrs,
        _ => return Some(item),
    };
    let is_selected = |extras: &[Extra]| extras.iter().any(|extra| selected.contains(extra));
    if attributes.iter().filter_map(condition).any(|extras| !is_selected(&extras)) {
        return None;
    }
    attributes.retain(|attribute| condition(attribute).is_none());
    Some(item)
}

/// The features of `#[cfg(feature = "…")]` or `#[cfg(any(feature = "…", …))]`.
fn condition(attribute: &Attribute) -> Option<Vec<Extra>> {
    if !attribute.path().is_ident("cfg") {
        return None;
    }
    match attribute.parse_args().ok()? {
        Meta::NameValue(meta) => feature(&meta).map(|extra| vec![extra]),
        Meta::List(any) if any.path.is_ident("any") => {
            let features = any.parse_args_with(Punctuated::<MetaNameValue, Token![,]>::parse_terminated).ok()?;
            features.iter().map(feature).collect()
        }
        _ => None,
    }
}

fn feature(meta: &MetaNameValue) -> Option<Extra> {
    match &meta.value {
        Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) if meta.path.is_ident("feature") => Extra::named(&name.value()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::*;

    fn resolved(item: &str, extras: &Extras) -> Option<String> {
        resolve(syn::parse_str(item).unwrap(), extras).map(|item| item.to_token_stream().to_string())
    }

    fn same(item: &str) -> Option<String> {
        resolved(item, &Extras::Features)
    }

    #[test]
    fn features_decide_unless_extras_are_selected() {
        assert!(same(r#"#[cfg(feature = "server")] impl R for S {}"#).unwrap().contains("cfg"));
    }

    #[test]
    fn an_item_of_another_extra_is_left_out() {
        let item = r#"#[cfg(feature = "server")] #[allow(deprecated)] impl R for S {}"#;
        assert_eq!(resolved(item, &Extras::Selected(vec![Extra::Serde])), None);
        let with = resolved(item, &Extras::Selected(vec![Extra::Server]));
        assert_eq!(with, same("#[allow(deprecated)] impl R for S {}"));
        assert!(resolved("#[cfg(unix)] impl R for S {}", &Extras::Selected(Vec::new())).is_some());
    }

    #[test]
    fn an_item_of_several_extras_is_there_with_each_of_them() {
        let item = r#"#[cfg(any(feature = "serde", feature = "server"))] impl R for S {}"#;
        for extra in [Extra::Serde, Extra::Server] {
            assert_eq!(resolved(item, &Extras::Selected(vec![extra])), same("impl R for S {}"));
        }
        assert_eq!(resolved(item, &Extras::Selected(vec![Extra::Blocking])), None);
    }
}
