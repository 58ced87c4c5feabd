use super::{EventKind, MAX_PARTICIPANTS, Ticket, Viewer, find};
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Conflict, Denied, Error, Result},
    id::{AccountId, TicketId},
    identity::{Account, AccountState, Permission},
    store::Tx,
};

/// Someone who takes part in a ticket beside its requester and its assignee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Participant {
    /// In which ticket.
    pub ticket: TicketId,
    /// Who.
    pub account: AccountId,
    /// As what.
    pub role: ParticipantRole,
    /// Who let them in: oneself, if by an invitation.
    pub added_by: Option<AccountId>,
    /// Since when.
    pub created_at: Timestamp,
}

/// As what someone takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParticipantRole {
    /// A customer: sees the ticket as its requester does, and may reply.
    Cc,
    /// A member of staff who is told of what happens.
    Follower,
}

impl ParticipantRole {
    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cc => "cc",
            Self::Follower => "follower",
        }
    }

    /// The role by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Cc, Self::Follower].into_iter().find(|role| role.name() == name)
    }
}

/// Lets someone take part: the staff add customers and followers; a customer comes in by an
/// invitation. Harmless if they take part already.
pub async fn add_participant(
    tx: &mut dyn Tx,
    cx: &Ctx,
    ticket: TicketId,
    account: AccountId,
) -> Result<Participant> {
    let viewer = Viewer::of(cx.actor())?;
    let before = match find(tx, cx, ticket).await {
        Err(Error::NotFound(_)) if cx.actor().account() == Some(account) => {
            return accept_invitation(tx, cx, ticket, account).await;
        }
        found => found?,
    };
    let there = tx.participants().find(ticket, account).await?;
    match there.filter(|there| viewer.is_staff() || there.role == ParticipantRole::Cc) {
        Some(there) => Ok(there),
        None if viewer.is_staff() => add_as_staff(tx, cx, &before, account).await,
        None => Err(Error::NotFound("participant")),
    }
}

async fn add_as_staff(tx: &mut dyn Tx, cx: &Ctx, before: &Ticket, account: AccountId) -> Result<Participant> {
    let is_self = cx.actor().account() == Some(account);
    cx.actor().require(if is_self { Permission::TicketRead } else { Permission::TicketWrite })?;
    let found = tx.accounts().find(account).await?;
    let found = found.ok_or(Error::NotFound("account"))?;
    let role = fitting_role(before, &found).ok_or(Conflict::CannotTakePart)?;
    enter(tx, cx, before, account, role).await
}

/// As what the person can take part, if at all.
fn fitting_role(ticket: &Ticket, account: &Account) -> Option<ParticipantRole> {
    if account.state != AccountState::Active || account.id == ticket.requester {
        None
    } else if account.role.may(Permission::TicketRead) {
        Some(ParticipantRole::Follower)
    } else {
        account.role.may(Permission::TicketRequest).then_some(ParticipantRole::Cc)
    }
}

/// Who was invited comes in; for everyone else the ticket is not there.
async fn accept_invitation(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: TicketId,
    account: AccountId,
) -> Result<Participant> {
    let absent = || Error::NotFound("ticket");
    let before = tx.tickets().find(id).await?.ok_or_else(absent)?;
    let invited = tx.invitations().take(id, account, super::invitation::live_since(cx)).await?;
    if invited == 0 || before.requester == account {
        return Err(absent());
    }
    enter(tx, cx, &before, account, ParticipantRole::Cc).await
}

async fn enter(
    tx: &mut dyn Tx,
    cx: &Ctx,
    before: &Ticket,
    account: AccountId,
    role: ParticipantRole,
) -> Result<Participant> {
    before.must_not_be_closed()?;
    let there = tx.participants().list(before.id).await?;
    if there.iter().filter(|other| other.role == role).count() >= MAX_PARTICIPANTS {
        return Err(Conflict::TooManyParticipants.into());
    }
    let participant = Participant {
        ticket: before.id,
        account,
        role,
        added_by: cx.actor().account(),
        created_at: cx.now(),
    };
    tx.participants().add(&participant).await?;
    count(tx, cx, before, EventKind::ParticipantAdded { account, role }).await?;
    Ok(participant)
}

/// Lets someone take part no longer: the staff and the requester take people out, everyone
/// themselves. An invitation that was not accepted goes, too. Harmless if they take no part.
pub async fn remove_participant(
    tx: &mut dyn Tx,
    cx: &Ctx,
    ticket: TicketId,
    account: AccountId,
) -> Result<()> {
    let is_self = cx.actor().account() == Some(account);
    let before = match find(tx, cx, ticket).await {
        Err(Error::NotFound(what)) if is_self => return decline(tx, cx, ticket, account, what).await,
        found => found?,
    };
    let viewer = Viewer::of(cx.actor())?;
    let there = tx.participants().find(ticket, account).await?;
    let there = there.filter(|there| viewer.is_staff() || there.role == ParticipantRole::Cc);
    let Some(there) = there else { return Ok(()) };
    let may = is_self || cx.actor().may(Permission::TicketWrite) || viewer.is_requester_of(&before);
    if !may {
        return Err(Denied::MissingPermission.into());
    }
    tx.participants().remove(ticket, account).await?;
    tx.invitations().take(ticket, account, super::invitation::live_since(cx)).await?;
    count(tx, cx, &before, EventKind::ParticipantRemoved { account, role: there.role }).await
}

async fn decline(
    tx: &mut dyn Tx,
    cx: &Ctx,
    ticket: TicketId,
    account: AccountId,
    absent: &'static str,
) -> Result<()> {
    match tx.invitations().take(ticket, account, super::invitation::live_since(cx)).await? {
        0 => Err(Error::NotFound(absent)),
        _ => Ok(()),
    }
}

/// Counts the change in the ticket and notes it in its history.
async fn count(tx: &mut dyn Tx, cx: &Ctx, before: &Ticket, event: EventKind) -> Result<()> {
    let mut after = before.clone();
    after.count_change(std::slice::from_ref(&event), cx.now());
    tx.tickets().update(&after, before).await?;
    tx.events().record(vec![event.sign(cx, before.id)]).await
}

/// Who takes part in a ticket, as far as the actor may know: followers are the desk's business.
pub async fn participants(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId) -> Result<Vec<Participant>> {
    let viewer = Viewer::of(cx.actor())?;
    let ticket = find(tx, cx, ticket).await?;
    let mut all = tx.participants().list(ticket.id).await?;
    all.retain(|one| viewer.is_staff() || one.role == ParticipantRole::Cc);
    Ok(all)
}
