//! Splits HTML into text and tags.

use crate::unprintable::is_unprintable;

/// A token of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum HtmlToken<'a> {
    /// Text, with entities decoded.
    Text(String),
    /// An opening tag, with the address if it is a link.
    Open(&'a str, Option<&'a str>),
    /// A closing tag.
    Close(&'a str),
}

/// The tags in AWS's documentation. Anything else in angle brackets is a placeholder, which is text.
const TAGS: [&str; 38] = [
    "a",
    "b",
    "blockquote",
    "body",
    "br",
    "caption",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "examples",
    "fullname",
    "h1",
    "h2",
    "h3",
    "h4",
    "i",
    "important",
    "li",
    "note",
    "ol",
    "p",
    "para",
    "pre",
    "span",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "xhtml",
    "zonbook",
];

/// Returns the tokens of a text, in order.
pub(super) fn tokens(html: &str) -> Vec<HtmlToken<'_>> {
    let mut tokens = Vec::new();
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, special) = rest.split_at(at);
        text.push_str(before);
        if let Some((token, after)) = tag(special) {
            tokens.extend(flush(&mut text));
            tokens.extend(token);
            rest = after;
        } else if let Some((character, after)) = entity(special) {
            text.push(character);
            rest = after;
        } else {
            let mut characters = special.chars();
            text.extend(characters.next());
            rest = characters.as_str();
        }
    }
    text.push_str(rest);
    tokens.extend(flush(&mut text));
    tokens
}

fn flush<'a>(text: &mut String) -> Option<HtmlToken<'a>> {
    (!text.is_empty()).then(|| HtmlToken::Text(std::mem::take(text)))
}

/// Parses a tag at the start of the text. Returns the token and the rest. A comment is a tag without a token.
fn tag(text: &str) -> Option<(Option<HtmlToken<'_>>, &str)> {
    if let Some(comment) = text.strip_prefix("<!--") {
        return Some((None, comment.split_once("-->").map_or("", |(_, after)| after)));
    }
    let (inner, after) = text.strip_prefix('<')?.split_once('>')?;
    let closing = inner.strip_prefix('/');
    let inner = closing.unwrap_or(inner);
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(end);
    let known = TAGS.iter().find(|tag| name.eq_ignore_ascii_case(tag))?;
    if !attributes.is_empty() && !attributes.starts_with([' ', '/', '\t', '\n']) {
        return None;
    }
    let token = if closing.is_some() { HtmlToken::Close(known) } else { HtmlToken::Open(known, address(attributes)) };
    Some((Some(token), after))
}

/// Returns the value of the attribute `href`.
fn address(attributes: &str) -> Option<&str> {
    let (_, value) = attributes.split_once("href=")?;
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

/// Parses a character reference at the start of the text. Returns the character and the rest.
fn entity(text: &str) -> Option<(char, &str)> {
    let (name, after) = text.strip_prefix('&')?.split_once(';')?;
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|c| !is_unprintable(*c))?
        }
    };
    Some((character, after))
}
