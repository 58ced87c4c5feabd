use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::RepairId,
    vault::{Copies, LedgerHead, LedgerKnown, PurgeRecord, PurgeRepo, PurgeRule},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::address::to_epoch;
use crate::{
    conn::Conn,
    entity::{
        ledger_known,
        purge_record::{ActiveModel, Column, Entity, Model},
    },
    error::{OrStoreError, inconsistent},
    waiting::Row,
};

/// The database knows one ledger.
const ONLY: i32 = 1;

pub(crate) struct Purges<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl PurgeRepo for Purges<'_> {
    async fn add(&mut self, record: &PurgeRecord) -> Result<()> {
        let PurgeRecord {
            id,
            repair,
            address_version,
            rule,
            last_epoch,
            copies,
            at,
            ledger_seq,
            destroyed_at,
        } = record;
        let row = ActiveModel {
            id: Set(*id),
            repair_id: Set(repair.as_uuid()),
            address_version: Set(*address_version),
            rule: Set(rule.name().to_owned()),
            last_epoch: Set(last_epoch.number()),
            copies: Set(copies.map(|copies| copies.name().to_owned())),
            purged_at: Set(*at),
            ledger_seq: Set(*ledger_seq),
            destroyed_at: Set(*destroyed_at),
        };
        self.db.store_later([Row::new(&row)]).or_store_error()
    }

    async fn unwritten(&mut self, limit: u64) -> Result<Vec<PurgeRecord>> {
        let select = Entity::find().filter(Column::LedgerSeq.is_null()).order_by_asc(Column::Id).limit(limit);
        let rows = select.all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_record).collect()
    }

    async fn set_written(&mut self, id: Uuid, seq: i64) -> Result<bool> {
        let update = Entity::update_many()
            .col_expr(Column::LedgerSeq, Expr::value(seq))
            .filter(Column::Id.eq(id))
            .filter(Column::LedgerSeq.is_null());
        Ok(update.exec(self.db).await.or_store_error()?.rows_affected == 1)
    }

    async fn known(&mut self) -> Result<Option<LedgerKnown>> {
        let row = ledger_known::Entity::find_by_id(ONLY).one(self.db).await.or_store_error()?;
        Ok(row.map(|row| {
            let ledger_known::Model { id: _, seq, hash, destroyed_through } = row;
            LedgerKnown { head: LedgerHead { seq, hash }, destroyed_through }
        }))
    }

    /// Only forwards: of two that have written, the later one may be the slower.
    async fn set_known(&mut self, known: &LedgerKnown) -> Result<()> {
        use ledger_known::Column;
        let LedgerKnown { head: LedgerHead { seq, hash }, destroyed_through } = known;
        let row = ledger_known::ActiveModel {
            id: Set(ONLY),
            seq: Set(*seq),
            hash: Set(hash.clone()),
            destroyed_through: Set(*destroyed_through),
        };
        let forwards = OnConflict::column(Column::Id)
            .update_columns([Column::Seq, Column::Hash, Column::DestroyedThrough])
            .action_and_where(Expr::col((ledger_known::Entity, Column::Seq)).lt(*seq))
            .to_owned();
        let insert = ledger_known::Entity::insert(row).on_conflict(forwards);
        insert.exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn set_destroyed(&mut self, through: i64, at: Timestamp) -> Result<u64> {
        let update = Entity::update_many()
            .col_expr(Column::DestroyedAt, Expr::value(at))
            .filter(Column::DestroyedAt.is_null())
            .filter(Column::LastEpoch.lte(through));
        Ok(update.exec(self.db).await.or_store_error()?.rows_affected)
    }

    async fn has(&mut self, id: Uuid) -> Result<bool> {
        Ok(Entity::find_by_id(id).one(self.db).await.or_store_error()?.is_some())
    }

    async fn all(&mut self, after: Option<Uuid>, limit: u64) -> Result<Vec<PurgeRecord>> {
        let behind = after.map_or(Condition::all(), |after| Condition::all().add(Column::Id.gt(after)));
        let select = Entity::find().filter(behind).order_by_asc(Column::Id).limit(limit);
        let rows = select.all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_record).collect()
    }

    async fn of(&mut self, repair: RepairId) -> Result<Vec<PurgeRecord>> {
        let select = Entity::find().filter(Column::RepairId.eq(repair.as_uuid()));
        let rows = select.order_by_asc(Column::Id).all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_record).collect()
    }
}

fn to_record(row: Model) -> Result<PurgeRecord> {
    let Model {
        id,
        repair_id,
        address_version,
        rule,
        last_epoch,
        purged_at,
        ledger_seq,
        destroyed_at,
        copies,
    } = row;
    let unreadable = |column| inconsistent("purge_record", column, id);
    let copies = copies.map(|name| Copies::from_name(&name).ok_or_else(|| unreadable("copies")));
    Ok(PurgeRecord {
        id,
        repair: RepairId::from_uuid(repair_id),
        address_version,
        rule: PurgeRule::from_name(&rule).ok_or_else(|| unreadable("rule"))?,
        copies: copies.transpose()?,
        last_epoch: to_epoch(last_epoch, "purge_record")?,
        at: purged_at,
        ledger_seq,
        destroyed_at,
    })
}
