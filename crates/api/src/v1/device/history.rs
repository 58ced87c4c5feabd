use axum::extract::{OriginalUri, State};
use domain::{
    device::{self, Viewer},
    id::{AccountId, DeviceId},
    ticket,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{Path, Query},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{PageAnswer, PageQuery, page},
};

/// One entry of a device's history. Entries never change.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceHistoryEntry {
    /// Stable id.
    id: Uuid,
    /// What happened, such as `registered`. New kinds may be added.
    #[schema(value_type = String, example = "registered")]
    kind: &'static str,
    /// The ticket that is about the device, if this is about one.
    #[schema(required)]
    ticket: Option<DeviceTicket>,
    /// What only staff see; `null` for the owner.
    #[schema(required)]
    staff: Option<DeviceHistoryStaffPart>,
    /// When.
    created_at: Timestamp,
}

/// A ticket about a device.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceTicket {
    /// The ticket.
    id: Uuid,
    /// What people say aloud.
    number: i64,
}

/// What only staff see of an entry, by ids.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceHistoryStaffPart {
    /// Whose registration it belongs to.
    device: Uuid,
    /// Whose the device was; `null` if the person is gone.
    #[schema(required)]
    owner: Option<Uuid>,
    /// Who did it; `null` if no person did, or the person is gone.
    #[schema(required)]
    actor: Option<Uuid>,
}

impl DeviceHistoryEntry {
    fn show(viewer: Viewer, entry: &device::HistoryEntry) -> Self {
        let device::HistoryEntry { event, ticket_number } = entry;
        let ticket = event.ticket.zip(*ticket_number);
        Self {
            id: event.id.as_uuid(),
            kind: event.kind.name(),
            ticket: ticket.map(|(id, number)| DeviceTicket { id: id.as_uuid(), number }),
            staff: viewer.is_staff().then(|| DeviceHistoryStaffPart {
                device: event.device.as_uuid(),
                owner: event.owner.map(AccountId::as_uuid),
                actor: event.actor.map(AccountId::as_uuid),
            }),
            created_at: event.at.into(),
        }
    }
}

page! {
    /// One page of a device's history, oldest first.
    DeviceHistoryPage of DeviceHistoryEntry
}

/// List a device's history
///
/// Oldest first. Staff get that of everybody who has registered the serial number, an owner the own.
#[utoipa::path(
    get,
    path = "/devices/{device_id}/history",
    operation_id = "listDeviceHistory",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "The device's id."), PageQuery),
    responses((status = 200, description = "One page.", body = DeviceHistoryPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_device_history(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<DeviceHistoryPage>, Problem> {
    let cx = app.ctx(actor);
    let (viewer, of_tickets) = (Viewer::of(&actor)?, ticket::Viewer::of(&actor)?);
    let list = List::new(&app, &cx, "listDeviceHistory", &id.to_string());
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().read().await?;
    let device = device::find(&mut *tx, &cx, DeviceId::from_uuid(id)).await?;
    let page = tx.device_events().list(viewer, of_tickets, &device, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.iter().map(|entry| DeviceHistoryEntry::show(viewer, entry)).collect();
    Ok(PageAnswer { body: DeviceHistoryPage { items, next_cursor }, link })
}
