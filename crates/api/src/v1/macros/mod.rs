//! Macros, what they would do to a ticket, and doing it.

mod actions;
mod apply;
mod body;
mod resource;

pub(super) use actions::ActionsInput;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(resource::list_macros, resource::create_macro))
        .routes(routes!(resource::get_macro, resource::update_macro, resource::delete_macro))
        .routes(routes!(apply::preview_macro))
        .routes(routes!(apply::apply_macro))
}
