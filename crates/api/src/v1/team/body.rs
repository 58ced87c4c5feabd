//! What is said of a team, and what is asked for.

use domain::{
    Ctx,
    error::Fields,
    id::{AccountId, TeamId},
    patch::Patch,
    team::{self, TeamChange, TeamName, TeamPatience, days},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    patch::{non_null, patch},
    problem::Problem,
    timestamp::Timestamp,
};

/// Staff who answer tickets together.
#[derive(Serialize, ToSchema)]
pub(super) struct Team {
    /// Stable id.
    id: Uuid,
    /// What people say aloud.
    number: i64,
    /// What it is called.
    name: String,
    /// Whether new tickets go to it. At most one team is the default.
    is_default: bool,
    /// Who belongs to it.
    member_ids: Vec<Uuid>,
    /// Days that a ticket is pending before its requester is reminded; `null`: as the installation is set.
    #[schema(required)]
    remind_after_days: Option<i32>,
    /// Days that a ticket is pending before it counts as solved; `null`: as the installation is set.
    #[schema(required)]
    solve_after_days: Option<i32>,
    /// Days that a ticket is solved before it is closed; `null`: as the installation is set.
    #[schema(required)]
    close_after_days: Option<i32>,
    /// Counts changes; equals the ETag.
    version: i64,
    /// When it was made.
    created_at: Timestamp,
    /// Last change.
    updated_at: Timestamp,
    /// When it was dissolved: such a team can still be read, for the history of its tickets.
    #[schema(required)]
    dissolved_at: Option<Timestamp>,
}

impl From<team::Team> for Team {
    fn from(team: team::Team) -> Self {
        Self {
            id: team.id.as_uuid(),
            number: team.number,
            name: team.name.as_str().to_owned(),
            is_default: team.is_default,
            member_ids: team.members.into_iter().map(AccountId::as_uuid).collect(),
            remind_after_days: team.patience.remind,
            solve_after_days: team.patience.solve,
            close_after_days: team.patience.close,
            version: team.version,
            created_at: team.created_at.into(),
            updated_at: team.updated_at.into(),
            dissolved_at: team.dissolved_at.map(Into::into),
        }
    }
}

/// A team to be made.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Repairs", "member_ids": [], "close_after_days": 14 }))]
pub(super) struct NewTeam {
    /// What it is called. No two teams share a name, whatever the case.
    #[validate(length(min = 1, max = 80))]
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// Who belongs to it: staff.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    member_ids: Vec<Uuid>,
    /// Whether new tickets go to it, in place of the team they went to so far.
    #[serde(default)]
    is_default: bool,
    /// Days that a ticket is pending before its requester is reminded. Less than `solve_after_days`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 1, max = 3650))]
    #[schema(minimum = 1, maximum = 3650, nullable = false)]
    remind_after_days: Option<i32>,
    /// Days that a ticket is pending before it counts as solved.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 1, max = 3650))]
    #[schema(minimum = 1, maximum = 3650, nullable = false)]
    solve_after_days: Option<i32>,
    /// Days that a ticket is solved before it is closed.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 1, max = 3650))]
    #[schema(minimum = 1, maximum = 3650, nullable = false)]
    close_after_days: Option<i32>,
}

impl NewTeam {
    pub(super) fn parse(self, cx: &Ctx) -> Result<team::NewTeam, Problem> {
        let mut fields = Fields::default();
        let name = fields.take("name", TeamName::parse(&self.name));
        Ok(team::NewTeam {
            id: TeamId::new(cx),
            name: fields.require(name)?,
            is_default: self.is_default,
            members: self.member_ids.into_iter().map(AccountId::from_uuid).collect(),
            patience: TeamPatience {
                remind: self.remind_after_days,
                solve: self.solve_after_days,
                close: self.close_after_days,
            },
        })
    }
}

/// What to change of a team: absent members stay, `null` clears.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Repairs", "close_after_days": null }))]
pub(super) struct TeamPatch {
    /// What it is called. No two teams share a name, whatever the case.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 80))]
    #[schema(nullable = false, min_length = 1, max_length = 80)]
    name: Option<String>,
    /// Everyone who belongs to it: staff.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 200))]
    #[schema(nullable = false, max_items = 200)]
    member_ids: Option<Vec<Uuid>>,
    /// Whether new tickets go to it, in place of the team they went to so far.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    is_default: Option<bool>,
    /// Days that a ticket is pending before its requester is reminded; `null`: as the installation is set.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 3650)]
    remind_after_days: Patch<i64>,
    /// Days that a ticket is pending before it counts as solved; `null`: as the installation is set.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 3650)]
    solve_after_days: Patch<i64>,
    /// Days that a ticket is solved before it is closed; `null`: as the installation is set.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 3650)]
    close_after_days: Patch<i64>,
}

impl TeamPatch {
    pub(super) fn parse(self) -> Result<TeamChange, Problem> {
        let mut fields = Fields::default();
        let name = fields.take_optional("name", self.name.as_deref().map(TeamName::parse));
        let mut in_days =
            |member, asked: Patch<i64>| fields.take(member, asked.try_map(days)).unwrap_or_default();
        let change = TeamChange {
            name,
            is_default: self.is_default,
            members: self.member_ids.map(|ids| ids.into_iter().map(AccountId::from_uuid).collect()),
            remind: in_days("remind_after_days", self.remind_after_days),
            solve: in_days("solve_after_days", self.solve_after_days),
            close: in_days("close_after_days", self.close_after_days),
        };
        fields.check()?;
        Ok(change)
    }
}
