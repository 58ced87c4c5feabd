use axum::{
    extract::{OriginalUri, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    id::SessionId,
    identity::{self, Actor, SessionKind},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::sign_in::{SignIn, sign_in};
use crate::{
    App,
    auth::{Caller, Forget, cookie, same_origin::NoOtherSite},
    cursor::List,
    extract::{ClientNetwork, Json, Path, Query},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{Answer, PageAnswer, PageQuery, page},
};

/// One place where one is signed in. Neither addresses nor names of devices are kept.
#[derive(Serialize, ToSchema)]
pub(super) struct Session {
    /// Stable id.
    id: Uuid,
    /// `browser` (a cookie) or `api` (access and refresh tokens).
    #[schema(value_type = String, example = "browser")]
    kind: &'static str,
    /// Whether this request came through it.
    current: bool,
    /// Whether one asked to be remembered there.
    remembered: bool,
    /// When one signed in.
    created_at: Timestamp,
    /// When it was last used, to about ten minutes.
    last_used_at: Timestamp,
    /// When it ends if it is not used before.
    idle_expires_at: Timestamp,
    /// When it ends at the latest.
    expires_at: Timestamp,
}

impl Session {
    fn show(session: &identity::Session, current: Option<SessionId>) -> Self {
        Self {
            id: session.id.as_uuid(),
            kind: session.kind.name(),
            current: Some(session.id) == current,
            remembered: session.remembered,
            created_at: session.created_at.into(),
            last_used_at: session.used_at.into(),
            idle_expires_at: session.idle_expires_at.into(),
            expires_at: session.expires_at.into(),
        }
    }
}

page! {
    /// One page of one's own sessions, oldest first.
    SessionPage of Session
}

/// Sign in with a cookie
///
/// For pages of this desk in a browser. The answer holds no token: the browser keeps a cookie that
/// scripts cannot read, sends it with every request to this desk, and gets a new one from time to
/// time. Requests that change something must come from a page of this desk (`Sec-Fetch-Site` or
/// `Origin`, which browsers send by themselves). Where a request has a bearer token, too, that
/// counts, and the cookie is not looked at.
#[utoipa::path(
    post,
    path = "/auth/session",
    operation_id = "createSession",
    tag = "Authentication",
    request_body = SignIn,
    responses(
        (status = 200, description = "Signed in.", body = Session,
            headers(("Set-Cookie" = String, description = "The session's cookie."))),
        (status = 401, description = "Nobody can sign in with these credentials; or a code is needed, too, or is wrong.", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The password is right, but the address has not been confirmed; or the request comes from another site.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn create_session(
    State(app): State<App>,
    _: NoOtherSite,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<SignIn>,
) -> Result<impl IntoResponse, Problem> {
    let cx = app.ctx(Actor::Anonymous);
    let session = sign_in(&app, &cx, value, SessionKind::Browser, network).await?;
    let cookie = cookie::keep(&session, app.keys(), cx.now());
    Ok(([(header::SET_COOKIE, cookie)], Answer::ok(Session::show(&session, Some(session.id)))))
}

/// Read the current session
///
/// Tells a page whether someone is signed in, and until when.
#[utoipa::path(
    get,
    path = "/auth/session",
    operation_id = "getSession",
    tag = "Authentication",
    responses((status = 200, description = "The session that the request came through.", body = Session))
)]
pub(super) async fn get_session(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Answer<Session>, Problem> {
    let mut tx = app.store().glance().await?;
    let session = identity::current_session(&mut *tx, &app.ctx(actor)).await?;
    Ok(Answer::ok(Session::show(&session, Some(session.id))))
}

/// Sign out
///
/// Ends the session that the request came through, and the browser drops its cookie. It stops working
/// at once here, and within 5 seconds on every other server.
#[utoipa::path(
    delete,
    path = "/auth/session",
    operation_id = "deleteSession",
    tag = "Authentication",
    responses((status = 204, description = "Signed out.",
        headers(("Set-Cookie" = String, description = "Drops the cookie."))))
)]
pub(super) async fn delete_session(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<impl IntoResponse, Problem> {
    let cx = app.ctx(actor);
    let session = actor.principal()?.session();
    let mut tx = app.store().begin().await?;
    identity::revoke_session(&mut *tx, &cx).await?;
    app.commit_and_forget(tx, Forget::Sessions(session.into_iter().collect())).await?;
    Ok((StatusCode::NO_CONTENT, DROP_COOKIE))
}

const DROP_COOKIE: [(HeaderName, HeaderValue); 1] = [(header::SET_COOKIE, cookie::forget())];

/// List one's sessions
///
/// Every place where one is signed in, oldest first.
#[utoipa::path(
    get,
    path = "/me/sessions",
    operation_id = "listSessions",
    tag = "Profile",
    params(PageQuery),
    responses((status = 200, description = "One page.", body = SessionPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_sessions(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<SessionPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "sessions", "");
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let page = identity::list_sessions(&mut *tx, &cx, request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let current = actor.principal()?.session();
    let items = page.items.iter().map(|session| Session::show(session, current)).collect();
    Ok(PageAnswer { body: SessionPage { items, next_cursor }, link })
}

/// End one of one's sessions
///
/// It stops working at once here, and within 5 seconds on every other server.
#[utoipa::path(
    delete,
    path = "/me/sessions/{session_id}",
    operation_id = "endSession",
    tag = "Profile",
    params(("session_id" = Uuid, Path, description = "The id.")),
    responses((status = 204, description = "Ended."))
)]
pub(super) async fn end_session(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let (cx, id) = (app.ctx(actor), SessionId::from_uuid(id));
    let mut tx = app.store().begin().await?;
    identity::end_session(&mut *tx, &cx, id).await?;
    app.commit_and_forget(tx, Forget::Sessions(vec![id])).await?;
    Ok(ended(actor.principal()?.session() == Some(id)))
}

/// Which sessions to end.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct EndSessions {
    /// Keep the session that the request comes through.
    #[param(default = false, required = false, nullable = false)]
    keep_current: Option<bool>,
}

/// Sign out everywhere
///
/// Ends all of one's sessions; with `keep_current=true` all others. They stop working at once here,
/// and within 5 seconds on every other server.
#[utoipa::path(
    delete,
    path = "/me/sessions",
    operation_id = "endSessions",
    tag = "Profile",
    params(EndSessions),
    responses((status = 204, description = "Ended."))
)]
pub(super) async fn end_sessions(
    State(app): State<App>,
    Caller(actor): Caller,
    Query(query): Query<EndSessions>,
) -> Result<Response, Problem> {
    let cx = app.ctx(actor);
    let principal = actor.principal()?;
    let kept = principal.session().filter(|_| query.keep_current.unwrap_or_default());
    let mut tx = app.store().begin().await?;
    let gone = identity::end_sessions(&mut *tx, &cx, principal.account, kept).await?;
    app.commit_and_forget(tx, Forget::Sessions(gone)).await?;
    Ok(ended(kept.is_none()))
}

/// A browser drops its cookie when its own session has ended.
fn ended(current: bool) -> Response {
    if current {
        (StatusCode::NO_CONTENT, DROP_COOKIE).into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    }
}
