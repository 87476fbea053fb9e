//! Partitions: groups of regions with their own domains. Credentials of one partition are not valid in another.

#[rustfmt::skip]
mod table;

pub use table::PARTITIONS;

/// A partition of AWS, such as `aws`, `aws-cn` or `aws-us-gov`.
///
/// ```
/// use awsquery::endpoint::partition::{PARTITIONS, partition};
///
/// let china = partition(PARTITIONS, "cn-north-1").ok_or("unknown partition")?;
/// assert_eq!(china.name, "aws-cn");
/// assert_eq!(china.dns_suffix, "amazonaws.com.cn");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The name of the partition in ARNs.
    pub name: &'static str,
    /// The domain of its services' endpoints.
    pub dns_suffix: &'static str,
    /// The domain of its services' endpoints for IPv4 and IPv6.
    pub dual_stack_dns_suffix: &'static str,
    /// The region to sign for when a service has no regions.
    pub implicit_global_region: &'static str,
    /// `true` if the partition has FIPS endpoints.
    pub supports_fips: bool,
    /// `true` if the partition has endpoints for IPv4 and IPv6.
    pub supports_dual_stack: bool,
    /// The pattern of its regions' names, which also matches future regions.
    pub region_pattern: RegionPattern,
    /// The known regions, sorted. Some do not match the pattern, such as `aws-global`.
    pub regions: &'static [&'static str],
}

/// A pattern for region names such as `us-east-1`: a prefix, a word and a number, joined by hyphens. Part of a
/// [`Partition`].
///
/// All patterns in AWS's partition data have this form: `^(us|eu)-\w+-\d+$`, where `\w` and `\d` match ASCII only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionPattern {
    /// The prefixes of region names, without the hyphen that follows.
    pub prefixes: &'static [&'static str],
}

impl RegionPattern {
    /// Returns `true` if the whole name matches.
    pub fn matches(&self, region: &str) -> bool {
        self.prefixes.iter().any(|prefix| {
            let rest = region.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
            rest.and_then(|rest| rest.split_once('-')).is_some_and(|(word, number)| {
                is_all(word, |b| b.is_ascii_alphanumeric() || b == b'_') && is_all(number, |b| b.is_ascii_digit())
            })
        })
    }
}

/// Returns `true` for one or more allowed bytes.
fn is_all(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(allowed)
}

/// Returns the partition of a region: the one that lists it, otherwise the one whose pattern matches, otherwise `aws`.
///
/// Returns `None` only if `partitions` does not contain `aws` and nothing else matches.
pub fn partition(partitions: &'static [Partition], region: &str) -> Option<&'static Partition> {
    known_partition(partitions, region).or_else(|| partitions.iter().find(|partition| partition.name == "aws"))
}

/// Returns the partition that a region certainly belongs to: the one that lists it, otherwise the one whose pattern matches.
pub fn known_partition(partitions: &'static [Partition], region: &str) -> Option<&'static Partition> {
    let listed = || partitions.iter().find(|partition| partition.regions.contains(&region));
    let matching = || partitions.iter().find(|partition| partition.region_pattern.matches(region));
    listed().or_else(matching)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partition_of(region: &str) -> &'static str {
        partition(PARTITIONS, region).unwrap().name
    }

    #[test]
    fn every_listed_region_is_in_its_partition() {
        assert_eq!(PARTITIONS.len(), 8);
        for partition in PARTITIONS {
            for region in partition.regions {
                assert_eq!(partition_of(region), partition.name, "{region}");
            }
            assert!(partition.regions.contains(&partition.implicit_global_region), "{}", partition.name);
        }
    }

    #[test]
    fn a_future_region_is_recognized_by_its_pattern() {
        for (region, id) in [
            ("eu-south-99", "aws"),
            ("mx-north_2-1", "aws"),
            ("cn-south-1", "aws-cn"),
            ("us-gov-north-12", "aws-us-gov"),
            ("us-iso-north-1", "aws-iso"),
            ("us-isob-west-9", "aws-iso-b"),
            ("eu-isoe-east-1", "aws-iso-e"),
            ("us-isof-north-1", "aws-iso-f"),
            ("eusc-de-west-1", "aws-eusc"),
        ] {
            assert_eq!(partition_of(region), id, "{region}");
        }
    }

    #[test]
    fn a_region_that_matches_no_pattern_belongs_to_aws() {
        for region in [
            "",
            "nowhere",
            "xx-east-1",
            "cn-north",
            "cn-north-1a",
            "cn--1",
            "cn-north-",
            "CN-north-1",
            "cn-nörth-1",
            "cn-north-١",
            "us-gov-a-b-1",
            "xcn-north-1",
            "cn-north-1\n",
        ] {
            assert_eq!(partition_of(region), "aws", "{region:?}");
        }
        assert!(partition(&[], "us-east-1").is_none());
    }

    #[test]
    fn a_listed_region_takes_precedence_over_a_pattern() {
        static ODD: &[Partition] = &[
            Partition { name: "first", regions: &[], region_pattern: RegionPattern { prefixes: &["us"] }, ..AWS },
            Partition {
                name: "second",
                regions: &["us-east-1"],
                region_pattern: RegionPattern { prefixes: &[] },
                ..AWS
            },
        ];
        const AWS: Partition = Partition {
            name: "aws",
            dns_suffix: "amazonaws.com",
            dual_stack_dns_suffix: "api.aws",
            implicit_global_region: "us-east-1",
            supports_fips: true,
            supports_dual_stack: true,
            region_pattern: RegionPattern { prefixes: &[] },
            regions: &[],
        };
        assert_eq!(partition(ODD, "us-east-1").unwrap().name, "second");
        assert_eq!(partition(ODD, "us-east-2").unwrap().name, "first");
        assert_eq!(partition(ODD, "eu-east-2"), None);
    }

    #[test]
    fn each_partition_has_its_own_domains() {
        let gov = partition(PARTITIONS, "us-gov-west-1").unwrap();
        assert_eq!((gov.dns_suffix, gov.dual_stack_dns_suffix), ("amazonaws.com", "api.aws"));
        let china = partition(PARTITIONS, "cn-north-1").unwrap();
        assert_eq!(
            (china.dns_suffix, china.dual_stack_dns_suffix),
            ("amazonaws.com.cn", "api.amazonwebservices.com.cn")
        );
        assert!(PARTITIONS.iter().all(|partition| partition.supports_fips && partition.supports_dual_stack));
    }
}
