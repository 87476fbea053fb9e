//! Whom a request was meant for, by its `Host` header.

use std::net::IpAddr;

use awsquery::endpoint::partition::PARTITIONS;

/// The region behind a host, if requests for it are answered here: this machine by address or as `localhost`, a name that
/// was allowed, and the endpoints of STS at AWS, so that what was presigned for them can be checked here.
///
/// A web page can make a browser call other names at this address (DNS rebinding), and would get credentials.
pub(super) fn region<'a>(host: &'a str, own_region: &'a str, allowed: &[String]) -> Option<&'a str> {
    let name = name(host);
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let own = address.is_ok() || name.eq_ignore_ascii_case("localhost") || allowed.iter().any(|known| known == name);
    if own { Some(own_region) } else { region_at_aws(name) }
}

/// Without the port.
fn name(host: &str) -> &str {
    let after = host.rfind(']').map_or(0, |end| end + 1);
    match host.get(after..).and_then(|rest| rest.find(':')) {
        Some(colon) => host.get(..after + colon).unwrap_or(host),
        None => host,
    }
}

/// `eu-west-1` of `sts.eu-west-1.amazonaws.com`; the global endpoint is signed for `us-east-1`.
fn region_at_aws(name: &str) -> Option<&str> {
    if name == "sts.amazonaws.com" {
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
    fn em02_this_machine_and_the_endpoints_of_aws_are_answered_for_and_no_other_name() {
        let allowed = ["sts-in-compose".to_owned()];
        let own = ["127.0.0.1", "127.0.0.1:4100", "localhost:4100", "LOCALHOST", "[::1]:4100", "[::1]", "192.0.2.1:80"];
        for host in own.into_iter().chain(["sts-in-compose:4100"]) {
            assert_eq!(region(host, "eu-west-3", &allowed), Some("eu-west-3"), "{host}");
        }
        let at_aws = [
            ("sts.amazonaws.com", "us-east-1"),
            ("sts.eu-west-1.amazonaws.com", "eu-west-1"),
            ("sts-fips.us-east-2.amazonaws.com", "us-east-2"),
            ("sts.cn-north-1.amazonaws.com.cn", "cn-north-1"),
            ("sts.eu-west-1.api.aws:443", "eu-west-1"),
        ];
        for (host, expected) in at_aws {
            assert_eq!(region(host, "eu-west-3", &[]), Some(expected), "{host}");
        }
        let strangers = [
            "evil.example",
            "",
            "sts.evil.example",
            "sts.amazonaws.com.evil.example",
            "127.0.0.1.nip.io",
            "sts.a.b.amazonaws.com",
            "sts..amazonaws.com",
            "sts-in-compose",
            ":80",
        ];
        for host in strangers {
            assert_eq!(region(host, "eu-west-3", &[]), None, "{host}");
        }
    }
}
