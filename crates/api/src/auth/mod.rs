//! Who is asking: passwords, access tokens, and the guard in front of every operation.

mod guard;
mod jwt;
mod password;
mod principal;
mod token;

pub(crate) use guard::{Caller, Guard, guard};
pub use jwt::install as install_crypto;
pub use password::PasswordHasher;
pub(crate) use principal::Principals;
pub(crate) use token::AccessTokens;
