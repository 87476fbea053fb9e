//! One change, and what it means for a version.

use std::collections::BTreeMap;

/// Something that is different for users of the generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is, which decides what it breaks.
    pub kind: Kind,
    /// Where: `AssumeRole`, `AssumeRoleRequest.RoleArn`. The same change at several places is told once.
    pub places: Vec<String>,
    /// What is different there, as half a sentence.
    pub what: String,
}

/// What a change does to programs that were written before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// They may no longer compile.
    Breaking,
    /// They compile, but what worked may fail.
    Behavior,
    /// They go on as before.
    Compatible,
}

impl Impact {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Behavior => "behavior",
            Self::Compatible => "compatible",
        }
    }
}

/// The part of a version that has to go up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nothing changed.
    None,
    /// The last number.
    Patch,
    /// The middle number.
    Minor,
    /// The first number.
    Major,
}

impl Bump {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// What these changes demand of a version below 1.0, and of one from 1.0 on.
///
/// Whatever breaks programs, at compile time or at run time, takes the next incompatible version: at 0.x that is the
/// minor number.
pub fn bump(changes: &[Change]) -> (Bump, Bump) {
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
        pub enum Kind {
            $($(#[doc = $about])+ $kind,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Its name in JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// What it does to programs.
            pub fn impact(self) -> Impact {
                match self { $(Self::$kind => Impact::$impact,)* }
            }

            /// Why it does that.
            pub fn why(self) -> &'static str {
                match self { $(Self::$kind => $why,)* }
            }
        }
    };
}

kinds! {
    /// The crate has another operation.
    OperationAdded = "operation_added", Compatible, "nobody calls it yet";
    /// An operation is gone.
    OperationRemoved = "operation_removed", Breaking, "its method and its types are gone";
    /// An operation takes or gives a type of another name.
    OperationTypeChanged = "operation_type_changed", Breaking, "the type that programs name is another one";
    /// Requests are signed that were not.
    SignedNow = "signed_now", Behavior, "the call needs credentials now";
    /// Requests are no longer signed.
    UnsignedNow = "unsigned_now", Compatible, "the call no longer needs credentials";
    /// A request goes to another host, or is packed in another way.
    SendingChanged = "sending_changed", Behavior, "a service of the older model may not understand it";
    /// An operation can be read page by page.
    PaginationAdded = "pagination_added", Compatible, "nobody asks for pages yet";
    /// An operation has no pages any more.
    PaginationRemoved = "pagination_removed", Breaking, "the methods for pages are gone";
    /// Pages are asked for in another way.
    PaginationChanged = "pagination_changed", Behavior, "pages may hold something else";
    /// What can be waited for changed.
    WaitersChanged = "waiters_changed", Breaking, "waiters are named and end otherwise";
    /// What can be waited for is new.
    WaitersAdded = "waiters_added", Compatible, "nobody waits yet";
    /// An operation lists another error.
    ErrorAdded = "error_added", Compatible, "it was an error without a type until now";
    /// An operation no longer lists an error.
    ErrorRemoved = "error_removed", Behavior, "it is no longer read as the error it was";
    /// The code by which an error is known is another.
    ErrorCodeChanged = "error_code_changed", Breaking, "the variant of the old code may be gone";
    /// The status of an error, or whether to try again.
    ErrorAnswerChanged = "error_answer_changed", Compatible, "the code decides what an error is";
    /// A type is new.
    TypeAdded = "type_added", Compatible, "nobody names it yet";
    /// A type is gone.
    TypeRemoved = "type_removed", Breaking, "programs may name it";
    /// A structure became an enum, say.
    TypeKindChanged = "type_kind_changed", Breaking, "it is another type under the same name";
    /// A structure can be built, because it is sent now.
    BuilderAdded = "builder_added", Compatible, "nobody builds it yet";
    /// A structure has no builder any more.
    BuilderRemoved = "builder_removed", Breaking, "programs may call it";
    /// A structure has no `new` any more, because not all of its members are required.
    NewRemoved = "new_removed", Breaking, "programs may call it";
    /// A structure or union holds a secret now.
    SecretNow = "secret_now", Breaking, "it no longer implements `Serialize`";
    /// A structure or union holds no secret any more.
    SecretNoMore = "secret_no_more", Compatible, "it implements `Serialize` now";
    /// A member is new and may be left out.
    MemberAdded = "member_added", Compatible, "structures and unions are `non_exhaustive`";
    /// A member is new and must be given.
    RequiredMemberAdded = "required_member_added", Breaking, "the builder takes one argument more";
    /// A member is gone.
    MemberRemoved = "member_removed", Breaking, "programs may name it";
    /// A member is of another Rust type.
    MemberTypeChanged = "member_type_changed", Breaking, "programs read and set the old type";
    /// A member must be given now, or is always there.
    MemberRequired = "member_required", Breaking, "the type of the member or the arguments of the builder change";
    /// A member may be left out now, or be missing.
    MemberOptional = "member_optional", Breaking, "the type of the member or the arguments of the builder change";
    /// A member is filled with a random token when it is left out, or no longer.
    TokenChanged = "token_changed", Behavior, "repeating a call may do its work twice, or no longer";
    /// Required members stand in another order.
    ArgumentsReordered = "arguments_reordered", Breaking, "the builder takes its arguments in another order";
    /// A member is written in another way on the wire.
    WireChanged = "wire_changed", Behavior, "Rust does not see it, but a peer of the older model does not understand it";
    /// Less is allowed than before.
    LimitTightened = "limit_tightened", Behavior, "what was sent until now may be refused";
    /// More is allowed than before.
    LimitRelaxed = "limit_relaxed", Compatible, "what was sent until now still is";
    /// A pattern is another one.
    PatternChanged = "pattern_changed", Behavior, "patterns cannot be compared, so what was sent until now may be refused";
    /// A constant with a limit is gone.
    RuleRemoved = "rule_removed", Breaking, "programs may name the constant";
    /// An enum has another value.
    ValueAdded = "value_added", Compatible, "the enum is open; what came as `Unrecognized` has a name now";
    /// A value of an enum is gone.
    ValueRemoved = "value_removed", Breaking, "programs may name the variant";
    /// AWS advises against using something.
    Deprecated = "deprecated", Compatible, "the compiler warns, and nothing else changes";
    /// AWS no longer advises against using something.
    DeprecationLifted = "deprecation_lifted", Compatible, "the compiler no longer warns";
    /// A fact about the service that goes over the wire.
    ServiceChanged = "service_changed", Behavior, "a service of the older model may not understand it";
    /// Endpoints are found by other rules.
    EndpointRulesChanged = "endpoint_rules_changed", Compatible, "AWS says where its endpoints are";
}

/// The same change at several places as one, those that break first; else in the order of their kinds.
pub(super) fn gather(changes: Vec<Change>) -> Vec<Change> {
    let mut places: BTreeMap<(Impact, Kind, String), Vec<String>> = BTreeMap::new();
    for change in changes {
        places.entry((change.kind.impact(), change.kind, change.what)).or_default().extend(change.places);
    }
    places
        .into_iter()
        .map(|((_, kind, what), mut places)| {
            places.sort();
            Change { kind, places, what }
        })
        .collect()
}
