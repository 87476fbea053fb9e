//! The response of the stub.

use sha2::{Digest as _, Sha256};

/// The first part of each session token, which makes it about as long as AWS's tokens.
const TOKEN: &str = "FwoGZXIvYXdzEBYaDExampleTokenThatIsAboutAsLongAsThoseOfAWS";

/// Returns the response to a form.
///
/// Its session token contains a hash of the form. Contestants that send different parameters, or decode them differently,
/// end with different credentials.
pub fn to(form: &str) -> String {
    // The order of parameters has no meaning.
    let mut parameters: Vec<&str> = form.split('&').collect();
    parameters.sort_unstable();
    let body = body(&format!("{}{}", TOKEN.repeat(5), hex::encode(Sha256::digest(parameters.join("&")))));
    format!(
        "HTTP/1.1 200 OK\r\nx-amzn-RequestId: c6104cbe-af31-11e0-8154-cbc7ccf896c7\r\nContent-Type: text/xml\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn body(token: &str) -> String {
    format!(
        r#"<GetFederationTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetFederationTokenResult>
    <Credentials>
      <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
      <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY</SecretAccessKey>
      <SessionToken>{token}</SessionToken>
      <Expiration>2099-07-15T23:28:33Z</Expiration>
    </Credentials>
    <FederatedUser>
      <Arn>arn:aws:sts::123456789012:federated-user/Bob</Arn>
      <FederatedUserId>123456789012:Bob</FederatedUserId>
    </FederatedUser>
    <PackedPolicySize>8</PackedPolicySize>
  </GetFederationTokenResult>
  <ResponseMetadata>
    <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
  </ResponseMetadata>
</GetFederationTokenResponse>
"#
    )
}
