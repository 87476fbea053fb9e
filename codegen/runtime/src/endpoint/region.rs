//! Names that are given as a region and are not one.

use std::fmt;

use crate::endpoint::partition::PARTITIONS;

/// A name that AWS gives to something else than a region, or a region in upper case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MistakenRegion {
    kind: MistakenKind,
    /// The region that is meant.
    region: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MistakenKind {
    UpperCase,
    Zone,
    ZoneId,
    Fips,
}

impl MistakenRegion {
    /// Recognizes a region in upper case, an availability zone, its id, and a region with `fips`. Returns `None` for every
    /// other name, because AWS adds regions.
    ///
    /// Zones are named after their region: `us-east-1a`, `us-west-2-lax-1a` for a local zone, `us-east-1-wl1-bos-wlz-1` for
    /// a Wavelength Zone. Their ids are `use1-az1`, `usw2-lax1-az1` and `use1-wl1-bos-wlz1`. See
    /// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html>.
    pub(crate) fn recognize(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let found = |kind: MistakenKind, region: &str| Some(Self { kind, region: region.to_owned() });
        if is_region(&lower) {
            return if lower == name { None } else { found(MistakenKind::UpperCase, &lower) };
        }
        if let Some(region) = without_fips(&lower) {
            return found(MistakenKind::Fips, region);
        }
        if let Some(region) = region_of_zone(&lower) {
            return found(MistakenKind::Zone, region);
        }
        if let Some(region) = region_of_zone_id(&lower) {
            return found(MistakenKind::ZoneId, region);
        }
        if lower == name { None } else { found(MistakenKind::UpperCase, &lower) }
    }
}

/// Writes a part of a sentence: the kind of the name, and what to use instead.
impl fmt::Display for MistakenRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, region } = self;
        match kind {
            MistakenKind::UpperCase => write!(f, "its name is in upper case; use {region:?}"),
            MistakenKind::Zone => write!(f, "it looks like an availability zone; use its region, {region:?}"),
            MistakenKind::ZoneId => {
                write!(f, "it looks like the id of an availability zone; use its region, {region:?}")
            }
            MistakenKind::Fips => {
                write!(f, "use {region:?}, and ask for FIPS with AWS_USE_FIPS_ENDPOINT=true or `with_fips`")
            }
        }
    }
}

/// Returns the region in a name of older SDKs: `fips-us-gov-west-1` or `us-east-1-fips`.
fn without_fips(name: &str) -> Option<&str> {
    let region = name.strip_prefix("fips-").or_else(|| name.strip_suffix("-fips"))?;
    is_region(region).then_some(region)
}

fn region_of_zone(zone: &str) -> Option<&str> {
    let is_zone =
        |rest: &str| rest.starts_with('-') || (rest.len() == 1 && rest.starts_with(|c: char| c.is_ascii_lowercase()));
    let splits = (1..zone.len()).filter_map(|end| zone.split_at_checked(end));
    let mut regions = splits.filter(|(region, rest)| is_zone(rest) && is_region(region)).map(|(region, _)| region);
    regions.next()
}

/// Returns the region of an id such as `use1-az1`, if it is a known one.
fn region_of_zone_id(id: &str) -> Option<&'static str> {
    let (code, rest) = id.split_once('-')?;
    let last = rest.rsplit('-').next().unwrap_or_default();
    let number = last.strip_prefix("az").or_else(|| last.strip_prefix("wlz"))?;
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut regions = PARTITIONS.iter().flat_map(|partition| partition.regions.iter().copied());
    regions.find(|region| region_code(region).as_deref() == Some(code))
}

/// Returns the short form of a region in the ids of its zones: `apse2` for `ap-southeast-2`, `usgw1` for `us-gov-west-1`.
fn region_code(region: &str) -> Option<String> {
    let mut parts = region.split('-');
    let (first, number) = (parts.next()?, parts.next_back()?);
    let mut code = first.to_owned();
    for part in parts {
        let second = ["north", "south"].iter().find_map(|start| part.strip_prefix(start)).unwrap_or_default();
        code.extend(part.chars().take(1));
        code.extend(second.chars().take(1));
    }
    Some(code + number)
}

fn is_region(name: &str) -> bool {
    PARTITIONS.iter().any(|partition| partition.regions.contains(&name) || partition.region_pattern.matches(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_unknown_names_are_left_alone() {
        let listed = PARTITIONS.iter().flat_map(|partition| partition.regions.iter().copied());
        let later = ["ap-southeast-99", "us-gov-north-1", "eusc-fr-west-1", "xx-east-1a", "us-space1-east-1"];
        let others =
            ["fake-region-10", "local", "default", "xxe1-az1", "use1-azure", "use1", "az1", "fips", "fips-local"];
        for name in listed.chain(later).chain(others) {
            assert_eq!(MistakenRegion::recognize(name), None, "{name}");
        }
    }

    #[test]
    fn what_is_not_a_region_names_the_one_that_is_meant() {
        for (name, kind, region) in [
            ("EU-WEST-1", MistakenKind::UpperCase, "eu-west-1"),
            ("Us-East-1", MistakenKind::UpperCase, "us-east-1"),
            ("LOCAL", MistakenKind::UpperCase, "local"),
            ("us-east-1a", MistakenKind::Zone, "us-east-1"),
            ("US-EAST-1A", MistakenKind::Zone, "us-east-1"),
            ("ap-southeast-12f", MistakenKind::Zone, "ap-southeast-12"),
            ("us-gov-west-1b", MistakenKind::Zone, "us-gov-west-1"),
            ("cn-north-1a", MistakenKind::Zone, "cn-north-1"),
            ("eusc-de-east-1a", MistakenKind::Zone, "eusc-de-east-1"),
            ("us-west-2-lax-1a", MistakenKind::Zone, "us-west-2"),
            ("us-west-2-lax-1", MistakenKind::Zone, "us-west-2"),
            ("us-east-1-wl1-bos-wlz-1", MistakenKind::Zone, "us-east-1"),
            ("use1-az1", MistakenKind::ZoneId, "us-east-1"),
            ("apse2-az3", MistakenKind::ZoneId, "ap-southeast-2"),
            ("aps1-az1", MistakenKind::ZoneId, "ap-south-1"),
            ("cnnw1-az2", MistakenKind::ZoneId, "cn-northwest-1"),
            ("usgw1-az1", MistakenKind::ZoneId, "us-gov-west-1"),
            ("usw2-lax1-az1", MistakenKind::ZoneId, "us-west-2"),
            ("use1-wl1-bos-wlz1", MistakenKind::ZoneId, "us-east-1"),
            ("us-east-1-fips", MistakenKind::Fips, "us-east-1"),
            ("fips-us-gov-west-1", MistakenKind::Fips, "us-gov-west-1"),
        ] {
            let found = MistakenRegion::recognize(name);
            assert_eq!(found, Some(MistakenRegion { kind, region: region.to_owned() }), "{name}");
        }
    }
}
