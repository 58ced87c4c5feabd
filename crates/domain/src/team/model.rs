use std::collections::BTreeSet;

use crate::{
    clock::Timestamp,
    error::Rule,
    id::{AccountId, TeamId},
    text::single_line,
};

/// Staff who answer tickets together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Stable id.
    pub id: TeamId,
    /// What people say aloud. Given by the store; 0 until then.
    pub number: i64,
    /// What it is called; no two teams share a name.
    pub name: TeamName,
    /// Whether new tickets go to it. At most one team is the default.
    pub is_default: bool,
    /// Who belongs to it.
    pub members: BTreeSet<AccountId>,
    /// How long its tickets may stand.
    pub patience: TeamPatience,
    /// Counts all changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// When it was dissolved: it is kept for the history of its tickets.
    pub dissolved_at: Option<Timestamp>,
}

/// The most members a team may have.
pub const MAX_MEMBERS: usize = 200;

/// A team's name: 1 to 80 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamName(String);

impl TeamName {
    /// The most characters a name may have.
    pub const MAX: usize = 80;

    /// Parses a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is equal for two names that people would take for the same.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// A value that was parsed before it was stored.
    pub fn from_stored(name: String) -> Self {
        Self(name)
    }
}

/// After how many days time moves a team's tickets; as the installation is set, where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TeamPatience {
    /// Pending, before the requester is reminded.
    pub remind: Option<i32>,
    /// Pending, before the ticket counts as solved.
    pub solve: Option<i32>,
    /// Solved, before the ticket is closed.
    pub close: Option<i32>,
}

impl TeamPatience {
    /// Whether everything is as the installation is set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Checks a number of days.
pub fn days(raw: i64) -> Result<i32, Rule> {
    let fits = i32::try_from(raw).ok().filter(|days| (1..=3650).contains(days));
    fits.ok_or_else(|| Rule::new("out_of_range", "must be between 1 and 3650"))
}
