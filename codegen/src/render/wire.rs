//! One expression per member for each direction of the wire and for the checks.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use proc_macro2::TokenStream;
use quote::quote;

use super::place::ItemPlace;
use super::source::ident;
use crate::model::TimestampFormatTrait;
use crate::plan::ir::{CheckPlan, Field, IdempotencyToken, Layout, Presence, ValuePlan};

/// All characters except those that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns a name as it is written in a form. Names are constant, so they are percent-encoded here and not in every call.
pub(super) fn encoded(name: &str) -> String {
    utf8_percent_encode(name, RESERVED).to_string()
}

/// Returns code that writes a member into a form.
pub(super) fn encode(field: &Field) -> TokenStream {
    let member = field.name.ident();
    let key = encoded(&field.key);
    if field.token.is_some() {
        return quote!(form.idempotency_token(#key, &self.#member););
    }
    let write = form_writer(field);
    let method = presence_method(field.presence);
    quote!(form.#method(#key, &self.#member, #write);)
}

/// Returns the function that writes a member into a form.
pub(super) fn form_writer(field: &Field) -> TokenStream {
    if field.one_time {
        return quote!(rt::Form::one_time);
    }
    let write = write(&field.value);
    if field.needs_redaction() { quote!(|form, value| form.sensitive(value, #write)) } else { write }
}

/// Returns a function of `rt::Form` that writes a value at the form's position.
fn write(value: &ValuePlan) -> TokenStream {
    let plain = |method: &str| {
        let method = ident(method);
        quote!(rt::Form::#method)
    };
    match value {
        ValuePlan::Text | ValuePlan::Enum(_) => plain("string"),
        ValuePlan::Secret => plain("secret"),
        ValuePlan::Boolean => plain("boolean"),
        ValuePlan::Integer(_) => plain("integer"),
        ValuePlan::Float => plain("float"),
        ValuePlan::Double => plain("double"),
        ValuePlan::Blob => plain("blob"),
        ValuePlan::SecretBlob => plain("secret_blob"),
        ValuePlan::Structure { .. } => plain("structure"),
        ValuePlan::Timestamp(format) => {
            let format = timestamp_format(*format);
            quote!(|to, value| to.timestamp(value, #format))
        }
        ValuePlan::List { item, request, .. } => {
            let write = write(item);
            match request {
                Layout::Wrapped(member) => {
                    let member = encoded(member);
                    quote!(|to, value| to.list(#member, value, #write))
                }
                Layout::Flat(name) => {
                    let name = encoded(name);
                    quote!(|to, value| to.flat_list(#name, value, #write))
                }
                Layout::Numbered => quote!(|to, value| to.numbered(value, #write)),
            }
        }
        ValuePlan::Map { item, key, value, flat } => {
            let write = write(item);
            let method = ident(if *flat { "flat_map" } else { "map" });
            let (key, value) = (encoded(key), encoded(value));
            quote!(|to, value| to.#method(#key, #value, value, #write))
        }
    }
}

/// Returns code that reads a member of a response.
pub(super) fn decode(place: &ItemPlace<'_>, field: &Field, is_message: bool) -> TokenStream {
    let member = field.name.ident();
    let name = &field.xml;
    let value = match &field.value {
        ValuePlan::List { item, response: Layout::Flat(name), .. } => {
            let read = read(place, item);
            quote!(element.flat_list(#name, #read)?)
        }
        ValuePlan::Map { item, key, value, flat: true } => {
            let read = read(place, item);
            quote!(element.flat_map(#name, #key, #value, #read)?)
        }
        value => {
            let read = match field.presence {
                Presence::Always => read_relied_on(place, value),
                Presence::Demanded | Presence::Optional => read(place, value),
            };
            match (field.presence, &field.other_xml) {
                (Presence::Always, _) => quote!(element.required(#name, #read)?),
                _ if is_message => quote!(element.message(#name, #read)?),
                (_, None) => quote!(element.optional(#name, #read)?),
                (_, Some(other)) => quote!(match element.optional(#name, #read)? {
                    None => element.optional(#other, #read)?,
                    found => found,
                }),
            }
        }
    };
    quote!(#member: #value)
}

/// Returns a function of `rt::Element` that reads a value.
pub(super) fn read(place: &ItemPlace<'_>, value: &ValuePlan) -> TokenStream {
    let plain = |method: &str| {
        let method = ident(method);
        quote!(rt::Element::#method)
    };
    match value {
        ValuePlan::Text => plain("string"),
        ValuePlan::Secret => plain("secret"),
        ValuePlan::Boolean => plain("boolean"),
        ValuePlan::Integer(bits) => plain(match bits {
            8 => "byte",
            16 => "short",
            32 => "integer",
            _ => "long",
        }),
        ValuePlan::Float => plain("float"),
        ValuePlan::Double => plain("double"),
        ValuePlan::Blob => plain("blob"),
        ValuePlan::SecretBlob => plain("secret_blob"),
        ValuePlan::Structure { .. } => plain("structure"),
        ValuePlan::Enum(name) => {
            let name = place.path(name);
            quote!(|from| from.open_enum::<#name>())
        }
        ValuePlan::Timestamp(format) => {
            let format = timestamp_format(*format);
            quote!(|from| from.timestamp(#format))
        }
        ValuePlan::List { item, response, other_item, .. } => {
            let read = read(place, item);
            match (response, other_item) {
                (Layout::Wrapped(member), Some(other)) => quote!(|from| from.list_of_either([#member, #other], #read)),
                (Layout::Wrapped(member), None) => quote!(|from| from.list(#member, #read)),
                (Layout::Flat(name), _) => quote!(|from| from.flat_items(#name, #read)),
                // Only requests have it.
                (Layout::Numbered, _) => quote!(|from| from.list("member", #read)),
            }
        }
        ValuePlan::Map { item, key, value, flat } => {
            let read = read(place, item);
            if *flat {
                quote!(|from| from.flat_entries(#key, #value, #read))
            } else {
                quote!(|from| from.map("entry", #key, #value, #read))
            }
        }
    }
}

/// Returns a function of `rt::Element` that reads a value on which programs rely. It accepts only the form of AWS, where the
/// reader of other members accepts those of other servers.
fn read_relied_on(place: &ItemPlace<'_>, value: &ValuePlan) -> TokenStream {
    match value {
        ValuePlan::Boolean => quote!(rt::Element::exact_boolean),
        ValuePlan::Timestamp(format) => {
            let format = timestamp_format(*format);
            quote!(|from| from.exact_timestamp(#format))
        }
        value => read(place, value),
    }
}

/// Returns code that checks a member against its limits, or `None` if there are none.
pub(super) fn check(field: &Field) -> Option<TokenStream> {
    let member = field.name.ident();
    let name = &field.name.wire;
    let check = member_check(field);
    let method = match (field.presence, &check) {
        (Presence::Always, _) => ident("value"),
        (Presence::Demanded, _) => ident("required"),
        (Presence::Optional, Some(_)) => ident("optional"),
        // A server reports that it is missing.
        (Presence::Optional, None) if field.token == Some(IdempotencyToken::Required) => ident("optional"),
        (Presence::Optional, None) => return None,
    };
    let check = check.unwrap_or_else(|| quote!(rt::Check::any));
    Some(quote!(check.#method(#name, &self.#member, #check);))
}

/// Returns a function that checks the value of a member, or `None` if it has no limits.
pub(super) fn member_check(field: &Field) -> Option<TokenStream> {
    let check = check_value(&field.value, &field.check)?;
    Some(if field.needs_redaction() { quote!(rt::Check::sensitive(#check)) } else { check })
}

/// Returns a function that checks a value, or `None` if it has no limits.
fn check_value(value: &ValuePlan, check: &CheckPlan) -> Option<TokenStream> {
    let any = |check: Option<TokenStream>| check.unwrap_or_else(|| quote!(rt::Check::any));
    Some(match (value, check) {
        (_, CheckPlan::Structure) => quote!(rt::Check::structure),
        (ValuePlan::List { item, .. }, CheckPlan::List(rule, inner)) => {
            let rule = rule_path(rule.as_ref());
            let inner = any(check_value(item, inner));
            quote!(#rule.list(#inner))
        }
        (ValuePlan::Map { item, .. }, CheckPlan::Map(rule, key, inner)) => {
            let rule = rule_path(rule.as_ref());
            let key = any(check_value(&ValuePlan::Text, key));
            let inner = any(check_value(item, inner));
            quote!(#rule.map(#key, #inner))
        }
        (value, CheckPlan::Rule(rule)) => {
            let rule = rule_path(Some(rule));
            let method = ident(match value {
                ValuePlan::Secret => "secret",
                ValuePlan::Integer(_) => "integer",
                ValuePlan::Float => "float",
                ValuePlan::Double => "double",
                ValuePlan::Blob => "blob",
                ValuePlan::SecretBlob => "secret_blob",
                _ => "string",
            });
            quote!(#rule.#method())
        }
        (_, CheckPlan::Nothing | CheckPlan::List(..) | CheckPlan::Map(..)) => return None,
    })
}

fn rule_path(rule: Option<&String>) -> TokenStream {
    match rule {
        Some(rule) => {
            let rule = ident(rule);
            quote!(rules::#rule)
        }
        None => quote!(rt::Rule::ANY),
    }
}

pub(super) fn presence_method(presence: Presence) -> proc_macro2::Ident {
    ident(if presence == Presence::Always { "required" } else { "optional" })
}

pub(super) fn timestamp_format(format: TimestampFormatTrait) -> TokenStream {
    match format {
        TimestampFormatTrait::DateTime => quote!(awsquery::TimestampFormat::DateTime),
        TimestampFormatTrait::EpochSeconds => quote!(awsquery::TimestampFormat::EpochSeconds),
        TimestampFormatTrait::HttpDate => quote!(awsquery::TimestampFormat::HttpDate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_for_forms() {
        assert_eq!(encoded("Tag-Key_1.x~"), "Tag-Key_1.x~");
        assert_eq!(encoded("xsi:type é"), "xsi%3Atype%20%C3%A9");
    }
}
