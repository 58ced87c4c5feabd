use axum::{extract::State, response::Response};
use domain::{
    document::{self, PaperKind},
    id::RepairId,
    identity::{Actor, Language},
};
use uuid::Uuid;

use super::paper::{PaperBytes, PaperQuery, print, send};
use crate::{
    App,
    auth::Caller,
    extract::{AcceptLanguage, Path, Query},
    problem::Problem,
};

/// Print a packing slip
///
/// Goes into the parcel, there and back. The code on it says the RMA number only; nobody is named.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/documents/packing-slip.pdf",
    operation_id = "getPackingSlip",
    tag = "Documents",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), PaperQuery),
    responses(
        (status = 200, description = "The paper.", body = PaperBytes, content_type = "application/pdf"),
        (status = 409, description = "The desk has no font for some of its letters.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn get_packing_slip(
    State(app): State<App>,
    Caller(actor): Caller,
    accepted: AcceptLanguage,
    Path(id): Path<Uuid>,
    Query(query): Query<PaperQuery>,
) -> Result<Response, Problem> {
    about(&app, actor, id, PaperKind::PackingSlip, query.language(accepted)?).await
}

/// Print a bench label
///
/// Sticks on the device while it is here: 62 × 38 mm, with the RMA number as a code. Nobody is named.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/documents/bench-label.pdf",
    operation_id = "getBenchLabel",
    tag = "Documents",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), PaperQuery),
    responses(
        (status = 200, description = "The paper.", body = PaperBytes, content_type = "application/pdf"),
        (status = 409, description = "The desk has no font for some of its letters.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn get_bench_label(
    State(app): State<App>,
    Caller(actor): Caller,
    accepted: AcceptLanguage,
    Path(id): Path<Uuid>,
    Query(query): Query<PaperQuery>,
) -> Result<Response, Problem> {
    about(&app, actor, id, PaperKind::BenchLabel, query.language(accepted)?).await
}

/// Print a quote
///
/// The last one, with all its lines, its sum, how long it is valid, what declining costs, and the hash that approving it names.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/documents/quote.pdf",
    operation_id = "getQuoteDocument",
    tag = "Documents",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), PaperQuery),
    responses(
        (status = 200, description = "The paper.", body = PaperBytes, content_type = "application/pdf"),
        (status = 409, description = "The desk has no font for some of its letters.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn get_quote_paper(
    State(app): State<App>,
    Caller(actor): Caller,
    accepted: AcceptLanguage,
    Path(id): Path<Uuid>,
    Query(query): Query<PaperQuery>,
) -> Result<Response, Problem> {
    about(&app, actor, id, PaperKind::Quote, query.language(accepted)?).await
}

/// Print an intake report
///
/// What was found when the parcel was opened: condition, serial number, accessories. Nobody is named.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/documents/intake-report.pdf",
    operation_id = "getIntakeReport",
    tag = "Documents",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), PaperQuery),
    responses(
        (status = 200, description = "The paper.", body = PaperBytes, content_type = "application/pdf"),
        (status = 409, description = "The desk has no font for some of its letters.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn get_intake_report(
    State(app): State<App>,
    Caller(actor): Caller,
    accepted: AcceptLanguage,
    Path(id): Path<Uuid>,
    Query(query): Query<PaperQuery>,
) -> Result<Response, Problem> {
    about(&app, actor, id, PaperKind::IntakeReport, query.language(accepted)?).await
}

/// The paper of this kind about a repair.
async fn about(
    app: &App,
    actor: Actor,
    id: Uuid,
    kind: PaperKind,
    language: Language,
) -> Result<Response, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let paper = document::paper(&mut *tx, &cx, RepairId::from_uuid(id), kind).await?;
    drop(tx);
    Ok(send(print(app, paper, language).await?))
}
