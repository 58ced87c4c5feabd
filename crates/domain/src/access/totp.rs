//! Time-based one-time passwords (RFC 6238): SHA-1, 30 seconds, 6 digits, as every authenticator app
//! has them.

use ring::hmac;

use crate::{Ctx, clock::Timestamp};

/// Seconds that a code is shown for.
const STEP: i64 = 30;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What the authenticator app and the desk share.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; 20]);

impl TotpSecret {
    /// A fresh one.
    pub fn new(cx: &Ctx) -> Self {
        Self(cx.random_bytes())
    }

    /// One that was sealed.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// To be sealed.
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// As it is typed into an app.
    pub fn base32(&self) -> String {
        // 20 bytes are 32 digits of 5 bits: nothing is left over.
        let quintet = |at: usize| {
            let bits = (0..5).map(|bit| at * 5 + bit);
            bits.fold(0, |value, bit| (value << 1) | usize::from((self.0[bit / 8] >> (7 - bit % 8)) & 1))
        };
        (0..32).map(|at| char::from(BASE32[quintet(at)])).collect()
    }

    /// The code that an app shows at this time.
    pub fn code_at(&self, at: Timestamp) -> String {
        self.code(step_of(at))
    }

    /// The step that a code is of: the current one or a neighbour, as clocks differ.
    pub(super) fn matching_step(&self, code: &str, now: Timestamp) -> Option<i64> {
        let current = step_of(now);
        // All are compared, so that the time taken does not tell which matched.
        let steps = [current, current - 1, current + 1];
        steps
            .into_iter()
            .rev()
            .fold(None, |found, step| if self.code(step) == code { Some(step) } else { found })
    }

    fn code(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let offset = usize::from(tag[19] & 0x0f);
        let number =
            tag[offset..offset + 4].iter().fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
        format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
    }
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(redacted)")
    }
}

const fn step_of(at: Timestamp) -> i64 {
    at.timestamp().div_euclid(STEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().code_at(at(seconds)), code);
        }
        assert_eq!(secret().base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_is_taken_a_step_early_or_late_and_no_more() {
        let code = secret().code_at(at(1_000_000_020));
        for (seconds, taken) in [(-31, false), (-30, true), (0, true), (29, true), (59, true), (60, false)] {
            let step = secret().matching_step(&code, at(1_000_000_020 + seconds));
            assert_eq!(step.is_some(), taken, "{seconds}");
        }
    }
}
