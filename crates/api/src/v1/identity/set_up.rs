use axum::extract::State;
use domain::{
    contact::{EmailAddress, PersonName},
    error::Fields,
    identity::{self, Actor, NewStaff, Password, Role},
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::staff::StaffMember;
use crate::{App, extract::Json, problem::Problem, v1::answer::Answer};

/// The first administrator.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "token": "AZqv1x7wcAAAAAAAAAAAAAAbJ6Yc0k3m5p8r2t4v7x9z1B3D5F7H9K1M3P5R7T9V",
    "name": "Ada Admin", "email": "ada@example.org", "password": "correct horse battery"
}))]
pub(super) struct SetUp {
    /// What stands behind `#token=` in the link that the server printed at its first start.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    token: String,
    /// Shown under replies.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Signs in with it.
    #[validate(length(min = 3, max = 254))]
    #[schema(format = Email, min_length = 3, max_length = 254)]
    email: String,
    /// 10 to 256 characters, of any kind.
    #[validate(length(min = 10, max = 256))]
    #[schema(format = Password, min_length = 10, max_length = 256)]
    password: String,
}

/// Create the first administrator
///
/// Takes the token of the one-time link that the server prints at its first start.
#[utoipa::path(
    post,
    path = "/auth/setup",
    operation_id = "setUp",
    tag = "Authentication",
    request_body = SetUp,
    responses(
        (status = 201, description = "Created: sign in with the address and password.", body = StaffMember,
            headers(("Location" = String, description = "The member of staff."))),
        (status = 409, description = "There is an administrator already, or the address is in use.", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The token has been used, has expired, or is none of ours.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn set_up(
    State(app): State<App>,
    Json { value, .. }: Json<SetUp>,
) -> Result<Answer<StaffMember>, Problem> {
    let mut fields = Fields::default();
    let name = fields.take("name", PersonName::parse(&value.name));
    let email = fields.take("email", EmailAddress::parse(&value.email));
    let password = fields.take("password", Password::parse(&value.password));
    fields.check()?;
    let password = app.passwords().hash(&fields.require(password)?).await?;
    let admin =
        NewStaff { name: fields.require(name)?, email: fields.require(email)?, password, role: Role::Admin };
    let cx = app.ctx(Actor::Anonymous);
    let mut tx = app.store().begin().await?;
    let account = identity::create_first_admin(&mut *tx, &cx, app.keys(), &value.token, admin).await?;
    tx.commit().await?;
    let location = format!("/api/v1/staff/{}", account.id);
    Ok(Answer::created(StaffMember::from(&account), location))
}
