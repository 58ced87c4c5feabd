use crate::{
    clock::Timestamp,
    id::{AccountId, CodeId},
    keys::Keys,
};

/// A single-use secret that proves who holds it. The secret itself is never stored: it is derived
/// from the id by the application key, so a stolen database holds nothing to follow a link with,
/// and a mail is rendered when it is sent instead of lying in a queue with a secret in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Stable id; half of the token.
    pub id: CodeId,
    /// What it is good for.
    pub purpose: CodePurpose,
    /// Whose it is. `None`: asked for by someone without an account (nothing is sent, but the same
    /// work is done), or made before there is an account (first administrator).
    pub account: Option<AccountId>,
    /// The account's version that it was sent for: a later registration makes it void.
    pub account_version: Option<i64>,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// What a code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePurpose {
    /// Confirms an e-mail address.
    VerifyEmail,
    /// Tells the owner of an address that someone tried to register it again; opens nothing.
    AlreadyRegistered,
    /// Creates the first administrator.
    FirstAdmin,
}

impl CodePurpose {
    /// The stored name, and what the token is bound to.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::AlreadyRegistered => "already_registered",
            Self::FirstAdmin => "first_admin",
        }
    }

    /// The purpose by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::VerifyEmail, Self::AlreadyRegistered, Self::FirstAdmin].into_iter().find(|p| p.name() == name)
    }

    /// How long a code works.
    pub const fn lifetime(self) -> chrono::Duration {
        match self {
            Self::VerifyEmail | Self::AlreadyRegistered => chrono::Duration::hours(24),
            Self::FirstAdmin => chrono::Duration::days(7),
        }
    }
}

impl Code {
    /// The token that goes into a link.
    pub fn token(&self, keys: &Keys) -> String {
        keys.code_token(self.purpose.name(), self.id.as_uuid())
    }
}
