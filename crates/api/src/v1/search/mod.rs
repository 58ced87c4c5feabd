//! Search.

mod query;
mod tickets;

pub(super) use query::read_query;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tickets::search))
}
