//! Accounts, sessions, profiles.

mod accounts;
mod contact;
mod customer_changes;
mod customers;
mod email_change;
mod invitations;
mod me;
mod password;
mod registration;
mod sessions;
mod set_up;
mod sign_in;
mod staff;
mod staff_changes;
mod tokens;

pub(crate) use contact::Contact;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set_up::set_up))
        .routes(routes!(registration::register))
        .routes(routes!(registration::verify_email))
        .routes(routes!(registration::resend_verification))
        .routes(routes!(tokens::create_token))
        .routes(routes!(tokens::refresh_token))
        .routes(routes!(tokens::revoke_token))
        .routes(routes!(sessions::create_session, sessions::get_session, sessions::delete_session))
        .routes(routes!(sessions::list_sessions, sessions::end_sessions))
        .routes(routes!(sessions::end_session))
        .routes(routes!(password::change_password))
        .routes(routes!(password::order_password_reset))
        .routes(routes!(password::reset_password))
        .routes(routes!(email_change::order_email_change))
        .routes(routes!(email_change::decide_email_change))
        .routes(routes!(me::get_me, me::update_me))
        .routes(routes!(customers::list_customers, customer_changes::invite_customer))
        .routes(routes!(customers::get_customer, customer_changes::update_customer))
        .routes(routes!(customer_changes::invite_customer_again))
        .routes(routes!(staff::list_staff))
        .routes(routes!(
            staff::get_staff_member,
            staff_changes::update_staff_member,
            staff_changes::delete_staff_member
        ))
        .routes(routes!(invitations::invite_staff))
        .routes(routes!(invitations::accept_invitation))
}
