use axum::extract::State;
use domain::{
    id::TicketId,
    live::{self, Activity, Presence},
    store::Tx,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    App,
    auth::Caller,
    extract::{Json, Path},
    problem::Problem,
    timestamp::Timestamp,
    v1::{
        answer::Answer,
        ticket::{People, Person},
    },
};

/// What someone does with a ticket.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum PresenceState {
    /// Has it open.
    Viewing,
    /// Writes in it.
    Replying,
}

/// What the caller does with a ticket.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "state": "replying" }))]
pub(super) struct NewPresence {
    /// Holds for 30 seconds: say it again every 20 while it lasts.
    state: PresenceState,
}

/// Who of the staff is at a ticket.
#[derive(Serialize, ToSchema)]
pub(super) struct PresenceList {
    /// Everyone, the caller included.
    items: Vec<TicketPresence>,
}

/// Someone at a ticket.
#[derive(Serialize, ToSchema)]
pub(super) struct TicketPresence {
    /// Who.
    person: Person,
    /// Doing what.
    state: PresenceState,
    /// Until when this holds, unless it is said again.
    expires_at: Timestamp,
}

impl From<PresenceState> for Activity {
    fn from(state: PresenceState) -> Self {
        match state {
            PresenceState::Viewing => Self::Viewing,
            PresenceState::Replying => Self::Replying,
        }
    }
}

impl From<Activity> for PresenceState {
    fn from(activity: Activity) -> Self {
        match activity {
            Activity::Viewing => Self::Viewing,
            Activity::Replying => Self::Replying,
        }
    }
}

impl PresenceList {
    async fn read(tx: &mut dyn Tx, present: &[Presence]) -> domain::Result<Self> {
        let people = People::read(tx, present.iter().map(|one| one.account)).await?;
        let show = |one: &Presence| {
            let (state, expires_at) = (one.activity.into(), one.expires_at.into());
            Some(TicketPresence { person: people.person(one.account)?, state, expires_at })
        };
        Ok(Self { items: present.iter().filter_map(show).collect() })
    }
}

/// Say that one is at a ticket
///
/// For colleagues to see; it ends by itself after 30 seconds. It stops nobody from changing the ticket:
/// versions do. Repeatable, and answers who else is there.
#[utoipa::path(
    put,
    path = "/tickets/{ticket_id}/presence",
    operation_id = "setPresence",
    tag = "Live",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id.")),
    request_body = NewPresence,
    responses((status = 200, description = "Everyone who is at it.", body = PresenceList))
)]
pub(super) async fn set_presence(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    Json { value, .. }: Json<NewPresence>,
) -> Result<Answer<PresenceList>, Problem> {
    let cx = app.ctx(actor);
    let (id, activity) = (TicketId::from_uuid(id), value.state.into());
    let mut tx = app.store().read().await?;
    let present = live::present(&mut *tx, &cx, id).await?;
    if !live::is_news(&present, &cx, activity) {
        return Ok(Answer::ok(PresenceList::read(&mut *tx, &present).await?));
    }
    drop(tx);
    let mut tx = app.store().begin().await?;
    live::announce(&mut *tx, &cx, id, activity).await?;
    let present = tx.presence().at(id, cx.now()).await?;
    let shown = PresenceList::read(&mut *tx, &present).await?;
    tx.commit().await?;
    Ok(Answer::ok(shown))
}

/// See who is at a ticket
///
/// Read it again when the stream of events says `presence`.
#[utoipa::path(
    get,
    path = "/tickets/{ticket_id}/presence",
    operation_id = "getPresence",
    tag = "Live",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id.")),
    responses((status = 200, description = "Everyone who is at it.", body = PresenceList))
)]
pub(super) async fn get_presence(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<PresenceList>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let present = live::present(&mut *tx, &cx, TicketId::from_uuid(id)).await?;
    Ok(Answer::ok(PresenceList::read(&mut *tx, &present).await?))
}
