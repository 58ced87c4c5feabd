use async_trait::async_trait;
use domain::{
    Result,
    device::Serial,
    id::{AccountId, RepairId},
    page::{Page, PageRequest},
    repair::{
        Accessory, CaseText, Decision, DeviceConfirmation, Diagnosis, FinalPrice, HistoryEntry, Intake,
        Mover, Quote, QuoteStatus, RepairRecordRepo, Returned, ReturnedAccessory, State, Unpacked, Viewer,
        WorkEntry,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};

use super::{diagnosis, quote, row::text_of, work};
use crate::{
    conn::Conn,
    entity::{
        repair_history::{ActiveModel, Column, Entity, Model},
        repair_intake as intakes,
    },
    error::{OrStoreError, inconsistent},
};

/// Whether an entry of the history tells of another state.
pub(crate) fn is_move() -> Condition {
    Condition::any()
        .add(Column::FromState.is_null())
        .add(Expr::col(Column::FromState).ne(Expr::col(Column::ToState)))
}

pub(crate) struct RepairRecords<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl RepairRecordRepo for RepairRecords<'_> {
    async fn record(&mut self, repair: RepairId, entry: &HistoryEntry) -> Result<()> {
        let HistoryEntry { seq: _, from, to, actor, by, reason, note, at } = entry;
        // Who records holds the case.
        let last = Entity::find().filter(Column::RepairId.eq(repair.as_uuid())).order_by_desc(Column::Seq);
        let last = last.one(self.db).await.or_store_error()?.map_or(0, |last| last.seq);
        let row = ActiveModel {
            repair_id: Set(repair.as_uuid()),
            seq: Set(last + 1),
            from_state: Set(from.map(|state| state.name().to_owned())),
            to_state: Set(to.name().to_owned()),
            actor_id: Set(actor.map(AccountId::as_uuid)),
            done_by: Set(by.name().to_owned()),
            reason: Set(text_of(reason.as_ref())),
            note: Set(text_of(note.as_ref())),
            at: Set(*at),
        };
        Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn history(
        &mut self,
        viewer: Viewer,
        repair: RepairId,
        page: &PageRequest<i64>,
    ) -> Result<Page<HistoryEntry, i64>> {
        let select = Entity::find()
            .filter(Column::RepairId.eq(repair.as_uuid()))
            .filter(shown_to(viewer))
            .apply_if(page.after, |select, after| select.filter(Column::Seq.gt(after)))
            .order_by_asc(Column::Seq)
            .limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let entries = rows.into_iter().map(to_entry).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(entries, page.limit, |entry| i64::from(entry.seq)))
    }

    async fn last_move(&mut self, repair: RepairId) -> Result<Option<HistoryEntry>> {
        let select = Entity::find().filter(Column::RepairId.eq(repair.as_uuid())).filter(is_move());
        select.order_by_desc(Column::Seq).one(self.db).await.or_store_error()?.map(to_entry).transpose()
    }

    async fn put_intake(&mut self, repair: RepairId, intake: &Intake) -> Result<()> {
        let Intake { found, serial_matches, confirmed, returned, by, at } = intake;
        let Unpacked { serial, condition, accessories } = found;
        let row = intakes::ActiveModel {
            repair_id: Set(repair.as_uuid()),
            serial: Set(serial.as_ref().map(|serial| serial.as_str().to_owned())),
            serial_matches: Set(*serial_matches),
            confirmed_reason: Set(text_of(confirmed.as_ref().map(|confirmed| &confirmed.reason))),
            confirmed_by: Set(confirmed.as_ref().and_then(|confirmed| confirmed.by).map(AccountId::as_uuid)),
            confirmed_at: Set(confirmed.as_ref().map(|confirmed| confirmed.at)),
            condition: Set(condition.as_str().to_owned()),
            accessories: Set(Accessory::to_stored(accessories)),
            returned: Set(returned.as_ref().map(|returned| ReturnedAccessory::to_stored(&returned.items))),
            returned_by: Set(returned.as_ref().and_then(|returned| returned.by).map(AccountId::as_uuid)),
            returned_at: Set(returned.as_ref().map(|returned| returned.at)),
            done_by: Set(by.map(AccountId::as_uuid)),
            at: Set(*at),
        };
        intakes::Entity::delete_by_id(repair.as_uuid()).exec(self.db).await.or_store_error()?;
        intakes::Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn intake(&mut self, repair: RepairId) -> Result<Option<Intake>> {
        let row = intakes::Entity::find_by_id(repair.as_uuid()).one(self.db).await.or_store_error()?;
        row.map(to_intake).transpose()
    }

    async fn add_quote(&mut self, repair: RepairId, quote: &Quote) -> Result<()> {
        quote::add(self.db, repair, quote).await
    }

    async fn quotes(&mut self, repair: RepairId) -> Result<Vec<Quote>> {
        quote::list(self.db, repair).await
    }

    async fn settle_quote(
        &mut self,
        repair: RepairId,
        version: i32,
        status: QuoteStatus,
        decision: Option<&Decision>,
    ) -> Result<()> {
        quote::settle(self.db, repair, version, status, decision).await
    }

    async fn put_final_price(&mut self, repair: RepairId, version: i32, price: &FinalPrice) -> Result<()> {
        quote::put_final_price(self.db, repair, version, price).await
    }

    async fn put_diagnosis(&mut self, repair: RepairId, diagnosis: &Diagnosis) -> Result<()> {
        diagnosis::put(self.db, repair, diagnosis).await
    }

    async fn diagnosis(&mut self, repair: RepairId) -> Result<Option<Diagnosis>> {
        diagnosis::find(self.db, repair).await
    }

    async fn log_work(&mut self, repair: RepairId, entry: &WorkEntry) -> Result<()> {
        work::log_work(self.db, repair, entry).await
    }
}

/// A customer gets the moves between states that look different.
fn shown_to(viewer: Viewer) -> Condition {
    let mut shown = Condition::all().add_option((!viewer.is_staff()).then(is_move));
    for from in State::ALL {
        let hidden = |to: &&State| from != *to && viewer.state(*from) == viewer.state(**to);
        for to in State::ALL.iter().filter(hidden) {
            let is_it = Condition::all()
                .add(Column::FromState.is_not_null())
                .add(Column::FromState.eq(from.name()))
                .add(Column::ToState.eq(to.name()));
            shown = shown.add(is_it.not());
        }
    }
    shown
}

fn to_entry(row: Model) -> Result<HistoryEntry> {
    let Model { repair_id, seq, from_state, to_state, actor_id, done_by, reason, note, at } = row;
    let unreadable = |column| inconsistent("repair_history", column, repair_id);
    let state = |name: &str, column| State::from_name(name).ok_or_else(|| unreadable(column));
    Ok(HistoryEntry {
        seq,
        from: from_state.map(|name| state(&name, "from_state")).transpose()?,
        to: state(&to_state, "to_state")?,
        actor: actor_id.map(AccountId::from_uuid),
        by: Mover::from_name(&done_by).ok_or_else(|| unreadable("done_by"))?,
        reason: reason.map(CaseText::from_stored),
        note: note.map(CaseText::from_stored),
        at,
    })
}

fn to_intake(row: intakes::Model) -> Result<Intake> {
    let intakes::Model {
        repair_id,
        serial,
        serial_matches,
        confirmed_reason,
        confirmed_by,
        confirmed_at,
        condition,
        accessories,
        returned,
        returned_by,
        returned_at,
        done_by,
        at,
    } = row;
    let unreadable = || inconsistent("repair_intake", "returned", repair_id);
    let items =
        returned.map(|stored| ReturnedAccessory::from_stored(&stored).ok_or_else(unreadable)).transpose()?;
    let by = returned_by.map(AccountId::from_uuid);
    let returned = items.zip(returned_at).map(|(items, at)| Returned { items, by, at });
    let by = confirmed_by.map(AccountId::from_uuid);
    let confirmed = confirmed_reason.map(CaseText::from_stored).zip(confirmed_at);
    let confirmed = confirmed.map(|(reason, at)| DeviceConfirmation { reason, by, at });
    let accessories = Accessory::from_stored(&accessories)
        .ok_or_else(|| inconsistent("repair_intake", "accessories", repair_id))?;
    Ok(Intake {
        found: Unpacked {
            serial: serial.map(Serial::from_stored),
            condition: CaseText::from_stored(condition),
            accessories,
        },
        serial_matches,
        confirmed,
        returned,
        by: done_by.map(AccountId::from_uuid),
        at,
    })
}
