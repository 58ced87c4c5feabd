use super::{Builtin, ViewFilter};
use crate::{
    clock::Timestamp,
    error::Rule,
    id::{AccountId, ViewId},
    sharing::Sharing,
    text::{redacted_text, single_line},
    ticket::TicketOrder,
};

/// A queue by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Stable id.
    pub id: ViewId,
    /// Which of the built-in ones it is, if it is one: they belong to nobody and never change.
    pub builtin: Option<Builtin>,
    /// Whose it is.
    pub owner: Option<AccountId>,
    /// What it is called.
    pub name: ViewName,
    /// Who else sees it.
    pub sharing: Sharing,
    /// Which tickets it shows.
    pub filter: ViewFilter,
    /// In which order.
    pub order: TicketOrder,
    /// Counts all changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

redacted_text! {
    /// A view's name: 1 to 80 characters on one line.
    ViewName
}

impl ViewName {
    /// The most characters a name may have.
    pub const MAX: usize = 80;

    /// Parses a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}
