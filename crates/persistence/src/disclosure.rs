use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    disclosure::{Basis, DataKind, Disclosure, DisclosureRepo},
    id::{AccountId, DisclosureId, RepairId, ShipmentId},
    page::{Page, PageRequest},
    shipment::Carrier,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    dialect::delete_some,
    entity::disclosure::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(crate) struct Disclosures<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl DisclosureRepo for Disclosures<'_> {
    async fn add(&mut self, disclosure: &Disclosure) -> Result<()> {
        let Disclosure { id, account, repair, shipment, kind, recipient, basis, actor, at } = disclosure;
        let row = ActiveModel {
            id: Set(id.as_uuid()),
            account_id: Set(account.map(AccountId::as_uuid)),
            repair_id: Set(repair.map(RepairId::as_uuid)),
            shipment_id: Set(shipment.map(ShipmentId::as_uuid)),
            kind: Set(kind.name().to_owned()),
            recipient: Set(recipient.as_ref().map(|name| name.as_str().to_owned())),
            basis: Set(basis.name().to_owned()),
            actor_id: Set(actor.map(AccountId::as_uuid)),
            at: Set(*at),
        };
        Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn of_shipment(&mut self, shipment: ShipmentId) -> Result<Option<Disclosure>> {
        let select = Entity::find().filter(Column::ShipmentId.eq(shipment.as_uuid()));
        select.one(self.db).await.or_store_error()?.map(to_disclosure).transpose()
    }

    async fn name_recipient(&mut self, id: DisclosureId, recipient: &Carrier) -> Result<()> {
        let name = Entity::update_many()
            .col_expr(Column::Recipient, Expr::value(recipient.as_str()))
            .filter(Column::Id.eq(id.as_uuid()));
        name.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn let_go(&mut self, id: DisclosureId) -> Result<()> {
        let parcel = Entity::update_many()
            .col_expr(Column::ShipmentId, Expr::value(None::<Uuid>))
            .filter(Column::Id.eq(id.as_uuid()));
        parcel.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn list(
        &mut self,
        account: Option<AccountId>,
        page: &PageRequest<DisclosureId>,
    ) -> Result<Page<Disclosure, DisclosureId>> {
        let select = Entity::find()
            .apply_if(account, |select, account| select.filter(Column::AccountId.eq(account.as_uuid())))
            .apply_if(page.after, |select, after| select.filter(Column::Id.lt(after.as_uuid())))
            .order_by_desc(Column::Id)
            .limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let found = rows.into_iter().map(to_disclosure).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(found, page.limit, |disclosure| disclosure.id))
    }

    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let old = Entity::find().select_only().column(Column::Id).filter(Column::At.lt(before));
        delete_some::<Entity, _>(self.db, old, Column::Id, limit).await
    }
}

fn to_disclosure(row: Model) -> Result<Disclosure> {
    let Model { id, account_id, repair_id, shipment_id, kind, recipient, basis, actor_id, at } = row;
    let wrong = |column| inconsistent("disclosure", column, id);
    Ok(Disclosure {
        id: DisclosureId::from_uuid(id),
        account: account_id.map(AccountId::from_uuid),
        repair: repair_id.map(RepairId::from_uuid),
        shipment: shipment_id.map(ShipmentId::from_uuid),
        kind: DataKind::from_name(&kind).ok_or_else(|| wrong("kind"))?,
        recipient: recipient.map(Carrier::from_stored),
        basis: Basis::from_name(&basis).ok_or_else(|| wrong("basis"))?,
        actor: actor_id.map(AccountId::from_uuid),
        at,
    })
}
