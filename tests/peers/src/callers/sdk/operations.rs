//! One function per operation, which converts the request and the response member by member.
#![expect(deprecated, reason = "the service still returns PackedPolicySize")]

use aws_sdk_sts::Client;
use serde_json::json;

use super::members::{Input, assumed_role_user, credentials, federated_user, time};
use super::response;
use crate::Outcome;
use crate::call::Response;

pub async fn assume_role(client: &Client, input: Input<'_>) -> Outcome<Response> {
    let request = client
        .assume_role()
        .set_role_arn(input.text("RoleArn"))
        .set_role_session_name(input.text("RoleSessionName"))
        .set_duration_seconds(input.number("DurationSeconds"))
        .set_policy(input.text("Policy"))
        .set_policy_arns(input.policies())
        .set_tags(input.tags()?)
        .set_transitive_tag_keys(input.texts("TransitiveTagKeys"))
        .set_external_id(input.text("ExternalId"))
        .set_source_identity(input.text("SourceIdentity"))
        .set_minimum_session_token_size(input.number("MinimumSessionTokenSize"));
    response(request.send().await, |output| {
        json!({
            "Credentials": output.credentials().map(credentials),
            "AssumedRoleUser": output.assumed_role_user().map(assumed_role_user),
            "PackedPolicySize": output.packed_policy_size(),
            "SourceIdentity": output.source_identity(),
            "SessionTokenUtilization": output.session_token_utilization(),
            "SessionTokenSize": output.session_token_size(),
        })
    })
}

pub async fn assume_role_with_saml(client: &Client, input: Input<'_>) -> Outcome<Response> {
    let request = client
        .assume_role_with_saml()
        .set_role_arn(input.text("RoleArn"))
        .set_principal_arn(input.text("PrincipalArn"))
        .set_saml_assertion(input.text("SAMLAssertion"))
        .set_duration_seconds(input.number("DurationSeconds"))
        .set_policy(input.text("Policy"))
        .set_policy_arns(input.policies());
    response(request.send().await, |output| {
        json!({
            "Credentials": output.credentials().map(credentials),
            "AssumedRoleUser": output.assumed_role_user().map(assumed_role_user),
            "PackedPolicySize": output.packed_policy_size(),
            "Subject": output.subject(),
            "SubjectType": output.subject_type(),
            "Issuer": output.issuer(),
            "Audience": output.audience(),
            "NameQualifier": output.name_qualifier(),
            "SourceIdentity": output.source_identity(),
            "SessionTokenUtilization": output.session_token_utilization(),
            "SessionTokenSize": output.session_token_size(),
        })
    })
}

pub async fn assume_role_with_web_identity(client: &Client, input: Input<'_>) -> Outcome<Response> {
    let request = client
        .assume_role_with_web_identity()
        .set_role_arn(input.text("RoleArn"))
        .set_role_session_name(input.text("RoleSessionName"))
        .set_web_identity_token(input.text("WebIdentityToken"))
        .set_provider_id(input.text("ProviderId"))
        .set_duration_seconds(input.number("DurationSeconds"))
        .set_policy(input.text("Policy"))
        .set_policy_arns(input.policies());
    response(request.send().await, |output| {
        json!({
            "Credentials": output.credentials().map(credentials),
            "AssumedRoleUser": output.assumed_role_user().map(assumed_role_user),
            "PackedPolicySize": output.packed_policy_size(),
            "SubjectFromWebIdentityToken": output.subject_from_web_identity_token(),
            "Provider": output.provider(),
            "Audience": output.audience(),
            "SourceIdentity": output.source_identity(),
            "SessionTokenUtilization": output.session_token_utilization(),
            "SessionTokenSize": output.session_token_size(),
        })
    })
}

pub async fn assume_root(client: &Client, input: Input<'_>) -> Outcome<Response> {
    let request = client
        .assume_root()
        .set_target_principal(input.text("TargetPrincipal"))
        .set_task_policy_arn(input.policy("TaskPolicyArn"))
        .set_duration_seconds(input.number("DurationSeconds"));
    response(request.send().await, |output| {
        json!({
            "Credentials": output.credentials().map(credentials),
            "SourceIdentity": output.source_identity(),
            "SessionTokenUtilization": output.session_token_utilization(),
            "SessionTokenSize": output.session_token_size(),
        })
    })
}

pub async fn decode_authorization_message(client: &Client, input: Input<'_>) -> Outcome<Response> {
    let request = client.decode_authorization_message().set_encoded_message(input.text("EncodedMessage"));
    response(request.send().await, |output| json!({"DecodedMessage": output.decoded_message()}))
}

pub async fn get_access_key_info(client: &Client, input: Input<'_>) -> Outcome<Response> {
    let request = client.get_access_key_info().set_access_key_id(input.text("AccessKeyId"));
    response(request.send().await, |output| json!({"Account": output.account()}))
}

pub async fn get_caller_identity(client: &Client) -> Outcome<Response> {
    response(
        client.get_caller_identity().send().await,
        |output| json!({"UserId": output.user_id(), "Account": output.account(), "Arn": output.arn()}),
    )
}

pub async fn get_delegated_access_token(client: &Client, input: Input<'_>) -> Outcome<Response> {
    let request = client.get_delegated_access_token().set_trade_in_token(input.text("TradeInToken"));
    response(request.send().await, |output| {
        json!({
            "Credentials": output.credentials().map(credentials),
            "PackedPolicySize": output.packed_policy_size(),
            "AssumedPrincipal": output.assumed_principal(),
        })
    })
}

pub async fn get_federation_token(client: &Client, input: Input<'_>) -> Outcome<Response> {
    let request = client
        .get_federation_token()
        .set_name(input.text("Name"))
        .set_duration_seconds(input.number("DurationSeconds"))
        .set_policy(input.text("Policy"))
        .set_policy_arns(input.policies())
        .set_tags(input.tags()?)
        .set_minimum_session_token_size(input.number("MinimumSessionTokenSize"));
    response(request.send().await, |output| {
        json!({
            "Credentials": output.credentials().map(credentials),
            "FederatedUser": output.federated_user().map(federated_user),
            "PackedPolicySize": output.packed_policy_size(),
            "SessionTokenUtilization": output.session_token_utilization(),
            "SessionTokenSize": output.session_token_size(),
        })
    })
}

pub async fn get_session_token(client: &Client, input: Input<'_>) -> Outcome<Response> {
    let request = client
        .get_session_token()
        .set_duration_seconds(input.number("DurationSeconds"))
        .set_minimum_session_token_size(input.number("MinimumSessionTokenSize"));
    response(request.send().await, |output| {
        json!({
            "Credentials": output.credentials().map(credentials),
            "SessionTokenUtilization": output.session_token_utilization(),
            "SessionTokenSize": output.session_token_size(),
        })
    })
}

pub async fn get_web_identity_token(client: &Client, input: Input<'_>) -> Outcome<Response> {
    let request = client
        .get_web_identity_token()
        .set_audience(input.texts("Audience"))
        .set_signing_algorithm(input.text("SigningAlgorithm"))
        .set_duration_seconds(input.number("DurationSeconds"))
        .set_tags(input.tags()?);
    response(
        request.send().await,
        |output| json!({"WebIdentityToken": output.web_identity_token(), "Expiration": output.expiration().map(time)}),
    )
}
