use super::{Mover, Status, Ticket};
use crate::{
    Ctx,
    error::{Denied, Error, Result},
    id::{AccountId, TicketId},
    identity::{Actor, Permission},
    store::Tx,
};

/// Whose eyes look at tickets: the row filter that every query carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Sees every ticket, notes and history.
    Staff,
    /// Sees their own tickets, without anything internal.
    Requester(AccountId),
}

impl Viewer {
    /// Through whose eyes this actor looks.
    pub fn of(actor: &Actor) -> Result<Self> {
        let principal = actor.principal()?;
        if actor.may(Permission::TicketRead) {
            Ok(Self::Staff)
        } else if actor.may(Permission::TicketRequest) {
            Ok(Self::Requester(principal.account))
        } else {
            Err(Denied::MissingPermission.into())
        }
    }

    /// Whether internal things are shown.
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Staff)
    }

    /// The ticket's version as this viewer counts.
    pub const fn version(self, ticket: &Ticket) -> i64 {
        match self {
            Self::Staff => ticket.version,
            Self::Requester(_) => ticket.requester_version,
        }
    }

    /// Where this viewer can take the ticket, in the viewer's own terms.
    pub fn allowed(self, status: Status) -> Vec<Status> {
        match self {
            Self::Staff => status.allowed(Mover::Staff).collect(),
            Self::Requester(_) => status.allowed_for_requester().collect(),
        }
    }
}

/// The ticket, if the actor may know of it.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: TicketId) -> Result<Ticket> {
    let viewer = Viewer::of(cx.actor())?;
    let found = tx.tickets().find_visible(viewer, id).await?;
    found.ok_or(Error::NotFound("ticket"))
}
