use std::collections::BTreeSet;

use crate::{error::Conflict, identity::Actor};

/// Where a ticket stands. All logic looks at these six only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Nobody has looked at it.
    New,
    /// The desk's turn.
    Open,
    /// The requester's turn.
    Pending,
    /// Someone else's turn; the requester sees it as open.
    OnHold,
    /// Answered; a reply reopens it.
    Solved,
    /// For good; a reply opens a follow-up.
    Closed,
}

/// Who or what moves a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mover {
    /// A member of staff who may write tickets.
    Staff,
    /// The requester, by asking for it or by replying.
    Requester,
    /// The schedule.
    Time,
}

impl Mover {
    /// As what this actor moves a ticket.
    pub(super) const fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Time => Self::Time,
            Actor::Person(principal) if !principal.role.is_staff() => Self::Requester,
            Actor::Person(_) | Actor::Operator | Actor::Anonymous => Self::Staff,
        }
    }
}

/// One allowed move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// From where.
    pub from: Status,
    /// To where.
    pub to: Status,
    /// By whom.
    pub by: &'static [Mover],
}

const fn edge(from: Status, to: Status, by: &'static [Mover]) -> Transition {
    Transition { from, to, by }
}

/// The whole state machine. It feeds the guard, `allowed_transitions` in answers, the documents and
/// the property tests. Never back to `new`; `closed` by time only, and nothing leads out of it.
pub const TRANSITIONS: &[Transition] = {
    use Mover::{Requester, Staff, Time};
    use Status::{Closed, New, OnHold, Open, Pending, Solved};
    &[
        edge(New, Open, &[Staff]),
        edge(New, Pending, &[Staff]),
        edge(New, OnHold, &[Staff]),
        edge(New, Solved, &[Staff, Requester]),
        edge(Open, Pending, &[Staff]),
        edge(Open, OnHold, &[Staff]),
        edge(Open, Solved, &[Staff, Requester]),
        edge(Pending, Open, &[Staff, Requester, Time]),
        edge(Pending, OnHold, &[Staff]),
        edge(Pending, Solved, &[Staff, Requester, Time]),
        edge(OnHold, Open, &[Staff, Requester, Time]),
        edge(OnHold, Pending, &[Staff]),
        edge(OnHold, Solved, &[Staff, Requester]),
        edge(Solved, Open, &[Staff, Requester]),
        edge(Solved, Pending, &[Staff]),
        edge(Solved, OnHold, &[Staff]),
        edge(Solved, Closed, &[Time]),
    ]
};

impl Status {
    /// Every status, in the order of a ticket's life.
    pub const ALL: [Self; 6] =
        [Self::New, Self::Open, Self::Pending, Self::OnHold, Self::Solved, Self::Closed];

    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Pending => "pending",
            Self::OnHold => "on_hold",
            Self::Solved => "solved",
            Self::Closed => "closed",
        }
    }

    /// The status by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// What the requester sees: whether the desk has looked, or waits for a third party, is the
    /// desk's business.
    #[must_use]
    pub const fn as_seen_by_requester(self) -> Self {
        match self {
            Self::New | Self::OnHold => Self::Open,
            other => other,
        }
    }

    /// Whether a ticket may be snoozed in it: it waits for someone.
    pub const fn can_sleep(self) -> bool {
        matches!(self, Self::Pending | Self::OnHold)
    }

    /// Where the mover can take a ticket from here.
    pub fn allowed(self, mover: Mover) -> impl Iterator<Item = Self> {
        TRANSITIONS
            .iter()
            .filter(move |edge| edge.from == self && edge.by.contains(&mover))
            .map(|edge| edge.to)
    }

    /// Where the requester can take a ticket from here, in the requester's own terms.
    pub fn allowed_for_requester(self) -> impl Iterator<Item = Self> {
        let here = self.as_seen_by_requester();
        let there: BTreeSet<_> = self.allowed(Mover::Requester).map(Self::as_seen_by_requester).collect();
        there.into_iter().filter(move |to| *to != here)
    }

    /// Checks a move.
    pub fn check_move(self, to: Self, mover: Mover) -> Result<(), Conflict> {
        if self.allowed(mover).any(|allowed| allowed == to) {
            return Ok(());
        }
        if self == Self::Closed {
            return Err(Conflict::TicketClosed);
        }
        Err(match mover {
            Mover::Requester => Conflict::Transition {
                from: self.as_seen_by_requester().name(),
                to: to.name(),
                allowed: self.allowed_for_requester().map(Self::name).collect(),
            },
            Mover::Staff | Mover::Time => Conflict::Transition {
                from: self.name(),
                to: to.name(),
                allowed: self.allowed(mover).map(Self::name).collect(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_back_to_new_or_out_of_closed() {
        assert!(TRANSITIONS.iter().all(|edge| edge.to != Status::New && edge.from != Status::Closed));
    }

    #[test]
    fn only_time_closes_and_only_what_is_solved() {
        let closing: Vec<_> = TRANSITIONS.iter().filter(|edge| edge.to == Status::Closed).collect();
        assert_eq!(closing, [&edge(Status::Solved, Status::Closed, &[Mover::Time])]);
    }

    #[test]
    fn the_table_has_no_duplicates_and_no_standing_still() {
        for (i, edge) in TRANSITIONS.iter().enumerate() {
            assert_ne!(edge.from, edge.to);
            assert!(TRANSITIONS[..i].iter().all(|other| (other.from, other.to) != (edge.from, edge.to)));
        }
    }

    #[test]
    fn a_refusal_tells_the_requester_nothing_of_new_and_on_hold() {
        for status in Status::ALL {
            for to in Status::ALL {
                if let Err(Conflict::Transition { from, allowed, .. }) =
                    status.check_move(to, Mover::Requester)
                {
                    assert!(!["new", "on_hold"].contains(&from));
                    assert!(allowed.iter().all(|name| !["new", "on_hold"].contains(name)));
                }
            }
        }
    }
}
