//! The address of a repair: who gives it, who looks at it, and what becomes of copies of it in the ticket.
//! The vault keeps it (`crate::vault`), `crate::postal` knows what it looks like.

mod confirm;
mod copies;
mod end;
mod give;
mod link;
mod look;

use async_trait::async_trait;

pub use confirm::confirm;
pub use copies::{Look, copies_before, copies_before_change, copies_before_end, look_for_copies};
pub(crate) use end::{end_again, end_lost, give_up};
pub use end::{end_overdue, overdue};
pub use give::{GivenAddress, Giver, Terms, check_giver, check_place, give, seal, withdraw};
pub use link::{LINK_LIFETIME, behind_link, check_link, give_through_link, renew, request};
pub use look::{
    OnRecord, Reveal, accesses, may_see_persons, open, receipts, record_own, record_reveal, state,
    try_to_open, was_not_seen,
};

use crate::{
    clock::Timestamp,
    error::Result,
    id::{AccountId, CodeId, RepairId},
};

/// A link through which the address of a repair can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressLink {
    /// The code in it.
    pub code: CodeId,
    /// Whose address.
    pub repair: RepairId,
    /// Who asked for it.
    pub asked_by: Option<AccountId>,
    /// When.
    pub asked_at: Timestamp,
}

/// Links through which addresses can be given, in the store.
#[async_trait]
pub trait AddressLinkRepo: Send {
    /// Stores a new one, whose code is stored.
    async fn add(&mut self, link: &AddressLink) -> Result<()>;
    /// The one of a code.
    async fn find(&mut self, code: CodeId) -> Result<Option<AddressLink>>;
    /// Makes all links of a case useless.
    async fn void(&mut self, repair: RepairId, now: Timestamp) -> Result<()>;
}
