//! What pays for repairs, and why: ledgers of devices, decisions on repairs, and the terms of all of them.

mod device;
mod reminders;
mod repair;
mod shape;
mod terms;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(device::get_device_coverage, device::grant_goodwill))
        .routes(routes!(repair::get_repair_coverage))
        .routes(routes!(terms::get_repair_terms, terms::put_repair_terms))
}
