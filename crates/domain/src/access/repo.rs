use async_trait::async_trait;

use super::{ApiToken, RoleRequirement, TokenHash, Totp};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{AccountId, ApiTokenId, SessionId},
    identity::Role,
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

/// Second factors in the store.
#[async_trait]
pub trait SecondFactorRepo: Send {
    /// The account's second factor, confirmed or not.
    async fn find(&mut self, account: AccountId) -> Result<Option<Totp>>;
    /// Stores it, in place of one that may be there.
    async fn put(&mut self, totp: &Totp) -> Result<()>;
    /// Removes it with its recovery codes.
    async fn remove(&mut self, account: AccountId) -> Result<()>;
    /// Notes that the code of this step was used; false if that one or a later one was before.
    async fn advance(&mut self, account: AccountId, step: i64) -> Result<bool>;
    /// Stores hashes of recovery codes, in place of those that may be there.
    async fn put_recovery_codes(&mut self, account: AccountId, hashes: Vec<Vec<u8>>) -> Result<()>;
    /// Uses a recovery code up; false if there is none with this hash.
    async fn use_recovery_code(&mut self, account: AccountId, hash: Vec<u8>) -> Result<bool>;
    /// How many recovery codes have not been used.
    async fn recovery_codes_left(&mut self, account: AccountId) -> Result<u64>;
}

/// What roles must do, and who has done it, in the store.
#[async_trait]
pub trait RequirementRepo: Send {
    /// What this role must do.
    async fn of_role(&mut self, role: Role) -> Result<RoleRequirement>;
    /// What roles must do, as far as it was ever decided.
    async fn list(&mut self) -> Result<Vec<RoleRequirement>>;
    /// Decides anew if the decision is still at version `expected`; [`crate::Error::Stale`] if not.
    async fn put(&mut self, new: &RoleRequirement, expected: i64) -> Result<()>;
    /// When the account accepted this version of the confidentiality notice.
    async fn accepted(&mut self, account: AccountId, notice: i32) -> Result<Option<Timestamp>>;
    /// Notes that the account accepts it.
    async fn accept(&mut self, account: AccountId, notice: i32, at: Timestamp) -> Result<()>;
}
