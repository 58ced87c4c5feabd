use axum::extract::State;
use domain::{
    address,
    id::{AccountId, RepairId},
    vault::{Access, PurgeRecord},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{App, auth::Caller, extract::Path, problem::Problem, timestamp::Timestamp, v1::answer::Answer};

/// Someone has looked at an address.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressAccess {
    /// When.
    at: Timestamp,
    /// What for: `own`, `label`, `dispatch`, `delivery`, `break_glass`, `phone` when the address was typed as it was
    /// told by telephone, or `sweep` when the desk itself looked
    /// for copies of it in the ticket.
    #[schema(value_type = String, example = "label")]
    purpose: &'static str,
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

/// Everyone who has looked at an address.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressAccessList {
    /// The readings, oldest first; the first thousand.
    items: Vec<AddressAccess>,
}

fn shown(access: Access, with_persons: bool) -> AddressAccess {
    AddressAccess {
        at: access.at.into(),
        purpose: access.purpose.name(),
        role: access.role.map(domain::identity::Role::name),
        account_id: access.account.filter(|_| with_persons).map(AccountId::as_uuid),
        note: access.reason.filter(|_| with_persons),
    }
}

/// List who has looked at an address
///
/// The customer sees as what, what for and when; who answers for privacy sees the person, too.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/address/accesses",
    operation_id = "listAddressAccesses",
    tag = "Addresses",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The readings.", body = AddressAccessList))
)]
pub(super) async fn list_address_accesses(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<AddressAccessList>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let accesses = address::accesses(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    let with_persons = address::may_see_persons(&cx);
    let items = accesses.into_iter().map(|access| shown(access, with_persons)).collect();
    Ok(Answer::ok(AddressAccessList { items }))
}

/// The end of an address.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressEnd {
    /// When it was deleted.
    purged_at: Timestamp,
    /// Why: `closed`, `cancelled`, `rejected`, `expired`, `replaced`, `withdrawn`, `not_needed`, `ceiling`,
    /// `erased`, `restored` or `key_lost`.
    #[schema(value_type = String, example = "closed")]
    rule: &'static str,
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
