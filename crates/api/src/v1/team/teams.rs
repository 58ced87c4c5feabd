use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
};
use domain::{id::TeamId, team};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::body::{NewTeam, Team, TeamPatch};
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
    /// One page of teams, by number.
    TeamPage of Team
}

/// List teams
///
/// By number. Teams that were dissolved are left out.
#[utoipa::path(
    get,
    path = "/teams",
    operation_id = "listTeams",
    tag = "Teams",
    params(PageQuery),
    responses((status = 200, description = "One page.", body = TeamPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_teams(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<TeamPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listTeams", "");
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().read().await?;
    let page = tx.teams().list(request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(Team::from).collect();
    Ok(PageAnswer { body: TeamPage { items, next_cursor }, link })
}

/// Make a team
///
/// Its members find its tickets with `team=mine`.
#[utoipa::path(
    post,
    path = "/teams",
    operation_id = "createTeam",
    tag = "Teams",
    params(IdempotencyKey),
    request_body = NewTeam,
    responses((status = 201, description = "Made.", body = Team,
        headers(
            ("Location" = String, description = "The team."),
            ("ETag" = String, description = "The version."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key made it.")
        ),
        links(("getTeam" = (operation_id = "getTeam", parameters(("team_id" = "$response.body#/id")))))))
)]
pub(super) async fn create_team(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<NewTeam>,
) -> Result<Answer<Team>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let request = Repeatable { operation: "createTeam", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let made = match earlier {
        Some(id) => team::find(&mut *tx, &cx, TeamId::from_uuid(id)).await?,
        None => team::create(&mut *tx, &cx, new).await?,
    };
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/teams/{}", made.id), made.version);
    Ok(Answer::created(Team::from(made), location).version(version).replayed(earlier.is_some()))
}

/// Read a team
///
/// Also one that was dissolved.
#[utoipa::path(
    get,
    path = "/teams/{team_id}",
    operation_id = "getTeam",
    tag = "Teams",
    params(("team_id" = Uuid, Path, description = "The team's id."), IfNoneMatch),
    responses(
        (status = 200, description = "The team.", body = Team,
            headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The caller has this version already.",
            headers(("ETag" = String, description = "The version.")))
    )
)]
pub(super) async fn get_team(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    known: IfNoneMatch,
) -> Result<Answer<Team>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let found = team::find(&mut *tx, &cx, TeamId::from_uuid(id)).await?;
    Ok(Answer::unless_known(&known, found.version, Team::from(found)))
}

/// Change a team
///
/// A merge patch (RFC 7396). Tickets of a member who leaves the team stay that member's.
#[utoipa::path(
    patch,
    path = "/teams/{team_id}",
    operation_id = "updateTeam",
    tag = "Teams",
    params(("team_id" = Uuid, Path, description = "The team's id."), IfMatch),
    request_body(content = TeamPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The team, changed.", body = Team,
        headers(("ETag" = String, description = "The new version."))))
)]
pub(super) async fn update_team(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<TeamPatch>,
) -> Result<Answer<Team>, Problem> {
    let cx = app.ctx(actor);
    let change = value.parse()?;
    let mut tx = app.store().begin().await?;
    let changed = team::change(&mut *tx, &cx, TeamId::from_uuid(id), if_match.expected(), change).await?;
    tx.commit().await?;
    let version = changed.version;
    Ok(Answer::ok(Team::from(changed)).version(version))
}

/// What becomes of a dissolved team's tickets.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DissolveQuery {
    /// The team that gets the tickets that are not closed.
    #[param(required = false, nullable = false)]
    move_to: Option<Uuid>,
}

/// Dissolve a team
///
/// Its closed tickets keep it, so it can still be read. Those that are not closed go to another team
/// within moments; without one there must be none.
#[utoipa::path(
    delete,
    path = "/teams/{team_id}",
    operation_id = "deleteTeam",
    tag = "Teams",
    params(("team_id" = Uuid, Path, description = "The team's id."), DissolveQuery, IfMatch),
    responses(
        (status = 204, description = "Dissolved."),
        (status = 409, description = "It has tickets that are not closed.", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "There is no other team to move tickets to.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn delete_team(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    Query(query): Query<DissolveQuery>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let move_to = query.move_to.map(TeamId::from_uuid);
    let mut tx = app.store().begin().await?;
    team::dissolve(&mut *tx, &cx, TeamId::from_uuid(id), if_match.expected(), move_to).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
