//! Connects each operation of the generated server to its implementation.

use awsquery::server::Refusal;

use crate::operations;
use crate::request_context::RequestContext;
use crate::state::ServerState;
use sts::api;
use sts::api::server::Handler;

type HandlerResult<T> = Result<T, Refusal>;

impl Handler for ServerState {
    type Context = RequestContext;

    async fn assume_role(
        &self,
        context: RequestContext,
        request: api::AssumeRoleRequest,
    ) -> HandlerResult<api::AssumeRoleResponse> {
        operations::assume_role::handle(self, &context, request)
    }

    async fn assume_role_with_saml(
        &self,
        context: RequestContext,
        request: api::AssumeRoleWithSAMLRequest,
    ) -> HandlerResult<api::AssumeRoleWithSAMLResponse> {
        #[cfg(feature = "saml")]
        let response = operations::assume_role_with_saml::handle(self, &context, request);
        #[cfg(not(feature = "saml"))]
        let response = {
            let _ = (context, request);
            Err(crate::error_responses::built_without_saml())
        };
        response
    }

    async fn assume_role_with_web_identity(
        &self,
        context: RequestContext,
        request: api::AssumeRoleWithWebIdentityRequest,
    ) -> HandlerResult<api::AssumeRoleWithWebIdentityResponse> {
        operations::assume_role_with_web_identity::handle(self, &context, request)
    }

    async fn assume_root(
        &self,
        context: RequestContext,
        request: api::AssumeRootRequest,
    ) -> HandlerResult<api::AssumeRootResponse> {
        operations::assume_root::handle(self, &context, request)
    }

    async fn decode_authorization_message(
        &self,
        context: RequestContext,
        request: api::DecodeAuthorizationMessageRequest,
    ) -> HandlerResult<api::DecodeAuthorizationMessageResponse> {
        operations::decode_authorization_message::handle(self, &context, request)
    }

    async fn get_access_key_info(
        &self,
        context: RequestContext,
        request: api::GetAccessKeyInfoRequest,
    ) -> HandlerResult<api::GetAccessKeyInfoResponse> {
        operations::get_access_key_info::handle(self, &context, request)
    }

    async fn get_caller_identity(
        &self,
        context: RequestContext,
        request: api::GetCallerIdentityRequest,
    ) -> HandlerResult<api::GetCallerIdentityResponse> {
        operations::get_caller_identity::handle(&context, request)
    }

    async fn get_delegated_access_token(
        &self,
        context: RequestContext,
        request: api::GetDelegatedAccessTokenRequest,
    ) -> HandlerResult<api::GetDelegatedAccessTokenResponse> {
        operations::get_delegated_access_token::handle(self, &context, request)
    }

    async fn get_federation_token(
        &self,
        context: RequestContext,
        request: api::GetFederationTokenRequest,
    ) -> HandlerResult<api::GetFederationTokenResponse> {
        operations::get_federation_token::handle(self, &context, request)
    }

    async fn get_scoped_credentials(
        &self,
        context: RequestContext,
        request: api::GetScopedCredentialsRequest,
    ) -> HandlerResult<api::GetScopedCredentialsResponse> {
        operations::get_scoped_credentials::handle(self, &context, request)
    }

    async fn get_session_token(
        &self,
        context: RequestContext,
        request: api::GetSessionTokenRequest,
    ) -> HandlerResult<api::GetSessionTokenResponse> {
        operations::get_session_token::handle(self, &context, request)
    }

    async fn get_web_identity_token(
        &self,
        context: RequestContext,
        request: api::GetWebIdentityTokenRequest,
    ) -> HandlerResult<api::GetWebIdentityTokenResponse> {
        operations::get_web_identity_token::handle(self, &context, request)
    }
}
