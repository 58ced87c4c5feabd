use axum::{extract::State, response::Response};
use domain::{
    Ctx, address,
    document::{self, LabelOrder},
    id::ShipmentId,
    identity::Language,
    vault::Purpose,
};
use uuid::Uuid;

use super::paper::{PaperBytes, PaperQuery, print, send};
use crate::{
    App,
    auth::Caller,
    extract::{AcceptLanguage, Path, Query},
    problem::Problem,
    v1::address::count_reveal,
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
    let made = make(&app, &app.ctx(actor), ShipmentId::from_uuid(id), language).await;
    count_reveal(Purpose::Label.name(), made.is_ok());
    Ok(send(made?))
}

/// On record first, then made. If nobody gets it, that is on record, too.
async fn make(app: &App, cx: &Ctx, id: ShipmentId, language: Language) -> Result<Vec<u8>, Problem> {
    let mut tx = app.store().begin().await?;
    let order = document::label(&mut *tx, cx, id).await?;
    tx.commit().await?;
    let made = hand_out(app, cx, &order, language).await;
    if made.is_err() {
        address::was_not_seen(app.store(), cx, &order.address).await;
    }
    made
}

/// The carrier's own file as it came, or the desk's; and on record to whom it goes, before anybody has it.
async fn hand_out(app: &App, cx: &Ctx, order: &LabelOrder, language: Language) -> Result<Vec<u8>, Problem> {
    let file = if let Some(file) = app.carriers().label(&order.parcel).await? {
        file
    } else {
        let keys = app.vault().keys.as_ref();
        let address = address::try_to_open(app.store(), keys, &order.address).await?;
        print(app, order.filled(&address, language), language).await?
    };
    let mut tx = app.store().begin().await?;
    document::hand_over(&mut *tx, cx, order).await?;
    tx.commit().await?;
    Ok(file)
}
