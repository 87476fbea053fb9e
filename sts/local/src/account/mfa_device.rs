//! Virtual MFA devices of users (TOTP, RFC 6238).

use std::collections::BTreeMap;
use std::sync::Mutex;

use awsquery::layer::lock;

use ring::hmac;

use crate::base32;
use sts::{Secret, Timestamp};

/// The number of codes: they have six digits.
const CODES: u32 = 1_000_000;

/// A virtual MFA device, which shows a six-digit code that changes every 30 seconds (TOTP, RFC 6238, with SHA-1).
///
/// ```
/// use sts::Timestamp;
/// use sts_local::MfaDevice;
///
/// let phone = MfaDevice::from_base32("phone", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").ok_or("not base32")?;
/// assert_eq!(phone.code(Timestamp::from_secs(1_111_111_109)), "081804");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug)]
pub struct MfaDevice {
    pub(crate) name: String,
    seed: Secret<Vec<u8>>,
}

impl MfaDevice {
    /// The time for which the device shows a code, in seconds.
    pub(crate) const SECONDS_PER_CODE: i64 = 30;

    /// Creates a device from its name and the seed that it shares with AWS. The name is the last part of the serial
    /// number, `arn:aws:iam::123456789012:mfa/NAME`.
    pub fn new(name: impl Into<String>, seed: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), seed: Secret::new(seed) }
    }

    /// Creates a device from a base32 seed, which AWS shows when a device is set up. Returns `None` if the seed is not
    /// base32, or has not even one byte.
    pub fn from_base32(name: impl Into<String>, seed: &str) -> Option<Self> {
        base32::decode(seed).filter(|seed| !seed.is_empty()).map(|seed| Self::new(name, seed))
    }

    /// Returns the code that the device shows at a time.
    pub fn code(&self, time: Timestamp) -> String {
        self.code_of_step(time.secs().div_euclid(Self::SECONDS_PER_CODE))
    }

    fn code_of_step(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.seed.expose());
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let bytes = tag.as_ref();
        // Dynamic truncation (RFC 4226, section 5.3): the last four bits say where the code starts.
        let start = usize::from(bytes.last().copied().unwrap_or_default() & 15);
        let word = bytes.get(start..).and_then(|rest| rest.first_chunk::<4>()).copied().unwrap_or_default();
        format!("{:06}", (u32::from_be_bytes(word) & 0x7FFF_FFFF) % CODES)
    }
}

/// The time step of the last code that was used, by serial number. Each code works once.
#[derive(Debug, Default)]
pub(crate) struct UsedMfaCodes(Mutex<BTreeMap<String, i64>>);

impl UsedMfaCodes {
    /// Uses up a code of a device. Returns false if the code is wrong or not newer than the last one. Clocks differ, so
    /// the previous and the next code are valid too.
    pub(crate) fn redeem(&self, serial_number: &str, device: &MfaDevice, code: &str, now: Timestamp) -> bool {
        let current = now.secs().div_euclid(MfaDevice::SECONDS_PER_CODE);
        let mut steps = current - 1..=current + 1;
        let Some(step) = steps.find(|step| device.code_of_step(*step) == code) else { return false };
        let mut used = lock(&self.0);
        if used.get(serial_number).is_some_and(|last| *last >= step) {
            return false;
        }
        used.insert(serial_number.to_owned(), step);
        true
    }

    /// Makes all codes usable again.
    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors for SHA-1 in RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_match_the_test_vectors_of_the_rfc() {
        let device = MfaDevice::new("phone", "12345678901234567890");
        let vectors = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, code) in vectors {
            assert_eq!(device.code(Timestamp::from_secs(seconds)), code);
        }
        let same = MfaDevice::from_base32("phone", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        assert_eq!(same.code(Timestamp::from_secs(59)), "287082");
        assert!(MfaDevice::from_base32("phone", "not base32!").is_none());
    }

    #[test]
    fn a_code_works_once_and_older_codes_stop_working() {
        let device = MfaDevice::new("phone", "12345678901234567890");
        let used = UsedMfaCodes::default();
        let at = |seconds| Timestamp::from_secs(1_800_000_000 + seconds);
        let redeem = |code: i64, now: i64| used.redeem("serial", &device, &device.code(at(code)), at(now));
        assert!(redeem(0, 0));
        assert!(!redeem(0, 0) && !redeem(-30, 0));
        assert!(redeem(30, 0));
        assert!(!redeem(60, 0) && redeem(60, 31));
        assert!(!redeem(60, 300));
    }
}
