use async_trait::async_trait;
use domain::{
    Result,
    id::AccountId,
    identity::{AccountState, Role, StaffRepo},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    conn::Conn,
    dialect::hold_if_writing,
    entity::account::{Column, Entity},
    error::OrStoreError,
};

pub(crate) struct Staff<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl StaffRepo for Staff<'_> {
    async fn lock_active(&mut self, role: Role) -> Result<Vec<AccountId>> {
        let select = Entity::find()
            .filter(Column::IsStaff.eq(true))
            .filter(Column::Role.eq(role.name()))
            .filter(Column::State.eq(AccountState::Active.name()))
            .order_by_asc(Column::Number);
        let rows = hold_if_writing(select, self.db).all(self.db).await.or_store_error()?;
        Ok(rows.into_iter().map(|row| AccountId::from_uuid(row.id)).collect())
    }

    async fn remove_invited(&mut self, account: AccountId) -> Result<bool> {
        let invited = Entity::delete_many()
            .filter(Column::Id.eq(account.as_uuid()))
            .filter(Column::IsStaff.eq(true))
            .filter(Column::State.eq(AccountState::Unverified.name()));
        Ok(invited.exec(self.db).await.or_store_error()?.rows_affected == 1)
    }
}
