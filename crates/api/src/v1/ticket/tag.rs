use axum::extract::{OriginalUri, State};
use domain::ticket;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::Query,
    problem::Problem,
    v1::answer::{PageAnswer, PageQuery, page},
};

/// Up to where the tickets of a label are counted.
const BOUND: u64 = 100;

/// A label, and how many tickets carry it.
#[derive(Serialize, ToSchema)]
pub(super) struct TicketTag {
    /// The label.
    tag: String,
    /// How many tickets carry it, at most 100.
    count: u64,
    /// Whether that is all; `false` says that there are more.
    is_exact: bool,
}

page! {
    /// One page of labels, in alphabetical order.
    TicketTagPage of TicketTag
}

/// List labels
///
/// Those that tickets carry, in alphabetical order, with the number of tickets up to 100 each.
#[utoipa::path(
    get,
    path = "/tags",
    operation_id = "listTags",
    tag = "Tickets",
    params(PageQuery),
    responses((status = 200, description = "One page.", body = TicketTagPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_tags(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<TicketTagPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listTags", "");
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let page = ticket::tags(&mut *tx, &cx, &request, BOUND).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    // What only deleted tickets carry is carried by none.
    let carried = page.items.into_iter().filter(|one| one.count.found > 0);
    let items = carried.map(|one| TicketTag {
        tag: one.tag.as_str().to_owned(),
        count: one.count.found,
        is_exact: one.count.is_exact,
    });
    Ok(PageAnswer { body: TicketTagPage { items: items.collect(), next_cursor }, link })
}
