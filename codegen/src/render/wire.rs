//! One expression per member for each direction of the wire and for the checks.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::place::ItemPlace;
use super::source::ident;
use crate::model::TimestampFormatTrait;
use crate::plan::ir::{CheckPlan, Field, Layout, Presence, ValuePlan};

/// All characters except those that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A direction of the wire, for which the runtime has a type that writes values and a type that reads them.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    Request,
    Response,
}

impl Direction {
    fn writer(self) -> TokenStream {
        match self {
            Self::Request => quote!(rt::Form),
            Self::Response => quote!(rt::Writer),
        }
    }

    fn reader(self) -> TokenStream {
        match self {
            Self::Request => quote!(rt::Fields),
            Self::Response => quote!(rt::Element),
        }
    }

    /// Returns a name as it is written in this direction. Names are constant, so those of forms are percent-encoded here
    /// and not in every call.
    fn written(self, name: &str) -> String {
        match self {
            Self::Request => utf8_percent_encode(name, RESERVED).to_string(),
            Self::Response => name.to_owned(),
        }
    }

    /// Returns the layout of a list in this direction.
    fn layout<'a>(self, request: &'a Layout, response: &'a Layout) -> &'a Layout {
        match self {
            Self::Request => request,
            Self::Response => response,
        }
    }
}

/// Returns code that writes a member into a form.
pub(super) fn encode(field: &Field) -> TokenStream {
    let member = field.name.ident();
    let key = Direction::Request.written(&field.key);
    if field.idempotency_token {
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
    let write = write(Direction::Request, &field.value);
    if field.needs_redaction() { quote!(|form, value| form.sensitive(value, #write)) } else { write }
}

/// Returns code that writes a member into a response.
pub(super) fn reply(field: &Field) -> TokenStream {
    let member = field.name.ident();
    let call = reply_value(field, &quote!(&self.#member));
    quote!(#call;)
}

/// Returns code that writes the value of a member, given as `reference`, into a response.
pub(super) fn reply_value(field: &Field, reference: &TokenStream) -> TokenStream {
    let name = &field.xml;
    let method = presence_method(field.presence);
    let write = |value: &ValuePlan| write(Direction::Response, value);
    match &field.value {
        ValuePlan::List { item, response: Layout::Flat(name), .. } => {
            let write = write(item);
            let method = format_ident!("{method}_flat_list");
            quote!(writer.#method(#name, #reference, #write))
        }
        ValuePlan::Map { item, key, value, flat: true } => {
            let write = write(item);
            let method = format_ident!("{method}_flat_map");
            quote!(writer.#method(#name, #key, #value, #reference, #write))
        }
        value => {
            let write = write(value);
            quote!(writer.#method(#name, #reference, #write))
        }
    }
}

/// Returns a function that writes a value at the position of the writer.
fn write(direction: Direction, value: &ValuePlan) -> TokenStream {
    let plain = |method: &str| {
        let writer = direction.writer();
        let method = ident(method);
        quote!(#writer::#method)
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
        ValuePlan::List { item, request, response, .. } => {
            let write = write(direction, item);
            match direction.layout(request, response) {
                Layout::Wrapped(member) => {
                    let member = direction.written(member);
                    quote!(|to, value| to.list(#member, value, #write))
                }
                Layout::Flat(name) => {
                    let name = direction.written(name);
                    quote!(|to, value| to.flat_list(#name, value, #write))
                }
                Layout::Numbered => quote!(|to, value| to.numbered(value, #write)),
            }
        }
        ValuePlan::Map { item, key, value, flat } => {
            let write = write(direction, item);
            let method = ident(if *flat { "flat_map" } else { "map" });
            let (key, value) = (direction.written(key), direction.written(value));
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
            let read = read(place, Direction::Response, item);
            quote!(element.flat_list(#name, #read)?)
        }
        ValuePlan::Map { item, key, value, flat: true } => {
            let read = read(place, Direction::Response, item);
            quote!(element.flat_map(#name, #key, #value, #read)?)
        }
        value => {
            let read = match field.presence {
                Presence::Always => read_relied_on(place, value),
                Presence::Demanded | Presence::Optional => read(place, Direction::Response, value),
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

/// Returns code that reads a member of a received request.
pub(super) fn receive(place: &ItemPlace<'_>, field: &Field) -> TokenStream {
    let member = field.name.ident();
    let method = presence_method(field.presence);
    let read = receiver(place, field);
    let wire = &field.name.wire;
    let key = &field.key;
    match &field.value {
        ValuePlan::List { request: Layout::Flat(name), .. } => {
            let method = format_ident!("{method}_flat");
            quote!(#member: fields.#method(#wire, #key, #name, #read))
        }
        _ => quote!(#member: fields.#method(#wire, #key, #read)),
    }
}

/// Returns the function that reads a member of a received request. Values of the type `Secret` are sensitive by
/// themselves; others are marked.
pub(super) fn receiver(place: &ItemPlace<'_>, field: &Field) -> TokenStream {
    let read = read(place, Direction::Request, &field.value);
    if field.sensitive && !matches!(field.value, ValuePlan::Secret | ValuePlan::SecretBlob) {
        quote!(|from| from.sensitive(#read))
    } else {
        read
    }
}

/// Returns a function that reads a value at the position of the reader.
pub(super) fn read(place: &ItemPlace<'_>, direction: Direction, value: &ValuePlan) -> TokenStream {
    let plain = |method: &str| {
        let reader = direction.reader();
        let method = ident(method);
        quote!(#reader::#method)
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
        ValuePlan::List { item, request, response, other_item } => {
            let read = read(place, direction, item);
            match (direction.layout(request, response), other_item) {
                (Layout::Wrapped(member), Some(other)) if matches!(direction, Direction::Response) => {
                    quote!(|from| from.list_of_either([#member, #other], #read))
                }
                (Layout::Wrapped(member), _) => quote!(|from| from.list(#member, #read)),
                (Layout::Flat(name), _) => quote!(|from| from.flat_items(#name, #read)),
                (Layout::Numbered, _) => quote!(|from| from.numbered(#read)),
            }
        }
        ValuePlan::Map { item, key, value, flat } => {
            let read = read(place, direction, item);
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
        value => read(place, Direction::Response, value),
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

fn presence_method(presence: Presence) -> proc_macro2::Ident {
    ident(if presence == Presence::Always { "required" } else { "optional" })
}

fn timestamp_format(format: TimestampFormatTrait) -> TokenStream {
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
    fn names_are_encoded_for_forms_and_kept_for_xml() {
        assert_eq!(Direction::Request.written("Tag-Key_1.x~"), "Tag-Key_1.x~");
        assert_eq!(Direction::Request.written("xsi:type é"), "xsi%3Atype%20%C3%A9");
        assert_eq!(Direction::Response.written("xsi:type"), "xsi:type");
    }
}
