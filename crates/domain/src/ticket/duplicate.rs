//! Whether a new ticket repeats one that the same person has opened: a hint, never a refusal.

use std::collections::HashSet;

use chrono::Duration;

use crate::{
    id::{DeviceId, TicketId},
    ticket::{Status, Subject, Ticket},
};

/// How far back the older ticket may lie.
pub(super) const WITHIN: Duration = Duration::days(30);
/// How many of the requester's newest live tickets are looked at.
pub(super) const NEWEST: u64 = 20;

/// One of a person's latest tickets: what a new one is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentTicket {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: i64,
    /// Where it stands.
    pub status: Status,
    /// What it is about.
    pub device: Option<DeviceId>,
    /// What it says it is about.
    pub subject: Subject,
}

impl From<&Ticket> for RecentTicket {
    fn from(ticket: &Ticket) -> Self {
        let Ticket { id, number, status, device, subject, .. } = ticket;
        Self { id: *id, number: *number, status: *status, device: *device, subject: subject.clone() }
    }
}

/// The newest ticket that a new one may repeat: of the same person, not about another device, about much the same.
pub(super) fn find_duplicate(
    recent: Vec<RecentTicket>,
    device: Option<DeviceId>,
    subject: &Subject,
) -> Option<RecentTicket> {
    let same_device = |other: Option<DeviceId>| device.is_none() || other.is_none() || device == other;
    recent
        .into_iter()
        .find(|ticket| same_device(ticket.device) && are_alike(subject.as_str(), ticket.subject.as_str()))
}

/// Whether two subjects share at least half of their words.
fn are_alike(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let shared = one.intersection(&other).count();
    shared > 0 && shared * 2 >= one.union(&other).count()
}

/// The words of a text; if it has none, the text itself.
fn words(text: &str) -> HashSet<String> {
    let folded = text.to_lowercase();
    let words: HashSet<_> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if words.is_empty() { HashSet::from([folded]) } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_compared_by_their_words() {
        for (one, other) in [
            ("Fader 3 is stuck", "fader 3 stuck!"),
            ("Driver crashes", "DRIVER crashes again"),
            ("???", "???"),
            ("Größe ändern", "größe ÄNDERN"),
        ] {
            assert!(are_alike(one, other), "{one} {other}");
        }
        for (one, other) in
            [("Fader 3 is stuck", "Driver crashes"), ("???", "!!!"), ("Fader", "Fader 3 on Windows 11 jams")]
        {
            assert!(!are_alike(one, other), "{one} {other}");
        }
    }
}
