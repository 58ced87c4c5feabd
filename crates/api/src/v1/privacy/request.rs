use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
};
use domain::{
    id::{AccountId, PrivacyRequestId},
    privacy::{self, NewErasure, RequestFilter},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::shape::{ErasureRepairs, PrivacyRequest, PrivacyRequestKind, PrivacyRequestState};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{IdempotencyKey, IfMatch, Json, Path, Query},
    idempotency::Repeatable,
    problem::Problem,
    v1::answer::{Answer, PageAnswer, PageQuery, page},
};

page! {
    /// One page of requests, newest first.
    PrivacyRequestPage of PrivacyRequest
}

/// What is asked for.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "erasure", "repairs": "finish" }))]
pub(super) struct PrivacyRequestInput {
    /// What for.
    kind: PrivacyRequestKind,
    /// What becomes of repairs that are open.
    repairs: ErasureRepairs,
}

/// List one's own requests
///
/// Newest first. They are kept for 36 months after their end.
#[utoipa::path(
    get,
    path = "/me/privacy-requests",
    operation_id = "listMyPrivacyRequests",
    tag = "Privacy",
    params(PageQuery),
    responses((status = 200, description = "One page.", body = PrivacyRequestPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_my_privacy_requests(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<PrivacyRequestPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listMyPrivacyRequests", "");
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let page = privacy::list_own(&mut *tx, &cx, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = PrivacyRequest::show_all(&mut *tx, page.items, false).await?;
    Ok(PageAnswer { body: PrivacyRequestPage { items, next_cursor }, link })
}

/// Ask for one's account to be erased
///
/// With no repair open the account ends within moments, and nobody can stop that; otherwise behind the last repair,
/// and until then the request can be withdrawn. A last letter says that it is done. `GET
/// /me/privacy-requests/erasure-preview` says before what goes, what stays and why. Asks for a sign-in, or a step-up, of
/// the last 15 minutes. Accounts of staff are not erased this way.
#[utoipa::path(
    post,
    path = "/me/privacy-requests",
    operation_id = "createPrivacyRequest",
    tag = "Privacy",
    params(IdempotencyKey),
    request_body = PrivacyRequestInput,
    responses(
        (status = 201, description = "Asked for.", body = PrivacyRequest,
            headers(
                ("Location" = String, description = "The request."),
                ("ETag" = String, description = "The version."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key asked for it.")
            ),
            links(
                ("getMyPrivacyRequest" = (operation_id = "getMyPrivacyRequest", parameters(("request_id" = "$response.body#/id")))),
                ("withdrawPrivacyRequest" = (operation_id = "withdrawPrivacyRequest", parameters(("request_id" = "$response.body#/id"))))
            )),
        (status = 409, description = "Another request is open.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn create_privacy_request(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<PrivacyRequestInput>,
) -> Result<Answer<PrivacyRequest>, Problem> {
    let cx = app.ctx(actor);
    let PrivacyRequestInput { kind: PrivacyRequestKind::Erasure, repairs } = value;
    let new = NewErasure { id: PrivacyRequestId::new(&cx), repairs: repairs.into() };
    let repeatable =
        Repeatable { operation: "createPrivacyRequest", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, repeatable).await?;
    let request = match earlier {
        Some(id) => privacy::find_own(&mut *tx, &cx, PrivacyRequestId::from_uuid(id)).await?,
        None => privacy::ask(&mut *tx, &cx, new).await?,
    };
    let shown = PrivacyRequest::show(&mut *tx, request, false).await?;
    tx.commit().await?;
    let (id, version) = (earlier.unwrap_or(new.id.as_uuid()), shown.version());
    let location = format!("/api/v1/me/privacy-requests/{id}");
    Ok(Answer::created(shown, location).version(version).replayed(earlier.is_some()))
}

/// Get one of one's own requests
///
/// Where it stands, and which repairs it waits for.
#[utoipa::path(
    get,
    path = "/me/privacy-requests/{request_id}",
    operation_id = "getMyPrivacyRequest",
    tag = "Privacy",
    params(("request_id" = Uuid, Path, description = "The request's id.")),
    responses((status = 200, description = "The request.", body = PrivacyRequest,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn get_my_privacy_request(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<PrivacyRequest>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let request = privacy::find_own(&mut *tx, &cx, PrivacyRequestId::from_uuid(id)).await?;
    let shown = PrivacyRequest::show(&mut *tx, request, false).await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}

/// Withdraw a request
///
/// As long as it waits. Repairs that were called off, and addresses that have ended, do not come back.
#[utoipa::path(
    delete,
    path = "/me/privacy-requests/{request_id}",
    operation_id = "withdrawPrivacyRequest",
    tag = "Privacy",
    params(("request_id" = Uuid, Path, description = "The request's id."), IfMatch),
    responses(
        (status = 204, description = "Withdrawn."),
        (status = 409, description = "It is carried out, or over.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn withdraw_privacy_request(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    privacy::withdraw(&mut *tx, &cx, PrivacyRequestId::from_uuid(id), if_match.expected()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which requests to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PrivacyRequestQuery {
    /// In this state.
    #[param(required = false, nullable = false)]
    state: Option<PrivacyRequestState>,
    /// Of this person.
    #[param(required = false, nullable = false)]
    account_id: Option<Uuid>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, nullable = false)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 500, required = false, nullable = false)]
    cursor: Option<String>,
}

/// List people's requests
///
/// For who answers for privacy, newest first. They are kept for 36 months after their end.
#[utoipa::path(
    get,
    path = "/privacy/requests",
    operation_id = "listPrivacyRequests",
    tag = "Privacy",
    params(PrivacyRequestQuery),
    responses((status = 200, description = "One page.", body = PrivacyRequestPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_privacy_requests(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PrivacyRequestQuery>,
) -> Result<PageAnswer<PrivacyRequestPage>, Problem> {
    let cx = app.ctx(actor);
    let filter = RequestFilter {
        account: query.account_id.map(AccountId::from_uuid),
        state: query.state.map(Into::into),
    };
    let list = List::new(&app, &cx, "listPrivacyRequests", &format!("{filter:?}"));
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let page = privacy::list(&mut *tx, &cx, &filter, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = PrivacyRequest::show_all(&mut *tx, page.items, true).await?;
    Ok(PageAnswer { body: PrivacyRequestPage { items, next_cursor }, link })
}

/// Get somebody's request
///
/// For who answers for privacy.
#[utoipa::path(
    get,
    path = "/privacy/requests/{request_id}",
    operation_id = "getPrivacyRequest",
    tag = "Privacy",
    params(("request_id" = Uuid, Path, description = "The request's id.")),
    responses((status = 200, description = "The request.", body = PrivacyRequest,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn get_privacy_request(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<PrivacyRequest>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let request = privacy::find(&mut *tx, &cx, PrivacyRequestId::from_uuid(id)).await?;
    let shown = PrivacyRequest::show(&mut *tx, request, true).await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
