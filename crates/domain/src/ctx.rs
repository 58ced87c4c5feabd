//! What a use case may know of the world: the time, randomness, and who is acting.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use uuid::{Builder, Uuid};

use crate::{
    clock::{Clock, Timestamp},
    identity::Actor,
    random::Random,
};

/// The only way to time, randomness and the actor. One `Ctx` is one act: its time stands still, so
/// everything written by the act carries the same instant.
pub struct Ctx {
    now: Timestamp,
    random: Arc<dyn Random>,
    actor: Actor,
    sequence: AtomicU16,
}

impl Ctx {
    /// An act by `actor`, starting now.
    pub fn new(clock: &dyn Clock, random: Arc<dyn Random>, actor: Actor) -> Self {
        Self { now: clock.now(), random, actor, sequence: AtomicU16::new(0) }
    }

    /// The act's instant.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Who acts.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The same instant, acted by someone else (a request that has just signed someone in).
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        Self { now: self.now, random: Arc::clone(&self.random), actor, sequence: AtomicU16::new(0) }
    }

    /// Random bytes.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }

    /// A UUID version 7. Ids of one act sort in the order they were made: the 12 bits after the
    /// version hold a counter (RFC 9562, 6.2, method 1).
    pub fn uuid(&self) -> Uuid {
        let mut tail = self.random_bytes::<10>();
        let [high, low] = (self.sequence.fetch_add(1, Ordering::Relaxed) & 0x0fff).to_be_bytes();
        tail[0] = high;
        tail[1] = low;
        let millis = u64::try_from(self.now.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").field("now", &self.now).field("actor", &self.actor).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::SystemClock, random::SystemSource};

    #[test]
    fn ids_of_one_act_sort_in_the_order_they_were_made() {
        let cx = Ctx::new(&SystemClock, Arc::new(SystemSource::new()), Actor::Anonymous);
        let ids: Vec<_> = (0..100).map(|_| cx.uuid()).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }
}
