//! Settles the names of members in requests, the layout of lists and the codes of errors, by the rules of the protocol.
//!
//! Later stages find the result at each member and need to know no protocol. In AWS Query, requests use the names of
//! responses. [EC2 Query](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html) has names of its own for requests,
//! and numbers the elements of every list without naming them. The code of an error is there the name of its shape.

use crate::error::Error;
use crate::model::{MemberShape, Model, Protocol, ShapeKind};

use super::fields::error;

/// Settles the names of all members. Before, the key of a member is the one that the model states for EC2 Query.
pub(super) fn settle(model: &mut Model) -> Result<(), Error> {
    match model.service.protocol {
        Protocol::AwsQuery => {
            // A service may speak both protocols, so its model may state names for the other one.
            for member in model.shapes.values_mut().flat_map(|shape| shape.members_mut()) {
                member.key = None;
            }
            Ok(())
        }
        Protocol::Ec2Query => {
            refuse_maps(model)?;
            let is_list =
                |target: &str| matches!(model.shapes.get(target).map(|shape| &shape.kind), Some(ShapeKind::List(_)));
            let lists: Vec<String> = model.shapes.keys().filter(|name| is_list(name)).cloned().collect();
            for (name, shape) in &mut model.shapes {
                if let Some(traits) = &mut shape.error {
                    traits.code.clone_from(name);
                }
                let is_structure = matches!(shape.kind, ShapeKind::Structure(_) | ShapeKind::Union(_));
                for member in shape.members_mut() {
                    member.numbered = lists.binary_search(&member.target).is_ok();
                    let own_name = member.empty_list_name.take();
                    if is_structure {
                        let key = member.key.take().unwrap_or_else(|| ec2_key(own_name.as_deref(), member));
                        member.key = Some(key).filter(|key| key != element(member));
                    }
                }
            }
            Ok(())
        }
    }
}

/// Returns the key of a member of EC2 Query that states none: its name in responses, with a capital first letter.
pub(crate) fn ec2_key(own_name: Option<&str>, member: &MemberShape) -> String {
    let mut key = own_name.unwrap_or_else(|| element(member)).to_owned();
    if let Some(first) = key.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    key
}

fn element(member: &MemberShape) -> &str {
    member.wire_name.as_ref().unwrap_or(&member.name)
}

/// Refuses maps in requests, for which EC2 Query defines no form.
fn refuse_maps(model: &Model) -> Result<(), Error> {
    let inputs = model.operations.iter().flat_map(|operation| &operation.input);
    let sent = model.reachable_from(inputs);
    let is_map = |name: &&str| matches!(model.shapes.get(*name).map(|shape| &shape.kind), Some(ShapeKind::Map { .. }));
    match sent.into_iter().find(is_map) {
        None => Ok(()),
        Some(map) => Err(error(map, "is a map that requests contain, and EC2 Query cannot express maps in requests")
            .with_remedy("replace it with a list of structures, or remove the members that refer to it")),
    }
}
