use axum::extract::State;
use domain::{
    Ctx,
    error::{Fields, Rule},
    id::{AccountId, ShipmentId},
    repair::Viewer,
    shipment::{self, EventCode, EventKey, TrackingEvent},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{names::ShipmentState, shape::RepairShipment};
use crate::{
    App,
    auth::Caller,
    extract::{Json, Path},
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// What a carrier tells of a parcel. There is no place for free text: carriers write names and doorbells there.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "event_id": "dhl-4711-3", "state": "in_transit", "code": "AA", "occurred_at": "2026-11-22T10:00:00.000Z"
}))]
pub(super) struct TrackingEventInput {
    /// What the carrier calls the event: the same again changes nothing. Only a hash of it is kept.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    event_id: String,
    /// What it says of the parcel. Absent where nobody knows what the code means: it is kept, and changes nothing.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    state: Option<ShipmentState>,
    /// The carrier's own code: letters, digits, `_`, `-` and `.`. Needed where there is no state.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 20))]
    #[schema(nullable = false, min_length = 1, max_length = 20, pattern = "^[A-Za-z0-9_.-]+$")]
    code: Option<String>,
    /// When it happened, by the carrier's clock.
    occurred_at: Timestamp,
}

impl TrackingEventInput {
    fn parse(self, cx: &Ctx) -> Result<TrackingEvent, Problem> {
        let mut fields = Fields::default();
        let code = fields.take_optional("code", self.code.as_deref().map(EventCode::parse));
        if self.state.is_none() && self.code.is_none() {
            fields.take::<()>("code", Err(Rule::new("missing_field", "is needed where there is no state")));
        }
        fields.check()?;
        Ok(TrackingEvent {
            key: EventKey::of(&self.event_id),
            state: self.state.map(Into::into),
            code,
            at: self.occurred_at.into(),
            reported_by: cx.actor().account(),
            received_at: cx.now(),
        })
    }
}

/// What a carrier told of a parcel.
#[derive(Serialize, ToSchema)]
pub(super) struct ShipmentTrackingEvent {
    /// What it says of the parcel; `null` where nobody knows what the code means.
    #[schema(required)]
    state: Option<ShipmentState>,
    /// The carrier's own code.
    #[schema(required)]
    code: Option<String>,
    /// When it happened, by the carrier's clock.
    occurred_at: Timestamp,
    /// When it was reported.
    received_at: Timestamp,
    /// Who reported it; `null` for the customer.
    #[schema(required)]
    reported_by: Option<Uuid>,
}

impl ShipmentTrackingEvent {
    fn show(viewer: Viewer, event: TrackingEvent) -> Self {
        let TrackingEvent { key: _, state, code, at, reported_by, received_at } = event;
        Self {
            state: state.map(Into::into),
            code: code.map(|code| code.as_str().to_owned()),
            occurred_at: at.into(),
            received_at: received_at.into(),
            reported_by: reported_by.filter(|_| viewer.is_staff()).map(AccountId::as_uuid),
        }
    }
}

/// What carriers told of a parcel.
#[derive(Serialize, ToSchema)]
pub(super) struct TrackingEventList {
    /// The events, in the order of when they happened; at most 200.
    items: Vec<ShipmentTrackingEvent>,
}

/// List what the carrier told of a parcel
///
/// In the order of when it happened. Gone 60 days after the repair was over, with the tracking number.
#[utoipa::path(
    get,
    path = "/shipments/{shipment_id}/tracking-events",
    operation_id = "listTrackingEvents",
    tag = "Shipments",
    params(("shipment_id" = Uuid, Path, description = "The parcel's id.")),
    responses((status = 200, description = "The events.", body = TrackingEventList))
)]
pub(super) async fn list_tracking_events(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<TrackingEventList>, Problem> {
    let viewer = Viewer::of(&actor)?;
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let (_, parcel) = shipment::find(&mut *tx, &cx, ShipmentId::from_uuid(id)).await?;
    let events = tx.shipments().events(parcel.id).await?;
    let items = events.into_iter().map(|event| ShipmentTrackingEvent::show(viewer, event)).collect();
    Ok(Answer::ok(TrackingEventList { items }))
}

/// Report what a carrier told of a parcel
///
/// By a person, or by a program with an API token of the scope `shipment.track`. However often and in whatever
/// order events come, the parcel's state is the same; the repair follows it to `inbound`, `delivered` and
/// `undeliverable`, and never back.
#[utoipa::path(
    post,
    path = "/shipments/{shipment_id}/tracking-events",
    operation_id = "reportTrackingEvent",
    tag = "Shipments",
    params(("shipment_id" = Uuid, Path, description = "The parcel's id.")),
    request_body = TrackingEventInput,
    responses(
        (status = 200, description = "The parcel, as it is now.", body = RepairShipment,
            headers(("ETag" = String, description = "The version."))),
        (status = 409, description = "The carrier told something else under this event_id, the parcel was called off, or it has as many events as it can have.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn report_tracking_event(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    Json { value, .. }: Json<TrackingEventInput>,
) -> Result<Answer<RepairShipment>, Problem> {
    let cx = app.ctx(actor);
    let event = value.parse(&cx)?;
    let mut tx = app.store().begin().await?;
    let parcel = shipment::report(&mut *tx, &cx, ShipmentId::from_uuid(id), event).await?;
    tx.commit().await?;
    let shown = RepairShipment::show(&app, Viewer::Staff, parcel);
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
