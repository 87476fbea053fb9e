//! MFA devices: codes by RFC 6238.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use ring::hmac;

use sts::{Secret, Timestamp};

/// How long a code is shown.
const STEP: i64 = 30;
/// Codes have six digits.
const CODES: u32 = 1_000_000;

/// A virtual MFA device: it shows a code of six digits that changes every 30 seconds (TOTP, RFC 6238, with SHA-1).
#[derive(Clone, Debug)]
pub struct MfaDevice {
    pub(crate) name: String,
    seed: Secret<Vec<u8>>,
}

impl MfaDevice {
    /// A device with a name, which becomes part of its serial number `arn:aws:iam::123456789012:mfa/NAME`, and the seed
    /// that it shares with AWS.
    pub fn new(name: impl Into<String>, seed: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), seed: Secret::new(seed) }
    }

    /// Likewise, with the seed in base32, as AWS shows it when a device is set up. `None` if it is not base32.
    pub fn from_base32(name: impl Into<String>, seed: &str) -> Option<Self> {
        crate::base32::decode(seed).map(|seed| Self::new(name, seed))
    }

    /// The code that the device shows at this time.
    pub fn code(&self, time: Timestamp) -> String {
        self.code_of(time.secs().div_euclid(STEP))
    }

    fn code_of(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.seed.expose());
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let bytes = tag.as_ref();
        let start = usize::from(bytes.last().copied().unwrap_or_default() & 15);
        let word = bytes.get(start..).and_then(|rest| rest.first_chunk::<4>()).copied().unwrap_or_default();
        format!("{:06}", (u32::from_be_bytes(word) & 0x7FFF_FFFF) % CODES)
    }
}

/// The codes that have been used: each works once.
#[derive(Debug, Default)]
pub(crate) struct UsedMfaCodes(Mutex<BTreeMap<String, i64>>);

impl UsedMfaCodes {
    /// Takes the code of a device; false if it is wrong, or is not newer than the last one. The code before and the one
    /// after the present one count, as clocks differ.
    pub(crate) fn take(&self, serial: &str, device: &MfaDevice, code: &str, now: Timestamp) -> bool {
        let present = now.secs().div_euclid(STEP);
        let Some(step) = (present - 1..=present + 1).find(|step| device.code_of(*step) == code) else { return false };
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if used.get(serial).is_some_and(|last| *last >= step) {
            return false;
        }
        used.insert(serial.to_owned(), step);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of RFC 6238 for SHA-1, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
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
    fn a_code_works_once_and_no_older_one_after_it() {
        let (device, used) = (MfaDevice::new("phone", "12345678901234567890"), UsedMfaCodes::default());
        let at = |seconds| Timestamp::from_secs(1_800_000_000 + seconds);
        let take = |code: i64, now: i64| used.take("serial", &device, &device.code(at(code)), at(now));
        assert!(take(0, 0));
        assert!(!take(0, 0) && !take(-30, 0));
        assert!(take(30, 0));
        assert!(!take(60, 0) && take(60, 31));
        assert!(!take(60, 300));
    }
}
