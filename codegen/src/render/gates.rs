//! Parts of generated code that a crate may do without: behind a feature, always there, or left out.

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Item, Lit, Meta, MetaNameValue, Token, parse_quote};

use crate::plan::ir::{Extra, Extras};

/// Resolves the conditions of an item and of its fields or variants. Returns `None` if the item is left out.
pub(super) fn resolve(mut item: Item, extras: &Extras) -> Option<Item> {
    let Extras::Selected(selected) = extras else { return Some(item) };
    let attributes = match &mut item {
        Item::Enum(whole) => {
            whole.variants.iter_mut().for_each(|variant| resolve_attributes(&mut variant.attrs, selected));
            &mut whole.attrs
        }
        Item::Impl(whole) => &mut whole.attrs,
        Item::Mod(whole) => &mut whole.attrs,
        Item::Struct(whole) => {
            whole.fields.iter_mut().for_each(|field| resolve_attributes(&mut field.attrs, selected));
            &mut whole.attrs
        }
        _ => return Some(item),
    };
    let is_left_out = attributes.iter().filter_map(condition).any(|extra| !selected.contains(&extra));
    if is_left_out {
        return None;
    }
    resolve_attributes(attributes, selected);
    Some(item)
}

/// Removes conditions that hold, and replaces `#[cfg_attr(feature = "…", …)]` by what it stands for.
fn resolve_attributes(attributes: &mut Vec<Attribute>, selected: &[Extra]) {
    let mut resolved = Vec::new();
    for attribute in attributes.drain(..) {
        if condition(&attribute).is_some() {
            continue;
        }
        match conditional(&attribute) {
            None => resolved.push(attribute),
            Some((extra, metas)) if selected.contains(&extra) => {
                resolved.extend(metas.into_iter().map(|meta| -> Attribute { parse_quote!(#[#meta]) }));
            }
            Some(_) => {}
        }
    }
    *attributes = resolved;
}

/// The feature of `#[cfg(feature = "…")]`.
fn condition(attribute: &Attribute) -> Option<Extra> {
    if !attribute.path().is_ident("cfg") {
        return None;
    }
    attribute.parse_args::<MetaNameValue>().ok().and_then(|meta| feature(&meta))
}

/// The feature of `#[cfg_attr(feature = "…", …)]`, and the attributes behind it.
fn conditional(attribute: &Attribute) -> Option<(Extra, Vec<Meta>)> {
    if !attribute.path().is_ident("cfg_attr") {
        return None;
    }
    let metas = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
    let mut metas = metas.into_iter();
    match metas.next()? {
        Meta::NameValue(meta) => Some((feature(&meta)?, metas.collect())),
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

    const ITEM: &str = r#"#[cfg_attr(feature = "serde", derive(Deserialize), serde(crate = "x"))] struct S {
        #[cfg_attr(feature = "serde", serde(rename = "A"))] a: u8 }"#;

    fn resolved(item: &str, extras: &Extras) -> Option<String> {
        resolve(syn::parse_str(item).unwrap(), extras).map(|item| item.to_token_stream().to_string())
    }

    fn same(item: &str) -> Option<String> {
        resolved(item, &Extras::Features)
    }

    #[test]
    fn features_decide_unless_extras_are_selected() {
        assert!(same(ITEM).unwrap().contains("cfg_attr"));
        let with = resolved(ITEM, &Extras::Selected(vec![Extra::Serde]));
        let expected = r#"#[derive(Deserialize)] #[serde(crate = "x")] struct S { #[serde(rename = "A")] a: u8 }"#;
        assert_eq!(with, same(expected));
        assert_eq!(resolved(ITEM, &Extras::Selected(Vec::new())), same("struct S { a: u8 }"));
    }

    #[test]
    fn an_item_of_another_extra_is_left_out() {
        let item = r#"#[cfg(feature = "server")] #[allow(deprecated)] impl R for S {}"#;
        assert_eq!(resolved(item, &Extras::Selected(vec![Extra::Serde])), None);
        let with = resolved(item, &Extras::Selected(vec![Extra::Server]));
        assert_eq!(with, same("#[allow(deprecated)] impl R for S {}"));
        assert!(resolved("#[cfg(unix)] impl R for S {}", &Extras::Selected(Vec::new())).is_some());
    }
}
