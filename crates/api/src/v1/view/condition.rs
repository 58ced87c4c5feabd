//! Which tickets a view shows, as it is asked for and as it is told.

use domain::{
    error::{FieldError, Fields, Rule},
    id::{AccountId, TeamId},
    search::{KeptQuery, Searcher},
    ticket::Tag,
    view::{self, Whose},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    patch::non_null,
    v1::ticket::{TicketPriority, TicketStatus, TicketType},
};

/// Which tickets a view is to show: relative to who looks, and when. Conditions are AND; several values of
/// one are OR.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "statuses": ["open"], "assignee": "none", "team": "mine", "idle_for_hours": 24 }))]
pub(super) struct ViewFilter {
    /// Any of these; all that are neither solved nor closed, if empty.
    #[serde(default)]
    #[validate(length(max = 6))]
    #[schema(max_items = 6)]
    statuses: Vec<TicketStatus>,
    /// Any of these; all, if empty.
    #[serde(default)]
    #[validate(length(max = 4))]
    #[schema(max_items = 4)]
    priorities: Vec<TicketPriority>,
    /// Any of these; all, if empty.
    #[serde(default)]
    #[validate(length(max = 5))]
    #[schema(max_items = 5)]
    types: Vec<TicketType>,
    /// Who answers it: an account's id, `me` (whoever looks) or `none`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 36))]
    #[schema(max_length = 36, nullable = false, example = "me")]
    assignee: Option<String>,
    /// Whose team's it is: a team's id, `mine` (any of whoever looks) or `none`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 36))]
    #[schema(max_length = 36, nullable = false, example = "mine")]
    team: Option<String>,
    /// Carries all of these labels.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(value_type = Vec<crate::v1::ticket::TagName>, max_items = 10)]
    tags: Vec<String>,
    /// Names whoever looks in a note.
    #[serde(default)]
    mentions_me: bool,
    /// Snoozed or not.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    snoozed: Option<bool>,
    /// Woke by itself within so many hours, and stands where it woke.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 1, max = 8760))]
    #[schema(minimum = 1, maximum = 8760, nullable = false)]
    woke_within_hours: Option<i32>,
    /// Opened at least so many hours ago.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 1, max = 8760))]
    #[schema(minimum = 1, maximum = 8760, nullable = false)]
    older_than_hours: Option<i32>,
    /// Not changed for so many hours.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 1, max = 8760))]
    #[schema(minimum = 1, maximum = 8760, nullable = false)]
    idle_for_hours: Option<i32>,
    /// Changed within so many hours.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 1, max = 8760))]
    #[schema(minimum = 1, maximum = 8760, nullable = false)]
    changed_within_hours: Option<i32>,
    /// Found by this search too, in the language of `GET /search`: `me` and `mine` are whoever looks, who finds
    /// no more than their own search would. Asks it for a status, empty `statuses` are all. Of words, the
    /// newest 1,000 tickets are shown.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, nullable = false, example = "status<closed \"usb hub\"")]
    query: Option<String>,
}

impl ViewFilter {
    pub(super) fn parse(self, searcher: Searcher, fields: &mut Fields) -> view::ViewFilter {
        let tags = self.tags.iter().enumerate();
        let tags =
            tags.filter_map(|(at, tag)| fields.take(&format!("filter/tags/{at}"), Tag::parse(tag))).collect();
        let assignee = self.assignee.map(|raw| whose(&raw, "me", AccountId::from_uuid));
        let team = self.team.map(|raw| whose(&raw, "mine", TeamId::from_uuid));
        let query = self.query.map(|raw| KeptQuery::parse(&raw, searcher));
        view::ViewFilter {
            statuses: self.statuses.into_iter().map(Into::into).collect(),
            priorities: self.priorities.into_iter().map(Into::into).collect(),
            kinds: self.types.into_iter().map(Into::into).collect(),
            assignee: fields.take_optional("filter/assignee", assignee),
            team: fields.take_optional("filter/team", team),
            tags,
            mentions_me: self.mentions_me,
            snoozed: self.snoozed,
            woke_within: self.woke_within_hours,
            older_than: self.older_than_hours,
            idle_for: self.idle_for_hours,
            changed_within: self.changed_within_hours,
            query: fields.take_optional("filter/query", query),
        }
    }
}

fn whose<Id>(raw: &str, mine: &str, id: fn(Uuid) -> Id) -> Result<Whose<Id>, Rule> {
    match raw {
        "none" => Ok(Whose::Nobodys),
        word if word == mine => Ok(Whose::Mine),
        other => Uuid::try_parse(other)
            .map(|other| Whose::Of(id(other)))
            .map_err(|_| Rule::new("invalid_value", format!("must be an id, {mine} or none"))),
    }
}

/// Which tickets a view shows. `null` and empty lists ask for nothing.
#[derive(Serialize, ToSchema)]
pub(super) struct ViewConditions {
    /// Any of these; all that are neither solved nor closed, if empty.
    statuses: Vec<TicketStatus>,
    /// Any of these.
    priorities: Vec<TicketPriority>,
    /// Any of these.
    types: Vec<TicketType>,
    /// Who answers it: an account's id, `me` or `none`.
    #[schema(required, example = "me")]
    assignee: Option<String>,
    /// Whose team's it is: a team's id, `mine` or `none`.
    #[schema(required, example = "mine")]
    team: Option<String>,
    /// Carries all of these labels.
    tags: Vec<String>,
    /// Names whoever looks in a note.
    mentions_me: bool,
    /// Snoozed or not.
    #[schema(required)]
    snoozed: Option<bool>,
    /// Woke by itself within so many hours, and stands where it woke.
    #[schema(required)]
    woke_within_hours: Option<i32>,
    /// Opened at least so many hours ago.
    #[schema(required)]
    older_than_hours: Option<i32>,
    /// Not changed for so many hours.
    #[schema(required)]
    idle_for_hours: Option<i32>,
    /// Changed within so many hours.
    #[schema(required)]
    changed_within_hours: Option<i32>,
    /// Found by this search too.
    #[schema(required, example = "status<closed \"usb hub\"")]
    query: Option<String>,
}

impl From<view::ViewFilter> for ViewConditions {
    fn from(filter: view::ViewFilter) -> Self {
        Self {
            statuses: filter.statuses.into_iter().map(Into::into).collect(),
            priorities: filter.priorities.into_iter().map(Into::into).collect(),
            types: filter.kinds.into_iter().map(Into::into).collect(),
            assignee: filter.assignee.map(|whose| told(whose, "me")),
            team: filter.team.map(|whose| told(whose, "mine")),
            tags: filter.tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
            mentions_me: filter.mentions_me,
            snoozed: filter.snoozed,
            woke_within_hours: filter.woke_within,
            older_than_hours: filter.older_than,
            idle_for_hours: filter.idle_for,
            changed_within_hours: filter.changed_within,
            query: filter.query.map(KeptQuery::into_string),
        }
    }
}

fn told<Id: std::fmt::Display>(whose: Whose<Id>, mine: &str) -> String {
    match whose {
        Whose::Mine => mine.to_owned(),
        Whose::Nobodys => "none".to_owned(),
        Whose::Of(id) => id.to_string(),
    }
}

/// What is wrong with who is to see something.
pub(crate) fn not_fitting() -> FieldError {
    let rule = Rule::new("invalid_value", "must be given for a team, and for a team only");
    FieldError::at("team_id", rule)
}
