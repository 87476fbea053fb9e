//! Text and tags.

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text, entities decoded.
    Text(String),
    /// A tag that opens, with its address if it is a link.
    Open(&'a str, Option<&'a str>),
    /// A tag that closes.
    Close(&'a str),
}

/// The tags that AWS's prose uses. Whatever else stands in angle brackets is a placeholder, which is text.
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

/// The pieces of a text, in their order.
pub(super) fn tokens(html: &str) -> Vec<Token<'_>> {
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

fn flush<'a>(text: &mut String) -> Option<Token<'a>> {
    (!text.is_empty()).then(|| Token::Text(std::mem::take(text)))
}

/// A tag at the start of the text and what follows it; comments are tags that say nothing.
fn tag(text: &str) -> Option<(Option<Token<'_>>, &str)> {
    if let Some(comment) = text.strip_prefix("<!--") {
        return Some((None, comment.split_once("-->").map_or("", |(_, after)| after)));
    }
    let (inner, after) = text.strip_prefix('<')?.split_once('>')?;
    let (closes, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(end);
    let known = TAGS.iter().find(|tag| name.eq_ignore_ascii_case(tag))?;
    if !attributes.is_empty() && !attributes.starts_with([' ', '/', '\t', '\n']) {
        return None;
    }
    Some((Some(if closes { Token::Close(known) } else { Token::Open(known, address(attributes)) }), after))
}

/// The value of `href`.
fn address(attributes: &str) -> Option<&str> {
    let (_, value) = attributes.split_once("href=")?;
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

/// A character reference at the start of the text, and what follows it.
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
            char::from_u32(code.ok()?).filter(|c| !c.is_control())?
        }
    };
    Some((character, after))
}
