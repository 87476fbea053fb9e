//! Reads the facts of the service, and its operations.

use crate::error::Error;
use crate::json::JsonValue;
use crate::model::{LimitsTrait, OperationShape, Protocol, ServiceShape, SignatureVersion};

use super::super::common;
use super::super::fields::{FieldReader, error};
use super::super::known::KeyPlace;
use super::super::report::ReadReport;
use super::Api2Index;
use super::shape::deprecated;

const NO_AUTH: &str = "smithy.api#noAuth";

/// Reads the metadata of a model.
pub(super) fn read(
    metadata: FieldReader<'_>,
    documentation: Option<&str>,
    report: &mut ReadReport,
) -> Result<ServiceShape, Error> {
    let mut metadata = metadata.moved_to("metadata");
    let protocol = protocol(&mut metadata)?;
    let endpoint_prefix = metadata.need_text("endpointPrefix")?.to_owned();
    let schemes = metadata.texts("auth")?;
    if schemes.is_some_and(|schemes| !schemes.contains(&"aws.auth#sigv4")) {
        return Err(error(metadata.at(), "\"auth\" does not contain aws.auth#sigv4"));
    }
    let service = ServiceShape {
        sdk_id: metadata.need_text("serviceId")?.to_owned(),
        protocol,
        title: metadata.string("serviceFullName")?,
        version: metadata.need_text("apiVersion")?.to_owned(),
        signing_name: metadata.string("signingName")?.unwrap_or_else(|| endpoint_prefix.clone()),
        endpoint_prefix,
        signature: match metadata.need_text("signatureVersion")? {
            "v4" => SignatureVersion::V4,
            "v2" => SignatureVersion::V2,
            other => {
                let message = format!("\"signatureVersion\" must be \"v4\" or \"v2\"; found \"{other}\"");
                return Err(error(metadata.at(), message));
            }
        },
        xml_namespace: xml_namespace(&mut metadata, report)?,
        documentation: common::documentation(documentation),
        limits: LimitsTrait::default(),
        error_codes: Vec::new(),
        dry_run: None,
        transient_errors: Vec::new(),
        flag_variables: Vec::new(),
        endpoint_rules: None,
        endpoint_tests: None,
    };
    metadata.finish(KeyPlace::Api2Metadata, report)?;
    Ok(service)
}

/// Reads the protocol. Of several, AWS Query is preferred.
fn protocol(metadata: &mut FieldReader<'_>) -> Result<Protocol, Error> {
    const SUPPORTED: [(&str, Protocol); 2] = [("query", Protocol::AwsQuery), ("ec2", Protocol::Ec2Query)];
    let mut found: Vec<&str> = metadata.text("protocol")?.into_iter().collect();
    for other in metadata.texts("protocols")?.unwrap_or_default() {
        if !found.contains(&other) {
            found.push(other);
        }
    }
    common::protocol(metadata.at(), &SUPPORTED, &found)
}

/// Reads the namespace, which is a string or an object with a prefix.
fn xml_namespace(metadata: &mut FieldReader<'_>, report: &mut ReadReport) -> Result<Option<String>, Error> {
    match metadata.take("xmlNamespace") {
        None => Ok(None),
        Some(JsonValue::String(uri)) => Ok(Some(uri.clone())),
        Some(json) => {
            let mut namespace = FieldReader::of("metadata.xmlNamespace", json)?;
            let uri = namespace.need_text("uri")?.to_owned();
            namespace.finish(KeyPlace::TraitValue, report)?;
            Ok(Some(uri))
        }
    }
}

/// Reads one operation.
pub(super) fn read_operation(
    index: &Api2Index<'_>,
    name: &str,
    json: &JsonValue,
    report: &mut ReadReport,
) -> Result<OperationShape, Error> {
    let mut fields = FieldReader::of(format!("operations.{name}"), json)?;
    let own_name = fields.text("name")?.unwrap_or(name);
    if own_name != name {
        return Err(error(fields.at(), format!("\"name\" must be {name}, the key of the operation; found {own_name}")));
    }
    let authtype = fields.text("authtype")?;
    if let Some(other) = authtype.filter(|authtype| !matches!(*authtype, "none" | "v4")) {
        return Err(error(fields.at(), format!("\"authtype\" must be \"v4\" or \"none\"; found \"{other}\"")));
    }
    let schemes = fields.texts("auth")?;
    let no_auth_scheme = schemes.is_some_and(|schemes| schemes.is_empty() || schemes.contains(&NO_AUTH));
    let operation = OperationShape {
        name: name.to_owned(),
        input: structure(index, &mut fields, "input", report)?,
        output: structure(index, &mut fields, "output", report)?,
        errors: errors(index, &mut fields, report)?,
        no_auth: authtype == Some("none") || no_auth_scheme,
        request_compression: request_compression(&mut fields, report)?,
        host_prefix: host_prefix(&mut fields, report)?,
        deprecated: deprecated(&mut fields)?,
        documentation: common::documentation(fields.text("documentation")?),
        paginated: None,
        waitable: None,
    };
    fields.finish(KeyPlace::Api2Operation, report)?;
    Ok(operation)
}

fn structure(
    index: &Api2Index<'_>,
    fields: &mut FieldReader<'_>,
    key: &str,
    report: &mut ReadReport,
) -> Result<Option<String>, Error> {
    match fields.take(key) {
        None => Ok(None),
        Some(json) => reference(index, format!("{}.{key}", fields.at()), json, report).map(Some),
    }
}

fn errors(index: &Api2Index<'_>, fields: &mut FieldReader<'_>, report: &mut ReadReport) -> Result<Vec<String>, Error> {
    let references = fields.list("errors")?.iter().enumerate();
    references
        .map(|(position, json)| reference(index, format!("{}.errors[{position}]", fields.at()), json, report))
        .collect()
}

/// Reads a reference of an operation, and returns the name of its target.
fn reference(index: &Api2Index<'_>, at: String, json: &JsonValue, report: &mut ReadReport) -> Result<String, Error> {
    let mut fields = FieldReader::of(at, json)?;
    let shape = fields.need_text("shape")?;
    index.target(fields.at(), shape)?;
    fields.finish(KeyPlace::Api2Reference, report)?;
    Ok(index.name(shape))
}

fn request_compression(fields: &mut FieldReader<'_>, report: &mut ReadReport) -> Result<Vec<String>, Error> {
    let Some(mut value) = fields.object("requestcompression")? else {
        return Ok(Vec::new());
    };
    let encodings = value.texts("encodings")?.unwrap_or_default();
    value.finish(KeyPlace::TraitValue, report)?;
    Ok(encodings.into_iter().map(str::to_owned).collect())
}

fn host_prefix(fields: &mut FieldReader<'_>, report: &mut ReadReport) -> Result<Option<String>, Error> {
    let Some(mut value) = fields.object("endpoint")? else {
        return Ok(None);
    };
    let prefix = value.string("hostPrefix")?;
    value.finish(KeyPlace::TraitValue, report)?;
    Ok(prefix)
}
