//! A service model, independent of the form in which it was published.
//!
//! Both readers ([`crate::read`]) return this type. Each reference states its wire name and whether it is flattened, so no
//! later stage has to know the rules of either form.

mod range_bound;

use std::collections::BTreeMap;

use crate::json::JsonValue;

pub use range_bound::RangeBound;

/// A service: its facts, operations and shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Facts about the service as a whole.
    pub service: ServiceShape,
    /// The operations, sorted by name.
    pub operations: Vec<OperationShape>,
    /// The shapes by name, without operations, the service and the prelude of Smithy.
    pub shapes: BTreeMap<String, Shape>,
    /// Source of the facts. Files that AWS publishes do not state it.
    pub provenance: Option<Provenance>,
}

/// The source of the facts of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// Publisher of the file.
    pub publisher: String,
    /// The publisher's version of the file.
    pub version: String,
    /// SHA-256 of the imported file, in hexadecimal.
    pub sha256: String,
}

/// Facts about a service as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceShape {
    /// AWS's short name for SDKs: `STS`, `SimpleDB`.
    pub sdk_id: String,
    /// The protocol of requests and responses.
    pub protocol: Protocol,
    /// The full name: `AWS Security Token Service`.
    pub title: Option<String>,
    /// The version of the API, sent with every request: `2011-06-15`.
    pub version: String,
    /// The first label of the service's host names.
    pub endpoint_prefix: String,
    /// The name of the service in the scope of a signature.
    pub signing_name: String,
    /// The signature version of requests.
    pub signature: SignatureVersion,
    /// The XML namespace of responses.
    pub xml_namespace: Option<String>,
    /// The publisher's description, with white space collapsed.
    pub documentation: Option<String>,
    /// Errors of any operation that go away on their own. Added by this project; AWS's models do not list them.
    pub transient_errors: Vec<TransientErrorTrait>,
    /// Environment variables that set flags of the endpoint rules. Added by this project; AWS's models do not list them.
    pub flag_variables: Vec<FlagVariableTrait>,
    /// Error codes of any operation, instead of those that most services have. Added by this project; AWS's models do not
    /// list them.
    pub error_codes: Vec<ErrorCodeTrait>,
    /// The form of dry runs, if the service has them. Added by this project; AWS's models do not state it.
    pub dry_run: Option<DryRunTrait>,
    /// The limits of calls, where the service needs others than most. Added by this project; AWS's models do not state any.
    pub limits: LimitsTrait,
    /// The endpoint rule set, as published.
    pub endpoint_rules: Option<JsonValue>,
    /// The endpoint tests, as published.
    pub endpoint_tests: Option<JsonValue>,
}

/// A protocol that the generator supports. Readers turn its rules into facts about members, so that only the runtime has
/// to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// AWS Query.
    AwsQuery,
    /// EC2 Query.
    Ec2Query,
}

/// An error that goes away on its own, so that a retry can help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransientErrorTrait {
    /// The code on the wire.
    pub code: String,
    /// The beginning of the message, if the code alone does not identify the error.
    pub message: Option<String>,
}

/// An error code that any operation may return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorCodeTrait {
    /// The code on the wire.
    pub code: String,
    /// The meaning of the code, in one or two sentences.
    pub meaning: String,
}

/// The form of dry runs: requests that the service checks without performing them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DryRunTrait {
    /// The boolean member of requests that asks for a dry run.
    pub member: String,
    /// The code of the error with which the service says that it would have performed the request.
    pub code: String,
}

/// An environment variable that sets a flag of endpoint rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagVariableTrait {
    /// The name of the variable.
    pub variable: String,
    /// The name of the client setting that the flag is, such as `AWS::UseFIPS`.
    pub built_in: String,
    /// The value that turns the flag on.
    pub on: String,
    /// The value that turns the flag off.
    pub off: String,
}

/// The default limits of a service's calls. Without a value, the limit is that of the runtime.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LimitsTrait {
    /// The time limit of an attempt, in seconds.
    pub attempt_timeout: Option<u32>,
    /// The time limit of an operation, in seconds.
    pub deadline: Option<u32>,
    /// The maximum size of a response, in bytes.
    pub max_response_bytes: Option<u32>,
}

/// The signature version of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureVersion {
    /// Signature version 4.
    V4,
    /// Signature version 2, which this project does not support.
    V2,
}

/// An operation.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationShape {
    /// Name of the operation, which is the value of `Action` on the wire.
    pub name: String,
    /// Name of the input structure. `None` if the operation has no input.
    pub input: Option<String>,
    /// Name of the output structure. `None` if the operation has no output.
    pub output: Option<String>,
    /// Names of the error structures, sorted and without duplicates.
    pub errors: Vec<String>,
    /// True for operations that are sent without a signature.
    pub no_auth: bool,
    /// Encodings for compressed requests: `["gzip"]` or empty.
    pub request_compression: Vec<String>,
    /// Prefix of the host name, in which `{Member}` stands for the value of a member.
    pub host_prefix: Option<String>,
    /// Set if the operation is deprecated.
    pub deprecated: Option<Deprecated>,
    /// The publisher's description, with white space collapsed.
    pub documentation: Option<String>,
    /// The `smithy.api#paginated` trait, as published.
    pub paginated: Option<JsonValue>,
    /// The `smithy.waiters#waitable` trait, as published.
    pub waitable: Option<JsonValue>,
}

/// A type of the model, with its traits.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The kind of type, with its members.
    pub kind: ShapeKind,
    /// Name in Rust, if a correction sets it because two names collide. It is never sent on the wire.
    pub rename: Option<String>,
    /// Limits of values.
    pub constraints: Constraints,
    /// True if values must not be shown.
    pub sensitive: bool,
    /// Format of a timestamp, if the shape states it.
    pub timestamp_format: Option<TimestampFormatTrait>,
    /// Set for structures that are errors.
    pub error: Option<ErrorTraits>,
    /// Set if the shape is deprecated.
    pub deprecated: Option<Deprecated>,
    /// The publisher's description, with white space collapsed.
    pub documentation: Option<String>,
}

/// The kind of a shape.
#[derive(Clone, Debug, PartialEq)]
pub enum ShapeKind {
    /// `true` or `false`.
    Boolean,
    /// An 8-bit integer.
    Byte,
    /// A 16-bit integer.
    Short,
    /// A 32-bit integer, or an enum of integers.
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
    /// Text with known values, in the order of the model.
    Enum(Vec<String>),
    /// A list. The member is its element.
    List(Box<MemberShape>),
    /// A map from text to values.
    Map {
        /// The key.
        key: Box<MemberShape>,
        /// The value.
        value: Box<MemberShape>,
    },
    /// A structure with its members in the order of the model, which is the order on the wire.
    Structure(Vec<MemberShape>),
    /// A union: exactly one of its members is set.
    Union(Vec<MemberShape>),
}

/// A member of a structure or union, the element of a list, or the key or value of a map. It refers to another shape.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberShape {
    /// Name of the member. Lists use `member`, maps use `key` and `value`.
    pub name: String,
    /// Name of the target shape, or of a type of Smithy's prelude in the form `smithy.api#String`.
    pub target: String,
    /// Name on the wire, if it differs from `name`. For a flattened list or map it is the name that is repeated.
    pub wire_name: Option<String>,
    /// Name in requests, if it differs from the name on the wire in responses.
    pub key: Option<String>,
    /// True if the member is a list whose elements have no name in requests: `List.1` instead of `List.member.1`. An empty
    /// list is then not sent. Flattening has no effect on requests.
    pub numbered: bool,
    /// Name under which an empty list is sent, if it differs from the name on the wire: SimpleDB repeats `Item.1`, but
    /// sends an empty list as `Items=`.
    pub empty_list_name: Option<String>,
    /// Alternative name in responses, of a member or of the elements of a list: that of the target shape, if the reference
    /// has no name of its own. It is not known which of the two names ElastiCache sends.
    pub other_name: Option<String>,
    /// True for a flattened list or map: no element encloses its elements or entries.
    pub flattened: bool,
    /// True if a request must set the member.
    pub required: bool,
    /// Format of a timestamp, if the reference states it.
    pub timestamp_format: Option<TimestampFormatTrait>,
    /// True if values must not be shown, even if the target shape is not sensitive.
    pub sensitive: bool,
    /// True if the client sends a random token when the caller does not set the member.
    pub idempotency_token: bool,
    /// True if the service accepts a value once, so that a request with it is not repeated blindly. Added by this
    /// project; AWS's models do not state it.
    pub one_time: bool,
    /// True if the member is a label of the host name.
    pub host_label: bool,
    /// True if a response without this member cannot be used. Added by this project; AWS's models do not state it.
    pub relied_on: bool,
    /// Set if the member is deprecated.
    pub deprecated: Option<Deprecated>,
    /// The publisher's description, with white space collapsed.
    pub documentation: Option<String>,
}

/// The limits of values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// Smallest and largest length: code points of text, bytes of blobs, elements of lists and maps.
    pub length: Bounds,
    /// Smallest and largest number.
    pub range: Bounds<RangeBound>,
    /// Pattern that the text must match.
    pub pattern: Option<PatternTrait>,
}

/// A lower and an upper bound, both inclusive: of a length, or with [`RangeBound`] of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds<T = i64> {
    /// Smallest allowed value. A minimum length of 0 has no effect and is read as `None`.
    pub min: Option<T>,
    /// Largest allowed value.
    pub max: Option<T>,
}

impl<T> Bounds<T> {
    /// Returns `true` if there is a lower or an upper bound.
    pub fn are_set(&self) -> bool {
        self.min.is_some() || self.max.is_some()
    }
}

impl<T> Default for Bounds<T> {
    fn default() -> Self {
        Self { min: None, max: None }
    }
}

/// A pattern in Java's dialect of regular expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternTrait {
    /// The expression. If `whole` is true, it has no anchors at its ends.
    pub text: String,
    /// True if the whole value has to match, false if a match anywhere in it is enough.
    pub whole: bool,
}

/// The traits of a structure that is an error.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorTraits {
    /// The code on the wire.
    pub code: String,
    /// The HTTP status, if the model states it.
    pub status: Option<u16>,
    /// True if the sender is at fault, false if the receiver is.
    pub sender_fault: bool,
    /// Set if the same request may succeed later.
    pub retryable: Option<Retryable>,
}

/// The `smithy.api#retryable` trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retryable {
    /// True if the error means that the caller sends too many requests.
    pub throttling: bool,
}

/// A deprecation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deprecated {
    /// Reason for the deprecation.
    pub message: Option<String>,
    /// Date or version of the deprecation.
    pub since: Option<String>,
}

/// The format of a timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimestampFormatTrait {
    /// RFC 3339 in UTC, the default of the Query protocol.
    DateTime,
    /// Seconds since 1970, with a fraction if there is one.
    EpochSeconds,
    /// The format of HTTP headers: `Tue, 29 Apr 2014 18:30:38 GMT`.
    HttpDate,
}
