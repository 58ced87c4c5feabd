use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    Ctx, Error,
    error::{FieldError, Rule},
    id::{TeamId, TicketId, ViewId},
    identity::Language,
    store::Tx,
    ticket::{self, SortKey, TeamFilter, TicketFilter, TicketOrder},
    view::{self, Builtin, MOST_FOUND},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, Json},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    v1::{answer::Answer, ticket::Ticket},
};

/// Where to take the next ticket from: a view, a team, or (if neither is given) the caller's teams.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "view_id": "00000000-0000-7000-8000-000000000003" }))]
pub(super) struct NextTicket {
    /// From this view, in its order.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    view_id: Option<Uuid>,
    /// From this team: the most urgent first, of those the oldest.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    team_id: Option<Uuid>,
}

impl NextTicket {
    /// Which tickets are meant, and in which order.
    async fn queue(self, tx: &mut dyn Tx, cx: &Ctx) -> Result<(TicketFilter, TicketOrder), Error> {
        let view = match (self.view_id, self.team_id) {
            (Some(_), Some(_)) => {
                let rule = Rule::new("invalid_value", "must not be given together with view_id");
                return Err(Error::invalid(FieldError::at("team_id", rule)));
            }
            (None, Some(team)) => {
                let team = Some(TeamFilter::AnyOf(vec![TeamId::from_uuid(team)]));
                let order = TicketOrder { key: SortKey::Priority, descending: true };
                return Ok((TicketFilter { team, ..TicketFilter::default() }, order));
            }
            (Some(view), None) => ViewId::from_uuid(view),
            (None, None) => Builtin::TeamUnassigned.id(),
        };
        let found = view::find(tx, cx, view, Language::default()).await;
        let view = found.map_err(|error| match error {
            Error::NotFound(_) => {
                Error::invalid(FieldError::at("view_id", Rule::new("unknown_reference", "must be a view")))
            }
            other => other,
        })?;
        let resolved = view::resolve(tx, cx, std::slice::from_ref(&view), MOST_FOUND).await?;
        Ok((resolved.into_iter().next().unwrap_or_default().filter, view.order))
    }
}

/// Take the next ticket
///
/// The first that is the desk's turn and nobody's, and assigns it to the caller. However many ask at once,
/// no two get the same.
#[utoipa::path(
    post,
    path = "/tickets/next",
    operation_id = "takeNextTicket",
    tag = "Tickets",
    params(IdempotencyKey),
    request_body = NextTicket,
    responses(
        (status = 200, description = "The ticket, the caller's now.", body = Ticket,
            headers(
                ("ETag" = String, description = "The version."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key took it.")
            )),
        (status = 204, description = "There is nothing to take.")
    )
)]
pub(super) async fn take_next_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<NextTicket>,
) -> Result<Response, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let (filter, order) = value.queue(&mut *tx, &cx).await?;
    let first = ticket::take_next(&mut *tx, &cx, filter, order).await?;
    let makes = first.as_ref().map_or_else(Uuid::nil, |ticket| ticket.id.as_uuid());
    let request = Repeatable { operation: "takeNextTicket", path: "", body: &body, makes };
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let taken = match (earlier, first) {
        (Some(id), _) => ticket::find(&mut *tx, &cx, TicketId::from_uuid(id)).await?,
        (None, Some(first)) => ticket::assign_to_me(&mut *tx, &cx, first).await?,
        // Nothing is remembered of it: next time there may be something.
        (None, None) => return Ok(StatusCode::NO_CONTENT.into_response()),
    };
    let shown = Ticket::show(&mut *tx, &cx, &taken).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version).replayed(earlier.is_some()).into_response())
}
