use super::copies::Copies;
use crate::{
    Ctx,
    error::{Conflict, Denied, Error, FieldError, Result, Rule},
    id::RepairId,
    identity::Permission,
    postal::{self, PostalAddress},
    repair::{self, Destination, Repair},
    store::{Store, Tx},
    vault::{
        self, AddressBytes, AddressRecord, Capture, CapturedVia, KeyProvider, Prepared, PurgeRule, Quality,
    },
};

/// Who gives an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giver {
    /// The customer, signed in.
    Customer,
    /// The staff, told by telephone.
    Phone,
}

/// An address that was checked, and is sealed already.
#[derive(Debug)]
pub struct GivenAddress {
    prepared: Prepared,
    destination: Destination,
    capture: Capture,
    /// Copies of the one before it.
    copies: Option<Copies>,
}

impl Giver {
    /// Who the actor is to a case.
    fn of(cx: &Ctx, case: &Repair) -> Result<Self> {
        let actor = cx.actor();
        if actor.may(Permission::RepairRequest)
            && actor.account().is_some_and(|own| case.requester == Some(own))
        {
            Ok(Self::Customer)
        } else if actor.may(Permission::RepairWrite) {
            Ok(Self::Phone)
        } else {
            Err(Denied::MissingPermission.into())
        }
    }
}

/// Fails unless the actor may give the case an address now. To be asked before anything is sealed. Staff say
/// that they were told by telephone; customers say nothing.
pub async fn check_place(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, is_by_phone: bool) -> Result<Giver> {
    let case = repair::find(tx, cx, id).await?;
    let giver = Giver::of(cx, &case)?;
    must_have_place(&case)?;
    let refuse = |code, detail| {
        let rule = Rule::new(code, detail);
        Err(Error::invalid(FieldError::at("captured_via", rule)))
    };
    match (giver, is_by_phone) {
        (Giver::Phone, false) => {
            refuse("missing_field", "must be phone: staff write only what they were told")
        }
        (Giver::Customer, true) => refuse("not_expected", "is for staff only"),
        _ => Ok(giver),
    }
}

/// Fails unless the actor may take the address back that is `expected`.
pub async fn check_giver(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, expected: Option<i64>) -> Result<()> {
    let case = repair::find(tx, cx, id).await?;
    Giver::of(cx, &case)?;
    check_version(tx, id, expected).await
}

pub(super) fn must_have_place(case: &Repair) -> Result<()> {
    if case.allows_address() { Ok(()) } else { Err(Conflict::NoPlaceForAddress.into()) }
}

/// Seals an address that was checked. Keys may be on another machine: this comes before the transaction.
pub async fn seal(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    repair: RepairId,
    (address, quality): (PostalAddress, postal::Quality),
    via: CapturedVia,
    ceiling: chrono::Duration,
) -> Result<GivenAddress> {
    let copies = super::look_for_copies(store, keys, cx, repair).await?;
    let bytes = AddressBytes::new(address.to_canonical()?)?;
    let prepared = vault::prepare(store, keys, cx, repair, &bytes).await?;
    let quality = match quality {
        postal::Quality::Valid => Quality::Valid,
        postal::Quality::Overridden => Quality::Overridden,
    };
    Ok(GivenAddress {
        prepared,
        destination: destination(&address),
        capture: Capture { quality, via, ceiling },
        copies,
    })
}

/// What stays for statistics: no more than the contact record holds.
fn destination(address: &PostalAddress) -> Destination {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Destination {
        country: Some(address.country().to_owned()),
        area: owned(address.administrative_area()),
        city: owned(address.locality()),
        postcode: owned(address.postal_code()),
    }
}

/// Gives a case an address in place of the one it has, if that is still `expected`; 0 for none. The one before
/// ends here, with its copies in the ticket.
pub async fn give(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    given: GivenAddress,
) -> Result<AddressRecord> {
    let case = repair::find(tx, cx, id).await?;
    Giver::of(cx, &case)?;
    check_version(tx, id, expected).await?;
    store(tx, cx, &case, given).await
}

pub(super) async fn store(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    given: GivenAddress,
) -> Result<AddressRecord> {
    must_have_place(case)?;
    if vault::record(tx, case.id).await?.is_some() {
        case.must_not_be_held(cx)?;
    }
    let GivenAddress { prepared, destination, capture, copies } = given;
    if let Some(copies) = copies {
        copies.remove(tx, cx).await?;
    }
    let record = vault::store(tx, cx, prepared, capture).await?;
    repair::address_given(tx, cx, case.clone(), destination).await?;
    // Whoever finds an older link must not overwrite what was given.
    tx.address_links().void(case.id, cx.now()).await?;
    Ok(record)
}

async fn check_version(tx: &mut dyn Tx, id: RepairId, expected: Option<i64>) -> Result<()> {
    let current = vault::record(tx, id).await?.map_or(0, |record| record.version);
    match expected {
        Some(expected) if expected != current => Err(Error::Stale { current }),
        _ => Ok(()),
    }
}

/// A parcel came back, and yet the address is right: whoever may give it says so, of the one that is `expected`.
/// Harmless if nobody doubts it.
pub async fn confirm(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
) -> Result<AddressRecord> {
    let case = repair::find(tx, cx, id).await?;
    Giver::of(cx, &case)?;
    check_version(tx, id, expected).await?;
    let record = vault::record(tx, id).await?.ok_or(Error::NotFound("address"))?;
    if record.quality != Quality::Bounced {
        return Ok(record);
    }
    vault::confirm(tx, id).await?;
    repair::address_changed(tx, cx, id).await?;
    Ok(AddressRecord { quality: Quality::Overridden, ..record })
}

/// Takes a case's address back; it ends at once, with its copies in the ticket. Harmless if there is none.
pub async fn withdraw(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    copies: Option<Copies>,
) -> Result<()> {
    let case = repair::find(tx, cx, id).await?;
    Giver::of(cx, &case)?;
    check_version(tx, id, expected).await?;
    if vault::record(tx, id).await?.is_none() {
        return Ok(());
    }
    case.must_not_be_held(cx)?;
    if let Some(copies) = copies {
        copies.remove(tx, cx).await?;
    }
    vault::purge(tx, cx, id, PurgeRule::Withdrawn).await?;
    repair::address_changed(tx, cx, id).await.map(drop)
}
