//! Parcels that came without a number.

use async_trait::async_trait;
use domain::{
    Error, Result,
    clock::Timestamp,
    device::Serial,
    id::{AccountId, ParcelId, RepairId},
    page::{Page, PageRequest},
    parcel::{NewParcel, Parcel, ParcelFilter, ParcelRepo, ParcelState, Place},
    repair::CaseText,
    shipment::{Carrier, TrackingNumber},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    dialect::{lock_free_if_writing, lock_if_writing},
    entity::unidentified_parcel::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
    update::update,
};

pub(crate) struct Parcels<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl ParcelRepo for Parcels<'_> {
    async fn add(&mut self, parcel: &Parcel) -> Result<()> {
        Entity::insert(to_row(parcel)).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, id: ParcelId) -> Result<Option<Parcel>> {
        let select = lock_if_writing(Entity::find_by_id(id.as_uuid()), self.db);
        select.one(self.db).await.or_store_error()?.map(to_parcel).transpose()
    }

    async fn update(&mut self, parcel: &Parcel) -> Result<()> {
        let done = update(to_row(parcel))
            .filter(Column::Id.eq(parcel.told.id.as_uuid()))
            .exec(self.db)
            .await
            .or_store_error()?;
        // Whoever updates has locked the row.
        if done.rows_affected == 1 { Ok(()) } else { Err(Error::internal("a parcel went under a lock")) }
    }

    async fn list(
        &mut self,
        filter: &ParcelFilter,
        page: &PageRequest<ParcelId>,
    ) -> Result<Page<Parcel, ParcelId>> {
        let select = Entity::find()
            .apply_if(filter.state, |select, state| select.filter(Column::State.eq(state.name())))
            .apply_if(page.after, |select, after| select.filter(Column::Id.lt(after.as_uuid())))
            .order_by_desc(Column::Id)
            .limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let parcels = rows.into_iter().map(to_parcel).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(parcels, page.limit, |parcel| parcel.told.id))
    }

    async fn due(&mut self, settled: Timestamp, recorded: Timestamp, limit: u64) -> Result<Vec<ParcelId>> {
        let is_due = Condition::any().add(Column::SettledAt.lt(settled)).add(Column::CreatedAt.lt(recorded));
        let due = Entity::find().select_only().column(Column::Id).filter(is_due);
        let due = lock_free_if_writing(due.order_by_asc(Column::Id).limit(limit), self.db);
        let ids: Vec<Uuid> = due.into_tuple().all(self.db).await.or_store_error()?;
        Ok(ids.into_iter().map(ParcelId::from_uuid).collect())
    }

    async fn of_repairs(&mut self, repairs: &[RepairId]) -> Result<Vec<ParcelId>> {
        let these = Column::RepairId.is_in(repairs.iter().map(|repair| repair.as_uuid()));
        let ids: Vec<Uuid> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(these)
            .into_tuple()
            .all(self.db)
            .await
            .or_store_error()?;
        Ok(ids.into_iter().map(ParcelId::from_uuid).collect())
    }

    async fn remove(&mut self, ids: &[ParcelId]) -> Result<()> {
        let these = Entity::delete_many().filter(Column::Id.is_in(ids.iter().map(|id| id.as_uuid())));
        these.exec(self.db).await.or_store_error()?;
        Ok(())
    }
}

fn to_row(parcel: &Parcel) -> ActiveModel {
    let Parcel {
        told: NewParcel { id, carrier, tracking_number, contents, serial, place },
        state,
        repair,
        reason,
        recorded_by,
        settled_by,
        settled_at,
        version,
        created_at,
        updated_at,
    } = parcel;
    ActiveModel {
        id: Set(id.as_uuid()),
        carrier: Set(carrier.as_ref().map(|carrier| carrier.as_str().to_owned())),
        tracking_number: Set(tracking_number.as_ref().map(|number| number.as_str().to_owned())),
        contents: Set(contents.as_str().to_owned()),
        serial: Set(serial.as_ref().map(|serial| serial.as_str().to_owned())),
        place: Set(place.as_str().to_owned()),
        state: Set(state.name().to_owned()),
        repair_id: Set(repair.map(RepairId::as_uuid)),
        reason: Set(reason.as_ref().map(|reason| reason.as_str().to_owned())),
        recorded_by: Set(recorded_by.map(AccountId::as_uuid)),
        settled_by: Set(settled_by.map(AccountId::as_uuid)),
        settled_at: Set(*settled_at),
        version: Set(*version),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
    }
}

fn to_parcel(row: Model) -> Result<Parcel> {
    let Model {
        id,
        carrier,
        tracking_number,
        contents,
        serial,
        place,
        state,
        repair_id,
        reason,
        recorded_by,
        settled_by,
        settled_at,
        version,
        created_at,
        updated_at,
    } = row;
    let state = ParcelState::from_name(&state);
    Ok(Parcel {
        told: NewParcel {
            id: ParcelId::from_uuid(id),
            carrier: carrier.map(Carrier::from_stored),
            tracking_number: tracking_number.map(TrackingNumber::from_stored),
            contents: CaseText::from_stored(contents),
            serial: serial.map(Serial::from_stored),
            place: Place::from_stored(place),
        },
        state: state.ok_or_else(|| inconsistent("unidentified_parcel", "state", id))?,
        repair: repair_id.map(RepairId::from_uuid),
        reason: reason.map(CaseText::from_stored),
        recorded_by: recorded_by.map(AccountId::from_uuid),
        settled_by: settled_by.map(AccountId::from_uuid),
        settled_at,
        version,
        created_at,
        updated_at,
    })
}
