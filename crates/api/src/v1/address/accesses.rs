use axum::extract::{OriginalUri, State};
use domain::{
    address,
    id::{AccountId, RepairId},
    vault::{Access, Copies, PurgeRecord},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{Path, Query},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{Answer, PageAnswer, PageQuery, page},
};

/// Someone has looked at an address.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressAccess {
    /// When.
    at: Timestamp,
    /// What for: `own`, `label`, `dispatch`, `delivery`, `break_glass`, `phone` when the address was typed as it was
    /// told by telephone, or `sweep` when copies of it were looked for so that they end with it.
    #[schema(value_type = String, example = "label")]
    purpose: &'static str,
    /// Whether nothing was seen after all: the keys were away, or nobody could open it any more.
    failed: bool,
    /// As what; `null` if it was the desk itself.
    #[schema(required, value_type = Option<String>, example = "logistics")]
    role: Option<&'static str>,
    /// Who. Only for who answers for privacy.
    #[schema(required)]
    account_id: Option<Uuid>,
    /// Why, in their own words. Only for who answers for privacy.
    #[schema(required)]
    note: Option<String>,
}

page! {
    /// One page of who has looked at an address, newest first.
    AddressAccessPage of AddressAccess
}

fn shown(access: Access, with_persons: bool) -> AddressAccess {
    AddressAccess {
        at: access.at.into(),
        purpose: access.purpose.name(),
        failed: access.failed_at.is_some(),
        role: access.role.map(domain::identity::Role::name),
        account_id: access.account.filter(|_| with_persons).map(AccountId::as_uuid),
        note: access.reason.filter(|_| with_persons),
    }
}

/// List who has looked at an address
///
/// Newest first. The customer sees as what, what for and when; who answers for privacy sees the person, too.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/address/accesses",
    operation_id = "listAddressAccesses",
    tag = "Addresses",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), PageQuery),
    responses((status = 200, description = "One page.", body = AddressAccessPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_address_accesses(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<AddressAccessPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listAddressAccesses", &id.to_string());
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().read().await?;
    let page = address::accesses(&mut *tx, &cx, RepairId::from_uuid(id), &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let with_persons = address::may_see_persons(&cx);
    let items = page.items.into_iter().map(|access| shown(access, with_persons)).collect();
    Ok(PageAnswer { body: AddressAccessPage { items, next_cursor }, link })
}

/// The end of an address.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressEnd {
    /// When it was deleted.
    purged_at: Timestamp,
    /// Why: `closed`, `cancelled`, `rejected`, `expired`, `replaced`, `withdrawn`, `not_needed`, `ceiling`,
    /// `restored` or `key_lost`.
    #[schema(value_type = String, example = "closed")]
    rule: &'static str,
    /// What became of copies in the ticket and in the repair's own texts: `removed`; `unreadable` if nobody could
    /// know what to look for; `not_searchable` if nothing of it can be told from what anybody may say; `skipped` if the end could not wait. `null` if it ended before this was put on record.
    #[schema(required, value_type = Option<String>, example = "removed")]
    copies: Option<&'static str>,
    /// `pending` while a backup could still be read with the key of that day, `destroyed` from then on.
    #[schema(value_type = String, example = "destroyed")]
    backups: &'static str,
    /// When that key was destroyed.
    #[schema(required)]
    destroyed_at: Option<Timestamp>,
    /// Which entry of the ledger says so; `null` until it is written.
    #[schema(required)]
    ledger_entry: Option<i64>,
}

/// What has become of the addresses of a repair.
#[derive(Serialize, ToSchema)]
pub(super) struct PurgeReceipt {
    /// One for each address that was given, oldest first.
    items: Vec<AddressEnd>,
}

fn end(record: &PurgeRecord) -> AddressEnd {
    AddressEnd {
        purged_at: record.at.into(),
        rule: record.rule.name(),
        copies: record.copies.map(Copies::name),
        backups: if record.destroyed_at.is_some() { "destroyed" } else { "pending" },
        destroyed_at: record.destroyed_at.map(Into::into),
        ledger_entry: record.ledger_seq,
    }
}

/// Read what has become of the addresses of a repair
///
/// When each was destroyed, by which rule, and whether copies in backups can still be read.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/purge-receipt",
    operation_id = "getPurgeReceipt",
    tag = "Addresses",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The receipt.", body = PurgeReceipt))
)]
pub(super) async fn get_purge_receipt(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<PurgeReceipt>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let records = address::receipts(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    Ok(Answer::ok(PurgeReceipt { items: records.iter().map(end).collect() }))
}
