//! The exceptions of `NO_PROXY`: what is called without a proxy.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;

use crate::endpoint::host::ip;
use crate::endpoint::url::{port_of, showable};
use crate::platform::config_error::ConfigError;

/// The maximum length of an entry in an error, in characters.
const SHOWN: usize = 64;

/// A list of exceptions.
#[derive(Clone, Debug, Default)]
pub(super) struct Exceptions(Vec<ProxyException>);

#[derive(Clone, Debug)]
struct ProxyException {
    hosts: Hosts,
    /// The port that the URL must have.
    port: Option<u16>,
}

#[derive(Clone, Debug)]
enum Hosts {
    All,
    /// A domain in lower case, without dots at its ends.
    Domain {
        name: String,
        has_itself: bool,
    },
    Addresses(ExemptRange),
}

impl Exceptions {
    /// Parses the value of a variable.
    ///
    /// # Errors
    ///
    /// Fails at the first entry that has an unknown form, and names it and the variable.
    pub(super) fn parse(variable: &str, list: &str) -> Result<Self, ConfigError> {
        let mut exceptions = Vec::new();
        for entry in list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty()) {
            exceptions.push(ProxyException::parse(entry).ok_or_else(|| refuse(variable, entry))?);
        }
        Ok(Self(exceptions))
    }

    /// Returns `true` if every host is an exception.
    pub(super) fn is_everything(&self) -> bool {
        self.0.iter().any(|exception| matches!(exception.hosts, Hosts::All))
    }

    /// Returns `true` if the host of a URL is one of the exceptions.
    pub(super) fn contain(&self, uri: &Uri) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let host = uri.host().unwrap_or_default();
        let host = host.strip_suffix('.').unwrap_or(host);
        let (address, port) = (ip(host), port_of(uri));
        let is_exempt = |exception: &ProxyException| {
            exception.port.is_none_or(|exempt| exempt == port) && exception.hosts.contain(host, address)
        };
        self.0.iter().any(is_exempt)
    }
}

fn refuse(variable: &str, entry: &str) -> ConfigError {
    let shown: String = showable(entry).chars().take(SHOWN).collect();
    ConfigError::new(format!(
        "{variable} has the entry {shown:?}, which has an unknown form; separate entries with commas, and write each as *, a \
         domain, an address or a range such as 10.0.0.0/8"
    ))
}

impl ProxyException {
    fn parse(entry: &str) -> Option<Self> {
        if entry == "*" {
            return Some(Self { hosts: Hosts::All, port: None });
        }
        if let Some((network, prefix)) = entry.split_once('/') {
            return Some(Self { hosts: Hosts::Addresses(ExemptRange::parse(network, prefix)?), port: None });
        }
        if let Some(rest) = entry.strip_prefix('[') {
            let (address, port) = rest.split_once(']')?;
            let port = if port.is_empty() { None } else { parse_port(port.strip_prefix(':')?)? };
            return Some(Self {
                hosts: Hosts::Addresses(ExemptRange::of(address.parse::<Ipv6Addr>().ok()?.into())),
                port,
            });
        }
        if let Ok(address) = entry.parse::<Ipv6Addr>() {
            return Some(Self { hosts: Hosts::Addresses(ExemptRange::of(address.into())), port: None });
        }
        let (host, port) = match entry.split_once(':') {
            Some((host, port)) => (host, parse_port(port)?),
            None => (entry, None),
        };
        let hosts = match host.parse::<Ipv4Addr>() {
            Ok(address) => Hosts::Addresses(ExemptRange::of(address.into())),
            Err(_) => domain(host)?,
        };
        Some(Self { hosts, port })
    }
}

/// Parses what follows the colon after a host. It may be empty, as in URLs.
fn parse_port(text: &str) -> Option<Option<u16>> {
    if text.is_empty() {
        return Some(None);
    }
    let port = text.parse().ok().filter(|port| *port > 0 && text.bytes().all(|byte| byte.is_ascii_digit()));
    port.map(Some)
}

/// Parses a domain. Text that ends in a number is not one, but a part of an address or an address in unusual notation.
fn domain(text: &str) -> Option<Hosts> {
    let below = text.strip_prefix("*.");
    let name = below.or(text.strip_prefix('.')).unwrap_or(text);
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit()) || label.starts_with("0x");
    let is_domain = name.split('.').all(is_label) && !name.rsplit('.').next().is_some_and(is_number);
    is_domain.then(|| Hosts::Domain { name: name.to_ascii_lowercase(), has_itself: below.is_none() })
}

impl Hosts {
    fn contain(&self, host: &str, address: Option<IpAddr>) -> bool {
        match self {
            Self::All => true,
            Self::Domain { name, has_itself } => {
                let start = host.len().checked_sub(name.len());
                let parts = start.and_then(|start| host.split_at_checked(start));
                parts.is_some_and(|(before, end)| {
                    end.eq_ignore_ascii_case(name)
                        && if before.is_empty() { *has_itself } else { before.ends_with('.') }
                })
            }
            Self::Addresses(range) => address.is_some_and(|address| range.contains(address)),
        }
    }
}

/// A range of addresses, or a single one.
#[derive(Clone, Debug)]
struct ExemptRange {
    network: IpAddr,
    /// The number of bits that are the same in all addresses.
    prefix: u32,
}

impl ExemptRange {
    fn of(address: IpAddr) -> Self {
        let network = address.to_canonical();
        Self { network, prefix: length(network) }
    }

    /// Parses an address and the number of its bits that count.
    fn parse(network: &str, prefix: &str) -> Option<Self> {
        let given: IpAddr = network.parse().ok()?;
        let is_number = (1..=3).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix: u32 = prefix.parse().ok().filter(|prefix| is_number && *prefix <= length(given))?;
        // An IPv4 range in IPv6 notation counts the 96 bits before the address.
        let network = given.to_canonical();
        match prefix.checked_sub(length(given) - length(network)) {
            Some(prefix) => Some(Self { network, prefix }),
            None => Some(Self { network: given, prefix }),
        }
    }

    fn contains(&self, address: IpAddr) -> bool {
        let differ = match (self.network, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => u128::from(network.to_bits() ^ address.to_bits()),
            (IpAddr::V6(network), IpAddr::V6(address)) => network.to_bits() ^ address.to_bits(),
            _ => return false,
        };
        differ.checked_shr(length(self.network) - self.prefix).is_none_or(|differ| differ == 0)
    }
}

/// Returns the length of an address, in bits.
fn length(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exceptions(list: &str) -> Exceptions {
        Exceptions::parse("NO_PROXY", list).unwrap()
    }

    fn is_exempt(list: &str, url: &str) -> bool {
        exceptions(list).contain(&url.parse().unwrap())
    }

    #[test]
    fn every_form_of_an_exception_is_obeyed() {
        for (list, exempt, others) in [
            ("sts.example", &["https://sts.example", "https://a.b.sts.example:1"][..], &["https://xsts.example"][..]),
            (".example", &["https://sts.example", "https://example"], &["https://example.com", "https://xexample"]),
            ("*.example", &["https://sts.example", "https://a.b.example"], &["https://example", "https://xexample"]),
            (
                "STS.Example.",
                &["https://sts.example", "https://STS.EXAMPLE", "https://sts.example./"],
                &["https://sts"],
            ),
            ("sts.example:443", &["https://sts.example", "https://sts.example:443"], &["https://sts.example:8443"]),
            ("sts.example:80", &["http://sts.example", "https://a.sts.example:80"], &["https://sts.example"]),
            ("sts.example:", &["https://sts.example:8443"], &["https://other.example"]),
            (
                "a.example  b.example\tc.example\n",
                &["https://a.example", "https://b.example", "https://c.example"],
                &[],
            ),
            (",, a.example ,,b.example", &["https://a.example", "https://b.example"], &["https://c.example"]),
            (
                "10.1.2.3",
                &["https://10.1.2.3:8443", "https://[::ffff:10.1.2.3]"],
                &["https://10.1.2.4", "https://x.10.1.2.3"],
            ),
            ("10.1.2.3:8443", &["https://10.1.2.3:8443"], &["https://10.1.2.3"]),
            ("fd00:1::5", &["https://[fd00:1::5]:8443", "https://[FD00:1:0::5]"], &["https://[fd00:1::6]"]),
            ("[fd00:1::5]", &["https://[fd00:1::5]:8443"], &["https://[fd00:1::6]"]),
            ("[fd00:1::5]:8443", &["https://[fd00:1::5]:8443"], &["https://[fd00:1::5]"]),
            (
                "10.0.0.0/8",
                &["https://10.1.2.3", "https://[::ffff:10.9.9.9]"],
                &["https://11.1.2.3", "https://sts.example"],
            ),
            ("10.1.2.3/8", &["https://10.9.9.9"], &["https://11.1.2.3"]),
            ("0.0.0.0/0", &["https://10.9.9.9"], &["https://[::1]", "https://sts.example"]),
            ("::/0", &["https://[::1]", "https://[fd00::1]"], &["https://10.9.9.9"]),
            ("fd00::/8", &["https://[fdff::1]"], &["https://[fe00::1]"]),
            ("::ffff:10.0.0.0/104", &["https://10.9.9.9"], &["https://11.1.2.3"]),
            ("sts_a.internal", &["https://sts_a.internal"], &[]),
            ("", &[], &["https://sts.example"]),
        ] {
            for url in exempt {
                assert!(is_exempt(list, url), "{list:?} {url}");
            }
            for url in others {
                assert!(!is_exempt(list, url), "{list:?} {url}");
            }
        }
        assert!(exceptions("a.example, *").is_everything() && !exceptions("*.example").is_everything());
    }

    #[test]
    fn an_exception_of_an_unknown_form_is_refused_with_the_entry_and_the_variable() {
        for entry in [
            "foo;sts.example",
            "http://sts.example",
            "sts.example/",
            "sts.example:99999",
            "sts.example:0",
            "sts.example:https",
            "sts.example:1:2",
            "*:443",
            "*example",
            "foo*",
            "10.*",
            "192.168.",
            "192.168.1",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "10.0.0.0/8:443",
            "10/8",
            "[fd00::]/8",
            "[fd00::",
            "[10.0.0.1]",
            "[::1]443",
            "fe80::1%eth0",
            "0x7f.1",
            "010.0.0.1",
            "..example",
            "a..b",
            ".",
            "*.",
            "b\u{fc}cher.example",
            "!sts.example",
            "\"sts.example\"",
        ] {
            let error = Exceptions::parse("no_proxy", &format!("good.example,{entry}")).unwrap_err().to_string();
            let shown = entry.trim_matches('"');
            assert!(error.contains("no_proxy") && error.contains(shown) && !error.contains("good"), "{error}");
        }
        let error = Exceptions::parse("NO_PROXY", "http://user:hush@proxy.example").unwrap_err().to_string();
        assert!(!error.contains("hush"), "{error}");
    }

    /// Domains of one to three labels.
    fn domain() -> impl Strategy<Value = String> {
        proptest::collection::vec("[a-z]{1,3}", 1..4).prop_map(|labels| labels.join("."))
    }

    proptest! {
        #[test]
        fn a_domain_is_compared_label_by_label(exception in domain(), host in domain()) {
            let labels = |name: &str| name.rsplit('.').map(str::to_owned).collect::<Vec<_>>();
            let is_within = labels(&host).starts_with(&labels(&exception));
            let url = format!("https://{host}");
            prop_assert_eq!(is_exempt(&exception, &url), is_within);
            prop_assert_eq!(is_exempt(&exception.to_uppercase(), &url), is_within);
            prop_assert_eq!(is_exempt(&format!("*.{exception}"), &url), is_within && host != exception);
        }

        #[test]
        fn a_range_contains_the_addresses_that_start_with_its_bits(network: u32, address: u32, prefix in 0..=32_u32) {
            let (network, address) = (Ipv4Addr::from_bits(network), Ipv4Addr::from_bits(address));
            let bits = |address: Ipv4Addr| format!("{:032b}", address.to_bits()).chars().take(prefix as usize).collect::<String>();
            let found = is_exempt(&format!("{network}/{prefix}"), &format!("https://{address}"));
            prop_assert_eq!(found, bits(network) == bits(address));
            let is_own = is_exempt(&format!("{network}/{prefix}"), &format!("https://{network}"));
            prop_assert!(is_own);
        }

        #[test]
        fn any_list_is_obeyed_or_refused_without_a_panic(list in "[ -~\u{e4}\u{200b}]{0,40}", url in "https://[a-z0-9.]{1,12}") {
            if let (Ok(exceptions), Ok(url)) = (Exceptions::parse("NO_PROXY", &list), url.parse()) {
                let _ = exceptions.contain(&url);
            }
        }
    }
}
