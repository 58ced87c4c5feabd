//! Retried requests: the same `Idempotency-Key` with the same body answers with the same thing.
//!
//! What is kept is the id of the thing that was made and a keyed hash of the request; the answer
//! is rendered again from the current state, after the permission check. So the store is no copy
//! of anybody's data, and a replay shows nothing that the caller may no longer see.

use async_trait::async_trait;
use chrono::Duration;
use uuid::Uuid;

use crate::{
    clock::Timestamp,
    error::{Error, FieldError, Result},
    id::AccountId,
    store::Tx,
};

/// How long a key is remembered.
pub const LIFETIME: Duration = Duration::hours(24);

/// A request that carries a key, and what it is about to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose key.
    pub account: AccountId,
    /// Keyed hash of account and key.
    pub key_hash: Vec<u8>,
    /// Keyed hash of operation, path and body.
    pub request_hash: Vec<u8>,
    /// The id of the thing that the request makes.
    pub resource: Uuid,
    /// When the request came.
    pub created_at: Timestamp,
}

/// Remembered keys in the store.
#[async_trait]
pub trait IdempotencyRepo: Send {
    /// Stores the claim, or returns the live one that stands in its way. A claim older than
    /// [`LIFETIME`] does not stand in the way.
    async fn claim(&mut self, claim: &Claim) -> Result<Option<Claim>>;
    /// Forgets claims made before `before`; returns how many.
    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// Claims the key in the caller's transaction. `Some(id)`: the request was carried out before and
/// made this. Of two requests at once, the second waits for the first and replays it.
pub async fn claim(tx: &mut dyn Tx, claim: &Claim) -> Result<Option<Uuid>> {
    let Some(earlier) = tx.idempotency().claim(claim).await? else { return Ok(None) };
    if earlier.request_hash == claim.request_hash {
        return Ok(Some(earlier.resource));
    }
    Err(Error::invalid(FieldError {
        pointer: String::new(),
        code: "idempotency_key_reused",
        detail: "this Idempotency-Key was used for another request".to_owned(),
    }))
}
