//! How the desk does.

mod figures;
mod repairs;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(repairs::get_repair_report))
}
