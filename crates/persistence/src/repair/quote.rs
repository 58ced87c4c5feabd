//! Quotes and their lines.

use std::collections::HashMap;

use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, RepairId},
    money::Currency,
    repair::{Line, LineKind, LineText, NewQuote, Quote, QuoteStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    conn::Conn,
    entity::{repair_quote as quotes, repair_quote_line as lines},
    error::{OrStoreError, inconsistent},
};

pub(super) async fn add(db: &Conn, repair: RepairId, quote: &Quote) -> Result<()> {
    let Quote { version, content, status, content_hash, issued_by, issued_at, decided_by, decided_at } =
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
        decided_by: Set(decided_by.map(AccountId::as_uuid)),
        decided_at: Set(*decided_at),
    };
    quotes::Entity::insert(row).exec_without_returning(db).await.or_store_error()?;
    let rows = (0..).zip(items).map(|(position, line)| to_line_row(repair, *version, position, line));
    lines::Entity::insert_many(rows).exec_without_returning(db).await.or_store_error()?;
    Ok(())
}

fn to_line_row(repair: RepairId, version: i32, position: i32, line: &Line) -> lines::ActiveModel {
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
    let mut of_version: HashMap<i32, Vec<Line>> = HashMap::new();
    for row in items.all(db).await.or_store_error()? {
        of_version.entry(row.version).or_default().push(to_line(row)?);
    }
    found
        .into_iter()
        .map(|row| {
            let items = of_version.remove(&row.version).unwrap_or_default();
            to_quote(row, items)
        })
        .collect()
}

pub(super) async fn settle(
    db: &Conn,
    repair: RepairId,
    version: i32,
    status: QuoteStatus,
    decided: Option<(Option<AccountId>, Timestamp)>,
) -> Result<()> {
    quotes::Entity::update_many()
        .col_expr(quotes::Column::Status, Expr::value(status.name()))
        .col_expr(
            quotes::Column::DecidedBy,
            Expr::value(decided.and_then(|(account, _)| account).map(AccountId::as_uuid)),
        )
        .col_expr(quotes::Column::DecidedAt, Expr::value(decided.map(|(_, at)| at)))
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
    } = row;
    let kind =
        LineKind::from_name(&kind).ok_or_else(|| inconsistent("repair_quote_line", "kind", repair_id))?;
    let text = LineText::from_stored(text);
    Ok(Line { kind, text, quantity_milli, unit_minor, tax_rate, covered_minor })
}

fn to_quote(row: quotes::Model, items: Vec<Line>) -> Result<Quote> {
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
    } = row;
    let unreadable = |column| inconsistent("repair_quote", column, repair_id);
    let currency = Currency::parse(&currency).map_err(|_| unreadable("currency"))?;
    Ok(Quote {
        version,
        content: NewQuote { currency, lines: items, is_maximum, days_needed, decline_fee_minor, valid_until },
        status: QuoteStatus::from_name(&status).ok_or_else(|| unreadable("status"))?,
        content_hash,
        issued_by: issued_by.map(AccountId::from_uuid),
        issued_at,
        decided_by: decided_by.map(AccountId::from_uuid),
        decided_at,
    })
}
