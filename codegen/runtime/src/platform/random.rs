//! Randomness, as a trait, so that tests control it.

use std::fmt::Debug;
use std::sync::Arc;

use crate::platform::config_error::ConfigError;
use crate::platform::host;

/// A source of random numbers. They spread the waits before retries, and are never used for secrets.
///
/// On wasm32-unknown-unknown without the feature `js`, it is the only source, so ids of calls and idempotency tokens are
/// drawn from it too. Numbers there must not repeat.
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

    /// Returns an error if the source cannot draw numbers. A client with such a source cannot be prepared, so it sends nothing.
    fn unavailable(&self) -> Option<ConfigError> {
        None
    }
}

impl<R: Random + ?Sized> Random for Arc<R> {
    fn unit(&self) -> f64 {
        (**self).unit()
    }

    fn unavailable(&self) -> Option<ConfigError> {
        (**self).unavailable()
    }
}

/// Returns a random number from 0 to 1, for the length of a wait.
///
/// A program's own source may break its contract, and a wait must not panic then: `NaN` becomes 0, and a number outside the range
/// becomes the nearest bound.
pub fn jitter(random: &dyn Random) -> f64 {
    let drawn = random.unit();
    if drawn.is_nan() { 0.0 } else { drawn.clamp(0.0, 1.0) }
}

/// Returns 64 random bits of the platform, or else of `random`.
pub(crate) fn random_bits(random: &dyn Random) -> u64 {
    /// The number of values of 32 bits.
    const VALUES: f64 = 4_294_967_296.0;
    let drawn = || (random.unit() * VALUES) as u64;
    host::random().unwrap_or_else(|| drawn() << 32 | drawn())
}

/// Random numbers from the standard library's hasher, which the operating system seeds.
///
/// On wasm32-unknown-unknown, they are those of JavaScript (`crypto.getRandomValues()`), with the feature `js`. Without it,
/// there are none: [`unit`](Random::unit) returns 0, and [`unavailable`](Random::unavailable) an error, so that no client
/// works with them.
#[derive(Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn unit(&self) -> f64 {
        // A double represents integers of up to 53 bits exactly.
        const STEPS: u64 = 1 << 53;
        (host::random().unwrap_or_default() >> 11) as f64 / STEPS as f64
    }

    fn unavailable(&self) -> Option<ConfigError> {
        host::random().is_none().then(|| {
            ConfigError::new(
                "no random numbers on this platform: enable the feature `js`, or pass a source to `with_random`",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_do_not_depend_on_the_range_of_a_source() {
        #[derive(Debug)]
        struct Fixed(f64);
        impl Random for Fixed {
            fn unit(&self) -> f64 {
                self.0
            }
        }
        for (drawn, expected) in
            [(f64::NAN, 0.0), (-1.0, 0.0), (0.25, 0.25), (7.0, 1.0), (f64::INFINITY, 1.0), (f64::NEG_INFINITY, 0.0)]
        {
            assert_eq!(jitter(&Fixed(drawn)), expected, "{drawn}");
        }
    }

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
