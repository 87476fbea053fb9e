//! Randomness, as a trait, so that tests control it.

use std::fmt::Debug;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// A source of random numbers. They spread the waits before retries, and are never used for secrets.
///
/// ```
/// use awsquery::Config;
/// use awsquery::platform::Random;
///
/// /// Makes every wait half of the maximum, so that tests are reproducible.
/// #[derive(Debug)]
/// struct Half;
///
/// impl Random for Half {
///     fn unit(&self) -> f64 {
///         0.5
///     }
/// }
///
/// let config = Config::new().with_random(Half);
/// # let _ = config;
/// ```
pub trait Random: Debug + Send + Sync {
    /// Returns a number drawn uniformly from `[0, 1)`.
    fn unit(&self) -> f64;
}

impl<R: Random + ?Sized> Random for Arc<R> {
    fn unit(&self) -> f64 {
        (**self).unit()
    }
}

/// Random numbers from the standard library's hasher, which the operating system seeds.
#[derive(Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn unit(&self) -> f64 {
        // A double represents integers of up to 53 bits exactly.
        const STEPS: u64 = 1 << 53;
        (RandomState::new().hash_one(0_u64) >> 11) as f64 / STEPS as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_distributed_evenly() {
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            let drawn = SystemRandom.unit();
            assert!((0.0..1.0).contains(&drawn), "{drawn}");
            tenths[(drawn * 10.0) as usize] += 1;
        }
        assert!(tenths.iter().all(|count| (800..1200).contains(count)), "{tenths:?}");
    }
}
