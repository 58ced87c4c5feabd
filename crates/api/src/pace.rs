//! How many requests a caller may make in a minute: one program that runs wild must not take the desk
//! from the others.
//!
//! Counted in this process: a statement for every request would cost more than it saves, and several
//! servers only let through so many times as much.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::clock::Timestamp;

use crate::{
    http::Quota,
    problem::{Problem, ProblemCode},
};

const WINDOW: Duration = Duration::from_mins(1);
/// So many callers are told apart in a minute. Who commands more networks than that gains nothing by the
/// rest going uncounted, and one count for the rest would lock out everybody else.
const CALLERS: usize = 1 << 16;

/// Counts the requests of the current minute, by caller; an older minute is forgotten as a whole.
#[derive(Clone)]
pub(crate) struct Pace<C> {
    policy: &'static str,
    limit: u32,
    current: Arc<Mutex<Minute<C>>>,
}

struct Minute<C> {
    number: i64,
    requests: HashMap<C, u32>,
}

impl<C: Eq + Hash> Minute<C> {
    fn new(number: i64) -> Self {
        Self { number, requests: HashMap::new() }
    }

    /// How many requests the caller has made with this one, unless there are too many callers.
    fn count(&mut self, caller: C) -> Option<u32> {
        if self.requests.len() >= CALLERS && !self.requests.contains_key(&caller) {
            return None;
        }
        let requests = self.requests.entry(caller).or_default();
        *requests = requests.saturating_add(1);
        Some(*requests)
    }
}

impl<C: Eq + Hash> Pace<C> {
    /// At most so many requests in a minute; 0 for as many as come. Clients are told by the policy's name.
    pub(crate) fn new(policy: &'static str, limit: u32) -> Self {
        Self { policy, limit, current: Arc::new(Mutex::new(Minute::new(0))) }
    }

    /// Counts a request, unless nobody is known to make it. Says where the caller stands, or that it is
    /// too much.
    pub(crate) fn count(&self, caller: Option<C>, now: Timestamp) -> Result<Option<Quota>, Quota> {
        let Some(caller) = caller.filter(|_| self.limit > 0) else { return Ok(None) };
        let millis = i64::try_from(WINDOW.as_millis()).unwrap_or(i64::MAX);
        let (number, into) =
            (now.timestamp_millis().div_euclid(millis), now.timestamp_millis().rem_euclid(millis));
        let made = {
            let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            if current.number != number {
                *current = Minute::new(number);
            }
            current.count(caller)
        };
        let Some(made) = made else { return Ok(None) };
        let quota = Quota {
            policy: self.policy,
            limit: self.limit,
            window: WINDOW,
            left: self.limit.saturating_sub(made),
            reset: Duration::from_millis((millis - into).unsigned_abs()),
        };
        if made > self.limit { Err(quota) } else { Ok(Some(quota)) }
    }
}

/// The answer to a caller who is too fast.
pub(crate) fn too_fast(quota: &Quota) -> Problem {
    Problem::new(ProblemCode::TooManyRequests)
        .detail("too many requests of this caller in a minute")
        .retry_after(quota.reset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_timestamp_millis(millis).unwrap()
    }

    #[test]
    fn a_fast_caller_waits_for_the_next_minute_and_nobody_else_does() {
        let pace = Pace::new("account", 2);
        let left = |caller, millis| pace.count(Some(caller), at(millis)).map(|quota| quota.map(|q| q.left));
        assert_eq!(left(1, 60_000), Ok(Some(1)));
        assert_eq!(left(1, 60_001), Ok(Some(0)));
        let refused = pace.count(Some(1), at(90_000)).unwrap_err();
        assert_eq!((refused.left, refused.reset), (0, Duration::from_secs(30)));
        assert_eq!(left(2, 90_000), Ok(Some(1)));
        assert_eq!(left(1, 120_000), Ok(Some(1)));
        assert_eq!(pace.count(None, at(120_000)), Ok(None));
        assert_eq!(Pace::new("account", 0).count(Some(1), at(0)), Ok(None));
    }

    #[test]
    fn its_memory_has_an_end() {
        let pace = Pace::new("network", 1);
        for caller in 0..=CALLERS {
            assert!(pace.count(Some(caller), at(0)).is_ok());
        }
        assert!(pace.count(Some(0), at(0)).is_err(), "who is known is counted on");
        assert_eq!(pace.count(Some(CALLERS), at(0)), Ok(None), "who came too late is not");
        assert_eq!(pace.current.lock().unwrap().requests.len(), CALLERS);
        assert!(pace.count(Some(CALLERS), at(60_000)).unwrap().is_some(), "the next minute has room");
    }
}
