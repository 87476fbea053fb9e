//! The environment variables with which SDKs find the server.

use std::ffi::OsString;

use sts_local::LocalSts;

/// Variables that would make an SDK use other credentials, and those of another server. The shared files of credentials and
/// settings stay as they are: what [`variables`] sets comes before what the files say.
pub(crate) const REMOVED: [&str; 16] = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    // The former name of AWS_SESSION_TOKEN.
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_ACCOUNT_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_SIGV4A_SIGNING_REGION_SET",
    // A server without control API sets neither, and those of an outer server would control the wrong one.
    "STS_LOCAL_CONTROL_URL",
    "STS_LOCAL_CONTROL_TOKEN",
];

/// Hosts that a proxy cannot reach.
const LOOPBACK: [&str; 2] = ["127.0.0.1", "localhost"];

/// Returns the variables that a command needs, to be set after [`REMOVED`] are removed: those for SDKs, and those of the
/// control API.
pub(crate) fn variables(local: &LocalSts) -> Vec<(&'static str, OsString)> {
    let mut variables = sdk_variables(local);
    if let Some(control) = local.control() {
        variables.push(("STS_LOCAL_CONTROL_URL", control.url().into()));
        variables.push(("STS_LOCAL_CONTROL_TOKEN", control.token().expose().into()));
    }
    variables
}

/// Returns the variables with which SDKs find the server, to be set after [`REMOVED`] are removed.
pub(crate) fn sdk_variables(local: &LocalSts) -> Vec<(&'static str, OsString)> {
    let credentials = local.credentials();
    let mut variables: Vec<(&str, OsString)> = vec![
        ("AWS_ENDPOINT_URL_STS", local.endpoint().into()),
        ("AWS_ACCESS_KEY_ID", credentials.access_key_id().into()),
        ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key().into()),
        ("AWS_REGION", local.region().into()),
        ("AWS_DEFAULT_REGION", local.region().into()),
        // Without credentials of the environment, an SDK asks this address of AWS's network.
        ("AWS_EC2_METADATA_DISABLED", "true".into()),
        // Makes SDKs ignore AWS_ENDPOINT_URL_STS, so that they would call AWS. It is set and not just removed, like the next
        // two, because the shared file may turn it on.
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false".into()),
        // SDKs refuse these two together with an endpoint of one's own.
        ("AWS_USE_FIPS_ENDPOINT", "false".into()),
        ("AWS_USE_DUALSTACK_ENDPOINT", "false".into()),
    ];
    let [upper, lower] = ["NO_PROXY", "no_proxy"].map(std::env::var_os);
    // Programs read one of the two, and not always the same.
    variables.push(("NO_PROXY", without_proxy(upper.clone().or(lower.clone()))));
    variables.push(("no_proxy", without_proxy(lower.or(upper))));
    variables
}

/// Adds the loopback hosts to a list of hosts that are reached without a proxy.
fn without_proxy(listed: Option<OsString>) -> OsString {
    let Some(mut listed) = listed.filter(|listed| !listed.is_empty()) else { return LOOPBACK.join(",").into() };
    let text = listed.to_string_lossy().into_owned();
    // The wildcard counts only if it stands alone.
    if text.trim() == "*" {
        return listed;
    }
    let missing = LOOPBACK.iter().filter(|host| text.split(',').all(|known| known.trim() != **host));
    for host in missing {
        listed.push(",");
        listed.push(host);
    }
    listed
}
