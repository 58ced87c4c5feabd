use axum::extract::State;
use domain::{
    address,
    device::Serial,
    error::Fields,
    id::{AccountId, RepairId},
    repair::{self, CaseText, Given, QuoteChoice, RmaNumber},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    decision::RepairDecisionProofInput,
    disposal::RepairDisposalInput,
    intake::RepairIntakeInput,
    names::{RepairCoverage, RepairOutcome, RepairState},
    quote::RepairQuoteInput,
    shape::Repair,
    work::{RepairFaultSearchInput, RepairPartInput, RepairWorkInput},
};
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, IfMatch, Json, Path},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    v1::{answer::Answer, shipment::RepairShipmentInput},
};

/// Where to take a repair, and what that needs: `allowed_transitions` of the repair says what.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "to": "authorized", "coverage": "legal_guarantee", "reason": "Bought 14 months ago." }))]
pub(super) struct RepairTransitionInput {
    /// To where.
    to: RepairState,
    /// What the customer is told, in the letter and in the history.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 4000))]
    #[schema(nullable = false, min_length = 1, max_length = 4000)]
    reason: Option<String>,
    /// What only staff read: why, or what proves it. Staff only.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 4000))]
    #[schema(nullable = false, min_length = 1, max_length = 4000)]
    note: Option<String>,
    /// What pays for the repair.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    coverage: Option<RepairCoverage>,
    /// The number on the parcel, scanned.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 40))]
    #[schema(nullable = false, min_length = 1, max_length = 40)]
    rma_number: Option<String>,
    /// What was found when the parcel was opened. May be absent if `putRepairIntake` has said so.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    intake: Option<RepairIntakeInput>,
    /// A quote. Nothing changes it from then on.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    quote: Option<RepairQuoteInput>,
    /// Which quote is decided on, as it was read.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    quote_version: Option<RepairQuoteChoice>,
    /// How the desk was told what the customer decided: where an agent decides on a quote for the customer.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    decision_proof: Option<RepairDecisionProofInput>,
    /// That the device may be recycled.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    recycling_consent: Option<bool>,
    /// The part that is awaited.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    part: Option<RepairPartInput>,
    /// What was done.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    work: Option<RepairWorkInput>,
    /// What was checked, all of it passed.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 50))]
    #[schema(nullable = false, min_items = 1, max_items = 50)]
    checklist: Option<Vec<RepairCheck>>,
    /// What was checked and did not pass, back to `repairing`. May be absent.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 50))]
    #[schema(nullable = false, min_items = 1, max_items = 50)]
    failed_checks: Option<Vec<RepairCheck>>,
    /// How a fault was looked for that nobody found: with the outcome `no_fault_found`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    fault_search: Option<RepairFaultSearchInput>,
    /// How the repair ends.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    outcome: Option<RepairOutcome>,
    /// The serial number of the device that leaves, read from it once more.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 40))]
    #[schema(nullable = false, min_length = 1, max_length = 40)]
    serial: Option<String>,
    /// The serial number of the unit that the customer gets instead: with the outcome `exchanged`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 40))]
    #[schema(nullable = false, min_length = 1, max_length = 40)]
    replacement_serial: Option<String>,
    /// That who took the device has shown who they are.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    identity_checked: Option<bool>,
    /// The other member of staff, who has confirmed that the device goes.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    second_person_id: Option<Uuid>,
    /// What becomes of a device that nobody claims.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    disposal: Option<RepairDisposalInput>,
    /// What the repair costs, in the currency of the customer's limit: where the customer pays and need not
    /// be asked.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 0, max = 1_000_000_000))]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000_000)]
    cost_minor: Option<i64>,
    /// The parcel, to `inbound` and `outbound`. May be absent.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    shipment: Option<RepairShipmentInput>,
    /// Leads only: ends the repair although the keys of its address are away and nobody can look for copies of it
    /// in the ticket. It is on record, and on the receipt.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    without_looking: Option<bool>,
}

/// Something that was checked: 1 to 4000 characters.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(min_length = 1, max_length = 4000, example = "All faders reach both ends.")]
pub(super) struct RepairCheck(String);

/// A quote, as it was read.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "version": 1, "content_hash": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" }))]
pub(super) struct RepairQuoteChoice {
    /// Its version.
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000)]
    version: i32,
    /// Its content's hash.
    #[validate(length(min = 64, max = 64))]
    #[schema(min_length = 64, max_length = 64)]
    content_hash: String,
}

impl RepairTransitionInput {
    fn parse(self) -> Result<Given, Problem> {
        let mut fields = Fields::default();
        let mut text = |member: &str, raw: Option<&String>| {
            fields.take_optional(member, raw.map(|raw| CaseText::parse(raw)))
        };
        let (reason, note) = (text("reason", self.reason.as_ref()), text("note", self.note.as_ref()));
        let mut checks = |member: &str, checks: Option<Vec<RepairCheck>>| -> Vec<CaseText> {
            let checks = checks.unwrap_or_default().into_iter().enumerate();
            checks.filter_map(|(at, check)| text(&format!("{member}/{at}"), Some(&check.0))).collect()
        };
        let checklist = checks("checklist", self.checklist);
        let failed_checks = checks("failed_checks", self.failed_checks);
        let number = self.rma_number.as_deref().map(RmaNumber::parse);
        let rma_number = fields.take_optional("rma_number", number);
        let serial = fields.take_optional("serial", self.serial.as_deref().map(Serial::parse));
        let replacement = self.replacement_serial.as_deref().map(Serial::parse);
        let replacement_serial = fields.take_optional("replacement_serial", replacement);
        let intake = self.intake.and_then(|intake| intake.parse(&mut fields, "intake/"));
        let quote = self.quote.and_then(|quote| quote.parse(&mut fields));
        let part = self.part.and_then(|part| part.parse(&mut fields));
        let work = self.work.and_then(|work| work.parse(&mut fields, "work/"));
        let fault_search = self.fault_search.and_then(|search| search.parse(&mut fields));
        let shipment = self.shipment.map(|shipment| shipment.parse(&mut fields, "shipment/"));
        let disposal = self.disposal.and_then(|disposal| disposal.parse(&mut fields));
        fields.check()?;
        Ok(Given {
            coverage: self.coverage.map(Into::into),
            reason,
            note,
            rma_number,
            intake,
            quote,
            quote_version: self.quote_version.map(|choice| QuoteChoice {
                version: choice.version,
                content_hash: choice.content_hash.to_ascii_lowercase(),
            }),
            decision_proof: self.decision_proof.map(Into::into),
            recycling_consent: self.recycling_consent.unwrap_or_default(),
            part,
            work,
            checklist,
            failed_checks,
            fault_search,
            outcome: self.outcome.map(Into::into),
            serial,
            replacement_serial,
            identity_checked: self.identity_checked.unwrap_or_default(),
            second_person: self.second_person_id.map(AccountId::from_uuid),
            disposal,
            cost_minor: self.cost_minor,
            shipment,
        })
    }
}

/// Move a repair
///
/// One call, with all that the move needs. What is not possible is refused with 409 and the list of what is;
/// `docs/repair-states.md` has the whole table. With the end of a repair its address is destroyed.
#[utoipa::path(
    post,
    path = "/repairs/{repair_id}/transitions",
    operation_id = "createRepairTransition",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch, IdempotencyKey),
    request_body = RepairTransitionInput,
    responses(
        (status = 200, description = "The repair, moved.", body = Repair,
            headers(
                ("ETag" = String, description = "The new version."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key moved it.")
            )),
        (status = 409, description = "It cannot go there from where it is, something is missing, another version of the quote is in force, or the law holds it.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn create_repair_transition(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Json { value, body }: Json<RepairTransitionInput>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let (to, path) = (value.to.into(), id.to_string());
    let skips = value.without_looking.unwrap_or_default();
    let given = value.parse()?;
    let request = Repeatable { operation: "createRepairTransition", path: &path, body: &body, makes: id };
    let id = RepairId::from_uuid(id);
    let (keys, which) = (app.vault().keys.as_ref(), (id, if_match.expected()));
    let look = address::copies_before(app.store(), keys, &cx, which, to, skips).await?;
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let moved = if earlier.is_some() {
        repair::find(&mut *tx, &cx, id).await?
    } else {
        repair::advance(&mut *tx, &cx, id, if_match.expected(), to, given, look).await?
    };
    let shown = Repair::show(&mut *tx, &cx, &moved).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version).replayed(earlier.is_some()))
}
