//! Comparison of ARNs. Resources and ARN conditions follow different rules.

use super::language::Expanded;
use super::truth::Truth;
use crate::policy::glob::{Glob, Token};

/// The parts of an ARN; the last one may hold colons.
const PARTS: usize = 6;

/// Compares an ARN with a value of an ARN condition, part by part: a wildcard matches colons only in the last part. A
/// single `*` matches everything. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>.
#[inline]
pub(super) fn compare_condition(pattern: &Expanded, arn: &str) -> Truth {
    if pattern.tokens.as_slice() == [Token::Any] {
        return pattern.certain(true);
    }
    let parts: Vec<&str> = arn.splitn(PARTS, ':').collect();
    let patterns = pattern.parts();
    // A variable without value could stand for several parts.
    if !pattern.is_certain && patterns.len() < PARTS {
        return pattern.compare(arn);
    }
    let fits = |(pattern, part): (&&[Token], &&str)| Glob::of(pattern.iter().copied()).matches(part);
    let all_fit = parts.len() == PARTS && patterns.len() == PARTS && patterns.iter().zip(&parts).all(fits);
    pattern.certain(all_fit)
}

/// Compares a resource with an entry of `Resource` or `NotResource`.
///
/// - A single `*` matches everything.
/// - An ARN with fewer than six parts is completed with `*`: `arn:aws:sqs` means `arn:aws:sqs:*:*:*`. See
///   <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>.
/// - A `*` at the end of a part matches colons too: `arn:aws:dynamodb:*:table/x` matches the table in every region and
///   account. Other wildcards stay within their part. See
///   <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>.
/// - In the last part, both wildcards match colons.
/// - A variable before the fifth colon cannot be judged, because AWS has no variables there.
///
/// The work grows with the length of the resource plus that of the pattern. Where a `*` before the fifth colon leaves
/// several places for the last part to begin, the text before the first `*` of that part is tried at each of them.
#[inline]
pub(super) fn compare_resource(pattern: &Expanded, resource: &str) -> Truth {
    let parts = pattern.parts();
    let (heads, last) = match parts.split_last() {
        Some((last, heads)) if parts.len() == PARTS => (heads, Some(*last)),
        _ => (parts.as_slice(), None),
    };
    let segments: Vec<&str> = resource.split(':').collect();
    let ends = heads.iter().fold(Ends::start(segments.len()), |ends, head| ends.after(head, &segments));
    let matches = match last {
        Some(last) => ends.leave(&Glob::of(last.iter().copied()), resource, &segments),
        None => ends.is_end(segments.len()) || (is_arn(heads) && ends.leave_at_least(PARTS - heads.len())),
    };
    let has_variable = heads.iter().flat_map(|head| head.iter()).any(|token| matches!(token, Token::Value(_)));
    match pattern.certain(matches) {
        Truth::True if has_variable => Truth::Unknown,
        truth => truth,
    }
}

/// Returns whether a short pattern begins as an ARN, and has more than that.
#[inline]
fn is_arn(heads: &[&[Token]]) -> bool {
    let prefix = ['a', 'r', 'n'].map(Token::Char);
    heads.len() > 1 && heads.first().is_some_and(|head| *head == prefix)
}

/// The numbers of segments of a resource that the parts of a pattern so far can match: `ends[n]` is true if they can match
/// the first `n`.
struct Ends(Vec<bool>);

impl Ends {
    /// No part matches no segment.
    #[inline]
    fn start(segments: usize) -> Self {
        let mut ends = vec![false; segments + 1];
        if let Some(none) = ends.first_mut() {
            *none = true;
        }
        Self(ends)
    }

    /// Matches one more part, which is one segment, or any number of them if it ends with `*`.
    #[inline]
    fn after(&self, part: &[Token], segments: &[&str]) -> Self {
        let glob = Glob::of(part.iter().copied());
        let runs_on = part.last() == Some(&Token::Any);
        let mut is_running = false;
        let mut ends = vec![false];
        for (segment, may_begin) in segments.iter().zip(&self.0) {
            let fits = *may_begin && glob.matches(segment);
            is_running |= fits && runs_on;
            ends.push(fits || is_running);
        }
        Self(ends)
    }

    #[inline]
    fn is_end(&self, segments: usize) -> bool {
        self.0.get(segments).copied().unwrap_or_default()
    }

    /// Returns whether at least this many segments can be left.
    #[inline]
    fn leave_at_least(&self, missing: usize) -> bool {
        self.0.iter().rev().skip(missing).any(|end| *end)
    }

    /// Returns whether the text that is left can match the last part.
    #[inline]
    fn leave(&self, last: &Glob, resource: &str, segments: &[&str]) -> bool {
        let mut offset = 0;
        let starts = segments.iter().zip(&self.0).filter_map(|(segment, end)| {
            let start = resource.get(offset..);
            offset += segment.len() + 1;
            start.filter(|_| *end)
        });
        let mut starts = starts;
        if last.has_star() {
            // After the first star, a longer rest can only help.
            return starts.find(|start| last.begins(start)).is_some_and(|start| last.matches(start));
        }
        starts.any(|start| last.matches(start))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::language::{Language, Wildcards};
    use super::*;
    use crate::policy::AccessRequest;

    fn expand(pattern: &str) -> Expanded {
        let request = AccessRequest::new("s3:GetObject", "*").key("aws:username", "Ann").key("x:arn", "arn:aws:s3:::b");
        Language::WithVariables.expand(pattern, Wildcards::Patterns, &request)
    }

    fn resource(pattern: &str, arn: &str) -> bool {
        compare_resource(&expand(pattern), arn) == Truth::True
    }

    fn condition(pattern: &str, arn: &str) -> bool {
        compare_condition(&expand(pattern), arn) == Truth::True
    }

    const ROLE: &str = "arn:aws:iam::123456789012:role/demo";
    const TABLE: &str = "arn:aws:dynamodb:us-east-1:123456789012:table/prod";
    const STREAM: &str = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/x:log-stream:y";

    #[test]
    fn a_condition_compares_arns_part_by_part() {
        assert!(condition("*", ROLE));
        assert!(condition("arn:aws:iam::*:role/*", ROLE));
        assert!(condition("arn:aws:logs:*:*:log-group:*", STREAM));
        assert!(condition("${x:arn}", "arn:aws:s3:::b"));
        for pattern in ["arn:aws:*:role/demo", "arn:*", "arn:aws:iam::*", "arn:aws:iam*:role/demo", "role/demo"] {
            assert!(!condition(pattern, ROLE), "{pattern}");
        }
        assert!(!condition("arn:aws:s3:::*", "nonsense"));
    }

    #[test]
    fn a_short_resource_is_completed() {
        for (pattern, arn) in [
            ("*", ROLE),
            ("*", "*"),
            ("arn:aws", ROLE),
            ("arn:aws:iam", ROLE),
            ("arn:*", ROLE),
            ("arn:aws:iam::*", ROLE),
            ("arn:aws:iam::123456789012", ROLE),
            ("arn:aws:dynamodb:us-east-1", TABLE),
            ("arn:aws:dynamodb:us-*", TABLE),
            ("arn:aws:dynamodb*", TABLE),
            ("arn:aws:logs:*", STREAM),
        ] {
            assert!(resource(pattern, arn), "{pattern}");
        }
        for (pattern, arn) in [
            ("arn", ROLE),
            ("arn:aws-cn", ROLE),
            ("arn:aws:sqs", ROLE),
            ("arn:aws:dynamodb:eu-*", TABLE),
            ("arn:aws:dynamodb:us-east-1:210987654321", TABLE),
            ("arn:aws:dynamodb:us-east-1?123456789012:table/prod", TABLE),
            ("arn:aws:iam::123456789012:role", ROLE),
            ("arn:aws:s3", "*"),
        ] {
            assert!(!resource(pattern, arn), "{pattern}");
        }
    }

    #[test]
    fn a_star_that_ends_a_part_runs_on() {
        for (pattern, arn) in [
            ("arn:aws:dynamodb:*:table/pro?", TABLE),
            ("arn:aws:dynamodb:*:table/*", TABLE),
            ("arn:*:table/prod", TABLE),
            ("arn:aws:*:log-stream:y", STREAM),
            ("arn:aws:logs:*:log-group:/aws/*:y", STREAM),
            ("arn:aws:logs:eu-*:123456789012:log-group:*", STREAM),
        ] {
            assert!(resource(pattern, arn), "{pattern}");
        }
        for (pattern, arn) in [
            ("arn:aws:dynamodb:*:table/dev", TABLE),
            ("arn:aws:dynamodb:*1:table/prod", TABLE),
            ("arn:aws:d*b:table/prod", TABLE),
            ("arn:aws:dynamodb:us-east-?:table/prod", TABLE),
            ("*:table/dev", TABLE),
        ] {
            assert!(!resource(pattern, arn), "{pattern}");
        }
    }

    #[test]
    fn a_variable_before_the_fifth_colon_cannot_be_judged() {
        let judge = |pattern: &str, arn: &str| compare_resource(&expand(pattern), arn);
        assert_eq!(judge("arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/Ann"), Truth::True);
        assert_eq!(judge("arn:aws:${aws:username}:::b", "arn:aws:Ann:::b"), Truth::Unknown);
        assert_eq!(judge("arn:aws:${aws:username}:::b", "arn:aws:s3:::b"), Truth::False);
        assert_eq!(judge("${x:arn}", "arn:aws:s3:::b"), Truth::Unknown);
        assert_eq!(judge("arn:aws:s3:::b/${aws:userid}", "arn:aws:s3:::b/Ann"), Truth::Unknown);
    }

    /// The rules for resources, one by one.
    fn reference(pattern: &str, resource: &str) -> bool {
        let parts: Vec<&str> = pattern.splitn(PARTS, ':').collect();
        let completed = pattern.to_owned() + &":*".repeat(PARTS - parts.len());
        let is_short_arn = parts.len() < PARTS && parts.len() > 1 && parts[0] == "arn";
        fits(&marked(pattern), resource) || (is_short_arn && fits(&marked(&completed), resource))
    }

    /// The characters of a pattern, each with whether it may match colons.
    fn marked(pattern: &str) -> Vec<(char, bool)> {
        let characters: Vec<char> = pattern.chars().collect();
        let mut colons = 0;
        let mut marked = Vec::new();
        for (index, c) in characters.iter().enumerate() {
            colons += usize::from(*c == ':');
            let closes = *c == '*' && characters.get(index + 1).is_none_or(|next| *next == ':');
            marked.push((*c, colons >= PARTS - 1 || closes));
        }
        marked
    }

    fn fits(pattern: &[(char, bool)], text: &str) -> bool {
        let mut rest = text.chars();
        let next = rest.next();
        match (pattern.split_first(), next) {
            (None, None) => true,
            (Some((('*', _), others)), None) => fits(others, text),
            (Some((('*', colons), others)), Some(c)) => {
                fits(others, text) || ((*colons || c != ':') && fits(pattern, rest.as_str()))
            }
            (Some((('?', colons), others)), Some(c)) => (*colons || c != ':') && fits(others, rest.as_str()),
            (Some(((wanted, _), others)), Some(c)) => *wanted == c && fits(others, rest.as_str()),
            _ => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn resources_match_as_their_rules_say(pattern in "(arn:)?[ab*?]{0,2}(:[ab*?]{0,2}){0,7}", text in "(arn:)?[ab]{0,2}(:[ab]{0,2}){0,7}") {
            prop_assert_eq!(resource(&pattern, &text), reference(&pattern, &text));
        }

        #[test]
        fn a_part_of_an_arn_may_be_a_star(parts in proptest::collection::vec("[ab/]{0,3}", 6), star in 0_usize..6) {
            let arn = parts.join(":");
            let mut pattern = parts;
            pattern[star] = "*".to_owned();
            prop_assert!(resource(&pattern.join(":"), &arn));
            prop_assert!(condition(&pattern.join(":"), &arn));
        }

        #[test]
        fn what_a_condition_matches_a_resource_matches_too(pattern in "[ab*?]{0,2}(:[ab*?]{0,2}){5}", text in "[ab]{0,2}(:[ab]{0,2}){5,6}") {
            prop_assert!(!condition(&pattern, &text) || resource(&pattern, &text));
        }
    }
}
