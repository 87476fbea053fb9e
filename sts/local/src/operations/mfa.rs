//! MFA codes in requests.

use awsquery::server::Refusal;

use crate::error_responses::access_denied;
use crate::request_context::RequestContext;
use crate::state::ServerState;
use sts::Secret;
use sts::platform::Clock as _;

/// Checks the MFA code of a request. Returns false if the request has none.
///
/// # Errors
///
/// `AccessDenied` if the code is wrong or incomplete.
pub(super) fn check_mfa(
    server: &ServerState,
    context: &RequestContext,
    serial_number: Option<&str>,
    code: Option<&Secret>,
) -> Result<bool, Refusal> {
    let caller = context.caller()?;
    let (serial_number, code) = match (serial_number, code) {
        (None, None) => return Ok(false),
        (Some(serial_number), Some(code)) => (serial_number, code),
        _ => {
            return Err(access_denied(
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
            ));
        }
    };
    let Some(device) = context.directory.mfa_device(&caller.identity, serial_number) else {
        // AWS's message has two spaces here.
        return Err(access_denied(
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is \
             valid and associated with this user.",
        ));
    };
    if server.used_mfa_codes.redeem(serial_number, device, code.expose(), server.clock.wall()) {
        Ok(true)
    } else {
        Err(access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code."))
    }
}
