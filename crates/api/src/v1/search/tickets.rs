use axum::extract::{OriginalUri, State};
use domain::ticket::{SortKey, TicketFilter, TicketOrder, Viewer};
use serde::Deserialize;
use utoipa::IntoParams;

use super::read_query;
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::Query,
    problem::Problem,
    v1::{
        answer::PageAnswer,
        ticket::{TicketPage, TicketSummary},
    },
};

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParameters {
    /// A query, as described above.
    #[param(max_length = 500, example = "status:open \"usb hub\"")]
    q: String,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, nullable = false)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 500, required = false, nullable = false)]
    cursor: Option<String>,
}

/// Search tickets
///
/// The newest ticket first. All parts of a query must hold, there is no OR: words (`fader`), how they
/// begin (`fad*`, at least 3 characters), phrases (`"usb hub"`), a ticket's number (`#17`), and keys:
/// `status:open,pending` (any of them; also `status<solved`), `type:repair`, `created:2026-11-22`,
/// `created>=2026-01-01`, `updated<2026-06-01T12:00:00Z`, `number:17`, `serial:4F21` (of one's own devices);
/// for staff also `priority>=high`, `assignee:me` (or `none`, or an id), `requester:ann@example.org` (or a
/// name, `me`, or an id; one that over 100 customers have cannot be excluded), `team:support` (or `mine`, `none`, or an id) and `tag:beta`. `-` in front of a part means that it must not hold. Words are found in the subject
/// together with one message, whatever their case and accents; for staff also in notes, and in the
/// requester's name and e-mail address. What is no part of the language is refused with its place.
/// A page may be short, even empty: what counts is `next_cursor`.
#[utoipa::path(
    get,
    path = "/search",
    operation_id = "search",
    tag = "Tickets",
    params(SearchParameters),
    responses((status = 200, description = "One page.", body = TicketPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn search(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(parameters): Query<SearchParameters>,
) -> Result<PageAnswer<TicketPage>, Problem> {
    let cx = app.ctx(actor);
    let viewer = Viewer::of(cx.actor())?;
    let query = read_query(&cx, &parameters.q)?;
    let list = List::new(&app, &cx, "search", &parameters.q);
    let request = list.page(parameters.limit, parameters.cursor.as_deref())?;
    let filter = TicketFilter { conditions: query.conditions, ..TicketFilter::default() };
    let mut tx = app.store().glance().await?;
    let page = if query.words.is_empty() {
        let order = TicketOrder { key: SortKey::CreatedAt, descending: true };
        tx.tickets().list(viewer, &filter, order, &request).await?
    } else {
        tx.search().tickets(viewer, &query.words, &filter, &request).await?
    };
    let (next_cursor, link) = list.onward(&uri, &page);
    Ok(PageAnswer {
        body: TicketPage::new(TicketSummary::show_all(viewer, page.items), next_cursor, None),
        link,
    })
}
