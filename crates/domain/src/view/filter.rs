use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::{
    clock::Timestamp,
    id::{AccountId, TeamId},
    search::{Condition, Criterion, KeptQuery, SearchQuery, Searcher, WordSearch},
    ticket::{Priority, Status, Tag, TeamFilter, TicketFilter, TicketType},
};

/// Whose something is, as a view asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose<Id> {
    /// Whose who looks: the account's, or any of its teams'.
    Mine,
    /// Nobody's.
    Nobodys,
    /// This one's.
    Of(Id),
}

/// Which tickets a view shows: relative to who looks, and when. Conditions are AND.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewFilter {
    /// Any of these; all that are neither solved nor closed, if empty.
    pub statuses: Vec<Status>,
    /// Any of these; all, if empty.
    pub priorities: Vec<Priority>,
    /// Any of these; all, if empty.
    pub kinds: Vec<TicketType>,
    /// Whose to answer.
    pub assignee: Option<Whose<AccountId>>,
    /// Which team's.
    pub team: Option<Whose<TeamId>>,
    /// All of these labels.
    pub tags: Vec<Tag>,
    /// Names who looks in a note.
    pub mentions_me: bool,
    /// Asleep or not.
    pub snoozed: Option<bool>,
    /// Woke by itself within so many hours, and stands where it woke.
    pub woke_within: Option<i32>,
    /// Opened at least so many hours ago.
    pub older_than: Option<i32>,
    /// Not changed for so many hours.
    pub idle_for: Option<i32>,
    /// Changed within so many hours.
    pub changed_within: Option<i32>,
    /// Found by this search of whoever looks.
    pub query: Option<KeptQuery>,
}

/// Who looks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who.
    pub by: AccountId,
    /// The teams of who looks.
    pub teams: &'a [TeamId],
    /// When.
    pub at: Timestamp,
    /// What they may look for.
    pub searcher: Searcher,
}

impl ViewFilter {
    /// What the view shows to who looks at it now, and what texts must say for it.
    pub fn resolve(&self, asked: Asked<'_>) -> (TicketFilter, WordSearch) {
        let SearchQuery { words, conditions } =
            self.query.as_ref().map_or_else(SearchQuery::default, |query| {
                // What the owner may ask for and the reader may not finds nothing.
                query.read(asked.searcher).unwrap_or_else(nothing)
            });
        let asks_status = conditions.iter().any(|asked| matches!(asked.criterion, Criterion::Status(_)));
        let ago = |hours: Option<i32>| hours.map(|hours| asked.at - Duration::hours(hours.into()));
        let unfinished = [Status::New, Status::Open, Status::Pending, Status::OnHold];
        let filter = TicketFilter {
            status: match self.statuses.as_slice() {
                [] if asks_status => Vec::new(),
                [] => unfinished.to_vec(),
                statuses => statuses.to_vec(),
            },
            priority: self.priorities.clone(),
            kind: self.kinds.clone(),
            assignee: self.assignee.map(|whose| match whose {
                Whose::Mine => Some(asked.by),
                Whose::Nobodys => None,
                Whose::Of(account) => Some(account),
            }),
            team: self.team.map(|whose| match whose {
                Whose::Mine => TeamFilter::AnyOf(asked.teams.to_vec()),
                Whose::Nobodys => TeamFilter::None,
                Whose::Of(team) => TeamFilter::AnyOf(vec![team]),
            }),
            tags: self.tags.clone(),
            mentioned: self.mentions_me.then_some(asked.by),
            snoozed: self.snoozed,
            woke_after: ago(self.woke_within),
            created_before: ago(self.older_than),
            updated_before: ago(self.idle_for),
            updated_after: ago(self.changed_within),
            conditions,
            ..TicketFilter::default()
        };
        (filter, words)
    }

    /// Whether it asks for a label, also in its query.
    pub(crate) fn names(&self, tag: &Tag) -> bool {
        self.tags.contains(tag) || self.query.as_ref().is_some_and(|query| query.names(tag))
    }

    /// The same with another name of a label.
    pub(crate) fn relabelled(&self, from: &Tag, to: &Tag) -> Self {
        let mut tags: Vec<Tag> = Vec::new();
        for tag in &self.tags {
            let tag = if tag == from { to } else { tag };
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        let query = self.query.as_ref().map(|query| query.relabelled(from, to));
        Self { tags, query, ..self.clone() }
    }

    /// The stored form.
    pub fn to_text(&self) -> serde_json::Result<String> {
        serde_json::to_string(&Stored {
            statuses: self.statuses.iter().map(|status| status.name().to_owned()).collect(),
            priorities: self.priorities.iter().map(|priority| priority.name().to_owned()).collect(),
            kinds: self.kinds.iter().map(|kind| kind.name().to_owned()).collect(),
            assignee: self.assignee,
            team: self.team,
            tags: self.tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
            mentions_me: self.mentions_me,
            snoozed: self.snoozed,
            woke_within: self.woke_within,
            older_than: self.older_than,
            idle_for: self.idle_for,
            changed_within: self.changed_within,
            query: self.query.as_ref().map(|query| query.as_str().to_owned()),
        })
    }

    /// Reads the stored form.
    pub fn from_text(text: &str) -> Option<Self> {
        let stored: Stored = serde_json::from_str(text).ok()?;
        Some(Self {
            statuses: stored.statuses.iter().map(|name| Status::from_name(name)).collect::<Option<_>>()?,
            priorities: stored
                .priorities
                .iter()
                .map(|name| Priority::from_name(name))
                .collect::<Option<_>>()?,
            kinds: stored.kinds.iter().map(|name| TicketType::from_name(name)).collect::<Option<_>>()?,
            assignee: stored.assignee,
            team: stored.team,
            tags: stored.tags.into_iter().map(Tag::from_stored).collect(),
            mentions_me: stored.mentions_me,
            snoozed: stored.snoozed,
            woke_within: stored.woke_within,
            older_than: stored.older_than,
            idle_for: stored.idle_for,
            changed_within: stored.changed_within,
            query: stored.query.map(KeptQuery::from_stored),
        })
    }
}

/// Members are only ever added, and absent ones ask for nothing: stored views stay readable.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    statuses: Vec<String>,
    priorities: Vec<String>,
    kinds: Vec<String>,
    assignee: Option<Whose<AccountId>>,
    team: Option<Whose<TeamId>>,
    tags: Vec<String>,
    mentions_me: bool,
    snoozed: Option<bool>,
    woke_within: Option<i32>,
    older_than: Option<i32>,
    idle_for: Option<i32>,
    changed_within: Option<i32>,
    query: Option<String>,
}

/// A query that no ticket answers.
fn nothing() -> SearchQuery {
    let none = Condition { negated: false, criterion: Criterion::Among(Vec::new()) };
    SearchQuery { conditions: vec![none], ..SearchQuery::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::SessionId,
        identity::{Actor, Principal, Role},
    };

    #[test]
    fn a_query_is_asked_by_whoever_looks_and_finds_nothing_if_they_may_not() {
        let asked_by = |role: Role, query: &str| {
            let account = AccountId::from_uuid(uuid::Uuid::nil());
            let session = SessionId::from_uuid(uuid::Uuid::nil());
            let actor = Actor::Person(Principal::signed_in(account, session, role));
            let searcher = Searcher::of(&actor);
            let asked = Asked { by: account, teams: &[], at: Timestamp::UNIX_EPOCH, searcher };
            let query = Some(KeptQuery::from_stored(query.to_owned()));
            ViewFilter { query, ..ViewFilter::default() }.resolve(asked)
        };
        let (filter, words) = asked_by(Role::Agent, "status<closed requester:ann hub");
        assert_eq!((filter.status.len(), filter.conditions.len(), words.wanted.len()), (0, 2, 1));
        assert!(words.in_customers);
        let (filter, words) = asked_by(Role::Technician, "hub");
        assert_eq!((filter.status.len(), filter.conditions.len()), (4, 0));
        assert!(!words.in_customers);
        let (filter, words) = asked_by(Role::Technician, "status<closed requester:ann hub");
        let nothing = Condition { negated: false, criterion: Criterion::Among(Vec::new()) };
        assert_eq!((filter.conditions, words), (vec![nothing], WordSearch::default()));
    }

    #[test]
    fn a_stored_filter_is_read_as_it_was_written_and_an_empty_one_asks_for_nothing() {
        let filter = ViewFilter {
            statuses: vec![Status::OnHold],
            priorities: vec![Priority::Urgent],
            kinds: vec![TicketType::Repair],
            assignee: Some(Whose::Of(AccountId::from_uuid(uuid::Uuid::nil()))),
            team: Some(Whose::Mine),
            tags: vec![Tag::from_stored("usb".to_owned())],
            snoozed: Some(true),
            idle_for: Some(48),
            query: Some(KeptQuery::from_stored("\"usb hub\"".to_owned())),
            ..ViewFilter::default()
        };
        assert_eq!(ViewFilter::from_text(&filter.to_text().unwrap()), Some(filter));
        assert_eq!(ViewFilter::from_text("{}"), Some(ViewFilter::default()));
        assert_eq!(ViewFilter::from_text("{\"statuses\":[\"gone\"]}"), None);
    }
}
