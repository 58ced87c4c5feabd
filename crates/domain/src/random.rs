//! Randomness, as a parameter.

use std::sync::atomic::{AtomicU64, Ordering};

use ring::rand::{SecureRandom, SystemRandom};
use uuid::{Builder, Uuid};

use crate::clock::Timestamp;

/// A source of unpredictable bytes, and of ids made of them.
pub trait Random: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);

    /// A UUID version 7 of this instant, greater than all that this source has made before: what
    /// happens within one millisecond, or after the clock was set back, still sorts in the order in
    /// which it happened.
    fn id(&self, at: Timestamp) -> Uuid;
}

/// The operating system's generator.
#[derive(Debug)]
pub struct SystemSource {
    generator: SystemRandom,
    /// The first 60 bits of the last id but for its version: 48 of time, 12 of a counter.
    last: AtomicU64,
}

impl SystemSource {
    /// A handle on the operating system's generator.
    pub fn new() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place that asks the operating system")]
        let generator = SystemRandom::new();
        Self { generator, last: AtomicU64::new(0) }
    }

    /// Counts on within a millisecond, and starts each at random (RFC 9562, 6.2, method 1): a
    /// counter that always started at zero would tell how much else was done. A full counter runs
    /// over into the next millisecond.
    fn place(&self, at: Timestamp, seed: u16) -> u64 {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        let fresh = (millis << 12) | u64::from(seed & 0x07ff);
        let next = |last: u64| fresh.max(last + 1);
        let last = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(next(last)));
        last.map_or(fresh, next)
    }
}

impl Default for SystemSource {
    fn default() -> Self {
        Self::new()
    }
}

impl Random for SystemSource {
    #[expect(clippy::expect_used, reason = "without randomness nothing may go on: ids and keys would repeat")]
    fn fill(&self, buffer: &mut [u8]) {
        self.generator.fill(buffer).expect("the operating system has no random bytes");
    }

    fn id(&self, at: Timestamp) -> Uuid {
        let mut tail = [0; 10];
        self.fill(&mut tail);
        let place = self.place(at, u16::from_be_bytes([tail[0], tail[1]]));
        let [.., high, low] = place.to_be_bytes();
        (tail[0], tail[1]) = (high & 0x0f, low);
        Builder::from_unix_timestamp_millis(place >> 12, &tail).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    fn noon() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn ids_sort_in_the_order_they_were_made_whatever_the_clock_says() {
        let source = SystemSource::new();
        let times = [0, 0, 1, -5_000, 2].map(|millis| noon() + Duration::milliseconds(millis));
        let ids: Vec<_> = times.iter().flat_map(|at| (0..5000).map(|_| source.id(*at))).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn an_id_carries_its_instant_and_not_how_many_came_before() {
        let counters: std::collections::HashSet<_> = (0..32)
            .map(|_| {
                let bytes = SystemSource::new().id(noon()).into_bytes();
                let millis = noon().timestamp_millis().to_be_bytes();
                assert_eq!(bytes[..6], millis[2..]);
                u16::from_be_bytes([bytes[6], bytes[7]])
            })
            .collect();
        assert!(counters.len() > 16, "{counters:?}");
    }
}
