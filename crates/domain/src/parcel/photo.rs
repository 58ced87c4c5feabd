//! Photos of a parcel. They are the desk's until it is known whose the parcel is: then they become part of the repair's
//! ticket, where its customer sees them. Those of a parcel that was closed go with it.

use super::{Parcel, find, settle::find_open};
use crate::{
    Ctx,
    attachment::{self, Attachment, PartOf},
    clock::Timestamp,
    error::{Error, Result},
    id::{AttachmentId, ParcelId, RepairId},
    repair::{Repair, State},
    store::Tx,
    ticket,
};

/// The photos of a parcel, in the order in which they were sent.
pub async fn photos(tx: &mut dyn Tx, cx: &Ctx, id: ParcelId) -> Result<Vec<Attachment>> {
    let parcel = find(tx, cx, id).await?;
    of(tx, parcel.told.id).await
}

/// Makes an upload of the actor a photo of a parcel that is not settled. Repeating it changes nothing.
pub async fn add_photo(tx: &mut dyn Tx, cx: &Ctx, id: ParcelId, file: AttachmentId) -> Result<Attachment> {
    let parcel = find_open(tx, cx, id, None).await?;
    attachment::take_photo(tx, cx, file, PartOf::Parcel(parcel.told.id)).await
}

/// Destroys a photo of a parcel that is not settled.
pub async fn remove_photo(tx: &mut dyn Tx, cx: &Ctx, id: ParcelId, file: AttachmentId) -> Result<()> {
    let parcel = find_open(tx, cx, id, None).await?;
    let known = of(tx, parcel.told.id).await?;
    let photo = known.iter().find(|photo| photo.id == file).ok_or(Error::NotFound("attachment"))?;
    attachment::destroy(tx, cx, photo).await
}

/// Removes up to `limit` parcels that were settled, or recorded, before these, with their photos; returns how many.
pub async fn remove_older(
    tx: &mut dyn Tx,
    cx: &Ctx,
    settled: Timestamp,
    recorded: Timestamp,
    limit: u64,
) -> Result<u64> {
    let due = tx.parcels().due(settled, recorded, limit).await?;
    remove(tx, cx, &due).await?;
    Ok(due.len() as u64)
}

/// Removes the parcels of repairs whose customer is erased; returns how many photos there were.
pub(crate) async fn remove_of_repairs(tx: &mut dyn Tx, cx: &Ctx, repairs: &[RepairId]) -> Result<usize> {
    let parcels = tx.parcels().of_repairs(repairs).await?;
    remove(tx, cx, &parcels).await
}

/// Their photos go first: behind the row nobody knows of them.
async fn remove(tx: &mut dyn Tx, cx: &Ctx, parcels: &[ParcelId]) -> Result<usize> {
    if parcels.is_empty() {
        return Ok(0);
    }
    let wholes: Vec<_> = parcels.iter().copied().map(PartOf::Parcel).collect();
    let photos = tx.attachments().of(&wholes).await?;
    for photo in &photos {
        attachment::destroy(tx, cx, photo).await?;
    }
    tx.parcels().remove(parcels).await?;
    Ok(photos.len())
}

/// It is known whose the parcel is: the photos of what its customer has sent become part of the repair's ticket. What
/// came back bears the desk's own label, with the address on it: those photos stay with the parcel.
pub(super) async fn hand_on(tx: &mut dyn Tx, cx: &Ctx, parcel: &Parcel, repair: &Repair) -> Result<()> {
    let Some(ticket) = repair.ticket.filter(|_| repair.state == State::Received) else { return Ok(()) };
    let photos = of(tx, parcel.told.id).await?;
    if photos.is_empty() { Ok(()) } else { ticket::post_photos(tx, cx, ticket, photos).await }
}

async fn of(tx: &mut dyn Tx, parcel: ParcelId) -> Result<Vec<Attachment>> {
    tx.attachments().of(&[PartOf::Parcel(parcel)]).await
}
