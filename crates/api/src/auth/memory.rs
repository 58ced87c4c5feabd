use std::{
    hash::Hash,
    sync::atomic::{AtomicU64, Ordering},
};

use moka::sync::Cache;

const CAPACITY: u64 = 100_000;

/// What was read from the store, kept for a moment. What was read before something was forgotten is not
/// kept: it may be what was forgotten.
pub(super) struct Memory<K, V> {
    kept: Cache<K, V>,
    forgotten: AtomicU64,
}

/// When one began to read what is to be remembered.
#[derive(Clone, Copy)]
pub(super) struct Reading(u64);

impl<K, V> Default for Memory<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        Self { kept: Cache::new(CAPACITY), forgotten: AtomicU64::new(0) }
    }
}

impl<K, V> Memory<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    pub(super) fn get(&self, key: &K) -> Option<V> {
        self.kept.get(key)
    }

    /// To be called before the store is read.
    pub(super) fn begin_to_read(&self) -> Reading {
        Reading(self.forgotten.load(Ordering::SeqCst))
    }

    pub(super) fn keep(&self, reading: Reading, key: K, value: V)
    where
        K: Clone,
    {
        self.kept.insert(key.clone(), value);
        // Either this is seen, or what is forgotten now is forgotten after it was kept.
        if self.forgotten.load(Ordering::SeqCst) != reading.0 {
            self.kept.invalidate(&key);
        }
    }

    pub(super) fn forget(&self, key: &K) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.kept.invalidate(key);
    }

    pub(super) fn forget_all(&self) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.kept.invalidate_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_something_was_forgotten_is_not_kept() {
        let memory = Memory::default();
        let reading = memory.begin_to_read();
        memory.keep(reading, 1, "in use");
        assert_eq!(memory.get(&1), Some("in use"));

        let reading = memory.begin_to_read();
        memory.forget(&1);
        memory.keep(reading, 1, "in use");
        assert_eq!(memory.get(&1), None);

        let reading = memory.begin_to_read();
        memory.forget_all();
        memory.keep(reading, 1, "in use");
        assert_eq!(memory.get(&1), None);

        memory.keep(memory.begin_to_read(), 1, "in use");
        assert_eq!(memory.get(&1), Some("in use"));
    }
}
