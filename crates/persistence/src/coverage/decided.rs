use domain::{
    Result,
    coverage::{Decided, Decision},
    id::{AccountId, RepairId},
    repair::{Coverage, State},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    conn::Conn,
    entity::repair_decision::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(super) async fn add(db: &Conn, repair: RepairId, decided: &Decided) -> Result<()> {
    let Decided { to, computed, coverage, by, at } = decided;
    // Who decides holds the case.
    let last = Entity::find()
        .select_only()
        .column(Column::Seq)
        .filter(Column::RepairId.eq(repair.as_uuid()))
        .order_by_desc(Column::Seq);
    let last: Option<i32> = last.into_tuple().one(db).await.or_store_error()?;
    let row = ActiveModel {
        repair_id: Set(repair.as_uuid()),
        seq: Set(last.unwrap_or_default() + 1),
        to_state: Set(to.name().to_owned()),
        computed: Set(computed.coverage.name().to_owned()),
        reasons: Set(computed.to_stored()),
        coverage: Set(coverage.map(|coverage| coverage.name().to_owned())),
        decided_by: Set(by.map(AccountId::as_uuid)),
        at: Set(*at),
    };
    Entity::insert(row).exec_without_returning(db).await.or_store_error()?;
    Ok(())
}

pub(super) async fn of_repair(db: &Conn, repair: RepairId) -> Result<Vec<Decided>> {
    let select = Entity::find().filter(Column::RepairId.eq(repair.as_uuid())).order_by_asc(Column::Seq);
    select.all(db).await.or_store_error()?.into_iter().map(to_decided).collect()
}

fn to_decided(row: Model) -> Result<Decided> {
    let Model { repair_id, seq: _, to_state, computed, reasons, coverage, decided_by, at } = row;
    let unreadable = |column| inconsistent("repair_decision", column, repair_id);
    let named = |name: &str, column| Coverage::from_name(name).ok_or_else(|| unreadable(column));
    let computed = named(&computed, "computed")?;
    Ok(Decided {
        to: State::from_name(&to_state).ok_or_else(|| unreadable("to_state"))?,
        computed: Decision::from_stored(computed, &reasons).ok_or_else(|| unreadable("reasons"))?,
        coverage: coverage.map(|name| named(&name, "coverage")).transpose()?,
        by: decided_by.map(AccountId::from_uuid),
        at,
    })
}
