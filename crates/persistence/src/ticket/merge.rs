use async_trait::async_trait;
use domain::{
    Result,
    id::{AccountId, MergeId, TicketId},
    ticket::{Merge, MergeRepo, Status},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, QueryTrait,
    sea_query::{Expr, Query, SelectStatement},
};
use uuid::Uuid;

use super::message::move_messages;
use crate::{
    conn::Conn,
    dialect::statement,
    entity::{
        merged_message, merged_participant, message, ticket,
        ticket_merge::{ActiveModel, Column, Entity, Model},
    },
    error::{OrStoreError, inconsistent},
    update::update,
};

/// History names the ticket that messages were split off to, or came from, by its id.
const KIN: &str = "SELECT source_id, NULL FROM ticket_merge WHERE target_id = $1 \
    UNION ALL SELECT target_id, NULL FROM ticket_merge WHERE source_id = $1 \
    UNION ALL SELECT NULL, to_value FROM ticket_event \
    WHERE ticket_id = $1 AND kind IN ('split_off', 'split_from')";

pub(crate) struct Merges<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl MergeRepo for Merges<'_> {
    async fn add(&mut self, merge: &Merge) -> Result<()> {
        Entity::insert(to_row(merge)).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, id: MergeId) -> Result<Option<Merge>> {
        let row = Entity::find_by_id(id.as_uuid()).one(self.db).await.or_store_error()?;
        row.map(to_merge).transpose()
    }

    async fn list(&mut self, ticket: TicketId) -> Result<Vec<Merge>> {
        let of_it = Condition::any()
            .add(Column::TargetId.eq(ticket.as_uuid()))
            .add(Column::SourceId.eq(ticket.as_uuid()));
        let rows = Entity::find().filter(of_it).order_by_asc(Column::Id).all(self.db).await;
        rows.or_store_error()?.into_iter().map(to_merge).collect()
    }

    async fn kin(&mut self, ticket: TicketId) -> Result<Vec<TicketId>> {
        let rows = self.db.query_all_raw(statement(self.db, KIN, [ticket.as_uuid().into()])).await;
        let of_row = |row: QueryResult| {
            let id: Option<Uuid> = row.try_get_by_index(0).or_store_error()?;
            let named: Option<String> = row.try_get_by_index(1).or_store_error()?;
            let id = id.or_else(|| named.as_deref().and_then(|name| name.parse().ok()));
            id.map(TicketId::from_uuid).ok_or_else(|| inconsistent("ticket_event", "to_value", ticket))
        };
        rows.or_store_error()?.into_iter().map(of_row).collect()
    }

    async fn update(&mut self, merge: &Merge) -> Result<()> {
        update(to_row(merge))
            .filter(Column::Id.eq(merge.id.as_uuid()))
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(())
    }

    async fn count_messages(&mut self, ticket: TicketId) -> Result<u64> {
        let messages = message::Entity::find().filter(message::Column::TicketId.eq(ticket.as_uuid()));
        messages.count(self.db).await.or_store_error()
    }

    async fn move_messages(&mut self, merge: &Merge) -> Result<()> {
        let moving = message::Entity::find()
            .select_only()
            .expr(Expr::value(merge.id.as_uuid()))
            .column(message::Column::Id)
            .filter(message::Column::TicketId.eq(merge.source.as_uuid()))
            .into_query();
        let mut remember = Query::insert();
        remember
            .into_table(merged_message::Entity)
            .columns([merged_message::Column::MergeId, merged_message::Column::MessageId]);
        remember
            .select_from(moving)
            .map_err(|_| inconsistent("merged_message", "columns", merge.id.as_uuid()))?;
        self.db.execute(&remember).await.or_store_error()?;
        let of_source = Condition::all().add(message::Column::TicketId.eq(merge.source.as_uuid()));
        move_messages(self.db, of_source, merge.source, merge.target).await
    }

    async fn move_messages_back(&mut self, merge: &Merge) -> Result<()> {
        let still_there = Condition::all()
            .add(message::Column::TicketId.eq(merge.target.as_uuid()))
            .add(message::Column::Id.in_subquery(moved(merge.id)));
        move_messages(self.db, still_there, merge.target, merge.source).await
    }

    async fn add_carried(&mut self, merge: MergeId, account: AccountId) -> Result<()> {
        let row = merged_participant::ActiveModel {
            merge_id: Set(merge.as_uuid()),
            account_id: Set(account.as_uuid()),
        };
        merged_participant::Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn take_carried(&mut self, merge: MergeId) -> Result<Vec<AccountId>> {
        use merged_participant::{Column, Entity};
        let of_it = Column::MergeId.eq(merge.as_uuid());
        let rows = Entity::find().filter(of_it.clone()).all(self.db).await.or_store_error()?;
        Entity::delete_many().filter(of_it).exec(self.db).await.or_store_error()?;
        Ok(rows.into_iter().map(|row| AccountId::from_uuid(row.account_id)).collect())
    }

    async fn longest_chain_into(&mut self, ticket: TicketId, limit: usize) -> Result<usize> {
        let mut last = vec![ticket.as_uuid()];
        for length in 0..limit {
            let sources: Vec<Uuid> = ticket::Entity::find()
                .select_only()
                .column(ticket::Column::Id)
                .filter(ticket::Column::Id.in_subquery(sources_of(&last)))
                .filter(ticket::Column::MergedInto.is_in(last))
                .into_tuple()
                .all(self.db)
                .await
                .or_store_error()?;
            if sources.is_empty() {
                return Ok(length);
            }
            last = sources;
        }
        Ok(limit)
    }
}

/// The messages that the merge moved.
fn moved(merge: MergeId) -> SelectStatement {
    merged_message::Entity::find()
        .select_only()
        .column(merged_message::Column::MessageId)
        .filter(merged_message::Column::MergeId.eq(merge.as_uuid()))
        .into_query()
}

/// The sources of merges into these tickets: an index finds them.
pub(super) fn sources_of(targets: &[Uuid]) -> SelectStatement {
    Entity::find()
        .select_only()
        .column(Column::SourceId)
        .filter(Column::TargetId.is_in(targets.iter().copied()))
        .into_query()
}

fn to_row(merge: &Merge) -> ActiveModel {
    let Merge {
        id,
        target,
        source,
        source_status,
        source_wake_at,
        merged_by,
        merged_at,
        undone_by,
        undone_at,
    } = merge;
    ActiveModel {
        id: Set(id.as_uuid()),
        target_id: Set(target.as_uuid()),
        source_id: Set(source.as_uuid()),
        source_status: Set(source_status.name().to_owned()),
        source_wake_at: Set(*source_wake_at),
        merged_by: Set(merged_by.map(AccountId::as_uuid)),
        merged_at: Set(*merged_at),
        undone_by: Set(undone_by.map(AccountId::as_uuid)),
        undone_at: Set(*undone_at),
    }
}

fn to_merge(row: Model) -> Result<Merge> {
    let Model {
        id,
        target_id,
        source_id,
        source_status,
        source_wake_at,
        merged_by,
        merged_at,
        undone_by,
        undone_at,
    } = row;
    let status = Status::from_name(&source_status);
    Ok(Merge {
        id: MergeId::from_uuid(id),
        target: TicketId::from_uuid(target_id),
        source: TicketId::from_uuid(source_id),
        source_status: status.ok_or_else(|| inconsistent("ticket_merge", "source_status", id))?,
        source_wake_at,
        merged_by: merged_by.map(AccountId::from_uuid),
        merged_at,
        undone_by: undone_by.map(AccountId::from_uuid),
        undone_at,
    })
}
