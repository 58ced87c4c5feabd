//! Who did what: administrative and security acts, for whoever has to account for them.
//!
//! To record one, add it to the list in `act.rs` and call, in the transaction of the act itself,
//!
//! ```ignore
//! audit::record(tx, cx, ActKind::StaffDisabled.on(account.id)).await?;
//! ```
//!
//! Who acts, and with what, is taken from `cx`. An entry names things by id and holds no text that
//! anybody typed. Entries are only added; a job removes them after [`RETENTION_DAYS`].

mod act;
mod repo;

pub use act::{Act, ActKind, CredentialKind, Target, TargetKind};
pub use repo::{AuditFilter, AuditRepo};

use crate::{
    Ctx,
    clock::Timestamp,
    error::Result,
    id::{AccountId, AuditId},
    identity::Permission,
    page::{Page, PageRequest},
    store::Tx,
};

/// How long an entry is kept: 24 months.
pub const RETENTION_DAYS: i64 = 730;

/// One act, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Stable id; sorts in the order of writing.
    pub id: AuditId,
    /// What was done, and to what.
    pub act: Act,
    /// Who did it, if a person did who is known.
    pub actor: Option<AccountId>,
    /// With what the actor had come in.
    pub credential: CredentialKind,
    /// When.
    pub at: Timestamp,
}

/// Puts an act on record, in the transaction of the act.
pub async fn record(tx: &mut dyn Tx, cx: &Ctx, act: Act) -> Result<()> {
    let entry = Entry {
        id: AuditId::new(cx),
        act,
        actor: cx.actor().account(),
        credential: CredentialKind::of(cx.actor()),
        at: cx.now(),
    };
    tx.audit().add(&entry).await
}

/// One page of the record, newest first.
pub async fn list(
    tx: &mut dyn Tx,
    cx: &Ctx,
    filter: &AuditFilter,
    page: &PageRequest<AuditId>,
) -> Result<Page<Entry, AuditId>> {
    cx.actor().require(Permission::AuditRead)?;
    tx.audit().list(filter, page).await
}
