use std::collections::BTreeSet;

use super::{EventKind, MemberVersions, Mover, Status};
use crate::{
    clock::Timestamp,
    error::{Conflict, Result, Rule},
    id::{AccountId, DeviceId, TeamId, TicketId},
    sensitive::mask_cards,
    text::{check_length, redacted_text, single_line},
};

/// A request for help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Stable id.
    pub id: TicketId,
    /// What people say aloud. Given by the store; 0 until then.
    pub number: i64,
    /// Who asked.
    pub requester: AccountId,
    /// One line.
    pub subject: Subject,
    /// Where it stands.
    pub status: Status,
    /// Since when it stands there.
    pub status_at: Timestamp,
    /// How urgent the desk finds it. Staff only.
    pub priority: Priority,
    /// What kind of request it is.
    pub kind: TicketType,
    /// Who answers it. Staff only.
    pub assignee: Option<AccountId>,
    /// Which team it belongs to. Staff only.
    pub team: Option<TeamId>,
    /// Labels. Staff only.
    pub tags: Tags,
    /// The closed ticket that this one goes on from.
    pub follow_up_of: Option<TicketId>,
    /// The older ticket of the same requester that it may repeat.
    pub possible_duplicate: Option<TicketId>,
    /// The ticket that this one was merged into.
    pub merged_into: Option<TicketId>,
    /// The device that it is about.
    pub device: Option<DeviceId>,
    /// When the requester was last reminded in this status.
    pub reminded_at: Option<Timestamp>,
    /// When a snoozed ticket wakes. Staff only.
    pub wake_at: Option<Timestamp>,
    /// When it woke by itself, while it stands where it woke. Staff only.
    pub woke_at: Option<Timestamp>,
    /// Counts all changes.
    pub version: i64,
    /// Counts the changes that the requester can see.
    pub requester_version: i64,
    /// When each member changed last.
    pub member_versions: MemberVersions,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// Last change that the requester can see.
    pub requester_updated_at: Timestamp,
}

redacted_text! {
    /// What a ticket is about: 1 to 200 characters on one line.
    Subject
}

impl Subject {
    /// The most characters a subject may have.
    pub const MAX: usize = 200;

    /// Parses a subject as typed; payment cards are masked.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let line = single_line(raw, Self::MAX)?;
        Ok(Self(mask_cards(&line).unwrap_or(line)))
    }
}

macro_rules! named_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stored and published name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// The value by its name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}
pub(crate) use named_enum;

named_enum! {
    /// How urgent the desk finds a ticket.
    Priority {
        /// Can wait.
        Low => "low",
        /// As they come.
        Normal => "normal",
        /// Before others.
        High => "high",
        /// At once.
        Urgent => "urgent",
    }
}

impl Priority {
    /// The stored rank: 1 (low) to 4 (urgent), so that lists can be sorted by it.
    pub const fn rank(self) -> i32 {
        match self {
            Self::Low => 1,
            Self::Normal => 2,
            Self::High => 3,
            Self::Urgent => 4,
        }
    }

    /// The priority by its rank.
    pub fn from_rank(rank: i32) -> Option<Self> {
        Self::ALL.iter().copied().find(|priority| priority.rank() == rank)
    }
}

named_enum! {
    /// What kind of request a ticket is.
    TicketType {
        /// How does it work?
        Question => "question",
        /// It does not work.
        Problem => "problem",
        /// It is broken.
        Repair => "repair",
        /// About a purchase.
        Order => "order",
        /// About one's own data.
        Privacy => "privacy",
    }
}

/// A label: 1 to 50 lower-case letters, digits, `-`, `_`, `.` or `:`, starting with a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(String);

impl Tag {
    /// The most characters a tag may have.
    pub const MAX: usize = 50;

    /// Parses a tag as typed; capitals become small.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let tag = raw.trim().to_lowercase();
        check_length(&tag, 1..=Self::MAX)?;
        let ordinary = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
        if tag.starts_with(char::is_alphanumeric) && tag.chars().all(ordinary) {
            Ok(Self(tag))
        } else {
            Err(Rule::new(
                "tag",
                "must be 1 to 50 letters, digits, '-', '_', '.' or ':', starting with a letter or digit",
            ))
        }
    }

    /// The label.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A value that was parsed before it was stored.
    pub fn from_stored(tag: String) -> Self {
        Self(tag)
    }
}

/// A ticket's labels.
pub type Tags = BTreeSet<Tag>;

/// How many people may take part in a ticket as cc, and how many as followers.
pub const MAX_PARTICIPANTS: usize = 20;
/// The most tags a ticket may have.
pub const MAX_TAGS: usize = 50;

impl Ticket {
    /// Moves the ticket; says what happened, which is nothing if it stands there already. A snoozed
    /// ticket wakes when it moves to where nothing sleeps.
    pub(super) fn move_to(&mut self, to: Status, mover: Mover, at: Timestamp) -> Result<Vec<EventKind>> {
        let from = self.status;
        // To the requester, states that look the same are one, unless there is a way between them: a
        // ticket on hold is woken.
        let looks_the_same = mover == Mover::Requester
            && from.as_seen_by_requester() == to.as_seen_by_requester()
            && !from.allowed(mover).any(|allowed| allowed == to);
        if from == to || looks_the_same {
            return Ok(Vec::new());
        }
        from.check_move(to, mover)?;
        self.status = to;
        self.status_at = at;
        (self.reminded_at, self.woke_at) = (None, None);
        let woken = (self.wake_at.is_some() && !to.can_sleep()).then_some(EventKind::Woke);
        if woken.is_some() {
            self.wake_at = None;
        }
        Ok([EventKind::StatusChanged { from, to }].into_iter().chain(woken).collect())
    }

    /// Fails if the ticket is closed.
    pub(super) fn must_not_be_closed(&self) -> Result<()> {
        if self.status == Status::Closed { Err(Conflict::TicketClosed.into()) } else { Ok(()) }
    }

    /// Counts one change made of these events. The requester's version moves only if one of them
    /// is the requester's business.
    pub(super) fn count_change(&mut self, events: &[EventKind], at: Timestamp) {
        self.version += 1;
        self.updated_at = self.updated_at.max(at);
        if events.iter().any(EventKind::is_public) {
            self.requester_version += 1;
            self.requester_updated_at = self.requester_updated_at.max(at);
        }
        for event in events {
            if let Some(member) = event.member() {
                let requester = event.is_public().then_some(self.requester_version);
                self.member_versions.note(member, self.version, requester);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_folded_and_bounded() {
        assert_eq!(Tag::parse(" USB-Hub ").unwrap().as_str(), "usb-hub");
        for bad in ["", "-a", "a b", "a,b", "a\0", &"a".repeat(51)] {
            assert!(Tag::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn priorities_rank_as_they_are_named() {
        for priority in Priority::ALL {
            assert_eq!(Priority::from_rank(priority.rank()), Some(*priority));
        }
        assert!(Priority::Urgent.rank() > Priority::Low.rank());
    }
}
