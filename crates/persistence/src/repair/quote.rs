//! Quotes and their lines.

use std::collections::HashMap;

use domain::{
    Result,
    id::{AccountId, MessageId, RepairId},
    money::{Currency, Money},
    repair::{
        Decision, DecisionChannel, DecisionProof, DecisionSource, FinalPrice, Line, LineKind, LineText,
        NewQuote, Quote, QuoteStatus,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    entity::{repair_quote as quotes, repair_quote_line as lines},
    error::{OrStoreError, inconsistent},
};

pub(super) async fn add(db: &Conn, repair: RepairId, quote: &Quote) -> Result<()> {
    let Quote { version, content, status, content_hash, issued_by, issued_at, decision: _, final_price: _ } =
        quote;
    let NewQuote { currency, lines: items, is_maximum, days_needed, decline_fee_minor, valid_until } =
        content;
    let row = quotes::ActiveModel {
        repair_id: Set(repair.as_uuid()),
        version: Set(*version),
        currency: Set(currency.as_str().to_owned()),
        is_maximum: Set(*is_maximum),
        days_needed: Set(*days_needed),
        decline_fee_minor: Set(*decline_fee_minor),
        valid_until: Set(*valid_until),
        content_hash: Set(content_hash.clone()),
        status: Set(status.name().to_owned()),
        issued_by: Set(issued_by.map(AccountId::as_uuid)),
        issued_at: Set(*issued_at),
        decided_by: Set(None),
        decided_at: Set(None),
        proof_channel: Set(None),
        proof_said_by: Set(None),
        proof_said_at: Set(None),
        proof_message_id: Set(None),
        final_by: Set(None),
        final_at: Set(None),
    };
    quotes::Entity::insert(row).exec_without_returning(db).await.or_store_error()?;
    add_lines(db, (repair, *version), false, items).await
}

/// Adds the quote's own lines, or, behind them, those of what it came to.
async fn add_lines(db: &Conn, quote: (RepairId, i32), is_final: bool, items: &[Line]) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let first = if is_final { FINAL } else { 0 };
    let rows = (first..).zip(items).map(|(position, line)| to_line_row(quote, position, is_final, line));
    lines::Entity::insert_many(rows).exec_without_returning(db).await.or_store_error()?;
    Ok(())
}

/// Where the lines begin of what a quote came to, behind its own.
const FINAL: i32 = 1000;

pub(super) async fn put_final_price(
    db: &Conn,
    repair: RepairId,
    version: i32,
    price: &FinalPrice,
) -> Result<()> {
    let FinalPrice { lines: items, by, at } = price;
    let earlier = lines::Entity::delete_many()
        .filter(lines::Column::RepairId.eq(repair.as_uuid()))
        .filter(lines::Column::Version.eq(version))
        .filter(lines::Column::IsFinal.eq(true));
    earlier.exec(db).await.or_store_error()?;
    let quote = quotes::Entity::update_many()
        .col_expr(quotes::Column::FinalBy, Expr::value(by.map(AccountId::as_uuid)))
        .col_expr(quotes::Column::FinalAt, Expr::value(*at))
        .filter(quotes::Column::RepairId.eq(repair.as_uuid()))
        .filter(quotes::Column::Version.eq(version));
    quote.exec(db).await.or_store_error()?;
    add_lines(db, (repair, version), true, items).await
}

fn to_line_row(
    (repair, version): (RepairId, i32),
    position: i32,
    is_final: bool,
    line: &Line,
) -> lines::ActiveModel {
    let Line { kind, text, quantity_milli, unit_minor, tax_rate, covered_minor } = line;
    lines::ActiveModel {
        repair_id: Set(repair.as_uuid()),
        version: Set(version),
        position: Set(position),
        kind: Set(kind.name().to_owned()),
        text: Set(text.as_str().to_owned()),
        quantity_milli: Set(*quantity_milli),
        unit_minor: Set(*unit_minor),
        tax_rate: Set(*tax_rate),
        covered_minor: Set(*covered_minor),
        is_final: Set(is_final),
    }
}

/// All of a case, oldest first, by two statements.
pub(super) async fn list(db: &Conn, repair: RepairId) -> Result<Vec<Quote>> {
    let found = quotes::Entity::find()
        .filter(quotes::Column::RepairId.eq(repair.as_uuid()))
        .order_by_asc(quotes::Column::Version);
    let found = found.all(db).await.or_store_error()?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let items = lines::Entity::find()
        .filter(lines::Column::RepairId.eq(repair.as_uuid()))
        .order_by_asc(lines::Column::Version)
        .order_by_asc(lines::Column::Position);
    let assembled = assemble(found, items.all(db).await.or_store_error()?)?;
    Ok(assembled.into_iter().map(|(_, quote)| quote).collect())
}

/// What customers owe by the quotes of these cases, where that is known; by two statements.
pub(crate) async fn owed_by(db: &Conn, cases: SelectStatement) -> Result<HashMap<(Uuid, i32), Money>> {
    let found = quotes::Entity::find().filter(quotes::Column::RepairId.in_subquery(cases.clone()));
    let items = lines::Entity::find().filter(lines::Column::RepairId.in_subquery(cases));
    let mut owed = HashMap::new();
    for quote in assemble(found.all(db).await.or_store_error()?, items.all(db).await.or_store_error()?)? {
        let (case, quote) = quote;
        let money = |amount_minor| Money { amount_minor, currency: quote.content.currency };
        owed.extend(quote.owed().map(money).map(|money| ((case, quote.version), money)));
    }
    Ok(owed)
}

/// Quotes with their lines.
fn assemble(found: Vec<quotes::Model>, items: Vec<lines::Model>) -> Result<Vec<(Uuid, Quote)>> {
    let mut of_quote: HashMap<(Uuid, i32, bool), Vec<Line>> = HashMap::new();
    for row in items {
        of_quote.entry((row.repair_id, row.version, row.is_final)).or_default().push(to_line(row)?);
    }
    let quote = |row: quotes::Model| {
        let case = row.repair_id;
        let mut lines = |is_final| of_quote.remove(&(case, row.version, is_final)).unwrap_or_default();
        let (items, came_to) = (lines(false), lines(true));
        Ok((case, to_quote(row, items, came_to)?))
    };
    found.into_iter().map(quote).collect()
}

pub(super) async fn settle(
    db: &Conn,
    repair: RepairId,
    version: i32,
    status: QuoteStatus,
    decision: Option<&Decision>,
) -> Result<()> {
    let proof = decision.and_then(|decision| decision.proof.as_ref());
    quotes::Entity::update_many()
        .col_expr(quotes::Column::Status, Expr::value(status.name()))
        .col_expr(
            quotes::Column::DecidedBy,
            Expr::value(decision.and_then(|decision| decision.by).map(AccountId::as_uuid)),
        )
        .col_expr(quotes::Column::DecidedAt, Expr::value(decision.map(|decision| decision.at)))
        .col_expr(quotes::Column::ProofChannel, Expr::value(proof.map(|proof| proof.channel.name())))
        .col_expr(quotes::Column::ProofSaidBy, Expr::value(proof.map(|proof| proof.said_by.name())))
        .col_expr(quotes::Column::ProofSaidAt, Expr::value(proof.map(|proof| proof.said_at)))
        .col_expr(
            quotes::Column::ProofMessageId,
            Expr::value(proof.and_then(|proof| proof.message).map(MessageId::as_uuid)),
        )
        .filter(quotes::Column::RepairId.eq(repair.as_uuid()))
        .filter(quotes::Column::Version.eq(version))
        .exec(db)
        .await
        .or_store_error()?;
    Ok(())
}

fn to_line(row: lines::Model) -> Result<Line> {
    let lines::Model {
        repair_id,
        version: _,
        position: _,
        kind,
        text,
        quantity_milli,
        unit_minor,
        tax_rate,
        covered_minor,
        is_final: _,
    } = row;
    let kind =
        LineKind::from_name(&kind).ok_or_else(|| inconsistent("repair_quote_line", "kind", repair_id))?;
    let text = LineText::from_stored(text);
    Ok(Line { kind, text, quantity_milli, unit_minor, tax_rate, covered_minor })
}

fn to_quote(row: quotes::Model, items: Vec<Line>, came_to: Vec<Line>) -> Result<Quote> {
    let quotes::Model {
        repair_id,
        version,
        currency,
        is_maximum,
        days_needed,
        decline_fee_minor,
        valid_until,
        content_hash,
        status,
        issued_by,
        issued_at,
        decided_by,
        decided_at,
        proof_channel,
        proof_said_by,
        proof_said_at,
        proof_message_id,
        final_by,
        final_at,
    } = row;
    let unreadable = |column| inconsistent("repair_quote", column, repair_id);
    let currency = Currency::parse(&currency).map_err(|_| unreadable("currency"))?;
    let proof = match (proof_channel, proof_said_by, proof_said_at) {
        (Some(channel), Some(said_by), Some(said_at)) => Some(DecisionProof {
            channel: DecisionChannel::from_name(&channel).ok_or_else(|| unreadable("proof_channel"))?,
            said_by: DecisionSource::from_name(&said_by).ok_or_else(|| unreadable("proof_said_by"))?,
            said_at,
            message: proof_message_id.map(MessageId::from_uuid),
        }),
        _ => None,
    };
    Ok(Quote {
        version,
        content: NewQuote { currency, lines: items, is_maximum, days_needed, decline_fee_minor, valid_until },
        status: QuoteStatus::from_name(&status).ok_or_else(|| unreadable("status"))?,
        content_hash,
        issued_by: issued_by.map(AccountId::from_uuid),
        issued_at,
        decision: decided_at.map(|at| Decision { by: decided_by.map(AccountId::from_uuid), at, proof }),
        final_price: final_at.map(|at| FinalPrice {
            lines: came_to,
            by: final_by.map(AccountId::from_uuid),
            at,
        }),
    })
}
