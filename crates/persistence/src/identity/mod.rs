mod account;
mod code;
mod idempotency;
mod instance;
mod session;

pub(crate) use account::Accounts;
pub(crate) use code::Codes;
pub(crate) use idempotency::Idempotency;
pub(crate) use instance::Instance;
pub(crate) use session::Sessions;
