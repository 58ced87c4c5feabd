//! Links through which addresses are given. The addresses themselves are in `vault`.

use async_trait::async_trait;
use domain::{
    Result,
    address::{AddressLink, AddressLinkRepo},
    clock::Timestamp,
    id::{AccountId, CodeId, RepairId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set, sea_query::Expr};

use crate::{
    conn::Conn,
    entity::{address_link, code},
    error::OrStoreError,
};

pub(crate) struct AddressLinks<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl AddressLinkRepo for AddressLinks<'_> {
    async fn add(&mut self, link: &AddressLink) -> Result<()> {
        let AddressLink { code, repair, asked_by, asked_at } = link;
        let row = address_link::ActiveModel {
            code_id: Set(code.as_uuid()),
            repair_id: Set(repair.as_uuid()),
            asked_by: Set(asked_by.map(AccountId::as_uuid)),
            asked_at: Set(*asked_at),
        };
        address_link::Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, code: CodeId) -> Result<Option<AddressLink>> {
        let row = address_link::Entity::find_by_id(code.as_uuid()).one(self.db).await.or_store_error()?;
        Ok(row.map(|row| {
            let address_link::Model { code_id, repair_id, asked_by, asked_at } = row;
            AddressLink {
                code: CodeId::from_uuid(code_id),
                repair: RepairId::from_uuid(repair_id),
                asked_by: asked_by.map(AccountId::from_uuid),
                asked_at,
            }
        }))
    }

    async fn void(&mut self, repair: RepairId, now: Timestamp) -> Result<()> {
        use code::{Column, Entity};
        let of_case = address_link::Entity::find()
            .select_only()
            .column(address_link::Column::CodeId)
            .filter(address_link::Column::RepairId.eq(repair.as_uuid()));
        Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(now))
            .filter(Column::Id.in_subquery(of_case.into_query()))
            .filter(Column::UsedAt.is_null())
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(())
    }
}
