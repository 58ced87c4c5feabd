use super::{Language, Role, TimeZone, common_password::is_common};
use crate::{
    clock::Timestamp,
    contact::{EmailAddress, PersonName, VoluntaryContact},
    error::Rule,
    id::AccountId,
    text::redacted_text,
};

/// A person who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Stable id.
    pub id: AccountId,
    /// What people say aloud. Given by the store; 0 until then.
    pub number: i64,
    /// What the person may do.
    pub role: Role,
    /// Whether the person may sign in.
    pub state: AccountState,
    /// How the person wants to be called.
    pub name: PersonName,
    /// Where mail goes and what signs in.
    pub email: EmailAddress,
    /// Voluntary contact data.
    pub contact: VoluntaryContact,
    /// Language of mails and texts.
    pub language: Language,
    /// Zone that clients show times in.
    pub time_zone: TimeZone,
    /// Argon2id in PHC string format.
    pub password: PasswordHash,
    /// Counts changes to the profile.
    pub version: i64,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When the profile was last changed.
    pub updated_at: Timestamp,
}

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// The e-mail address has not been confirmed.
    Unverified,
    /// In use.
    Active,
    /// Locked by an administrator.
    Disabled,
}

impl AccountState {
    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// The state by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Unverified, Self::Active, Self::Disabled].into_iter().find(|s| s.name() == name)
    }
}

redacted_text! {
    /// A password as typed, of acceptable length and not among the first to be guessed (NIST SP
    /// 800-63B, 3.1.1: length is what counts, no composition rules).
    Password
}

impl Password {
    /// The fewest characters of a new password.
    pub const MIN: usize = 10;
    /// The most characters of a password.
    pub const MAX: usize = 256;

    /// Parses a new password.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        match raw.chars().count() {
            0..Self::MIN => {
                Err(Rule::new("too_short", format!("must have at least {} characters", Self::MIN)))
            }
            Self::MIN..=Self::MAX if raw.contains('\0') => {
                Err(Rule::new("nul_character", "must not contain NUL (U+0000)"))
            }
            Self::MIN..=Self::MAX if is_common(raw) => {
                Err(Rule::new("too_common", "must not be one of the passwords that are guessed first"))
            }
            Self::MIN..=Self::MAX => Ok(Self(raw.to_owned())),
            _ => Err(Rule::new("too_long", format!("must have at most {} characters", Self::MAX))),
        }
    }
}

redacted_text! {
    /// A salted hash of a password in PHC string format.
    PasswordHash
}

impl PasswordHash {
    /// A hash of a random password that nobody has kept. To compare with it takes as long as with any
    /// other, so it stands where there is none: for who is not known, and for who was invited.
    pub fn nobodys() -> Self {
        Self(NOBODYS.to_owned())
    }
}

const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$03L20UsGyg0SwE5pvQ4AVg$xk/xiVesUsNd5Npae+dg4W8QFE/N6Wfd3gCHWYKHBq0";
