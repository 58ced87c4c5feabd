//! The same done to many tickets.

mod order;
mod results;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(order::order_bulk))
        .routes(routes!(results::get_bulk))
        .routes(routes!(results::cancel_bulk))
        .routes(routes!(results::list_bulk_results))
}
