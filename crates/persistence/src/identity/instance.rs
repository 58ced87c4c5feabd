use async_trait::async_trait;
use domain::{Error, Result, instance::InstanceRepo};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    conn::Conn,
    entity::instance::{ActiveModel, Entity},
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
        let row = ActiveModel { id: Set(ID), key_check: Set(ours.to_owned()) };
        let insert = Entity::insert(row).on_conflict_do_nothing();
        insert.exec_without_returning(self.db).await.or_store_error()?;
        let stored = Entity::find_by_id(ID).one(self.db).await.or_store_error()?;
        stored.map(|row| row.key_check).ok_or_else(|| Error::internal(StoreFailure::new("no instance row")))
    }
}
