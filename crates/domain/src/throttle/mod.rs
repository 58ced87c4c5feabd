//! Slows down guessing and flooding, across processes and restarts. Attempts are counted by whom they
//! concern, by where they come from, and by both together; each count has a number of free attempts,
//! after which the wait doubles. An attempt that comes too early is refused and not counted, so nobody
//! is locked out for ever.
//!
//! Stored are counts under keyed hashes, with a key that changes daily: no address, no name.

mod limit;
mod network;
mod repo;

pub use limit::Act;
pub use network::Network;
pub use repo::{Counted, ThrottleRepo};

use std::time::Duration;

use limit::Limit;

use crate::{
    Ctx,
    error::{Error, Result},
    keys::Keys,
    store::Tx,
};

/// How long a count is kept after the last attempt.
pub const FORGOTTEN_AFTER: chrono::Duration = chrono::Duration::hours(2);

/// What is left after an attempt, for whoever made it from where it was made: how often others have tried
/// is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// How many more attempts are free.
    pub attempts: i32,
    /// How long until there are more, or until the next one is allowed.
    pub wait: chrono::Duration,
}

/// Something that is counted.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    act: Act,
    subject: &'a str,
    network: Option<Network>,
}

/// What an attempt is counted under.
struct Buckets {
    both: Vec<u8>,
    subject: Vec<u8>,
    network: Option<Vec<u8>>,
}

impl<'a> Attempt<'a> {
    /// An attempt at `subject` (an address, an account, a token) from a network, if that is known.
    pub const fn new(act: Act, subject: &'a str, network: Option<Network>) -> Self {
        Self { act, subject, network }
    }

    /// What is tried.
    pub const fn act(&self) -> Act {
        self.act
    }

    fn buckets(&self, cx: &Ctx, keys: &Keys) -> Buckets {
        let day = cx.now().timestamp().div_euclid(86_400);
        let (act, subject) = (self.act.name().as_bytes(), self.subject.as_bytes());
        let network = self.network.map(Network::bytes);
        let from = network.as_ref().map_or(&[][..], |bytes| &bytes[..]);
        let key = |parts: &[&[u8]]| keys.throttle_key(day, parts);
        Buckets {
            both: key(&[act, b"both", subject, from]),
            subject: key(&[act, b"subject", subject]),
            network: network.is_some().then(|| key(&[act, b"network", from])),
        }
    }
}

impl Buckets {
    fn with_limits(&self, act: Act) -> Vec<(&[u8], Limit)> {
        let limits = act.limits();
        let mut buckets = vec![(&self.both[..], limits.both), (&self.subject[..], limits.subject)];
        buckets.extend(self.network.as_deref().map(|network| (network, limits.network)));
        // Everybody counts in the same order, and nobody waits for each other.
        buckets.sort_unstable_by_key(|(key, _)| *key);
        buckets
    }
}

/// Counts an attempt in one statement, or refuses it because it comes too early: then the transaction
/// is to be dropped, and it has not been counted.
pub async fn count(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys, attempt: &Attempt<'_>) -> Result<Left> {
    let own = attempt.buckets(cx, keys);
    let buckets = own.with_limits(attempt.act);
    let counted_under: Vec<_> = buckets.iter().map(|(key, _)| *key).collect();
    let counted = tx.throttles().count(&counted_under, cx.now(), cx.now() + FORGOTTEN_AFTER).await?;
    let waits = counted.iter().filter_map(|counted| {
        let (_, limit) = buckets.iter().find(|(key, _)| *key == counted.key)?;
        let since = cx.now() - counted.previous_at?;
        (limit.wait_after(counted.count - 1) - since).to_std().ok()
    });
    if let Some(retry_after) = waits.max().filter(|wait| *wait > Duration::ZERO) {
        return Err(Error::TooManyAttempts { retry_after });
    }
    let mine = counted.iter().filter(|counted| counted.key != own.subject);
    let left = mine.filter_map(|counted| {
        let (_, limit) = buckets.iter().find(|(key, _)| *key == counted.key)?;
        Some(limit.left_after(counted.count))
    });
    Ok(left.min_by_key(|left| left.attempts).unwrap_or(Left { attempts: 0, wait: FORGOTTEN_AFTER }))
}

/// Takes a good attempt out of the count: whom it concerns starts afresh; where it comes from, others
/// may be guessing.
pub async fn forgive(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys, attempt: &Attempt<'_>) -> Result<()> {
    let Buckets { both, subject, network } = attempt.buckets(cx, keys);
    tx.throttles().forgive([&both, &subject], network.as_deref()).await
}
