//! What stays of cases whose people are forgotten: what happened when, and to which product.

use domain::Result;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    conn::Conn,
    entity::{
        repair_case::{Column, Entity},
        repair_decision, repair_diagnosis, repair_exchange, repair_history, repair_intake, repair_notice,
        repair_quote, repair_quote_line, repair_shipment, repair_work,
    },
    error::OrStoreError,
};

/// Cuts people and what they told out of these cases; returns how many. Quotes of those that `keep` them stay
/// readable.
pub(crate) async fn cases(db: &Conn, cases: &[Uuid], keep: &[Uuid]) -> Result<u64> {
    records(db, cases).await?;
    let without: Vec<_> = cases.iter().copied().filter(|case| !keep.contains(case)).collect();
    quote_texts(db, &without).await?;
    let nobody = || Expr::value(None::<Uuid>);
    let nothing = || Expr::value(None::<String>);
    let done = Entity::update_many()
        .col_expr(Column::RequesterId, nobody())
        .col_expr(Column::TicketId, nobody())
        .col_expr(Column::DeviceId, nobody())
        .col_expr(Column::AssigneeId, nobody())
        .col_expr(Column::DisposalConfirmedBy, nobody())
        .col_expr(Column::Symptom, nothing())
        .col_expr(Column::Accessories, nothing())
        .col_expr(Column::NoSerialReason, nothing())
        .col_expr(Column::CoverageReason, nothing())
        .col_expr(Column::ReplacementSerial, nothing())
        .col_expr(Column::HoldReason, nothing())
        .col_expr(Column::LegalHoldReason, nothing())
        .col_expr(Column::ShipCity, nothing())
        .col_expr(Column::ShipPostcode, nothing())
        .filter(Column::Id.is_in(cases.iter().copied()))
        .exec(db)
        .await
        .or_store_error()?;
    Ok(done.rows_affected)
}

/// Of what was offered, the amounts stay.
pub(crate) async fn quote_texts(db: &Conn, cases: &[Uuid]) -> Result<()> {
    let lines = repair_quote_line::Entity::update_many()
        .col_expr(repair_quote_line::Column::Text, Expr::value(""))
        .filter(repair_quote_line::Column::RepairId.is_in(cases.iter().copied()));
    lines.exec(db).await.or_store_error()?;
    Ok(())
}

async fn records(db: &Conn, cases: &[Uuid]) -> Result<()> {
    let ids = cases.iter().copied();
    repair_history::Entity::update_many()
        .col_expr(repair_history::Column::ActorId, Expr::value(None::<Uuid>))
        .col_expr(repair_history::Column::Reason, Expr::value(None::<String>))
        .col_expr(repair_history::Column::Note, Expr::value(None::<String>))
        .filter(repair_history::Column::RepairId.is_in(ids.clone()))
        .exec(db)
        .await
        .or_store_error()?;
    let quotes = repair_quote::Entity::update_many()
        .col_expr(repair_quote::Column::IssuedBy, Expr::value(None::<Uuid>))
        .col_expr(repair_quote::Column::DecidedBy, Expr::value(None::<Uuid>))
        .col_expr(repair_quote::Column::ProofMessageId, Expr::value(None::<Uuid>))
        .col_expr(repair_quote::Column::FinalBy, Expr::value(None::<Uuid>))
        .filter(repair_quote::Column::RepairId.is_in(ids.clone()));
    quotes.exec(db).await.or_store_error()?;
    let parcels = repair_shipment::Entity::update_many()
        .col_expr(repair_shipment::Column::CreatedBy, Expr::value(None::<Uuid>))
        .filter(repair_shipment::Column::RepairId.is_in(ids.clone()));
    parcels.exec(db).await.or_store_error()?;
    let intake =
        repair_intake::Entity::delete_many().filter(repair_intake::Column::RepairId.is_in(ids.clone()));
    intake.exec(db).await.or_store_error()?;
    let notices =
        repair_notice::Entity::delete_many().filter(repair_notice::Column::RepairId.is_in(ids.clone()));
    notices.exec(db).await.or_store_error()?;
    let exchanges =
        repair_exchange::Entity::delete_many().filter(repair_exchange::Column::RepairId.is_in(ids.clone()));
    exchanges.exec(db).await.or_store_error()?;
    let decisions =
        repair_decision::Entity::delete_many().filter(repair_decision::Column::RepairId.is_in(ids.clone()));
    decisions.exec(db).await.or_store_error()?;
    let diagnoses =
        repair_diagnosis::Entity::delete_many().filter(repair_diagnosis::Column::RepairId.is_in(ids.clone()));
    diagnoses.exec(db).await.or_store_error()?;
    let work = repair_work::Entity::delete_many().filter(repair_work::Column::RepairId.is_in(ids));
    work.exec(db).await.or_store_error()?;
    Ok(())
}
