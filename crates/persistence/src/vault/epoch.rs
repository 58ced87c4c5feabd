use async_trait::async_trait;
use domain::{
    Result,
    id::RepairId,
    vault::{CheckValue, Epoch, EpochRecord, EpochRepo, VaultFigures, Wrap, WrapPlace},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, SqlErr, sea_query::Expr,
};

use super::address::to_epoch;
use crate::{
    conn::Conn,
    dialect::{share_if_writing, statement},
    entity::{
        address_key,
        key_epoch::{ActiveModel, Column, Entity, Model},
    },
    error::OrStoreError,
};

const FIGURES: &str = "SELECT (SELECT created_at FROM key_epoch WHERE is_current), \
    (SELECT COUNT(*) FROM address_key), \
    (SELECT COUNT(*) FROM address_key k JOIN key_epoch e ON e.epoch = k.epoch WHERE NOT e.is_current), \
    (SELECT COUNT(*) FROM purge_record WHERE ledger_seq IS NULL), \
    (SELECT COUNT(*) FROM purge_record WHERE destroyed_at IS NULL), \
    (SELECT COALESCE(MAX(seq), 0) FROM ledger_known), \
    (SELECT vault_proven_at FROM instance), (SELECT COALESCE(vault_wrong, 0) FROM instance)";

pub(crate) struct Epochs<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl EpochRepo for Epochs<'_> {
    async fn all(&mut self) -> Result<Vec<EpochRecord>> {
        let rows = Entity::find().order_by_asc(Column::Epoch).all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_record).collect()
    }

    async fn add(&mut self, record: &EpochRecord) -> Result<()> {
        let EpochRecord { epoch, is_current, check, created_at } = record;
        let row = ActiveModel {
            epoch: Set(epoch.number()),
            is_current: Set(*is_current),
            check_value: Set(check.bytes().to_vec()),
            created_at: Set(*created_at),
        };
        Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn hold(&mut self, epoch: Epoch) -> Result<bool> {
        let select = share_if_writing(Entity::find_by_id(epoch.number()), self.db);
        Ok(select.one(self.db).await.or_store_error()?.is_some())
    }

    /// The old one goes first: the index allows one.
    async fn make_current(&mut self, epoch: Epoch) -> Result<()> {
        for (is_current, of) in
            [(false, Column::Epoch.ne(epoch.number())), (true, Column::Epoch.eq(epoch.number()))]
        {
            let update =
                Entity::update_many().col_expr(Column::IsCurrent, Expr::value(is_current)).filter(of);
            update.exec(self.db).await.or_store_error()?;
        }
        Ok(())
    }

    /// A wrap that another transaction is about to add holds the row: the deletion waits for it, and fails: then
    /// this transaction cannot be committed.
    async fn remove(&mut self, epoch: Epoch) -> Result<bool> {
        let used = address_key::Entity::find()
            .select_only()
            .column(address_key::Column::Epoch)
            .filter(address_key::Column::Epoch.eq(epoch.number()))
            .limit(1)
            .into_query();
        let delete = Entity::delete_many()
            .filter(Column::Epoch.eq(epoch.number()))
            .filter(Column::IsCurrent.eq(false))
            .filter(Column::Epoch.not_in_subquery(used));
        match delete.exec(self.db).await {
            Err(error) if is_in_use(&error) => Ok(false),
            done => Ok(done.or_store_error()?.rows_affected == 1),
        }
    }

    async fn wraps(
        &mut self,
        before: Option<Epoch>,
        after: Option<RepairId>,
        limit: u64,
    ) -> Result<Vec<Wrap>> {
        let mut select = address_key::Entity::find();
        if let Some(before) = before {
            select = select.filter(address_key::Column::Epoch.lt(before.number()));
        }
        if let Some(after) = after {
            select = select.filter(address_key::Column::RepairId.gt(after.as_uuid()));
        }
        let select = select.order_by_asc(address_key::Column::RepairId).limit(limit);
        let rows = select.all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_wrap).collect()
    }

    async fn figures(&mut self) -> Result<VaultFigures> {
        let row = self.db.query_one_raw(statement(self.db, FIGURES, [])).await.or_store_error()?;
        let Some(row) = row else { return Ok(VaultFigures::default()) };
        let count = |at| row.try_get_by_index(at).or_store_error();
        Ok(VaultFigures {
            epoch_began_at: row.try_get_by_index(0).or_store_error()?,
            addresses: count(1)?,
            waiting_wraps: count(2)?,
            unwritten: count(3)?,
            pending: count(4)?,
            ledger_entries: count(5)?,
            proven_at: row.try_get_by_index(6).or_store_error()?,
            wrong: row.try_get_by_index::<Option<i64>>(7).or_store_error()?.unwrap_or_default(),
        })
    }

    async fn rewrap(&mut self, old: &Wrap, new: &Wrap) -> Result<bool> {
        use address_key::Column;
        let update = address_key::Entity::update_many()
            .col_expr(Column::Epoch, Expr::value(new.place.epoch.number()))
            .col_expr(Column::Wrapped, Expr::value(new.wrapped.clone()))
            .filter(Column::RepairId.eq(old.place.repair.as_uuid()))
            .filter(Column::AddressVersion.eq(old.place.address_version))
            .filter(Column::Epoch.eq(old.place.epoch.number()));
        Ok(update.exec(self.db).await.or_store_error()?.rows_affected == 1)
    }
}

/// Whether a row that refers to this one said no.
fn is_in_use(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_)))
}

fn to_record(row: Model) -> Result<EpochRecord> {
    let Model { epoch, is_current, check_value, created_at } = row;
    let check = CheckValue::from_bytes(check_value);
    Ok(EpochRecord { epoch: to_epoch(epoch, "key_epoch")?, is_current, check, created_at })
}

fn to_wrap(row: address_key::Model) -> Result<Wrap> {
    let address_key::Model { repair_id, address_version, epoch, wrapped } = row;
    let epoch = to_epoch(epoch, "address_key")?;
    let place = WrapPlace { repair: RepairId::from_uuid(repair_id), address_version, epoch };
    Ok(Wrap { place, wrapped })
}
