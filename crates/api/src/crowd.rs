//! How many requests of one caller may run at once: one busy client must not push out the others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::id::AccountId;

use crate::problem::{Problem, ProblemCode};

/// Requests of one account at once.
const PER_ACCOUNT: usize = 64;
/// Requests of all anonymous callers at once.
const ANONYMOUS: usize = 512;

/// Counts the requests that are running, by caller.
#[derive(Clone, Default)]
pub(crate) struct Crowd(Arc<Mutex<HashMap<Option<AccountId>, usize>>>);

/// A running request. Dropping it makes room.
pub(crate) struct Place {
    crowd: Crowd,
    caller: Option<AccountId>,
}

impl Crowd {
    /// Lets a request in, if the caller has room.
    pub(crate) fn enter(&self, caller: Option<AccountId>) -> Option<Place> {
        let room = if caller.is_some() { PER_ACCOUNT } else { ANONYMOUS };
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = running.entry(caller).or_default();
        if *count >= room {
            return None;
        }
        *count += 1;
        Some(Place { crowd: self.clone(), caller })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut running = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = running.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                running.remove(&self.caller);
            }
        }
    }
}

/// The answer to a caller without room.
pub(crate) fn too_many_at_once() -> Problem {
    Problem::new(ProblemCode::TooManyRequests)
        .detail("too many requests of this caller run at once")
        .retry_after(Duration::from_secs(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_caller_waits_while_others_come_in() {
        let crowd = Crowd::default();
        let id = |n| Some(AccountId::from_uuid(uuid::Uuid::from_u128(n)));
        let places: Vec<_> = (0..PER_ACCOUNT).map(|_| crowd.enter(id(1)).unwrap()).collect();
        assert!(crowd.enter(id(1)).is_none());
        assert!(crowd.enter(id(2)).is_some());
        drop(places);
        assert!(crowd.enter(id(1)).is_some());
    }
}
