//! Ranges of IP addresses.

use std::net::IpAddr;

/// A range of IP addresses that start with the same bits.
#[derive(Clone, Copy, Debug)]
pub(in crate::policy) struct AddressRange {
    address: IpAddr,
    prefix: u8,
}

impl AddressRange {
    /// Parses a range such as `203.0.113.0/24`, or a single address.
    #[inline]
    pub(in crate::policy) fn parse(text: &str) -> Option<Self> {
        let Some((address, prefix)) = text.split_once('/') else {
            let address = text.parse::<IpAddr>().ok()?;
            return Some(Self { address, prefix: bits(address) });
        };
        let address = address.parse::<IpAddr>().ok()?;
        // `parse` would accept a plus sign.
        if !prefix.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let prefix = prefix.parse().ok()?;
        (prefix <= bits(address)).then_some(Self { address, prefix })
    }

    /// Returns whether an address is in the range. An IPv4 address that is written as IPv6, such as `::ffff:203.0.113.7`,
    /// is also in the ranges of its IPv4 form.
    #[inline]
    pub(in crate::policy) fn contains(self, address: IpAddr) -> bool {
        self.contains_as_written(address) || self.contains_as_written(address.to_canonical())
    }

    /// Returns whether this is a range of IPv6 addresses with the IPv6 form of an IPv4 address, such as `::ffff:203.0.113.0/120`.
    /// AWS does not say whether the address is in it. `::/0` is the range of every IPv6 address.
    #[inline]
    pub(in crate::policy) fn may_contain(self, address: IpAddr) -> bool {
        let mapped = match address {
            IpAddr::V4(address) => IpAddr::V6(address.to_ipv6_mapped()),
            IpAddr::V6(_) => return false,
        };
        self.prefix > 0 && self.contains_as_written(mapped)
    }

    #[inline]
    fn contains_as_written(self, address: IpAddr) -> bool {
        let differ = match (self.address, address) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => (ours.to_bits() ^ theirs.to_bits()).leading_zeros(),
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => (ours.to_bits() ^ theirs.to_bits()).leading_zeros(),
            _ => return false,
        };
        differ >= u32::from(self.prefix)
    }
}

/// Returns the number of bits in an address.
#[inline]
fn bits(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}
