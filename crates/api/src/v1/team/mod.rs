//! Teams.

mod body;
mod teams;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(teams::list_teams, teams::create_team)).routes(routes!(
        teams::get_team,
        teams::update_team,
        teams::delete_team
    ))
}
