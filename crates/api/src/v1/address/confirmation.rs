use axum::extract::State;
use domain::{address, id::RepairId};
use uuid::Uuid;

use super::shape::AddressOnFile;
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, Path},
    problem::Problem,
    v1::answer::Answer,
};

/// Confirm an address from which a parcel came back
///
/// By the customer, or by staff who were told: nobody was at home, the address is right. Then the parcel can be
/// sent again. Another address is given as always (`putAddress`). Harmless if nobody doubts the address.
#[utoipa::path(
    post,
    path = "/repairs/{repair_id}/address/confirmations",
    operation_id = "confirmAddress",
    tag = "Addresses",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    responses((status = 200, description = "It is good again.", body = AddressOnFile,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn confirm_address(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer<AddressOnFile>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let record = address::confirm(&mut *tx, &cx, RepairId::from_uuid(id), if_match.expected()).await?;
    tx.commit().await?;
    Ok(Answer::ok(AddressOnFile::from(&record)).version(record.version))
}
