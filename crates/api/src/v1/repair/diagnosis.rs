use axum::extract::State;
use domain::{
    error::Fields,
    id::{AccountId, RepairId},
    repair::{self, CaseText, NewDiagnosis, Viewer},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    names::{RepairFault, RepairFaultCause},
    shape::Repair,
};
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, Json, Path},
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// What the bench has found out about a device.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "fault": "confirmed", "cause": "wear", "findings": "Fader 3: the track is worn through at -10 dB.",
    "summary": "Fader 3 is worn out and will be replaced."
}))]
pub(super) struct RepairDiagnosisInput {
    /// What became of the fault that the customer had told of.
    fault: RepairFault,
    /// Where the fault comes from. Staff only.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    cause: Option<RepairFaultCause>,
    /// What was found, and how. Staff only.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    findings: String,
    /// What the customer is told. Without it, the customer is shown no diagnosis.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 4000))]
    #[schema(nullable = false, min_length = 1, max_length = 4000)]
    summary: Option<String>,
}

impl RepairDiagnosisInput {
    fn parse(self) -> Result<NewDiagnosis, Problem> {
        let mut fields = Fields::default();
        let findings = fields.take("findings", CaseText::parse(&self.findings));
        let summary = fields.take_optional("summary", self.summary.as_deref().map(CaseText::parse));
        fields.check()?;
        let findings = fields.require(findings)?;
        let (fault, cause) = (self.fault.into(), self.cause.map(Into::into));
        Ok(NewDiagnosis { fault, cause, findings, summary })
    }
}

/// What the bench has found out about a device.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairDiagnosis {
    /// What became of the fault that the customer had told of.
    fault: RepairFault,
    /// Where the fault comes from; `null` if that was not said, and for the customer.
    #[schema(required)]
    cause: Option<RepairFaultCause>,
    /// What was found, and how; `null` for the customer.
    #[schema(required)]
    findings: Option<String>,
    /// What the customer is told.
    #[schema(required)]
    summary: Option<String>,
    /// Who found it; `null` for the customer, and if the person is gone.
    #[schema(required)]
    done_by: Option<Uuid>,
    /// When.
    created_at: Timestamp,
}

impl RepairDiagnosis {
    fn show(viewer: Viewer, diagnosis: repair::Diagnosis) -> Self {
        let repair::Diagnosis { found, by, at } = diagnosis;
        let is_staff = viewer.is_staff();
        Self {
            fault: found.fault.into(),
            cause: found.cause.filter(|_| is_staff).map(Into::into),
            findings: is_staff.then(|| found.findings.into_string()),
            summary: found.summary.map(CaseText::into_string),
            done_by: by.filter(|_| is_staff).map(AccountId::as_uuid),
            created_at: at.into(),
        }
    }
}

/// Read the diagnosis of a repair
///
/// 404 until there is one; for the customer, until there is a summary.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/diagnosis",
    operation_id = "getRepairDiagnosis",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The diagnosis.", body = RepairDiagnosis))
)]
pub(super) async fn get_repair_diagnosis(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<RepairDiagnosis>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let diagnosis = repair::diagnosis(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    Ok(Answer::ok(RepairDiagnosis::show(Viewer::of(&actor)?, diagnosis)))
}

/// Write down the diagnosis of a repair
///
/// While the device is on the bench: from `diagnosing` to `testing`. It can be written down again; the ticket's history
/// says `repair_diagnosed`, each time.
#[utoipa::path(
    put,
    path = "/repairs/{repair_id}/diagnosis",
    operation_id = "putRepairDiagnosis",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    request_body = RepairDiagnosisInput,
    responses(
        (status = 200, description = "The repair.", body = Repair,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The device is not on the bench.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn put_repair_diagnosis(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<RepairDiagnosisInput>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let found = value.parse()?;
    let mut tx = app.store().begin().await?;
    let id = RepairId::from_uuid(id);
    let case = repair::diagnose(&mut *tx, &cx, id, if_match.expected(), found).await?;
    let shown = Repair::show(&mut *tx, &cx, &case).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
