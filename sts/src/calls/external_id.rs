//! External IDs, which keep a service that acts for many customers from using the role of one for another.

use awsquery::Secret;

/// Creates an external ID that cannot be guessed: 32 hexadecimal digits, from 128 random bits of the operating system, or on
/// wasm32-unknown-unknown of `crypto.getRandomValues()`.
///
/// A service creates one for each customer, and the customer requires it in the trust policy of the role
/// (`sts:ExternalId`). Then no other customer can make the service use that role. See AWS's page on
/// [the confused deputy problem](https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
///
/// ```
/// let external_id = sts::calls::new_external_id()?;
/// assert_eq!(external_id.expose().len(), 32);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// Fails if the operating system does not provide random numbers, and on wasm32-unknown-unknown without the feature `js`.
#[inline]
pub fn new_external_id() -> std::io::Result<Secret> {
    let mut bits = [0; 16];
    fill(&mut bits)?;
    Ok(Secret::from(format!("{:032x}", u128::from_be_bytes(bits))))
}

#[cfg(any(feature = "js", not(all(target_family = "wasm", target_os = "unknown"))))]
#[inline]
fn fill(bits: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(bits).map_err(std::io::Error::other)
}

#[cfg(all(target_family = "wasm", target_os = "unknown", not(feature = "js")))]
#[inline]
fn fill(_: &mut [u8]) -> std::io::Result<()> {
    let reason = "no random numbers on this platform: enable the feature `js`, or create the external ID elsewhere";
    Err(std::io::Error::new(std::io::ErrorKind::Unsupported, reason))
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
        // Every bit is random: 8 standard deviations around one half.
        assert!(ones.iter().all(|ones| (370..=630).contains(ones)), "{ones:?}");
    }
}
