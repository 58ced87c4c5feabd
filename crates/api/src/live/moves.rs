use std::collections::{BTreeSet, VecDeque};

use domain::{
    id::{AccountId, TicketId},
    live::Presence,
};

/// How many moves are kept.
const KEPT: usize = 1_000;

/// How people come to tickets, do something else there, and leave.
#[derive(Default)]
pub(super) struct Moves {
    present: Vec<Presence>,
    latest: VecDeque<Move>,
    /// The number of the next move.
    next: u64,
}

struct Move {
    number: u64,
    ticket: TicketId,
    /// Who was or is there.
    concerns: BTreeSet<AccountId>,
}

impl Moves {
    pub(super) const fn of(present: Vec<Presence>) -> Self {
        Self { present, latest: VecDeque::new(), next: 0 }
    }

    /// The number of the next move.
    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// Takes up who is where now.
    pub(super) fn note(&mut self, present: Vec<Presence>) {
        let key = |one: &Presence| (one.ticket, one.account, one.activity);
        let before: BTreeSet<_> = self.present.iter().map(key).collect();
        let after: BTreeSet<_> = present.iter().map(key).collect();
        let moved: BTreeSet<_> = before.symmetric_difference(&after).map(|(ticket, ..)| *ticket).collect();
        for ticket in moved {
            let there = before.union(&after).filter(|(at, ..)| *at == ticket);
            let concerns = there.map(|(_, account, _)| *account).collect();
            self.latest.push_back(Move { number: self.next, ticket, concerns });
            self.next += 1;
        }
        let surplus = self.latest.len().saturating_sub(KEPT);
        self.latest.drain(..surplus);
        self.present = present;
    }

    /// At which of the tickets where the account is or was someone has moved, from this move on; and which
    /// comes next.
    pub(super) fn since(&self, account: AccountId, seen: u64) -> (BTreeSet<TicketId>, u64) {
        // A feed that began anew counts from the beginning.
        let seen = seen.min(self.next);
        let news = self.latest.iter().filter(|one| one.number >= seen && one.concerns.contains(&account));
        (news.map(|one| one.ticket).collect(), self.next)
    }
}

#[cfg(test)]
mod tests {
    use domain::live::Activity;
    use uuid::Uuid;

    use super::*;

    fn account(n: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(n))
    }

    fn at(ticket: u128, who: u128, activity: Activity) -> Presence {
        let expires_at = "2026-11-22T12:00:00Z".parse().unwrap();
        let ticket = TicketId::from_uuid(Uuid::from_u128(ticket));
        Presence { ticket, account: account(who), activity, expires_at }
    }

    #[test]
    fn who_is_at_a_ticket_is_told_once_of_each_who_comes_does_something_else_or_leaves() {
        use Activity::{Replying, Viewing};
        let mut moves = Moves::of(vec![at(1, 1, Viewing), at(2, 2, Viewing)]);
        let (none, mut seen) = moves.since(account(1), moves.next());
        assert!(none.is_empty());
        for (present, is_told) in [
            (vec![at(1, 1, Viewing), at(2, 2, Replying)], false),
            (vec![at(1, 1, Viewing), at(1, 2, Viewing)], true),
            (vec![at(1, 1, Viewing), at(1, 2, Viewing)], false),
            (vec![at(1, 1, Viewing), at(1, 2, Replying)], true),
            (vec![at(1, 1, Viewing)], true),
        ] {
            moves.note(present);
            let (told, next) = moves.since(account(1), seen);
            assert_eq!(told.len(), usize::from(is_told));
            seen = next;
        }
    }
}
