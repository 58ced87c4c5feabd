//! Background work: claims due jobs, runs them, tries failed ones again, and takes the turns of the
//! schedule. Several processes may do so on one database; each job is held by one at a time.

#[cfg(debug_assertions)]
mod failpoint;
mod jobs;
mod loops;
mod runner;
mod schedule;
mod verdict;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use domain::{
    Ctx,
    attachment::ObjectStore,
    clock::{Clock, Timestamp},
    identity::Actor,
    keys::Keys,
    mail::Mailer,
    random::Random,
    shipment::CarrierPort,
    store::Store,
    ticket::Patience,
    vault::Vault,
};

pub use schedule::{Recurring, SCHEDULE};

/// What a worker works with.
pub struct WorkerParts {
    /// Where jobs are kept.
    pub store: Arc<dyn Store>,
    /// Where the bytes of files are kept.
    pub objects: Arc<dyn ObjectStore>,
    /// Delivers letters.
    pub mailer: Arc<dyn Mailer>,
    /// Know where parcels are shown.
    pub carriers: Arc<dyn CarrierPort>,
    /// Says what is due.
    pub clock: Arc<dyn Clock>,
    /// Makes ids, leases and jitter.
    pub random: Arc<dyn Random>,
    /// Makes the links in letters.
    pub keys: Arc<Keys>,
    /// How long tickets may stand before time moves them.
    pub patience: Patience,
    /// What the vault keeps outside the store.
    pub vault: Vault,
    /// How long a key of addresses lasts.
    pub key_rotation: chrono::Duration,
}

/// Runs jobs. Cheap to clone; clones are the same worker.
#[derive(Clone)]
pub struct Worker {
    parts: Arc<WorkerParts>,
    /// Milliseconds since 1970 before which no turn of the schedule can be due.
    next_turn: Arc<AtomicI64>,
}

impl Worker {
    /// A worker; it does nothing until it is told to run.
    pub fn new(parts: WorkerParts) -> Self {
        Self { parts: Arc::new(parts), next_turn: Arc::new(AtomicI64::new(i64::MIN)) }
    }

    /// An act of the desk itself, now.
    fn cx(&self) -> Ctx {
        Ctx::new(self.parts.clock.as_ref(), Arc::clone(&self.parts.random), Actor::Time)
    }

    fn turn_may_be_due(&self, now: Timestamp) -> bool {
        now.timestamp_millis() >= self.next_turn.load(Ordering::Relaxed)
    }

    fn no_turn_before(&self, next: Timestamp) {
        self.next_turn.store(next.timestamp_millis(), Ordering::Relaxed);
    }
}
