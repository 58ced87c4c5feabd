//! Parcels that came without a number.

mod list;
mod photo;
mod record;
mod settle;
mod shape;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_unidentified_parcels, record::record_unidentified_parcel))
        .routes(routes!(record::get_unidentified_parcel))
        .routes(routes!(photo::list_parcel_photos))
        .routes(routes!(photo::add_parcel_photo, photo::remove_parcel_photo))
        .routes(routes!(settle::match_unidentified_parcel))
        .routes(routes!(settle::close_unidentified_parcel))
}
