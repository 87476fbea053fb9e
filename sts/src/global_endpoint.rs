//! The global endpoint, at which AWS does not offer all operations. See
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html>.

/// The host of the global endpoint.
const HOST: &str = "sts.amazonaws.com";

/// Returns `true` for the host of the global endpoint: with or without a port, in any letter case, and with or without the
/// dot that ends an absolute name of DNS.
#[inline]
pub(crate) fn is_global(host: &str) -> bool {
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    name.strip_suffix('.').unwrap_or(name).eq_ignore_ascii_case(HOST)
}

/// Refuses the global endpoint. The error says which endpoint to use instead.
#[inline]
pub(crate) fn check_endpoint(host: &str) -> Result<(), String> {
    if !is_global(host) {
        return Ok(());
    }
    Err(format!(
        "the global endpoint, {HOST}, does not offer this operation; use a regional endpoint such as \
         sts.us-east-1.amazonaws.com: set a region other than aws-global, remove AWS_STS_REGIONAL_ENDPOINTS=legacy, and \
         configure no other endpoint"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ss03_only_the_global_endpoint_is_refused_in_every_spelling() {
        for host in [
            "sts.amazonaws.com",
            "STS.AmazonAWS.com",
            "sts.amazonaws.com.",
            "sts.amazonaws.com:443",
            "Sts.Amazonaws.Com.:8443",
        ] {
            let problem = check_endpoint(host).unwrap_err();
            assert!(problem.contains("sts.us-east-1.amazonaws.com"), "{host}");
        }
        for host in [
            "sts.us-east-1.amazonaws.com",
            "sts.cn-north-1.amazonaws.com.cn",
            "sts.amazonaws.com.cn",
            "sts.amazonaws.com.example",
            "asts.amazonaws.com",
            "sts.amazonaws.com..",
            "127.0.0.1",
            "[::1]:443",
            "localhost",
            "",
        ] {
            assert_eq!(check_endpoint(host), Ok(()), "{host}");
        }
    }
}
