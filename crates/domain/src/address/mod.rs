//! The address of a repair: who gives it, who looks at it, and what becomes of copies of it in the ticket.
//! The vault keeps it (`crate::vault`), `crate::postal` knows what it looks like.

mod copies;
mod give;
mod link;
mod look;

use async_trait::async_trait;

pub use copies::{Copies, copies_before, copies_before_change, copies_before_end, look_for_copies};
pub use give::{GivenAddress, Giver, check_giver, check_place, confirm, give, seal, withdraw};
pub use link::{LINK_LIFETIME, behind_link, give_through_link, request};
pub use look::{Reveal, accesses, may_see_persons, open, receipts, record_own, record_reveal, state};

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
