use async_trait::async_trait;

use super::{Team, TeamPatience};
use crate::{
    error::Result,
    id::{AccountId, TeamId},
    page::{Page, PageRequest},
};

/// Teams in the store.
#[async_trait]
pub trait TeamRepo: Send {
    /// Stores a new team and returns its number; [`crate::Error::Invalid`] if the name is taken.
    async fn add(&mut self, team: &Team) -> Result<i64>;
    /// The team, also one that was dissolved.
    async fn find(&mut self, id: TeamId) -> Result<Option<Team>>;
    /// Writes the team back if its version is still `before.version`. A new default takes the place
    /// of the old one.
    async fn update(&mut self, team: &Team, before: &Team) -> Result<()>;
    /// One page of the teams that are not dissolved, by number.
    async fn list(&mut self, page: PageRequest<i64>) -> Result<Page<Team, i64>>;
    /// Whether there is such a team; it is not dissolved before this transaction ends.
    async fn hold(&mut self, id: TeamId) -> Result<bool>;
    /// The teams that the account belongs to.
    async fn of_member(&mut self, account: AccountId) -> Result<Vec<TeamId>>;
    /// The teams whose tickets may stand for another time than the installation says.
    async fn with_patience(&mut self) -> Result<Vec<(TeamId, TeamPatience)>>;
}
