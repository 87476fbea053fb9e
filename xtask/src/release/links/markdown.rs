//! Links and headings of Markdown.

use crate::style::markdown::split;
use crate::style::passage::Blanked;

/// A link or an image.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageLink {
    /// The line, counted from 1.
    pub(super) line: usize,
    pub(super) target: String,
}

/// The beginnings of a link, each with the characters that end it.
const FORMS: [(&str, &[char]); 8] = [
    ("](", &[')', ' ', '\n']),
    ("]: ", &[' ', '\n']),
    ("src=\"", &['"']),
    ("src='", &['\'']),
    ("srcset=\"", &['"', ' ']),
    ("srcset='", &['\'', ' ']),
    ("href=\"", &['"']),
    ("href='", &['\'']),
];

/// Returns the links of a page, in the order of their forms. Code has none.
pub(super) fn links(text: &str) -> Vec<PageLink> {
    let prose = without_code_spans(&split(text).0);
    let mut found = Vec::new();
    for (form, ends) in FORMS {
        for (at, _) in prose.match_indices(form) {
            let line_start = prose.get(..at).unwrap_or_default().rfind('\n').map_or(0, |end| end + 1);
            // A definition is a line of its own.
            let before = prose.get(line_start..at).unwrap_or_default();
            if form == "]: " && !before.starts_with('[') {
                continue;
            }
            let rest = prose.get(at + form.len()..).unwrap_or_default().trim_start();
            let target = rest.split(ends).next().unwrap_or_default().trim_matches(['<', '>']);
            let line = prose.get(..at).unwrap_or_default().matches('\n').count() + 1;
            found.push(PageLink { line, target: target.to_owned() });
        }
    }
    found
}

/// Replaces texts between equal runs of backquotes by blanks.
fn without_code_spans(text: &str) -> String {
    let mut blanked = Blanked::new(text);
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('`')).map(|offset| at + offset) {
        let length = run(text, start);
        let mut end = start + length;
        at = end;
        while let Some(next) = text.get(end..).and_then(|rest| rest.find('`')).map(|offset| end + offset) {
            end = next + run(text, next);
            if end - next == length {
                blanked.blank(start..end);
                at = end;
                break;
            }
        }
    }
    blanked.into_text()
}

/// The number of backquotes from here on.
fn run(text: &str, at: usize) -> usize {
    text.bytes().skip(at).take_while(|byte| *byte == b'`').count()
}

/// Returns the comments of a source file that are documentation, each in its line.
pub(super) fn documentation(source: &str) -> String {
    let line = |line: &str| {
        let line = line.trim_start();
        let text = line.strip_prefix("//!").or_else(|| line.strip_prefix("///")).unwrap_or_default();
        format!("{text}\n")
    };
    source.lines().map(line).collect()
}

/// Returns true if a page has a heading with this anchor, or an element with this id.
pub(super) fn has_anchor(page: &str, anchor: &str) -> bool {
    let (prose, _) = split(page);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    let mut anchors: Vec<String> = Vec::new();
    for heading in headings {
        let base = slug(heading.trim_start_matches('#').trim());
        let repeats = anchors.iter().filter(|known| **known == base).count();
        anchors.push(base.clone());
        if anchor == if repeats == 0 { base } else { format!("{base}-{repeats}") } {
            return true;
        }
    }
    page.contains(&format!("id=\"{anchor}\""))
}

/// Returns the anchor of a heading: letters and digits in lower case, with `-` for blanks.
fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Vec<String> {
        links(text).into_iter().map(|link| link.target).collect()
    }

    #[test]
    fn links_have_several_forms() {
        let text = "[a](b.md \"title\"), ![c](<d.svg>)\n<img src=\"e.png\"> <a href='f'>g</a>\n[h]: i.md\nk [l]: m";
        assert_eq!(targets(text), ["b.md", "d.svg", "i.md", "e.png", "f"]);
        let lines: Vec<usize> = links(text).iter().map(|link| link.line).collect();
        assert_eq!(lines, [1, 1, 3, 2, 2]);
    }

    #[test]
    fn a_link_may_go_over_lines_and_contain_an_image() {
        assert_eq!(targets("[a\nb](\nc.md)"), ["c.md"]);
        assert_eq!(targets("[![a](b.svg)](c.md)"), ["b.svg", "c.md"]);
        assert_eq!(targets("<source media=\"dark\" srcset=\"d.svg 2x\">"), ["d.svg"]);
    }

    #[test]
    fn code_has_no_links() {
        assert_eq!(targets("`[a](b)` ``[c](`d`)``\n\n```toml\n[e](f)\n```\n[g](h) `i\n[j](k)` [l](m)"), ["h", "m"]);
        assert_eq!(targets("a ` b [c](d)"), ["d"]);
    }

    #[test]
    fn anchors_are_those_of_headings() {
        let page =
            "# Title\n\n## `AWS::STS` and Others\n\n## Same\n\n## Same\n\n```sh\n# comment\n```\n<a id=\"own\"></a>\n";
        for anchor in ["title", "awssts-and-others", "same", "same-1", "own"] {
            assert!(has_anchor(page, anchor), "{anchor}");
        }
        for anchor in ["comment", "same-2", "Title", ""] {
            assert!(!has_anchor(page, anchor), "{anchor}");
        }
    }

    #[test]
    fn documentation_keeps_its_lines() {
        assert_eq!(documentation("//! a\nuse b;\n    /// c\n// d\n"), " a\n\n c\n\n");
    }
}
