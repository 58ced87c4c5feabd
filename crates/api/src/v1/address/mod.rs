//! The address of a repair. What it says leaves only by three operations: the customer's own, the reveal, and
//! never as part of anything else.

mod accesses;
mod body;
mod links;
mod names;
mod resource;
mod reveal;
mod shape;

pub(in crate::v1) use reveal::count_reveal;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(resource::get_address, resource::put_address, resource::delete_address))
        .routes(routes!(resource::confirm_address))
        .routes(routes!(reveal::reveal_address))
        .routes(routes!(accesses::list_address_accesses))
        .routes(routes!(accesses::get_purge_receipt))
        .routes(routes!(links::request_address))
        .routes(routes!(links::get_address_link, links::put_address_through_link))
        .routes(routes!(links::renew_address_link))
}
