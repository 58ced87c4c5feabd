//! Who is asking: passwords, access tokens, cookies, and the guard in front of every operation.

mod browsers;
pub(crate) mod cookie;
mod forget;
mod guard;
mod jwt;
mod memory;
mod password;
mod principal;
pub(crate) mod same_origin;
mod still_here;
mod token;

pub(crate) use browsers::Browsers;
pub(crate) use forget::Forget;
pub(crate) use guard::{Caller, Guard, guard};
pub use jwt::install as install_crypto;
pub use password::PasswordHasher;
pub(crate) use principal::Principals;
pub(crate) use still_here::StillHere;
pub(crate) use token::AccessTokens;
