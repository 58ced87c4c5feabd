//! What lets people and programs in beyond a password, and what sensitive acts ask for.

mod api_token;
mod repo;
mod secret;
mod step_up;

pub use api_token::{
    ApiToken, MOST_TOKENS, NewApiToken, TokenLifetime, TokenName, create_api_token, find_api_token,
    revoke_api_token,
};
pub use repo::{ApiTokenRepo, StepUpRepo};
pub use secret::{ApiTokenSecret, PREFIX as API_TOKEN_PREFIX, TokenHash};
pub use step_up::{FRESH, require_fresh, step_up};
