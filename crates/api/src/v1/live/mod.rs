//! What happens right now.

mod bookmark;
mod event;
mod presence;
mod stream;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(stream::stream_events))
        .routes(routes!(presence::get_presence, presence::set_presence))
}
