use axum::extract::State;
use domain::{
    coverage::{self, Decided},
    id::{AccountId, RepairId},
    identity::Language,
    repair::Viewer,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shape::CoverageDecision;
use crate::{
    App,
    auth::Caller,
    extract::{AcceptLanguage, Path},
    problem::Problem,
    timestamp::Timestamp,
    v1::{
        answer::Answer,
        repair::{RepairCoverage, RepairState},
    },
};

/// What pays for a repair, and why.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairCoverageReport {
    /// What follows now from the ledger of the repair's device, for a fault that was told of when the repair was asked
    /// for.
    computed: CoverageDecision,
    /// What was decided, oldest first.
    decided: Vec<RepairCoverageDecided>,
}

/// What was decided when a repair was authorized or rejected.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairCoverageDecided {
    /// Where it took the repair.
    to: RepairState,
    /// What followed from the ledger at that time.
    computed: CoverageDecision,
    /// What was decided; `null` if the repair was rejected. Why stands in the repair's history.
    #[schema(required)]
    coverage: Option<RepairCoverage>,
    /// Whether something else was decided than followed from the ledger.
    deviates: bool,
    /// Who decided; `null` for the customer.
    #[schema(required)]
    decided_by: Option<Uuid>,
    /// When.
    created_at: Timestamp,
}

impl RepairCoverageDecided {
    fn show(viewer: Viewer, language: Language, decided: &Decided) -> Self {
        Self {
            to: decided.to.into(),
            computed: CoverageDecision::show(language, &decided.computed),
            coverage: decided.coverage.map(Into::into),
            deviates: decided.deviates(),
            decided_by: decided.by.filter(|_| viewer.is_staff()).map(AccountId::as_uuid),
            created_at: decided.at.into(),
        }
    }
}

/// Read what pays for a repair
///
/// What follows from the device's ledger, with reasons, and what was decided. Read it before you authorize.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/coverage",
    operation_id = "getRepairCoverage",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "What pays for it.", body = RepairCoverageReport))
)]
pub(super) async fn get_repair_coverage(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    AcceptLanguage(language): AcceptLanguage,
) -> Result<Answer<RepairCoverageReport>, Problem> {
    let cx = app.ctx(actor);
    let viewer = Viewer::of(&actor)?;
    let mut tx = app.store().read().await?;
    let (computed, decided) = coverage::for_repair(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    Ok(Answer::ok(RepairCoverageReport {
        computed: CoverageDecision::show(language, &computed),
        decided: decided.iter().map(|one| RepairCoverageDecided::show(viewer, language, one)).collect(),
    }))
}
