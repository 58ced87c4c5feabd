use axum::extract::{OriginalUri, State};
use domain::{
    id::AccountId,
    identity::{self, Account, AccountFilter},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::accounts;
use crate::{
    App,
    auth::Caller,
    extract::{IfNoneMatch, Path, Query},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{Answer, CountedPageQuery, PageAnswer, page},
};

/// A member of staff.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffMember {
    /// Stable id.
    id: Uuid,
    /// What people say aloud.
    number: i64,
    /// What the person may do, by name.
    #[schema(value_type = String, example = "agent")]
    role: &'static str,
    /// `unverified` (invited), `active` or `disabled`.
    #[schema(value_type = String, example = "active")]
    state: &'static str,
    /// Shown under replies.
    name: String,
    /// Signs in with it.
    #[schema(format = Email, example = "bo@example.org")]
    email: String,
    /// Counts changes; equals the ETag.
    version: i64,
    /// When the account was made.
    created_at: Timestamp,
    /// Last change.
    updated_at: Timestamp,
}

impl From<&Account> for StaffMember {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.as_uuid(),
            number: account.number,
            role: account.role.name(),
            state: account.state.name(),
            name: account.name.as_str().to_owned(),
            email: account.email.as_str().to_owned(),
            version: account.version,
            created_at: account.created_at.into(),
            updated_at: account.updated_at.into(),
        }
    }
}

page! {
    /// One page of staff, by number.
    counted StaffPage of StaffMember
}

/// List staff
///
/// By number, oldest first.
#[utoipa::path(
    get,
    path = "/staff",
    operation_id = "listStaff",
    tag = "Staff",
    params(CountedPageQuery),
    responses((status = 200, description = "One page.", body = StaffPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_staff(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<CountedPageQuery>,
) -> Result<PageAnswer<StaffPage>, Problem> {
    let filter = AccountFilter { staff: true, ..Default::default() };
    let accounts = accounts::list(&app, &app.ctx(actor), &uri, filter, &query).await?;
    let items = accounts.items.iter().map(StaffMember::from).collect();
    Ok(PageAnswer { body: StaffPage::new(items, accounts.next_cursor, accounts.count), link: accounts.link })
}

/// Read a member of staff
///
/// Who can be assigned tickets, and what they may do.
#[utoipa::path(
    get,
    path = "/staff/{staff_id}",
    operation_id = "getStaffMember",
    tag = "Staff",
    params(("staff_id" = Uuid, Path, description = "The id."), IfNoneMatch),
    responses(
        (status = 200, description = "The member of staff.", body = StaffMember,
            headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The caller has this version already.",
            headers(("ETag" = String, description = "The version.")))
    )
)]
pub(super) async fn get_staff_member(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    known: IfNoneMatch,
) -> Result<Answer<StaffMember>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let account = identity::find_account(&mut *tx, &cx, AccountId::from_uuid(id), true).await?;
    Ok(Answer::unless_known(&known, account.version, StaffMember::from(&account)))
}
