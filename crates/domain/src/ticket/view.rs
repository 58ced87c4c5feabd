use super::{Message, Mover, PeopledTicket, Status, Ticket};
use crate::{
    Ctx,
    error::{Denied, Error, Result},
    id::{AccountId, MessageId, TicketId},
    identity::{Actor, Permission},
    store::Tx,
};

/// Whose eyes look at tickets: the row filter that every query carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Sees every ticket, notes and history.
    Staff,
    /// A customer: sees the tickets they asked in or take part in as cc, without anything internal.
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

    /// Whether this is the customer who asked.
    pub fn is_requester_of(self, ticket: &Ticket) -> bool {
        self == Self::Requester(ticket.requester)
    }

    /// The ticket's version as this viewer counts.
    pub const fn version(self, ticket: &Ticket) -> i64 {
        match self {
            Self::Staff => ticket.version,
            Self::Requester(_) => ticket.requester_version,
        }
    }

    /// Fails unless the ticket is at the version that this viewer expects.
    pub(crate) fn check_version(self, ticket: &Ticket, expected: Option<i64>) -> Result<()> {
        let current = self.version(ticket);
        let Some(expected) = expected.filter(|expected| *expected != current) else { return Ok(()) };
        let changed = match self {
            Self::Staff => ticket.member_versions.since_for_staff(expected),
            Self::Requester(_) => ticket.member_versions.since_for_requester(expected),
        };
        Err(Error::Stale { current, changed: Some(changed) })
    }

    /// Where this viewer can take the ticket, in the viewer's own terms. Who takes part as cc moves
    /// it by a reply only.
    pub fn allowed(self, ticket: &Ticket) -> Vec<Status> {
        match self {
            Self::Staff => ticket.status.allowed(Mover::Staff).collect(),
            Self::Requester(_) if self.is_requester_of(ticket) => {
                ticket.status.allowed_for_requester().collect()
            }
            Self::Requester(_) => Vec::new(),
        }
    }
}

/// The ticket, if the actor may know of it.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: TicketId) -> Result<Ticket> {
    let viewer = Viewer::of(cx.actor())?;
    let found = tx.tickets().find_visible(viewer, id).await?;
    found.ok_or(Error::NotFound("ticket"))
}

/// The same, with the people who are shown with it, as they are at the moment: it is not locked.
pub async fn find_peopled(tx: &mut dyn Tx, cx: &Ctx, id: TicketId) -> Result<PeopledTicket> {
    let viewer = Viewer::of(cx.actor())?;
    let found = tx.tickets().find_peopled(viewer, id).await?;
    found.ok_or(Error::NotFound("ticket"))
}

/// The message, if the actor may know of it.
pub async fn find_message(tx: &mut dyn Tx, cx: &Ctx, id: MessageId) -> Result<Message> {
    let absent = || Error::NotFound("message");
    let viewer = Viewer::of(cx.actor())?;
    let message = tx.messages().find_visible(viewer, id).await?.ok_or_else(absent)?;
    let in_view = tx.tickets().find_visible(viewer, message.ticket).await?.is_some();
    if in_view { Ok(message) } else { Err(absent()) }
}
