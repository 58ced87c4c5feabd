//! What lists of customers and of staff have in common.

use axum::http::Uri;
use domain::{
    Ctx,
    identity::{Account, AccountFilter},
    page::Count,
};

use crate::{
    App,
    cursor::List,
    problem::Problem,
    v1::answer::{COUNTED_TO, CountedPageQuery, count_if},
};

/// A page of accounts, and how to get on.
pub(super) struct Accounts {
    pub(super) items: Vec<Account>,
    pub(super) next_cursor: Option<String>,
    pub(super) count: Option<Count>,
    pub(super) link: Option<String>,
}

/// Reads one page of customers or of staff, by number.
pub(super) async fn list(
    app: &App,
    cx: &Ctx,
    uri: &Uri,
    filter: AccountFilter,
    query: &CountedPageQuery,
) -> Result<Accounts, Problem> {
    let list = List::new(app, cx, "accounts", if filter.staff { "staff" } else { "customers" });
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let page = tx.accounts().list(&filter, request).await?;
    let count = count_if(query.count, tx.accounts().count(&filter, COUNTED_TO)).await?;
    let (next_cursor, link) = list.onward(uri, &page);
    Ok(Accounts { items: page.items, next_cursor, count, link })
}
