mod account;
mod code;
mod email_change;
mod idempotency;
mod instance;
mod session;
mod staff;

pub(crate) use account::Accounts;
pub(crate) use code::Codes;
pub(crate) use email_change::EmailChanges;
pub(crate) use idempotency::Idempotency;
pub(crate) use instance::Instance;
pub(crate) use session::Sessions;
pub(crate) use staff::Staff;
