//! Taking a ticket: of many who try, one gets it.

use super::{Status, Ticket, TicketChange, TicketFilter, TicketOrder, change, find};
use crate::{
    Ctx,
    error::{Conflict, Result},
    id::TicketId,
    identity::Permission,
    patch::Patch,
    store::Tx,
};

/// Gives a ticket to the actor, unless someone else has it. To take what one has changes nothing.
pub async fn claim(tx: &mut dyn Tx, cx: &Ctx, id: TicketId) -> Result<Ticket> {
    let me = may_take(cx)?;
    let ticket = find(tx, cx, id).await?;
    match ticket.assignee {
        Some(assignee) if assignee == me => return Ok(ticket),
        Some(to) => return Err(Conflict::AlreadyAssigned { to }.into()),
        None => {}
    }
    match ticket.status {
        Status::Closed => Err(Conflict::TicketClosed.into()),
        Status::Solved => Err(Conflict::TicketSolved.into()),
        _ => assign_to_me(tx, cx, ticket).await,
    }
}

/// The first ticket of a list that is nobody's and that nobody else is just taking; it is the actor's
/// once [`assign_to_me`] has been called. `None`: there is none.
pub async fn take_next(
    tx: &mut dyn Tx,
    cx: &Ctx,
    filter: TicketFilter,
    order: TicketOrder,
) -> Result<Option<Ticket>> {
    may_take(cx)?;
    let mut filter = TicketFilter { assignee: Some(None), ..filter };
    // Only what is the desk's turn can be worked on.
    let workable = [Status::New, Status::Open];
    filter.status = match filter.status.as_slice() {
        [] => workable.to_vec(),
        asked => workable.into_iter().filter(|status| asked.contains(status)).collect(),
    };
    if filter.status.is_empty() {
        return Ok(None);
    }
    tx.queue().take_first(&filter, order).await
}

/// Gives a ticket that is nobody's to the actor.
pub async fn assign_to_me(tx: &mut dyn Tx, cx: &Ctx, ticket: Ticket) -> Result<Ticket> {
    let me = Patch::Set(may_take(cx)?);
    change(tx, cx, ticket.id, None, TicketChange { assignee: me, ..TicketChange::default() }).await
}

/// Who takes tickets answers them, and may assign them.
fn may_take(cx: &Ctx) -> Result<crate::id::AccountId> {
    cx.actor().require(Permission::TicketWrite)?;
    cx.actor().require(Permission::TicketAssign)?;
    Ok(cx.actor().principal()?.account)
}
