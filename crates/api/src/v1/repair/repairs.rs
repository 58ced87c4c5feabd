use axum::extract::State;
use domain::{
    Error, address,
    error::Fields,
    id::{AccountId, RepairId},
    patch::Patch,
    repair::{self, RepairChange, RmaNumber, Viewer},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    intake::RepairDeclaredAccessoryInput, money::MoneyInput, names::RepairReturnMethod, shape::Repair,
};
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, Json, Path},
    patch::{non_null, patch},
    problem::{Problem, ProblemCode},
    v1::answer::Answer,
};

/// Read a repair
///
/// With where the caller can take it from here, and what each move needs. Another customer's looks like what
/// is not there.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}",
    operation_id = "getRepair",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The repair.", body = Repair,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn get_repair(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let case = repair::find(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    let shown = Repair::show(&mut *tx, &cx, &case).await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}

/// Find a repair by its RMA number
///
/// What a scanner reads. A number whose last character does not fit was misread: it is refused before
/// anything is looked up.
#[utoipa::path(
    get,
    path = "/rma/{rma_number}",
    operation_id = "findRepairByRmaNumber",
    tag = "Repairs",
    params(("rma_number" = String, Path, description = "The number; case, spaces and dashes don't matter.", max_length = 40, example = "R26-7QK4M-C")),
    responses((status = 200, description = "The repair.", body = Repair,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn find_by_rma_number(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(number): Path<String>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    // What cannot be read names nothing, as in every path; that it was misread helps who scans.
    let number =
        RmaNumber::parse(&number).map_err(|rule| Problem::new(ProblemCode::NotFound).detail(rule.detail))?;
    let mut tx = app.store().glance().await?;
    let found = tx.repairs().find_by_number(Viewer::of(&actor)?, &number).await?;
    let case = found.ok_or(Error::NotFound("repair"))?;
    let shown = Repair::show(&mut *tx, &cx, &case).await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}

/// What to change of a repair: absent members stay, `null` clears. The customer says how the device comes
/// back, what comes with it and what a repair may cost.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "return_method": "pick_up" }))]
pub(super) struct RepairPatch {
    /// How the device comes back. An address that is needed no longer is destroyed at once.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    return_method: Option<RepairReturnMethod>,
    /// What is in the parcel beside the device, in the place of what was declared before; until the parcel is here.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 50), nested)]
    #[schema(nullable = false, max_items = 50)]
    accessories: Option<Vec<RepairDeclaredAccessoryInput>>,
    /// Up to which cost the customer need not be asked. Staff lower it or take it away, and do not raise it.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<MoneyInput>)]
    limit: Patch<MoneyInput>,
    /// Whether something is sent to the customer before the device comes. Needs `repair.write`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    prepaid: Option<bool>,
    /// Who works on it. Needs `repair.bench`.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<Uuid>)]
    assignee_id: Patch<Uuid>,
    /// Whether the carrier owes for loss or damage. Needs `repair.logistics`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    claim_open: Option<bool>,
}

impl RepairPatch {
    fn parse(self) -> Result<RepairChange, Problem> {
        let mut fields = Fields::default();
        let limit = match self.limit {
            Patch::Set(limit) => limit.parse(&mut fields, "limit").map_or(Patch::Keep, Patch::Set),
            Patch::Clear => Patch::Clear,
            Patch::Keep => Patch::Keep,
        };
        let accessories =
            self.accessories.map(|list| RepairDeclaredAccessoryInput::parse_all(list, &mut fields));
        fields.check()?;
        Ok(RepairChange {
            accessories,
            return_method: self.return_method.map(Into::into),
            limit,
            is_prepaid: self.prepaid,
            assignee: self.assignee_id.map(AccountId::from_uuid),
            claim_open: self.claim_open,
        })
    }
}

/// Change a repair
///
/// A merge patch (RFC 7396).
#[utoipa::path(
    patch,
    path = "/repairs/{repair_id}",
    operation_id = "updateRepair",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    request_body(content = RepairPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "The repair, changed.", body = Repair,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The repair is over, the device has left, or the parcel is here.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn update_repair(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<RepairPatch>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let change = value.parse()?;
    let id = RepairId::from_uuid(id);
    let (keys, which) = (app.vault().keys.as_ref(), (id, if_match.expected()));
    let look = address::copies_before_change(app.store(), keys, &cx, which, &change).await?;
    let mut tx = app.store().begin().await?;
    let changed = repair::change(&mut *tx, &cx, id, if_match.expected(), change, look).await?;
    let shown = Repair::show(&mut *tx, &cx, &changed).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
