use axum::extract::State;
use domain::{
    device::Serial,
    id::{AccountId, DeviceId, RepairId},
    repair::{self, Exchange, Viewer},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{App, auth::Caller, extract::Path, problem::Problem, timestamp::Timestamp, v1::answer::Answer};

/// A unit took the place of another.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairExchange {
    /// Counts the repair's exchanges, from 1.
    seq: i32,
    /// The serial number of the unit that stays at the desk; `null` if it is not known.
    #[schema(required)]
    old_serial: Option<String>,
    /// The serial number of the unit that the customer gets.
    new_serial: String,
    /// When it was decided on.
    created_at: Timestamp,
    /// Since when the unit is the customer's, with what covered the old one: since the repair ended; `null` before, and
    /// if another unit took its place first.
    #[schema(required)]
    swapped_at: Option<Timestamp>,
    /// Which of the customer's devices the unit is.
    #[schema(required)]
    device_id: Option<Uuid>,
    /// Who decided; `null` for the customer.
    #[schema(required)]
    decided_by: Option<Uuid>,
}

impl RepairExchange {
    fn show(viewer: Viewer, exchange: Exchange) -> Self {
        let Exchange { seq, old_serial, new_serial, by, at, swap } = exchange;
        Self {
            seq,
            old_serial: old_serial.map(Serial::into_string),
            new_serial: new_serial.into_string(),
            created_at: at.into(),
            swapped_at: swap.as_ref().map(|swap| swap.at.into()),
            device_id: swap.and_then(|swap| swap.unit).map(DeviceId::as_uuid),
            decided_by: by.filter(|_| viewer.is_staff()).map(AccountId::as_uuid),
        }
    }
}

/// All exchanges of a repair.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairExchangeList {
    /// The exchanges, oldest first.
    items: Vec<RepairExchange>,
}

/// List a repair's exchanges
///
/// Oldest first; the last one counts. What the customer has, and what covers it, follows when the repair is closed.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/exchanges",
    operation_id = "listRepairExchanges",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The exchanges.", body = RepairExchangeList))
)]
pub(super) async fn list_repair_exchanges(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<RepairExchangeList>, Problem> {
    let cx = app.ctx(actor);
    let viewer = Viewer::of(&actor)?;
    let mut tx = app.store().read().await?;
    let case = repair::find(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    let found = tx.repair_exchanges().list(case.id).await?;
    let items = found.into_iter().map(|exchange| RepairExchange::show(viewer, exchange)).collect();
    Ok(Answer::ok(RepairExchangeList { items }))
}
