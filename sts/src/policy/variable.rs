//! Policy variables: `${aws:username}` and `${aws:PrincipalTag/team, 'none'}`. See
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>.

/// The text between the braces of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable<'p> {
    /// `*`, `?` or `$`, which stand for themselves.
    Escape(&'p str),
    /// A condition key, with the default for a request that does not have it.
    Key { name: &'p str, default: Option<&'p str> },
}

impl<'p> Variable<'p> {
    /// Parses the text between the braces. Returns `None` if it is malformed: without a name, with white space around the name, or
    /// with a default that is not in single quotes.
    #[inline]
    pub(super) fn parse(text: &'p str) -> Option<Self> {
        if matches!(text, "*" | "?" | "$") {
            return Some(Self::Escape(text));
        }
        let (name, default) = match text.split_once(',') {
            Some((name, default)) => (name, Some(default.trim_start().strip_prefix('\'')?.strip_suffix('\'')?)),
            None => (text, None),
        };
        let is_name = !name.is_empty() && name == name.trim() && !name.contains(['$', '{', '\'']);
        (is_name && !default.is_some_and(|default| default.contains('\''))).then_some(Self::Key { name, default })
    }
}

/// Returns the text between the braces of each variable of a text. `None` stands for one that is not closed, which is the last
/// one.
#[inline]
pub(super) fn variables(text: &str) -> impl Iterator<Item = Option<&str>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once("${")?;
        let closed = after.split_once('}');
        rest = closed.map_or("", |(_, rest)| rest);
        Some(closed.map(|(variable, _)| variable))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_an_escape_or_a_key_with_or_without_a_default() {
        let key = |name, default| Some(Variable::Key { name, default });
        for (text, expected) in [
            ("*", Some(Variable::Escape("*"))),
            ("aws:username", key("aws:username", None)),
            ("aws:PrincipalTag/cost center, 'none'", key("aws:PrincipalTag/cost center", Some("none"))),
            ("k,'a, b'", key("k", Some("a, b"))),
            ("k, ''", key("k", Some(""))),
            ("", None),
            (" k", None),
            ("k ", None),
            ("k, none", None),
            ("k, 'none", None),
            ("k, '", None),
            ("k, 'none' ", None),
            ("k, 'a'b'", None),
            ("k,", None),
            ("${k", None),
        ] {
            assert_eq!(Variable::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn the_variables_of_a_text_are_found() {
        let found: Vec<_> = variables("a${b}${*}c${d").collect();
        assert_eq!(found, [Some("b"), Some("*"), None]);
        assert_eq!(variables("{a}$").count(), 0);
    }
}
