use axum::{extract::State, http::StatusCode};
use domain::{
    contact::{EmailAddress, PersonName},
    error::{Fields, Rule},
    identity::{self, Actor, Language, Password, Role, StaffInvitation},
    throttle::{Act, Attempt},
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::staff::StaffMember;
use crate::{
    App,
    auth::Caller,
    extract::{ClientNetwork, Json},
    patch::non_null,
    problem::Problem,
    v1::answer::Answer,
};

/// Someone to be invited to the staff.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Bo", "email": "bo@example.org", "role": "agent" }))]
pub(super) struct InviteStaff {
    /// How the person is called until they say otherwise.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Where the letter goes, and what signs in later.
    #[validate(length(min = 3, max = 254))]
    #[schema(format = Email, min_length = 3, max_length = 254)]
    email: String,
    /// What the person will be: a staff role's name.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50)]
    role: String,
    /// Language of the letter: `en` or `de`; `en` if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 2, max = 2))]
    #[schema(nullable = false, min_length = 2, max_length = 2)]
    language: Option<String>,
}

impl InviteStaff {
    fn parse(self) -> Result<StaffInvitation, Problem> {
        let mut fields = Fields::default();
        let name = fields.take("name", PersonName::parse(&self.name));
        let email = fields.take("email", EmailAddress::parse(&self.email));
        let role = fields.take("role", parse_role(&self.role));
        let language = fields.take_optional("language", self.language.as_deref().map(Language::parse));
        fields.check()?;
        Ok(StaffInvitation {
            name: fields.require(name)?,
            email: fields.require(email)?,
            role: fields.require(role)?,
            language: language.unwrap_or_default(),
        })
    }
}

/// A role by its name, as sent.
pub(super) fn parse_role(name: &str) -> Result<Role, Rule> {
    let role = Role::from_name(name).filter(|role| role.is_staff());
    role.ok_or_else(|| Rule::new("invalid_value", "must be a role of the staff"))
}

/// Invite someone to the staff
///
/// Sends a letter with a link that works once and for 7 days. Inviting someone who has not come yet
/// sends another letter; the newest name and role hold. Nobody can give rights that they do not have.
/// Needs a fresh sign-in (`step_up_required` otherwise).
#[utoipa::path(
    post,
    path = "/staff/invitations",
    operation_id = "inviteStaff",
    tag = "Staff",
    request_body = InviteStaff,
    responses(
        (status = 201, description = "Invited.", body = StaffMember,
            headers(
                ("Location" = String, description = "The member of staff."),
                ("ETag" = String, description = "The version.")
            ),
            links(
                ("getStaffMember" = (operation_id = "getStaffMember", parameters(("staff_id" = "$response.body#/id"))))
            )),
        (status = 409, description = "The address is in use.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn invite_staff(
    State(app): State<App>,
    Caller(actor): Caller,
    Json { value, .. }: Json<InviteStaff>,
) -> Result<Answer<StaffMember>, Problem> {
    let cx = app.ctx(actor);
    let invitation = value.parse()?;
    let mut tx = app.store().begin().await?;
    let account = identity::invite_staff(&mut *tx, &cx, invitation).await?;
    tx.commit().await?;
    let location = format!("/api/v1/staff/{}", account.id);
    Ok(Answer::created(StaffMember::from(&account), location).version(account.version))
}

/// An invitation's answer.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "token": "AZqv1x7wcAAAAAAAAAAAAAAbJ6Yc0k3m5p8r2t4v7x9z1B3D5F7H9K1M3P5R7T9V",
    "name": "Bo", "password": "correct horse battery"
}))]
pub(super) struct AcceptInvitation {
    /// What stands behind `#token=` in the link.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    token: String,
    /// How you want to be called; as in the invitation if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    name: Option<String>,
    /// 10 to 256 characters, of any kind, and not among the passwords that are guessed first.
    #[validate(length(min = 10, max = 256))]
    #[schema(format = Password, min_length = 10, max_length = 256)]
    password: String,
}

/// Accept an invitation
///
/// Takes the token from the link in the letter. From then on the address and the password sign in.
#[utoipa::path(
    post,
    path = "/auth/invitations/accept",
    operation_id = "acceptInvitation",
    tag = "Authentication",
    request_body = AcceptInvitation,
    responses(
        (status = 204, description = "Accepted: sign in with the address and password."),
        (status = 410, description = "The token has been used, has expired, or is none of ours.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn accept_invitation(
    State(app): State<App>,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<AcceptInvitation>,
) -> Result<StatusCode, Problem> {
    let mut fields = Fields::default();
    let name = fields.take_optional("name", value.name.as_deref().map(PersonName::parse));
    let password = fields.take("password", Password::parse(&value.password));
    fields.check()?;
    let password = fields.require(password)?;
    let cx = app.ctx(Actor::Anonymous);
    app.count(&cx, &Attempt::new(Act::Link, &value.token, network)).await?;
    let mut tx = app.store().read().await?;
    identity::check_invitation(&mut *tx, &cx, app.keys(), &value.token).await?;
    drop(tx);
    let password = app.passwords().hash(&password).await?;
    let mut tx = app.store().begin().await?;
    identity::accept_invitation(&mut *tx, &cx, app.keys(), &value.token, name, password).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
