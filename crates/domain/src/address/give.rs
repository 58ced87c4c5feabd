use super::Look;
use crate::{
    Ctx,
    error::{Conflict, Denied, Error, FieldError, Result, Rule},
    id::RepairId,
    identity::Permission,
    postal::{self, PostalAddress},
    repair::{self, Destination, Repair},
    store::{Store, Tx},
    vault::{
        self, AddressBytes, AddressRecord, Capture, CapturedVia, KeyProvider, Prepared, PurgeRule, Purpose,
        Quality,
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
    /// For copies of the one before it.
    look: Look,
    /// Why the staff write it.
    reason: Option<String>,
}

/// How long an address is kept and believed.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// How long it is kept although its case goes on.
    pub ceiling: chrono::Duration,
    /// How long it is taken for right without asking.
    pub sure_for: chrono::Duration,
}

impl GivenAddress {
    /// Staff say why they write it, and not the customer.
    #[must_use]
    pub fn because(self, reason: Option<String>) -> Self {
        Self { reason, ..self }
    }
}

impl Giver {
    /// Who the actor is to a case.
    pub(super) fn of(cx: &Ctx, case: &Repair) -> Result<Self> {
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

/// Fails unless the actor may give the case an address now, in place of the one that is `expected`. To be asked
/// before anything is opened or sealed. Staff say that they were told by telephone, and why; customers say neither.
pub async fn check_place(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    (is_by_phone, has_reason): (bool, bool),
) -> Result<Giver> {
    let case = repair::find(tx, cx, id).await?;
    let giver = Giver::of(cx, &case)?;
    check_version(tx, id, expected).await?;
    may_replace(tx, cx, &case).await?;
    let refuse = |field, code, detail| Err(Error::invalid(FieldError::at(field, Rule::new(code, detail))));
    match (giver, is_by_phone, has_reason) {
        (Giver::Phone, false, _) => {
            refuse("captured_via", "missing_field", "must be phone: staff write only what they were told")
        }
        (Giver::Phone, true, false) => {
            refuse("reason", "missing_field", "must say why the customer does not give it")
        }
        (Giver::Customer, true, _) => refuse("captured_via", "not_expected", "is for staff only"),
        (Giver::Customer, false, true) => refuse("reason", "not_expected", "is for staff only"),
        _ => Ok(giver),
    }
}

/// Fails unless the actor may take the address back that is `expected`.
pub async fn check_giver(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, expected: Option<i64>) -> Result<()> {
    let case = repair::find(tx, cx, id).await?;
    Giver::of(cx, &case)?;
    check_version(tx, id, expected).await?;
    must_not_be_kept(tx, cx, &case).await
}

/// Fails unless there is a place for an address, and the law does not keep the one in it.
pub(super) async fn may_replace(tx: &mut dyn Tx, cx: &Ctx, case: &Repair) -> Result<()> {
    must_have_place(case)?;
    must_not_be_kept(tx, cx, case).await
}

async fn must_not_be_kept(tx: &mut dyn Tx, cx: &Ctx, case: &Repair) -> Result<()> {
    if vault::record(tx, case.id).await?.is_some() { case.must_not_be_held(cx) } else { Ok(()) }
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
    Terms { ceiling, sure_for }: Terms,
) -> Result<GivenAddress> {
    let look = super::look_for_copies(store, keys, cx, repair).await?;
    let bytes = AddressBytes::new(address.to_canonical()?)?;
    let prepared = vault::prepare(store, keys, cx, repair, &bytes).await?;
    let quality = match quality {
        postal::Quality::Valid => Quality::Valid,
        postal::Quality::Overridden => Quality::Overridden,
    };
    Ok(GivenAddress {
        prepared: prepared.sure_for(sure_for),
        destination: destination(&address),
        capture: Capture { quality, via, ceiling },
        look,
        reason: None,
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
    let is_told = Giver::of(cx, &case)? == Giver::Phone;
    check_version(tx, id, expected).await?;
    if is_told {
        // Whoever types an address has seen it.
        vault::record_access(tx, cx, id, Purpose::Phone, given.reason.clone()).await?;
    }
    store(tx, cx, case, given).await
}

pub(super) async fn store(
    tx: &mut dyn Tx,
    cx: &Ctx,
    mut case: Repair,
    given: GivenAddress,
) -> Result<AddressRecord> {
    may_replace(tx, cx, &case).await?;
    let GivenAddress { prepared, destination, capture, look, reason: _ } = given;
    let swept = look.sweep(tx, cx, &mut case).await?;
    let record = vault::store(tx, cx, prepared, capture, swept).await?;
    // Whoever finds an older link must not overwrite what was given.
    tx.address_links().void(case.id, cx.now()).await?;
    repair::address_given(tx, cx, case, destination).await?;
    Ok(record)
}

pub(super) async fn check_version(tx: &mut dyn Tx, id: RepairId, expected: Option<i64>) -> Result<()> {
    let current = vault::record(tx, id).await?.map_or(0, |record| record.version);
    match expected {
        Some(expected) if expected != current => Err(Error::stale(current)),
        _ => Ok(()),
    }
}

/// Takes a case's address back; it ends at once, with its copies in the ticket. Harmless if there is none.
pub async fn withdraw(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    look: Look,
) -> Result<()> {
    let case = repair::find(tx, cx, id).await?;
    Giver::of(cx, &case)?;
    check_version(tx, id, expected).await?;
    if vault::record(tx, id).await?.is_none() {
        return Ok(());
    }
    case.must_not_be_held(cx)?;
    repair::end_address(tx, cx, case, PurgeRule::Withdrawn, look).await.map(drop)
}
