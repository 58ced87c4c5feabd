//! What lets people and programs in beyond a password, and what sensitive acts ask for.

mod api_token;
mod repo;
mod requirement;
mod second_factor;
mod secret;
mod step_up;
mod totp;

pub use api_token::{
    ApiToken, MOST_TOKENS, NewApiToken, TokenLifetime, TokenName, create_api_token, find_api_token,
    revoke_api_token,
};
pub use repo::{ApiTokenRepo, RequirementRepo, SecondFactorRepo, StepUpRepo};
pub use requirement::{
    NOTICE, RoleRequirement, accept_confidentiality, admit, admit_session, confidentiality_accepted_at,
    lacking, list_requirements, require_of_role, require_rank,
};
pub use second_factor::{
    Totp, begin_totp, check_second_factor, confirm_totp, disable_totp, has_totp, renew_recovery_codes,
    reset_totp, wrong_code,
};
pub use secret::{ApiTokenSecret, PREFIX as API_TOKEN_PREFIX, TokenHash};
pub use step_up::{FRESH, require_fresh, require_second_factor, step_up};
pub use totp::TotpSecret;
