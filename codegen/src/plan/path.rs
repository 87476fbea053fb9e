//! Parses the expressions that paginators and waiters apply to a response: the part of JMESPath that AWS's models use.

/// A parsed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PathExpression {
    /// The values at the end of a path: `Things[].State`.
    Path(Vec<PathSegment>),
    /// A comparison of a count: ``length(Things[]) > `0` ``.
    Count(CountExpression),
    /// A search for a result among comparisons: ``contains(Things[].[length(Parts) >= Least][], `false`)``.
    Contains {
        /// Path to the elements.
        each: Vec<PathSegment>,
        /// Comparison that is made for each element.
        count: CountExpression,
        /// Result to look for.
        result: bool,
    },
}

/// A comparison of the number of elements with a bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CountExpression {
    /// Path to the elements.
    pub of: Vec<PathSegment>,
    /// Rust method that compares, such as `ge`.
    pub comparison: &'static str,
    /// Number to compare with.
    pub bound: BoundExpression,
}

/// The number that a count is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BoundExpression {
    /// A literal number.
    Number(i64),
    /// The number at the end of a path.
    Path(Vec<PathSegment>),
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PathSegment {
    /// A member by its name.
    Member(String),
    /// Each element of a list: `[]`.
    Each,
    /// Each element of a list in which a member has a value: `[?State=='on']`.
    Where {
        /// Name of the member.
        member: String,
        /// Value that the member must have.
        equals: String,
    },
    /// Each value of a map: `*`.
    Values,
    /// The last element of a list: `[-1]`.
    Last,
}

/// Comparison operators of JMESPath, each with the Rust method for it. An operator comes before its prefix.
const COMPARISONS: [(&str, &str); 6] =
    [("==", "eq"), ("!=", "ne"), (">=", "ge"), ("<=", "le"), (">", "gt"), ("<", "lt")];

/// Parses an expression. Returns `None` if its form is not supported.
pub(super) fn parse(text: &str) -> Option<PathExpression> {
    let mut reader = PathReader(text);
    let expression = reader.expression()?;
    reader.0.trim_start().is_empty().then_some(expression)
}

/// Returns an expression for a message, shortened if it is long.
pub(super) fn shown(text: &str) -> String {
    const MAX: usize = 80;
    match text.char_indices().nth(MAX) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// The rest of the text.
struct PathReader<'t>(&'t str);

impl<'t> PathReader<'t> {
    fn expression(&mut self) -> Option<PathExpression> {
        if self.takes("contains(") {
            return self.contains();
        }
        if self.takes("length(") {
            return self.count().map(PathExpression::Count);
        }
        self.path().map(PathExpression::Path)
    }

    /// Parses the rest after `contains(`.
    fn contains(&mut self) -> Option<PathExpression> {
        let each = self.path()?;
        self.expect(".[")?;
        self.expect("length(")?;
        let count = self.count()?;
        // `[length(…) …]` makes a list of one result for each element, and `[]` flattens these lists into one.
        self.expect("]")?;
        self.expect("[]")?;
        self.expect(",")?;
        let result = self.literal()?.parse().ok()?;
        self.expect(")")?;
        Some(PathExpression::Contains { each, count, result })
    }

    /// Parses the rest after `length(`.
    fn count(&mut self) -> Option<CountExpression> {
        let of = self.path()?;
        self.expect(")")?;
        let (_, comparison) = COMPARISONS.into_iter().find(|(sign, _)| self.takes(sign))?;
        let bound = match self.literal() {
            Some(number) => BoundExpression::Number(number.parse().ok()?),
            None => BoundExpression::Path(self.path()?),
        };
        Some(CountExpression { of, comparison, bound })
    }

    /// Parses a path such as `Things[].State.Code`.
    fn path(&mut self) -> Option<Vec<PathSegment>> {
        let mut segments = vec![self.member_or_values()?];
        loop {
            if self.takes("[]") || self.takes("[*]") {
                segments.push(PathSegment::Each);
            } else if self.takes("[-1]") {
                segments.push(PathSegment::Last);
            } else if self.takes("[?") {
                segments.push(self.condition()?);
            } else if self.0.starts_with('.') && !self.0.starts_with(".[") {
                self.expect(".")?;
                segments.push(self.member_or_values()?);
            } else {
                return Some(segments);
            }
        }
    }

    fn member_or_values(&mut self) -> Option<PathSegment> {
        if self.takes("*") { Some(PathSegment::Values) } else { self.name().map(PathSegment::Member) }
    }

    /// Parses the rest after `[?`.
    fn condition(&mut self) -> Option<PathSegment> {
        let member = self.name()?;
        self.expect("==")?;
        self.expect("'")?;
        let equals = self.until('\'')?.to_owned();
        self.expect("]")?;
        // A backslash would escape the next character. No model of AWS has one, so escapes are not supported.
        (!equals.contains('\\')).then_some(PathSegment::Where { member, equals })
    }

    fn name(&mut self) -> Option<String> {
        let text = self.0.trim_start();
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        let (name, rest) = text.split_at_checked(end)?;
        self.0 = rest;
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// Parses a literal between backticks.
    fn literal(&mut self) -> Option<&'t str> {
        self.expect("`")?;
        self.until('`').map(str::trim)
    }

    fn until(&mut self, end: char) -> Option<&'t str> {
        let (text, rest) = self.0.split_once(end)?;
        self.0 = rest;
        Some(text)
    }

    fn expect(&mut self, token: &str) -> Option<()> {
        self.takes(token).then_some(())
    }

    fn takes(&mut self, token: &str) -> bool {
        let rest = self.0.trim_start().strip_prefix(token);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str) -> PathSegment {
        PathSegment::Member(name.to_owned())
    }

    fn count(of: Vec<PathSegment>, comparison: &'static str, bound: BoundExpression) -> CountExpression {
        CountExpression { of, comparison, bound }
    }

    #[test]
    fn a_message_shows_the_start_of_a_long_expression() {
        assert_eq!(shown("Things[].State"), "Things[].State");
        assert_eq!(shown(&"ä".repeat(80)), "ä".repeat(80));
        assert_eq!(shown(&"ä".repeat(81)), format!("{}…", "ä".repeat(80)));
    }

    #[test]
    fn paths_are_parsed() {
        assert_eq!(parse(" Marker "), Some(PathExpression::Path(vec![member("Marker")])));
        let state = vec![member("Things"), PathSegment::Each, member("State"), member("Code")];
        assert_eq!(parse("Things[].State.Code"), Some(PathExpression::Path(state.clone())));
        assert_eq!(parse("Things[*].State.Code"), Some(PathExpression::Path(state)));
        assert_eq!(
            parse("Jobs[-1].Id"),
            Some(PathExpression::Path(vec![member("Jobs"), PathSegment::Last, member("Id")]))
        );
        assert_eq!(
            parse("By.*.State"),
            Some(PathExpression::Path(vec![member("By"), PathSegment::Values, member("State")]))
        );
    }

    #[test]
    fn comparisons_of_counts_are_parsed() {
        for (text, comparison, number) in [
            ("length(Things) > `0`", "gt", 0),
            ("length(Things)>=`2`", "ge", 2),
            ("length(Things) == `10`", "eq", 10),
            ("length( Things ) != ` 1 `", "ne", 1),
            ("length(Things)<=`1`", "le", 1),
            ("length(Things) < `3`", "lt", 3),
        ] {
            let expected = count(vec![member("Things")], comparison, BoundExpression::Number(number));
            assert_eq!(parse(text), Some(PathExpression::Count(expected)), "{text}");
        }
        let each = count(vec![member("Things"), PathSegment::Each], "gt", BoundExpression::Number(0));
        assert_eq!(parse("length(Things[]) > `0`"), Some(PathExpression::Count(each)));
        let names = count(vec![member("Things"), PathSegment::Each, member("Name")], "gt", BoundExpression::Number(0));
        assert_eq!(parse("length(Things[].Name) > `0`"), Some(PathExpression::Count(names)));
        let on = PathSegment::Where { member: "State".to_owned(), equals: "on".to_owned() };
        let of_those = count(vec![member("Things"), on], "ge", BoundExpression::Path(vec![member("Least")]));
        assert_eq!(parse("length(Things[?State=='on']) >= Least"), Some(PathExpression::Count(of_those)));
    }

    #[test]
    fn a_search_among_comparisons_is_parsed() {
        let on = PathSegment::Where { member: "LifecycleState".to_owned(), equals: "InService".to_owned() };
        let expected = PathExpression::Contains {
            each: vec![member("AutoScalingGroups"), PathSegment::Each],
            count: count(vec![member("Instances"), on], "ge", BoundExpression::Path(vec![member("MinSize")])),
            result: false,
        };
        let text =
            "contains(AutoScalingGroups[].[length(Instances[?LifecycleState=='InService']) >= MinSize][], `false`)";
        assert_eq!(parse(text), Some(expected));
    }

    #[test]
    fn unsupported_expressions_are_not_parsed() {
        for text in [
            "",
            "a.",
            ".a",
            "a[0]",
            "a[?b]",
            "a[?b=='c",
            "a[?b=='c'",
            r"a[?b=='\'']",
            "a || b",
            "a b",
            "a.[b]",
            "contains(a, `x`)",
            "contains(a[].[b][], `true`)",
            "contains(a[].[length(b) > `0`], `true`)",
            "contains(a[].[length(b) > `0`][], `maybe`)",
            "length(a)",
            "length(a) > ",
            "length(a) > `b`",
            "length(a",
            "!a",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
