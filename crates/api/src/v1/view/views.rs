use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
};
use domain::{id::ViewId, view};
use uuid::Uuid;

use super::body::{NewView, View, ViewPatch};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{AcceptLanguage, IdempotencyKey, IfMatch, IfNoneMatch, Json, Path, Query},
    idempotency::Repeatable,
    problem::Problem,
    v1::answer::{Answer, PageAnswer, PageQuery, page},
};

page! {
    /// One page of views: the built-in ones, then the others by age.
    ViewPage of View
}

/// List views
///
/// The built-in ones, those that the caller made, and those that are shared with the caller.
#[utoipa::path(
    get,
    path = "/views",
    operation_id = "listViews",
    tag = "Views",
    params(PageQuery),
    responses((status = 200, description = "One page.", body = ViewPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_views(
    State(app): State<App>,
    Caller(actor): Caller,
    AcceptLanguage(language): AcceptLanguage,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<ViewPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listViews", "");
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let page = view::list(&mut *tx, &cx, language, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(View::from).collect();
    Ok(PageAnswer { body: ViewPage { items, next_cursor }, link })
}

/// Make a view
///
/// For oneself or a team of one's own; for everyone and other teams by whoever may share views.
#[utoipa::path(
    post,
    path = "/views",
    operation_id = "createView",
    tag = "Views",
    params(IdempotencyKey),
    request_body = NewView,
    responses((status = 201, description = "Made.", body = View,
        headers(
            ("Location" = String, description = "The view."),
            ("ETag" = String, description = "The version."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key made it.")
        ),
        links(("listViewTickets" = (operation_id = "listViewTickets", parameters(("view_id" = "$response.body#/id")))))))
)]
pub(super) async fn create_view(
    State(app): State<App>,
    Caller(actor): Caller,
    AcceptLanguage(language): AcceptLanguage,
    key: IdempotencyKey,
    Json { value, body }: Json<NewView>,
) -> Result<Answer<View>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let request = Repeatable { operation: "createView", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let made = match earlier {
        Some(id) => view::find(&mut *tx, &cx, ViewId::from_uuid(id), language).await?,
        None => view::create(&mut *tx, &cx, new).await?,
    };
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/views/{}", made.id), made.version);
    Ok(Answer::created(View::from(made), location).version(version).replayed(earlier.is_some()))
}

/// Read a view
///
/// What it asks for; its tickets stand beneath it.
#[utoipa::path(
    get,
    path = "/views/{view_id}",
    operation_id = "getView",
    tag = "Views",
    params(("view_id" = Uuid, Path, description = "The view's id."), IfNoneMatch),
    responses(
        (status = 200, description = "The view.", body = View,
            headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The caller has this version already.",
            headers(("ETag" = String, description = "The version.")))
    )
)]
pub(super) async fn get_view(
    State(app): State<App>,
    Caller(actor): Caller,
    AcceptLanguage(language): AcceptLanguage,
    Path(id): Path<Uuid>,
    known: IfNoneMatch,
) -> Result<Answer<View>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let found = view::find(&mut *tx, &cx, ViewId::from_uuid(id), language).await?;
    Ok(Answer::unless_known(&known, found.version, View::from(found)))
}

/// Change a view
///
/// Its owner may, and a shared one whoever may share views. Built-in views stay as they are.
#[utoipa::path(
    patch,
    path = "/views/{view_id}",
    operation_id = "updateView",
    tag = "Views",
    params(("view_id" = Uuid, Path, description = "The view's id."), IfMatch),
    request_body(content = ViewPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The view, changed.", body = View,
        headers(("ETag" = String, description = "The new version."))))
)]
pub(super) async fn update_view(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<ViewPatch>,
) -> Result<Answer<View>, Problem> {
    let cx = app.ctx(actor);
    let change = value.parse(&cx)?;
    let mut tx = app.store().begin().await?;
    let changed = view::change(&mut *tx, &cx, ViewId::from_uuid(id), if_match.expected(), change).await?;
    tx.commit().await?;
    let version = changed.version;
    Ok(Answer::ok(View::from(changed)).version(version))
}

/// Remove a view
///
/// Its owner may, and a shared one whoever may share views. No ticket changes.
#[utoipa::path(
    delete,
    path = "/views/{view_id}",
    operation_id = "deleteView",
    tag = "Views",
    params(("view_id" = Uuid, Path, description = "The view's id."), IfMatch),
    responses((status = 204, description = "Removed."))
)]
pub(super) async fn delete_view(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    view::remove(&mut *tx, &cx, ViewId::from_uuid(id), if_match.expected()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
