//! Text within a paragraph.

/// Text as Markdown: what Markdown or rustdoc would take for markup is escaped, addresses become links, and spans of code
/// stay what they are.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(character) = rest.chars().next() {
        if let Some((code, after)) = span(rest) {
            out.push_str(code);
            (rest, before) = (after, '`');
            continue;
        }
        if !before.is_alphanumeric()
            && let Some((url, after)) = address(rest)
        {
            out.push_str(&format!("<{url}>"));
            (rest, before) = (after, '>');
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
        (rest, before) = (following.as_str(), character);
    }
    out
}

/// A span of code at the start of the text.
fn span(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('`')?;
    let length = inner.find('`').filter(|length| *length > 0)?;
    text.split_at_checked(length + 2)
}

/// An address of the web at the start of the text, without the point that ends the sentence.
fn address(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let length = rest.find(|c: char| c.is_whitespace() || "<>\"'`()[]{}|\\^,".contains(c)).unwrap_or(rest.len());
    let whole = text.get(..text.len() - rest.len() + length)?.trim_end_matches(['.', ';', ':', '!', '?', '*', '_']);
    whole.split_once("://").filter(|(_, host)| host.contains('.'))?;
    Some((whole, text.strip_prefix(whole)?))
}

/// A span of code with as many backticks around it as it takes.
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

/// A link, where the address can be one: text alone where it leads nowhere.
pub(super) fn link(text: &str, address: &str) -> String {
    let plain = |c: char| c.is_ascii_graphic() && !"<>()[]\\\"`".contains(c);
    let leads = address.starts_with("https://") || address.starts_with("http://");
    if text.trim().is_empty() || !leads || !address.chars().all(plain) {
        return text.to_owned();
    }
    // An address inside a link is no link of its own.
    let text = text.replace("<http", "http").replace('>', "");
    format!("[{}]({address})", text.trim())
}
