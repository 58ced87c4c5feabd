use async_trait::async_trait;

use super::View;
use crate::{
    error::Result,
    id::{AccountId, ViewId},
    page::{Page, PageRequest},
    sharing::Onlooker,
    ticket::Tag,
};

/// Views in the store. What the onlooker may not know of is not found.
#[async_trait]
pub trait ViewRepo: Send {
    /// Stores a new view.
    async fn add(&mut self, view: &View) -> Result<()>;
    /// The view, if the onlooker may see it.
    async fn find(&mut self, onlooker: &Onlooker, id: ViewId) -> Result<Option<View>>;
    /// Writes the view back if its version is still `before.version`.
    async fn update(&mut self, view: &View, before: &View) -> Result<()>;
    /// Removes the view.
    async fn remove(&mut self, id: ViewId) -> Result<()>;
    /// One page of what the onlooker sees, in the order in which they were made.
    async fn list(&mut self, onlooker: &Onlooker, page: &PageRequest<ViewId>) -> Result<Page<View, ViewId>>;
    /// Views whose stored filter or query may name the label, whosever they are; the caller has them alone.
    async fn naming(&mut self, tag: &Tag) -> Result<Vec<View>>;
    /// Views that keep a query, whosever they are; the caller has them alone.
    async fn with_query(&mut self) -> Result<Vec<View>>;
    /// How many views an account has.
    async fn count_of(&mut self, owner: AccountId) -> Result<u64>;
}
