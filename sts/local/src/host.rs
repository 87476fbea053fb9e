//! The host that a request was sent to.

use std::net::{Ipv4Addr, Ipv6Addr};

use awsquery::endpoint::partition::PARTITIONS;

const GLOBAL_ENDPOINT: &str = "sts.amazonaws.com";

/// Returns the region of a host, and `None` if the server does not serve requests for it.
///
/// Served hosts are IP addresses, `localhost`, `allowed` names, and AWS's endpoints of STS, so that URLs that were presigned
/// for AWS can be checked here. Other names are refused because of DNS rebinding: a web page can resolve its own name to
/// this machine, and could get credentials.
pub(crate) fn region_of(host: &str, own_region: &str, allowed: &[String]) -> Option<String> {
    if is_of_this_machine(host, allowed) {
        Some(own_region.to_owned())
    } else {
        region_of_aws_endpoint(&name_of(host)).map(str::to_owned)
    }
}

/// Returns true for IP addresses, `localhost` and `allowed` names.
pub(crate) fn is_of_this_machine(host: &str, allowed: &[String]) -> bool {
    let name = &*name_of(host);
    let is_address = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => name.parse::<Ipv4Addr>().is_ok(),
    };
    is_address || name == "localhost" || allowed.iter().any(|known| name_of(known) == name)
}

/// Returns true for a name that the header `Host` may have. Networks of containers also have names with underscores.
pub(crate) fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    name_of(host).split('.').all(is_label)
}

/// Returns true for the global endpoint, which some operations do not support.
pub(crate) fn is_global_endpoint(host: &str) -> bool {
    name_of(host) == GLOBAL_ENDPOINT
}

/// Returns the name of a host in lower case, without a port and without the dot that ends an absolute name of DNS.
fn name_of(host: &str) -> String {
    let name = without_port(host);
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

fn without_port(host: &str) -> &str {
    let after = host.rfind(']').map_or(0, |end| end + 1);
    match host.get(after..).and_then(|rest| rest.split_once(':')) {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            host.get(..after + name.len()).unwrap_or(host)
        }
        _ => host,
    }
}

/// Returns `eu-west-1` for `sts.eu-west-1.amazonaws.com`. Requests to the global endpoint are signed for `us-east-1`.
fn region_of_aws_endpoint(name: &str) -> Option<&str> {
    if name == GLOBAL_ENDPOINT {
        return Some("us-east-1");
    }
    let rest = name.strip_prefix("sts.").or_else(|| name.strip_prefix("sts-fips."))?;
    let suffixes = PARTITIONS.iter().flat_map(|partition| [partition.dns_suffix, partition.dual_stack_dns_suffix]);
    let mut regions = suffixes.filter_map(|suffix| rest.strip_suffix(suffix)?.strip_suffix('.'));
    regions.find(|region| !region.is_empty() && !region.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn em24_the_global_endpoint_is_known_in_every_spelling() {
        for host in ["sts.amazonaws.com", "STS.AmazonAWS.com:443", "sts.amazonaws.com.", "Sts.amazonaws.com.:8443"] {
            assert!(is_global_endpoint(host), "{host}");
        }
        for host in ["sts.us-east-1.amazonaws.com", "sts.amazonaws.com.cn", "sts.amazonaws.com..", "127.0.0.1", ""] {
            assert!(!is_global_endpoint(host), "{host}");
        }
    }

    #[test]
    fn names_of_hosts_have_no_scheme_and_no_wildcard() {
        for host in ["sts", "STS-in-compose", "my_sts:4100", "sts.example.com."] {
            assert!(is_name(host), "{host}");
        }
        for host in ["", "*", "*.example.com", "http://sts", "sts/x", "a..b", ".", "sts example", "[::1]"] {
            assert!(!is_name(host), "{host}");
        }
    }

    #[test]
    fn em02_only_this_machine_and_the_endpoints_of_aws_are_served() {
        let allowed = ["STS-in-compose".to_owned()];
        let own = [
            "127.0.0.1",
            "127.0.0.1:4100",
            "localhost:4100",
            "LOCALHOST",
            "[::1]:4100",
            "[::1]",
            "192.0.2.1:80",
            "localhost.",
        ];
        for host in own.into_iter().chain(["sts-in-compose:4100", "STS-IN-compose."]) {
            assert_eq!(region_of(host, "eu-west-3", &allowed).as_deref(), Some("eu-west-3"), "{host}");
        }
        let at_aws = [
            ("sts.amazonaws.com", "us-east-1"),
            ("sts.eu-west-1.amazonaws.com", "eu-west-1"),
            ("sts-fips.us-east-2.amazonaws.com", "us-east-2"),
            ("sts.cn-north-1.amazonaws.com.cn", "cn-north-1"),
            ("sts.eu-west-1.api.aws:443", "eu-west-1"),
            ("STS.amazonaws.COM.:443", "us-east-1"),
            ("STS.EU-west-1.amazonaws.com.", "eu-west-1"),
        ];
        for (host, expected) in at_aws {
            assert_eq!(region_of(host, "eu-west-3", &[]).as_deref(), Some(expected), "{host}");
        }
        let unknown = [
            "evil.example",
            "",
            "sts.evil.example",
            "sts.amazonaws.com.evil.example",
            "127.0.0.1.nip.io",
            "sts.a.b.amazonaws.com",
            "sts..amazonaws.com",
            "sts-in-compose",
            ":80",
            ".",
            "sts.amazonaws.com..",
            "sts..amazonaws.com.",
            "127.0.0.1:abc",
            "127.0.0.1:80@evil.example",
            "localhost:80:80",
            "127.0.0.1]",
            "[127.0.0.1]",
            "[[::1]]",
            "::1",
        ];
        for host in unknown {
            assert_eq!(region_of(host, "eu-west-3", &[]), None, "{host}");
        }
    }
}
