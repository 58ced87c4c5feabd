//! What came with a device goes back with it: declared, received, returned, with a name for each difference.

use super::{
    AccessoryName, CaseText, Intake, Mover, Repair, State, event, needs, unpack, view::find_version,
};
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Conflict, Denied, Error, Result},
    id::{AccountId, RepairId},
    store::Tx,
};

/// How much of one kind of accessory goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedAccessory {
    /// What it is, as it was written down when the parcel was opened.
    pub name: AccessoryName,
    /// How many go back.
    pub returned: i32,
    /// Why these are not as many as came.
    pub difference: Option<CaseText>,
}

/// What goes back with a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Each kind that came.
    pub items: Vec<ReturnedAccessory>,
    /// Who packed it.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

impl ReturnedAccessory {
    /// The stored form of a list, in JSON.
    pub fn to_stored(list: &[Self]) -> String {
        let plain = list
            .iter()
            .map(|one| (one.name.as_str(), one.returned, one.difference.as_ref().map(CaseText::as_str)));
        serde_json::to_string(&plain.collect::<Vec<_>>()).unwrap_or_default()
    }

    /// Reads the stored form.
    pub fn from_stored(stored: &str) -> Option<Vec<Self>> {
        let plain: Vec<(String, i32, Option<String>)> = serde_json::from_str(stored).ok()?;
        let one = |(name, returned, difference): (String, i32, Option<String>)| Self {
            name: AccessoryName::from_stored(name),
            returned,
            difference: difference.map(CaseText::from_stored),
        };
        Some(plain.into_iter().map(one).collect())
    }
}

/// Writes down what goes back with the device, before it leaves. Writing it down again replaces it.
pub async fn reconcile(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    items: Vec<ReturnedAccessory>,
) -> Result<Repair> {
    let before = find_version(tx, cx, id, expected).await?;
    let mut case = before.clone();
    let packs = [Mover::Technician, Mover::Logistics];
    if !packs.iter().any(|mover| mover.is(cx.actor(), case.requester)) {
        return Err(Denied::MissingPermission.into());
    }
    if case.has_left() {
        return Err(Conflict::RepairHasLeft.into());
    }
    let intake = unpack::of_this_arrival(tx, &case).await?.ok_or(Error::NotFound("intake"))?;
    check(&intake, &items)?;
    let items = items.into_iter().map(|item| named_as_it_came(&intake, item)).collect();
    let returned = Some(Returned { items, by: cx.actor().account(), at: cx.now() });
    tx.repair_records().put_intake(id, &Intake { returned, ..intake }).await?;
    case.count_change(cx.now());
    tx.repairs().update(&case).await?;
    event::tell_changed(tx, cx, &before, &case).await?;
    Ok(case)
}

/// Under the name under which it came.
fn named_as_it_came(intake: &Intake, item: ReturnedAccessory) -> ReturnedAccessory {
    let came = intake.found.accessories.iter().find(|came| came.name.is_same(&item.name));
    let name = came.map_or(&item.name, |came| &came.name).clone();
    ReturnedAccessory { name, ..item }
}

/// Each kind that came is there once, and a difference has a name.
fn check(intake: &Intake, items: &[ReturnedAccessory]) -> Result<()> {
    let mut faults = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let came = intake.found.accessories.iter().find(|came| came.name.is_same(&item.name));
        let is_twice = items[..at].iter().any(|other| other.name.is_same(&item.name));
        match came {
            Some(came) if !is_twice => {
                if came.received != item.returned && item.difference.is_none() {
                    let member = format!("accessories/{at}/difference");
                    faults.push(needs::fault(&member, "required", "a difference needs a name"));
                }
            }
            _ => {
                let member = format!("accessories/{at}/name");
                faults.push(needs::fault(&member, "unknown_reference", "must be what came, each once"));
            }
        }
    }
    let is_missing = |came: &&super::Accessory| {
        came.received > 0 && items.iter().all(|item| !item.name.is_same(&came.name))
    };
    if faults.is_empty() && intake.found.accessories.iter().any(|came| is_missing(&came)) {
        faults.push(needs::fault("accessories", "incomplete", "must name all that came"));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Whether all that came with the device is accounted for.
pub(super) async fn is_reconciled(tx: &mut dyn Tx, case: &Repair) -> Result<bool> {
    if case.state != State::ReadyToShip {
        return Ok(true);
    }
    let intake = unpack::of_this_arrival(tx, case).await?;
    Ok(intake.is_none_or(|intake| {
        intake.returned.is_some() || intake.found.accessories.iter().all(|came| came.received == 0)
    }))
}
