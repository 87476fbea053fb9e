//! Partitions: groups of regions with their own domains, which share no credentials.

#[rustfmt::skip]
mod table;

pub use table::PARTITIONS;

/// A partition of AWS, such as `aws`, `aws-cn` or `aws-us-gov`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// What it is called in ARNs.
    pub name: &'static str,
    /// The domain under which its services are.
    pub dns_suffix: &'static str,
    /// The domain under which its services are reached by IPv4 and IPv6.
    pub dual_stack_dns_suffix: &'static str,
    /// The region that signs for services without a region.
    pub implicit_global_region: &'static str,
    /// Whether there are FIPS endpoints.
    pub supports_fips: bool,
    /// Whether there are endpoints for IPv4 and IPv6.
    pub supports_dual_stack: bool,
    /// What names its regions have, those to come included.
    pub region_pattern: RegionPattern,
    /// The regions that are known, sorted; some have names of another form, such as `aws-global`.
    pub regions: &'static [&'static str],
}

/// Names such as `us-east-1`: a prefix, a word, a number, joined by hyphens.
///
/// This is the form of all of AWS's patterns, `^(us|eu)-\w+-\d+$`, with the `\w` and `\d` of ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionPattern {
    /// What a name may begin with, without the hyphen that follows.
    pub prefixes: &'static [&'static str],
}

impl RegionPattern {
    /// Whether the whole name has this form.
    pub fn matches(&self, region: &str) -> bool {
        self.prefixes.iter().any(|prefix| {
            let rest = region.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
            rest.and_then(|rest| rest.split_once('-')).is_some_and(|(word, number)| {
                is_all(word, |b| b.is_ascii_alphanumeric() || b == b'_') && is_all(number, |b| b.is_ascii_digit())
            })
        })
    }
}

fn is_all(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(allowed)
}

/// The partition that a region belongs to: the one that lists it, or else the one whose pattern it has, or else `aws`.
///
/// `None` only if that is needed and not among `partitions`.
pub fn partition(partitions: &'static [Partition], region: &str) -> Option<&'static Partition> {
    let listed = || partitions.iter().find(|partition| partition.regions.contains(&region));
    let alike = || partitions.iter().find(|partition| partition.region_pattern.matches(region));
    let default = || partitions.iter().find(|partition| partition.name == "aws");
    listed().or_else(alike).or_else(default)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_of(region: &str) -> &'static str {
        partition(PARTITIONS, region).unwrap().name
    }

    #[test]
    fn every_listed_region_is_in_its_partition() {
        assert_eq!(PARTITIONS.len(), 8);
        for partition in PARTITIONS {
            for region in partition.regions {
                assert_eq!(id_of(region), partition.name, "{region}");
            }
            assert!(partition.regions.contains(&partition.implicit_global_region), "{}", partition.name);
        }
    }

    #[test]
    fn a_region_to_come_is_known_by_its_form() {
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
            assert_eq!(id_of(region), id, "{region}");
        }
    }

    #[test]
    fn a_region_of_no_known_form_is_in_aws() {
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
            assert_eq!(id_of(region), "aws", "{region:?}");
        }
        assert!(partition(&[], "us-east-1").is_none());
    }

    #[test]
    fn a_listed_region_counts_more_than_a_pattern() {
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
