use super::{Basis, DataKind, Disclosure, Recipient, RecipientKind};
use crate::{
    Ctx,
    error::Result,
    id::{AccountId, DisclosureId},
    identity::Permission,
    page::{Page, PageRequest},
    repair::Repair,
    shipment::{Direction, Shipment},
    store::Tx,
};

/// Puts on record, once for each parcel and carrier, that the carrier gets the address: in the transaction in which
/// the label is made, the parcel leaves, or another carrier is named.
pub async fn to_carrier(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, parcel: &Shipment) -> Result<()> {
    let carrier = &parcel.told.carrier;
    let known = tx.disclosures().of_shipment(parcel.id).await?;
    if let Some(known) = known {
        match (&known.recipient, carrier) {
            (_, None) => return Ok(()),
            (None, Some(carrier)) => return tx.disclosures().name_recipient(known.id, carrier).await,
            (Some(named), Some(carrier)) if *named == Recipient::carrier(carrier) => return Ok(()),
            // What stands there stays: that carrier may have the address.
            (Some(_), Some(_)) => tx.disclosures().let_go(known.id).await?,
        }
    }
    let entry = Disclosure {
        id: DisclosureId::new(cx),
        account: case.requester,
        repair: Some(case.id),
        ticket: None,
        shipment: Some(parcel.id),
        kinds: vec![DataKind::PostalAddress],
        recipient: carrier.as_ref().map(Recipient::carrier),
        recipient_kind: RecipientKind::Carrier,
        basis: Basis::Contract,
        purpose: None,
        corrects: None,
        actor: cx.actor().account(),
        at: cx.now(),
        recorded_at: cx.now(),
    };
    tx.disclosures().add(&entry).await
}

/// Puts on record that another carrier is named for a parcel, if the address has gone out with it.
pub async fn follow_carrier(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, parcel: &Shipment) -> Result<()> {
    let has_gone_out = tx.disclosures().of_shipment(parcel.id).await?.is_some()
        || (parcel.direction == Direction::Outbound && parcel.left_at.is_some());
    if has_gone_out { to_carrier(tx, cx, case, parcel).await } else { Ok(()) }
}

/// One page of the actor's own, newest first.
pub async fn own(
    tx: &mut dyn Tx,
    cx: &Ctx,
    page: &PageRequest<DisclosureId>,
) -> Result<Page<Disclosure, DisclosureId>> {
    let person = cx.actor().principal()?;
    tx.disclosures().list(Some(person.account), page).await
}

/// One page of everybody's, or of one person's, newest first: for who answers for privacy.
pub async fn list(
    tx: &mut dyn Tx,
    cx: &Ctx,
    account: Option<AccountId>,
    page: &PageRequest<DisclosureId>,
) -> Result<Page<Disclosure, DisclosureId>> {
    cx.actor().require(Permission::AuditRead)?;
    tx.disclosures().list(account, page).await
}
