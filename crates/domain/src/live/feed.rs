use chrono::{DateTime, Duration};
use uuid::{Builder, Uuid};

use crate::{
    clock::Timestamp,
    id::{AccountId, EventId, TicketId},
    ticket::Viewer,
};

/// How long an entry of the history waits until it is told: ids are given before the commit, so that an
/// older one may still appear behind a newer one.
pub const HELD_BACK: Duration = Duration::seconds(2);
/// How far back a reader may go on.
pub const REMEMBERED: Duration = Duration::hours(24);

/// One entry of the history as the feed tells it: that something changed, never what it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The entry, which is also the place in the feed.
    pub id: EventId,
    /// What happened.
    pub kind: String,
    /// Whether the requester may know.
    pub is_public: bool,
    /// Of which ticket.
    pub ticket: TicketId,
    /// What people say aloud.
    pub number: i64,
    /// The ticket's version when the feed was read, as staff count.
    pub version: i64,
    /// The same as the requester counts.
    pub requester_version: i64,
    /// Who may follow the ticket, beside staff.
    pub readers: Vec<AccountId>,
}

impl Change {
    /// Whether this viewer may know of it.
    pub fn is_for(&self, viewer: Viewer) -> bool {
        match viewer {
            Viewer::Staff => true,
            Viewer::Requester(account) => self.is_public && self.readers.contains(&account),
        }
    }
}

/// The place in the feed at an instant: before all that happens from then on.
pub fn position_at(at: Timestamp) -> EventId {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    EventId::from_uuid(Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid())
}

/// The instant that a place in the feed stands for; none if no feed has such a place.
pub fn settled_at(place: Uuid) -> Option<Timestamp> {
    if place.get_version_num() != 7 {
        return None;
    }
    let millis = u64::try_from(place.as_u128() >> 80).ok()?;
    DateTime::from_timestamp_millis(i64::try_from(millis).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_knows_its_instant() {
        let noon: Timestamp = "2026-11-22T12:00:00.123Z".parse().unwrap();
        assert_eq!(settled_at(position_at(noon).as_uuid()), Some(noon));
        assert!(position_at(noon) < position_at(noon + Duration::milliseconds(1)));
        assert_eq!(settled_at(Uuid::nil()), None);
    }
}
