//! Papers of repairs: made when they are asked for, kept nowhere.

mod label;
mod paper;
mod papers;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(papers::get_packing_slip))
        .routes(routes!(papers::get_bench_label))
        .routes(routes!(papers::get_quote_paper))
        .routes(routes!(papers::get_intake_report))
        .routes(routes!(label::get_address_label))
}
