//! Results of comparisons that may be impossible.

/// The result of a comparison: it holds, it does not, or it cannot be judged.
///
/// The rules are those of Kleene's logic: a result is known if it is the same for either meaning of what is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    True,
    False,
    Unknown,
}

impl Truth {
    /// Returns `True` if one is true.
    pub(super) fn any(all: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::False;
        for one in all {
            match one {
                Self::True => return Self::True,
                Self::Unknown => result = Self::Unknown,
                Self::False => {}
            }
        }
        result
    }

    /// Returns `True` if all are true.
    pub(super) fn all(all: impl IntoIterator<Item = Self>) -> Self {
        Self::any(all.into_iter().map(Self::not)).not()
    }

    /// Returns what all results are, or `Unknown` if they differ.
    pub(super) fn unanimous(all: impl IntoIterator<Item = Self> + Clone) -> Self {
        let every = Self::all(all.clone());
        if every == Self::any(all) { every } else { Self::Unknown }
    }

    #[inline]
    pub(super) fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }

    /// Returns the opposite if `negated` is true.
    #[inline]
    pub(super) fn negated(self, negated: bool) -> Self {
        if negated { self.not() } else { self }
    }
}

impl From<bool> for Truth {
    #[inline]
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

/// The result of checking an element of a statement against a request, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    Matches,
    Mismatch(String),
    /// The element has no meaning that is certain.
    Unjudged(String),
}
