//! Randomness comes in from outside, so that tests own it.

use std::fmt::Debug;
use std::hash::{BuildHasher, RandomState};

/// Draws random numbers: to spread waiting times, never to make secrets.
pub trait Random: Debug + Send + Sync {
    /// A number drawn uniformly from `[0, 1)`.
    fn unit(&self) -> f64;
}

/// Randomness of the standard library's hasher, which the system seeds.
#[derive(Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn unit(&self) -> f64 {
        // 53 bits are what a double holds exactly.
        const STEPS: u64 = 1 << 53;
        (RandomState::new().hash_one(0_u64) >> 11) as f64 / STEPS as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tenth_is_drawn_equally_often() {
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            let drawn = SystemRandom.unit();
            assert!((0.0..1.0).contains(&drawn), "{drawn}");
            tenths[(drawn * 10.0) as usize] += 1;
        }
        assert!(tenths.iter().all(|count| (800..1200).contains(count)), "{tenths:?}");
    }
}
