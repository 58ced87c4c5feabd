//! Views, their counts, and what comes next.

mod body;
mod condition;
mod next;
mod tickets;
mod views;

pub(super) use self::{body::SharedWith, condition::not_fitting};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(views::list_views, views::create_view))
        .routes(routes!(tickets::count_views))
        .routes(routes!(views::get_view, views::update_view, views::delete_view))
        .routes(routes!(tickets::list_view_tickets))
        .routes(routes!(next::take_next_ticket))
}
