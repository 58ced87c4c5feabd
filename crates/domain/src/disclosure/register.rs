use super::{Basis, DataKind, Disclosure};
use crate::{
    Ctx,
    error::Result,
    id::{AccountId, DisclosureId},
    identity::Permission,
    page::{Page, PageRequest},
    repair::Repair,
    shipment::Shipment,
    store::Tx,
};

/// Puts on record, once for each parcel, that its carrier gets the address: in the transaction in which the
/// label is made, or the parcel leaves.
pub async fn to_carrier(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, parcel: &Shipment) -> Result<()> {
    let known = tx.disclosures().of_shipment(parcel.id).await?;
    match (known, &parcel.told.carrier) {
        (Some(known), Some(carrier)) if known.recipient.is_none() => {
            tx.disclosures().name_recipient(known.id, carrier).await
        }
        (Some(_), _) => Ok(()),
        (None, carrier) => {
            let entry = Disclosure {
                id: DisclosureId::new(cx),
                account: case.requester,
                repair: Some(case.id),
                shipment: Some(parcel.id),
                kind: DataKind::PostalAddress,
                recipient: carrier.clone(),
                basis: Basis::Contract,
                actor: cx.actor().account(),
                at: cx.now(),
            };
            tx.disclosures().add(&entry).await
        }
    }
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
