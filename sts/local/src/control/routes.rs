//! The operations of the control API by method and path, as `openapi.json` describes them.

use std::pin::Pin;

use crate::control::request::ControlRequest;
use crate::control::response::ReplyResult;
use crate::control::{accounts, calls, clock, page, script, server, tokens};

/// A response that is still to come.
type PendingReply = Pin<Box<dyn Future<Output = ReplyResult> + Send>>;

/// The function that handles an operation.
#[derive(Clone, Copy)]
pub(super) enum OperationHandler {
    /// Responds at once.
    Now(fn(&ControlRequest) -> ReplyResult),
    /// May wait for a call.
    Later(fn(ControlRequest) -> PendingReply),
}

/// An operation.
pub(super) struct ControlRoute {
    pub(super) method: &'static str,
    path: &'static str,
    /// True if the operation requires the token.
    pub(super) is_protected: bool,
    pub(super) handler: OperationHandler,
}

const fn route(method: &'static str, path: &'static str, handler: fn(&ControlRequest) -> ReplyResult) -> ControlRoute {
    ControlRoute { method, path, is_protected: true, handler: OperationHandler::Now(handler) }
}

const fn public(path: &'static str, handler: fn(&ControlRequest) -> ReplyResult) -> ControlRoute {
    ControlRoute { method: "GET", path, is_protected: false, handler: OperationHandler::Now(handler) }
}

/// All operations. Of two paths that match, the first counts.
pub(super) const ROUTES: &[ControlRoute] = &[
    public("/", page::get),
    public("/openapi.json", server::document),
    public("/v1/health", server::health),
    public("/v1/ready", server::health),
    route("GET", "/v1/server", server::info),
    route("GET", "/v1/credentials", server::credentials),
    route("POST", "/v1/reset", server::reset),
    route("POST", "/v1/shutdown", server::shutdown),
    route("GET", "/v1/clock", clock::get),
    route("PUT", "/v1/clock", clock::set),
    route("POST", "/v1/clock/advance", clock::advance),
    route("POST", "/v1/clock/freeze", clock::freeze),
    route("POST", "/v1/clock/resume", clock::resume),
    route("GET", "/v1/accounts", accounts::list),
    route("GET", "/v1/accounts/{account}", accounts::get),
    route("PUT", "/v1/accounts/{account}", accounts::put),
    route("DELETE", "/v1/accounts/{account}", accounts::delete),
    route("GET", "/v1/accounts/{account}/users", accounts::users::list),
    route("GET", "/v1/accounts/{account}/users/{user}", accounts::users::get),
    route("PUT", "/v1/accounts/{account}/users/{user}", accounts::users::put),
    route("DELETE", "/v1/accounts/{account}/users/{user}", accounts::users::delete),
    route("GET", "/v1/accounts/{account}/users/{user}/keys", accounts::users::list_keys),
    route("POST", "/v1/accounts/{account}/users/{user}/keys", accounts::users::create_key),
    route("GET", "/v1/accounts/{account}/users/{user}/keys/{access_key_id}", accounts::users::get_key),
    route("DELETE", "/v1/accounts/{account}/users/{user}/keys/{access_key_id}", accounts::users::delete_key),
    route("GET", "/v1/accounts/{account}/users/{user}/mfa", accounts::users::list_devices),
    route("GET", "/v1/accounts/{account}/users/{user}/mfa/{device}", accounts::users::get_device),
    route("PUT", "/v1/accounts/{account}/users/{user}/mfa/{device}", accounts::users::put_device),
    route("DELETE", "/v1/accounts/{account}/users/{user}/mfa/{device}", accounts::users::delete_device),
    route("GET", "/v1/accounts/{account}/roles", accounts::roles::list),
    route("GET", "/v1/accounts/{account}/roles/{role}", accounts::roles::get),
    route("PUT", "/v1/accounts/{account}/roles/{role}", accounts::roles::put),
    route("DELETE", "/v1/accounts/{account}/roles/{role}", accounts::roles::delete),
    route("GET", "/v1/accounts/{account}/policies", accounts::policies::list),
    route("GET", "/v1/accounts/{account}/policies/{policy}", accounts::policies::get),
    route("PUT", "/v1/accounts/{account}/policies/{policy}", accounts::policies::put),
    route("DELETE", "/v1/accounts/{account}/policies/{policy}", accounts::policies::delete),
    route("GET", "/v1/accounts/{account}/oidc-providers", accounts::oidc::list),
    route("GET", "/v1/accounts/{account}/oidc-providers/{oidc_provider}", accounts::oidc::get),
    route("PUT", "/v1/accounts/{account}/oidc-providers/{oidc_provider}", accounts::oidc::put),
    route("DELETE", "/v1/accounts/{account}/oidc-providers/{oidc_provider}", accounts::oidc::delete),
    route("GET", "/v1/accounts/{account}/saml-providers", accounts::saml::list),
    route("GET", "/v1/accounts/{account}/saml-providers/{saml_provider}", accounts::saml::get),
    route("PUT", "/v1/accounts/{account}/saml-providers/{saml_provider}", accounts::saml::put),
    route("DELETE", "/v1/accounts/{account}/saml-providers/{saml_provider}", accounts::saml::delete),
    route("GET", "/v1/script", script::list),
    route("POST", "/v1/script", script::add),
    route("DELETE", "/v1/script", script::clear),
    route("DELETE", "/v1/script/{response_id}", script::delete),
    ControlRoute {
        method: "GET",
        path: "/v1/calls",
        is_protected: true,
        handler: OperationHandler::Later(|r| Box::pin(calls::list(r))),
    },
    route("DELETE", "/v1/calls", calls::clear),
    route("GET", "/v1/calls/summary", calls::summarize),
    ControlRoute {
        method: "POST",
        path: "/v1/calls/wait",
        is_protected: true,
        handler: OperationHandler::Later(|request| Box::pin(calls::wait(request))),
    },
    route("GET", "/v1/calls/{call_id}", calls::get),
    route("POST", "/v1/tokens/web-identity", tokens::web_identity),
    route("POST", "/v1/tokens/saml", tokens::saml),
    route("POST", "/v1/tokens/trade-in", tokens::trade_in),
];

/// A path of the API, with the values of its parameters.
pub(super) struct MatchedPath {
    path: &'static str,
    pub(super) parameters: Vec<(&'static str, String)>,
}

/// Returns the path that these segments match.
pub(super) fn find(segments: &[String]) -> Option<MatchedPath> {
    ROUTES.iter().find_map(|route| {
        let parameters = parameters(route.path, segments)?;
        Some(MatchedPath { path: route.path, parameters })
    })
}

impl MatchedPath {
    /// Returns the operations at the path.
    pub(super) fn routes(&self) -> impl Iterator<Item = &'static ControlRoute> {
        let path = self.path;
        ROUTES.iter().filter(move |route| route.path == path)
    }
}

/// Returns the parameters in a path if it has this form.
fn parameters(form: &'static str, segments: &[String]) -> Option<Vec<(&'static str, String)>> {
    let form: Vec<&'static str> = form.strip_prefix('/')?.split('/').collect();
    if form.len() != segments.len() {
        return None;
    }
    let mut parameters = Vec::new();
    for (expected, found) in form.into_iter().zip(segments) {
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !found.is_empty() => parameters.push((name, found.clone())),
            None if expected == found => {}
            _ => return None,
        }
    }
    Some(parameters)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::control::server::DOCUMENT;

    #[test]
    fn em27_the_document_describes_exactly_the_operations_that_are_served() {
        let document: serde_json::Value = serde_json::from_str(DOCUMENT).unwrap();
        let mut described = BTreeSet::new();
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let is_protected = operation["security"] != serde_json::json!([]);
                described.insert((method.to_uppercase(), path.clone(), is_protected));
            }
        }
        let served = ROUTES.iter().map(|route| (route.method.to_owned(), route.path.to_owned(), route.is_protected));
        assert_eq!(served.collect::<BTreeSet<_>>(), described);
        assert_eq!(ROUTES.len(), described.len());
    }

    #[test]
    fn a_segment_fits_one_parameter_and_is_never_empty() {
        let segments = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        let found = find(&segments("v1/accounts/123456789012/users/engineering%2FAnn")).unwrap();
        assert_eq!(found.path, "/v1/accounts/{account}/users/{user}");
        for path in ["v1/accounts//users", "v1/accounts/", "v1", "v1/clock/", "v2/clock", "v1/script/1/2"] {
            assert!(find(&segments(path)).is_none(), "{path}");
        }
        assert_eq!(find(&segments("v1/calls/summary")).unwrap().path, "/v1/calls/summary");
        assert_eq!(find(&segments("")).unwrap().path, "/");
    }
}
