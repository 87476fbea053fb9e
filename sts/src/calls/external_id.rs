//! External ids: what keeps others from using a service that acts for many.

use awsquery::Secret;

/// A new external id, which nobody can guess: 32 hexadecimal digits, 128 random bits of the operating system.
///
/// Whoever offers a service makes one for each customer, who demands it in the trust policy of the role
/// (`sts:ExternalId`). So one customer cannot make the service use the role of another; see AWS's page on
/// [the confused deputy](https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
///
/// # Errors
///
/// If the operating system gives no random numbers.
pub fn new_external_id() -> std::io::Result<Secret> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(std::io::Error::other)?;
    Ok(Secret::from(format!("{:032x}", u128::from_be_bytes(bits))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn se18_a_new_external_id_has_128_random_bits() {
        let ids: Vec<Secret> = (0..1000).map(|_| new_external_id().unwrap()).collect();
        let different: BTreeSet<&str> = ids.iter().map(|id| id.expose().as_str()).collect();
        assert_eq!(different.len(), 1000);
        let mut ones = [0_u32; 128];
        for id in &ids {
            assert_eq!(id.expose().len(), 32);
            let bits = u128::from_str_radix(id.expose(), 16).unwrap();
            for (position, ones) in ones.iter_mut().enumerate() {
                *ones += u32::from(bits >> position & 1 == 1);
            }
        }
        // Every bit is drawn: 8 standard deviations around the half.
        assert!(ones.iter().all(|ones| (370..=630).contains(ones)), "{ones:?}");
    }
}
