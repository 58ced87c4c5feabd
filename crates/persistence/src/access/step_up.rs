use async_trait::async_trait;
use domain::{Result, access::StepUpRepo, clock::Timestamp, id::SessionId};
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

use crate::{
    conn::Conn,
    entity::step_up::{ActiveModel, Column, Entity},
    error::OrStoreError,
};

pub(crate) struct StepUps<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl StepUpRepo for StepUps<'_> {
    async fn record(&mut self, session: SessionId, at: Timestamp) -> Result<()> {
        let row = ActiveModel { session_id: Set(session.as_uuid()), at: Set(at) };
        let again = OnConflict::column(Column::SessionId).update_column(Column::At).to_owned();
        Entity::insert(row).on_conflict(again).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn last(&mut self, session: SessionId) -> Result<Option<Timestamp>> {
        let row = Entity::find_by_id(session.as_uuid()).one(self.db).await.or_store_error()?;
        Ok(row.map(|row| row.at))
    }
}
