use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
};
use domain::{id::MacroId, macros};
use uuid::Uuid;

use super::body::{Macro, MacroPatch, NewMacro};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{IdempotencyKey, IfMatch, IfNoneMatch, Json, Path, Query},
    idempotency::Repeatable,
    problem::Problem,
    v1::answer::{Answer, PageAnswer, PageQuery, page},
};

page! {
    /// One page of macros, oldest first.
    MacroPage of Macro
}

/// List macros
///
/// Those that the caller made, and those that are shared with the caller, by age.
#[utoipa::path(
    get,
    path = "/macros",
    operation_id = "listMacros",
    tag = "Macros",
    params(PageQuery),
    responses((status = 200, description = "One page.", body = MacroPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_macros(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<MacroPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listMacros", "");
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let page = macros::list(&mut *tx, &cx, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(Macro::from).collect();
    Ok(PageAnswer { body: MacroPage { items, next_cursor }, link })
}

/// Make a macro
///
/// For oneself or a team of one's own; for everyone and other teams by whoever may share macros.
#[utoipa::path(
    post,
    path = "/macros",
    operation_id = "createMacro",
    tag = "Macros",
    params(IdempotencyKey),
    request_body = NewMacro,
    responses((status = 201, description = "Made.", body = Macro,
        headers(
            ("Location" = String, description = "The macro."),
            ("ETag" = String, description = "The version."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key made it.")
        ),
        links(("previewMacro" = (operation_id = "previewMacro", parameters(("macro_id" = "$response.body#/id")))))))
)]
pub(super) async fn create_macro(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<NewMacro>,
) -> Result<Answer<Macro>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let request = Repeatable { operation: "createMacro", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let made = match earlier {
        Some(id) => macros::find(&mut *tx, &cx, MacroId::from_uuid(id)).await?,
        None => macros::create(&mut *tx, &cx, new).await?,
    };
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/macros/{}", made.id), made.version);
    Ok(Answer::created(Macro::from(made), location).version(version).replayed(earlier.is_some()))
}

/// Read a macro
///
/// What it does; `previewMacro` says what that is for a ticket.
#[utoipa::path(
    get,
    path = "/macros/{macro_id}",
    operation_id = "getMacro",
    tag = "Macros",
    params(("macro_id" = Uuid, Path, description = "The macro's id."), IfNoneMatch),
    responses(
        (status = 200, description = "The macro.", body = Macro,
            headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The caller has this version already.",
            headers(("ETag" = String, description = "The version.")))
    )
)]
pub(super) async fn get_macro(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    known: IfNoneMatch,
) -> Result<Answer<Macro>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let found = macros::find(&mut *tx, &cx, MacroId::from_uuid(id)).await?;
    Ok(Answer::unless_known(&known, found.version, Macro::from(found)))
}

/// Change a macro
///
/// Its owner may, and a shared one whoever may share macros.
#[utoipa::path(
    patch,
    path = "/macros/{macro_id}",
    operation_id = "updateMacro",
    tag = "Macros",
    params(("macro_id" = Uuid, Path, description = "The macro's id."), IfMatch),
    request_body(content = MacroPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The macro, changed.", body = Macro,
        headers(("ETag" = String, description = "The new version."))))
)]
pub(super) async fn update_macro(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<MacroPatch>,
) -> Result<Answer<Macro>, Problem> {
    let cx = app.ctx(actor);
    let change = value.parse()?;
    let mut tx = app.store().begin().await?;
    let changed = macros::change(&mut *tx, &cx, MacroId::from_uuid(id), if_match.expected(), change).await?;
    tx.commit().await?;
    let version = changed.version;
    Ok(Answer::ok(Macro::from(changed)).version(version))
}

/// Remove a macro
///
/// Its owner may, and a shared one whoever may share macros. What it has done stays done.
#[utoipa::path(
    delete,
    path = "/macros/{macro_id}",
    operation_id = "deleteMacro",
    tag = "Macros",
    params(("macro_id" = Uuid, Path, description = "The macro's id."), IfMatch),
    responses((status = 204, description = "Removed."))
)]
pub(super) async fn delete_macro(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    macros::remove(&mut *tx, &cx, MacroId::from_uuid(id), if_match.expected()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
