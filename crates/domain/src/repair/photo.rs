//! Photos of a device as it came. They protect both: the desk and its customer see them, and they go with the repair.

use super::{Mover, Repair, view::find};
use crate::{
    Ctx,
    attachment::{self, Attachment, PartOf},
    audit::{self, ActKind},
    clock::Timestamp,
    error::{Conflict, Denied, Error, Result},
    id::{AttachmentId, RepairId},
    identity::Permission,
    store::Tx,
};

/// Photos taken at a repair's intake, in the order in which they were sent.
pub async fn photos(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Vec<Attachment>> {
    let case = find(tx, cx, id).await?;
    of(tx, &[case.id]).await
}

/// Makes an upload of the actor a photo of a repair at its intake. Repeating it changes nothing.
pub async fn add_photo(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, file: AttachmentId) -> Result<Attachment> {
    let case = find_unpacked(tx, cx, id).await?;
    must_be_at_intake(&case)?;
    attachment::take_photo(tx, cx, file, PartOf::Repair(case.id)).await
}

/// Destroys a photo of a repair's intake; that is on record. When the intake is over, it is proof: a lead decides.
pub async fn remove_photo(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, file: AttachmentId) -> Result<()> {
    let case = find_unpacked(tx, cx, id).await?;
    if !case.is_at_intake() {
        cx.actor().require(Permission::RepairLead)?;
    }
    case.must_not_be_held(cx)?;
    let known = of(tx, &[case.id]).await?;
    let photo = known.iter().find(|photo| photo.id == file).ok_or(Error::NotFound("attachment"))?;
    attachment::destroy(tx, cx, photo).await?;
    audit::record(tx, cx, ActKind::RepairPhotoRemoved.on(case.id)).await
}

/// Cuts people and what they told out of cases that ended before `before`, and destroys their photos; returns how many.
pub async fn forget_ended(tx: &mut dyn Tx, cx: &Ctx, before: Timestamp, limit: u64) -> Result<u64> {
    let forgotten = tx.repairs().forget_ended(before, limit).await?;
    destroy_photos(tx, cx, &forgotten).await?;
    Ok(forgotten.len() as u64)
}

/// Destroys all photos of these cases; returns how many there were.
pub(crate) async fn destroy_photos(tx: &mut dyn Tx, cx: &Ctx, cases: &[RepairId]) -> Result<usize> {
    let photos = of(tx, cases).await?;
    for photo in &photos {
        attachment::destroy(tx, cx, photo).await?;
    }
    Ok(photos.len())
}

fn must_be_at_intake(case: &Repair) -> Result<()> {
    if case.is_at_intake() { Ok(()) } else { Err(Conflict::NotAtIntake.into()) }
}

/// The case, for who unpacks devices.
async fn find_unpacked(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Repair> {
    let case = find(tx, cx, id).await?;
    must_unpack(cx, &case)?;
    Ok(case)
}

fn must_unpack(cx: &Ctx, case: &Repair) -> Result<()> {
    let unpacks = [Mover::Technician, Mover::Logistics];
    let may = unpacks.iter().any(|mover| mover.is(cx.actor(), case.requester));
    if may { Ok(()) } else { Err(Denied::MissingPermission.into()) }
}

async fn of(tx: &mut dyn Tx, cases: &[RepairId]) -> Result<Vec<Attachment>> {
    let wholes: Vec<_> = cases.iter().copied().map(PartOf::Repair).collect();
    tx.attachments().of(&wholes).await
}
