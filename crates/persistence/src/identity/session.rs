use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, SessionId},
    identity::{Session, SessionRepo},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};

use crate::{
    conn::Conn,
    dialect::{delete_some, lock_if_writing},
    entity::session::{ActiveModel, Column, Entity, Model},
    error::OrStoreError,
};

pub(crate) struct Sessions<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl SessionRepo for Sessions<'_> {
    async fn add(&mut self, session: &Session) -> Result<()> {
        Entity::insert(to_row(session)).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, id: SessionId) -> Result<Option<Session>> {
        let select = lock_if_writing(Entity::find_by_id(id.as_uuid()), self.db);
        Ok(select.one(self.db).await.or_store_error()?.as_ref().map(to_session))
    }

    async fn rotate(&mut self, session: &Session, from: i32) -> Result<bool> {
        let done = Entity::update_many()
            .set(to_row(session))
            .filter(Column::Id.eq(session.id.as_uuid()))
            .filter(Column::Generation.eq(from))
            .filter(Column::EndedAt.is_null())
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(done.rows_affected == 1)
    }

    async fn revoke(&mut self, id: SessionId, at: Timestamp) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::EndedAt, Expr::value(at))
            .filter(Column::Id.eq(id.as_uuid()))
            .filter(Column::EndedAt.is_null())
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(())
    }

    async fn remove_ended(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let ended = Condition::any().add(Column::EndedAt.lt(before)).add(Column::IdleExpiresAt.lt(before));
        let due = Entity::find().select_only().column(Column::Id).filter(ended);
        delete_some(self.db, due, Column::Id, limit).await
    }
}

fn to_row(session: &Session) -> ActiveModel {
    let Session {
        id,
        account,
        generation,
        rotated_at,
        remembered,
        created_at,
        idle_expires_at,
        expires_at,
        ended_at,
    } = session;
    ActiveModel {
        id: Set(id.as_uuid()),
        account_id: Set(account.as_uuid()),
        generation: Set(*generation),
        rotated_at: Set(*rotated_at),
        remembered: Set(*remembered),
        created_at: Set(*created_at),
        idle_expires_at: Set(*idle_expires_at),
        expires_at: Set(*expires_at),
        ended_at: Set(*ended_at),
    }
}

fn to_session(row: &Model) -> Session {
    let Model {
        id,
        account_id,
        generation,
        rotated_at,
        remembered,
        created_at,
        idle_expires_at,
        expires_at,
        ended_at,
    } = *row;
    Session {
        id: SessionId::from_uuid(id),
        account: AccountId::from_uuid(account_id),
        generation,
        rotated_at,
        remembered,
        created_at,
        idle_expires_at,
        expires_at,
        ended_at,
    }
}
