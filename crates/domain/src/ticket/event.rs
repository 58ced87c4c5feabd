use super::{ParticipantRole, Priority, Relation, Status, Tag, TicketType};
use crate::{
    Ctx,
    clock::{Timestamp, to_text},
    error::Result,
    id::{AccountId, DeviceId, EventId, MacroId, MessageId, RepairId, TeamId, TicketId},
    identity::Actor,
    repair,
    store::Tx,
};

/// One entry of a ticket's history: immutable, written in the transaction of the change, and
/// without personal values (people are ids; texts are not repeated).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Stable id; sorts in the order of writing.
    pub id: EventId,
    /// Of which ticket.
    pub ticket: TicketId,
    /// What happened.
    pub kind: EventKind,
    /// Who did it, if a person did.
    pub actor: Option<AccountId>,
    /// What made it happen.
    pub cause: Cause,
    /// When.
    pub at: Timestamp,
}

/// What made something happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A person, through the API.
    Person,
    /// The schedule.
    Time,
    /// A person, by a macro. Staff only: to the requester, the person did it.
    Macro(MacroId),
}

impl Cause {
    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Time => "time",
            Self::Macro(_) => "macro",
        }
    }

    /// The macro, if it was one.
    pub const fn of_macro(self) -> Option<MacroId> {
        match self {
            Self::Macro(id) => Some(id),
            Self::Person | Self::Time => None,
        }
    }

    /// The cause by its name, and the macro.
    pub fn from_parts(name: &str, by_macro: Option<MacroId>) -> Option<Self> {
        let macros = by_macro.map(Self::Macro).into_iter();
        [Self::Person, Self::Time].into_iter().chain(macros).find(|cause| cause.name() == name)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// The ticket was opened.
    Opened,
    /// It was deleted; it can be brought back for a while.
    Deleted,
    /// It was brought back.
    Restored,
    /// It moved.
    StatusChanged {
        /// From where.
        from: Status,
        /// To where.
        to: Status,
    },
    /// Its urgency changed.
    PriorityChanged {
        /// From what.
        from: Priority,
        /// To what.
        to: Priority,
    },
    /// Its type changed.
    TypeChanged {
        /// From what.
        from: TicketType,
        /// To what.
        to: TicketType,
    },
    /// Its subject changed; the texts are not repeated.
    SubjectChanged,
    /// It went to someone else.
    AssigneeChanged {
        /// From whom.
        from: Option<AccountId>,
        /// To whom.
        to: Option<AccountId>,
    },
    /// It went to another team.
    TeamChanged {
        /// From which.
        from: Option<TeamId>,
        /// To which.
        to: Option<TeamId>,
    },
    /// It was snoozed.
    Snoozed {
        /// Until when.
        until: Timestamp,
    },
    /// It woke: its time had come, the requester wrote, or someone moved it.
    Woke,
    /// It is no longer to wake by itself.
    SnoozeCancelled,
    /// It is about another device.
    DeviceChanged {
        /// About which it was. The desk's business.
        from: Option<DeviceId>,
        /// About which it is. The desk's business.
        to: Option<DeviceId>,
    },
    /// A label was added.
    TagAdded {
        /// Which.
        tag: Tag,
    },
    /// A label was removed.
    TagRemoved {
        /// Which.
        tag: Tag,
    },
    /// A public reply was written.
    ReplyAdded {
        /// Which.
        message: MessageId,
    },
    /// An internal note was written.
    NoteAdded {
        /// Which.
        message: MessageId,
    },
    /// Something was taken out of a public reply for good.
    MessageRedacted {
        /// Which.
        message: MessageId,
    },
    /// Something was taken out of an internal note for good.
    NoteRedacted {
        /// Which.
        message: MessageId,
    },
    /// A payment card was masked before the message was stored.
    CardMasked {
        /// In which.
        message: MessageId,
    },
    /// A follow-up of this ticket was opened.
    FollowUpOpened {
        /// Which.
        ticket: TicketId,
    },
    /// A member of staff was named in a note.
    Mentioned {
        /// Who.
        account: AccountId,
    },
    /// Someone takes part from now on.
    ParticipantAdded {
        /// Who.
        account: AccountId,
        /// As what.
        role: ParticipantRole,
    },
    /// Someone takes part no longer.
    ParticipantRemoved {
        /// Who.
        account: AccountId,
        /// As what.
        role: ParticipantRole,
    },
    /// The requester was reminded.
    ReminderSent,
    /// Its messages went into another ticket.
    MergedInto {
        /// Which.
        ticket: TicketId,
    },
    /// Another ticket's messages came in.
    MergedFrom {
        /// Which.
        ticket: TicketId,
    },
    /// The merge with another ticket was undone.
    MergeUndone {
        /// Which.
        ticket: TicketId,
    },
    /// Messages went into a ticket of their own.
    SplitOff {
        /// Which.
        ticket: TicketId,
    },
    /// It began with messages of another ticket.
    SplitFrom {
        /// Which.
        ticket: TicketId,
    },
    /// It was linked with another ticket.
    Linked {
        /// How, from this side.
        relation: Relation,
        /// With which.
        ticket: TicketId,
    },
    /// A repair was asked for in it.
    RepairOpened {
        /// Which.
        repair: RepairId,
    },
    /// One of its repairs moved.
    RepairMoved {
        /// Which.
        repair: RepairId,
        /// To where.
        to: repair::State,
        /// Whether the move can be told apart by the requester.
        is_shown: bool,
    },
    /// One of its repairs changed where it stands.
    RepairChanged {
        /// Which.
        repair: RepairId,
        /// Whether its customer sees something else than before.
        is_shown: bool,
    },
    /// It was written down what is wrong with the device of one of its repairs.
    RepairDiagnosed {
        /// Which.
        repair: RepairId,
        /// Whether the requester was told something else than before.
        is_told: bool,
    },
    /// It was written down what one of its repairs came to.
    RepairPriced {
        /// Which.
        repair: RepairId,
    },
    /// It is linked no longer.
    Unlinked {
        /// How it was, from this side.
        relation: Relation,
        /// With which.
        ticket: TicketId,
    },
}

impl EventKind {
    /// The stored and published name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
            Self::StatusChanged { .. } => "status_changed",
            Self::PriorityChanged { .. } => "priority_changed",
            Self::TypeChanged { .. } => "type_changed",
            Self::SubjectChanged => "subject_changed",
            Self::AssigneeChanged { .. } => "assignee_changed",
            Self::TeamChanged { .. } => "team_changed",
            Self::Snoozed { .. } => "snoozed",
            Self::Woke => "woke",
            Self::SnoozeCancelled => "snooze_cancelled",
            Self::DeviceChanged { .. } => "device_changed",
            Self::TagAdded { .. } => "tag_added",
            Self::TagRemoved { .. } => "tag_removed",
            Self::ReplyAdded { .. } => "reply_added",
            Self::NoteAdded { .. } => "note_added",
            Self::MessageRedacted { .. } => "message_redacted",
            Self::NoteRedacted { .. } => "note_redacted",
            Self::CardMasked { .. } => "card_masked",
            Self::FollowUpOpened { .. } => "follow_up_opened",
            Self::Mentioned { .. } => "mentioned",
            Self::ParticipantAdded { role: ParticipantRole::Cc, .. } => "cc_added",
            Self::ParticipantAdded { role: ParticipantRole::Follower, .. } => "follower_added",
            Self::ParticipantRemoved { role: ParticipantRole::Cc, .. } => "cc_removed",
            Self::ParticipantRemoved { role: ParticipantRole::Follower, .. } => "follower_removed",
            Self::ReminderSent => "reminder_sent",
            Self::MergedInto { .. } => "merged_into",
            Self::MergedFrom { .. } => "merged_from",
            Self::MergeUndone { .. } => "merge_undone",
            Self::SplitOff { .. } => "split_off",
            Self::SplitFrom { .. } => "split_from",
            Self::RepairOpened { .. } => "repair_opened",
            Self::RepairMoved { .. } => "repair_moved",
            Self::RepairChanged { .. } => "repair_changed",
            Self::RepairDiagnosed { .. } => "repair_diagnosed",
            Self::RepairPriced { .. } => "repair_priced",
            Self::Linked { .. } => "linked",
            Self::Unlinked { .. } => "unlinked",
        }
    }

    /// What changed, from and to: names of states, labels, and ids. Never a text.
    pub fn values(&self) -> (Option<String>, Option<String>) {
        let names = |from: &'static str, to: &'static str| (Some(from.to_owned()), Some(to.to_owned()));
        match self {
            Self::Opened
            | Self::Deleted
            | Self::Restored
            | Self::SubjectChanged
            | Self::ReminderSent
            | Self::Woke
            | Self::SnoozeCancelled => (None, None),
            Self::TeamChanged { from, to } => (from.map(|id| id.to_string()), to.map(|id| id.to_string())),
            Self::Snoozed { until } => (None, Some(to_text(*until))),
            Self::StatusChanged { from, to } => names(from.name(), to.name()),
            Self::PriorityChanged { from, to } => names(from.name(), to.name()),
            Self::TypeChanged { from, to } => names(from.name(), to.name()),
            Self::AssigneeChanged { from, to } => {
                (from.map(|id| id.to_string()), to.map(|id| id.to_string()))
            }
            Self::DeviceChanged { from, to } => (from.map(|id| id.to_string()), to.map(|id| id.to_string())),
            Self::TagAdded { tag } => (None, Some(tag.as_str().to_owned())),
            Self::TagRemoved { tag } => (Some(tag.as_str().to_owned()), None),
            Self::FollowUpOpened { ticket }
            | Self::MergedInto { ticket }
            | Self::MergedFrom { ticket }
            | Self::MergeUndone { ticket }
            | Self::SplitOff { ticket }
            | Self::SplitFrom { ticket } => (None, Some(ticket.to_string())),
            Self::Linked { relation, ticket } | Self::Unlinked { relation, ticket } => {
                (Some(relation.name().to_owned()), Some(ticket.to_string()))
            }
            Self::RepairOpened { repair }
            | Self::RepairChanged { repair, .. }
            | Self::RepairDiagnosed { repair, .. }
            | Self::RepairPriced { repair } => (None, Some(repair.to_string())),
            Self::RepairMoved { repair, to, .. } => (Some(repair.to_string()), Some(to.name().to_owned())),
            Self::ReplyAdded { message }
            | Self::NoteAdded { message }
            | Self::MessageRedacted { message }
            | Self::NoteRedacted { message }
            | Self::CardMasked { message } => (None, Some(message.to_string())),
            Self::Mentioned { account } | Self::ParticipantAdded { account, .. } => {
                (None, Some(account.to_string()))
            }
            Self::ParticipantRemoved { account, .. } => (Some(account.to_string()), None),
        }
    }

    /// The ticket's member that it changes, if it is one that a change to a ticket names.
    pub(super) const fn member(&self) -> Option<&'static str> {
        match self {
            Self::StatusChanged { .. } => Some("status"),
            Self::PriorityChanged { .. } => Some("priority"),
            Self::TypeChanged { .. } => Some("type"),
            Self::SubjectChanged => Some("subject"),
            Self::AssigneeChanged { .. } => Some("assignee_id"),
            Self::TeamChanged { .. } => Some("team_id"),
            Self::DeviceChanged { .. } => Some("device_id"),
            Self::TagAdded { .. } | Self::TagRemoved { .. } => Some("tags"),
            Self::Snoozed { .. } | Self::Woke | Self::SnoozeCancelled => Some("wake_at"),
            Self::MergedInto { .. } | Self::MergeUndone { .. } => Some("merged_into"),
            _ => None,
        }
    }

    /// Whether the requester sees it. A move between states that look the same to the requester is
    /// the desk's business.
    pub fn is_public(&self) -> bool {
        match self {
            Self::Opened
            | Self::TypeChanged { .. }
            | Self::SubjectChanged
            | Self::DeviceChanged { .. }
            | Self::ReplyAdded { .. }
            | Self::MessageRedacted { .. }
            | Self::FollowUpOpened { .. }
            | Self::MergedInto { .. }
            | Self::MergedFrom { .. }
            | Self::MergeUndone { .. }
            | Self::SplitOff { .. }
            | Self::SplitFrom { .. }
            | Self::RepairOpened { .. }
            | Self::RepairPriced { .. }
            | Self::ReminderSent => true,
            Self::RepairMoved { is_shown, .. } | Self::RepairChanged { is_shown, .. } => *is_shown,
            Self::RepairDiagnosed { is_told, .. } => *is_told,
            Self::ParticipantAdded { role, .. } | Self::ParticipantRemoved { role, .. } => {
                *role == ParticipantRole::Cc
            }
            Self::StatusChanged { from, to } => from.as_seen_by_requester() != to.as_seen_by_requester(),
            Self::Deleted
            | Self::Restored
            | Self::PriorityChanged { .. }
            | Self::AssigneeChanged { .. }
            | Self::TeamChanged { .. }
            | Self::Snoozed { .. }
            | Self::Woke
            | Self::SnoozeCancelled
            | Self::TagAdded { .. }
            | Self::TagRemoved { .. }
            | Self::Linked { .. }
            | Self::Unlinked { .. }
            | Self::NoteAdded { .. }
            | Self::Mentioned { .. }
            | Self::NoteRedacted { .. }
            | Self::CardMasked { .. } => false,
        }
    }

    /// The other ticket that it names. A customer who does not see that is not told which.
    pub const fn other_ticket(&self) -> Option<TicketId> {
        match self {
            Self::FollowUpOpened { ticket }
            | Self::MergedInto { ticket }
            | Self::MergedFrom { ticket }
            | Self::MergeUndone { ticket }
            | Self::SplitOff { ticket }
            | Self::SplitFrom { ticket } => Some(*ticket),
            _ => None,
        }
    }

    /// The event as the requester sees it.
    #[must_use]
    pub fn as_seen_by_requester(self) -> Self {
        match self {
            Self::StatusChanged { from, to } => {
                Self::StatusChanged { from: from.as_seen_by_requester(), to: to.as_seen_by_requester() }
            }
            Self::RepairMoved { repair, to, is_shown } => {
                Self::RepairMoved { repair, to: to.as_seen_by_requester(), is_shown }
            }
            // Whose device the desk looked at is the desk's business.
            Self::DeviceChanged { .. } => Self::DeviceChanged { from: None, to: None },
            other => other,
        }
    }

    /// Dates the event and signs it for the author of a message, who may have written it before.
    pub(super) fn sign_by(self, cx: &Ctx, ticket: TicketId, author: AccountId) -> Event {
        let (id, at) = (EventId::new(cx), cx.now());
        let cause = cx.of_macro().map_or(Cause::Person, Cause::Macro);
        Event { id, ticket, kind: self, actor: Some(author), cause, at }
    }

    /// Dates and signs the event.
    pub(super) fn sign(self, cx: &Ctx, ticket: TicketId) -> Event {
        let cause = match cx.actor() {
            Actor::Time => Cause::Time,
            Actor::Person(_) | Actor::Operator | Actor::Anonymous => {
                cx.of_macro().map_or(Cause::Person, Cause::Macro)
            }
        };
        Event { id: EventId::new(cx), ticket, kind: self, actor: cx.actor().account(), cause, at: cx.now() }
    }
}

/// Records what happened elsewhere and concerns a ticket, if it is still there.
pub(crate) async fn record_about(
    tx: &mut dyn Tx,
    cx: &Ctx,
    ticket: TicketId,
    event: EventKind,
) -> Result<()> {
    let Some(before) = tx.tickets().find(ticket).await? else { return Ok(()) };
    let mut after = before.clone();
    after.count_change(std::slice::from_ref(&event), cx.now());
    tx.tickets().update(&after, &before).await?;
    tx.events().record(vec![event.sign(cx, ticket)]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_that_looks_like_none_to_the_requester_is_not_shown() {
        let hidden = EventKind::StatusChanged { from: Status::New, to: Status::OnHold };
        let shown = EventKind::StatusChanged { from: Status::OnHold, to: Status::Solved };
        assert!(!hidden.is_public());
        assert!(shown.is_public());
        assert_eq!(
            shown.as_seen_by_requester(),
            EventKind::StatusChanged { from: Status::Open, to: Status::Solved }
        );
    }
}
