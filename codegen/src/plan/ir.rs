//! The plan of a crate: everything decided, nothing rendered. Whoever reads it needs no wire words and no traits.

use std::collections::BTreeMap;

use super::pattern::{Engine, Pattern, Test};

/// A generated crate.
#[derive(Debug)]
pub struct Crate {
    /// Facts about the service.
    pub service: Service,
    /// Operations, sorted by name.
    pub operations: Vec<Operation>,
    /// Structures, unions and enums that stand beside the operations, sorted by name.
    pub types: Vec<Type>,
    /// Errors that the model describes, sorted by name.
    pub errors: Vec<ErrorType>,
    /// Error codes of the service, sorted by their names in Rust.
    pub codes: Vec<CodePlan>,
    /// Limits by name.
    pub rules: BTreeMap<String, Rule>,
    /// Endpoint rules.
    pub endpoint: Option<super::endpoint::Rules>,
    /// True if the crate has a table of partitions of its own, in a module `partitions` beside the generated ones.
    pub own_partitions: bool,
    /// The optional parts of the code.
    pub extras: Extras,
    /// What the model says and the crate leaves out: paginators and waiters of forms that are not known.
    pub left_out: Vec<String>,
}

/// An optional part of generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Extra {
    /// `Serialize` and `Deserialize` for every type.
    Serde,
    /// The server side of the protocol: decoding requests, encoding responses.
    Server,
}

impl Extra {
    /// Returns the part that a feature of this name turns on.
    pub(crate) fn named(feature: &str) -> Option<Self> {
        [Self::Serde, Self::Server].into_iter().find(|extra| extra.feature() == feature)
    }

    /// Returns the name of the feature, of the runtime and of crates, that turns the part on.
    pub fn feature(&self) -> &'static str {
        match self {
            Self::Serde => "serde",
            Self::Server => "server",
        }
    }
}

/// The choice of optional parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Extras {
    /// Generated code contains all of them, behind features of the crate that contains it.
    #[default]
    Features,
    /// Generated code contains these, and knows no features.
    Selected(Vec<Extra>),
}

impl Extras {
    /// Returns true if generated code contains a part, be it behind a feature.
    pub fn contain(&self, extra: Extra) -> bool {
        match self {
            Self::Features => true,
            Self::Selected(selected) => selected.contains(&extra),
        }
    }
}

impl Crate {
    /// True if the requests of an operation may be compressed.
    pub fn takes_gzip(&self) -> bool {
        self.operations.iter().any(|operation| operation.takes_gzip)
    }

    /// The engine for all patterns that only a regex engine can check, if there is one.
    pub fn regex_engine(&self) -> Option<Engine> {
        let engine = |pattern: &Pattern| match pattern.test {
            Test::Regex { engine, .. } => Some(engine),
            Test::Each { .. } | Test::Unchecked(_) => None,
        };
        self.rules.values().filter_map(|rule| rule.pattern.as_ref()).filter_map(engine).max()
    }
}

/// Facts about the service.
#[derive(Debug)]
pub struct Service {
    /// `STS`
    pub name: String,
    /// `AWS Security Token Service`
    pub title: String,
    /// `2011-06-15`
    pub version: String,
    /// `sts`
    pub signing_name: String,
    /// The namespace of answers.
    pub xml_namespace: Option<String>,
    /// False if the service wants signature version 2.
    pub signature_v4: bool,
    /// Errors of any operation that pass by themselves.
    pub transient_errors: Vec<crate::model::TransientError>,
    /// Environment variables that set flags of the endpoint rules.
    pub flag_variables: Vec<crate::model::FlagVariable>,
    /// Paragraphs about the service.
    pub docs: Docs,
}

/// Documentation in Markdown, without the limits, which [`crate::render`] words.
pub type Docs = Option<String>;

/// A name on the wire and in Rust.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// As the model writes it.
    pub wire: String,
    /// As Rust writes it, with `r#` where needed.
    pub rust: String,
}

impl Name {
    /// The name of a structure's builder. A structure that would be called `Self` has an underscore, which its builder
    /// has no need of.
    pub fn builder(&self) -> String {
        let name = if self.rust == "Self_" { "Self" } else { &self.rust };
        format!("{name}Builder")
    }

    /// The name of a member's setter: the member's own, but where every builder has a method of that name.
    pub fn setter(&self) -> String {
        if BUILDER_METHODS.contains(&self.rust.as_str()) { format!("set_{}", self.rust) } else { self.rust.clone() }
    }
}

/// What every builder can do besides setting members.
const BUILDER_METHODS: [&str; 2] = ["build", "build_unchecked"];

/// An operation with its own types.
#[derive(Debug)]
pub struct Operation {
    /// `GetSessionToken` and `get_session_token`.
    pub name: Name,
    /// What it does.
    pub docs: Docs,
    /// The reason why it should not be used.
    pub deprecated: Option<String>,
    /// True if its requests are signed.
    pub signed: bool,
    /// The input, which belongs to this operation alone.
    pub request: Structure,
    /// The output.
    pub response: Response,
    /// True if the output has members.
    pub has_result: bool,
    /// The shape names of its errors.
    pub errors: Vec<String>,
    /// True if the body of a request may be compressed with gzip.
    pub takes_gzip: bool,
    /// What stands before the host, with `{Member}` in the place of labels.
    pub host_prefix: Option<String>,
    /// How its pages follow each other, if it has pages.
    pub pagination: Option<Pagination>,
    /// What can be waited for by calling it.
    pub waiters: Vec<Waiter>,
}

/// How the pages of an operation follow each other.
#[derive(Clone, Debug)]
pub struct Pagination {
    /// The member of the request that says where a page begins.
    pub token: Path,
    /// Where the answer says where the next page begins.
    pub next: Path,
    /// Where the answer says whether there is a next page, if it does.
    pub more: Option<Path>,
    /// The list or map that is spread over the pages, if it is one.
    pub items: Option<Path>,
}

/// A way into a structure.
#[derive(Clone, Debug)]
pub struct Path {
    /// The steps from the outside in.
    pub steps: Vec<Step>,
    /// What is found there.
    pub value: Value,
}

impl Path {
    /// True if it leads to several values.
    pub fn projects(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Each | Step::Where { .. } | Step::Values))
    }

    /// True if it leads through something deprecated.
    pub fn is_deprecated(&self) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Member { deprecated, .. } => *deprecated,
            Step::Where { path, .. } => path.is_deprecated(),
            Step::Each | Step::Values | Step::Last => false,
        })
    }
}

/// A step of a way.
#[derive(Clone, Debug)]
pub enum Step {
    /// To a member.
    Member {
        /// Its name.
        name: Name,
        /// True if it can be absent.
        optional: bool,
        /// True if it should not be used.
        deprecated: bool,
    },
    /// To each element of a list.
    Each,
    /// To each element of a list that leads to this text.
    Where {
        /// The way on from the element.
        path: Path,
        /// The text.
        equals: String,
    },
    /// To each value of a map.
    Values,
    /// To the last element of a list.
    Last,
}

/// Something that can be waited for.
#[derive(Clone, Debug)]
pub struct Waiter {
    /// `UserExists` and `USER_EXISTS`.
    pub name: Name,
    /// What it waits for.
    pub docs: Docs,
    /// The shortest time between two calls, in seconds.
    pub min_delay: i64,
    /// The longest, in seconds.
    pub max_delay: i64,
    /// What ends the waiting; the first that matches decides.
    pub acceptors: Vec<Acceptor>,
}

/// What an answer means to a waiter.
#[derive(Clone, Debug)]
pub struct Acceptor {
    /// What it means.
    pub state: State,
    /// Which answers are meant.
    pub matcher: Matcher,
}

/// What becomes of the waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has happened.
    Success,
    /// It will not happen.
    Failure,
    /// It has not happened yet.
    Retry,
}

/// Which answers an acceptor means.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// Any that reports success, or any that reports an error.
    Success(bool),
    /// Those with an HTTP status.
    Status(u16),
    /// Errors with a code, or with the name of a shape.
    Error(String),
    /// Those whose values are as expected.
    Values {
        /// True if there must be values and all of them must be as expected; false if one is enough.
        all: bool,
        /// What is looked at.
        view: Box<View>,
        /// The value.
        expected: String,
    },
}

/// What an acceptor looks at.
#[derive(Clone, Debug)]
pub struct View {
    /// How the model says it.
    pub expression: String,
    /// The values that it gives.
    pub values: Values,
}

/// What an expression gives.
#[derive(Clone, Debug)]
pub enum Values {
    /// What is found there.
    At(Path),
    /// Whether there are so many, true or false.
    Count(Count),
    /// Whether one of several answers so, true or false.
    Contains {
        /// The several.
        each: Path,
        /// What each is asked.
        count: Count,
        /// The answer.
        answer: bool,
    },
}

impl Values {
    /// True if something deprecated is looked at.
    pub fn is_deprecated(&self) -> bool {
        match self {
            Self::At(path) => path.is_deprecated(),
            Self::Count(count) => count.is_deprecated(),
            Self::Contains { each, count, .. } => each.is_deprecated() || count.is_deprecated(),
        }
    }
}

/// A number of elements, and what it is held against.
#[derive(Clone, Debug)]
pub struct Count {
    /// The way to each element.
    pub of: Path,
    /// The method that compares.
    pub comparison: &'static str,
    /// What the number is held against.
    pub bound: Bound,
}

impl Count {
    fn is_deprecated(&self) -> bool {
        let bound = match &self.bound {
            Bound::Number(_) => false,
            Bound::Path(path) => path.is_deprecated(),
        };
        bound || self.of.is_deprecated()
    }
}

/// What a number of elements is held against.
#[derive(Clone, Debug)]
pub enum Bound {
    /// A number.
    Number(i64),
    /// The integer that is found there.
    Path(Path),
}

/// Where an operation's output is defined.
#[derive(Debug)]
pub enum Response {
    /// Beside the operation.
    Own(Structure),
    /// Among the types, because others use it too.
    Shared(String),
}

/// A type that stands beside the operations.
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
    /// Its name in Rust.
    pub fn name(&self) -> &str {
        match self {
            Self::Structure(structure) | Self::Union(structure) => &structure.name.rust,
            Self::Enum(values) => &values.name.rust,
        }
    }

    /// Its name in the model.
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
    /// Its name.
    pub name: Name,
    /// What it is.
    pub docs: Docs,
    /// The reason why it should not be used.
    pub deprecated: Option<String>,
    /// Its members in wire order.
    pub fields: Vec<Field>,
    /// True if it is part of a request.
    pub sent: bool,
    /// True if it is part of an answer.
    pub received: bool,
    /// True if a member, or a member of a member, must not be shown.
    pub holds_secret: bool,
}

/// Text with known values; others are kept as they are.
#[derive(Debug)]
pub struct Enum {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub docs: Docs,
    /// Known values and their variants.
    pub values: Vec<Name>,
}

/// An error that the model describes.
#[derive(Debug)]
pub struct ErrorType {
    /// Its structure.
    pub structure: Structure,
    /// The code on the wire.
    pub code: String,
    /// The HTTP status.
    pub status: u16,
    /// Whether trying again may help.
    pub retry: Retry,
}

/// An error code that the service may return.
#[derive(Debug)]
pub struct CodePlan {
    /// The code and its variant.
    pub name: Name,
    /// The name in Rust of the error that the model describes for it.
    pub error: Option<String>,
    /// What the code means.
    pub docs: Docs,
}

/// Whether trying again may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The model does not say.
    Unsaid,
    /// It may.
    Retryable,
    /// It may, and the caller sends too much.
    Throttling,
}

/// A member of a structure.
#[derive(Debug)]
pub struct Field {
    /// Its name in the model and in Rust.
    pub name: Name,
    /// Its name on the wire; for a flattened list the name under which an empty one is sent.
    pub xml: String,
    /// Another name under which answers may have it.
    pub other_xml: Option<String>,
    /// What it is for.
    pub docs: Docs,
    /// The reason why it should not be used.
    pub deprecated: Option<String>,
    /// What it holds.
    pub value: Value,
    /// Whether it can be absent.
    pub presence: Presence,
    /// What is checked before sending.
    pub check: Check,
    /// True if a random token takes its place when it is not set.
    pub idempotency_token: bool,
    /// True if it is a label of the host.
    pub host_label: bool,
    /// True if it is a secret that the service accepts once.
    pub one_time: bool,
}

/// Whether a member can be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is always there: the type says so.
    Always,
    /// It may be absent.
    Optional,
    /// Its type allows that it is absent, but a request without it is refused.
    Demanded,
}

/// What a member holds, and how that looks on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text,
    /// Text that is never shown.
    Secret,
    /// `true` or `false`.
    Boolean,
    /// An integer of so many bits.
    Integer(u8),
    /// A 32-bit floating point number.
    Float,
    /// A 64-bit floating point number.
    Double,
    /// A point in time.
    Timestamp(crate::model::TimestampFormat),
    /// Bytes.
    Blob,
    /// Bytes that are never shown.
    SecretBlob,
    /// An enum among the types.
    Enum(String),
    /// A structure or union among the types.
    Structure {
        /// Its name in Rust.
        name: String,
        /// True where a value holds itself.
        boxed: bool,
    },
    /// A list.
    List {
        /// Its elements.
        item: Box<Value>,
        /// How elements are named.
        layout: Layout,
    },
    /// A map from text.
    Map {
        /// Its values.
        item: Box<Value>,
        /// The name of keys on the wire.
        key: String,
        /// The name of values on the wire.
        value: String,
        /// True if there is no element around the entries.
        flat: bool,
    },
}

/// How the elements of a list are named on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `List.<member>.N`
    Wrapped(String),
    /// `<name>.N`
    Flat(String),
}

/// What is checked before sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Nothing.
    Nothing,
    /// The value against a rule, by name.
    Rule(String),
    /// A list: its length and its elements.
    List(Option<String>, Box<Check>),
    /// A map: its size, its keys and its values.
    Map(Option<String>, Box<Check>, Box<Check>),
    /// The members of a structure.
    Structure,
}

/// Limits of a shape.
#[derive(Debug)]
pub struct Rule {
    /// The shape's name in the model.
    pub shape: String,
    /// Smallest and largest length.
    pub length: crate::model::Bounds,
    /// Smallest and largest number.
    pub range: crate::model::Bounds,
    /// What text must look like.
    pub pattern: Option<Pattern>,
    /// What a length counts: characters, bytes or elements.
    pub unit: Unit,
    /// True if values must not be shown.
    pub sensitive: bool,
}

/// What a length counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode code points.
    Characters,
    /// Bytes.
    Bytes,
    /// Elements of a list or entries of a map.
    Elements,
}
