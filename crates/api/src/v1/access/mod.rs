//! API tokens, second factors, and proof of who is there.

mod api_tokens;
mod confidentiality;
mod roles;
mod step_up;
mod totp;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(step_up::step_up))
        .routes(routes!(totp::get_totp, totp::begin_totp, totp::disable_totp))
        .routes(routes!(totp::confirm_totp))
        .routes(routes!(totp::renew_recovery_codes))
        .routes(routes!(totp::reset_staff_totp))
        .routes(routes!(totp::reset_customer_totp))
        .routes(routes!(roles::list_roles))
        .routes(routes!(roles::update_role))
        .routes(routes!(confidentiality::get_confidentiality, confidentiality::accept_confidentiality))
        .routes(routes!(api_tokens::create_api_token, api_tokens::list_api_tokens))
        .routes(routes!(api_tokens::get_api_token, api_tokens::revoke_api_token))
}
