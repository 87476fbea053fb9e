//! Lists what hand-written code may have to follow after an update of the model.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use ::codegen::diff::{ChangeKind, ModelChange};
use ::codegen::model::{Model, OperationShape, ShapeKind};

/// The hand-written source text of the packages that wrap operations.
pub(super) struct Sources {
    /// Source of `sts`, without generated code.
    pub client: String,
    /// Source of `sts-local`.
    pub server: String,
}

impl Sources {
    /// Reads the sources in a checkout.
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        let text = |folder: &str, generated: Option<&str>| {
            let mut text = String::new();
            append(&mut text, &root.join(folder), generated).map(|()| text)
        };
        let read = || Ok(Self { client: text("sts/src", Some("api"))?, server: text("sts/local/src", None)? });
        read().map_err(|error: io::Error| format!("cannot read the sources of sts and sts-local: {error}"))
    }
}

/// Appends all Rust files in a folder, except a module that is generated.
fn append(text: &mut String, folder: &Path, generated: Option<&str>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if generated.is_some_and(|generated| path.file_stem().is_some_and(|stem| stem == generated)) {
            continue;
        }
        if path.is_dir() {
            append(text, &path, None)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// Lists what deserves a look, one line each: new operations without a call or a handler, new members of operations that
/// have one, new error codes without help, and changes that hand-written code may repeat: errors of operations, values of
/// enums, members that became required or optional, and limits.
pub(super) fn list(old: &Model, new: &Model, changes: &[ModelChange], sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    let known: BTreeSet<&str> = old.operations.iter().map(|operation| operation.name.as_str()).collect();
    for operation in new.operations.iter().filter(|operation| !known.contains(operation.name.as_str())) {
        let name = &operation.name;
        if !wraps(&sources.client, operation) {
            found.push(format!("sts: {name} has no call in sts/src/calls/"));
        }
        if !wraps(&sources.server, operation) {
            found.push(format!("sts-local: {name} is not implemented in sts/local/src/operations/"));
        }
    }
    for (shape, member) in new_members(old, new) {
        let operations: Vec<&OperationShape> =
            new.operations.iter().filter(|operation| reaches(new, operation, &shape)).collect();
        for (package, text) in [("sts", &sources.client), ("sts-local", &sources.server)] {
            let wrapped: Vec<&str> = operations
                .iter()
                .filter(|operation| known.contains(operation.name.as_str()) && wraps(text, operation))
                .map(|operation| operation.name.as_str())
                .collect();
            if !wrapped.is_empty() {
                found.push(format!("{package}: {shape}.{member} is new in {}", wrapped.join(", ")));
            }
        }
    }
    let old_codes: BTreeSet<&str> = error_codes(old).collect();
    let new_codes: BTreeSet<&str> = error_codes(new).collect();
    for code in new_codes.difference(&old_codes) {
        if !sources.client.contains(&format!("\"{code}\"")) {
            found.push(format!("sts: the error {code} has no help in sts/src/help/"));
        }
    }
    for change in changes {
        if let Some(question) = question(change.kind) {
            found.push(format!("sts, sts-local: {} {}; {question}", change.places.join(", "), change.what));
        }
    }
    found
}

/// Returns the codes of the errors of a model.
fn error_codes(model: &Model) -> impl Iterator<Item = &str> {
    model.shapes.values().filter_map(|shape| Some(shape.error.as_ref()?.code.as_str()))
}

/// Returns what to ask about hand-written code after a change that the compiler may not notice there.
fn question(kind: ChangeKind) -> Option<&'static str> {
    match kind {
        ChangeKind::ErrorAdded => Some("does the server return it, and does help know it there?"),
        ChangeKind::ErrorRemoved => Some("does the server still return it?"),
        ChangeKind::ErrorCodeChanged | ChangeKind::ErrorResponseChanged => Some("is the old one repeated?"),
        ChangeKind::ValueAdded => Some("is it handled where values are told apart?"),
        ChangeKind::ValueRemoved => Some("is it still sent or accepted?"),
        ChangeKind::MemberRequired | ChangeKind::RequiredMemberAdded => Some("is it always set and returned?"),
        ChangeKind::MemberOptional => Some("is it still relied on?"),
        ChangeKind::LimitTightened
        | ChangeKind::LimitRelaxed
        | ChangeKind::PatternChanged
        | ChangeKind::RuleRemoved => Some("is the limit repeated?"),
        ChangeKind::SignedNow | ChangeKind::UnsignedNow => Some("does the server know its caller?"),
        ChangeKind::TokenChanged => Some("may a call be repeated?"),
        ChangeKind::Deprecated => Some("is it still used?"),
        _ => None,
    }
}

/// Returns true if a package names the request of an operation.
fn wraps(text: &str, operation: &OperationShape) -> bool {
    let name = operation.input.clone().unwrap_or_else(|| format!("{}Request", operation.name));
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(&name).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Returns the members that structures and unions of the old model have in the new one only.
fn new_members(old: &Model, new: &Model) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, shape) in &new.shapes {
        let Some(before) = old.shapes.get(name) else { continue };
        if matches!(shape.kind, ShapeKind::Structure(_) | ShapeKind::Union(_)) {
            let known: BTreeSet<&String> = before.members().into_iter().map(|member| &member.name).collect();
            let members = shape.members().into_iter().filter(|member| !known.contains(&member.name));
            found.extend(members.map(|member| (name.clone(), member.name.clone())));
        }
    }
    found
}

fn reaches(model: &Model, operation: &OperationShape, shape: &str) -> bool {
    model.reachable_from(operation.input.iter().chain(&operation.output)).contains(shape)
}

#[cfg(test)]
mod tests {
    use ::codegen::diff::diff;
    use ::codegen::{Generator, Input};

    use super::*;

    fn model(operations: &str, shapes: &str) -> Model {
        let text = format!(
            r#"{{"metadata": {{"apiVersion": "2020-01-01", "endpointPrefix": "tiny", "protocol": "query",
            "serviceId": "Tiny", "signatureVersion": "v4", "xmlNamespace": "https://example.com/"}},
            "operations": {{{operations}}}, "shapes": {{"Text": {{"type": "string"}}, {shapes}}}}}"#
        );
        Generator::new(Input::text(text)).load().unwrap().model
    }

    const OLD: &str = r#""Act": {"name": "Act", "input": {"shape": "ActRequest"}},
        "Bare": {"name": "Bare", "input": {"shape": "BareRequest"}}"#;
    const NEW: &str = r#""Act": {"name": "Act", "input": {"shape": "ActRequest"}, "errors": [{"shape": "Late"}]},
        "Bare": {"name": "Bare", "input": {"shape": "BareRequest"}},
        "Scope": {"name": "Scope", "input": {"shape": "ScopeRequest"}}"#;

    fn shapes(more: &str, max: u32) -> String {
        format!(
            r#""ActRequest": {{"type": "structure", "members": {{"Tags": {{"shape": "Tag"}}, "Name": {{"shape": "Name"}}}}}},
            "BareRequest": {{"type": "structure", "members": {{{more}}}}},
            "Name": {{"type": "string", "max": {max}}},
            "Tag": {{"type": "structure", "members": {{"Key": {{"shape": "Text"}}{}}}}}"#,
            if more.is_empty() { "" } else { r#", "Color": {"shape": "Text"}"# }
        )
    }

    #[test]
    fn what_hand_written_code_has_to_follow_is_listed() {
        let added = r#", "ScopeRequest": {"type": "structure", "members": {"Why": {"shape": "Text"}}},
            "Late": {"type": "structure", "members": {}, "exception": true, "error": {"code": "TooLate", "httpStatusCode": 400}}"#;
        let old = model(OLD, &shapes("", 64));
        let new = model(NEW, &(shapes(r#""Plain": {"shape": "Text"}"#, 256) + added));
        let changes = diff(&old, &new).unwrap();
        let sources = |client: &str, server: &str| Sources { client: client.to_owned(), server: server.to_owned() };
        let found =
            list(&old, &new, &changes, &sources("ActRequest BareRequests", "api::ActRequest, api::BareRequest"));
        let limit = "sts, sts-local: ActRequest.Name now at most 256 characters, was at most 64 characters; is the limit repeated?";
        let error =
            "sts, sts-local: Act lists the error Late now; does the server return it, and does help know it there?";
        let expected = [
            "sts: Scope has no call in sts/src/calls/",
            "sts-local: Scope is not implemented in sts/local/src/operations/",
            "sts-local: BareRequest.Plain is new in Bare",
            "sts: Tag.Color is new in Act",
            "sts-local: Tag.Color is new in Act",
            "sts: the error TooLate has no help in sts/src/help/",
            error,
            limit,
        ];
        assert_eq!(found, expected);
        let followed = sources("ScopeRequest \"TooLate\"", "ScopeRequest");
        assert_eq!(list(&old, &new, &changes, &followed), [error, limit]);
        assert!(list(&new, &new, &[], &followed).is_empty());
    }

    #[test]
    fn changes_that_compile_and_may_be_repeated_by_hand_are_listed_with_a_question() {
        let parts = |required: &str, values: &str, limit: &str, error: &str| {
            model(
                &format!(
                    r#""Act": {{"name": "Act", "input": {{"shape": "ActRequest"}}, "output": {{"shape": "ActResponse"}},
                    "errors": [{error}]}}"#
                ),
                &format!(
                    r#""ActRequest": {{"type": "structure", "required": [{required}], "members": {{
                        "Mode": {{"shape": "Mode"}}, "Name": {{"shape": "Name"}}}}}},
                    "ActResponse": {{"type": "structure", "members": {{"Mode": {{"shape": "Mode"}}}}}},
                    "Mode": {{"type": "string", "enum": [{values}]}}, "Name": {{"type": "string"{limit}}},
                    "Late": {{"type": "structure", "members": {{}}, "exception": true, "error": {{"code": "TooLate", "httpStatusCode": 400}}}},
                    "Soon": {{"type": "structure", "members": {{}}, "exception": true, "error": {{"code": "TooSoon", "httpStatusCode": 400}}}}"#
                ),
            )
        };
        let old = parts(r#""Mode""#, r#""fast", "slow""#, r#", "max": 8, "min": 2"#, r#"{"shape": "Late"}"#);
        let new = parts(r#""Name""#, r#""fast", "wild""#, "", r#"{"shape": "Soon"}"#);
        let sources = Sources { client: String::new(), server: String::new() };
        let found = list(&old, &new, &diff(&old, &new).unwrap(), &sources);
        for expected in [
            "Act lists the error Soon now; does the server",
            "Act no longer lists the error Late; does the server still",
            "Mode has the value `wild`; is it handled",
            "Mode no longer has the value `slow`; is it still",
            "ActRequest.Name is required now; is it always",
            "ActRequest.Mode is no longer required; is it still",
            "ActRequest.Name now no limit, was 2 to 8 characters; is the limit",
        ] {
            assert!(
                found.iter().any(|line| line.starts_with(&format!("sts, sts-local: {expected}"))),
                "{expected}: {found:#?}"
            );
        }
    }

    #[test]
    fn the_sources_of_this_checkout_wrap_operations() {
        let sources = Sources::read(&crate::workspace::root()).unwrap();
        for text in [&sources.client, &sources.server] {
            assert!(text.contains("AssumeRoleRequest") && !text.contains("@generated by"));
        }
    }
}
