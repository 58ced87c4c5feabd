//! Whom a case's changes are told to: its ticket's history, and the customer by mail.

use super::{Letter, Repair};
use crate::{
    Ctx,
    error::Result,
    job::JobRequest,
    mail::MailOrder,
    store::Tx,
    ticket::{self, EventKind},
};

/// Records it in the history of the case's ticket.
pub(super) async fn tell(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, event: EventKind) -> Result<()> {
    match case.ticket {
        Some(ticket) => ticket::record_about(tx, cx, ticket, event).await,
        None => Ok(()),
    }
}

/// Records that the case is not as it was `before`.
pub(super) async fn tell_changed(tx: &mut dyn Tx, cx: &Ctx, before: &Repair, after: &Repair) -> Result<()> {
    let is_shown = before.requester_version != after.requester_version;
    tell(tx, cx, after, EventKind::RepairChanged { repair: after.id, is_shown }).await
}

/// Orders a letter to the customer.
pub(super) async fn write(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, letter: Letter) -> Result<()> {
    let order = MailOrder::Repair { repair: case.id, letter };
    tx.jobs().enqueue(JobRequest::send_mail(cx, order)).await
}
