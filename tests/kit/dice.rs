use std::sync::Mutex;

use chrono::{DateTime, Utc};
use domain::random::Random;
use uuid::{Builder, Uuid};

/// Randomness that is the same each time: two desks that do the same with it are equal to the last byte.
#[derive(Default)]
pub(crate) struct Dice {
    thrown: Mutex<Thrown>,
}

#[derive(Default)]
struct Thrown {
    count: u64,
    /// The place of the last id: milliseconds and a counter.
    last_id: u64,
}

impl Thrown {
    /// `SplitMix64`.
    fn next(&mut self) -> u64 {
        self.count = self.count.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.count ^ (self.count >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Random for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        let mut thrown = self.thrown.lock().expect("dice are thrown one after the other");
        for piece in buffer.chunks_mut(8) {
            let bytes = thrown.next().to_le_bytes();
            piece.copy_from_slice(&bytes[..piece.len()]);
        }
    }

    fn id(&self, at: DateTime<Utc>) -> Uuid {
        let mut thrown = self.thrown.lock().expect("dice are thrown one after the other");
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        let place = (millis << 12).max(thrown.last_id + 1);
        thrown.last_id = place;
        let [.., high, low] = place.to_be_bytes();
        let mut tail = [0; 10];
        tail[2..].copy_from_slice(&thrown.next().to_be_bytes());
        (tail[0], tail[1]) = (high & 0x0f, low);
        Builder::from_unix_timestamp_millis(place >> 12, &tail).into_uuid()
    }
}
