use super::Actions;
use crate::{
    clock::Timestamp,
    error::Rule,
    id::{AccountId, MacroId},
    sharing::Sharing,
    text::{redacted_text, single_line},
};

/// Actions under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Macro {
    /// Stable id.
    pub id: MacroId,
    /// Whose it is.
    pub owner: AccountId,
    /// What it is called.
    pub name: MacroName,
    /// Who else sees and uses it.
    pub sharing: Sharing,
    /// What it does.
    pub actions: Actions,
    /// Counts all changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

redacted_text! {
    /// A macro's name: 1 to 80 characters on one line.
    MacroName
}

impl MacroName {
    /// The most characters a name may have.
    pub const MAX: usize = 80;

    /// Parses a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}
