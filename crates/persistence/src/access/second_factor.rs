use async_trait::async_trait;
use domain::{
    Result,
    access::{SecondFactorRepo, Totp},
    id::AccountId,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use crate::{
    conn::Conn,
    dialect::lock_if_writing,
    entity::{
        recovery_code,
        totp::{ActiveModel, Column, Entity, Model},
    },
    error::OrStoreError,
};

pub(crate) struct SecondFactors<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl SecondFactorRepo for SecondFactors<'_> {
    async fn find(&mut self, account: AccountId) -> Result<Option<Totp>> {
        let select = lock_if_writing(Entity::find_by_id(account.as_uuid()), self.db);
        Ok(select.one(self.db).await.or_store_error()?.map(to_totp))
    }

    async fn put(&mut self, totp: &Totp) -> Result<()> {
        let again = OnConflict::column(Column::AccountId)
            .update_columns([Column::SealedSecret, Column::StartedAt, Column::ConfirmedAt, Column::LastStep])
            .to_owned();
        let insert = Entity::insert(to_row(totp)).on_conflict(again);
        insert.exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn remove(&mut self, account: AccountId) -> Result<()> {
        self.remove_recovery_codes(account).await?;
        Entity::delete_by_id(account.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn advance(&mut self, account: AccountId, step: i64) -> Result<bool> {
        let done = Entity::update_many()
            .col_expr(Column::LastStep, Expr::value(step))
            .filter(Column::AccountId.eq(account.as_uuid()))
            .filter(Column::LastStep.lt(step))
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(done.rows_affected == 1)
    }

    async fn put_recovery_codes(&mut self, account: AccountId, hashes: Vec<Vec<u8>>) -> Result<()> {
        self.remove_recovery_codes(account).await?;
        let rows = hashes.into_iter().map(|hash| recovery_code::ActiveModel {
            account_id: Set(account.as_uuid()),
            code_hash: Set(hash),
        });
        let insert = recovery_code::Entity::insert_many(rows);
        insert.exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn use_recovery_code(&mut self, account: AccountId, hash: Vec<u8>) -> Result<bool> {
        let code = recovery_code::Entity::delete_by_id((account.as_uuid(), hash));
        Ok(code.exec(self.db).await.or_store_error()?.rows_affected == 1)
    }

    async fn recovery_codes_left(&mut self, account: AccountId) -> Result<u64> {
        let codes = recovery_code::Entity::find();
        let codes = codes.filter(recovery_code::Column::AccountId.eq(account.as_uuid()));
        codes.count(self.db).await.or_store_error()
    }
}

impl SecondFactors<'_> {
    async fn remove_recovery_codes(&self, account: AccountId) -> Result<()> {
        let codes = recovery_code::Entity::delete_many();
        let codes = codes.filter(recovery_code::Column::AccountId.eq(account.as_uuid()));
        codes.exec(self.db).await.or_store_error()?;
        Ok(())
    }
}

fn to_row(totp: &Totp) -> ActiveModel {
    let Totp { account, sealed, started_at, confirmed_at, last_step } = totp;
    ActiveModel {
        account_id: Set(account.as_uuid()),
        sealed_secret: Set(sealed.clone()),
        started_at: Set(*started_at),
        confirmed_at: Set(*confirmed_at),
        last_step: Set(*last_step),
    }
}

fn to_totp(row: Model) -> Totp {
    let Model { account_id, sealed_secret, started_at, confirmed_at, last_step } = row;
    Totp {
        account: AccountId::from_uuid(account_id),
        sealed: sealed_secret,
        started_at,
        confirmed_at,
        last_step,
    }
}
