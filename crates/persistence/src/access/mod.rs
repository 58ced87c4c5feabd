mod api_token;
mod step_up;

pub(crate) use api_token::ApiTokens;
pub(crate) use step_up::StepUps;
