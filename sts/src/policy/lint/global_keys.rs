//! AWS's global condition keys, from
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>.

use crate::policy::operator::ValueType;
use crate::policy::operator::ValueType::{Arn, Bool, Date, IpAddress, Number, Text};

/// The global keys with the type of their values. A key that ends with `/` has any number of names, one for each tag.
pub(super) const GLOBAL_KEYS: [(&str, ValueType); 48] = [
    ("aws:AssumedRoot", Bool),
    ("aws:CalledVia", Text),
    ("aws:CalledViaFirst", Text),
    ("aws:CalledViaLast", Text),
    ("aws:ChatbotSourceArn", Arn),
    ("aws:CurrentTime", Date),
    ("aws:Ec2InstanceSourcePrivateIPv4", IpAddress),
    ("aws:Ec2InstanceSourceVpc", Text),
    ("aws:EpochTime", Date),
    ("aws:FederatedProvider", Text),
    ("aws:MultiFactorAuthAge", Number),
    ("aws:MultiFactorAuthPresent", Bool),
    ("aws:PrincipalAccount", Text),
    ("aws:PrincipalArn", Arn),
    ("aws:PrincipalIsAWSService", Bool),
    ("aws:PrincipalOrgID", Text),
    ("aws:PrincipalOrgPaths", Text),
    ("aws:PrincipalServiceName", Text),
    ("aws:PrincipalServiceNamesList", Text),
    ("aws:PrincipalTag/", Text),
    ("aws:PrincipalType", Text),
    ("aws:referer", Text),
    ("aws:RequestedRegion", Text),
    ("aws:RequestTag/", Text),
    ("aws:ResourceAccount", Text),
    ("aws:ResourceOrgID", Text),
    ("aws:ResourceOrgPaths", Text),
    ("aws:ResourceTag/", Text),
    ("aws:SecureTransport", Bool),
    ("aws:SourceAccount", Text),
    ("aws:SourceArn", Arn),
    ("aws:SourceIdentity", Text),
    ("aws:SourceIp", IpAddress),
    ("aws:SourceOrgID", Text),
    ("aws:SourceOrgPaths", Text),
    ("aws:SourceVpc", Text),
    ("aws:SourceVpcArn", Arn),
    ("aws:SourceVpce", Text),
    ("aws:TagKeys", Text),
    ("aws:TokenIssueTime", Date),
    ("aws:UserAgent", Text),
    ("aws:userid", Text),
    ("aws:username", Text),
    ("aws:ViaAWSService", Bool),
    ("aws:VpceAccount", Text),
    ("aws:VpceOrgID", Text),
    ("aws:VpceOrgPaths", Text),
    ("aws:VpcSourceIp", IpAddress),
];

/// Returns the type of a global key. `None` for every other key.
#[inline]
pub(super) fn type_of(name: &str) -> Option<ValueType> {
    let is_key = |key: &str| {
        if key.ends_with('/') {
            name.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key))
        } else {
            name.eq_ignore_ascii_case(key)
        }
    };
    GLOBAL_KEYS.into_iter().find(|(key, _)| is_key(key)).map(|(_, value_type)| value_type)
}
