use axum::extract::State;
use domain::{
    error::Fields,
    id::{AccountId, RepairId},
    identity::Permission,
    repair::{self, AwaitedPart, CaseText, FaultSearch, NewWork},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{money::parse_day, names::RepairWorkKind};
use crate::{App, auth::Caller, extract::Path, problem::Problem, timestamp::Timestamp, v1::answer::Answer};

/// What was done.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "Replaced fader 3.", "minutes": 40 }))]
pub(super) struct RepairWorkInput {
    /// What was done; where nothing was wrong, how it was looked for.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
    /// How long it took.
    #[validate(range(min = 0, max = 10_080))]
    #[schema(minimum = 0, maximum = 10_080)]
    minutes: i32,
}

impl RepairWorkInput {
    pub(super) fn parse(self, fields: &mut Fields) -> Option<NewWork> {
        let text = fields.take("work/text", CaseText::parse(&self.text));
        Some(NewWork { text: text?, minutes: self.minutes })
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
    /// Who wrote it; `null` if the person is gone.
    #[schema(required)]
    done_by: Option<Uuid>,
    /// When.
    created_at: Timestamp,
}

impl From<repair::WorkEntry> for RepairWork {
    fn from(entry: repair::WorkEntry) -> Self {
        let repair::WorkEntry { seq, kind, text, minutes, expected_on, by, at } = entry;
        Self {
            seq,
            kind: kind.into(),
            text: text.into_string(),
            minutes,
            expected_on: expected_on.map(|day| day.to_string()),
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
}

/// List the work on a repair
///
/// What was done, what was checked, and which parts were awaited; oldest first. For staff.
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
    actor.require(Permission::RepairRead)?;
    let mut tx = app.store().read().await?;
    let case = repair::find(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    let entries = tx.repair_work().work(case.id).await?;
    Ok(Answer::ok(RepairWorkList { items: entries.into_iter().map(Into::into).collect() }))
}
