//! A change, and its effect on the version number.

use std::collections::BTreeMap;

/// A difference that users of the generated crate can notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelChange {
    /// The kind of the change, which determines its impact.
    pub kind: ChangeKind,
    /// The places of the change, such as `AssumeRole` or `AssumeRoleRequest.RoleArn`. The same change at several places
    /// is listed once.
    pub places: Vec<String>,
    /// The difference, as a clause whose subject is the place.
    pub what: String,
}

/// The effect of a change on existing programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// Programs may no longer compile.
    Breaking,
    /// Programs compile, but calls that worked may fail.
    Behavior,
    /// Programs are not affected.
    Compatible,
}

impl Impact {
    /// Returns the name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Behavior => "behavior",
            Self::Compatible => "compatible",
        }
    }
}

/// The part of a version number that has to be incremented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// No part, because nothing changed.
    None,
    /// The last number.
    Patch,
    /// The middle number.
    Minor,
    /// The first number.
    Major,
}

impl Bump {
    /// Returns the name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// Returns the version bump that changes require, for versions below 1.0 and for versions from 1.0 on.
///
/// A change that breaks programs, at compile time or at run time, requires the next incompatible version. For 0.x that is
/// the minor number.
pub fn bump(changes: &[ModelChange]) -> (Bump, Bump) {
    match changes.iter().map(|change| change.kind.impact()).min() {
        None => (Bump::None, Bump::None),
        Some(Impact::Compatible) => (Bump::Patch, Bump::Minor),
        Some(Impact::Breaking | Impact::Behavior) => (Bump::Minor, Bump::Major),
    }
}

macro_rules! kinds {
    ($($(#[doc = $about:literal])+ $kind:ident = $name:literal, $impact:ident, $why:literal;)*) => {
        /// The kinds of changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum ChangeKind {
            $($(#[doc = $about])+ $kind,)*
        }

        impl ChangeKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Returns the name in JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// Returns the effect on existing programs.
            pub fn impact(self) -> Impact {
                match self { $(Self::$kind => Impact::$impact,)* }
            }

            /// Returns the reason for the impact.
            pub fn why(self) -> &'static str {
                match self { $(Self::$kind => $why,)* }
            }
        }
    };
}

kinds! {
    /// An operation was added.
    OperationAdded = "operation_added", Compatible, "no program calls it yet";
    /// An operation was removed.
    OperationRemoved = "operation_removed", Breaking, "its method and its types are gone";
    /// The name of the request or response type of an operation changed.
    OperationTypeChanged = "operation_type_changed", Breaking, "programs may name the old type";
    /// Requests are signed now.
    SignedNow = "signed_now", Behavior, "the call needs credentials now";
    /// Requests are no longer signed.
    UnsignedNow = "unsigned_now", Compatible, "the call no longer needs credentials";
    /// The host prefix or the compression of requests changed.
    SendingChanged = "sending_changed", Behavior, "a service with the older model may not accept the requests";
    /// An operation is paginated now.
    PaginationAdded = "pagination_added", Compatible, "no program reads its pages yet";
    /// An operation is no longer paginated.
    PaginationRemoved = "pagination_removed", Breaking, "the methods for pages are gone";
    /// The pagination of an operation changed.
    PaginationChanged = "pagination_changed", Behavior, "pages may contain something else";
    /// The waiters of an operation changed or were removed.
    WaitersChanged = "waiters_changed", Breaking, "programs may name a waiter that is gone or ends differently";
    /// An operation has waiters now.
    WaitersAdded = "waiters_added", Compatible, "no program uses them yet";
    /// An operation lists another error.
    ErrorAdded = "error_added", Compatible, "the error had no type until now";
    /// An operation no longer lists an error.
    ErrorRemoved = "error_removed", Behavior, "the response is no longer decoded as this error";
    /// The code of an error changed.
    ErrorCodeChanged = "error_code_changed", Breaking, "the variant of the old code may be gone";
    /// The HTTP status or the retry advice of an error changed.
    ErrorResponseChanged = "error_response_changed", Compatible, "errors are identified by their code";
    /// A type was added.
    TypeAdded = "type_added", Compatible, "no program names it yet";
    /// A type was removed.
    TypeRemoved = "type_removed", Breaking, "programs may name it";
    /// A type became one of another kind, such as an enum instead of a structure.
    TypeKindChanged = "type_kind_changed", Breaking, "another type has the same name now";
    /// A structure has a builder now, because it is part of a request.
    BuilderAdded = "builder_added", Compatible, "no program uses it yet";
    /// A structure no longer has a builder.
    BuilderRemoved = "builder_removed", Breaking, "programs may call it";
    /// A structure no longer has a function `new`, because not all of its members are required.
    NewRemoved = "new_removed", Breaking, "programs may call it";
    /// A structure or union contains a secret now.
    SecretNow = "secret_now", Breaking, "it no longer implements `Serialize`";
    /// A structure or union no longer contains a secret.
    SecretNoMore = "secret_no_more", Compatible, "it implements `Serialize` now";
    /// An optional member was added.
    MemberAdded = "member_added", Compatible, "structures and unions are `non_exhaustive`";
    /// A required member was added.
    RequiredMemberAdded = "required_member_added", Breaking, "the builder takes one more argument";
    /// A member was removed.
    MemberRemoved = "member_removed", Breaking, "programs may name it";
    /// The Rust type of a member changed.
    MemberTypeChanged = "member_type_changed", Breaking, "programs read and set the old type";
    /// A member is required now.
    MemberRequired = "member_required", Breaking, "the type of the member or the arguments of the builder change";
    /// A member is no longer required.
    MemberOptional = "member_optional", Breaking, "the type of the member or the arguments of the builder change";
    /// A member that is not set is filled with a random token now, or is no longer.
    TokenChanged = "token_changed", Behavior, "a repeated call may have its effect twice, or no longer does";
    /// The order of the required members changed.
    ArgumentsReordered = "arguments_reordered", Breaking, "the builder takes its arguments in another order";
    /// The form of a member on the wire changed.
    WireChanged = "wire_changed", Behavior, "the Rust API is the same, but a service with the older model may not understand it";
    /// A limit allows less than before.
    LimitTightened = "limit_tightened", Behavior, "values that were valid may be refused";
    /// A limit allows more than before.
    LimitRelaxed = "limit_relaxed", Compatible, "values that were valid still are";
    /// A pattern changed.
    PatternChanged = "pattern_changed", Behavior, "patterns cannot be compared, so values that were valid may be refused";
    /// The constant of a limit was removed.
    RuleRemoved = "rule_removed", Breaking, "programs may name the constant";
    /// An enum has another value.
    ValueAdded = "value_added", Compatible, "the enum is open: the value was `Unrecognized` until now";
    /// A value of an enum was removed.
    ValueRemoved = "value_removed", Breaking, "programs may name the variant";
    /// An item is deprecated now.
    Deprecated = "deprecated", Compatible, "the compiler warns, and nothing else changes";
    /// An item is no longer deprecated.
    DeprecationLifted = "deprecation_lifted", Compatible, "the compiler no longer warns";
    /// A fact about the service that affects its requests or responses changed.
    ServiceChanged = "service_changed", Behavior, "a service with the older model may not accept the requests";
    /// The endpoint rules changed.
    EndpointRulesChanged = "endpoint_rules_changed", Compatible, "AWS decides where its endpoints are";
}

/// Merges the same change at several places, and sorts changes by their impact, breaking ones first, and their kind.
pub(super) fn gather(changes: Vec<ModelChange>) -> Vec<ModelChange> {
    let mut places: BTreeMap<(Impact, ChangeKind, String), Vec<String>> = BTreeMap::new();
    for change in changes {
        places.entry((change.kind.impact(), change.kind, change.what)).or_default().extend(change.places);
    }
    places
        .into_iter()
        .map(|((_, kind, what), mut places)| {
            places.sort();
            ModelChange { kind, places, what }
        })
        .collect()
}
