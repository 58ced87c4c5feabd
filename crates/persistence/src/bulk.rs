use async_trait::async_trait;
use domain::{
    Error, Result,
    bulk::{Bulk, BulkCounts, BulkItem, BulkRepo, Outcome, Refusal},
    clock::Timestamp,
    id::{AccountId, ApiTokenId, BulkId, MacroId, SessionId, TicketId},
    macros::Actions,
    page::{Page, PageRequest},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, UpdateMany, sea_query::Expr,
};

use crate::{
    conn::Conn,
    dialect::{delete_some, lock_if_writing},
    entity::{bulk, bulk_item},
    error::{OrStoreError, inconsistent},
};

/// What a ticket's outcome is while it waits for its turn.
const PENDING: &str = "pending";
/// How many rows one statement stores: SQLite takes some 32,000 values.
const ROWS: usize = 500;

pub(crate) struct Bulks<'t> {
    pub(crate) db: &'t Conn,
}

#[derive(FromQueryResult)]
struct Counted {
    outcome: String,
    count: i64,
}

#[async_trait]
impl BulkRepo for Bulks<'_> {
    async fn add(&mut self, bulk: &Bulk, tickets: &[TicketId]) -> Result<()> {
        bulk::Entity::insert(to_row(bulk)?).exec_without_returning(self.db).await.or_store_error()?;
        let items: Vec<_> =
            (1..).zip(tickets).map(|(position, ticket)| to_item_row(bulk.id, position, *ticket)).collect();
        for rows in items.chunks(ROWS) {
            let rows = rows.iter().cloned();
            bulk_item::Entity::insert_many(rows).exec_without_returning(self.db).await.or_store_error()?;
        }
        Ok(())
    }

    async fn find(&mut self, id: BulkId) -> Result<Option<Bulk>> {
        let row = bulk::Entity::find_by_id(id.as_uuid()).one(self.db).await.or_store_error()?;
        row.map(to_bulk).transpose()
    }

    async fn next(&mut self, id: BulkId) -> Result<Option<BulkItem>> {
        // Who locks the order has the turn: its tickets are taken one after the other.
        let order = bulk::Entity::find_by_id(id.as_uuid());
        lock_if_writing(order, self.db).one(self.db).await.or_store_error()?;
        let first = bulk_item::Entity::find()
            .filter(bulk_item::Column::BulkId.eq(id.as_uuid()))
            .filter(bulk_item::Column::Outcome.eq(PENDING))
            .order_by_asc(bulk_item::Column::Position)
            .limit(1);
        first.one(self.db).await.or_store_error()?.map(to_item).transpose()
    }

    async fn settle(&mut self, id: BulkId, position: i64, outcome: &Outcome) -> Result<bool> {
        let settle = settling(id, outcome).filter(bulk_item::Column::Position.eq(position));
        let done = settle.exec(self.db).await.or_store_error()?;
        Ok(done.rows_affected == 1)
    }

    async fn settle_rest(&mut self, id: BulkId, outcome: &Outcome) -> Result<()> {
        settling(id, outcome).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn finish(&mut self, id: BulkId, at: Timestamp) -> Result<()> {
        // What it wrote stands in the tickets: a copy here would outlive a redaction there.
        let nothing = Actions::default().to_text().map_err(Error::internal)?;
        let update = bulk::Entity::update_many()
            .col_expr(bulk::Column::FinishedAt, Expr::value(at))
            .col_expr(bulk::Column::Actions, Expr::value(nothing))
            .filter(bulk::Column::Id.eq(id.as_uuid()));
        update.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn count(&mut self, id: BulkId) -> Result<BulkCounts> {
        let counted = bulk_item::Entity::find()
            .select_only()
            .column(bulk_item::Column::Outcome)
            .column_as(Expr::col(bulk_item::Column::Position).count(), "count")
            .filter(bulk_item::Column::BulkId.eq(id.as_uuid()))
            .group_by(bulk_item::Column::Outcome)
            .into_model::<Counted>()
            .all(self.db)
            .await
            .or_store_error()?;
        let of = |name: &str| {
            let found = counted.iter().find(|counted| counted.outcome == name);
            found.map_or(0, |counted| u64::try_from(counted.count).unwrap_or_default())
        };
        Ok(BulkCounts {
            pending: of(PENDING),
            done: of("done"),
            unchanged: of("unchanged"),
            refused: of("refused"),
        })
    }

    async fn items(&mut self, id: BulkId, page: &PageRequest<i64>) -> Result<Page<BulkItem, i64>> {
        let mut select = bulk_item::Entity::find().filter(bulk_item::Column::BulkId.eq(id.as_uuid()));
        if let Some(after) = page.after {
            select = select.filter(bulk_item::Column::Position.gt(after));
        }
        let select = select.order_by_asc(bulk_item::Column::Position).limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let items = rows.into_iter().map(to_item).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(items, page.limit, |item| item.position))
    }

    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let old = bulk::Entity::find()
            .select_only()
            .column(bulk::Column::Id)
            .filter(bulk::Column::CreatedAt.lt(before))
            .order_by_asc(bulk::Column::CreatedAt);
        delete_some(self.db, old, bulk::Column::Id, limit).await
    }
}

/// Writes down what has become of tickets that wait for their turn.
fn settling(id: BulkId, outcome: &Outcome) -> UpdateMany<bulk_item::Entity> {
    let refusal = match outcome {
        Outcome::Refused(refusal) => Some(refusal.clone()),
        Outcome::Done | Outcome::Unchanged => None,
    };
    let (code, detail) = refusal.map(|refusal| (refusal.code, refusal.detail)).unzip();
    bulk_item::Entity::update_many()
        .col_expr(bulk_item::Column::Outcome, Expr::value(outcome.name()))
        .col_expr(bulk_item::Column::Code, Expr::value(code))
        .col_expr(bulk_item::Column::Detail, Expr::value(detail))
        .filter(bulk_item::Column::BulkId.eq(id.as_uuid()))
        .filter(bulk_item::Column::Outcome.eq(PENDING))
}

fn to_row(bulk: &Bulk) -> Result<bulk::ActiveModel> {
    let Bulk { id, ordered_by, token, session, actions, by_macro, created_at, finished_at } = bulk;
    Ok(bulk::ActiveModel {
        id: Set(id.as_uuid()),
        ordered_by: Set(ordered_by.as_uuid()),
        token_id: Set(token.map(ApiTokenId::as_uuid)),
        session_id: Set(session.map(SessionId::as_uuid)),
        actions: Set(actions.to_text().map_err(Error::internal)?),
        macro_id: Set(by_macro.map(MacroId::as_uuid)),
        created_at: Set(*created_at),
        finished_at: Set(*finished_at),
    })
}

fn to_bulk(row: bulk::Model) -> Result<Bulk> {
    let bulk::Model { id, ordered_by, token_id, session_id, actions, macro_id, created_at, finished_at } =
        row;
    Ok(Bulk {
        id: BulkId::from_uuid(id),
        ordered_by: AccountId::from_uuid(ordered_by),
        token: token_id.map(ApiTokenId::from_uuid),
        session: session_id.map(SessionId::from_uuid),
        actions: Actions::from_text(&actions).ok_or_else(|| inconsistent("bulk", "actions", id))?,
        by_macro: macro_id.map(MacroId::from_uuid),
        created_at,
        finished_at,
    })
}

fn to_item_row(bulk: BulkId, position: i64, ticket: TicketId) -> bulk_item::ActiveModel {
    bulk_item::ActiveModel {
        bulk_id: Set(bulk.as_uuid()),
        position: Set(position),
        ticket_id: Set(ticket.as_uuid()),
        outcome: Set(PENDING.to_owned()),
        code: Set(None),
        detail: Set(None),
    }
}

fn to_item(row: bulk_item::Model) -> Result<BulkItem> {
    let bulk_item::Model { bulk_id, position, ticket_id, outcome, code, detail } = row;
    let outcome = match (outcome.as_str(), code, detail) {
        (PENDING, ..) => None,
        ("done", ..) => Some(Outcome::Done),
        ("unchanged", ..) => Some(Outcome::Unchanged),
        ("refused", Some(code), Some(detail)) => Some(Outcome::Refused(Refusal { code, detail })),
        _ => return Err(inconsistent("bulk_item", "outcome", bulk_id)),
    };
    Ok(BulkItem { position, ticket: TicketId::from_uuid(ticket_id), outcome })
}
