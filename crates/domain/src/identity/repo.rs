use async_trait::async_trait;

use super::{Account, Code, CodePurpose, EmailChange, Role, Session};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{AccountId, CodeId, SessionId},
    page::{Count, Page, PageRequest},
};

/// Which accounts to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Staff or customers.
    pub staff: bool,
    /// Only this role.
    pub role: Option<Role>,
}

/// Accounts in the store.
#[async_trait]
pub trait AccountRepo: Send {
    /// Stores a new account and returns its number; [`crate::error::Conflict::EmailTaken`] when the
    /// address is in use.
    async fn add(&mut self, account: &Account) -> Result<i64>;
    /// The account.
    async fn find(&mut self, id: AccountId) -> Result<Option<Account>>;
    /// The accounts among these ids, in no particular order.
    async fn find_many(&mut self, ids: &[AccountId]) -> Result<Vec<Account>>;
    /// The account with this address.
    async fn find_by_email_key(&mut self, key: &str) -> Result<Option<Account>>;
    /// Writes the account back if its version is still `expected`; [`crate::Error::Stale`] if not.
    async fn update(&mut self, account: &Account, expected: i64) -> Result<()>;
    /// One page, newest last, by number.
    async fn list(&mut self, filter: &AccountFilter, page: PageRequest<i64>) -> Result<Page<Account, i64>>;
    /// How many the whole list has; no more than one beyond `bound` are looked at.
    async fn count(&mut self, filter: &AccountFilter, bound: u64) -> Result<Count>;
    /// Whether there is any member of staff.
    async fn any_staff(&mut self) -> Result<bool>;
    /// Removes accounts made before `before` whose address was never confirmed and to whom no link is
    /// under way at `now`; returns how many.
    async fn remove_unverified(&mut self, before: Timestamp, now: Timestamp, limit: u64) -> Result<u64>;
}

/// Single-use codes in the store.
#[async_trait]
pub trait CodeRepo: Send {
    /// Stores a new code.
    async fn add(&mut self, code: &Code) -> Result<()>;
    /// The code.
    async fn find(&mut self, id: CodeId) -> Result<Option<Code>>;
    /// The newest code of this purpose that is neither used nor expired.
    async fn find_live(&mut self, purpose: CodePurpose, now: Timestamp) -> Result<Option<Code>>;
    /// Marks the code as used; false if it was used before or has expired. Of two who try, one wins.
    async fn consume(&mut self, id: CodeId, now: Timestamp) -> Result<bool>;
    /// Makes the account's live links of every purpose useless.
    async fn void(&mut self, account: AccountId, now: Timestamp) -> Result<()>;
    /// Removes codes that expired before `before`; returns how many.
    async fn remove_expired(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// Changes of address that wait to be confirmed.
#[async_trait]
pub trait EmailChangeRepo: Send {
    /// Stores a new change; the account must have none.
    async fn add(&mut self, change: &EmailChange) -> Result<()>;
    /// The account's change.
    async fn find(&mut self, account: AccountId) -> Result<Option<EmailChange>>;
    /// Writes who has confirmed it.
    async fn update(&mut self, change: &EmailChange) -> Result<()>;
    /// Drops the account's change; harmless when there is none.
    async fn remove(&mut self, account: AccountId) -> Result<()>;
    /// Removes a customer's account whose address was never confirmed; false if it has tickets or is
    /// somebody's.
    async fn remove_unverified(&mut self, account: AccountId) -> Result<bool>;
    /// Removes changes that expired before `before`; returns how many.
    async fn remove_expired(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// Sessions in the store.
#[async_trait]
pub trait SessionRepo: Send {
    /// Stores a new session.
    async fn add(&mut self, session: &Session) -> Result<()>;
    /// The session.
    async fn find(&mut self, id: SessionId) -> Result<Option<Session>>;
    /// Moves the session to its next generation if it is still at `from`; false if it is not.
    async fn rotate(&mut self, session: &Session, from: i32) -> Result<bool>;
    /// Ends the session; harmless when it has ended.
    async fn revoke(&mut self, id: SessionId, at: Timestamp) -> Result<()>;
    /// The account's live sessions, by id.
    async fn list_live(
        &mut self,
        account: AccountId,
        now: Timestamp,
        page: PageRequest<SessionId>,
    ) -> Result<Page<Session, SessionId>>;
    /// Ends all sessions of the account but `but`; returns which those were.
    async fn revoke_all(
        &mut self,
        account: AccountId,
        but: Option<SessionId>,
        at: Timestamp,
    ) -> Result<Vec<SessionId>>;
    /// Removes sessions that expired or ended before `before`; returns how many.
    async fn remove_ended(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// What is done to the desk's own people, in the store.
#[async_trait]
pub trait StaffRepo: Send {
    /// The active members with this role, who stay so until the transaction ends.
    async fn lock_active(&mut self, role: Role) -> Result<Vec<AccountId>>;
    /// Removes a member who was invited and has not come; false if there is none such.
    async fn remove_invited(&mut self, account: AccountId) -> Result<bool>;
}
