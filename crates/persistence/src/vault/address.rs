use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, RepairId},
    vault::{AddressRecord, AddressRepo, CapturedVia, Epoch, HeldAddress, Quality, SURE_FOR, SealedAddress},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, QuerySelect,
    Statement, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    dialect::{lock_all_if_writing, lock_if_writing, statement},
    entity::{
        address_key,
        repair_address::{ActiveModel, Column, Entity},
    },
    error::{OrStoreError, inconsistent},
    waiting::Deletion,
};

/// An address is kept past its end by a legal hold, or while the carrier has to answer for the parcel.
const OVERDUE: &str = "SELECT a.expires_at, a.repair_id FROM repair_address a JOIN repair_case c ON c.id = a.repair_id \
    WHERE a.expires_at <= $1 AND c.claim_opened_at IS NULL AND (c.legal_hold_until IS NULL OR c.legal_hold_until <= $1) \
    AND (a.expires_at, a.repair_id) > ($3, $4) ORDER BY a.expires_at, a.repair_id LIMIT $2";
/// One statement, so that body and key are of one version also where nothing is locked.
const SEALED: &str = "SELECT a.address_version, a.sealed_body, k.wrapped, k.epoch FROM repair_address a \
    JOIN address_key k ON k.repair_id = a.repair_id WHERE a.repair_id = $1";
/// The address is locked first, then the key: a rotation wraps that anew, and which epoch was the last is known behind
/// the lock only.
const HELD: &str = "SELECT a.address_version, k.epoch FROM repair_address a \
    JOIN address_key k ON k.repair_id = a.repair_id WHERE a.repair_id = $1";
const MISPLACED: &str = "SELECT a.repair_id FROM repair_address a LEFT JOIN repair_case c ON c.id = a.repair_id \
    WHERE c.id IS NULL OR NOT c.address_allowed LIMIT 100";

pub(crate) struct Addresses<'t> {
    pub(crate) db: &'t Conn,
}

/// What is known of an address; the sealed body is read only to be opened.
type Known = (Uuid, i64, String, String, Option<Uuid>, Timestamp, Timestamp, Option<Timestamp>);

#[async_trait]
impl AddressRepo for Addresses<'_> {
    async fn find(&mut self, repair: RepairId) -> Result<Option<AddressRecord>> {
        let select = lock_if_writing(Entity::find_by_id(repair.as_uuid()), self.db).select_only().columns([
            Column::RepairId,
            Column::AddressVersion,
            Column::Quality,
            Column::CapturedVia,
            Column::CapturedBy,
            Column::CapturedAt,
            Column::ExpiresAt,
            Column::SureUntil,
        ]);
        let row: Option<Known> = select.into_tuple().one(self.db).await.or_store_error()?;
        row.map(to_record).transpose()
    }

    async fn hold(&mut self, repair: RepairId) -> Result<Option<HeldAddress>> {
        let held = format!("{HELD}{}", lock_all_if_writing(self.db));
        let select = statement(self.db, &held, [repair.as_uuid().into()]);
        let Some(row) = self.db.query_one_raw(select).await.or_store_error()? else { return Ok(None) };
        Ok(Some(HeldAddress {
            version: row.try_get_by_index(0).or_store_error()?,
            epoch: to_epoch(row.try_get_by_index(1).or_store_error()?, "address_key")?,
        }))
    }

    async fn sealed(&mut self, repair: RepairId) -> Result<Option<SealedAddress>> {
        let select = statement(self.db, SEALED, [repair.as_uuid().into()]);
        let Some(row) = self.db.query_one_raw(select).await.or_store_error()? else { return Ok(None) };
        Ok(Some(SealedAddress {
            repair,
            version: row.try_get_by_index(0).or_store_error()?,
            body: row.try_get_by_index(1).or_store_error()?,
            wrapped: row.try_get_by_index(2).or_store_error()?,
            epoch: to_epoch(row.try_get_by_index(3).or_store_error()?, "address_key")?,
        }))
    }

    async fn add(&mut self, record: &AddressRecord, sealed: &SealedAddress) -> Result<()> {
        let AddressRecord {
            repair,
            version,
            quality,
            captured_via,
            captured_by,
            captured_at,
            expires_at,
            sure_until,
        } = record;
        let row = ActiveModel {
            repair_id: Set(repair.as_uuid()),
            address_allowed: Set(true),
            address_version: Set(*version),
            sealed_body: Set(sealed.body.clone()),
            quality: Set(quality.name().to_owned()),
            captured_via: Set(captured_via.name().to_owned()),
            captured_by: Set(captured_by.map(AccountId::as_uuid)),
            captured_at: Set(*captured_at),
            expires_at: Set(*expires_at),
            sure_until: Set(Some(*sure_until)),
        };
        Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        let key = address_key::ActiveModel {
            repair_id: Set(repair.as_uuid()),
            address_version: Set(*version),
            epoch: Set(sealed.epoch.number()),
            wrapped: Set(sealed.wrapped.clone()),
        };
        address_key::Entity::insert(key).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn set_quality(
        &mut self,
        repair: RepairId,
        quality: Quality,
        sure_until: Option<Timestamp>,
    ) -> Result<()> {
        let update = Entity::update_many()
            .col_expr(Column::Quality, Expr::value(quality.name()))
            .col_expr(Column::SureUntil, Expr::value(sure_until))
            .filter(Column::RepairId.eq(repair.as_uuid()));
        update.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn remove(&mut self, repair: RepairId) -> Result<()> {
        // The key first, which refers to the address.
        for table in ["address_key", "repair_address"] {
            let deletion = Deletion { table, column: "repair_id", value: repair.as_uuid().into() };
            self.db.delete_later(deletion).or_store_error()?;
        }
        Ok(())
    }

    async fn overdue(
        &mut self,
        now: Timestamp,
        after: Option<(Timestamp, RepairId)>,
        limit: u64,
    ) -> Result<Vec<(Timestamp, RepairId)>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (at, id) = after.map_or((Timestamp::UNIX_EPOCH, Uuid::nil()), |(at, id)| (at, id.as_uuid()));
        let select = statement(self.db, OVERDUE, [now.into(), limit.into(), at.into(), id.into()]);
        let rows = self.db.query_all_raw(select).await.or_store_error()?;
        let place = |row: &QueryResult| {
            Ok((
                row.try_get_by_index(0).or_store_error()?,
                RepairId::from_uuid(row.try_get_by_index(1).or_store_error()?),
            ))
        };
        rows.iter().map(place).collect()
    }

    async fn misplaced(&mut self) -> Result<Vec<RepairId>> {
        ids(self.db, statement(self.db, MISPLACED, [])).await
    }
}

async fn ids(db: &Conn, select: Statement) -> Result<Vec<RepairId>> {
    let rows = db.query_all_raw(select).await.or_store_error()?;
    rows.iter().map(|row| row.try_get_by_index(0).map(RepairId::from_uuid).or_store_error()).collect()
}

fn to_record(row: Known) -> Result<AddressRecord> {
    let (repair_id, version, quality, captured_via, captured_by, captured_at, expires_at, sure_until) = row;
    let unreadable = |column| inconsistent("repair_address", column, repair_id);
    Ok(AddressRecord {
        repair: RepairId::from_uuid(repair_id),
        version,
        quality: Quality::from_name(&quality).ok_or_else(|| unreadable("quality"))?,
        captured_via: CapturedVia::from_name(&captured_via).ok_or_else(|| unreadable("captured_via"))?,
        captured_by: captured_by.map(AccountId::from_uuid),
        captured_at,
        expires_at,
        // One that was given before this was kept.
        sure_until: sure_until.unwrap_or(captured_at + SURE_FOR),
    })
}

pub(super) fn to_epoch(number: i64, table: &'static str) -> Result<Epoch> {
    Epoch::from_number(number).ok_or_else(|| inconsistent(table, "epoch", number))
}
