use axum::{extract::State, http::StatusCode};
use domain::{
    contact::PersonName,
    error::{Fields, Rule},
    id::AccountId,
    identity::{self, AccountState, StaffChange},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{invitations::parse_role, staff::StaffMember};
use crate::{
    App,
    auth::{Caller, Forget},
    extract::{IfMatch, Json, Path},
    patch::non_null,
    problem::Problem,
    v1::answer::Answer,
};

/// What to change of a member of staff: absent members stay.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "role": "lead" }))]
pub(super) struct StaffPatch {
    /// Shown under replies.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    name: Option<String>,
    /// What the person may do: a staff role's name.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 50))]
    #[schema(nullable = false, min_length = 1, max_length = 50)]
    role: Option<String>,
    /// `active` or `disabled`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 20))]
    #[schema(nullable = false, min_length = 1, max_length = 20)]
    state: Option<String>,
}

impl StaffPatch {
    fn parse(self) -> Result<StaffChange, Problem> {
        let mut fields = Fields::default();
        let change = StaffChange {
            name: fields.take_optional("name", self.name.as_deref().map(PersonName::parse)),
            role: fields.take_optional("role", self.role.as_deref().map(parse_role)),
            state: fields.take_optional("state", self.state.as_deref().map(parse_state)),
        };
        fields.check()?;
        Ok(change)
    }
}

fn parse_state(name: &str) -> Result<AccountState, Rule> {
    let state = AccountState::from_name(name).filter(|state| *state != AccountState::Unverified);
    state.ok_or_else(|| Rule::new("invalid_value", "must be one of active, disabled"))
}

/// Change a member of staff
///
/// Name, role, or whether the person may sign in. Whoever is disabled is signed out everywhere and
/// loses their API tokens; tickets assigned to them stay so (`/tickets?assignee=` lists them). Nobody
/// can give rights that they do not have, nor change who has more; the last active administrator stays.
/// Needs a fresh sign-in (`step_up_required` otherwise).
#[utoipa::path(
    patch,
    path = "/staff/{staff_id}",
    operation_id = "updateStaffMember",
    tag = "Staff",
    params(("staff_id" = Uuid, Path, description = "The id."), IfMatch),
    request_body(content = StaffPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "The member of staff, changed.", body = StaffMember,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The last active administrator stays; who has not accepted the invitation is neither active nor disabled.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn update_staff_member(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<StaffPatch>,
) -> Result<Answer<StaffMember>, Problem> {
    let (cx, change, id) = (app.ctx(actor), value.parse()?, AccountId::from_uuid(id));
    let mut tx = app.store().begin().await?;
    let account = identity::change_staff(&mut *tx, &cx, id, if_match.expected(), change).await?;
    app.commit_and_forget(tx, Forget::Everyone).await?;
    Ok(Answer::ok(StaffMember::from(&account)).version(account.version))
}

/// Withdraw an invitation
///
/// Removes someone who was invited and has not come yet. Whoever has been here cannot be removed, as
/// their replies keep their name: disable them instead. Needs a fresh sign-in (`step_up_required`
/// otherwise).
#[utoipa::path(
    delete,
    path = "/staff/{staff_id}",
    operation_id = "deleteStaffMember",
    tag = "Staff",
    params(("staff_id" = Uuid, Path, description = "The id."), IfMatch),
    responses(
        (status = 204, description = "Withdrawn."),
        (status = 409, description = "The invitation has been accepted.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn delete_staff_member(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let (cx, id) = (app.ctx(actor), AccountId::from_uuid(id));
    let mut tx = app.store().begin().await?;
    identity::withdraw_invitation(&mut *tx, &cx, id, if_match.expected()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
