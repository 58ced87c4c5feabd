//! What is said of a view, and what is asked for.

use domain::{
    Ctx,
    error::{Error, Fields},
    id::{AccountId, TeamId, ViewId},
    search::Searcher,
    sharing::Sharing,
    ticket::{SortKey, TicketOrder},
    view::{self, Builtin, ViewChange, ViewName},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::condition::{ViewConditions, ViewFilter, not_fitting};
use crate::{patch::non_null, problem::Problem, timestamp::Timestamp};

/// Who sees something beside its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SharedWith {
    /// Nobody.
    Nobody,
    /// The members of a team.
    Team,
    /// All staff.
    Everyone,
}

impl SharedWith {
    /// What this and a team together mean.
    pub(crate) fn parse(self, team: Option<Uuid>) -> Result<Sharing, Problem> {
        let name = match self {
            Self::Nobody => "nobody",
            Self::Team => "team",
            Self::Everyone => "everyone",
        };
        let sharing = Sharing::from_parts(name, team.map(TeamId::from_uuid));
        sharing.ok_or_else(|| Error::invalid(not_fitting()).into())
    }
}

impl From<Sharing> for SharedWith {
    fn from(sharing: Sharing) -> Self {
        match sharing {
            Sharing::Nobody => Self::Nobody,
            Sharing::Team(_) => Self::Team,
            Sharing::Everyone => Self::Everyone,
        }
    }
}

/// In which order a view shows its tickets; `-` in front puts the greatest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(super) enum ViewSort {
    /// Longest unchanged first.
    #[serde(rename = "updated_at")]
    UpdatedAt,
    /// Newest change first.
    #[serde(rename = "-updated_at")]
    NewestUpdate,
    /// Oldest first.
    #[serde(rename = "created_at")]
    CreatedAt,
    /// Newest first.
    #[serde(rename = "-created_at")]
    NewestFirst,
    /// Least urgent first.
    #[serde(rename = "priority")]
    Priority,
    /// Most urgent first.
    #[serde(rename = "-priority")]
    MostUrgent,
}

impl From<ViewSort> for TicketOrder {
    fn from(sort: ViewSort) -> Self {
        let (key, descending) = match sort {
            ViewSort::UpdatedAt => (SortKey::UpdatedAt, false),
            ViewSort::NewestUpdate => (SortKey::UpdatedAt, true),
            ViewSort::CreatedAt => (SortKey::CreatedAt, false),
            ViewSort::NewestFirst => (SortKey::CreatedAt, true),
            ViewSort::Priority => (SortKey::Priority, false),
            ViewSort::MostUrgent => (SortKey::Priority, true),
        };
        Self { key, descending }
    }
}

impl From<TicketOrder> for ViewSort {
    fn from(order: TicketOrder) -> Self {
        match (order.key, order.descending) {
            (SortKey::UpdatedAt, false) => Self::UpdatedAt,
            (SortKey::UpdatedAt, true) => Self::NewestUpdate,
            (SortKey::CreatedAt, false) => Self::CreatedAt,
            (SortKey::CreatedAt, true) => Self::NewestFirst,
            (SortKey::Priority, false) => Self::Priority,
            (SortKey::Priority, true) => Self::MostUrgent,
        }
    }
}

/// A queue by name.
#[derive(Serialize, ToSchema)]
pub(super) struct View {
    /// Stable id. Those of built-in views are the same on every installation.
    id: Uuid,
    /// Which of the built-in views it is, such as `my_open`; `null` if people made it. New ones may be added.
    #[schema(required, value_type = Option<String>, example = "my_open")]
    builtin: Option<&'static str>,
    /// Who made it; `null` for a built-in one.
    #[schema(required)]
    owner_id: Option<Uuid>,
    /// What it is called; a built-in one in the caller's language.
    name: String,
    /// Who else sees it.
    shared_with: SharedWith,
    /// Which team it is shared with.
    #[schema(required)]
    team_id: Option<Uuid>,
    /// Which tickets it shows.
    filter: ViewConditions,
    /// In which order.
    sort: ViewSort,
    /// Counts changes; equals the ETag.
    version: i64,
    /// When it was made.
    created_at: Timestamp,
    /// Last change.
    updated_at: Timestamp,
}

impl From<view::View> for View {
    fn from(view: view::View) -> Self {
        Self {
            id: view.id.as_uuid(),
            builtin: view.builtin.map(Builtin::name),
            owner_id: view.owner.map(AccountId::as_uuid),
            name: view.name.into_string(),
            shared_with: view.sharing.into(),
            team_id: view.sharing.team().map(TeamId::as_uuid),
            filter: view.filter.into(),
            sort: view.order.into(),
            version: view.version,
            created_at: view.created_at.into(),
            updated_at: view.updated_at.into(),
        }
    }
}

/// A view to be made.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Waiting too long", "filter": { "team": "mine", "idle_for_hours": 24 } }))]
pub(super) struct NewView {
    /// What it is called.
    #[validate(length(min = 1, max = 80))]
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// Who else sees it; `nobody` if absent. Everyone, and teams of others, need
    /// `view.share`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    shared_with: Option<SharedWith>,
    /// Which team it is shared with, if `shared_with` is `team`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    team_id: Option<Uuid>,
    /// Which tickets it shows; all that are neither solved nor closed, if absent.
    #[serde(default)]
    #[validate(nested)]
    filter: ViewFilter,
    /// In which order; `-updated_at` if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    sort: Option<ViewSort>,
}

impl NewView {
    pub(super) fn parse(self, cx: &Ctx) -> Result<view::NewView, Problem> {
        let mut fields = Fields::default();
        let name = fields.take("name", ViewName::parse(&self.name));
        let filter = self.filter.parse(Searcher::of(cx.actor()), &mut fields);
        fields.check()?;
        Ok(view::NewView {
            id: ViewId::new(cx),
            name: fields.require(name)?,
            sharing: self.shared_with.unwrap_or(SharedWith::Nobody).parse(self.team_id)?,
            filter,
            order: self.sort.map(Into::into).unwrap_or_default(),
        })
    }
}

/// What to change of a view: absent members stay.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Waiting far too long", "filter": { "idle_for_hours": 48 } }))]
pub(super) struct ViewPatch {
    /// What it is called.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 80))]
    #[schema(nullable = false, min_length = 1, max_length = 80)]
    name: Option<String>,
    /// Who else sees it. Everyone, and teams of others, need `view.share`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    shared_with: Option<SharedWith>,
    /// Which team it is shared with, if `shared_with` is `team`. Goes with `shared_with`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    team_id: Option<Uuid>,
    /// Which tickets it shows: all of the filter, in place of the old one.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    filter: Option<ViewFilter>,
    /// In which order.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    sort: Option<ViewSort>,
}

impl ViewPatch {
    pub(super) fn parse(self, cx: &Ctx) -> Result<ViewChange, Problem> {
        let mut fields = Fields::default();
        let name = fields.take_optional("name", self.name.as_deref().map(ViewName::parse));
        let filter = self.filter.map(|filter| filter.parse(Searcher::of(cx.actor()), &mut fields));
        fields.check()?;
        let sharing = match (self.shared_with, self.team_id) {
            (Some(shared_with), team) => Some(shared_with.parse(team)?),
            (None, Some(_)) => return Err(Error::invalid(not_fitting()).into()),
            (None, None) => None,
        };
        Ok(ViewChange { name, sharing, filter, order: self.sort.map(Into::into) })
    }
}
