use chrono::Duration;

use super::{MAX_PARTICIPANTS, ParticipantRole, Viewer, find};
use crate::{
    Ctx,
    clock::Timestamp,
    contact::EmailAddress,
    error::{Conflict, Denied, Result},
    id::{AccountId, InvitationId, TicketId},
    identity::{Account, AccountState, Permission},
    job::JobRequest,
    mail::MailOrder,
    store::Tx,
};

/// An invitation to take part in a ticket as cc. Nothing of it tells the inviting person whether
/// anybody got it: there is one for every address, and the address itself is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    /// Stable id.
    pub id: InvitationId,
    /// To which ticket.
    pub ticket: TicketId,
    /// Whom; nobody if the address belongs to no active customer.
    pub account: Option<AccountId>,
    /// By whom.
    pub invited_by: AccountId,
    /// When.
    pub created_at: Timestamp,
}

/// How long an invitation can be accepted.
pub const INVITATION_LIFETIME: Duration = Duration::days(14);
/// How many letters of invitation a person gets in a day.
pub const INVITATIONS_A_DAY: u64 = 3;

pub(super) fn live_since(cx: &Ctx) -> Timestamp {
    cx.now() - INVITATION_LIFETIME
}

/// Invites whoever has this address, if an active customer has it. Says, does and counts the same
/// if nobody has.
pub async fn invite(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId, email: &EmailAddress) -> Result<()> {
    let inviter = cx.actor().principal()?.account;
    let before = find(tx, cx, ticket).await?;
    if !Viewer::of(cx.actor())?.is_requester_of(&before) && !cx.actor().may(Permission::TicketWrite) {
        return Err(Denied::MissingPermission.into());
    }
    before.must_not_be_closed()?;
    let there = tx.participants().list(ticket).await?;
    let there = there.iter().filter(|one| one.role == ParticipantRole::Cc).count();
    let on_the_way = tx.invitations().count_live(ticket, live_since(cx)).await?;
    if there + on_the_way >= MAX_PARTICIPANTS {
        return Err(Conflict::TooManyParticipants.into());
    }
    let can_come = |account: &Account| {
        account.state == AccountState::Active
            && account.role.may(Permission::TicketRequest)
            && account.id != before.requester
    };
    let found = tx.accounts().find_by_email_key(&email.key()).await?.filter(can_come);
    let invitation = Invitation {
        id: InvitationId::new(cx),
        ticket,
        account: found.map(|account| account.id),
        invited_by: inviter,
        created_at: cx.now(),
    };
    tx.invitations().add(&invitation).await?;
    let order = MailOrder::Invitation { invitation: invitation.id };
    tx.jobs().enqueue(JobRequest::send_mail(cx, order)).await
}
