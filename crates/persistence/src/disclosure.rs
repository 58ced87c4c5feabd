use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    disclosure::{Basis, DataKind, Disclosure, DisclosureRepo, Purpose, Recipient, RecipientKind},
    id::{AccountId, DisclosureId, RepairId, ShipmentId, TicketId},
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
    dialect::{delete_some, lock_if_writing},
    entity::disclosure::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(crate) struct Disclosures<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl DisclosureRepo for Disclosures<'_> {
    async fn add(&mut self, disclosure: &Disclosure) -> Result<()> {
        let Disclosure {
            id,
            account,
            repair,
            ticket,
            shipment,
            kinds,
            recipient,
            recipient_kind,
            basis,
            purpose,
            corrects,
            actor,
            at,
            recorded_at,
        } = disclosure;
        let names: Vec<_> = kinds.iter().map(|kind| kind.name()).collect();
        let row = ActiveModel {
            id: Set(id.as_uuid()),
            account_id: Set(account.map(AccountId::as_uuid)),
            repair_id: Set(repair.map(RepairId::as_uuid)),
            shipment_id: Set(shipment.map(ShipmentId::as_uuid)),
            kind: Set(names.first().copied().unwrap_or_default().to_owned()),
            recipient: Set(recipient.as_ref().map(|name| name.as_str().to_owned())),
            basis: Set(basis.name().to_owned()),
            actor_id: Set(actor.map(AccountId::as_uuid)),
            at: Set(*at),
            recipient_kind: Set(Some(recipient_kind.name().to_owned())),
            kinds: Set(Some(names.join(","))),
            purpose: Set(purpose.as_ref().map(|purpose| purpose.as_str().to_owned())),
            recorded_at: Set(Some(*recorded_at)),
            ticket_id: Set(ticket.map(TicketId::as_uuid)),
            corrects_id: Set(corrects.map(DisclosureId::as_uuid)),
        };
        Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, id: DisclosureId) -> Result<Option<Disclosure>> {
        // Whoever is about to correct an entry holds it.
        let select = lock_if_writing(Entity::find_by_id(id.as_uuid()), self.db);
        select.one(self.db).await.or_store_error()?.map(to_disclosure).transpose()
    }

    async fn is_corrected(&mut self, id: DisclosureId) -> Result<bool> {
        let select = Entity::find().filter(Column::CorrectsId.eq(id.as_uuid()));
        Ok(select.one(self.db).await.or_store_error()?.is_some())
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
        let old = Entity::find().select_only().column(Column::Id).filter(Column::RecordedAt.lt(before));
        delete_some::<Entity, _>(self.db, old, Column::Id, limit).await
    }
}

fn to_disclosure(row: Model) -> Result<Disclosure> {
    let Model {
        id,
        account_id,
        repair_id,
        shipment_id,
        kind,
        recipient,
        basis,
        actor_id,
        at,
        recipient_kind,
        kinds,
        purpose,
        recorded_at,
        ticket_id,
        corrects_id,
    } = row;
    let wrong = |column| inconsistent("disclosure", column, id);
    // What nobody wrote down by hand went to a carrier.
    let kinds: Option<Vec<_>> = kinds.unwrap_or(kind).split(',').map(DataKind::from_name).collect();
    let recipient_kind =
        recipient_kind.map_or(Some(RecipientKind::Carrier), |name| RecipientKind::from_name(&name));
    Ok(Disclosure {
        id: DisclosureId::from_uuid(id),
        account: account_id.map(AccountId::from_uuid),
        repair: repair_id.map(RepairId::from_uuid),
        shipment: shipment_id.map(ShipmentId::from_uuid),
        ticket: ticket_id.map(TicketId::from_uuid),
        kinds: kinds.ok_or_else(|| wrong("kinds"))?,
        recipient: recipient.map(Recipient::from_stored),
        recipient_kind: recipient_kind.ok_or_else(|| wrong("recipient_kind"))?,
        basis: Basis::from_name(&basis).ok_or_else(|| wrong("basis"))?,
        purpose: purpose.map(Purpose::from_stored),
        corrects: corrects_id.map(DisclosureId::from_uuid),
        actor: actor_id.map(AccountId::from_uuid),
        at,
        recorded_at: recorded_at.unwrap_or(at),
    })
}
