use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, CodeId},
    identity::{Code, CodePurpose, CodeRepo},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    conn::Conn,
    dialect::delete_some,
    entity::code::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(crate) struct Codes<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl CodeRepo for Codes<'_> {
    async fn add(&mut self, code: &Code) -> Result<()> {
        Entity::insert(to_row(code)).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, id: CodeId) -> Result<Option<Code>> {
        let row = Entity::find_by_id(id.as_uuid()).one(self.db).await.or_store_error()?;
        row.map(to_code).transpose()
    }

    async fn find_live(&mut self, purpose: CodePurpose, now: Timestamp) -> Result<Option<Code>> {
        let select = Entity::find()
            .filter(Column::Purpose.eq(purpose.name()))
            .filter(Column::UsedAt.is_null())
            .filter(Column::ExpiresAt.gt(now))
            .order_by_desc(Column::Id);
        select.one(self.db).await.or_store_error()?.map(to_code).transpose()
    }

    async fn consume(&mut self, id: CodeId, now: Timestamp) -> Result<bool> {
        let done = Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(now))
            .filter(Column::Id.eq(id.as_uuid()))
            .filter(Column::UsedAt.is_null())
            .filter(Column::ExpiresAt.gt(now))
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(done.rows_affected == 1)
    }

    async fn void(&mut self, account: AccountId, now: Timestamp) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(now))
            .filter(Column::AccountId.eq(account.as_uuid()))
            .filter(Column::UsedAt.is_null())
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(())
    }

    async fn remove_expired(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let due = Entity::find().select_only().column(Column::Id).filter(Column::ExpiresAt.lt(before));
        delete_some(self.db, due, Column::Id, limit).await
    }
}

fn to_row(code: &Code) -> ActiveModel {
    let Code { id, purpose, account, account_version, expires_at, used_at } = code;
    ActiveModel {
        id: Set(id.as_uuid()),
        purpose: Set(purpose.name().to_owned()),
        account_id: Set(account.map(AccountId::as_uuid)),
        account_version: Set(*account_version),
        expires_at: Set(*expires_at),
        used_at: Set(*used_at),
    }
}

fn to_code(row: Model) -> Result<Code> {
    let Model { id, purpose, account_id, account_version, expires_at, used_at } = row;
    Ok(Code {
        id: CodeId::from_uuid(id),
        purpose: CodePurpose::from_name(&purpose).ok_or_else(|| inconsistent("code", "purpose", id))?,
        account: account_id.map(AccountId::from_uuid),
        account_version,
        expires_at,
        used_at,
    })
}
