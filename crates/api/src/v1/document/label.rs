use axum::{extract::State, response::Response};
use domain::{address, document, id::ShipmentId};
use uuid::Uuid;

use super::paper::{PaperBytes, PaperQuery, print, send};
use crate::{
    App,
    auth::Caller,
    extract::{AcceptLanguage, Path, Query},
    problem::Problem,
};

/// Print a parcel's address label
///
/// The address of the repair, for logistics, on 100 × 150 mm. Needs a sign-in of the last 15 minutes
/// (`step_up_required`), as a reveal does. Each time it is on record that the address was looked at (`label`), and
/// once that the carrier gets it. The file is made in memory and kept nowhere.
#[utoipa::path(
    get,
    path = "/shipments/{shipment_id}/label.pdf",
    operation_id = "getAddressLabel",
    tag = "Documents",
    params(("shipment_id" = Uuid, Path, description = "The parcel's id."), PaperQuery),
    responses(
        (status = 200, description = "The label.", body = PaperBytes, content_type = "application/pdf"),
        (status = 409, description = "Nothing is to be sent there now, or the desk has no font for some of its letters.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn get_address_label(
    State(app): State<App>,
    Caller(actor): Caller,
    accepted: AcceptLanguage,
    Path(id): Path<Uuid>,
    Query(query): Query<PaperQuery>,
) -> Result<Response, Problem> {
    let language = query.language(accepted)?;
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let order = document::label(&mut *tx, &cx, ShipmentId::from_uuid(id)).await?;
    tx.commit().await?;
    if let Some(file) = app.carriers().label(&order.parcel).await? {
        return Ok(send(file));
    }
    let address = address::open(app.store(), app.vault().keys.as_ref(), &order.address).await?;
    print(&app, order.filled(&address, language), language).await
}
