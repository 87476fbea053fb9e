//! A web service for many tenants: `GET /files/NAME` responds with a file of the tenant that calls.

use std::collections::HashMap;
use std::error::Error;
use std::num::NonZeroUsize;
use std::sync::Arc;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_s3::config::IdentityCache;
use aws_sdk_s3::error::ProvideErrorMetadata;
use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::routing::get;
use sts::policy::escape;
use sts::{Policy, RefreshingCredentials, SessionPool, Sts, sanitize};

const DATA_ROLE: &str = "arn:aws:iam::123456789012:role/demo";
const BUCKET: &str = "team-data";

/// The number of tenants whose sessions are kept.
const TENANTS: NonZeroUsize = NonZeroUsize::new(500).unwrap();

/// Everything that requests share.
pub struct Service {
    sts: Sts,
    pool: SessionPool,
    aws: SdkConfig,
    /// The tenant of each bearer token. Put your own authentication here.
    tenants: HashMap<String, String>,
}

impl Service {
    pub fn new(sts: Sts, aws: SdkConfig, tenants: HashMap<String, String>) -> Self {
        Self { sts, pool: SessionPool::new(TENANTS), aws, tenants }
    }

    /// Returns credentials that reach the data of this tenant and nothing else. Sends nothing: the first use does.
    fn credentials(&self, tenant: &str) -> RefreshingCredentials {
        // Escaped, because a tenant called `*` would otherwise be every tenant.
        let objects = format!("arn:aws:s3:::{BUCKET}/{}/*", escape(tenant));
        let policy = Policy::new().allow(["s3:GetObject"], [objects]);
        // The name appears in the logs of every service that is called with the session.
        let name = sanitize::role_session_name(tenant).into_string();
        self.pool.get(self.sts.assume_role(DATA_ROLE, name).policy(policy))
    }

    async fn read(&self, tenant: &str, file: &str) -> Result<Vec<u8>, StatusCode> {
        let role = self.credentials(tenant);
        // S3 would ask for the credentials too. Ask first, to tell a failure of STS from one of S3.
        let credentials = role.credentials().await.map_err(|error| {
            eprintln!("no credentials for {tenant}: {error}");
            StatusCode::SERVICE_UNAVAILABLE
        })?;
        let config = aws_sdk_s3::config::Builder::from(&self.aws)
            .credentials_provider(role.clone())
            // `role` is a cache already. A second one would ask it for new credentials too late.
            .identity_cache(IdentityCache::no_cache())
            .build();
        let s3 = aws_sdk_s3::Client::from_conf(config);
        let object = s3.get_object().bucket(BUCKET).key(format!("{tenant}/{file}")).send().await;
        let object = object.map_err(|error| match error.code() {
            Some("NoSuchKey") => StatusCode::NOT_FOUND,
            Some("ExpiredToken" | "InvalidAccessKeyId") => {
                // The next request gets new credentials.
                role.invalidate(credentials.access_key_id());
                StatusCode::SERVICE_UNAVAILABLE
            }
            code => {
                eprintln!("S3 refused a request of {tenant}: {code:?}");
                StatusCode::BAD_GATEWAY
            }
        })?;
        let body = object.body.collect().await.map_err(|_| StatusCode::BAD_GATEWAY)?;
        Ok(body.to_vec())
    }
}

/// The tenant that a request was authenticated for.
struct Tenant(String);

impl FromRequestParts<Arc<Service>> for Tenant {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, StatusCode> {
        let header = parts.headers.get("authorization").and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or(StatusCode::UNAUTHORIZED)?;
        service.tenants.get(token).map(|tenant| Self(tenant.clone())).ok_or(StatusCode::UNAUTHORIZED)
    }
}

async fn file(
    State(service): State<Arc<Service>>,
    Tenant(tenant): Tenant,
    Path(name): Path<String>,
) -> Result<Vec<u8>, StatusCode> {
    service.read(&tenant, &name).await
}

pub fn router(service: Service) -> Router {
    Router::new().route("/files/{name}", get(file)).with_state(Arc::new(service))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Report a missing region, a wrong key or a wrong proxy now, and not at the first request.
    let sts = Sts::from_environment()?;
    sts.credentials().await?;
    // Without credentials of its own: only those of a tenant ever sign a request to S3.
    let aws = aws_config::defaults(BehaviorVersion::latest()).no_credentials().load().await;
    let tenants = HashMap::from([("token-of-red".to_owned(), "red".to_owned())]);

    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, router(Service::new(sts, aws, tenants))).await?;
    Ok(())
}
