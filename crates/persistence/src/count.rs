//! Counting to a bound: no part of a list is read beyond it.

use domain::{Result, page::Count};
use sea_orm::{
    ConnectionTrait, EntityTrait, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Asterisk, Expr, Func, Query, SelectStatement},
};

use crate::{conn::Conn, error::OrStoreError};

/// How many rows a list has.
pub(crate) async fn up_to<E: EntityTrait>(db: &Conn, bound: u64, list: Select<E>) -> Result<Count> {
    let some = list.select_only().expr(Expr::value(1)).limit(bound + 1).into_query();
    of(db, bound, some).await
}

/// The same of a statement that ends after one row more than the bound.
pub(crate) async fn of(db: &Conn, bound: u64, some: SelectStatement) -> Result<Count> {
    let counted = Query::select()
        .expr(Func::count(Expr::col(Asterisk)))
        .from_subquery(some, Alias::new("bounded"))
        .take();
    let row = db.query_one(&counted).await.or_store_error()?;
    let found: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0)).or_store_error()?;
    Ok(Count::up_to(bound, u64::try_from(found).unwrap_or_default()))
}
