//! The page for people.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};

const PAGE: &str = include_str!("page.html");

/// Forbids everything that the page does not need. Only its own script and style run, which their hashes name. It may talk
/// to this server alone, and no script of it can turn text into HTML.
pub(super) static CONTENT_SECURITY_POLICY: LazyLock<String> = LazyLock::new(|| {
    let script = source("<script type=\"module\">", "</script>");
    let style = source("<style>", "</style>");
    format!(
        "default-src 'none'; script-src {script}; style-src {style}; img-src data:; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
});

/// Returns the source that allows the content of an element, or the one that allows nothing if the page has no such element.
fn source(start: &str, end: &str) -> String {
    match content(start, end) {
        Some(content) => format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content))),
        None => "'none'".to_owned(),
    }
}

/// Returns the content of the only element of the page that starts and ends like this.
fn content(start: &str, end: &str) -> Option<&'static str> {
    let (_, rest) = PAGE.split_once(start)?;
    let (content, _) = rest.split_once(end)?;
    Some(content)
}

pub(super) fn get(_: &ControlRequest) -> ReplyResult {
    Ok(ControlReply::html(PAGE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_of_the_page_allows_its_script_and_its_style_and_no_other() {
        let script = content("<script type=\"module\">", "</script>").unwrap();
        let style = content("<style>", "</style>").unwrap();
        assert!(script.contains("location.hash") && style.contains(":focus-visible"));
        // The hashes cover everything: there is one script, one style, and none in attributes.
        let rest = PAGE.replace(script, "").replace(style, "").to_ascii_lowercase();
        for (tag, count) in [("<script", 1), ("</script", 1), ("<style", 1), ("</style", 1)] {
            assert_eq!(rest.matches(tag).count(), count, "{tag}");
        }
        for attribute in [" style=", " onclick=", " onload=", " onerror=", "javascript:"] {
            assert!(!rest.contains(attribute), "{attribute}");
        }
        let policy = CONTENT_SECURITY_POLICY.as_str();
        assert_eq!(policy.matches("'sha256-").count(), 2, "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    }

    #[test]
    fn the_page_loads_nothing_and_writes_no_html() {
        let names =
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "@import", "url("];
        for name in names {
            assert!(!PAGE.contains(name), "{name}");
        }
        for attribute in ["src=", "<link rel=\"stylesheet\"", "<iframe", "<object", "<img"] {
            assert!(!PAGE.contains(attribute), "{attribute}");
        }
    }
}
