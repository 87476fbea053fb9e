//! What a service model says, freed from the form that it was published in.
//!
//! Both readers ([`crate::read`]) give this type. Wire names and flattening are settled here, once a reference, so that
//! no later stage has to know the rules of either form.

use std::collections::BTreeMap;

use crate::json::Json;

/// One service: its facts, operations and shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Facts about the service as a whole.
    pub service: Service,
    /// The operations, sorted by name.
    pub operations: Vec<Operation>,
    /// The shapes by name, without operations, the service and the prelude of Smithy.
    pub shapes: BTreeMap<String, Shape>,
    /// Where the facts came from; absent in a file that AWS published.
    pub provenance: Option<Provenance>,
}

/// Where the facts of a model came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// Who published the file.
    pub publisher: String,
    /// The publisher's version of it.
    pub version: String,
    /// The sha256 of the file that was imported, in hex.
    pub sha256: String,
}

/// Facts about a service as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// AWS's short name for SDKs: `STS`, `SimpleDB`.
    pub sdk_id: String,
    /// The full name: `AWS Security Token Service`.
    pub title: Option<String>,
    /// The version of the API, sent with every request: `2011-06-15`.
    pub version: String,
    /// The first label of the service's host names.
    pub endpoint_prefix: String,
    /// The service's name in the scope of a signature.
    pub signing_name: String,
    /// How requests are signed.
    pub signature: Signature,
    /// The XML namespace of its answers.
    pub xml_namespace: Option<String>,
    /// The publisher's description, white space collapsed.
    pub documentation: Option<String>,
    /// Errors of any operation that pass by themselves; a fact of this project, not of AWS.
    pub transient_errors: Vec<TransientError>,
    /// Environment variables that set flags of the endpoint rules; a fact of this project, not of AWS.
    pub flag_variables: Vec<FlagVariable>,
    /// The endpoint rule set, as published.
    pub endpoint_rules: Option<Json>,
    /// The endpoint tests, as published.
    pub endpoint_tests: Option<Json>,
}

/// An error that passes by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransientError {
    /// The code on the wire.
    pub code: String,
    /// What the message begins with, where the code alone does not tell.
    pub message: Option<String>,
}

/// An environment variable that sets a flag of endpoint rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagVariable {
    /// The name of the variable.
    pub variable: String,
    /// The built-in name of the flag.
    pub built_in: String,
    /// The value that turns the flag on.
    pub on: String,
    /// The value that turns the flag off.
    pub off: String,
}

/// How a service wants its requests signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// Signature version 4.
    V4,
    /// Signature version 2, which this project does not make.
    V2,
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Its name, the value of `Action`.
    pub name: String,
    /// The input structure; `None` for no input.
    pub input: Option<String>,
    /// The output structure; `None` for no output.
    pub output: Option<String>,
    /// The error structures, sorted by name, each once.
    pub errors: Vec<String>,
    /// True for operations that are sent without a signature.
    pub no_auth: bool,
    /// Encodings for compressing the request: `["gzip"]` or empty.
    pub request_compression: Vec<String>,
    /// A prefix of the host name, with `{Member}` in the place of host labels.
    pub host_prefix: Option<String>,
    /// Set if AWS advises against using the operation.
    pub deprecated: Option<Deprecated>,
    /// The publisher's description, white space collapsed.
    pub documentation: Option<String>,
    /// The `smithy.api#paginated` trait, as published.
    pub paginated: Option<Json>,
    /// The `smithy.waiters#waitable` trait, as published.
    pub waitable: Option<Json>,
}

/// A type of the model with what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// What kind of type it is, with its parts.
    pub kind: Kind,
    /// The name that this project gives it in Rust, where two names would be the same; never on the wire.
    pub rename: Option<String>,
    /// Limits on its values.
    pub constraints: Constraints,
    /// True if values must not be shown.
    pub sensitive: bool,
    /// How a timestamp is written, if the shape says so.
    pub timestamp_format: Option<TimestampFormat>,
    /// Set on structures that are errors.
    pub error: Option<ErrorTraits>,
    /// Set if AWS advises against using the shape.
    pub deprecated: Option<Deprecated>,
    /// The publisher's description, white space collapsed.
    pub documentation: Option<String>,
}

/// The kinds of shapes.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// An 8-bit integer.
    Byte,
    /// A 16-bit integer.
    Short,
    /// A 32-bit integer; enums of integers are read as this.
    Integer,
    /// A 64-bit integer.
    Long,
    /// A 32-bit floating point number.
    Float,
    /// A 64-bit floating point number.
    Double,
    /// A point in time.
    Timestamp,
    /// Bytes.
    Blob,
    /// Text.
    String,
    /// Text with known values, in the model's order.
    Enum(Vec<String>),
    /// A list of its member.
    List(Member),
    /// A map from text to values.
    Map {
        /// The key.
        key: Member,
        /// The value.
        value: Member,
    },
    /// A structure with its members in the order of the model, which is the order on the wire.
    Structure(Vec<Member>),
    /// A union: exactly one of its members is set.
    Union(Vec<Member>),
}

/// A reference from a shape to the shape of one of its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The member's name; `member`, `key` and `value` in lists and maps.
    pub name: String,
    /// The name of the shape it refers to, or of a type of Smithy's prelude, written `smithy.api#String`.
    pub target: String,
    /// The name on the wire, where it is not `name`. For a flattened list or map this is the name that is repeated.
    pub wire_name: Option<String>,
    /// The name under which an empty list is sent, where it is not the name on the wire: SimpleDB repeats `Item.1` but
    /// says `Items=`.
    pub empty_list_name: Option<String>,
    /// Another name under which answers may have it: that of the shape, where only the shape has one. Which of the two
    /// ElastiCache answers with is not known.
    pub other_name: Option<String>,
    /// True for a list or map without an element of its own around it.
    pub flattened: bool,
    /// True if a request must set it.
    pub required: bool,
    /// How a timestamp is written, if the reference says so.
    pub timestamp_format: Option<TimestampFormat>,
    /// True if values must not be shown, whatever the shape says.
    pub sensitive: bool,
    /// True if a client fills it with a random token when the caller leaves it out.
    pub idempotency_token: bool,
    /// True if the service accepts a value once, so that a request with it is not repeated blindly; a fact of this
    /// project, not of AWS.
    pub one_time: bool,
    /// True if the member is a label of the host name.
    pub host_label: bool,
    /// True if an answer without this member cannot be used; a fact of this project, not of AWS.
    pub relied_on: bool,
    /// Set if AWS advises against using the member.
    pub deprecated: Option<Deprecated>,
    /// The publisher's description, white space collapsed.
    pub documentation: Option<String>,
}

/// Limits on values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// Smallest and largest length: code points of text, bytes of blobs, elements of lists and maps.
    pub length: Bounds,
    /// Smallest and largest number.
    pub range: Bounds,
    /// The pattern in the dialect of Java, with the anchors of the AST taken off; see [`Pattern`].
    pub pattern: Option<Pattern>,
}

/// A lower and an upper bound, both inclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The smallest value allowed. A length of at least 0 is no bound and read as `None`.
    pub min: Option<i64>,
    /// The largest value allowed.
    pub max: Option<i64>,
}

/// A pattern in Java's dialect of regular expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The expression; where `whole` is true, without the anchors `^` and `$` at its ends.
    pub text: String,
    /// True if the whole value has to match, false if a match anywhere in it is enough.
    pub whole: bool,
}

/// What makes a structure an error.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorTraits {
    /// The code on the wire.
    pub code: String,
    /// The HTTP status, where the model names one.
    pub status: Option<u16>,
    /// True if the sender is at fault, false if the receiver is.
    pub sender_fault: bool,
    /// Set if the same request may succeed later.
    pub retryable: Option<Retryable>,
}

/// The `smithy.api#retryable` trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retryable {
    /// True if the error means that the caller sends too much.
    pub throttling: bool,
}

/// AWS's advice against using something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deprecated {
    /// The reason.
    pub message: Option<String>,
    /// Since when.
    pub since: Option<String>,
}

/// How a timestamp is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimestampFormat {
    /// RFC 3339 in UTC, the default of the Query protocol.
    DateTime,
    /// Seconds since 1970, with a fraction if there is one.
    EpochSeconds,
    /// As in HTTP headers: `Tue, 29 Apr 2014 18:30:38 GMT`.
    HttpDate,
}
