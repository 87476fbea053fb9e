//! The plan of a crate: everything is decided, and nothing is rendered. The renderer needs neither the model nor its
//! traits.

use std::collections::BTreeMap;

use super::pattern::{Engine, PatternPlan, PatternTest};

/// A generated crate.
#[derive(Debug)]
pub struct Crate {
    /// Facts about the service.
    pub service: ServicePlan,
    /// Operations, sorted by name.
    pub operations: Vec<OperationPlan>,
    /// Structures, unions and enums that do not belong to a single operation, sorted by name.
    pub types: Vec<Type>,
    /// Errors that the model describes, sorted by name.
    pub errors: Vec<ErrorType>,
    /// Error codes of the service, sorted by their names in Rust.
    pub codes: Vec<CodePlan>,
    /// Limits, by the name of their constant.
    pub rules: BTreeMap<String, RulePlan>,
    /// Endpoint rules.
    pub endpoint: Option<super::endpoint::EndpointRuleSet>,
    /// True if the crate has a table of partitions of its own, in a module `partitions` beside the generated ones.
    pub own_partitions: bool,
    /// The optional parts of the code.
    pub extras: Extras,
    /// True if a layer above the crate writes the report of an error, with its explanations.
    pub own_report: bool,
    /// Paginators and waiters that the crate leaves out because their form is not supported, each with the reason.
    pub left_out: Vec<String>,
}

/// An optional part of generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Extra {
    /// A client that blocks the thread.
    Blocking,
    /// `Serialize` and `Deserialize` for every type.
    Serde,
    /// The server side of the protocol: decoding requests, encoding responses.
    Server,
}

impl Extra {
    /// Returns the part that a feature of this name turns on.
    pub(crate) fn named(feature: &str) -> Option<Self> {
        [Self::Blocking, Self::Serde, Self::Server].into_iter().find(|extra| extra.feature() == feature)
    }

    /// Returns the name of the feature, of the runtime and of crates, that turns the part on.
    pub fn feature(&self) -> &'static str {
        match self {
            Self::Blocking => "blocking",
            Self::Serde => "serde",
            Self::Server => "server",
        }
    }
}

/// The choice of optional parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Extras {
    /// Generated code contains all parts, each behind a feature of its crate.
    #[default]
    Features,
    /// Generated code contains the selected parts, without any feature.
    Selected(Vec<Extra>),
}

impl Extras {
    /// Returns `true` if generated code contains a part, behind a feature or not.
    pub fn contain(&self, extra: Extra) -> bool {
        match self {
            Self::Features => true,
            Self::Selected(selected) => selected.contains(&extra),
        }
    }
}

impl Crate {
    /// Returns `true` if any operation accepts compressed requests.
    pub fn takes_gzip(&self) -> bool {
        self.operations.iter().any(|operation| operation.takes_gzip)
    }

    /// Returns the smallest regex engine that can check every pattern of the crate without look-around. `None` if no
    /// pattern needs one.
    pub fn regex_engine(&self) -> Option<Engine> {
        let engine = |pattern: &PatternPlan| match pattern.test {
            PatternTest::Regex { engine, .. } | PatternTest::LookAround { engine, .. } => Some(engine),
            PatternTest::Each { .. } | PatternTest::Words { .. } | PatternTest::Unchecked(_) => None,
        };
        self.patterns().filter_map(engine).max()
    }

    /// Describes what a user may not expect: that no call can be signed, and mistakes of the model that the crate works around.
    pub fn warnings(&self) -> Vec<String> {
        let signature = (!self.service.signature_v4).then(|| {
            let title = &self.service.title;
            format!("{title} accepts only signature version 2, which the client does not support, so signed calls fail")
        });
        let mistaken = self.rules.values().filter_map(|rule| Some((rule, rule.pattern.as_ref()?)));
        let unchecked = mistaken.filter(|(_, pattern)| pattern.is_unsatisfiable()).map(|(rule, pattern)| {
            format!("{}: no text matches the pattern {}, so it is not checked", rule.shape, pattern.text)
        });
        signature.into_iter().chain(unchecked).collect()
    }

    /// Returns `true` if a pattern of the crate needs an engine for look-around.
    pub fn has_look_around(&self) -> bool {
        self.patterns().any(|pattern| matches!(pattern.test, PatternTest::LookAround { .. }))
    }

    fn patterns(&self) -> impl Iterator<Item = &PatternPlan> {
        self.rules.values().filter_map(|rule| rule.pattern.as_ref())
    }
}

/// Facts about the service.
#[derive(Debug)]
pub struct ServicePlan {
    /// `STS`
    pub name: String,
    /// The protocol of requests and responses.
    pub protocol: crate::model::Protocol,
    /// `AWS Security Token Service`
    pub title: String,
    /// `2011-06-15`
    pub version: String,
    /// `sts`
    pub signing_name: String,
    /// The XML namespace of responses.
    pub xml_namespace: Option<String>,
    /// True if requests are signed with signature version 4, false for version 2.
    pub signature_v4: bool,
    /// The limits of calls, where they are not those of the runtime.
    pub limits: crate::model::LimitsTrait,
    /// Code of the error with which the service says that it would have performed the request of a dry run.
    pub dry_run_code: Option<String>,
    /// Errors of any operation that go away on their own, so that a retry can help.
    pub transient_errors: Vec<crate::model::TransientErrorTrait>,
    /// Environment variables that set flags of the endpoint rules.
    pub flag_variables: Vec<crate::model::FlagVariableTrait>,
    /// Documentation of the service.
    pub docs: Docs,
}

/// Documentation in Markdown. [`crate::render`] adds the limits.
pub type Docs = Option<String>;

/// A name in the model and in Rust.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The name in the model.
    pub wire: String,
    /// The name in Rust, with `r#` if it is a keyword.
    pub rust: String,
}

impl Name {
    /// Returns the name of the builder of a structure. `Self_` has an underscore because `Self` is a keyword; its builder,
    /// `SelfBuilder`, needs none.
    pub fn builder(&self) -> String {
        let name = if self.rust == "Self_" { "Self" } else { &self.rust };
        format!("{name}Builder")
    }

    /// Returns the name of the setter of a member: that of the member, unless every builder has a method of that name.
    pub fn setter(&self) -> String {
        if BUILDER_METHODS.contains(&self.rust.as_str()) { format!("set_{}", self.rust) } else { self.rust.clone() }
    }
}

/// Methods that every builder has in addition to its setters.
const BUILDER_METHODS: [&str; 2] = ["build", "build_unchecked"];

/// An operation with its own types.
#[derive(Debug)]
pub struct OperationPlan {
    /// `GetSessionToken` and `get_session_token`.
    pub name: Name,
    /// Documentation of the operation.
    pub docs: Docs,
    /// Reason for the deprecation, if the operation is deprecated.
    pub deprecated: Option<String>,
    /// True if its requests are signed.
    pub signed: bool,
    /// The input. No other operation uses the same structure.
    pub request: Structure,
    /// The output.
    pub response: OutputPlan,
    /// True if the output has members.
    pub has_result: bool,
    /// Shape names of the errors that the operation lists.
    pub errors: Vec<String>,
    /// True if the body of a request may be compressed with gzip.
    pub takes_gzip: bool,
    /// Prefix of the host name, in which `{Member}` stands for the value of a member.
    pub host_prefix: Option<String>,
    /// Member that asks for a dry run, if the request has one.
    pub dry_run: Option<DryRunPlan>,
    /// Pagination, if the operation returns pages.
    pub pagination: Option<Pagination>,
    /// Waiters that call the operation.
    pub waiters: Vec<WaiterPlan>,
}

/// The member of a request that asks for a dry run.
#[derive(Clone, Debug)]
pub struct DryRunPlan {
    /// Name of the member.
    pub member: Name,
    /// True if the member can be absent.
    pub optional: bool,
}

/// The members of an operation that lead from one page to the next.
#[derive(Clone, Debug)]
pub struct Pagination {
    /// Member of the request that selects a page.
    pub token: MemberPath,
    /// Path in the output to the token of the next page.
    pub next: MemberPath,
    /// Path in the output to a flag that is true if there is a next page. Most operations have no such flag.
    pub more: Option<MemberPath>,
    /// Path in the output to the list or map that is spread over the pages, if there is exactly one.
    pub items: Option<MemberPath>,
}

/// A path from a structure to a value inside it.
#[derive(Clone, Debug)]
pub struct MemberPath {
    /// The steps from the outside in.
    pub steps: Vec<PathStep>,
    /// Type of the value at the end of the path.
    pub value: ValuePlan,
}

impl MemberPath {
    /// Returns `true` if the path leads to any number of values instead of one.
    pub fn projects(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, PathStep::Each | PathStep::Where { .. } | PathStep::Values))
    }

    /// Returns `true` if a member on the path is deprecated.
    pub fn is_deprecated(&self) -> bool {
        self.steps.iter().any(|step| match step {
            PathStep::Member { deprecated, .. } => *deprecated,
            PathStep::Where { path, .. } => path.is_deprecated(),
            PathStep::Each | PathStep::Values | PathStep::Last => false,
        })
    }
}

/// A step of a path.
#[derive(Clone, Debug)]
pub enum PathStep {
    /// Goes to a member.
    Member {
        /// Name of the member.
        name: Name,
        /// True if the member can be absent.
        optional: bool,
        /// True if the member is deprecated.
        deprecated: bool,
    },
    /// Goes to each element of a list.
    Each,
    /// Goes to each element of a list in which the value at a path equals a text.
    Where {
        /// Path from the element to the value.
        path: MemberPath,
        /// Text that the value must equal.
        equals: String,
    },
    /// Goes to each value of a map.
    Values,
    /// Goes to the last element of a list.
    Last,
}

/// A waiter: calls an operation until something has happened.
#[derive(Clone, Debug)]
pub struct WaiterPlan {
    /// `UserExists` and `USER_EXISTS`.
    pub name: Name,
    /// Documentation of the waiter.
    pub docs: Docs,
    /// Shortest delay between two calls, in seconds.
    pub min_delay: i64,
    /// Longest delay between two calls, in seconds.
    pub max_delay: i64,
    /// Acceptors in order. The first one that matches a response decides.
    pub acceptors: Vec<AcceptorPlan>,
}

/// A set of responses, and the state that a waiter goes to when it receives one of them.
#[derive(Clone, Debug)]
pub struct AcceptorPlan {
    /// The new state of the waiter.
    pub state: AcceptorState,
    /// Selects the responses.
    pub matcher: MatcherPlan,
}

/// The state of a waiter after a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptorState {
    /// The awaited state is reached.
    Success,
    /// The awaited state can no longer be reached.
    Failure,
    /// The awaited state is not reached yet.
    Retry,
}

/// The responses that an acceptor matches.
#[derive(Clone, Debug)]
pub enum MatcherPlan {
    /// Every successful response if true, every error if false.
    Success(bool),
    /// Responses with an HTTP status.
    Status(u16),
    /// Errors with a code, or with the name of an error shape.
    Error(String),
    /// Responses in which values have an expected value.
    Values {
        /// True if there must be at least one value and all must have the expected one, false if one of them is enough.
        all: bool,
        /// Selects the values.
        view: Box<View>,
        /// The expected value.
        expected: String,
    },
}

/// The values that an acceptor compares.
#[derive(Clone, Debug)]
pub struct View {
    /// The expression in the model.
    pub expression: String,
    /// The values that the expression selects.
    pub values: ViewValues,
}

/// The values that an expression selects.
#[derive(Clone, Debug)]
pub enum ViewValues {
    /// The values at the end of a path.
    At(MemberPath),
    /// `true` if a comparison of a count holds, `false` otherwise.
    Count(CountPlan),
    /// `true` if a comparison has the given result for at least one of several elements, `false` otherwise.
    Contains {
        /// Path to the elements.
        each: MemberPath,
        /// The comparison, which starts at an element.
        count: CountPlan,
        /// The result to look for.
        result: bool,
    },
}

impl ViewValues {
    /// Returns `true` if the expression reads a deprecated member.
    pub fn is_deprecated(&self) -> bool {
        match self {
            Self::At(path) => path.is_deprecated(),
            Self::Count(count) => count.is_deprecated(),
            Self::Contains { each, count, .. } => each.is_deprecated() || count.is_deprecated(),
        }
    }
}

/// A comparison of a number of elements or characters with a bound.
#[derive(Clone, Debug)]
pub struct CountPlan {
    /// Path to the elements, or to the text.
    pub of: MemberPath,
    /// True if the characters of a text are counted.
    pub of_characters: bool,
    /// Rust method that compares, such as `ge`.
    pub comparison: &'static str,
    /// Number to compare with.
    pub bound: CountBound,
}

impl CountPlan {
    fn is_deprecated(&self) -> bool {
        let bound = match &self.bound {
            CountBound::Number(_) => false,
            CountBound::Path(path) => path.is_deprecated(),
        };
        bound || self.of.is_deprecated()
    }
}

/// The number that a count is compared with.
#[derive(Clone, Debug)]
pub enum CountBound {
    /// A literal number.
    Number(i64),
    /// The integer at the end of a path.
    Path(MemberPath),
}

/// The structure of an operation's output.
#[derive(Debug)]
pub enum OutputPlan {
    /// A structure that only this operation uses, in the module of the operation.
    Own(Structure),
    /// The Rust name of a structure that is used elsewhere too, in the module of shared types.
    Shared(String),
}

/// A type of the module of shared types.
#[derive(Debug)]
pub enum Type {
    /// A structure.
    Structure(Structure),
    /// A union.
    Union(Structure),
    /// Text with known values.
    Enum(Enum),
}

impl Type {
    /// Returns the name in Rust.
    pub fn name(&self) -> &str {
        match self {
            Self::Structure(structure) | Self::Union(structure) => &structure.name.rust,
            Self::Enum(values) => &values.name.rust,
        }
    }

    /// Returns the name in the model.
    pub fn wire(&self) -> &str {
        match self {
            Self::Structure(structure) | Self::Union(structure) => &structure.name.wire,
            Self::Enum(values) => &values.name.wire,
        }
    }
}

/// A structure or a union.
#[derive(Debug)]
pub struct Structure {
    /// Name of the structure.
    pub name: Name,
    /// Documentation of the structure.
    pub docs: Docs,
    /// Reason for the deprecation, if the structure is deprecated.
    pub deprecated: Option<String>,
    /// Members, in wire order.
    pub fields: Vec<Field>,
    /// True if the structure is part of a request.
    pub sent: bool,
    /// True if the structure is part of a response.
    pub received: bool,
    /// True if it or a member at any depth is sensitive.
    pub holds_secret: bool,
    /// True if nothing of a value may be shown: the model marks it as sensitive, or something that contains it.
    pub is_hidden: bool,
}

impl Structure {
    /// Returns true if the structure has a default: no member is always set.
    pub fn is_default(&self) -> bool {
        self.fields.iter().all(|field| field.presence != Presence::Always)
    }

    /// Returns true if derived debug output would show something sensitive.
    pub fn needs_redaction(&self) -> bool {
        self.is_hidden || self.fields.iter().any(Field::needs_redaction)
    }
}

/// Text with known values. Unknown values are kept as they are.
#[derive(Debug)]
pub struct Enum {
    /// Name of the enum.
    pub name: Name,
    /// Documentation of the enum.
    pub docs: Docs,
    /// Known values and their variants.
    pub values: Vec<Name>,
    /// True if the model marks it as sensitive, so that no value may be shown.
    pub is_hidden: bool,
}

/// An error that the model describes.
#[derive(Debug)]
pub struct ErrorType {
    /// Structure with the members of the error.
    pub structure: Structure,
    /// Code on the wire.
    pub code: String,
    /// HTTP status of the response.
    pub status: u16,
    /// Advice on retries.
    pub retry: RetryPlan,
}

/// An error code that the service may return.
#[derive(Debug)]
pub struct CodePlan {
    /// The code and its variant.
    pub name: Name,
    /// Rust name of the error structure, if the model describes the error.
    pub error: Option<String>,
    /// Meaning of the code.
    pub docs: Docs,
}

/// The model's advice on retries after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryPlan {
    /// The model gives no advice.
    Unspecified,
    /// A retry may help.
    Retryable,
    /// A retry may help after a pause, because the caller sends too many requests.
    Throttling,
}

/// A member of a structure.
#[derive(Debug)]
pub struct Field {
    /// Name in the model and in Rust.
    pub name: Name,
    /// Name in requests. For a flattened list, the name under which an empty list is sent.
    pub key: String,
    /// Name in responses.
    pub xml: String,
    /// Alternative name in responses.
    pub other_xml: Option<String>,
    /// Documentation of the member.
    pub docs: Docs,
    /// Reason for the deprecation, if the member is deprecated.
    pub deprecated: Option<String>,
    /// Type of the value.
    pub value: ValuePlan,
    /// Rule for the absence of the member.
    pub presence: Presence,
    /// Check before sending.
    pub check: CheckPlan,
    /// The random token that is sent if the member is not set.
    pub token: Option<IdempotencyToken>,
    /// True if the member is a label of the host name.
    pub host_label: bool,
    /// True if the member is a secret that the service accepts once.
    pub one_time: bool,
    /// True if the model marks it as sensitive: itself, its shape, what its list or map holds, or what contains it.
    pub sensitive: bool,
}

impl Field {
    /// Returns true if the member is sensitive, and the type of its value does not protect it.
    pub fn needs_redaction(&self) -> bool {
        let protects_itself =
            matches!(self.value, ValuePlan::Secret | ValuePlan::SecretBlob | ValuePlan::Structure { .. });
        self.sensitive && !protects_itself
    }
}

/// The random token that a client sends for a member that is not set, so that the request can be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdempotencyToken {
    /// The service accepts a request without it.
    Optional,
    /// The service refuses a request without it. A caller may still leave it out, because the client fills it in.
    Required,
}

/// The rule for the absence of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The member is never absent, so its type is not an `Option`.
    Always,
    /// The member may be absent.
    Optional,
    /// The type is an `Option`, because responses may lack the member, but a request without it is refused.
    Demanded,
}

/// The type of a value, and its form on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValuePlan {
    /// Text.
    Text,
    /// Sensitive text, which is never shown.
    Secret,
    /// `true` or `false`.
    Boolean,
    /// A signed integer with this number of bits.
    Integer(u8),
    /// A 32-bit floating point number.
    Float,
    /// A 64-bit floating point number.
    Double,
    /// A point in time.
    Timestamp(crate::model::TimestampFormatTrait),
    /// Bytes.
    Blob,
    /// Sensitive bytes, which are never shown.
    SecretBlob,
    /// The Rust name of an enum.
    Enum(String),
    /// A structure or union.
    Structure {
        /// Name in Rust.
        name: String,
        /// True if the value needs a box because the type contains itself.
        boxed: bool,
    },
    /// A list.
    List {
        /// Type of the elements.
        item: Box<ValuePlan>,
        /// Names of the elements in requests.
        request: Layout,
        /// Names of the elements in responses.
        response: Layout,
        /// Alternative name of the elements in responses.
        other_item: Option<String>,
    },
    /// A map with text as keys.
    Map {
        /// Type of the values.
        item: Box<ValuePlan>,
        /// Name of keys on the wire.
        key: String,
        /// Name of values on the wire.
        value: String,
        /// True if the map is flattened: no element encloses its entries.
        flat: bool,
    },
}

/// The names of the elements of a list on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `List.<member>.N`
    Wrapped(String),
    /// `<name>.N`
    Flat(String),
    /// `List.N`, which only requests have. An empty list is not sent.
    Numbered,
}

/// A direction of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the service.
    Request,
    /// From the service to the client.
    Response,
}

impl Direction {
    /// Returns the layout of a list in this direction.
    pub(crate) fn layout<'l>(self, request: &'l Layout, response: &'l Layout) -> &'l Layout {
        match self {
            Self::Request => request,
            Self::Response => response,
        }
    }
}

/// The check of a value before sending. Rules are given by the name of their constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckPlan {
    /// No check.
    Nothing,
    /// Checks the value against a rule.
    Rule(String),
    /// Checks the length of a list, and its elements.
    List(Option<String>, Box<CheckPlan>),
    /// Checks the size of a map, its keys and its values.
    Map(Option<String>, Box<CheckPlan>, Box<CheckPlan>),
    /// Checks the members of a structure.
    Structure,
}

/// The limits of a shape.
#[derive(Debug)]
pub struct RulePlan {
    /// Name of the shape in the model.
    pub shape: String,
    /// Smallest and largest length.
    pub length: crate::model::Bounds,
    /// Smallest and largest number.
    pub range: crate::model::Bounds<crate::model::RangeBound>,
    /// Pattern that text must match.
    pub pattern: Option<PatternPlan>,
    /// Unit of lengths.
    pub unit: LengthUnit,
    /// True if values are sensitive and never shown.
    pub sensitive: bool,
}

/// The unit of lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LengthUnit {
    /// Unicode code points.
    Characters,
    /// Bytes.
    Bytes,
    /// Elements of a list or entries of a map.
    Elements,
}
