use chrono::Duration;

use super::give::{Giver, check_version, must_have_place};
use crate::{
    Ctx,
    error::{Error, Result},
    id::RepairId,
    repair,
    store::Tx,
    vault::{self, AddressRecord},
};

/// Says that the address is still right, although it was given long ago or a parcel came back from it.
pub async fn confirm(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    sure_for: Duration,
) -> Result<AddressRecord> {
    let case = repair::find(tx, cx, id).await?;
    Giver::of(cx, &case)?;
    let record = vault::record(tx, id).await?.ok_or(Error::NotFound("address"))?;
    check_version(tx, id, expected).await?;
    must_have_place(&case)?;
    let confirmed = vault::confirm(tx, record, cx.now() + sure_for).await?;
    repair::address_changed(tx, cx, id).await?;
    Ok(confirmed)
}
