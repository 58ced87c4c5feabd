use async_trait::async_trait;
use domain::{
    Error, Result,
    clock::Timestamp,
    instance::{Engine, InstanceRepo, Settled},
    job::HELD_AFTER_RESTORE,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Alias, Expr, Order, Query},
};

use crate::{
    conn::Conn,
    dialect,
    entity::{
        api_token, code,
        instance::{ActiveModel, Column, Entity},
        job, session,
    },
    error::{OrStoreError, StoreFailure},
};

/// The installation has one row.
const ID: i32 = 1;

pub(crate) struct Instance<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl InstanceRepo for Instance<'_> {
    async fn key_check(&mut self, ours: &str) -> Result<String> {
        let row = ActiveModel {
            id: Set(ID),
            key_check: Set(ours.to_owned()),
            restored_at: NotSet,
            vault_proven_at: NotSet,
            vault_wrong: NotSet,
        };
        let insert = Entity::insert(row).on_conflict_do_nothing();
        insert.exec_without_returning(self.db).await.or_store_error()?;
        let stored = self.known_key_check().await?;
        stored.ok_or_else(|| Error::internal(StoreFailure::new("no instance row")))
    }

    async fn known_key_check(&mut self) -> Result<Option<String>> {
        // Also asked of a database that is not brought up to date yet.
        let stored = Entity::find_by_id(ID).select_only().column(Column::KeyCheck);
        stored.into_tuple().one(self.db).await.or_store_error()
    }

    async fn restored_at(&mut self) -> Result<Option<Timestamp>> {
        let stored = Entity::find_by_id(ID).one(self.db).await.or_store_error()?;
        Ok(stored.and_then(|row| row.restored_at))
    }

    async fn engine(&mut self) -> Result<Engine> {
        let newest = Query::select()
            .column(Alias::new("version"))
            .from(Alias::new("seaql_migrations"))
            .order_by(Alias::new("version"), Order::Desc)
            .limit(1)
            .take();
        let newest = self.db.query_one(&newest).await.or_store_error()?;
        let schema = newest.map(|row| row.try_get_by_index(0)).transpose().or_store_error()?;
        let (name, version) = dialect::engine(self.db).await?;
        Ok(Engine { name, version, schema: schema.unwrap_or_default() })
    }

    async fn settle(&mut self, now: Timestamp, hold_mail: bool) -> Result<Settled> {
        let sessions = session::Entity::update_many()
            .col_expr(session::Column::EndedAt, Expr::value(now))
            .filter(session::Column::EndedAt.is_null());
        let api_tokens = api_token::Entity::update_many()
            .col_expr(api_token::Column::ExpiresAt, Expr::value(now))
            .filter(api_token::Column::ExpiresAt.gt(now));
        let codes = code::Entity::update_many()
            .col_expr(code::Column::UsedAt, Expr::value(now))
            .filter(code::Column::UsedAt.is_null());
        let restored = Entity::update_many().col_expr(Column::RestoredAt, Expr::value(now));
        restored.exec(self.db).await.or_store_error()?;
        Ok(Settled {
            sessions: sessions.exec(self.db).await.or_store_error()?.rows_affected,
            api_tokens: api_tokens.exec(self.db).await.or_store_error()?.rows_affected,
            codes: codes.exec(self.db).await.or_store_error()?.rows_affected,
            mails: if hold_mail { self.hold_mails(now).await? } else { 0 },
        })
    }

    /// A job that was running at the moment of the backup may have been finished since: it waits again.
    async fn hold_mails(&mut self, now: Timestamp) -> Result<u64> {
        let mails = job::Entity::update_many()
            .col_expr(job::Column::DeadAt, Expr::value(now))
            .col_expr(job::Column::LeaseHolder, Expr::value(None::<uuid::Uuid>))
            .col_expr(job::Column::Reason, Expr::value(HELD_AFTER_RESTORE))
            .filter(job::Column::Kind.eq("send_mail"))
            .filter(job::Column::DeadAt.is_null());
        Ok(mails.exec(self.db).await.or_store_error()?.rows_affected)
    }

    async fn set_vault_proof(&mut self, at: Timestamp, wrong: i64) -> Result<()> {
        let proven = Entity::update_many()
            .col_expr(Column::VaultProvenAt, Expr::value(at))
            .col_expr(Column::VaultWrong, Expr::value(wrong));
        proven.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn lock(&mut self) -> Result<()> {
        dialect::lock_instance(self.db).await
    }
}
