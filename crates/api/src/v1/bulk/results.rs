use axum::extract::{OriginalUri, State};
use domain::{
    bulk::{self, BulkCounts, BulkItem, Outcome},
    id::{BulkId, MacroId},
    identity::Language,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{AcceptLanguage, Path, Query},
    problem::{Problem, localised},
    timestamp::Timestamp,
    v1::answer::{Answer, PageAnswer, PageQuery, page},
};

/// An order to do the same to many tickets, and how far it is.
#[derive(Serialize, ToSchema)]
pub(super) struct Bulk {
    /// Stable id.
    id: Uuid,
    /// `running` until the last ticket has had its turn.
    state: BulkState,
    /// The macro that says what is done; `null` if the order says so itself.
    #[schema(required)]
    macro_id: Option<Uuid>,
    /// How many tickets there are.
    total: u64,
    /// How many wait for their turn.
    pending: u64,
    /// To how many it was done.
    done: u64,
    /// With how many there was nothing to do.
    unchanged: u64,
    /// To how many it could not be done, or was not before the order was taken back.
    refused: u64,
    /// When it was ordered.
    created_at: Timestamp,
    /// When the last ticket had had its turn.
    #[schema(required)]
    finished_at: Option<Timestamp>,
}

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BulkState {
    /// Tickets wait for their turn.
    Running,
    /// Every ticket has had its turn.
    Finished,
}

impl Bulk {
    pub(super) fn show(ordered: &bulk::Bulk, counts: BulkCounts) -> Self {
        let BulkCounts { pending, done, unchanged, refused } = counts;
        Self {
            id: ordered.id.as_uuid(),
            state: if ordered.finished_at.is_some() { BulkState::Finished } else { BulkState::Running },
            macro_id: ordered.by_macro.map(MacroId::as_uuid),
            total: pending + done + unchanged + refused,
            pending,
            done,
            unchanged,
            refused,
            created_at: ordered.created_at.into(),
            finished_at: ordered.finished_at.map(Into::into),
        }
    }
}

/// What has become of one of the tickets.
#[derive(Serialize, ToSchema)]
pub(super) struct BulkResult {
    /// The ticket.
    ticket_id: Uuid,
    /// What has become of it.
    outcome: BulkOutcome,
    /// Why it was refused: the code of the problem that a request would be answered with, such as
    /// `state_conflict`. New ones may be added.
    #[schema(required, example = "state_conflict")]
    code: Option<String>,
    /// The same for people.
    #[schema(required)]
    detail: Option<String>,
}

/// What has become of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BulkOutcome {
    /// It waits for its turn.
    Pending,
    /// It was done.
    Done,
    /// There was nothing to do.
    Unchanged,
    /// It could not be done, or the order was taken back; nothing has changed.
    Refused,
}

impl BulkResult {
    fn show(item: BulkItem, language: Language) -> Self {
        let (outcome, refusal) = match item.outcome {
            None => (BulkOutcome::Pending, None),
            Some(Outcome::Done) => (BulkOutcome::Done, None),
            Some(Outcome::Unchanged) => (BulkOutcome::Unchanged, None),
            Some(Outcome::Refused(refusal)) => (BulkOutcome::Refused, Some(refusal)),
        };
        let (code, detail) = refusal.map(|refusal| (refusal.code, refusal.detail)).unzip();
        let detail = detail.map(|detail| localised(detail, language));
        Self { ticket_id: item.ticket.as_uuid(), outcome, code, detail }
    }
}

page! {
    /// One page of what has become of the tickets, in the order in which they have their turn.
    BulkResultPage of BulkResult
}

/// Read how far an order is
///
/// For who gave it, for 7 days.
#[utoipa::path(
    get,
    path = "/bulk-orders/{bulk_id}",
    operation_id = "getBulk",
    tag = "Bulk",
    params(("bulk_id" = Uuid, Path, description = "The order's id.")),
    responses((status = 200, description = "The order.", body = Bulk))
)]
pub(super) async fn get_bulk(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<Bulk>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let (ordered, counts) = bulk::find(&mut *tx, &cx, BulkId::from_uuid(id)).await?;
    Ok(Answer::ok(Bulk::show(&ordered, counts)))
}

/// Take an order back
///
/// For who gave it. Tickets that still wait for their turn are left alone (`refused`, code `cancelled`); what is done
/// stays done. An order that is finished stays as it is.
#[utoipa::path(
    post,
    path = "/bulk-orders/{bulk_id}/cancel",
    operation_id = "cancelBulk",
    tag = "Bulk",
    params(("bulk_id" = Uuid, Path, description = "The order's id.")),
    responses((status = 200, description = "The order as it is now.", body = Bulk))
)]
pub(super) async fn cancel_bulk(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<Bulk>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let (ordered, counts) = bulk::cancel(&mut *tx, &cx, BulkId::from_uuid(id)).await?;
    tx.commit().await?;
    Ok(Answer::ok(Bulk::show(&ordered, counts)))
}

/// List what has become of the tickets
///
/// For who gave the order, for 7 days.
#[utoipa::path(
    get,
    path = "/bulk-orders/{bulk_id}/results",
    operation_id = "listBulkResults",
    tag = "Bulk",
    params(("bulk_id" = Uuid, Path, description = "The order's id."), PageQuery),
    responses((status = 200, description = "One page.", body = BulkResultPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_bulk_results(
    State(app): State<App>,
    Caller(actor): Caller,
    AcceptLanguage(language): AcceptLanguage,
    Path(id): Path<Uuid>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<BulkResultPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listBulkResults", &id.to_string());
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let page = bulk::results(&mut *tx, &cx, BulkId::from_uuid(id), &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(|item| BulkResult::show(item, language)).collect();
    Ok(PageAnswer { body: BulkResultPage { items, next_cursor }, link })
}
