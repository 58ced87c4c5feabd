//! What a use case may know of the world: the time, randomness, and who is acting.

use std::sync::Arc;

use uuid::Uuid;

use crate::{
    clock::{Clock, Timestamp},
    id::MacroId,
    identity::Actor,
    random::Random,
};

/// The only way to time, randomness and the actor. One `Ctx` is one act: its time stands still, so
/// everything written by the act carries the same instant.
pub struct Ctx {
    now: Timestamp,
    random: Arc<dyn Random>,
    actor: Actor,
    by_macro: Option<MacroId>,
}

impl Ctx {
    /// An act by `actor`, starting now.
    pub fn new(clock: &dyn Clock, random: Arc<dyn Random>, actor: Actor) -> Self {
        Self { now: clock.now(), random, actor, by_macro: None }
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
        Self { now: self.now, random: Arc::clone(&self.random), actor, by_macro: self.by_macro }
    }

    /// What the same actor does next, now.
    #[must_use]
    pub fn later(&self, clock: &dyn Clock) -> Self {
        Self { now: clock.now(), ..self.acting_as(self.actor) }
    }

    /// The same act, as what a macro says: the history of tickets names it.
    #[must_use]
    pub fn by_macro(&self, id: Option<MacroId>) -> Self {
        Self { by_macro: id, ..self.acting_as(self.actor) }
    }

    /// The macro that says what is done, if one does.
    pub const fn of_macro(&self) -> Option<MacroId> {
        self.by_macro
    }

    /// Random bytes.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }

    /// A UUID version 7 of the act's instant. Ids sort in the order they were made.
    pub fn uuid(&self) -> Uuid {
        self.random.id(self.now)
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").field("now", &self.now).field("actor", &self.actor).finish_non_exhaustive()
    }
}
