//! Names of states, priorities, types: the API's enumerations, one to one with the domain's.

use domain::ticket;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident of $domain:ty { $($(#[$vdoc:meta])* $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name { $($(#[$vdoc])* $variant),* }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                match value { $(<$domain>::$variant => Self::$variant),* }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant),* }
            }
        }
    };
}

mirror! {
    /// Where a ticket stands. A requester sees `open`, `pending`, `solved` and `closed` only.
    TicketStatus of ticket::Status {
        /// Nobody has looked at it.
        New,
        /// The desk's turn.
        Open,
        /// The requester's turn.
        Pending,
        /// Someone else's turn.
        OnHold,
        /// Answered; a reply reopens it.
        Solved,
        /// For good; a reply opens a follow-up.
        Closed,
    }
}

mirror! {
    /// How urgent the desk finds a ticket.
    TicketPriority of ticket::Priority {
        /// Can wait.
        Low,
        /// As they come.
        Normal,
        /// Before others.
        High,
        /// At once.
        Urgent,
    }
}

mirror! {
    /// What kind of request a ticket is.
    TicketType of ticket::TicketType {
        /// How does it work?
        Question,
        /// It does not work.
        Problem,
        /// It is broken.
        Repair,
        /// About a purchase.
        Order,
        /// About one's own data.
        Privacy,
    }
}

mirror! {
    /// For whom a message is: a `reply` for both sides, a `note` for staff only.
    MessageKind of ticket::MessageKind {
        /// For the requester and the staff.
        Reply,
        /// For the staff only.
        Note,
    }
}

mirror! {
    /// How to read a message's body. Show `html` in a sandbox only: it is kept as it was sent.
    MessageFormat of ticket::BodyFormat {
        /// Plain text.
        Text,
        /// HTML, as sent.
        Html,
    }
}

mirror! {
    /// How much of a ticket is split off.
    SplitScope of ticket::SplitScope {
        /// One message.
        Message,
        /// The message and all that came after it.
        Onwards,
    }
}

mirror! {
    /// What one ticket is to another.
    TicketRelation of ticket::Relation {
        /// They have to do with each other.
        RelatesTo,
        /// It asks the same again.
        Duplicates,
        /// It is asked again by the other.
        DuplicatedBy,
        /// The other waits for it.
        Blocks,
        /// It waits for the other.
        BlockedBy,
        /// The other is a part of it.
        ParentOf,
        /// It is a part of the other.
        ChildOf,
    }
}

/// What made something happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EventCause {
    /// A person.
    Person,
    /// The schedule.
    Time,
    /// A person, by a macro. Staff only: to the requester, the person did it.
    Macro,
}

impl From<ticket::Cause> for EventCause {
    fn from(cause: ticket::Cause) -> Self {
        match cause {
            ticket::Cause::Person => Self::Person,
            ticket::Cause::Time => Self::Time,
            ticket::Cause::Macro(_) => Self::Macro,
        }
    }
}

mirror! {
    /// As what someone takes part in a ticket.
    ParticipantRole of ticket::ParticipantRole {
        /// A customer: sees the ticket as its requester does, and may reply.
        Cc,
        /// A member of staff who is told of what happens.
        Follower,
    }
}
