use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    throttle::{Counted, ThrottleRepo},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{CaseStatement, Expr, OnConflict},
};

use crate::{
    conn::Conn,
    dialect::{delete_some, lock_if_writing},
    entity::throttle::{ActiveModel, Column, Entity},
    error::OrStoreError,
};

pub(crate) struct Throttles<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl ThrottleRepo for Throttles<'_> {
    async fn count(&mut self, keys: &[&[u8]], now: Timestamp, expires_at: Timestamp) -> Result<Vec<Counted>> {
        let rows = keys.iter().map(|key| ActiveModel {
            key_hash: Set(key.to_vec()),
            attempts: Set(1),
            attempted_at: Set(now),
            previous_at: Set(None),
            expires_at: Set(expires_at),
        });
        let stored = |column| Expr::col((Entity, column));
        let is_recent = stored(Column::ExpiresAt).gt(now);
        let increased = CaseStatement::new().case(is_recent, stored(Column::Attempts).add(1)).finally(1);
        let once_more = OnConflict::column(Column::KeyHash)
            .value(Column::Attempts, increased)
            .value(Column::PreviousAt, stored(Column::AttemptedAt))
            .update_columns([Column::AttemptedAt, Column::ExpiresAt])
            .to_owned();
        let insert = Entity::insert_many(rows).on_conflict(once_more);
        let counted = insert.exec_with_returning(self.db).await.or_store_error()?;
        let counted = counted.into_iter().map(|row| Counted {
            key: row.key_hash,
            count: row.attempts,
            previous_at: row.previous_at,
        });
        Ok(counted.collect())
    }

    async fn forgive(&mut self, cleared: [&[u8]; 2], lessened: Option<&[u8]>) -> Result<()> {
        let all: Vec<_> = cleared.into_iter().chain(lessened).map(<[u8]>::to_vec).collect();
        // In the order in which attempts are counted: who locks them in another waits in a circle.
        let in_order =
            Entity::find().filter(Column::KeyHash.is_in(all.clone())).order_by_asc(Column::KeyHash);
        lock_if_writing(in_order, self.db).all(self.db).await.or_store_error()?;
        let one_less = match lessened {
            Some(key) => CaseStatement::new()
                .case(Column::KeyHash.eq(key.to_vec()), Expr::col(Column::Attempts).sub(1))
                .finally(0)
                .into(),
            None => Expr::value(0),
        };
        Entity::update_many()
            .col_expr(Column::Attempts, one_less)
            .filter(Column::KeyHash.is_in(all))
            .filter(Column::Attempts.gt(0))
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(())
    }

    async fn remove_expired(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let due = Entity::find().select_only().column(Column::KeyHash).filter(Column::ExpiresAt.lt(before));
        delete_some(self.db, due, Column::KeyHash, limit).await
    }
}
