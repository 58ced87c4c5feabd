use axum::{extract::State, http::StatusCode};
use domain::{access, id::AccountId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    App,
    auth::{Caller, Forget},
    extract::{Json, Path},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// How one signs in.
#[derive(Serialize, ToSchema)]
pub(super) struct TotpState {
    /// Whether signing in takes a code besides the password.
    enabled: bool,
    /// Whether one's role requires it.
    required: bool,
    /// Since when; `null` if it is off.
    #[schema(required)]
    confirmed_at: Option<Timestamp>,
    /// How many recovery codes have not been used.
    recovery_codes_left: u64,
}

/// What goes into an authenticator app.
#[derive(Serialize, ToSchema)]
pub(super) struct TotpSetup {
    /// The secret in base 32, to be typed.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    secret: String,
    /// The same for a QR code.
    #[schema(
        example = "otpauth://totp/desk.example:ann%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=desk.example"
    )]
    otpauth_uri: String,
}

/// A code from the app.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "287082" }))]
pub(super) struct TotpConfirm {
    /// What the app shows now.
    #[validate(length(min = 6, max = 10))]
    #[schema(min_length = 6, max_length = 10)]
    code: String,
}

/// Codes for the day when the app is lost.
#[derive(Serialize, ToSchema)]
pub(super) struct RecoveryCodes {
    /// Each works once in place of a code of the app. Shown here and never again.
    #[schema(example = json!(["k7w2q-9mfxe"]))]
    recovery_codes: Vec<String>,
}

/// Read whether one signs in in two steps
///
/// And how many recovery codes are left.
#[utoipa::path(
    get,
    path = "/me/totp",
    operation_id = "getTotp",
    tag = "Profile",
    responses((status = 200, description = "How one signs in.", body = TotpState))
)]
pub(super) async fn get_totp(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Answer<TotpState>, Problem> {
    let principal = actor.principal()?;
    let mut tx = app.store().read().await?;
    let confirmed_at = tx.second_factors().find(principal.account).await?.and_then(|totp| totp.confirmed_at);
    let required = tx.requirements().of_role(principal.role).await?.totp;
    let recovery_codes_left = tx.second_factors().recovery_codes_left(principal.account).await?;
    let confirmed = confirmed_at.map(Into::into);
    let enabled = confirmed_at.is_some();
    Ok(Answer::ok(TotpState { enabled, required, confirmed_at: confirmed, recovery_codes_left }))
}

/// Begin to set up two-step sign-in
///
/// Answers with a secret for an authenticator app; nothing changes until a first code confirms it.
/// Asked for again, it makes another secret. Needs a fresh sign-in (`step_up_required` otherwise).
#[utoipa::path(
    post,
    path = "/me/totp",
    operation_id = "beginTotp",
    tag = "Profile",
    responses(
        (status = 201, description = "Put this into an app and confirm.", body = TotpSetup,
            headers(("Location" = String, description = "Where to see whether it is on."))),
        (status = 409, description = "Two-step sign-in is on already.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn begin_totp(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Answer<TotpSetup>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let secret = access::begin_totp(&mut *tx, &cx, app.keys()).await?.base32();
    let account = tx.accounts().find(actor.principal()?.account).await?;
    tx.commit().await?;
    let email = account.map(|account| account.email.into_string()).unwrap_or_default();
    let issuer = issuer(&app.settings().public_url);
    let otpauth_uri =
        format!("otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}", percent_encoded(&email));
    Ok(Answer::created(TotpSetup { secret, otpauth_uri }, "/api/v1/me/totp".to_owned()))
}

/// The desk's host.
fn issuer(public_url: &str) -> &str {
    let host = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
    host.split(['/', ':']).next().unwrap_or_default()
}

fn percent_encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// Switch two-step sign-in on
///
/// By a first code of the app. From then on signing in takes a code besides the password. The
/// recovery codes in the answer are shown once.
#[utoipa::path(
    post,
    path = "/me/totp/confirm",
    operation_id = "confirmTotp",
    tag = "Profile",
    request_body = TotpConfirm,
    responses(
        (status = 200, description = "It is on: keep these codes in a safe place.", body = RecoveryCodes),
        (status = 409, description = "It has not been begun, or is on already.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn confirm_totp(
    State(app): State<App>,
    Caller(actor): Caller,
    Json { value, .. }: Json<TotpConfirm>,
) -> Result<Answer<RecoveryCodes>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let recovery_codes = access::confirm_totp(&mut *tx, &cx, app.keys(), &value.code).await?;
    app.commit_and_forget(tx, Forget::Everyone).await?;
    Ok(Answer::ok(RecoveryCodes { recovery_codes }))
}

/// Get other recovery codes
///
/// Those before are void, used or not; a mail tells the account. The codes in the answer are shown once.
/// Needs a fresh sign-in (`step_up_required` otherwise).
#[utoipa::path(
    post,
    path = "/me/totp/recovery-codes",
    operation_id = "renewRecoveryCodes",
    tag = "Profile",
    responses(
        (status = 200, description = "Keep these codes in a safe place.", body = RecoveryCodes),
        (status = 409, description = "Two-step sign-in is off.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn renew_recovery_codes(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Answer<RecoveryCodes>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let recovery_codes = access::renew_recovery_codes(&mut *tx, &cx, app.keys()).await?;
    tx.commit().await?;
    Ok(Answer::ok(RecoveryCodes { recovery_codes }))
}

/// Switch two-step sign-in off
///
/// Recovery codes go with it. Needs a fresh sign-in (`step_up_required` otherwise).
#[utoipa::path(
    delete,
    path = "/me/totp",
    operation_id = "disableTotp",
    tag = "Profile",
    responses(
        (status = 204, description = "It is off."),
        (status = 409, description = "One's role requires it.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn disable_totp(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    access::disable_totp(&mut *tx, &cx).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Switch a colleague's two-step sign-in off
///
/// For someone who has lost app and recovery codes; a mail tells them. Needs a fresh sign-in
/// (`step_up_required` otherwise) and no less rights than the colleague has.
#[utoipa::path(
    delete,
    path = "/staff/{staff_id}/totp",
    operation_id = "resetStaffTotp",
    tag = "Staff",
    params(("staff_id" = Uuid, Path, description = "The id.")),
    responses((status = 204, description = "It is off."))
)]
pub(super) async fn reset_staff_totp(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    reset(&app, actor, id, true).await
}

/// Switch a customer's two-step sign-in off
///
/// For someone who has lost app and recovery codes; a mail tells them. Needs a fresh sign-in
/// (`step_up_required` otherwise).
#[utoipa::path(
    delete,
    path = "/customers/{customer_id}/totp",
    operation_id = "resetCustomerTotp",
    tag = "Customers",
    params(("customer_id" = Uuid, Path, description = "The customer's id.")),
    responses((status = 204, description = "It is off."))
)]
pub(super) async fn reset_customer_totp(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    reset(&app, actor, id, false).await
}

async fn reset(
    app: &App,
    actor: domain::identity::Actor,
    id: Uuid,
    staff: bool,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    access::reset_totp(&mut *tx, &cx, AccountId::from_uuid(id), staff).await?;
    app.commit_and_forget(tx, Forget::Everyone).await?;
    Ok(StatusCode::NO_CONTENT)
}
