use axum::extract::State;
use domain::{
    device::Serial,
    error::Fields,
    id::{AccountId, RepairId},
    repair::{self, AwaitedPart, CaseText, FaultSearch, NewWork, PartNumber, PartUse, UsedPart},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{money::parse_day, names::RepairWorkKind};
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, Json, Path},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// What was done.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "text": "Replaced fader 3.", "minutes": 40,
    "parts": [{ "text": "Fader, 100 mm", "quantity": 1, "part_number": "F100-B10K" }]
}))]
pub(super) struct RepairWorkInput {
    /// What was done; where nothing was wrong, how it was looked for.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
    /// How long it took.
    #[validate(range(min = 0, max = 10_080))]
    #[schema(minimum = 0, maximum = 10_080)]
    minutes: i32,
    /// What went into the device.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 50), nested)]
    #[schema(nullable = false, max_items = 50)]
    parts: Option<Vec<RepairUsedPartInput>>,
}

/// A part that went into the device.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "Fader, 100 mm", "quantity": 1, "part_number": "F100-B10K" }))]
pub(super) struct RepairUsedPartInput {
    /// Which.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
    /// How many.
    #[validate(range(min = 1, max = 999))]
    #[schema(minimum = 1, maximum = 999)]
    quantity: i32,
    /// The maker's number of the part.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 60))]
    #[schema(nullable = false, min_length = 1, max_length = 60)]
    part_number: Option<String>,
    /// The serial number of what went in.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 40))]
    #[schema(nullable = false, min_length = 1, max_length = 40)]
    serial_in: Option<String>,
    /// The serial number of what came out.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 40))]
    #[schema(nullable = false, min_length = 1, max_length = 40)]
    serial_out: Option<String>,
}

impl RepairWorkInput {
    /// `place`: where in the body it stands, such as `work/`.
    pub(super) fn parse(self, fields: &mut Fields, place: &str) -> Option<NewWork> {
        let text = fields.take(&format!("{place}text"), CaseText::parse(&self.text));
        let parts = self.parts.unwrap_or_default().into_iter().enumerate();
        let parts = parts.filter_map(|(at, part)| part.parse(fields, &format!("{place}parts/{at}/")));
        let parts = parts.collect();
        Some(NewWork { text: text?, minutes: self.minutes, parts })
    }
}

impl RepairUsedPartInput {
    fn parse(self, fields: &mut Fields, place: &str) -> Option<UsedPart> {
        let text = fields.take(&format!("{place}text"), CaseText::parse(&self.text));
        let number = self.part_number.as_deref().map(PartNumber::parse);
        let number = fields.take_optional(&format!("{place}part_number"), number);
        let mut serial = |member: &str, raw: Option<&str>| {
            fields.take_optional(&format!("{place}{member}"), raw.map(Serial::parse))
        };
        let serial_in = serial("serial_in", self.serial_in.as_deref());
        let serial_out = serial("serial_out", self.serial_out.as_deref());
        Some(UsedPart {
            text: text?,
            used: PartUse { quantity: self.quantity, number, serial_in, serial_out },
        })
    }
}

/// How a fault was looked for that nobody found.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "tried": "Moved all faders for an hour while recording.", "minutes": 60,
    "conditions": "22 degrees, firmware 1.4, the customer's cable.",
    "customers_steps": "Followed twice: no jam.", "result": "No fault in two days."
}))]
pub(super) struct RepairFaultSearchInput {
    /// What was tried.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    tried: String,
    /// For how long.
    #[validate(range(min = 1, max = 10_080))]
    #[schema(minimum = 1, maximum = 10_080)]
    minutes: i32,
    /// Under which conditions: temperature, cables, software.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    conditions: String,
    /// What came of the steps that the customer had told of.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    customers_steps: String,
    /// What it came to.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    result: String,
}

impl RepairFaultSearchInput {
    pub(super) fn parse(self, fields: &mut Fields) -> Option<FaultSearch> {
        let mut text =
            |member: &str, raw: &str| fields.take(&format!("fault_search/{member}"), CaseText::parse(raw));
        let (tried, conditions) = (text("tried", &self.tried), text("conditions", &self.conditions));
        let customers_steps = text("customers_steps", &self.customers_steps);
        let result = text("result", &self.result);
        Some(FaultSearch {
            tried: tried?,
            minutes: self.minutes,
            conditions: conditions?,
            customers_steps: customers_steps?,
            result: result?,
        })
    }
}

/// A part that is awaited.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "Fader, 100 mm", "expected_on": "2026-12-01" }))]
pub(super) struct RepairPartInput {
    /// Which.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
    /// Until when.
    #[validate(length(max = 10))]
    #[schema(max_length = 10, format = Date, example = "2026-12-01")]
    expected_on: String,
}

impl RepairPartInput {
    pub(super) fn parse(self, fields: &mut Fields) -> Option<AwaitedPart> {
        let text = fields.take("part/text", CaseText::parse(&self.text));
        let expected_on = fields.take("part/expected_on", parse_day(&self.expected_on));
        Some(AwaitedPart { text: text?, expected_on: expected_on? })
    }
}

/// An entry of the work log.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairWork {
    /// Counts the repair's entries, from 1.
    seq: i32,
    /// What it is.
    kind: RepairWorkKind,
    /// What it says.
    text: String,
    /// How long it took.
    #[schema(required)]
    minutes: Option<i32>,
    /// Until when a part is awaited.
    #[schema(required, value_type = Option<String>, format = Date)]
    expected_on: Option<String>,
    /// How many of a part went in.
    #[schema(required)]
    quantity: Option<i32>,
    /// The maker's number of the part.
    #[schema(required)]
    part_number: Option<String>,
    /// The serial number of what went in.
    #[schema(required)]
    serial_in: Option<String>,
    /// The serial number of what came out.
    #[schema(required)]
    serial_out: Option<String>,
    /// Who wrote it; `null` if the person is gone.
    #[schema(required)]
    done_by: Option<Uuid>,
    /// When.
    created_at: Timestamp,
}

impl From<repair::WorkEntry> for RepairWork {
    fn from(entry: repair::WorkEntry) -> Self {
        let repair::WorkEntry { seq, kind, text, minutes, expected_on, used, by, at } = entry;
        let (quantity, number, serial_in, serial_out) = match used {
            Some(PartUse { quantity, number, serial_in, serial_out }) => {
                (Some(quantity), number, serial_in, serial_out)
            }
            None => (None, None, None, None),
        };
        Self {
            seq,
            kind: kind.into(),
            text: text.into_string(),
            minutes,
            expected_on: expected_on.map(|day| day.to_string()),
            quantity,
            part_number: number.map(PartNumber::into_string),
            serial_in: serial_in.map(Serial::into_string),
            serial_out: serial_out.map(Serial::into_string),
            done_by: by.map(AccountId::as_uuid),
            created_at: at.into(),
        }
    }
}

/// The work log of a repair.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairWorkList {
    /// The entries, oldest first.
    items: Vec<RepairWork>,
    /// How long all of it took.
    minutes: i64,
}

impl From<Vec<repair::WorkEntry>> for RepairWorkList {
    fn from(entries: Vec<repair::WorkEntry>) -> Self {
        let minutes = entries.iter().filter_map(|entry| entry.minutes).map(i64::from).sum();
        Self { items: entries.into_iter().map(Into::into).collect(), minutes }
    }
}

/// List the work on a repair
///
/// What was done, which parts went in, what was checked, and which parts were awaited; oldest first. For staff.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/work-log",
    operation_id = "listRepairWork",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The work log.", body = RepairWorkList))
)]
pub(super) async fn list_repair_work(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<RepairWorkList>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let entries = repair::work_log(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    Ok(Answer::ok(entries.into()))
}

/// Write down work on a repair
///
/// What was done, how long it took and what went in, while the device is on the bench: from `diagnosing` to `testing`.
/// Nothing is taken out of the log again. The work that is given with a move to `testing` stands in the same log.
#[utoipa::path(
    post,
    path = "/repairs/{repair_id}/work-log",
    operation_id = "addRepairWork",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IdempotencyKey),
    request_body = RepairWorkInput,
    responses(
        (status = 201, description = "The work log, with it.", body = RepairWorkList,
            headers(("Location" = String, description = "The work log."), ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key wrote it down."))),
        (status = 409, description = "The device is not on the bench.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn add_repair_work(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    key: IdempotencyKey,
    Json { value, body }: Json<RepairWorkInput>,
) -> Result<Answer<RepairWorkList>, Problem> {
    let cx = app.ctx(actor);
    let mut fields = Fields::default();
    let work = value.parse(&mut fields, "");
    fields.check()?;
    let work = fields.require(work)?;
    let path = id.to_string();
    let request = Repeatable { operation: "addRepairWork", path: &path, body: &body, makes: id };
    let id = RepairId::from_uuid(id);
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    if earlier.is_none() {
        repair::log_work(&mut *tx, &cx, id, &work).await?;
    }
    let entries = repair::work_log(&mut *tx, &cx, id).await?;
    tx.commit().await?;
    Ok(Answer::created(entries.into(), format!("/api/v1/repairs/{path}/work-log"))
        .replayed(earlier.is_some()))
}
