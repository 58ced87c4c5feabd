use async_trait::async_trait;

use super::View;
use crate::{
    error::Result,
    id::{AccountId, TeamId, ViewId},
    page::{Page, PageRequest},
};

/// Views in the store. What the viewer (an account and its teams) may not know of is not found.
#[async_trait]
pub trait ViewRepo: Send {
    /// Stores a new view.
    async fn add(&mut self, view: &View) -> Result<()>;
    /// The view, if the viewer may see it.
    async fn find(&mut self, viewer: AccountId, teams: &[TeamId], id: ViewId) -> Result<Option<View>>;
    /// Writes the view back if its version is still `before.version`.
    async fn update(&mut self, view: &View, before: &View) -> Result<()>;
    /// Removes the view.
    async fn remove(&mut self, id: ViewId) -> Result<()>;
    /// One page of what the viewer sees, in the order in which they were made.
    async fn list(
        &mut self,
        viewer: AccountId,
        teams: &[TeamId],
        page: &PageRequest<ViewId>,
    ) -> Result<Page<View, ViewId>>;
    /// How many views an account has.
    async fn count_of(&mut self, owner: AccountId) -> Result<u64>;
}
