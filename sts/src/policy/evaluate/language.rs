//! Policy variables, and the versions of the policy language that have them.

use super::request::AccessRequest;
use super::truth::Truth;
use crate::policy::glob::{Glob, Token};
use crate::policy::variable::Variable;
use crate::policy::{FIRST_VERSION, Policy, VERSION};

/// The version of the policy language that a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// `2012-10-17`: `${…}` is a variable.
    WithVariables,
    /// `2008-10-17`, or no version: `${…}` is text.
    WithoutVariables,
    /// Any other version, which IAM refuses: what `${…}` means is not known.
    Unknown,
}

/// The treatment of `*` and `?` in a text of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wildcards {
    Patterns,
    Text,
}

/// A text of a policy, in which variables have been replaced by their values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expanded {
    /// A variable that has no value is replaced by [`Token::Any`].
    pub(super) tokens: Vec<Token>,
    /// False if a variable has no value, so that a match is possible, but not certain.
    pub(super) is_certain: bool,
}

impl Expanded {
    /// Compares with a whole text.
    #[inline]
    pub(super) fn compare(&self, text: &str) -> Truth {
        self.certain(Glob::of(self.tokens.iter().copied()).matches(text))
    }

    /// Compares with a whole text, ignoring case.
    #[inline]
    pub(super) fn compare_ignoring_case(&self, text: &str) -> Truth {
        let fold = |token: &Token| match token {
            Token::Char(c) | Token::Value(c) => c.to_lowercase().map(Token::Char).collect(),
            wildcard => vec![*wildcard],
        };
        let glob = Glob::of(self.tokens.iter().flat_map(fold));
        self.certain(glob.matches(&crate::policy::glob::fold(text)))
    }

    /// Returns the truth of a comparison in which a variable without value could stand for any text.
    #[inline]
    pub(super) fn certain(&self, matches: bool) -> Truth {
        match (matches, self.is_certain) {
            (false, _) => Truth::False,
            (true, true) => Truth::True,
            (true, false) => Truth::Unknown,
        }
    }

    /// Splits at colons into at most six parts. The colons in the value of a variable separate nothing, unless the text of
    /// the policy has too few of its own: then a variable stands for a whole ARN.
    #[inline]
    pub(super) fn parts(&self) -> Vec<&[Token]> {
        const ARN_PARTS: usize = 6;
        let own = self.tokens.iter().filter(|token| **token == Token::Char(':')).count();
        let separates = |token: &Token| match token {
            Token::Char(':') => true,
            Token::Value(':') => own < ARN_PARTS - 1,
            _ => false,
        };
        self.tokens.splitn(ARN_PARTS, separates).collect()
    }
}

impl Language {
    #[inline]
    pub(super) fn of(policy: &Policy) -> Self {
        match policy.version().unwrap_or(FIRST_VERSION) {
            VERSION => Self::WithVariables,
            FIRST_VERSION => Self::WithoutVariables,
            _ => Self::Unknown,
        }
    }

    /// Replaces the variables of a text by their values. A value stands for itself: its wildcards are text.
    #[inline]
    pub(super) fn expand(self, text: &str, wildcards: Wildcards, request: &AccessRequest) -> Expanded {
        let token = match wildcards {
            Wildcards::Patterns => Token::of,
            Wildcards::Text => Token::Char,
        };
        let mut expanded = Expanded { tokens: Vec::new(), is_certain: true };
        let mut rest = text;
        if self != Self::WithoutVariables {
            while let Some((before, after)) = rest.split_once("${") {
                expanded.tokens.extend(before.chars().map(token));
                let variable = after.split_once('}');
                rest = variable.map_or("", |(_, after)| after);
                let value =
                    variable.filter(|_| self == Self::WithVariables).and_then(|(name, _)| value_of(name, request));
                match value {
                    Some(value) => expanded.tokens.extend(value.chars().map(Token::Value)),
                    None => {
                        expanded.tokens.push(Token::Any);
                        expanded.is_certain = false;
                    }
                }
            }
        }
        expanded.tokens.extend(rest.chars().map(token));
        expanded
    }
}

/// Returns the value of a variable, or `None` if the variable is malformed or has no single value.
#[inline]
fn value_of(variable: &str, request: &AccessRequest) -> Option<String> {
    let (name, default) = match Variable::parse(variable)? {
        Variable::Escape(character) => return Some(character.to_owned()),
        Variable::Key { name, default } => (name, default),
    };
    match request.values(name) {
        // Whether a value that counts as null is missing, so that the default stands for it, is open.
        Some([value]) if default.is_none() || !value.as_str().is_empty() => Some(value.as_str().to_owned()),
        // Several values are not a value, and not a missing one either.
        Some(_) => None,
        None => default.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn request() -> AccessRequest {
        AccessRequest::new("s3:GetObject", "*").key("aws:username", "A*n").key("aws:TagKeys", ["a", "b"])
    }

    fn compare(language: Language, pattern: &str, text: &str) -> Truth {
        language.expand(pattern, Wildcards::Patterns, &request()).compare(text)
    }

    proptest! {
        #[test]
        fn the_value_of_a_variable_stands_for_itself(value in "[a*?$\\{\\}]{0,6}", text in "[a*?]{0,6}") {
            let request = request().key("aws:userid", value.as_str());
            let expanded = Language::WithVariables.expand("${aws:userid}", Wildcards::Patterns, &request);
            prop_assert_eq!(expanded.compare(&text), Truth::from(value == text));
        }

        #[test]
        fn escaped_text_matches_itself_and_nothing_else(text in "[a*?$\\{\\}:]{0,8}", other in "[a*?$\\{\\}:]{0,8}") {
            let escaped = crate::policy::escape(&text);
            for wildcards in [Wildcards::Patterns, Wildcards::Text] {
                let expanded = Language::WithVariables.expand(&escaped, wildcards, &request());
                prop_assert_eq!(expanded.compare(&text), Truth::True);
                prop_assert_eq!(expanded.compare(&other), Truth::from(text == other));
            }
        }
    }

    #[test]
    fn variables_have_values_defaults_and_escapes() {
        let language = Language::WithVariables;
        for (pattern, text) in [
            ("home/${aws:username}/${AWS:UserName}", "home/A*n/A*n"),
            ("${aws:userid, 'guest'}", "guest"),
            ("${*}${?}${$}", "*?$"),
            ("${*}*", "*a"),
        ] {
            assert_eq!(compare(language, pattern, text), Truth::True, "{pattern}");
        }
        assert_eq!(compare(language, "${*}*", "aa"), Truth::False);
        let text = language.expand("*", Wildcards::Text, &request());
        assert_eq!((text.compare("a"), text.compare("*")), (Truth::False, Truth::True));
    }

    #[test]
    fn a_variable_without_a_value_may_stand_for_any_text() {
        for pattern in
            ["x${aws:userid}", "x${aws:TagKeys}", "x${aws:TagKeys, 'none'}", "x${aws:username", "x${aws:userid, none}"]
        {
            assert_eq!(compare(Language::WithVariables, pattern, "xyz"), Truth::Unknown, "{pattern}");
            assert_eq!(compare(Language::WithVariables, pattern, "yz"), Truth::False, "{pattern}");
        }
    }

    #[test]
    fn the_version_decides_what_a_variable_is() {
        let pattern = "${aws:username}";
        assert_eq!(compare(Language::WithVariables, pattern, "A*n"), Truth::True);
        assert_eq!(compare(Language::WithoutVariables, pattern, "A*n"), Truth::False);
        assert_eq!(compare(Language::WithoutVariables, pattern, pattern), Truth::True);
        assert_eq!(compare(Language::Unknown, pattern, "A*n"), Truth::Unknown);
    }
}
