//! Where a parcel is: a function of what was told of it, however often and in whatever order.

use ring::digest::{SHA256, digest};

use crate::{clock::Timestamp, error::Rule, id::AccountId, ticket::named_enum};

named_enum! {
    /// Where a parcel is. Of two that are told for the same moment the later one of this list holds.
    ParcelState {
        /// The carrier knows of it.
        Announced => "announced",
        /// On its way.
        InTransit => "in_transit",
        /// It comes today.
        OutForDelivery => "out_for_delivery",
        /// Nobody was there.
        AttemptFailed => "attempt_failed",
        /// It can be fetched from a shop or a locker.
        ReadyForPickup => "ready_for_pickup",
        /// On its way back.
        Returning => "returning",
        /// The carrier does not find it.
        Lost => "lost",
        /// It has arrived.
        Delivered => "delivered",
        /// Back where it came from.
        Returned => "returned",
    }
}

impl ParcelState {
    /// Whether the carrier has had it in hand.
    pub const fn was_scanned(self) -> bool {
        !matches!(self, Self::Announced | Self::Lost)
    }

    /// Whether nothing follows: scans that are uploaded late do not bring a parcel back on its way.
    const fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Returned)
    }
}

/// What the carrier calls an event, as a hash: numbers of parcels are parts of many carriers' ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventKey(String);

impl EventKey {
    /// The key of a carrier's id.
    pub fn of(event_id: &str) -> Self {
        let hash = digest(&SHA256, event_id.as_bytes());
        Self(hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat())
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key that was made before it was stored.
    pub const fn from_stored(key: String) -> Self {
        Self(key)
    }
}

/// The carrier's own code of what happened: 1 to 20 letters, digits, `_`, `-` and `.`; no free text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventCode(String);

impl EventCode {
    /// The most characters a code may have.
    pub const MAX: usize = 20;

    /// Parses a code as sent.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        if (1..=Self::MAX).contains(&raw.len()) && raw.chars().all(fits) {
            return Ok(Self(raw.to_owned()));
        }
        Err(Rule::new("event_code", "must be 1 to 20 letters, digits, _, - or ."))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A code that was parsed before it was stored.
    pub const fn from_stored(code: String) -> Self {
        Self(code)
    }
}

/// What a carrier told of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackingEvent {
    /// Tells it from others.
    pub key: EventKey,
    /// What it says of the parcel; `None` if nobody knows what the code means.
    pub state: Option<ParcelState>,
    /// The carrier's own code.
    pub code: Option<EventCode>,
    /// When it happened, by the carrier's clock.
    pub at: Timestamp,
    /// Who reported it. Staff only.
    pub reported_by: Option<AccountId>,
    /// When it was reported.
    pub received_at: Timestamp,
}

impl TrackingEvent {
    /// Whether the carrier told the same.
    pub fn says_the_same(&self, other: &Self) -> bool {
        (&self.key, self.state, &self.code, self.at) == (&other.key, other.state, &other.code, other.at)
    }
}

/// Where a parcel is, and since when; `None` if nothing is known.
pub fn state_of<'e>(events: impl IntoIterator<Item = &'e TrackingEvent>) -> Option<(ParcelState, Timestamp)> {
    let known = events.into_iter().filter_map(|event| event.state.map(|state| (state, event.at)));
    known.max_by_key(|(state, at)| (state.is_final(), *at, *state))
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use proptest::prelude::*;

    use super::*;

    fn event(key: &str, state: Option<ParcelState>, minute: i64) -> TrackingEvent {
        let at: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        TrackingEvent {
            key: EventKey::of(key),
            state,
            code: None,
            at: at + Duration::minutes(minute),
            reported_by: None,
            received_at: at,
        }
    }

    fn some_events() -> impl Strategy<Value = Vec<TrackingEvent>> {
        let state = prop::option::of(prop::sample::select(ParcelState::ALL));
        prop::collection::vec((state, 0..6_i64), 0..8).prop_map(|told| {
            let number = |(at, (state, minute)): (usize, _)| event(&at.to_string(), state, minute);
            told.into_iter().enumerate().map(number).collect()
        })
    }

    proptest! {
        #[test]
        fn the_order_and_the_number_of_reports_do_not_matter(
            (told, shuffled) in some_events().prop_flat_map(|told| {
                let twice = [told.clone(), told.clone()].concat();
                (Just(told), Just(twice).prop_shuffle())
            })
        ) {
            prop_assert_eq!(state_of(&told), state_of(&shuffled));
        }
    }

    #[test]
    fn the_last_known_word_holds() {
        use ParcelState::{Announced, Delivered, InTransit, Lost, Returned, Returning};
        let state = |told: &[(Option<ParcelState>, i64)]| {
            let events: Vec<_> = told.iter().map(|(state, minute)| event("", *state, *minute)).collect();
            state_of(&events).map(|(state, _)| state)
        };
        assert_eq!(state(&[]), None);
        assert_eq!(state(&[(None, 3)]), None);
        assert_eq!(state(&[(Some(Announced), 1), (None, 3)]), Some(Announced));
        assert_eq!(state(&[(Some(Lost), 1), (Some(InTransit), 2)]), Some(InTransit), "it was found");
        assert_eq!(state(&[(Some(Delivered), 1), (Some(InTransit), 2)]), Some(Delivered), "a late upload");
        assert_eq!(state(&[(Some(Delivered), 1), (Some(Returning), 2), (Some(Returned), 3)]), Some(Returned));
    }

    #[test]
    fn a_code_is_no_text() {
        assert!(EventCode::parse("DLV_01.b-C").is_ok());
        for bad in ["", "left at door", "übergeben", &"a".repeat(21)] {
            assert!(EventCode::parse(bad).is_err(), "{bad}");
        }
    }
}
