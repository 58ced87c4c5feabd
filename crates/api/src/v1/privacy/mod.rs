//! What people ask for of their rights.

mod ledger;
mod preview;
mod request;
mod shape;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(preview::preview_erasure))
        .routes(routes!(request::list_my_privacy_requests, request::create_privacy_request))
        .routes(routes!(request::get_my_privacy_request, request::withdraw_privacy_request))
        .routes(routes!(request::list_privacy_requests))
        .routes(routes!(request::get_privacy_request))
        .routes(routes!(ledger::list_ledger))
}
