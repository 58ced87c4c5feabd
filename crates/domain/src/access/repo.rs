use async_trait::async_trait;

use super::{ApiToken, TokenHash};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{AccountId, ApiTokenId, SessionId},
    page::{Page, PageRequest},
};

/// API tokens in the store.
#[async_trait]
pub trait ApiTokenRepo: Send {
    /// Stores a new token.
    async fn add(&mut self, token: &ApiToken) -> Result<()>;
    /// The token.
    async fn find(&mut self, id: ApiTokenId) -> Result<Option<ApiToken>>;
    /// The token with this hash.
    async fn find_by_hash(&mut self, hash: &TokenHash) -> Result<Option<ApiToken>>;
    /// One page of an account's tokens, oldest first.
    async fn list(
        &mut self,
        account: AccountId,
        page: &PageRequest<ApiTokenId>,
    ) -> Result<Page<ApiToken, ApiTokenId>>;
    /// Notes that the token is in use, unless that was noted after `before`.
    async fn note_use(&mut self, id: ApiTokenId, now: Timestamp, before: Timestamp) -> Result<()>;
    /// Removes the token.
    async fn remove(&mut self, id: ApiTokenId) -> Result<()>;
    /// Removes all tokens of an account.
    async fn remove_all(&mut self, account: AccountId) -> Result<()>;
    /// Removes tokens that expired before `before`; returns how many.
    async fn remove_expired(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// When people proved anew who they are, in the store.
#[async_trait]
pub trait StepUpRepo: Send {
    /// Notes that it was just done in this session.
    async fn record(&mut self, session: SessionId, at: Timestamp) -> Result<()>;
    /// When it was last done in this session.
    async fn last(&mut self, session: SessionId) -> Result<Option<Timestamp>>;
}
