//! Files that prove a purchase. They belong to one person's holding: they go when it ends, and as
//! soon as nobody needs them any more.

use super::{Device, DeviceEventKind, change::must_be_somebodys, view};
use crate::{
    Ctx,
    attachment::{self, Attachment, PartOf},
    error::{Conflict, Error, Result},
    id::{AttachmentId, DeviceId},
    store::Tx,
};

/// The most files that prove the purchase of one device.
pub const MAX_PROOFS: usize = 5;

/// The files that prove a device's purchase, in the order in which they were sent.
pub async fn proofs(tx: &mut dyn Tx, cx: &Ctx, id: DeviceId) -> Result<Vec<Attachment>> {
    let device = view::find(tx, cx, id).await?;
    tx.attachments().of(&[PartOf::Device(device.id)]).await
}

/// Makes an upload of the actor a proof of a device's purchase. Repeating it changes nothing.
pub async fn add_proof(tx: &mut dyn Tx, cx: &Ctx, id: DeviceId, file: AttachmentId) -> Result<Attachment> {
    let device = view::find_changeable(tx, cx, id, None).await?;
    must_be_somebodys(&device)?;
    let known = tx.attachments().of(&[PartOf::Device(device.id)]).await?;
    if let Some(proof) = known.iter().find(|proof| proof.id == file) {
        return Ok(proof.clone());
    }
    if known.len() >= MAX_PROOFS {
        return Err(Conflict::TooManyProofs.into());
    }
    let proof = attachment::take_waiting(tx, cx, file, PartOf::Device(device.id)).await?;
    tx.device_events().record(vec![DeviceEventKind::ProofAdded.sign(cx, &device)]).await?;
    Ok(proof)
}

/// Destroys a proof of a device's purchase.
pub async fn remove_proof(tx: &mut dyn Tx, cx: &Ctx, id: DeviceId, file: AttachmentId) -> Result<()> {
    let device = view::find_changeable(tx, cx, id, None).await?;
    let known = tx.attachments().of(&[PartOf::Device(device.id)]).await?;
    let proof = known.iter().find(|proof| proof.id == file).ok_or(Error::NotFound("attachment"))?;
    attachment::destroy(tx, cx, proof).await?;
    tx.device_events().record(vec![DeviceEventKind::ProofRemoved.sign(cx, &device)]).await
}

/// Destroys all proofs of a device's purchase: its holder gives it up or hands it over, or what they
/// prove is decided. The device is locked by the caller.
pub async fn destroy_proofs(tx: &mut dyn Tx, cx: &Ctx, device: &Device) -> Result<()> {
    let proofs = tx.attachments().of(&[PartOf::Device(device.id)]).await?;
    for proof in &proofs {
        attachment::destroy(tx, cx, proof).await?;
    }
    if proofs.is_empty() {
        return Ok(());
    }
    tx.device_events().record(vec![DeviceEventKind::ProofRemoved.sign(cx, device)]).await
}
