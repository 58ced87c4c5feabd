//! What is said of a macro, and what is asked for.

use domain::{
    Ctx, Error,
    error::Fields,
    id::{MacroId, TeamId},
    macros::{self, MacroChange, MacroName},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::actions::{Actions, ActionsInput};
use crate::{
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::view::{SharedWith, not_fitting},
};

/// What is done to many tickets alike, under a name.
#[derive(Serialize, ToSchema)]
pub(super) struct Macro {
    /// Stable id.
    id: Uuid,
    /// Who made it.
    owner_id: Uuid,
    /// What it is called.
    name: String,
    /// Who else sees and uses it.
    shared_with: SharedWith,
    /// Which team it is shared with.
    #[schema(required)]
    team_id: Option<Uuid>,
    /// What it does.
    actions: Actions,
    /// Counts changes; equals the ETag.
    version: i64,
    /// When it was made.
    created_at: Timestamp,
    /// Last change.
    updated_at: Timestamp,
}

impl From<macros::Macro> for Macro {
    fn from(found: macros::Macro) -> Self {
        Self {
            id: found.id.as_uuid(),
            owner_id: found.owner.as_uuid(),
            name: found.name.into_string(),
            shared_with: found.sharing.into(),
            team_id: found.sharing.team().map(TeamId::as_uuid),
            actions: found.actions.into(),
            version: found.version,
            created_at: found.created_at.into(),
            updated_at: found.updated_at.into(),
        }
    }
}

/// A macro to be made.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Ask for the driver", "actions": { "status": "pending", "add_tags": ["driver"] } }))]
pub(super) struct NewMacro {
    /// What it is called.
    #[validate(length(min = 1, max = 80))]
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// Who else sees and uses it; `nobody` if absent. Everyone, and teams of others, need
    /// `macro.share`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    shared_with: Option<SharedWith>,
    /// Which team it is shared with, if `shared_with` is `team`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    team_id: Option<Uuid>,
    /// What it does: one thing at least.
    #[validate(nested)]
    actions: ActionsInput,
}

impl NewMacro {
    pub(super) fn parse(self, cx: &Ctx) -> Result<macros::NewMacro, Problem> {
        let mut fields = Fields::default();
        let name = fields.take("name", MacroName::parse(&self.name));
        let actions = self.actions.parse(&mut fields, "actions");
        fields.check()?;
        Ok(macros::NewMacro {
            id: MacroId::new(cx),
            name: fields.require(name)?,
            sharing: self.shared_with.unwrap_or(SharedWith::Nobody).parse(self.team_id)?,
            actions,
        })
    }
}

/// What to change of a macro: absent members stay.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Ask for the driver version" }))]
pub(super) struct MacroPatch {
    /// What it is called.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 80))]
    #[schema(nullable = false, min_length = 1, max_length = 80)]
    name: Option<String>,
    /// Who else sees and uses it. Everyone, and teams of others, need `macro.share`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    shared_with: Option<SharedWith>,
    /// Which team it is shared with, if `shared_with` is `team`. Goes with `shared_with`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    team_id: Option<Uuid>,
    /// What it does: all of it, in place of what it did.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    actions: Option<ActionsInput>,
}

impl MacroPatch {
    pub(super) fn parse(self) -> Result<MacroChange, Problem> {
        let mut fields = Fields::default();
        let name = fields.take_optional("name", self.name.as_deref().map(MacroName::parse));
        let actions = self.actions.map(|actions| actions.parse(&mut fields, "actions"));
        fields.check()?;
        let sharing = match (self.shared_with, self.team_id) {
            (Some(shared_with), team) => Some(shared_with.parse(team)?),
            (None, Some(_)) => return Err(Error::invalid(not_fitting()).into()),
            (None, None) => None,
        };
        Ok(MacroChange { name, sharing, actions })
    }
}
