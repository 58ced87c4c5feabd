mod api_token;
mod requirement;
mod second_factor;
mod step_up;

pub(crate) use api_token::ApiTokens;
pub(crate) use requirement::Requirements;
pub(crate) use second_factor::SecondFactors;
pub(crate) use step_up::StepUps;
