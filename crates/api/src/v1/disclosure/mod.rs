//! To whom people's data was handed.

mod names;
mod record;
mod register;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register::list_my_disclosures))
        .routes(routes!(register::list_disclosures, record::record_disclosure))
        .routes(routes!(record::get_disclosure))
}
