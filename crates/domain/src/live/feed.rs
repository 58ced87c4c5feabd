use uuid::Uuid;

use crate::{
    id::{AccountId, EventId, TicketId},
    ticket::{EventKind, Viewer},
};

/// A place in the feed: every change up to and with it has been told. Changes stand in the feed in the
/// order in which they become visible, so nothing ever appears behind a reader's back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which transaction, in the store's own count.
    pub position: i64,
    /// Which entry of the history among those of the transaction.
    pub event: EventId,
}

impl Place {
    /// Behind everything of this transaction and of those before.
    pub const fn behind(position: i64) -> Self {
        Self { position, event: EventId::from_uuid(Uuid::max()) }
    }
}

/// One entry of a ticket's history as the feed tells it: that something changed, never what it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it stands in the feed.
    pub place: Place,
    /// What happened.
    pub kind: String,
    /// Whether customers who see the ticket may know.
    pub is_public: bool,
    /// Of which ticket.
    pub ticket: TicketId,
    /// What people say aloud.
    pub number: i64,
    /// The ticket's version when the feed was read, as staff count.
    pub version: i64,
    /// The same as customers count.
    pub requester_version: i64,
    /// Customers who see the ticket.
    pub customers: Vec<AccountId>,
}

/// What customers are told of, too, though it is no part of the history that they see: that a ticket is not
/// there any more, and that it is again.
pub const COMES_AND_GOES: [&str; 2] = [EventKind::Deleted.name(), EventKind::Restored.name()];

impl Change {
    /// Whether its ticket is not there any more.
    pub fn is_deletion(&self) -> bool {
        self.kind == EventKind::Deleted.name()
    }

    /// Whether this viewer may know of it.
    pub fn is_for(&self, viewer: Viewer) -> bool {
        match viewer {
            Viewer::Staff => true,
            Viewer::Requester(account) => self.is_public && self.customers.contains(&account),
        }
    }

    /// The ticket's version as this viewer counts.
    pub const fn version_for(&self, viewer: Viewer) -> i64 {
        match viewer {
            Viewer::Staff => self.version,
            Viewer::Requester(_) => self.requester_version,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(n: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn a_customer_is_told_of_public_changes_of_tickets_they_see_in_their_own_count() {
        let change = |is_public| Change {
            place: Place::behind(7),
            kind: "reply_added".to_owned(),
            is_public,
            ticket: TicketId::from_uuid(Uuid::from_u128(1)),
            number: 1,
            version: 9,
            requester_version: 4,
            customers: vec![account(1), account(2)],
        };
        let (own, foreign) = (Viewer::Requester(account(2)), Viewer::Requester(account(3)));
        assert!(change(true).is_for(own) && change(false).is_for(Viewer::Staff));
        assert!(!change(false).is_for(own) && !change(true).is_for(foreign));
        assert_eq!((change(true).version_for(Viewer::Staff), change(true).version_for(own)), (9, 4));
    }

    #[test]
    fn a_transaction_stands_behind_all_changes_of_the_one_before() {
        let first_of = |position| Place { position, event: EventId::from_uuid(Uuid::nil()) };
        assert!(first_of(3) < Place::behind(3) && Place::behind(3) < first_of(4));
    }
}
