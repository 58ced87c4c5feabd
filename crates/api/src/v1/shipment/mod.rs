//! Parcels of repairs, and what carriers tell of them.

mod input;
mod list;
mod names;
mod resource;
mod shape;
mod tracking;

pub(super) use input::RepairShipmentInput;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_repair_shipments, list::create_repair_shipment))
        .routes(routes!(resource::get_shipment, resource::update_shipment, resource::cancel_shipment))
        .routes(routes!(tracking::list_tracking_events, tracking::report_tracking_event))
}
