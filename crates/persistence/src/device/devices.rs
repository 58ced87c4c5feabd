use async_trait::async_trait;
use domain::{
    Error, Result,
    clock::Timestamp,
    device::{Device, DeviceFilter, DeviceRepo, Facts, SerialKey, Viewer},
    id::{DeviceId, ProductId},
    page::{Count, Page, PageRequest},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::{
    facts, list,
    row::{to_device, to_row},
};
use crate::{
    conn::Conn,
    count,
    dialect::{delete_some, lock_if_writing, statement},
    entity::{
        device::{Column, Entity},
        ticket,
    },
    error::OrStoreError,
    update::update,
};

const HELD_BY_ANOTHER: &str = "SELECT 1 FROM device this JOIN device other ON other.product_id = this.product_id \
    AND other.serial_key = this.serial_key WHERE this.id = $1 AND other.owner_id <> this.owner_id LIMIT 1";

pub(crate) struct Devices<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl DeviceRepo for Devices<'_> {
    async fn add(&mut self, device: &Device) -> Result<()> {
        Entity::insert(to_row(device)).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find_visible(&mut self, viewer: Viewer, id: DeviceId) -> Result<Option<Device>> {
        let select = Entity::find_by_id(id.as_uuid()).filter(list::visible_to(viewer));
        let row = lock_if_writing(select, self.db).one(self.db).await.or_store_error()?;
        row.map(to_device).transpose()
    }

    async fn is_held_by_another(&mut self, id: DeviceId) -> Result<bool> {
        let others = statement(self.db, HELD_BY_ANOTHER, [id.as_uuid().into()]);
        Ok(self.db.query_one_raw(others).await.or_store_error()?.is_some())
    }

    async fn live(&mut self, product: ProductId, key: &SerialKey) -> Result<Vec<Device>> {
        let select = Entity::find()
            .filter(Column::ProductId.eq(product.as_uuid()))
            .filter(Column::SerialKey.eq(key.as_str()))
            .filter(Column::OwnerId.is_not_null())
            .order_by_asc(Column::Id);
        select.all(self.db).await.or_store_error()?.into_iter().map(to_device).collect()
    }

    async fn update(&mut self, device: &Device, expected: i64) -> Result<()> {
        let done = update(to_row(device))
            .filter(Column::Id.eq(device.id.as_uuid()))
            .filter(Column::Version.eq(expected))
            .exec(self.db)
            .await
            .or_store_error()?;
        // Whoever updates has locked the row: nobody can have been faster.
        if done.rows_affected == 1 { Ok(()) } else { Err(Error::internal("a device changed under a lock")) }
    }

    async fn remove(&mut self, id: DeviceId) -> Result<()> {
        Entity::delete_by_id(id.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn is_referred_to(&mut self, id: DeviceId) -> Result<bool> {
        let tickets = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::Id)
            .filter(ticket::Column::DeviceId.eq(id.as_uuid()));
        if tickets.into_tuple::<uuid::Uuid>().one(self.db).await.or_store_error()?.is_some() {
            return Ok(true);
        }
        let later = Entity::find().filter(Column::TransferredFrom.eq(id.as_uuid()));
        Ok(later.one(self.db).await.or_store_error()?.is_some())
    }

    async fn any_of(&mut self, product: ProductId) -> Result<bool> {
        let select = Entity::find().filter(Column::ProductId.eq(product.as_uuid()));
        Ok(select.one(self.db).await.or_store_error()?.is_some())
    }

    async fn list(
        &mut self,
        viewer: Viewer,
        filter: &DeviceFilter,
        page: &PageRequest<DeviceId>,
    ) -> Result<Page<Device, DeviceId>> {
        list::list(self.db, viewer, filter, page).await
    }

    async fn count(&mut self, viewer: Viewer, filter: &DeviceFilter, bound: u64) -> Result<Count> {
        count::up_to(self.db, bound, list::listed(viewer, filter)).await
    }

    async fn facts(&mut self, id: DeviceId) -> Result<Option<Facts>> {
        facts::find(self.db, id).await
    }

    async fn put_facts(&mut self, id: DeviceId, facts: Option<&Facts>) -> Result<()> {
        facts::put(self.db, id, facts).await
    }

    async fn remove_old_facts(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        facts::remove_older(self.db, before, limit).await
    }

    async fn remove_former(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let with_tickets = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::DeviceId)
            .filter(ticket::Column::DeviceId.is_not_null());
        let gone_on_from = Entity::find()
            .select_only()
            .column(Column::TransferredFrom)
            .filter(Column::TransferredFrom.is_not_null());
        let due = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::EndedAt.lt(before))
            .filter(Column::Id.not_in_subquery(with_tickets.into_query()))
            .filter(Column::Id.not_in_subquery(gone_on_from.into_query()));
        delete_some(self.db, due, Column::Id, limit).await
    }
}
