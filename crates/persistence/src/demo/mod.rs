//! Many tickets in little time, to try a desk out with: copies of closed ones that the use cases have
//! made, each with its messages, its history, its tags and its place in the index, at another time and
//! of another customer. Nothing is stored of a copy that is not stored of its original.

mod copy;
mod original;

use std::collections::HashMap;

use chrono::Duration;
use domain::{Result, clock::Timestamp, id::AccountId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, EntityTrait, IntoActiveModel, Iterable, QueryFilter,
    QuerySelect, TransactionTrait,
};
use uuid::Uuid;

use crate::{
    Database,
    conn::{Conn, OVERDUE},
    dialect::gather_statistics,
    entity::{message, message_recipient, ticket, ticket_event, ticket_tag},
    error::{OrStoreError, unavailable},
    search::write::{Added, tickets_added},
};
use copy::Copied;
use original::Original;

/// How many tickets share a transaction.
const BATCH: usize = 500;
/// How many values a statement may have, on both engines.
const MOST_VALUES: usize = 30_000;

/// What to make.
#[derive(Debug, Clone, Copy)]
pub struct Copies<'a> {
    /// How many.
    pub tickets: usize,
    /// Who asks, in turn.
    pub customers: &'a [AccountId],
    /// When the first is opened.
    pub from: Timestamp,
    /// How long after it the last is.
    pub during: Duration,
}

impl Copies<'_> {
    fn opened_at(&self, index: usize) -> Timestamp {
        let share = |whole: i64| whole / i64::try_from(self.tickets.max(1)).unwrap_or(i64::MAX);
        let pause = share(self.during.num_milliseconds());
        self.from + Duration::milliseconds(pause.saturating_mul(i64::try_from(index).unwrap_or(i64::MAX)))
    }
}

impl Database {
    /// Copies closed tickets, in the order in which the copies are opened; `done` learns how many there are.
    pub async fn copy_closed_tickets(
        &self,
        copies: Copies<'_>,
        mut done: impl FnMut(usize) + Send,
    ) -> Result<()> {
        let originals = Original::all(self.reader()).await?;
        if originals.is_empty() || copies.customers.is_empty() {
            return Ok(());
        }
        for first in (0..copies.tickets).step_by(BATCH) {
            let indexes = first..(first + BATCH).min(copies.tickets);
            let end = indexes.end;
            let drawn = indexes.map(|index| {
                // Whoever asks often does not always ask the same.
                let original = &originals[(index + index / originals.len()) % originals.len()];
                original.copy(copies.opened_at(index), copies.customers[index % copies.customers.len()])
            });
            self.store_copies(drawn.collect()).await?;
            done(end);
        }
        gather_statistics(self.connection()).await
    }

    async fn store_copies(&self, mut copied: Vec<Copied>) -> Result<()> {
        let transaction = self.connection().begin().await.or_store_error()?;
        let db = Conn::new(transaction, true);
        let rows = copied.iter().map(|copy| {
            let mut row = copy.ticket.clone().into_active_model().reset_all();
            row.number = NotSet;
            row
        });
        insert::<ticket::Entity, ticket::ActiveModel>(&db, rows.collect()).await?;
        let numbers = numbers(&db, &copied).await?;
        for copy in &mut copied {
            copy.ticket.number = numbers.get(&copy.ticket.id).copied().unwrap_or_default();
            copy.find_places();
        }
        let messages = set(copied.iter().flat_map(|copy| &copy.messages).cloned());
        insert::<message::Entity, message::ActiveModel>(&db, messages).await?;
        let recipients = set(copied.iter().flat_map(|copy| &copy.recipients).cloned());
        insert::<message_recipient::Entity, message_recipient::ActiveModel>(&db, recipients).await?;
        let events = set(copied.iter().flat_map(|copy| &copy.events).cloned());
        insert::<ticket_event::Entity, ticket_event::ActiveModel>(&db, events).await?;
        let tags = set(copied.iter().flat_map(|copy| &copy.tags).cloned());
        insert::<ticket_tag::Entity, ticket_tag::ActiveModel>(&db, tags).await?;
        let added = copied.iter().map(|copy| Added { ticket: &copy.ticket, messages: &copy.messages });
        tickets_added(&db, &added.collect::<Vec<_>>())?;
        db.store_waiting().await.or_store_error()?;
        let transaction = db.take().await.ok_or_else(|| unavailable(OVERDUE))?;
        transaction.commit().await.or_store_error()
    }
}

/// All of these rows, with all their values.
fn set<M, A>(rows: impl Iterator<Item = M>) -> Vec<A>
where
    A: ActiveModelTrait,
    M: IntoActiveModel<A>,
{
    rows.map(|row| row.into_active_model().reset_all()).collect()
}

/// Stores rows, as many with one statement as it can take.
async fn insert<E, A>(db: &Conn, rows: Vec<A>) -> Result<()>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + Send,
{
    let each = MOST_VALUES / E::Column::iter().count().max(1);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<_> = rows.by_ref().take(each).collect();
        E::insert_many(some).exec_without_returning(db).await.or_store_error()?;
    }
    Ok(())
}

/// What the engine has counted.
async fn numbers(db: &Conn, copied: &[Copied]) -> Result<HashMap<Uuid, i64>> {
    let found: Vec<(Uuid, i64)> = ticket::Entity::find()
        .select_only()
        .columns([ticket::Column::Id, ticket::Column::Number])
        .filter(ticket::Column::Id.is_in(copied.iter().map(|copy| copy.ticket.id)))
        .into_tuple()
        .all(db)
        .await
        .or_store_error()?;
    Ok(found.into_iter().collect())
}
