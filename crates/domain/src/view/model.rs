use super::{Builtin, ViewFilter};
use crate::{
    clock::Timestamp,
    error::Rule,
    id::{AccountId, TeamId, ViewId},
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

/// Who sees something beside its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Nobody.
    Nobody,
    /// The members of a team.
    Team(TeamId),
    /// All staff.
    Everyone,
}

impl Sharing {
    /// Whether anyone does.
    pub const fn is_shared(self) -> bool {
        !matches!(self, Self::Nobody)
    }

    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Team(_) => "team",
            Self::Everyone => "everyone",
        }
    }

    /// The team, if it is a team's.
    pub const fn team(self) -> Option<TeamId> {
        match self {
            Self::Team(team) => Some(team),
            _ => None,
        }
    }

    /// What a name and a team together mean; nothing, if they don't fit each other.
    pub fn from_parts(name: &str, team: Option<TeamId>) -> Option<Self> {
        match (name, team) {
            ("nobody", None) => Some(Self::Nobody),
            ("team", Some(team)) => Some(Self::Team(team)),
            ("everyone", None) => Some(Self::Everyone),
            _ => None,
        }
    }
}
