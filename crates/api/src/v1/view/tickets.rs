use axum::extract::{OriginalUri, State};
use domain::{
    id::ViewId,
    identity::Language,
    page::{Count, MAX_LIMIT, PageRequest},
    ticket::Viewer,
    view::{self, MOST_FOUND, Resolved},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{IfNoneMatch, Path, Query},
    problem::Problem,
    v1::{
        answer::{Answer, COUNTED_TO, CountedPageQuery, PageAnswer, count_if},
        ticket::{TicketPage, TicketSummary},
    },
};

/// Up to where tickets are counted: beyond it, people are told "100+".
const BOUND: u64 = 100;
const ONE_MORE: u16 = 101;

/// How many tickets a view shows.
#[derive(Serialize, ToSchema)]
pub(super) struct ViewCount {
    /// Which view.
    view_id: Uuid,
    /// How many there are, at most 100.
    count: u64,
    /// Whether that is all; `false` says that there are more.
    is_exact: bool,
}

/// How many tickets each view shows.
#[derive(Serialize, ToSchema)]
pub(super) struct ViewCounts {
    /// One for each view, in the order of the list of views; the first hundred views.
    items: Vec<ViewCount>,
}

/// Count the tickets of all views
///
/// In one call, and up to 100 each: beyond it, `is_exact` is `false`.
#[utoipa::path(
    get,
    path = "/views/counts",
    operation_id = "countViews",
    tag = "Views",
    params(IfNoneMatch),
    responses(
        (status = 200, description = "The counts.", body = ViewCounts,
            headers(("ETag" = String, description = "Another for other counts."))),
        (status = 304, description = "The caller has these counts already.",
            headers(("ETag" = String, description = "Another for other counts.")))
    )
)]
pub(super) async fn count_views(
    State(app): State<App>,
    Caller(actor): Caller,
    known: IfNoneMatch,
) -> Result<Answer<ViewCounts>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let views = view::list(&mut *tx, &cx, Language::default(), &PageRequest::first(MAX_LIMIT)).await?.items;
    let resolved = view::resolve(&mut *tx, &cx, &views, ONE_MORE).await?;
    let (filters, whole): (Vec<_>, Vec<_>) =
        resolved.into_iter().map(|Resolved { filter, is_whole }| (filter, is_whole)).unzip();
    let counts = tx.queue().count(&filters, BOUND).await?;
    let items = views.iter().zip(counts).zip(whole).map(|((view, count), is_whole)| ViewCount {
        view_id: view.id.as_uuid(),
        count: count.found,
        is_exact: count.is_exact && is_whole,
    });
    Answer::unless_same(&known, ViewCounts { items: items.collect() })
}

/// List a view's tickets
///
/// What it shows to the caller now, in its order.
#[utoipa::path(
    get,
    path = "/views/{view_id}/tickets",
    operation_id = "listViewTickets",
    tag = "Views",
    params(("view_id" = Uuid, Path, description = "The view's id."), CountedPageQuery),
    responses((status = 200, description = "One page.", body = TicketPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_view_tickets(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<CountedPageQuery>,
) -> Result<PageAnswer<TicketPage>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let view = view::find(&mut *tx, &cx, ViewId::from_uuid(id), Language::default()).await?;
    // A cursor made before the view was changed would go on in another list.
    let list = List::new(&app, &cx, "listViewTickets", &format!("{id} {}", view.version));
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let resolved = view::resolve(&mut *tx, &cx, std::slice::from_ref(&view), MOST_FOUND).await?;
    let Resolved { filter, is_whole } = resolved.into_iter().next().unwrap_or_default();
    let page = tx.tickets().list(Viewer::Staff, &filter, view.order, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let count = count_if(query.count, tx.queue().count_list(Viewer::Staff, &filter, COUNTED_TO)).await?;
    let count = count.map(|count| Count { is_exact: count.is_exact && is_whole, ..count });
    let items = TicketSummary::show_all(Viewer::Staff, page.items);
    Ok(PageAnswer { body: TicketPage::new(items, next_cursor, count), link })
}
