//! Hosts of endpoints: which ones are this machine, and which ones must not be called.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Refuses hosts that are not what they seem, and those where instance metadata is served.
pub(super) fn check_host(host: &str) -> Result<(), &'static str> {
    if host.split('.').any(str::is_empty) {
        return Err("its host is empty, ends in a dot, or has two dots in a row");
    }
    if host.split('.').any(|label| label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"))) {
        return Err("its host is in punycode, which can make one name look like another");
    }
    if host.starts_with('[') && ip(host).is_none() {
        return Err("its host in brackets is not an IPv6 address; zones such as %eth0 are not supported");
    }
    if !is_host(host) {
        return Err(
            "its host may contain only ASCII letters, digits and the characters - . _, or be an IPv6 address in \
                    brackets",
        );
    }
    match ip(host) {
        Some(IpAddr::V4(address)) if address.is_link_local() => Err(METADATA),
        Some(IpAddr::V6(address)) if is_metadata(address) => Err(METADATA),
        Some(_) => Ok(()),
        // HTTP clients read `2852039166` and `169.254.0xa9fe` as IP addresses.
        None if host.rsplit('.').next().is_some_and(is_number) => {
            Err("its host ends in a number, but is not an IP address in the usual notation")
        }
        None => Ok(()),
    }
}

/// Returns `true` for a name, or an IP address in its usual notation, with brackets around one of IPv6.
pub(crate) fn is_host(host: &str) -> bool {
    if host.starts_with('[') { ip(host).is_some() } else { !host.is_empty() && host.bytes().all(is_of_name) }
}

/// Returns `true` for the bytes of host names. Names of containers may contain underscores.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

/// Returns `true` for a last label with which a host is read as an IPv4 address: decimal or octal digits, or `0x` and
/// hexadecimal digits. See <https://url.spec.whatwg.org/#ends-in-a-number-checker>.
fn is_number(label: &str) -> bool {
    let hexadecimal = label.strip_prefix("0x").or_else(|| label.strip_prefix("0X"));
    match hexadecimal {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => label.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

const METADATA: &str =
    "its host is, or contains, an address where instance metadata is served, or another link-local address";

/// Returns `true` for link-local addresses, for those that contain a link-local IPv4 address, and for the range in which
/// AWS serves metadata and credentials over IPv6 (`fd00:ec2::254`, `fd00:ec2::23`). AWS reserves the whole range, see
/// <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>.
fn is_metadata(address: Ipv6Addr) -> bool {
    let is_reserved = address.to_bits() >> 96 == 0xfd00_0ec2;
    is_reserved || address.is_unicast_link_local() || embedded(address).iter().any(Ipv4Addr::is_link_local)
}

/// Returns the IPv4 addresses that an IPv6 address stands for, in every form that has a specification. If the form is not
/// used, the result is an address that no one is reachable at, or one that does not matter.
fn embedded(address: Ipv6Addr) -> Vec<Ipv4Addr> {
    let bits = address.to_bits();
    let starts_with = |prefix: Ipv6Addr, length: u32| (bits ^ prefix.to_bits()) >> (128 - length) == 0;
    // The 32 bits that end `shift` bits before the end of the address.
    let at = |shift: u32| Ipv4Addr::from_bits(u32::try_from(bits >> shift & 0xffff_ffff).unwrap_or_default());
    // The same, but around the bits 64 to 71, which RFC 6052 (2.2) keeps free.
    let around = |before: u32, shift: u32| {
        let high = bits >> 64 & ((1 << before) - 1);
        let low = bits >> shift & ((1 << (32 - before)) - 1);
        Ipv4Addr::from_bits(u32::try_from(high << (32 - before) | low).unwrap_or_default())
    };
    let last_32_bits = [
        // Compatible and mapped addresses: RFC 4291, 2.5.5.
        Ipv6Addr::UNSPECIFIED,
        Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0),
        // Translated addresses: RFC 2765, 2.1.
        Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, 0, 0),
        // NAT64: RFC 6052, 2.1.
        Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0),
    ];
    let mut found = Vec::new();
    if last_32_bits.iter().any(|prefix| starts_with(*prefix, 96)) {
        found.push(at(0));
    }
    // NAT64 with a prefix of the network: RFC 8215. The place depends on the length of the prefix, which is unknown.
    if starts_with(Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48) {
        found.extend([around(16, 40), around(8, 32), at(24), at(0)]);
    }
    // 6to4: RFC 3056.
    if starts_with(Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16) {
        found.push(at(80));
    }
    // Teredo, with the server's address and that of the client, whose bits are inverted: RFC 4380, 4.
    if starts_with(Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 32) {
        found.extend([at(64), Ipv4Addr::from_bits(!at(0).to_bits())]);
    }
    // ISATAP: RFC 5214, 6.1. The bit in the mask tells whether the address is globally unique.
    if at(32).to_bits() & !0x0200_0000 == 0x0000_5efe {
        found.push(at(0));
    }
    found
}

/// Returns the address that a host consists of. IPv6 addresses are in brackets.
pub(crate) fn ip(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse().ok().map(IpAddr::V6),
        None => host.parse().ok().map(IpAddr::V4),
    }
}

/// Returns `true` for this machine: an address of its loopback interface, `localhost`, or a name below it.
pub fn is_loopback(host: &str) -> bool {
    is_localhost(host) || ip(host).is_some_and(|address| address.to_canonical().is_loopback())
}

/// Returns `true` for `localhost` and the names below it, in any letter case. They mean this machine, by RFC 6761 (6.3). The
/// default transport does not ask DNS about them, because a resolver might send them elsewhere.
pub(crate) fn is_localhost(host: &str) -> bool {
    host.rsplit('.').next().is_some_and(|label| label.eq_ignore_ascii_case("localhost"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All forms of an IPv6 address that contain this IPv4 address.
    fn forms(address: Ipv4Addr) -> Vec<Ipv6Addr> {
        let [a, b, c, d] = address.octets().map(u16::from);
        let (high, low) = (a << 8 | b, c << 8 | d);
        vec![
            Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low),
            Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, high, low),
            Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, high, low),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            Ipv6Addr::new(0x64, 0xff9b, 1, 7, 0, 8, high, low),
            Ipv6Addr::new(0x64, 0xff9b, 1, high, c, d << 8, 0, 0),
            Ipv6Addr::new(0x64, 0xff9b, 1, 0x700 | a, b, low, 0, 0),
            Ipv6Addr::new(0x64, 0xff9b, 1, 7, a, b << 8 | c, d << 8, 0),
            Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
            Ipv6Addr::new(0x2001, 0, high, low, 0, 0, 1, 2),
            Ipv6Addr::new(0x2001, 0, 0x808, 0x808, 0, 0, !high, !low),
            Ipv6Addr::new(0x2001, 0xdb8, 1, 2, 0, 0x5efe, high, low),
            Ipv6Addr::new(0x2001, 0xdb8, 1, 2, 0x200, 0x5efe, high, low),
        ]
    }

    proptest! {
        #[test]
        fn a_link_local_address_is_refused_in_every_form(c: u8, d: u8) {
            for form in forms(Ipv4Addr::new(169, 254, c, d)) {
                prop_assert!(is_metadata(form), "{form}");
            }
        }

        #[test]
        fn other_addresses_are_accepted_in_every_form(address in any::<u32>().prop_map(Ipv4Addr::from_bits)) {
            prop_assume!(!address.is_link_local());
            prop_assert!(check_host(&address.to_string()).is_ok());
            // A prefix that can have several lengths is refused if any of them gives a link-local address.
            for form in forms(address).into_iter().filter(|form| form.segments()[..3] != [0x64, 0xff9b, 1]) {
                prop_assert!(embedded(form).contains(&address), "{form}");
                prop_assert!(!is_metadata(form), "{form}");
            }
        }
    }

    #[test]
    fn addresses_of_metadata_are_refused() {
        for host in [
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "[fd00:ec2::254]",
            "[fd00:ec2::23]",
            "[fe80::1]",
            "[febf::1]",
            "[fe80::1%25eth0]",
            "[fe80::1%eth0]",
            "[::ffff:169.254.169.254]",
            "[64:ff9b::a9fe:a9fe]",
        ] {
            assert!(check_host(host).is_err(), "{host}");
        }
        for host in
            ["[::1]", "127.0.0.1", "10.0.0.1", "[fd00::1]", "[fd00:ec3::254]", "[2001:db8::1]", "[::ffff:10.0.0.1]"]
        {
            assert_eq!(check_host(host), Ok(()), "{host}");
        }
    }

    #[test]
    fn addresses_in_unusual_notation_are_refused() {
        for host in [
            "2852039166",
            "0xa9fea9fe",
            "0251.0376.0251.0376",
            "169.254.43518",
            "169.16689662",
            "0xa9.254.169.254",
            "[127.0.0.1]",
            "[sts.example]",
            "[::1",
            "sts..example",
            ".localhost",
            "127.1",
            "0x",
            "0X7F000001",
            "sts.0x7f",
            "sts.1",
        ] {
            assert!(check_host(host).is_err(), "{host}");
        }
    }

    #[test]
    fn a_name_may_begin_with_a_digit() {
        // The name of a container is the start of its id.
        for host in
            ["3f2a9c1b7d4e", "0a1b2c3d4e5f", "3com.example", "sts.3com", "1e5", "0xyz", "0x7g", "0b1", "7-eleven"]
        {
            assert_eq!(check_host(host), Ok(()), "{host}");
        }
    }

    #[test]
    fn other_characters_than_those_of_names_are_refused() {
        for host in
            ["foo[]", "foo[::1]", "foo]", "f%6fo", "169%2e254.169.254", "foo!", "foo~", "a,b", "a;b", "a'b", "a=b"]
        {
            assert!(check_host(host).unwrap_err().contains("ASCII letters"), "{host}");
        }
        assert_eq!(check_host("my_container-1.Example"), Ok(()));
    }

    #[test]
    fn localhost_and_the_names_below_it_are_this_machine() {
        for host in
            ["localhost", "LOCALHOST", "sts.localhost", "a.b.LocalHost", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.com", "notlocalhost", "localhost.localdomain", "10.0.0.1", "[::2]", "0.0.0.0"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
