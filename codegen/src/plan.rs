//! Plans a crate: decides everything that its Rust source needs, before any of it is rendered.

use std::collections::{BTreeMap, BTreeSet};

use crate::comment;
use crate::error::{Error, Stage};
use crate::model::{self, MemberShape, Model, Shape, ShapeKind, SignatureVersion, TimestampFormatTrait};

mod codes;
mod collisions;
mod cycles;
pub mod endpoint;
pub mod ir;
pub mod names;
mod paging;
pub mod path;
pub mod pattern;
mod reach;
mod waiting;

use cycles::Cycles;
use ir::{
    CheckPlan, Crate, Extras, Field, IdempotencyToken, Layout, Name, OutputPlan, Presence, Structure, Type, ValuePlan,
};
use reach::{ShapeReach, members};

/// Choices that do not follow from the model.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// True if endpoint rules look up partitions in a table that is generated with them, instead of that of the runtime.
    pub own_partitions: bool,
    /// The optional parts of the code.
    pub extras: Extras,
    /// True if a layer above the crate writes the report of an error, with its explanations.
    pub own_report: bool,
}

/// Plans a crate for everything in the model, with the default options.
///
/// # Errors
///
/// Two names are the same in Rust, a pattern cannot be translated, or an endpoint rule is not supported.
pub fn plan(model: &Model) -> Result<Crate, Error> {
    plan_with(model, &PlanOptions::default())
}

/// Plans a crate for everything in the model.
///
/// # Errors
///
/// Like [`plan`].
pub fn plan_with(model: &Model, options: &PlanOptions) -> Result<Crate, Error> {
    let hidden = reach::hidden(model);
    let planner = Planner {
        model,
        reach: ShapeReach::of(model),
        cycles: Cycles::of(model)?,
        secret: reach::closure(model, |name| hidden.contains(name) || is_secret(model, name)),
        hidden,
        checked: reach::closure(model, |name| has_rule(model, name)),
    };
    if model.operations.is_empty() {
        return Err(Error::new(Stage::Plan, "model", "has no operations, so there is nothing to generate")
            .with_remedy("select operations that the model has, or use the complete file"));
    }
    let errors = planner.errors()?;
    let endpoint = model.service.endpoint_rules.as_ref().map(endpoint::plan).transpose()?;
    let operations = planner.operations()?;
    let plan = Crate {
        service: planner.service(endpoint.as_ref().is_some_and(|rules| rules.signature_v4)),
        codes: codes::codes(&model.service.error_codes, &operations, &errors),
        operations,
        types: planner.types()?,
        errors,
        rules: planner.rules()?,
        own_partitions: options.own_partitions && endpoint.is_some(),
        extras: options.extras.clone(),
        own_report: options.own_report,
        endpoint,
        left_out: planner.left_out(),
    };
    collisions::refuse(&plan)?;
    Ok(plan)
}

struct Planner<'a> {
    model: &'a Model,
    reach: ShapeReach,
    cycles: Cycles<'a>,
    /// Shapes that are sensitive, or contain a sensitive shape or member.
    secret: BTreeSet<String>,
    /// Types of which nothing may be shown.
    hidden: BTreeSet<String>,
    /// Shapes that need a check before sending, or contain a shape that does.
    checked: BTreeSet<String>,
}

impl Planner<'_> {
    fn service(&self, endpoints_ask_for_v4: bool) -> ir::ServicePlan {
        let service = &self.model.service;
        ir::ServicePlan {
            name: service.sdk_id.clone(),
            protocol: service.protocol,
            title: service.title.clone().unwrap_or_else(|| format!("AWS {}", service.sdk_id)),
            version: service.version.clone(),
            signing_name: service.signing_name.clone(),
            xml_namespace: service.xml_namespace.clone(),
            // Some models are older than the endpoint rules, which name the signature that AWS's own clients use.
            signature_v4: endpoints_ask_for_v4 || service.signature == SignatureVersion::V4,
            limits: service.limits,
            dry_run_code: service.dry_run.as_ref().map(|dry_run| dry_run.code.clone()),
            transient_errors: service.transient_errors.clone(),
            flag_variables: service.flag_variables.clone(),
            docs: service.documentation.clone(),
        }
    }

    fn operations(&self) -> Result<Vec<ir::OperationPlan>, Error> {
        self.model.operations.iter().map(|operation| self.operation(operation)).collect()
    }

    fn operation(&self, operation: &model::OperationShape) -> Result<ir::OperationPlan, Error> {
        let request = match &operation.input {
            Some(input) => {
                let mut name = format!("{}Request", operation.name);
                if self.reach.is_own_input(input) {
                    name.clone_from(input);
                } else if *input == name && self.reach.is_shared(input) {
                    // The type that others use has this name.
                    name = format!("{}Input", operation.name);
                }
                self.structure(input, &name)?
            }
            None => empty(format!("{}Request", operation.name), true),
        };
        let response = match &operation.output {
            Some(output) if self.reach.is_own_output(output) => OutputPlan::Own(self.structure(output, output)?),
            Some(output) => OutputPlan::Shared(self.type_name(output)),
            None => OutputPlan::Own(empty(format!("{}Response", operation.name), false)),
        };
        let dry_run = self.dry_run(&request);
        let has_result = operation.output.as_ref().is_some_and(|output| !self.members(output).is_empty());
        Ok(ir::OperationPlan {
            name: Name { wire: operation.name.clone(), rust: names::function(&operation.name) },
            docs: operation.documentation.clone(),
            deprecated: deprecation(&operation.deprecated),
            signed: !operation.no_auth,
            request,
            response,
            has_result,
            errors: operation.errors.clone(),
            takes_gzip: operation.request_compression.iter().any(|encoding| encoding == "gzip"),
            host_prefix: operation.host_prefix.clone(),
            dry_run,
            pagination: self.pagination(operation).unwrap_or_default(),
            waiters: self.waiters(operation).filter_map(|(_, waiter)| waiter.ok()).collect(),
        })
    }

    /// Finds the member of a request that asks for a dry run.
    fn dry_run(&self, request: &Structure) -> Option<ir::DryRunPlan> {
        let member = &self.model.service.dry_run.as_ref()?.member;
        let field = request.fields.iter().find(|field| field.name.wire == *member)?;
        let optional = field.presence != Presence::Always;
        (field.value == ValuePlan::Boolean).then(|| ir::DryRunPlan { member: field.name.clone(), optional })
    }

    /// Returns the paginators and waiters that cannot be generated, each with the reason.
    ///
    /// They are not errors, because the client is useful without them.
    fn left_out(&self) -> Vec<String> {
        let mut left_out = Vec::new();
        for operation in &self.model.operations {
            let name = &operation.name;
            if let Err(why) = self.pagination(operation) {
                left_out.push(format!("{name}: the paginator is not generated: {why}"));
            }
            for (waiter, result) in self.waiters(operation) {
                if let Err(why) = result {
                    left_out.push(format!("{name}: the waiter {waiter} is not generated: {why}"));
                }
            }
        }
        left_out
    }

    fn types(&self) -> Result<Vec<Type>, Error> {
        let mut types = Vec::new();
        for (name, shape) in &self.model.shapes {
            let used = self.reach.sent.contains(name) || self.reach.received.contains(name);
            match &shape.kind {
                ShapeKind::Structure(_) if used && self.reach.is_shared(name) && shape.error.is_none() => {
                    types.push(Type::Structure(self.structure(name, name)?));
                }
                ShapeKind::Union(_) if used => types.push(Type::Union(self.structure(name, name)?)),
                ShapeKind::Enum(values) if used => types.push(Type::Enum(ir::Enum {
                    name: Name { wire: name.clone(), rust: self.type_name(name) },
                    docs: shape.documentation.clone(),
                    values: values
                        .iter()
                        .map(|value| Name { wire: value.clone(), rust: names::variant(value) })
                        .collect(),
                    is_hidden: self.hidden.contains(name),
                })),
                _ => {}
            }
        }
        Ok(types)
    }

    fn errors(&self) -> Result<Vec<ir::ErrorType>, Error> {
        let listed: BTreeSet<&String> = self.model.operations.iter().flat_map(|operation| &operation.errors).collect();
        listed.into_iter().map(|name| self.error(name)).collect()
    }

    fn error(&self, name: &str) -> Result<ir::ErrorType, Error> {
        let traits = self.shape(name).and_then(|shape| shape.error.clone());
        let traits = traits.ok_or_else(|| {
            Error::new(Stage::Plan, name, "an operation lists the shape as an error, but it is not an error")
        })?;
        Ok(ir::ErrorType {
            structure: self.structure(name, name)?,
            code: traits.code,
            status: traits.status.unwrap_or(if traits.sender_fault { 400 } else { 500 }),
            retry: match traits.retryable {
                None => ir::RetryPlan::Unspecified,
                Some(retryable) if retryable.throttling => ir::RetryPlan::Throttling,
                Some(_) => ir::RetryPlan::Retryable,
            },
        })
    }

    fn structure(&self, shape_name: &str, type_name: &str) -> Result<Structure, Error> {
        let shape = self.shape(shape_name);
        let fields = self.members(shape_name).iter().map(|member| self.field(shape_name, member)).collect();
        Ok(Structure {
            name: Name { wire: type_name.to_owned(), rust: self.type_name(type_name) },
            docs: shape.and_then(|shape| shape.documentation.clone()),
            deprecated: shape.and_then(|shape| deprecation(&shape.deprecated)),
            fields,
            sent: self.reach.sent.contains(shape_name),
            received: self.reach.received.contains(shape_name),
            holds_secret: self.secret.contains(shape_name),
            is_hidden: self.hidden.contains(shape_name),
        })
    }

    fn field(&self, holder: &str, member: &MemberShape) -> Field {
        let shape = self.shape(&member.target);
        let sent = self.reach.sent.contains(holder);
        let received = self.reach.received.contains(holder);
        let union = matches!(self.shape(holder).map(|shape| &shape.kind), Some(ShapeKind::Union(_)));
        let token = match (member.idempotency_token, member.required && sent) {
            (false, _) => None,
            (true, false) => Some(IdempotencyToken::Optional),
            (true, true) => Some(IdempotencyToken::Required),
        };
        // The client fills in a missing token, so a caller may always leave it out.
        let demanded = member.required && sent && token.is_none();
        let presence = match (demanded, received) {
            _ if union => Presence::Always,
            _ if member.relied_on => Presence::Always,
            (true, false) => Presence::Always,
            (true, true) => Presence::Demanded,
            (false, _) => Presence::Optional,
        };
        let xml = member.wire_name.as_ref().unwrap_or(&member.name);
        Field {
            name: Name { wire: member.name.clone(), rust: names::member(&member.name) },
            key: member.empty_list_name.as_ref().or(member.key.as_ref()).unwrap_or(xml).clone(),
            xml: xml.clone(),
            other_xml: member.other_name.clone(),
            docs: member.documentation.clone(),
            deprecated: deprecation(&member.deprecated)
                .or_else(|| shape.and_then(|shape| deprecation(&shape.deprecated))),
            value: self.value(holder, member),
            presence,
            check: self.check(&member.target),
            token,
            host_label: member.host_label,
            one_time: member.one_time,
            sensitive: self.hidden.contains(holder) || self.is_sensitive(member),
        }
    }

    /// Returns true if the model marks the member, its shape or the items of its list or map as sensitive, or hides its
    /// type. Members of other structures have marks of their own.
    fn is_sensitive(&self, member: &MemberShape) -> bool {
        let Some(shape) = self.shape(&member.target) else { return member.sensitive };
        let items = match &shape.kind {
            ShapeKind::List(item) => self.is_sensitive(item),
            ShapeKind::Map { key, value } => self.is_sensitive(key) || self.is_sensitive(value),
            _ => false,
        };
        member.sensitive || shape.sensitive || self.hidden.contains(&member.target) || items
    }

    fn value(&self, holder: &str, member: &MemberShape) -> ValuePlan {
        let Some(shape) = self.shape(&member.target) else { return prelude(member) };
        let name = || self.type_name(&member.target);
        let sensitive = shape.sensitive || member.sensitive;
        match &shape.kind {
            ShapeKind::String if sensitive => ValuePlan::Secret,
            ShapeKind::String => ValuePlan::Text,
            ShapeKind::Blob if sensitive => ValuePlan::SecretBlob,
            ShapeKind::Blob => ValuePlan::Blob,
            ShapeKind::Boolean => ValuePlan::Boolean,
            ShapeKind::Byte => ValuePlan::Integer(8),
            ShapeKind::Short => ValuePlan::Integer(16),
            ShapeKind::Integer => ValuePlan::Integer(32),
            ShapeKind::Long => ValuePlan::Integer(64),
            ShapeKind::Float => ValuePlan::Float,
            ShapeKind::Double => ValuePlan::Double,
            ShapeKind::Timestamp => ValuePlan::Timestamp(
                member.timestamp_format.or(shape.timestamp_format).unwrap_or(TimestampFormatTrait::DateTime),
            ),
            ShapeKind::Enum(_) => ValuePlan::Enum(name()),
            ShapeKind::Structure(_) | ShapeKind::Union(_) => {
                ValuePlan::Structure { name: name(), boxed: self.cycles.join(holder, &member.target) }
            }
            ShapeKind::List(item) => {
                let item_name = item.wire_name.clone().unwrap_or_else(|| "member".to_owned());
                let repeated = member.wire_name.clone().unwrap_or_else(|| member.name.clone());
                let layout = if member.flattened { Layout::Flat(repeated) } else { Layout::Wrapped(item_name) };
                ValuePlan::List {
                    // A list keeps its elements on the heap, so they need no box even on a cycle.
                    item: Box::new(self.value("", item)),
                    request: if member.numbered { Layout::Numbered } else { layout.clone() },
                    response: layout,
                    other_item: item.other_name.clone(),
                }
            }
            ShapeKind::Map { key, value } => ValuePlan::Map {
                item: Box::new(self.value("", value)),
                key: key.wire_name.clone().unwrap_or_else(|| "key".to_owned()),
                value: value.wire_name.clone().unwrap_or_else(|| "value".to_owned()),
                flat: member.flattened,
            },
        }
    }

    fn check(&self, target: &str) -> CheckPlan {
        if !self.checked.contains(target) {
            return CheckPlan::Nothing;
        }
        let Some(shape) = self.shape(target) else { return CheckPlan::Nothing };
        let rule = has_own_rule(shape).then(|| names::constant(target));
        match &shape.kind {
            ShapeKind::Structure(_) | ShapeKind::Union(_) => CheckPlan::Structure,
            ShapeKind::List(item) => CheckPlan::List(rule, Box::new(self.check(&item.target))),
            ShapeKind::Map { key, value } => {
                CheckPlan::Map(rule, Box::new(self.check(&key.target)), Box::new(self.check(&value.target)))
            }
            _ => rule.map_or(CheckPlan::Nothing, CheckPlan::Rule),
        }
    }

    fn rules(&self) -> Result<BTreeMap<String, ir::RulePlan>, Error> {
        let mut rules: BTreeMap<String, ir::RulePlan> = BTreeMap::new();
        let used =
            self.model.shapes.iter().filter(|(name, shape)| self.reach.sent.contains(*name) && has_own_rule(shape));
        for (name, shape) in used {
            let constraints = &shape.constraints;
            let rule = ir::RulePlan {
                shape: name.clone(),
                length: constraints.length,
                range: constraints.range.clone(),
                pattern: constraints.pattern.as_ref().map(|pattern| pattern::resolve(name, pattern)).transpose()?,
                unit: match shape.kind {
                    ShapeKind::Blob => ir::LengthUnit::Bytes,
                    ShapeKind::List(_) | ShapeKind::Map { .. } => ir::LengthUnit::Elements,
                    _ => ir::LengthUnit::Characters,
                },
                sensitive: shape.sensitive,
            };
            if let Some(other) = rules.insert(names::constant(name), rule) {
                return Err(collisions::error("rules", &other.shape, name));
            }
        }
        Ok(rules)
    }

    /// Returns the Rust name of a type: the name that a correction gives it, or else that of the model.
    fn type_name(&self, name: &str) -> String {
        let rename = self.shape(name).and_then(|shape| shape.rename.as_deref());
        names::type_name(rename.unwrap_or(name))
    }

    fn shape(&self, name: &str) -> Option<&Shape> {
        self.model.shapes.get(name)
    }

    fn members(&self, name: &str) -> &[MemberShape] {
        self.shape(name).map_or(&[], |shape| members(&shape.kind))
    }
}

/// Returns `true` if the shape itself, or one of its members, is marked as sensitive.
fn is_secret(model: &Model, name: &str) -> bool {
    let shape = model.shapes.get(name);
    shape.is_some_and(|shape| shape.sensitive || shape.members().iter().any(|member| member.sensitive))
}

/// Returns `true` if the shape itself has a limit.
fn has_own_rule(shape: &Shape) -> bool {
    let constraints = &shape.constraints;
    constraints.pattern.is_some() || constraints.length.are_set() || constraints.range.are_set()
}

/// Returns `true` if the shape itself needs a check: it has a limit or a required member.
fn has_rule(model: &Model, name: &str) -> bool {
    model.shapes.get(name).is_some_and(|shape| {
        has_own_rule(shape)
            || (!matches!(shape.kind, ShapeKind::Union(_)) && members(&shape.kind).iter().any(|member| member.required))
    })
}

/// Returns the value of a member whose target is a shape of Smithy's prelude.
fn prelude(member: &MemberShape) -> ValuePlan {
    match member.target.rsplit('#').next().unwrap_or_default() {
        "Boolean" | "PrimitiveBoolean" => ValuePlan::Boolean,
        "Byte" | "PrimitiveByte" => ValuePlan::Integer(8),
        "Short" | "PrimitiveShort" => ValuePlan::Integer(16),
        "Integer" | "PrimitiveInteger" => ValuePlan::Integer(32),
        "Long" | "PrimitiveLong" => ValuePlan::Integer(64),
        "Float" | "PrimitiveFloat" => ValuePlan::Float,
        "Double" | "PrimitiveDouble" => ValuePlan::Double,
        "Timestamp" => ValuePlan::Timestamp(member.timestamp_format.unwrap_or(TimestampFormatTrait::DateTime)),
        "Blob" if member.sensitive => ValuePlan::SecretBlob,
        "Blob" => ValuePlan::Blob,
        _ if member.sensitive => ValuePlan::Secret,
        _ => ValuePlan::Text,
    }
}

fn empty(name: String, sent: bool) -> Structure {
    Structure {
        name: Name { rust: names::type_name(&name), wire: name },
        docs: None,
        deprecated: None,
        fields: Vec::new(),
        sent,
        received: !sent,
        holds_secret: false,
        is_hidden: false,
    }
}

fn deprecation(deprecated: &Option<model::Deprecated>) -> Option<String> {
    let deprecated = deprecated.as_ref()?;
    let reason = deprecated.message.clone().unwrap_or_else(|| "AWS advises against using it".to_owned());
    Some(comment::one_line(&match &deprecated.since {
        Some(since) => format!("{reason} (since {since})"),
        None => reason,
    }))
}

#[cfg(test)]
mod tests;
