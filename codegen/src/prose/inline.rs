//! Writes the text of a paragraph.

/// Escapes text for Markdown. Characters that Markdown or rustdoc would take for markup are escaped, web addresses become
/// links, and code spans are kept.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(character) = rest.chars().next() {
        if let Some((code, after)) = span(rest) {
            out.push_str(code);
            rest = after;
            before = '`';
            continue;
        }
        if !before.is_alphanumeric()
            && let Some((url, after)) = address(rest)
        {
            out.push_str(&format!("<{url}>"));
            rest = after;
            before = '>';
            continue;
        }
        let mut following = rest.chars();
        following.next();
        let after = following.clone().next().unwrap_or(' ');
        let inside_word = before.is_alphanumeric() && after.is_alphanumeric();
        if matches!(character, '\\' | '`' | '*' | '[' | ']' | '<' | '&' | '~') || (character == '_' && !inside_word) {
            out.push('\\');
        }
        out.push(character);
        rest = following.as_str();
        before = character;
    }
    out
}

/// Splits a code span off the start of the text.
fn span(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('`')?;
    let length = inner.find('`').filter(|length| *length > 0)?;
    text.split_at_checked(length + 2)
}

/// Splits a web address off the start of the text, without the punctuation that ends the sentence.
fn address(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let length = rest.find(|c: char| c.is_whitespace() || "<>\"'`()[]{}|\\^,".contains(c)).unwrap_or(rest.len());
    let whole = text.get(..text.len() - rest.len() + length)?.trim_end_matches(['.', ';', ':', '!', '?', '*', '_']);
    whole.split_once("://").filter(|(_, host)| host.contains('.'))?;
    Some((whole, text.strip_prefix(whole)?))
}

/// Writes a code span, with as many backticks as needed.
pub(super) fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return text;
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Writes a link. If the address is not a web address, only the text is written.
pub(super) fn link(text: &str, address: &str) -> String {
    let plain = |c: char| c.is_ascii_graphic() && !"<>()[]\\\"`".contains(c);
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    if text.trim().is_empty() || !is_web || !address.chars().all(plain) {
        return text.to_owned();
    }
    // Links cannot be nested, so an address in the text of a link becomes plain text.
    let text = text.replace("<http", "http").replace('>', "");
    format!("[{}]({address})", text.trim())
}
