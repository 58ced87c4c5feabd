use axum::extract::State;
use domain::{
    Error,
    access::{self, RoleRequirement},
    identity,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{
    App,
    auth::{Caller, Forget},
    extract::{IfMatch, Json, Path},
    problem::Problem,
    v1::answer::Answer,
};

/// What people can be here, and what it takes.
#[derive(Serialize, ToSchema)]
pub(super) struct Role {
    /// Its name.
    #[schema(value_type = String, example = "agent")]
    name: &'static str,
    /// Whether it belongs to the desk's own people.
    is_staff: bool,
    /// What it may do.
    #[schema(value_type = Vec<String>, example = json!(["profile.manage", "ticket.read"]))]
    permissions: Vec<&'static str>,
    /// Whether its members must sign in in two steps before they may use its rights.
    totp_required: bool,
    /// Whether its members must accept the confidentiality notice before they may use its rights.
    confidentiality_required: bool,
    /// Counts changes of the requirements; equals the ETag.
    version: i64,
}

impl From<RoleRequirement> for Role {
    fn from(requirement: RoleRequirement) -> Self {
        let RoleRequirement { role, totp, confidentiality, version } = requirement;
        Self {
            name: role.name(),
            is_staff: role.is_staff(),
            permissions: role.permission_set().names(),
            totp_required: totp,
            confidentiality_required: confidentiality,
            version,
        }
    }
}

/// Every role.
#[derive(Serialize, ToSchema)]
pub(super) struct RoleList {
    /// The roles, from customer to admin.
    items: Vec<Role>,
}

/// What a role must do.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "totp_required": true, "confidentiality_required": false }))]
pub(super) struct RoleRequirements {
    /// Sign in in two steps.
    totp_required: bool,
    /// Accept the confidentiality notice. Staff only.
    confidentiality_required: bool,
}

/// List roles
///
/// Each with its permissions and with what its members must do before they may use them.
#[utoipa::path(
    get,
    path = "/roles",
    operation_id = "listRoles",
    tag = "Staff",
    responses((status = 200, description = "Every role.", body = RoleList))
)]
pub(super) async fn list_roles(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Answer<RoleList>, Problem> {
    let mut tx = app.store().read().await?;
    let roles = access::list_requirements(&mut *tx, &app.ctx(actor)).await?;
    Ok(Answer::ok(RoleList { items: roles.into_iter().map(Role::from).collect() }))
}

/// Decide what a role must do
///
/// Whoever has not done it keeps signed in and can do it, and nothing else (`totp_required`,
/// `confidentiality_required`). It holds at once here, and within 5 seconds on every other server.
/// Needs a fresh sign-in (`step_up_required` otherwise).
#[utoipa::path(
    put,
    path = "/roles/{role}",
    operation_id = "updateRole",
    tag = "Staff",
    params(("role" = String, Path, description = "The role's name.", max_length = 50), IfMatch),
    request_body = RoleRequirements,
    responses(
        (status = 200, description = "The role.", body = Role,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "Customers have no notice to accept.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn update_role(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(role): Path<String>,
    if_match: IfMatch,
    Json { value, .. }: Json<RoleRequirements>,
) -> Result<Answer<Role>, Problem> {
    let role = identity::Role::from_name(&role).ok_or(Error::NotFound("role"))?;
    let RoleRequirements { totp_required: totp, confidentiality_required: confidentiality } = value;
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let new = RoleRequirement { role, totp, confidentiality, version: 0 };
    let decided = access::require_of_role(&mut *tx, &cx, if_match.expected(), new).await?;
    app.commit_and_forget(tx, Forget::Everyone).await?;
    Ok(Answer::ok(Role::from(decided)).version(decided.version))
}
