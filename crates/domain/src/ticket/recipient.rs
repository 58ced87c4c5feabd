use super::{EventKind, Message, MessageKind, ParticipantRole, Ticket};
use crate::{
    Ctx,
    error::{Error, FieldError, Result, Rule},
    id::AccountId,
    identity::{AccountState, Permission},
    job::JobRequest,
    mail::MailOrder,
    store::Tx,
};

/// Someone whom a message goes to, by a letter of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub account: AccountId,
    /// Why.
    pub reason: RecipientReason,
}

/// Why a message goes to someone: the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecipientReason {
    /// Named in the note.
    Mentioned,
    /// Asked.
    Requester,
    /// Takes part as cc.
    Cc,
    /// Answers the ticket.
    Assignee,
    /// Follows the ticket.
    Follower,
}

impl RecipientReason {
    const ALL: [Self; 5] = [Self::Mentioned, Self::Requester, Self::Cc, Self::Assignee, Self::Follower];

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mentioned => "mentioned",
            Self::Requester => "requester",
            Self::Cc => "cc",
            Self::Assignee => "assignee",
            Self::Follower => "follower",
        }
    }

    /// The reason by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// Writes down whom a message goes to from now, and orders a letter for each of them.
pub(super) async fn send_to_all(
    tx: &mut dyn Tx,
    cx: &Ctx,
    message: &Message,
    recipients: Vec<Recipient>,
) -> Result<()> {
    if recipients.is_empty() {
        return Ok(());
    }
    tx.recipients().add(message.id, &recipients).await?;
    for recipient in recipients {
        let order = MailOrder::Message { message: message.id, to: recipient.account };
        tx.jobs().enqueue(JobRequest::send_mail(cx, order)).await?;
    }
    Ok(())
}

/// A reply goes to the requester and to each cc; one of a customer also to who answers the ticket and
/// who follows it. A note goes to these and to who is named in it. Nothing goes to its author.
pub(super) async fn recipients(
    tx: &mut dyn Tx,
    ticket: &Ticket,
    message: &Message,
    mentioned: &[AccountId],
) -> Result<Vec<Recipient>> {
    let participants = tx.participants().list(ticket.id).await?;
    let to_customers = message.kind == MessageKind::Reply;
    let to_staff = !to_customers || !message.by_staff;
    let named = mentioned.iter().map(|account| (*account, RecipientReason::Mentioned));
    let requester = to_customers.then_some((ticket.requester, RecipientReason::Requester));
    let assignee = ticket.assignee.filter(|_| to_staff).map(|to| (to, RecipientReason::Assignee));
    let others = participants.iter().filter_map(|one| match one.role {
        ParticipantRole::Cc => to_customers.then_some((one.account, RecipientReason::Cc)),
        ParticipantRole::Follower => to_staff.then_some((one.account, RecipientReason::Follower)),
    });
    let mut recipients: Vec<Recipient> = Vec::new();
    for (account, reason) in named.chain(requester).chain(assignee).chain(others) {
        if account != message.author && recipients.iter().all(|known| known.account != account) {
            recipients.push(Recipient { account, reason });
        }
    }
    Ok(recipients)
}

/// Only active staff who may read tickets are named, and only in notes.
pub(super) async fn check_mentions(
    tx: &mut dyn Tx,
    kind: MessageKind,
    mentioned: &[AccountId],
) -> Result<()> {
    if mentioned.is_empty() {
        return Ok(());
    }
    if kind != MessageKind::Note {
        let rule = Rule::new("not_in_replies", "can only be in a note");
        return Err(Error::invalid(FieldError::at("mentions", rule)));
    }
    let accounts = tx.accounts().find_many(mentioned).await?;
    let fits = |id: &AccountId| {
        let found = accounts.iter().find(|account| account.id == *id);
        found.is_some_and(|a| a.state == AccountState::Active && a.role.may(Permission::TicketRead))
    };
    let wrong = mentioned.iter().enumerate().filter(|(_, id)| !fits(id));
    let expected = "must be an active member of staff who may read tickets";
    let wrong: Vec<_> = wrong
        .map(|(at, _)| FieldError::at(&format!("mentions/{at}"), Rule::new("unknown_reference", expected)))
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// What the history says of people named in a note.
pub(super) fn mention_events(mentioned: &[AccountId]) -> impl Iterator<Item = EventKind> {
    mentioned.iter().map(|account| EventKind::Mentioned { account: *account })
}
