//! Names of regions that were mistyped.

use crate::endpoint::partition::PARTITIONS;

/// Returns the region that is meant by a name in upper case, or by the name of a zone. Returns `None` for every other name,
/// because AWS adds regions.
///
/// Zones are named after their region: `us-east-1a`, or `us-west-2-lax-1a` for a local zone. See
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions-availability-zones.html>.
pub(crate) fn intended(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    match region_of_zone(&lower) {
        Some(region) => Some(region.to_owned()),
        None => (lower != name).then_some(lower),
    }
}

fn region_of_zone(zone: &str) -> Option<&str> {
    let is_zone =
        |rest: &str| rest.starts_with('-') || (rest.len() == 1 && !rest.starts_with(|c: char| c.is_ascii_digit()));
    let splits = (1..zone.len()).filter_map(|end| zone.split_at_checked(end));
    let mut regions = splits.filter(|(region, rest)| is_zone(rest) && is_region(region)).map(|(region, _)| region);
    if is_region(zone) { None } else { regions.next() }
}

fn is_region(name: &str) -> bool {
    PARTITIONS.iter().any(|partition| partition.regions.contains(&name) || partition.region_pattern.matches(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_names_of_other_vendors_are_left_alone() {
        let listed = PARTITIONS.iter().flat_map(|partition| partition.regions.iter().copied());
        for name in listed.chain(["ap-southeast-99", "fake-region-10", "local", "default", "use1-az1", "xx-east-1a"]) {
            assert_eq!(intended(name), None, "{name}");
        }
    }

    #[test]
    fn upper_case_and_zones_stand_for_their_region() {
        for (name, region) in [
            ("EU-WEST-1", "eu-west-1"),
            ("Us-East-1", "us-east-1"),
            ("us-east-1a", "us-east-1"),
            ("US-EAST-1A", "us-east-1"),
            ("ap-southeast-12f", "ap-southeast-12"),
            ("us-gov-west-1b", "us-gov-west-1"),
            ("cn-north-1a", "cn-north-1"),
            ("us-west-2-lax-1a", "us-west-2"),
            ("us-east-1-wl1-bos-wlz-1", "us-east-1"),
        ] {
            assert_eq!(intended(name).as_deref(), Some(region), "{name}");
        }
    }
}
