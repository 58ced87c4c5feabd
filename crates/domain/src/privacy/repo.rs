use async_trait::async_trait;

use super::{Cut, PrivacyRequest, RequestFilter, Scope};
use crate::{
    attachment::Attachment,
    clock::Timestamp,
    error::Result,
    id::{AccountId, MessageId, PrivacyRequestId, RepairId, TicketId},
    page::{Page, PageRequest},
    repair::{RmaNumber, State},
};

/// A repair that keeps an account from being erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCase {
    /// Which.
    pub id: RepairId,
    /// Whose.
    pub account: AccountId,
    /// What stands on the parcel.
    pub rma_number: RmaNumber,
    /// Where it stands.
    pub state: State,
}

/// Requests in the store.
#[async_trait]
pub trait PrivacyRequestRepo: Send {
    /// Stores a new one; [`crate::error::Conflict::ErasureRequested`] where one is open.
    async fn add(&mut self, request: &PrivacyRequest) -> Result<()>;
    /// One of them. Who is about to write holds it.
    async fn find(&mut self, id: PrivacyRequestId) -> Result<Option<PrivacyRequest>>;
    /// Holds a person until the transaction ends: whoever begins a repair of theirs and whoever begins to erase them
    /// take turns.
    async fn hold_person(&mut self, account: AccountId) -> Result<()>;
    /// A person's that is open.
    async fn open_of(&mut self, account: AccountId) -> Result<Option<PrivacyRequest>>;
    /// Writes it back.
    async fn update(&mut self, request: &PrivacyRequest) -> Result<()>;
    /// One page, newest first.
    async fn list(
        &mut self,
        filter: &RequestFilter,
        page: &PageRequest<PrivacyRequestId>,
    ) -> Result<Page<PrivacyRequest, PrivacyRequestId>>;
    /// Those that are open, without those that wait for repairs to be finished, oldest first.
    async fn open(&mut self, limit: u64) -> Result<Vec<PrivacyRequestId>>;
    /// Forgets what ended before `before`; returns how many.
    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// What is stored of a person, in the store.
#[async_trait]
pub trait ErasureRepo: Send {
    /// How much there is.
    async fn scope(&mut self, account: AccountId) -> Result<Scope>;
    /// The repairs of these people that are open.
    async fn open_cases(&mut self, accounts: &[AccountId]) -> Result<Vec<OpenCase>>;
    /// Some of the person's tickets, and whether each is deleted.
    async fn tickets(&mut self, account: AccountId, limit: u64) -> Result<Vec<(TicketId, bool)>>;
    /// Some messages of a ticket, whoever wrote them.
    async fn messages_in(&mut self, ticket: TicketId, limit: u64) -> Result<Vec<MessageId>>;
    /// Removes messages, with their files, recipients and what the index has of them.
    async fn remove_messages(&mut self, messages: &[MessageId]) -> Result<()>;
    /// Removes what else was written in a person's ticket and who took part, and cuts the person out of its history.
    async fn empty_ticket(&mut self, ticket: TicketId, account: AccountId) -> Result<()>;
    /// Some messages that the person wrote in tickets of others.
    async fn messages(&mut self, account: AccountId, limit: u64) -> Result<Vec<MessageId>>;
    /// A message and its files are nobody's from now on.
    async fn disown(&mut self, message: MessageId) -> Result<()>;
    /// Some files that the person uploaded.
    async fn files(&mut self, account: AccountId, limit: u64) -> Result<Vec<Attachment>>;
    /// Some of the person's repairs that are over.
    async fn cases(&mut self, account: AccountId, limit: u64) -> Result<Vec<RepairId>>;
}

/// What an erasure ends, in the store.
#[async_trait]
pub trait ForgetRepo: Send {
    /// Cuts people and what they told out of these cases. Quotes that were accepted, or are of repairs that were
    /// paid for, stay blocked until the law wants them no longer; returns of how many cases.
    async fn forget_cases(&mut self, cases: &[RepairId]) -> Result<u64>;
    /// Whether a case's quotes are kept by law only: for who answers for privacy.
    async fn are_quotes_blocked(&mut self, case: RepairId) -> Result<bool>;
    /// Forgets quotes that the law wants no longer; returns of how many cases.
    async fn forget_quotes(&mut self, now: Timestamp, limit: u64) -> Result<u64>;
    /// Whether a column names the person.
    async fn names(&mut self, cut: &Cut, account: AccountId) -> Result<bool>;
    /// Ends that some of its rows do; returns how many.
    async fn cut(&mut self, cut: &Cut, account: AccountId, limit: u64) -> Result<u64>;
    /// Takes no part any more in some tickets of others; returns in how many.
    async fn leave_tickets(&mut self, account: AccountId, limit: u64) -> Result<u64>;
    /// Removes the account, and with it all that is only the account's.
    async fn remove_account(&mut self, account: AccountId) -> Result<()>;
    /// Accounts that are erased and of which the ledger does not know yet, oldest request first.
    async fn unwritten(&mut self, limit: u64) -> Result<Vec<(PrivacyRequestId, AccountId)>>;
    /// The ledger has it: the request knows no account any more.
    async fn set_written(&mut self, id: PrivacyRequestId, seq: i64) -> Result<()>;
}
