//! Who may sign in: registration, confirmation, sessions, tokens, the first administrator, profiles.

mod access_tokens;
mod browsers;
mod confirmation;
mod email_changes;
mod first_admin;
mod known_addresses;
mod own_sessions;
mod passwords;
mod profile;
mod registration;
mod rival_registrations;
mod sessions;
mod sign_in;
mod statements;
mod throttling;

pub(crate) use sign_in::set_state;
