use async_trait::async_trait;

use super::Tag;
use crate::{
    Ctx,
    error::Result,
    identity::Permission,
    page::{Count, Page, PageRequest},
    store::Tx,
};

/// A label and how many tickets carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// The label.
    pub tag: Tag,
    /// How many tickets, counted to a bound.
    pub count: Count,
}

/// Labels in the store.
#[async_trait]
pub trait TagRepo: Send {
    /// One page of the labels that tickets carry, in their own order, each counted up to `bound`.
    async fn list(&mut self, page: &PageRequest<Tag>, bound: u64) -> Result<Page<TagCount, Tag>>;
}

/// One page of the labels that tickets carry.
pub async fn tags(
    tx: &mut dyn Tx,
    cx: &Ctx,
    page: &PageRequest<Tag>,
    bound: u64,
) -> Result<Page<TagCount, Tag>> {
    cx.actor().require(Permission::TicketRead)?;
    tx.tags().list(page, bound).await
}
