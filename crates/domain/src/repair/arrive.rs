use super::{
    Letter, Mover, Repair, ReturnMethod, RmaNumber, State, advance::allowed, event, needs, open, view::find,
};
use crate::{
    Ctx,
    error::{Conflict, Error, Result},
    id::RepairId,
    identity::Permission,
    privacy::{self, OpenRepairs, PrivacyRequest, RequestState},
    store::Tx,
};

/// Takes in a parcel whose case has expired, was called off or refused, or given up as never sent or lost: a case that goes on from it begins
/// where the device is.
pub async fn arrive(
    tx: &mut dyn Tx,
    cx: &Ctx,
    over: RepairId,
    new: RepairId,
    scanned: &RmaNumber,
) -> Result<Repair> {
    cx.actor().require(Permission::RepairLogistics)?;
    let before = find(tx, cx, over).await?;
    if !before.never_came() {
        let (from, to) = (before.state.name(), State::Received.name());
        return Err(Conflict::RepairTransition { from, to, allowed: allowed(cx, &before) }.into());
    }
    if *scanned != before.rma_number {
        let fault = needs::fault("rma_number", "wrong_case", "is the number of another case");
        return Err(Error::invalid(fault));
    }
    if let Some(device) = before.device
        && tx.repairs().is_in_open_case(device).await?
    {
        return Err(Conflict::DeviceInRepair.into());
    }
    // Whoever scans the parcel twice, or at the same moment, takes it in once: the expired case is held.
    if tx.repairs().has_open_follow_up(before.id).await? {
        return Err(Conflict::DeviceInRepair.into());
    }
    // A parcel is there, whatever its customer has asked for since; of who is being erased nothing begins.
    let return_method = match privacy::open_of_customer(tx, before.requester).await? {
        Some(PrivacyRequest { state: RequestState::Running, .. }) => {
            return Err(Conflict::ErasureRequested.into());
        }
        Some(PrivacyRequest { repairs: OpenRepairs::Stop, .. }) => ReturnMethod::PickUp,
        _ => before.return_method,
    };
    let mut case = Repair {
        ticket: before.ticket,
        requester: before.requester,
        product: before.product,
        device: before.device,
        no_serial_reason: before.no_serial_reason,
        follow_up_of: Some(before.id),
        coverage: before.coverage,
        coverage_reason: before.coverage_reason,
        symptom: before.symptom,
        battery: before.battery,
        accessories: before.accessories,
        limit: before.limit,
        return_method,
        rma_number: open::fresh_number(tx, cx).await?,
        ..open::blank(cx, new)
    };
    case.enter(State::Received, cx.now());
    open::begin(tx, cx, &case, Mover::Logistics).await?;
    event::write(tx, cx, &case, Letter::Received).await?;
    Ok(case)
}
