//! Parses the expressions that paginators and waiters apply to a response: the part of JMESPath that AWS's models use.

/// A parsed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    /// The values at the end of a path: `Things[].State`.
    Path(Vec<Segment>),
    /// A comparison of a count: ``length(Things[]) > `0` ``.
    Count(Count),
    /// A search for a result among comparisons: ``contains(Things[].[length(Parts) >= Least][], `false`)``.
    Contains {
        /// Path to the elements.
        each: Vec<Segment>,
        /// Comparison that is made for each element.
        count: Count,
        /// Result to look for.
        result: bool,
    },
}

/// A comparison of the number of elements with a bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// Path to the elements.
    pub of: Vec<Segment>,
    /// Rust method that compares, such as `ge`.
    pub comparison: &'static str,
    /// Number to compare with.
    pub bound: Bound,
}

/// The number that a count is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// A literal number.
    Number(i64),
    /// The number at the end of a path.
    Path(Vec<Segment>),
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
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

impl Segment {
    fn projects(&self) -> bool {
        !matches!(self, Self::Member(_) | Self::Last)
    }
}

/// Comparison operators of JMESPath, each with the Rust method for it. An operator comes before its prefix.
const COMPARISONS: [(&str, &str); 6] =
    [("==", "eq"), ("!=", "ne"), (">=", "ge"), ("<=", "le"), (">", "gt"), ("<", "lt")];

/// Parses an expression. Returns `None` if its form is not supported.
pub(super) fn parse(text: &str) -> Option<Expression> {
    let mut reader = Reader(text);
    let expression = reader.expression()?;
    reader.0.trim_start().is_empty().then_some(expression)
}

/// The rest of the text.
struct Reader<'t>(&'t str);

impl<'t> Reader<'t> {
    fn expression(&mut self) -> Option<Expression> {
        if self.takes("contains(") {
            return self.contains();
        }
        if self.takes("length(") {
            return self.count().map(Expression::Count);
        }
        self.path().map(Expression::Path)
    }

    /// Parses the rest after `contains(`.
    fn contains(&mut self) -> Option<Expression> {
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
        Some(Expression::Contains { each, count, result })
    }

    /// Parses the rest after `length(`.
    fn count(&mut self) -> Option<Count> {
        let of = self.path()?;
        self.expect(")")?;
        // Only the last step may project: `length(Things[].Parts)` counts the lists, not the parts in them.
        let (_, before) = of.split_last()?;
        if before.iter().any(Segment::projects) {
            return None;
        }
        let (_, comparison) = COMPARISONS.into_iter().find(|(sign, _)| self.takes(sign))?;
        let bound = match self.literal() {
            Some(number) => Bound::Number(number.parse().ok()?),
            None => Bound::Path(self.path()?),
        };
        Some(Count { of, comparison, bound })
    }

    /// Parses a path such as `Things[].State.Code`.
    fn path(&mut self) -> Option<Vec<Segment>> {
        let mut segments = vec![self.member_or_values()?];
        loop {
            if self.takes("[]") || self.takes("[*]") {
                segments.push(Segment::Each);
            } else if self.takes("[-1]") {
                segments.push(Segment::Last);
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

    fn member_or_values(&mut self) -> Option<Segment> {
        if self.takes("*") { Some(Segment::Values) } else { self.name().map(Segment::Member) }
    }

    /// Parses the rest after `[?`.
    fn condition(&mut self) -> Option<Segment> {
        let member = self.name()?;
        self.expect("==")?;
        self.expect("'")?;
        let equals = self.until('\'')?.to_owned();
        self.expect("]")?;
        // A backslash would escape the next character. No model of AWS has one, so escapes are not supported.
        (!equals.contains('\\')).then_some(Segment::Where { member, equals })
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

    fn member(name: &str) -> Segment {
        Segment::Member(name.to_owned())
    }

    fn count(of: Vec<Segment>, comparison: &'static str, bound: Bound) -> Count {
        Count { of, comparison, bound }
    }

    #[test]
    fn paths_are_parsed() {
        assert_eq!(parse(" Marker "), Some(Expression::Path(vec![member("Marker")])));
        let state = vec![member("Things"), Segment::Each, member("State"), member("Code")];
        assert_eq!(parse("Things[].State.Code"), Some(Expression::Path(state.clone())));
        assert_eq!(parse("Things[*].State.Code"), Some(Expression::Path(state)));
        assert_eq!(parse("Jobs[-1].Id"), Some(Expression::Path(vec![member("Jobs"), Segment::Last, member("Id")])));
        assert_eq!(parse("By.*.State"), Some(Expression::Path(vec![member("By"), Segment::Values, member("State")])));
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
            let expected = count(vec![member("Things")], comparison, Bound::Number(number));
            assert_eq!(parse(text), Some(Expression::Count(expected)), "{text}");
        }
        let each = count(vec![member("Things"), Segment::Each], "gt", Bound::Number(0));
        assert_eq!(parse("length(Things[]) > `0`"), Some(Expression::Count(each)));
        let on = Segment::Where { member: "State".to_owned(), equals: "on".to_owned() };
        let of_those = count(vec![member("Things"), on], "ge", Bound::Path(vec![member("Least")]));
        assert_eq!(parse("length(Things[?State=='on']) >= Least"), Some(Expression::Count(of_those)));
    }

    #[test]
    fn a_search_among_comparisons_is_parsed() {
        let on = Segment::Where { member: "LifecycleState".to_owned(), equals: "InService".to_owned() };
        let expected = Expression::Contains {
            each: vec![member("AutoScalingGroups"), Segment::Each],
            count: count(vec![member("Instances"), on], "ge", Bound::Path(vec![member("MinSize")])),
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
            "length(a[].b) > `0`",
            "length(a[][]) > `0`",
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
