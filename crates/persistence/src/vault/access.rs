use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, RepairId},
    identity::Role,
    page::{Page, PageRequest},
    vault::{Access, AccessRepo, Purpose},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    dialect::delete_some,
    entity::address_access::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(crate) struct Accesses<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl AccessRepo for Accesses<'_> {
    async fn add(&mut self, access: &Access) -> Result<()> {
        let Access { id, repair, account, role, purpose, reason, at, failed_at } = access;
        let row = ActiveModel {
            id: Set(*id),
            repair_id: Set(repair.as_uuid()),
            account_id: Set(account.map(AccountId::as_uuid)),
            role: Set(role.map(|role| role.name().to_owned())),
            purpose: Set(purpose.name().to_owned()),
            reason: Set(reason.clone()),
            at: Set(*at),
            failed_at: Set(*failed_at),
        };
        Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn set_failed(&mut self, id: Uuid, at: Timestamp) -> Result<()> {
        let update =
            Entity::update_many().col_expr(Column::FailedAt, Expr::value(at)).filter(Column::Id.eq(id));
        update.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn of(&mut self, repair: RepairId, page: &PageRequest<Uuid>) -> Result<Page<Access, Uuid>> {
        let select = Entity::find()
            .filter(Column::RepairId.eq(repair.as_uuid()))
            .apply_if(page.after, |select, after| select.filter(Column::Id.lt(after)))
            .order_by_desc(Column::Id)
            .limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let accesses = rows.into_iter().map(to_access).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(accesses, page.limit, |access| access.id))
    }

    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let old = Entity::find().select_only().column(Column::Id).filter(Column::At.lt(before));
        delete_some::<Entity, _>(self.db, old, Column::Id, limit).await
    }
}

fn to_access(row: Model) -> Result<Access> {
    let Model { id, repair_id, account_id, role, purpose, reason, at, failed_at } = row;
    let unreadable = |column| inconsistent("address_access", column, id);
    let role = role.map(|role| Role::from_name(&role).ok_or_else(|| unreadable("role")));
    Ok(Access {
        id,
        repair: RepairId::from_uuid(repair_id),
        account: account_id.map(AccountId::from_uuid),
        role: role.transpose()?,
        purpose: Purpose::from_name(&purpose).ok_or_else(|| unreadable("purpose"))?,
        reason,
        at,
        failed_at,
    })
}
