//! Patterns with `*` and `?`, and policy variables in them.

use super::request::AccessRequest;

/// A pattern: what stands for itself, for one character, for any number of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Token>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Is(char),
    One,
    Any,
}

impl Token {
    fn of(character: char) -> Self {
        match character {
            '*' => Self::Any,
            '?' => Self::One,
            other => Self::Is(other),
        }
    }
}

/// The parts of an ARN; the last one may hold colons.
const ARN_PARTS: usize = 6;

impl Pattern {
    /// Without variables.
    pub(super) fn of(text: &str) -> Self {
        Self(text.chars().map(Token::of).collect())
    }

    /// With the variables of the request put in, if the version of the policy has them. What comes out of a variable
    /// stands for itself. `None` if a variable has no single value, and no default.
    pub(super) fn expand(text: &str, request: &AccessRequest, variables: bool) -> Option<Self> {
        Self::read(text, request, variables, Token::of)
    }

    /// Likewise, where wildcards stand for themselves.
    pub(super) fn expand_text(text: &str, request: &AccessRequest, variables: bool) -> Option<Self> {
        Self::read(text, request, variables, Token::Is)
    }

    fn read(text: &str, request: &AccessRequest, variables: bool, token: fn(char) -> Token) -> Option<Self> {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${").filter(|_| variables) {
            let (variable, after) = after.split_once('}')?;
            tokens.extend(before.chars().map(token));
            tokens.extend(value_of(variable, request)?.chars().map(Token::Is));
            rest = after;
        }
        tokens.extend(rest.chars().map(token));
        Some(Self(tokens))
    }

    /// In lower case.
    pub(super) fn to_lowercase(&self) -> Self {
        let lower = |token: &Token| match token {
            Token::Is(character) => character.to_lowercase().map(Token::Is).collect(),
            wildcard => vec![*wildcard],
        };
        Self(self.0.iter().flat_map(lower).collect())
    }

    /// Returns whether the whole text matches.
    pub(super) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        matches(&self.0, &text)
    }

    /// Returns whether an ARN matches part by part: only in the last part does a wildcard match colons. A single `*`
    /// matches everything.
    pub(super) fn matches_arn(&self, arn: &str) -> bool {
        if self.0.as_slice() == [Token::Any] {
            return true;
        }
        let parts: Vec<&str> = arn.splitn(ARN_PARTS, ':').collect();
        if parts.len() < ARN_PARTS {
            return self.matches(arn);
        }
        let patterns: Vec<&[Token]> = self.0.splitn(ARN_PARTS, |token| *token == Token::Is(':')).collect();
        let fits = |(pattern, part): (&&[Token], &&str)| matches(pattern, &part.chars().collect::<Vec<_>>());
        patterns.len() == ARN_PARTS && patterns.iter().zip(&parts).all(fits)
    }
}

/// Walks both from the left; after a mismatch it lets the last `*` take one character more. The work is at most the
/// product of the lengths.
fn matches(pattern: &[Token], text: &[char]) -> bool {
    let (mut at, mut position) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(character) = text.get(position) {
        match pattern.get(at) {
            Some(Token::Any) => {
                star = Some((at + 1, position));
                at += 1;
            }
            Some(token) if *token == Token::One || *token == Token::Is(*character) => {
                at += 1;
                position += 1;
            }
            _ => {
                let Some((after, taken)) = star else { return false };
                star = Some((after, taken + 1));
                (at, position) = (after, taken + 1);
            }
        }
    }
    pattern.get(at..).is_some_and(|rest| rest.iter().all(|token| *token == Token::Any))
}

/// Returns the value of a variable: `aws:username`, `aws:PrincipalTag/team, 'none'`, or `*`, `?` and `$` for
/// themselves. See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>.
fn value_of(variable: &str, request: &AccessRequest) -> Option<String> {
    if matches!(variable, "*" | "?" | "$") {
        return Some(variable.to_owned());
    }
    let (name, default) = variable.split_once(',').map_or((variable, None), |(name, text)| (name, Some(text.trim())));
    let default = default.and_then(|text| text.strip_prefix('\'')?.strip_suffix('\''));
    match request.values(name.trim()) {
        Some([value]) => Some(value.as_str().to_owned()),
        _ => default.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition of wildcards, word by word.
    fn fits(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), None) => fits(rest, text),
            (Some(('*', rest)), Some((_, shorter))) => fits(rest, text) || fits(pattern, shorter),
            (Some(('?', rest)), Some((_, shorter))) => fits(rest, shorter),
            (Some((wanted, rest)), Some((found, shorter))) => wanted == found && fits(rest, shorter),
            _ => false,
        }
    }

    fn request() -> AccessRequest {
        AccessRequest::new("s3:GetObject", "*").key("aws:username", "A*n").key("aws:TagKeys", ["a", "b"])
    }

    proptest! {
        #[test]
        fn a_pattern_fits_what_its_definition_says(pattern in "[ab*?]{0,8}", text in "[ab]{0,10}") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(Pattern::of(&pattern).matches(&text), fits(&p, &t));
        }

        #[test]
        fn text_without_wildcards_fits_itself_alone(text in "[^*?]{0,12}", other in "[^*?]{0,12}") {
            prop_assert!(Pattern::of(&text).matches(&text));
            prop_assert_eq!(Pattern::of(&text).matches(&other), text == other);
        }

        #[test]
        fn what_comes_out_of_a_variable_stands_for_itself(value in "[a*?$\\{\\}]{0,6}", text in "[a*?]{0,6}") {
            let request = request().key("aws:userid", value.as_str());
            let pattern = Pattern::expand("${aws:userid}", &request, true).unwrap();
            prop_assert_eq!(pattern.matches(&text), value == text);
        }

        #[test]
        fn an_arn_fits_part_by_part(parts in proptest::collection::vec("[ab/]{0,3}", 6), star in 0usize..6) {
            let arn = parts.join(":");
            let mut pattern = parts;
            pattern[star] = "*".to_owned();
            prop_assert!(Pattern::of(&pattern.join(":")).matches_arn(&arn));
        }
    }

    #[test]
    fn a_wildcard_does_not_reach_over_a_colon_of_an_arn() {
        let arn = "arn:aws:iam::123456789012:role/demo";
        assert!(Pattern::of("*").matches_arn(arn));
        assert!(Pattern::of("arn:aws:iam::*:role/*").matches_arn(arn));
        assert!(!Pattern::of("arn:aws:*:role/demo").matches_arn(arn));
        assert!(!Pattern::of("arn:*").matches_arn(arn));
        assert!(Pattern::of("arn:aws:logs:*:*:log-group:*").matches_arn("arn:aws:logs:eu-west-1:1:log-group:a:b"));
    }

    #[test]
    fn variables_have_values_defaults_and_escapes() {
        let is = |text: &str, value: &str| Pattern::expand_text(text, &request(), true).unwrap().matches(value);
        assert!(is("home/${aws:username}/${AWS:UserName}", "home/A*n/A*n"));
        assert!(is("${aws:userid, 'guest'}", "guest"));
        assert!(is("${*}${?}${$}", "*?$"));
        assert!(!is("*", "a"));
        for unresolved in ["${aws:userid}", "${aws:TagKeys}", "${aws:username"] {
            assert_eq!(Pattern::expand(unresolved, &request(), true), None, "{unresolved}");
        }
        assert!(Pattern::expand("${aws:username}", &request(), false).unwrap().matches("${aws:username}"));
        let star = Pattern::expand("${*}*", &request(), true).unwrap();
        assert!(star.matches("*a") && !star.matches("aa"));
    }
}
