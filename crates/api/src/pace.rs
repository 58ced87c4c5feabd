//! How many requests a caller may make in a minute: one program that runs wild must not take the desk
//! from the others.
//!
//! Counted in this process: a statement for every request would cost more than it saves, and several
//! servers only let through so many times as much.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{clock::Timestamp, id::AccountId};

use crate::{
    http::Quota,
    problem::{Problem, ProblemCode},
};

const WINDOW: Duration = Duration::from_mins(1);

/// Counts the requests of the current minute, by caller; an older minute is forgotten as a whole.
#[derive(Clone)]
pub(crate) struct Pace {
    limit: u32,
    current: Arc<Mutex<Minute>>,
}

#[derive(Default)]
struct Minute {
    number: i64,
    requests: HashMap<AccountId, u32>,
}

impl Pace {
    /// At most so many requests in a minute; 0 for as many as come.
    pub(crate) fn new(limit: u32) -> Self {
        Self { limit, current: Arc::default() }
    }

    /// Counts a request; nobody's are counted elsewhere. Says where the caller stands, or that it is too
    /// much.
    pub(crate) fn count(&self, caller: Option<AccountId>, now: Timestamp) -> Result<Option<Quota>, Quota> {
        let Some(caller) = caller.filter(|_| self.limit > 0) else { return Ok(None) };
        let millis = i64::try_from(WINDOW.as_millis()).unwrap_or(i64::MAX);
        let (number, into) =
            (now.timestamp_millis().div_euclid(millis), now.timestamp_millis().rem_euclid(millis));
        let made = {
            let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            if current.number != number {
                *current = Minute { number, requests: HashMap::new() };
            }
            let requests = current.requests.entry(caller).or_default();
            *requests = requests.saturating_add(1);
            *requests
        };
        let quota = Quota {
            policy: "account",
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

    #[test]
    fn a_fast_caller_waits_for_the_next_minute_and_nobody_else_does() {
        let pace = Pace::new(2);
        let id = |n| Some(AccountId::from_uuid(uuid::Uuid::from_u128(n)));
        let at = |millis| Timestamp::from_timestamp_millis(millis).unwrap();
        let left = |caller, millis| pace.count(id(caller), at(millis)).map(|quota| quota.map(|q| q.left));
        assert_eq!(left(1, 60_000), Ok(Some(1)));
        assert_eq!(left(1, 60_001), Ok(Some(0)));
        let refused = pace.count(id(1), at(90_000)).unwrap_err();
        assert_eq!((refused.left, refused.reset), (0, Duration::from_secs(30)));
        assert_eq!(left(2, 90_000), Ok(Some(1)));
        assert_eq!(left(1, 120_000), Ok(Some(1)));
        assert_eq!(pace.count(None, at(120_000)), Ok(None));
        assert_eq!(Pace::new(0).count(id(1), at(0)), Ok(None));
    }
}
