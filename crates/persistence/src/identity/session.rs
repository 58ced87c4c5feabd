use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, SessionId},
    identity::{Session, SessionKind, SessionRepo},
    page::{Page, PageRequest},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use crate::{
    conn::Conn,
    dialect::{delete_some, lock_if_writing},
    entity::session::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
    update::update,
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
        select.one(self.db).await.or_store_error()?.map(to_session).transpose()
    }

    async fn rotate(&mut self, session: &Session, from: i32) -> Result<bool> {
        let done = update(to_row(session))
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

    async fn list_live(
        &mut self,
        account: AccountId,
        now: Timestamp,
        page: PageRequest<SessionId>,
    ) -> Result<Page<Session, SessionId>> {
        let mut select = Entity::find()
            .filter(Column::AccountId.eq(account.as_uuid()))
            .filter(Column::EndedAt.is_null())
            .filter(Column::IdleExpiresAt.gt(now));
        if let Some(after) = page.after {
            select = select.filter(Column::Id.gt(after.as_uuid()));
        }
        let select = select.order_by_asc(Column::Id).limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let sessions = rows.into_iter().map(to_session).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(sessions, page.limit, |session| session.id))
    }

    async fn revoke_all(
        &mut self,
        account: AccountId,
        but: Option<SessionId>,
        at: Timestamp,
    ) -> Result<Vec<SessionId>> {
        let mut update = Entity::update_many()
            .col_expr(Column::EndedAt, Expr::value(at))
            .filter(Column::AccountId.eq(account.as_uuid()))
            .filter(Column::EndedAt.is_null());
        if let Some(but) = but {
            update = update.filter(Column::Id.ne(but.as_uuid()));
        }
        let ended = update.exec_with_returning(self.db).await.or_store_error()?;
        Ok(ended.into_iter().map(|row| SessionId::from_uuid(row.id)).collect())
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
        kind,
        generation,
        rotated_at,
        used_at,
        remembered,
        created_at,
        idle_expires_at,
        expires_at,
        ended_at,
    } = session;
    ActiveModel {
        id: Set(id.as_uuid()),
        account_id: Set(account.as_uuid()),
        kind: Set(kind.name().to_owned()),
        generation: Set(*generation),
        rotated_at: Set(*rotated_at),
        used_at: Set(Some(*used_at)),
        remembered: Set(*remembered),
        created_at: Set(*created_at),
        idle_expires_at: Set(*idle_expires_at),
        expires_at: Set(*expires_at),
        ended_at: Set(*ended_at),
    }
}

fn to_session(row: Model) -> Result<Session> {
    let Model {
        id,
        account_id,
        kind,
        generation,
        rotated_at,
        used_at,
        remembered,
        created_at,
        idle_expires_at,
        expires_at,
        ended_at,
    } = row;
    Ok(Session {
        id: SessionId::from_uuid(id),
        account: AccountId::from_uuid(account_id),
        kind: SessionKind::from_name(&kind).ok_or_else(|| inconsistent("session", "kind", id))?,
        generation,
        rotated_at,
        // Sessions from before the column was there.
        used_at: used_at.unwrap_or(rotated_at),
        remembered,
        created_at,
        idle_expires_at,
        expires_at,
        ended_at,
    })
}
