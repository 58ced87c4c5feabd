//! What an erasure ends.

use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, PrivacyRequestId, RepairId, TicketId},
    privacy::{Cut, Cutting, ForgetRepo, RequestState, statute_ends},
    repair::{Coverage, QuoteStatus},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    dialect::row_number,
    entity::{
        account, address_access, disclosure, participant, privacy_request,
        repair_case::{Column, Entity},
        repair_quote, repair_shipment, repair_shipment_event,
    },
    error::OrStoreError,
    repair::forget,
    search::write,
};

pub(crate) struct Forgets<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl ForgetRepo for Forgets<'_> {
    async fn forget_cases(&mut self, cases: &[RepairId]) -> Result<u64> {
        let ids: Vec<_> = cases.iter().map(|case| case.as_uuid()).collect();
        let kept: Vec<(Uuid, Option<Timestamp>, Timestamp)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::EndedAt, Column::UpdatedAt])
            .filter(Column::Id.is_in(ids.iter().copied()))
            .filter(trade_letters())
            .into_tuple()
            .all(self.db)
            .await
            .or_store_error()?;
        for (id, ended_at, updated_at) in &kept {
            let until = statute_ends(ended_at.unwrap_or(*updated_at));
            let keep = Entity::update_many().col_expr(Column::QuotesKeptUntil, Expr::value(until));
            keep.filter(Column::Id.eq(*id)).exec(self.db).await.or_store_error()?;
        }
        let keeps: Vec<_> = kept.iter().map(|(id, ..)| *id).collect();
        forget::cases(self.db, &ids, &keeps).await?;
        self.forget_around(&ids).await?;
        Ok(kept.len() as u64)
    }

    async fn are_quotes_blocked(&mut self, case: RepairId) -> Result<bool> {
        let kept = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Id.eq(case.as_uuid()))
            .filter(Column::QuotesKeptUntil.is_not_null());
        Ok(kept.into_tuple::<Uuid>().one(self.db).await.or_store_error()?.is_some())
    }

    async fn forget_quotes(&mut self, now: Timestamp, limit: u64) -> Result<u64> {
        let due = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::QuotesKeptUntil.lte(now))
            .order_by_asc(Column::QuotesKeptUntil)
            .limit(limit);
        let ids: Vec<Uuid> = due.into_tuple().all(self.db).await.or_store_error()?;
        if ids.is_empty() {
            return Ok(0);
        }
        forget::quote_texts(self.db, &ids).await?;
        let over = Entity::update_many()
            .col_expr(Column::QuotesKeptUntil, Expr::value(None::<Timestamp>))
            .filter(Column::Id.is_in(ids));
        Ok(over.exec(self.db).await.or_store_error()?.rows_affected)
    }

    async fn names(&mut self, cut: &Cut, account: AccountId) -> Result<bool> {
        let select = Query::select()
            .expr(Expr::value(1))
            .from(cut.table)
            .cond_where(names(cut, account))
            .limit(1)
            .take();
        Ok(self.db.query_one(&select).await.or_store_error()?.is_some())
    }

    async fn cut(&mut self, cut: &Cut, account: AccountId, limit: u64) -> Result<u64> {
        let nobody = AccountId::NOBODY;
        let row = row_number(self.db);
        let some =
            Query::select().column(row).from(cut.table).cond_where(names(cut, account)).limit(limit).take();
        let some = Expr::col(row).in_subquery(some);
        let value = match cut.cutting {
            Cutting::Emptied => Expr::value(None::<Uuid>),
            Cutting::Nobody => Expr::value(nobody.as_uuid()),
            Cutting::NobodyInText => Expr::value(nobody.to_string()),
            Cutting::RowGoes => {
                let delete = Query::delete().from_table(cut.table).and_where(some).take();
                return Ok(self.db.execute(&delete).await.or_store_error()?.rows_affected());
            }
        };
        let update = Query::update().table(cut.table).value(cut.column, value).and_where(some).take();
        Ok(self.db.execute(&update).await.or_store_error()?.rows_affected())
    }

    async fn leave_tickets(&mut self, account: AccountId, limit: u64) -> Result<u64> {
        let parts = participant::Column::AccountId.eq(account.as_uuid());
        let tickets: Vec<Uuid> = participant::Entity::find()
            .select_only()
            .column(participant::Column::TicketId)
            .filter(parts.clone())
            .order_by_asc(participant::Column::TicketId)
            .limit(limit)
            .into_tuple()
            .all(self.db)
            .await
            .or_store_error()?;
        let leave = participant::Entity::delete_many()
            .filter(parts)
            .filter(participant::Column::TicketId.is_in(tickets.iter().copied()));
        leave.exec(self.db).await.or_store_error()?;
        // The index names who may find them.
        for ticket in &tickets {
            write::ticket_changed(self.db, TicketId::from_uuid(*ticket)).await?;
        }
        Ok(tickets.len() as u64)
    }

    async fn remove_account(&mut self, account: AccountId) -> Result<()> {
        // Requests that were taken back; the ledger is still to learn of the one that is carried out.
        let earlier = privacy_request::Entity::update_many()
            .col_expr(privacy_request::Column::AccountId, Expr::value(None::<Uuid>))
            .filter(privacy_request::Column::AccountId.eq(account.as_uuid()))
            .filter(privacy_request::Column::EndedAt.is_not_null());
        earlier.exec(self.db).await.or_store_error()?;
        let texts = disclosure::Entity::update_many()
            .col_expr(disclosure::Column::Recipient, Expr::value(None::<String>))
            .col_expr(disclosure::Column::Purpose, Expr::value(None::<String>))
            .filter(disclosure::Column::AccountId.eq(account.as_uuid()));
        texts.exec(self.db).await.or_store_error()?;
        account::Entity::delete_by_id(account.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn unwritten(&mut self, limit: u64) -> Result<Vec<(PrivacyRequestId, AccountId)>> {
        let done = privacy_request::Entity::find()
            .filter(privacy_request::Column::State.eq(RequestState::Done.name()))
            .filter(privacy_request::Column::AccountId.is_not_null())
            .order_by_asc(privacy_request::Column::Id)
            .limit(limit);
        let rows = done.all(self.db).await.or_store_error()?;
        let known = rows.into_iter().filter_map(|row| Some((row.id, row.account_id?)));
        Ok(known.map(|(id, of)| (PrivacyRequestId::from_uuid(id), AccountId::from_uuid(of))).collect())
    }

    async fn set_written(&mut self, id: PrivacyRequestId, seq: i64) -> Result<()> {
        let written = privacy_request::Entity::update_many()
            .col_expr(privacy_request::Column::AccountId, Expr::value(None::<Uuid>))
            .col_expr(privacy_request::Column::LedgerSeq, Expr::value(seq))
            .filter(privacy_request::Column::Id.eq(id.as_uuid()));
        written.exec(self.db).await.or_store_error()?;
        Ok(())
    }
}

impl Forgets<'_> {
    /// What others have written down beside these cases.
    async fn forget_around(&self, cases: &[Uuid]) -> Result<()> {
        let ids = cases.iter().copied();
        let parcels = repair_shipment::Entity::update_many()
            .col_expr(repair_shipment::Column::TrackingNumber, Expr::value(None::<String>))
            .filter(repair_shipment::Column::RepairId.is_in(ids.clone()));
        parcels.exec(self.db).await.or_store_error()?;
        let told = repair_shipment_event::Entity::delete_many()
            .filter(repair_shipment_event::Column::RepairId.is_in(ids.clone()));
        told.exec(self.db).await.or_store_error()?;
        let reasons = address_access::Entity::update_many()
            .col_expr(address_access::Column::Reason, Expr::value(None::<String>))
            .filter(address_access::Column::RepairId.is_in(ids));
        reasons.exec(self.db).await.or_store_error()?;
        Ok(())
    }
}

/// Where a column names a person.
fn names(cut: &Cut, account: AccountId) -> Condition {
    let column = Expr::col(cut.column);
    Condition::all().add(match cut.cutting {
        Cutting::Emptied | Cutting::Nobody => column.eq(account.as_uuid()),
        Cutting::NobodyInText => column.eq(account.to_string()),
        Cutting::RowGoes => column.like(format!("%{account}%")),
    })
}

/// Cases with a quote that was accepted, and those that were paid for: trade letters by law.
pub(super) fn trade_letters() -> Condition {
    let quoted = |status: Option<QuoteStatus>| {
        repair_quote::Entity::find()
            .select_only()
            .column(repair_quote::Column::RepairId)
            .apply_if(status, |select, status| select.filter(repair_quote::Column::Status.eq(status.name())))
            .into_query()
    };
    let paid = Condition::all()
        .add(Column::Coverage.eq(Coverage::Paid.name()))
        .add(Column::Id.in_subquery(quoted(None)));
    Condition::any().add(Column::Id.in_subquery(quoted(Some(QuoteStatus::Approved)))).add(paid)
}
