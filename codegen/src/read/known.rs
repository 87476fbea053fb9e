//! Lists the keys and traits that are ignored or refused, each with the reason.
//!
//! Keys that are read need no entry. A key that is neither read nor listed here is unknown.

/// The place of a key or trait in a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// Keys of the root of an AST.
    Ast,
    /// Keys of the metadata of an AST.
    AstMetadata,
    /// Keys of a shape or member of an AST.
    AstShape,
    /// Traits of the service.
    ServiceTrait,
    /// Traits of a resource.
    ResourceTrait,
    /// Traits of an operation.
    OperationTrait,
    /// Traits of any other shape.
    ShapeTrait,
    /// Traits of a member.
    MemberTrait,
    /// Traits of a value of an enum.
    EnumValueTrait,
    /// Keys of the value of a trait.
    TraitValue,
    /// Keys of the root of an API-2 model.
    Api2,
    /// Keys of the metadata of an API-2 model.
    Api2Metadata,
    /// Keys of an operation of an API-2 model.
    Api2Operation,
    /// Keys of an operation's reference to its input, its output or an error.
    Api2Reference,
    /// Keys of a shape of an API-2 model.
    Api2Shape,
    /// Keys of the reference from a structure, list or map to a member.
    Api2Member,
}

impl KeyPlace {
    /// Returns the word for what is at the place: `trait` or `key`.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::ServiceTrait
            | Self::ResourceTrait
            | Self::OperationTrait
            | Self::ShapeTrait
            | Self::MemberTrait
            | Self::EnumValueTrait => "trait",
            _ => "key",
        }
    }
}

type Reasons = &'static [(&'static str, &'static str)];

/// Returns the names that are ignored at a place, each with the reason. `x#*` stands for all traits of a namespace.
pub fn ignored(place: KeyPlace) -> Reasons {
    match place {
        KeyPlace::AstMetadata => &[("suppressions", "for validators"), ("validators", "for validators")],
        KeyPlace::AstShape | KeyPlace::Ast => &[],
        KeyPlace::ServiceTrait => SERVICE_TRAITS,
        KeyPlace::ResourceTrait => RESOURCE_TRAITS,
        KeyPlace::OperationTrait => OPERATION_TRAITS,
        KeyPlace::ShapeTrait => SHAPE_TRAITS,
        KeyPlace::MemberTrait => MEMBER_TRAITS,
        KeyPlace::EnumValueTrait => ENUM_VALUE_TRAITS,
        KeyPlace::TraitValue => TRAIT_VALUES,
        KeyPlace::Api2 => &[("version", "the version of the form, not of the service"), ("examples", EXAMPLES)],
        KeyPlace::Api2Metadata => API2_METADATA,
        KeyPlace::Api2Operation => API2_OPERATIONS,
        KeyPlace::Api2Reference => API2_REFERENCES,
        KeyPlace::Api2Shape => API2_SHAPES,
        KeyPlace::Api2Member => API2_MEMBERS,
    }
}

/// Returns `true` if a name is ignored at a place.
pub(super) fn is_ignored(place: KeyPlace, name: &str) -> bool {
    ignored(place).iter().any(|(known, _)| match known.strip_suffix('*') {
        Some(namespace) => name.starts_with(namespace),
        None => *known == name,
    })
}

/// Returns the reason why a name is refused at every place, if it is.
pub(super) fn refused(name: &str) -> Option<&'static str> {
    REFUSED.iter().find(|(known, _)| *known == name).map(|(_, why)| *why)
}

const EXAMPLES: &str = "examples are documentation";
const DEFAULT: &str = "defaults are never sent, and every output member may be missing";
const ONE_WAY: &str = "clients treat all operations alike";
const NAMESPACE: &str = "below the root of a response only local names count";
const VALIDATORS: &str = "for validators";
const OTHER_PROTOCOL: &str = "another protocol of the same service";
const PERMISSIONS: &str = "for the documentation of permissions";
const PROSE: &str = "prose";
const SHAPE_NAME: &str = "the wire name belongs to the reference; the AST has none here";
// Some models have a query in `requestUri` that names the operation again. AWS's own clients do not send it either.
const QUERY_POSTS: &str = "the Query protocols always send a POST request to the root of the endpoint";

const SERVICE_TRAITS: Reasons = &[
    ("aws.api#controlPlane", PROSE),
    ("aws.api#dataPlane", PROSE),
    ("aws.api#tagEnabled", "for CloudFormation"),
    ("aws.auth#sigv4a", "requests are signed with version 4"),
    ("aws.cloudformation#*", "for CloudFormation"),
    ("aws.iam#*", PERMISSIONS),
    ("aws.protocols#awsJson1_0", OTHER_PROTOCOL),
    ("aws.protocols#awsJson1_1", OTHER_PROTOCOL),
    ("aws.protocols#awsQueryCompatible", OTHER_PROTOCOL),
    ("aws.protocols#restJson1", OTHER_PROTOCOL),
    ("aws.protocols#restXml", OTHER_PROTOCOL),
    ("smithy.api#cors", "for browsers"),
    ("smithy.api#externalDocumentation", PROSE),
    ("smithy.api#suppress", VALIDATORS),
    ("smithy.protocols#rpcv2Cbor", OTHER_PROTOCOL),
    ("smithy.rules#endpointBdd", "the endpoint rule set in another form"),
];

const RESOURCE_TRAITS: Reasons = &[
    ("aws.api#*", PROSE),
    ("aws.cloudformation#*", "for CloudFormation"),
    ("aws.iam#*", PERMISSIONS),
    ("smithy.api#documentation", "resources are not generated"),
    ("smithy.api#externalDocumentation", PROSE),
    ("smithy.api#noReplace", "resources are not generated"),
    ("smithy.api#suppress", VALIDATORS),
];

const OPERATION_TRAITS: Reasons = &[
    ("aws.api#controlPlane", PROSE),
    ("aws.api#dataPlane", PROSE),
    ("aws.iam#*", PERMISSIONS),
    ("smithy.api#examples", EXAMPLES),
    ("smithy.api#externalDocumentation", PROSE),
    ("smithy.api#http", QUERY_POSTS),
    ("smithy.api#idempotent", ONE_WAY),
    ("smithy.api#readonly", ONE_WAY),
    ("smithy.api#suppress", VALIDATORS),
    ("smithy.api#tags", PROSE),
    ("smithy.test#*", "for protocol tests"),
];

const SHAPE_TRAITS: Reasons = &[
    ("aws.api#data", PROSE),
    ("aws.cloudformation#*", "for CloudFormation"),
    ("aws.iam#*", PERMISSIONS),
    ("smithy.api#addedDefault", DEFAULT),
    ("smithy.api#box", DEFAULT),
    ("smithy.api#default", DEFAULT),
    ("smithy.api#externalDocumentation", PROSE),
    ("smithy.api#input", "the operation states it"),
    ("smithy.api#output", "the operation states it"),
    ("smithy.api#references", "resources are not generated"),
    ("smithy.api#sparse", "no Query protocol can express a missing element"),
    ("smithy.api#suppress", VALIDATORS),
    ("smithy.api#tags", PROSE),
    ("smithy.api#uniqueItems", "duplicate elements are sent as they are"),
    ("smithy.api#xmlName", SHAPE_NAME),
    ("smithy.api#xmlNamespace", NAMESPACE),
];

const MEMBER_TRAITS: Reasons = &[
    ("aws.api#data", PROSE),
    ("aws.cloudformation#*", "for CloudFormation"),
    ("aws.iam#*", PERMISSIONS),
    ("smithy.api#addedDefault", DEFAULT),
    ("smithy.api#box", DEFAULT),
    ("smithy.api#clientOptional", DEFAULT),
    ("smithy.api#default", DEFAULT),
    ("smithy.api#externalDocumentation", PROSE),
    ("smithy.api#jsonName", OTHER_PROTOCOL),
    ("smithy.api#notProperty", "resources are not generated"),
    ("smithy.api#property", "resources are not generated"),
    ("smithy.api#recommended", PROSE),
    ("smithy.api#references", "resources are not generated"),
    ("smithy.api#resourceIdentifier", "resources are not generated"),
    ("smithy.api#suppress", VALIDATORS),
    ("smithy.api#tags", PROSE),
    ("smithy.api#xmlNamespace", NAMESPACE),
];

const ENUM_VALUE_TRAITS: Reasons = &[
    ("smithy.api#deprecated", "API-2 has none, and both forms give the same code"),
    ("smithy.api#documentation", "API-2 has none, and both forms give the same code"),
    ("smithy.api#tags", PROSE),
];

const TRAIT_VALUES: Reasons = &[
    ("arnNamespace", "for ARNs; read only if the endpoint prefix is missing"),
    ("cloudFormationName", "for CloudFormation"),
    ("cloudTrailEventSource", "for CloudTrail"),
    ("docId", PROSE),
    ("prefix", NAMESPACE),
];

const API2_METADATA: Reasons = &[
    ("awsQueryCompatible", OTHER_PROTOCOL),
    ("globalEndpoint", "the endpoint rule set states it"),
    ("jsonVersion", OTHER_PROTOCOL),
    ("serviceAbbreviation", "the full name is used"),
    ("targetPrefix", OTHER_PROTOCOL),
    ("uid", "consists of the endpoint prefix and the version"),
];

const API2_OPERATIONS: Reasons =
    &[("documentationUrl", PROSE), ("http", QUERY_POSTS), ("idempotent", ONE_WAY), ("readonly", ONE_WAY)];

const API2_REFERENCES: Reasons = &[
    ("documentation", "the shape has its own"),
    ("error", "a copy of the key of the shape"),
    ("exception", "a copy of the key of the shape"),
    ("fault", "a copy of the key of the shape"),
    ("locationName", "does not change the wrapper of a response"),
    ("resultWrapper", "always the name of the operation with the suffix Result"),
    ("wrapper", "has no effect"),
    ("xmlNamespace", NAMESPACE),
];

const API2_SHAPES: Reasons = &[
    ("box", DEFAULT),
    ("documentationUrl", PROSE),
    ("locationName", "read with the members that refer to the shape"),
    ("synthetic", "has no effect"),
    ("wrapper", "has no effect"),
    ("xmlNamespace", NAMESPACE),
    ("xmlOrder", "members are sent in the order of the model"),
];

const API2_MEMBERS: Reasons =
    &[("box", DEFAULT), ("documentationUrl", PROSE), ("wrapper", "has no effect"), ("xmlNamespace", NAMESPACE)];

const STREAM: &str = "the Query protocols have no streams";
const BINDING: &str = "the Query protocols have no bindings to headers, paths or bodies";
const DOCUMENT: &str = "the Query protocols have no document types";
const MIXIN: &str = "flatten the model first";

const REFUSED: Reasons = &[
    ("document", DOCUMENT),
    ("event", STREAM),
    ("eventheader", STREAM),
    ("eventpayload", STREAM),
    ("eventstream", STREAM),
    ("jsonvalue", BINDING),
    ("location", BINDING),
    ("mixins", MIXIN),
    ("payload", BINDING),
    ("requiresLength", STREAM),
    ("smithy.api#eventHeader", STREAM),
    ("smithy.api#eventPayload", STREAM),
    ("smithy.api#httpHeader", BINDING),
    ("smithy.api#httpLabel", BINDING),
    ("smithy.api#httpPayload", BINDING),
    ("smithy.api#httpPrefixHeaders", BINDING),
    ("smithy.api#httpQuery", BINDING),
    ("smithy.api#httpQueryParams", BINDING),
    ("smithy.api#httpResponseCode", BINDING),
    ("smithy.api#mixin", MIXIN),
    ("smithy.api#requiresLength", STREAM),
    ("smithy.api#streaming", STREAM),
    ("smithy.api#xmlAttribute", "the Query protocols have no attributes"),
    ("streaming", STREAM),
    ("xmlAttribute", "the Query protocols have no attributes"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asterisk_stands_for_all_traits_of_a_namespace() {
        assert!(is_ignored(KeyPlace::OperationTrait, "aws.iam#actionName"));
        assert!(!is_ignored(KeyPlace::OperationTrait, "aws.iamx#actionName"));
        assert!(!is_ignored(KeyPlace::MemberTrait, "smithy.api#readonly"));
    }

    #[test]
    fn every_entry_has_a_reason() {
        for place in [KeyPlace::ServiceTrait, KeyPlace::MemberTrait, KeyPlace::Api2Shape, KeyPlace::Api2Reference] {
            assert!(ignored(place).iter().all(|(_, why)| !why.is_empty()));
        }
        assert!(refused("streaming").is_some());
        assert_eq!(refused("shape"), None);
    }
}
