use axum::extract::{OriginalUri, State};
use domain::{
    id::{AccountId, RepairId},
    repair::{self, CaseText, HistoryEntry, Viewer},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::names::{RepairMover, RepairState};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{Path, Query},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{PageAnswer, PageQuery, page},
};

/// One entry of a repair's history. Entries never change.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairHistoryEntry {
    /// From where; `null` for the first.
    #[schema(required)]
    from: Option<RepairState>,
    /// To where.
    to: RepairState,
    /// As what it was moved.
    by: RepairMover,
    /// What the customer was told.
    #[schema(required)]
    reason: Option<String>,
    /// What only staff see; `null` for the customer.
    #[schema(required)]
    staff: Option<RepairHistoryStaffPart>,
    /// When.
    created_at: Timestamp,
}

/// What only staff see of an entry.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairHistoryStaffPart {
    /// Counts the repair's entries, from 1.
    seq: i32,
    /// Who moved it; `null` if nobody did, or the person is gone.
    #[schema(required)]
    actor_id: Option<Uuid>,
    /// Why, or what proves it.
    #[schema(required)]
    note: Option<String>,
}

impl RepairHistoryEntry {
    fn show(viewer: Viewer, entry: HistoryEntry) -> Self {
        let HistoryEntry { seq, from, to, actor, by, reason, note, at } = entry;
        let staff = viewer.is_staff().then(|| RepairHistoryStaffPart {
            seq,
            actor_id: actor.map(AccountId::as_uuid),
            note: note.map(CaseText::into_string),
        });
        Self {
            from: from.map(|state| viewer.state(state).into()),
            to: viewer.state(to).into(),
            by: by.into(),
            reason: reason.map(CaseText::into_string),
            staff,
            created_at: at.into(),
        }
    }
}

page! {
    /// One page of a repair's history, oldest first.
    RepairHistoryPage of RepairHistoryEntry
}

/// List a repair's history
///
/// Oldest first. The customer gets the moves that look like moves from there.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/history",
    operation_id = "listRepairHistory",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), PageQuery),
    responses((status = 200, description = "One page.", body = RepairHistoryPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_repair_history(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<RepairHistoryPage>, Problem> {
    let cx = app.ctx(actor);
    let viewer = Viewer::of(&actor)?;
    let list = List::new(&app, &cx, "listRepairHistory", &id.to_string());
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().read().await?;
    let case = repair::find(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    let page = tx.repair_records().history(viewer, case.id, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(|entry| RepairHistoryEntry::show(viewer, entry)).collect();
    Ok(PageAnswer { body: RepairHistoryPage { items, next_cursor }, link })
}
