//! Reads the service, its resources and its operations.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::json::JsonValue;
use crate::model::{LimitsTrait, OperationShape, Protocol, ServiceShape, SignatureVersion};

use super::super::common;
use super::super::fields::{FieldReader, error};
use super::super::known::KeyPlace;
use super::super::report::ReadReport;
use super::shape::deprecated;
use super::{SmithyIndex, UNIT, local, target_id, targets};

/// The trait of paginated operations. At the service, it has the keys that all of them share.
const PAGINATED: &str = "smithy.api#paginated";

/// Reads the service and the operations that belong to it.
pub(super) fn read(
    index: &SmithyIndex<'_>,
    report: &mut ReadReport,
) -> Result<(ServiceShape, Vec<OperationShape>), Error> {
    let (id, json) = index.service;
    let mut fields = FieldReader::of(id, json)?;
    fields.take("type");
    let version = fields.need_text("version")?.to_owned();
    let mut operation_ids = targets(id, fields.list("operations")?)?;
    operation_ids.extend(resource_operations(index, targets(id, fields.list("resources")?)?, report)?);
    let common_errors = error_names(index, id, fields.list("errors")?)?;
    if !fields.entries("rename")?.is_empty() {
        return Err(error(id, "the service renames shapes, which is not supported"));
    }
    let common_pages = json.get("traits").and_then(|traits| traits.get(PAGINATED));
    let service = read_facts(fields.object_or_empty("traits")?, version, report)?;
    fields.finish(KeyPlace::AstShape, report)?;

    let mut listed = BTreeSet::new();
    let mut operations = Vec::new();
    for operation_id in operation_ids {
        if !listed.insert(operation_id) {
            return Err(error(operation_id, "the operation is listed twice"));
        }
        let Some(json) = index.operations.get(operation_id) else {
            return Err(error(id, format!("refers to {operation_id}, which is not an operation of the model")));
        };
        let mut operation = read_operation(index, operation_id, json, report)?;
        operation.errors.extend(common_errors.iter().cloned());
        if let Some(JsonValue::Object(own)) = &mut operation.paginated {
            let common = common_pages.map(JsonValue::entries).unwrap_or_default();
            let missing = common.iter().filter(|(key, _)| own.iter().all(|(known, _)| known != key));
            own.extend(missing.cloned().collect::<Vec<_>>());
        }
        operations.push(operation);
    }
    for unlisted in index.operations.keys().filter(|id| !listed.contains(*id)) {
        report.warn(unlisted, "the service does not list the operation, so it is left out");
    }
    Ok((service, operations))
}

/// Returns the operations of resources, and of the resources inside them.
fn resource_operations<'a>(
    index: &SmithyIndex<'a>,
    mut waiting: Vec<&'a str>,
    report: &mut ReadReport,
) -> Result<Vec<&'a str>, Error> {
    const LIFECYCLE: [&str; 6] = ["create", "put", "read", "update", "delete", "list"];
    let mut operations = Vec::new();
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            return Err(error(id, "the resource is listed twice"));
        }
        let Some(json) = index.resources.get(id) else {
            return Err(error(id, "is listed as a resource, but the model does not define it"));
        };
        let mut fields = FieldReader::of(id, json)?;
        for key in LIFECYCLE {
            if let Some(reference) = fields.take(key) {
                operations.push(target_id(id, reference)?);
            }
        }
        for key in ["operations", "collectionOperations"] {
            operations.extend(targets(id, fields.list(key)?)?);
        }
        waiting.extend(targets(id, fields.list("resources")?)?);
        // Identifiers and properties have no effect on the wire.
        for key in ["type", "identifiers", "properties"] {
            fields.take(key);
        }
        fields.object_or_empty("traits")?.finish(KeyPlace::ResourceTrait, report)?;
        fields.finish(KeyPlace::AstShape, report)?;
    }
    Ok(operations)
}

fn read_facts(mut traits: FieldReader<'_>, version: String, report: &mut ReadReport) -> Result<ServiceShape, Error> {
    let at = traits.at().to_owned();
    let protocol = protocol(&mut traits)?;
    let Some(mut names) = traits.object("aws.api#service")? else {
        return Err(error(at, "the trait \"aws.api#service\" is missing"));
    };
    let sdk_id = names.need_text("sdkId")?.to_owned();
    let endpoint_prefix = match names.text("endpointPrefix")? {
        Some(prefix) => prefix.to_owned(),
        None => names.need_text("arnNamespace")?.to_owned(),
    };
    names.finish(KeyPlace::TraitValue, report)?;
    let Some(mut sigv4) = traits.object("aws.auth#sigv4")? else {
        return Err(error(at, "the trait \"aws.auth#sigv4\" is missing, so requests cannot be signed"));
    };
    let signing_name = sigv4.need_text("name")?.to_owned();
    sigv4.finish(KeyPlace::TraitValue, report)?;
    let schemes = traits.texts("smithy.api#auth")?;
    if schemes.is_some_and(|schemes| !schemes.contains(&"aws.auth#sigv4")) {
        return Err(error(at, "the trait \"smithy.api#auth\" does not contain aws.auth#sigv4"));
    }
    let service = ServiceShape {
        sdk_id,
        protocol,
        title: traits.string("smithy.api#title")?,
        version,
        endpoint_prefix,
        signing_name,
        signature: signature(&at, traits.text("awsquery#signatureVersion")?)?,
        xml_namespace: xml_namespace(&mut traits, report)?,
        documentation: common::documentation(traits.text("smithy.api#documentation")?),
        limits: LimitsTrait::default(),
        error_codes: Vec::new(),
        dry_run: None,
        transient_errors: Vec::new(),
        flag_variables: Vec::new(),
        endpoint_rules: traits.take("smithy.rules#endpointRuleSet").cloned(),
        endpoint_tests: traits.take("smithy.rules#endpointTests").cloned(),
    };
    // The operations have been given the shared keys already.
    traits.take(PAGINATED);
    traits.finish(KeyPlace::ServiceTrait, report)?;
    Ok(service)
}

/// Reads the protocol. Of several, AWS Query is preferred.
fn protocol(traits: &mut FieldReader<'_>) -> Result<Protocol, Error> {
    const SUPPORTED: [(&str, Protocol); 2] =
        [("aws.protocols#awsQuery", Protocol::AwsQuery), ("aws.protocols#ec2Query", Protocol::Ec2Query)];
    let found: Vec<&str> = traits.names().filter(|name| name.contains("protocols#")).collect();
    let protocol = common::protocol(traits.at(), &SUPPORTED, &found)?;
    for (name, _) in SUPPORTED {
        traits.object(name)?;
    }
    Ok(protocol)
}

fn signature(at: &str, version: Option<&str>) -> Result<SignatureVersion, Error> {
    match version {
        None | Some("v4") => Ok(SignatureVersion::V4),
        Some("v2") => Ok(SignatureVersion::V2),
        Some(other) => {
            Err(error(at, format!("\"awsquery#signatureVersion\" must be \"v4\" or \"v2\"; found \"{other}\"")))
        }
    }
}

fn xml_namespace(traits: &mut FieldReader<'_>, report: &mut ReadReport) -> Result<Option<String>, Error> {
    let Some(mut namespace) = traits.object("smithy.api#xmlNamespace")? else {
        return Ok(None);
    };
    let uri = namespace.need_text("uri")?.to_owned();
    namespace.finish(KeyPlace::TraitValue, report)?;
    Ok(Some(uri))
}

fn read_operation(
    index: &SmithyIndex<'_>,
    id: &str,
    json: &JsonValue,
    report: &mut ReadReport,
) -> Result<OperationShape, Error> {
    let mut fields = FieldReader::of(id, json)?;
    fields.take("type");
    let input = structure(index, id, fields.take("input"))?;
    let output = structure(index, id, fields.take("output"))?;
    let errors = error_names(index, id, fields.list("errors")?)?;
    let mut traits = fields.object_or_empty("traits")?;
    fields.finish(KeyPlace::AstShape, report)?;

    let schemes = traits.texts("smithy.api#auth")?;
    let optional_auth = traits.annotation("smithy.api#optionalAuth")?;
    let operation = OperationShape {
        name: local(id).to_owned(),
        input,
        output,
        errors,
        no_auth: optional_auth
            || schemes.is_some_and(|schemes| schemes.is_empty() || schemes.contains(&"smithy.api#noAuth")),
        request_compression: part(&mut traits, "smithy.api#requestCompression", report, |value| {
            Ok(value.texts("encodings")?.unwrap_or_default().into_iter().map(str::to_owned).collect())
        })?
        .unwrap_or_default(),
        host_prefix: part(&mut traits, "smithy.api#endpoint", report, |value| {
            Ok(value.need_text("hostPrefix")?.to_owned())
        })?,
        deprecated: deprecated(&mut traits, report)?,
        documentation: common::documentation(traits.text("smithy.api#documentation")?),
        paginated: traits.take(PAGINATED).cloned(),
        waitable: traits.take("smithy.waiters#waitable").cloned(),
    };
    traits.finish(KeyPlace::OperationTrait, report)?;
    Ok(operation)
}

/// Reads a part of the value of a trait, and checks that its other keys are known.
fn part<'a, T>(
    traits: &mut FieldReader<'a>,
    name: &str,
    report: &mut ReadReport,
    read: impl Fn(&mut FieldReader<'a>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    let Some(mut value) = traits.object(name)? else {
        return Ok(None);
    };
    let part = read(&mut value)?;
    value.finish(KeyPlace::TraitValue, report)?;
    Ok(Some(part))
}

/// Reads the reference to an input or output. The unit type means that there is none.
fn structure(index: &SmithyIndex<'_>, at: &str, reference: Option<&JsonValue>) -> Result<Option<String>, Error> {
    let Some(reference) = reference else {
        return Ok(None);
    };
    match target_id(at, reference)? {
        UNIT => Ok(None),
        id => index.local_type(at, id).map(Some),
    }
}

fn error_names(index: &SmithyIndex<'_>, at: &str, references: &[JsonValue]) -> Result<Vec<String>, Error> {
    targets(at, references)?.into_iter().map(|id| index.local_type(at, id)).collect()
}
