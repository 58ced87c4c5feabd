//! API tokens, second factors, and proof of who is there.

mod api_tokens;
mod step_up;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(step_up::step_up))
        .routes(routes!(api_tokens::create_api_token, api_tokens::list_api_tokens))
        .routes(routes!(api_tokens::get_api_token, api_tokens::revoke_api_token))
}
