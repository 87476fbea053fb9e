//! Paths into an answer, as paginators and waiters name them: the part of JMESPath that AWS's models use.

/// A path, or a question about the length of what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    /// What the path leads to.
    Path(Vec<Segment>),
    /// Whether there are so many, by the method that compares: ``length(Things[]) > `0` ``.
    Length(Vec<Segment>, &'static str, usize),
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// A member by its name.
    Member(String),
    /// Each element of a list: `[]`.
    Each,
    /// Each value of a map: `*`.
    Values,
    /// The last element of a list: `[-1]`.
    Last,
}

/// How a length is held against a number: the sign of JMESPath, and Rust's method.
const COMPARISONS: [(&str, &str); 6] =
    [("==", "eq"), ("!=", "ne"), (">=", "ge"), ("<=", "le"), (">", "gt"), ("<", "lt")];

/// Reads an expression; `None` if it is more than a path or a comparison of a length.
pub(super) fn parse(text: &str) -> Option<Expression> {
    let text = text.trim();
    let Some(rest) = text.strip_prefix("length(") else { return path(text).map(Expression::Path) };
    let (inner, rest) = rest.split_once(')')?;
    let rest = rest.trim_start();
    let (sign, method) = COMPARISONS.into_iter().find(|(sign, _)| rest.starts_with(sign))?;
    let number = rest.strip_prefix(sign)?.trim().strip_prefix('`')?.strip_suffix('`')?;
    let mut path = path(inner.trim())?;
    // Projecting a list onto itself changes nothing.
    if path.last() == Some(&Segment::Each) {
        path.pop();
    }
    let projects = path.iter().any(|segment| matches!(segment, Segment::Each | Segment::Values));
    (!projects).then_some(Expression::Length(path, method, number.parse().ok()?))
}

/// `Things[].State.Code`
fn path(text: &str) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    for part in text.split('.') {
        if part == "*" {
            segments.push(Segment::Values);
            continue;
        }
        let (name, index) = match part.split_once('[') {
            Some((name, index)) => (name, Some(index)),
            None => (part, None),
        };
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return None;
        }
        segments.push(Segment::Member(name.to_owned()));
        match index {
            None => {}
            Some("]" | "*]") => segments.push(Segment::Each),
            Some("-1]") => segments.push(Segment::Last),
            Some(_) => return None,
        }
    }
    Some(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str) -> Segment {
        Segment::Member(name.to_owned())
    }

    #[test]
    fn paths_of_the_models_are_read() {
        assert_eq!(parse("Marker"), Some(Expression::Path(vec![member("Marker")])));
        let state = vec![member("Things"), Segment::Each, member("State"), member("Code")];
        assert_eq!(parse("Things[].State.Code"), Some(Expression::Path(state.clone())));
        assert_eq!(parse("Things[*].State.Code"), Some(Expression::Path(state)));
        assert_eq!(parse("Jobs[-1].Id"), Some(Expression::Path(vec![member("Jobs"), Segment::Last, member("Id")])));
        assert_eq!(parse("By.*.State"), Some(Expression::Path(vec![member("By"), Segment::Values, member("State")])));
    }

    #[test]
    fn lengths_are_compared() {
        for (text, method, number) in [
            ("length(Things[]) > `0`", "gt", 0),
            ("length(Things)>=`2`", "ge", 2),
            ("length(Things) == `10`", "eq", 10),
            ("length(Things) != `1`", "ne", 1),
            ("length(Things)<=`1`", "le", 1),
            ("length(Things) < `3`", "lt", 3),
        ] {
            assert_eq!(parse(text), Some(Expression::Length(vec![member("Things")], method, number)), "{text}");
        }
    }

    #[test]
    fn what_is_more_than_that_is_not_read() {
        for text in ["", "a.", "a[0]", "a[?b]", "a || b", "contains(a, `x`)", "length(a[].b) > `0`", "length(a)", "!a"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
