use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    contact::EmailAddress,
    id::{AccountId, CodeId},
    identity::{AccountState, EmailChange, EmailChangeRepo},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::account::asks_for_nothing;
use crate::{
    conn::Conn,
    dialect::{delete_some, lock_if_writing},
    entity::{
        account,
        email_change::{ActiveModel, Column, Entity, Model},
    },
    error::OrStoreError,
    update::update,
};

pub(crate) struct EmailChanges<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl EmailChangeRepo for EmailChanges<'_> {
    async fn add(&mut self, change: &EmailChange) -> Result<()> {
        Entity::insert(to_row(change)).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, account: AccountId) -> Result<Option<EmailChange>> {
        let select = lock_if_writing(Entity::find_by_id(account.as_uuid()), self.db);
        Ok(select.one(self.db).await.or_store_error()?.map(to_change))
    }

    async fn update(&mut self, change: &EmailChange) -> Result<()> {
        let update = update(to_row(change));
        let own = Column::AccountId.eq(change.account.as_uuid());
        update.filter(own).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn remove(&mut self, account: AccountId) -> Result<()> {
        Entity::delete_by_id(account.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn remove_unverified(&mut self, account: AccountId) -> Result<bool> {
        let done = account::Entity::delete_many()
            .filter(account::Column::Id.eq(account.as_uuid()))
            .filter(account::Column::State.eq(AccountState::Unverified.name()))
            .filter(account::Column::IsStaff.eq(false))
            .filter(asks_for_nothing())
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(done.rows_affected == 1)
    }

    async fn remove_expired(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let due = Entity::find().select_only().column(Column::AccountId).filter(Column::ExpiresAt.lt(before));
        delete_some(self.db, due, Column::AccountId, limit).await
    }
}

fn to_row(change: &EmailChange) -> ActiveModel {
    let EmailChange { account, email, new_code, old_code, new_confirmed_at, old_confirmed_at, expires_at } =
        change;
    ActiveModel {
        account_id: Set(account.as_uuid()),
        email: Set(email.as_str().to_owned()),
        new_code_id: Set(new_code.as_uuid()),
        old_code_id: Set(old_code.as_uuid()),
        new_confirmed_at: Set(*new_confirmed_at),
        old_confirmed_at: Set(*old_confirmed_at),
        expires_at: Set(*expires_at),
    }
}

fn to_change(row: Model) -> EmailChange {
    let Model { account_id, email, new_code_id, old_code_id, new_confirmed_at, old_confirmed_at, expires_at } =
        row;
    EmailChange {
        account: AccountId::from_uuid(account_id),
        email: EmailAddress::from_stored(email),
        new_code: CodeId::from_uuid(new_code_id),
        old_code: CodeId::from_uuid(old_code_id),
        new_confirmed_at,
        old_confirmed_at,
        expires_at,
    }
}
