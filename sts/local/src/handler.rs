//! The handler of each operation.

use awsquery::server::Refusal;

use crate::operations as op;
use crate::request_context::Context;
use crate::state::Server;
use sts::api;
use sts::api::server::Handler;

type Answer<T> = Result<T, Refusal>;

impl Handler for Server {
    type Context = Context;

    async fn assume_role(&self, context: Context, request: api::AssumeRoleRequest) -> Answer<api::AssumeRoleResponse> {
        op::assume_role::answer(self, &context, request)
    }

    async fn assume_role_with_saml(
        &self,
        context: Context,
        request: api::AssumeRoleWithSAMLRequest,
    ) -> Answer<api::AssumeRoleWithSAMLResponse> {
        #[cfg(feature = "saml")]
        let response = op::assume_role_with_saml::answer(self, &context, request);
        #[cfg(not(feature = "saml"))]
        let response = {
            let _ = (context, request);
            Err(crate::error_responses::built_without_saml())
        };
        response
    }

    async fn assume_role_with_web_identity(
        &self,
        context: Context,
        request: api::AssumeRoleWithWebIdentityRequest,
    ) -> Answer<api::AssumeRoleWithWebIdentityResponse> {
        op::assume_role_with_web_identity::answer(self, &context, request)
    }

    async fn assume_root(&self, context: Context, request: api::AssumeRootRequest) -> Answer<api::AssumeRootResponse> {
        op::assume_root::answer(self, &context, request)
    }

    async fn decode_authorization_message(
        &self,
        context: Context,
        request: api::DecodeAuthorizationMessageRequest,
    ) -> Answer<api::DecodeAuthorizationMessageResponse> {
        op::decode_authorization_message::decode(self, &context, request)
    }

    async fn get_access_key_info(
        &self,
        context: Context,
        request: api::GetAccessKeyInfoRequest,
    ) -> Answer<api::GetAccessKeyInfoResponse> {
        op::get_caller_identity::key_info(self, &context, request)
    }

    async fn get_caller_identity(
        &self,
        context: Context,
        request: api::GetCallerIdentityRequest,
    ) -> Answer<api::GetCallerIdentityResponse> {
        op::get_caller_identity::caller(&context, request)
    }

    async fn get_delegated_access_token(
        &self,
        context: Context,
        request: api::GetDelegatedAccessTokenRequest,
    ) -> Answer<api::GetDelegatedAccessTokenResponse> {
        op::get_delegated_access_token::answer(self, &context, request)
    }

    async fn get_federation_token(
        &self,
        context: Context,
        request: api::GetFederationTokenRequest,
    ) -> Answer<api::GetFederationTokenResponse> {
        op::get_federation_token::answer(self, &context, request)
    }

    async fn get_session_token(
        &self,
        context: Context,
        request: api::GetSessionTokenRequest,
    ) -> Answer<api::GetSessionTokenResponse> {
        op::get_session_token::answer(self, &context, request)
    }

    async fn get_web_identity_token(
        &self,
        context: Context,
        request: api::GetWebIdentityTokenRequest,
    ) -> Answer<api::GetWebIdentityTokenResponse> {
        op::get_web_identity_token::answer(self, &context, request)
    }
}
