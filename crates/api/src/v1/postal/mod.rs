//! How addresses are written.

mod formats;
mod proposals;
mod shape;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(formats::list_address_formats))
        .routes(routes!(formats::get_address_format))
        .routes(routes!(proposals::propose_address))
}
