use async_trait::async_trait;

use super::Macro;
use crate::{
    error::Result,
    id::{AccountId, MacroId},
    page::{Page, PageRequest},
    sharing::Onlooker,
    ticket::Tag,
};

/// Macros in the store. What the onlooker may not know of is not found.
#[async_trait]
pub trait MacroRepo: Send {
    /// Stores a new macro.
    async fn add(&mut self, new: &Macro) -> Result<()>;
    /// The macro, if the onlooker may see it.
    async fn find(&mut self, onlooker: &Onlooker, id: MacroId) -> Result<Option<Macro>>;
    /// Writes the macro back if its version is still `before.version`.
    async fn update(&mut self, after: &Macro, before: &Macro) -> Result<()>;
    /// Removes the macro.
    async fn remove(&mut self, id: MacroId) -> Result<()>;
    /// One page of what the onlooker sees, in the order in which they were made.
    async fn list(
        &mut self,
        onlooker: &Onlooker,
        page: &PageRequest<MacroId>,
    ) -> Result<Page<Macro, MacroId>>;
    /// Macros whose stored actions may name the label, whosever they are; the caller has them alone.
    async fn naming(&mut self, tag: &Tag) -> Result<Vec<Macro>>;
    /// How many macros an account has.
    async fn count_of(&mut self, owner: AccountId) -> Result<u64>;
}
