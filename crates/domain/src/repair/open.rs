use super::{
    Battery, CaseText, DeclaredAccessory, Destination, HistoryEntry, Letter, Mover, Repair, ReturnMethod,
    RmaNumber, Stamps, State, Viewer, event,
};
use crate::{
    Ctx,
    device::{self, DeviceStatus},
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{AccountId, DeviceId, ProductId, RepairId, TicketId},
    identity::Permission,
    money::Money,
    privacy,
    store::Tx,
    ticket::{self, EventKind, Status},
};

/// What is given to ask for a repair.
#[derive(Debug, Clone)]
pub struct NewRepair {
    /// The id it will have.
    pub id: RepairId,
    /// The ticket that it belongs to.
    pub ticket: TicketId,
    /// What is to be repaired.
    pub subject: Subject,
    /// What is wrong.
    pub symptom: CaseText,
    /// What is said of the battery.
    pub battery: Battery,
    /// What is said to be in the parcel beside the device.
    pub accessories: Vec<DeclaredAccessory>,
    /// Up to which cost the customer need not be asked.
    pub limit: Option<Money>,
    /// How the device comes back.
    pub return_method: ReturnMethod,
    /// The case that this one goes on from.
    pub follow_up_of: Option<RepairId>,
}

/// What is to be repaired.
#[derive(Debug, Clone)]
pub enum Subject {
    /// One of the customer's devices.
    Device(DeviceId),
    /// A unit whose serial number is not known.
    WithoutSerial {
        /// Which model.
        product: ProductId,
        /// Why.
        reason: CaseText,
    },
}

/// Asks for a repair: the customer in a ticket of their own, or the desk for them.
pub async fn open(tx: &mut dyn Tx, cx: &Ctx, new: NewRepair) -> Result<Repair> {
    let by = asker(cx)?;
    let ticket = ticket::find(tx, cx, new.ticket).await.map_err(|error| match error {
        Error::NotFound(_) => unknown("ticket_id", "must be a ticket of one's own"),
        other => other,
    })?;
    // A cc sees the ticket, too: it is the requester's device.
    if by == Mover::Customer && cx.actor().account() != Some(ticket.requester) {
        return Err(unknown("ticket_id", "must be a ticket of one's own"));
    }
    if ticket.status == Status::Closed {
        return Err(Conflict::TicketClosed.into());
    }
    let requester = ticket.requester;
    // What is to be finished first would never be over.
    if privacy::open_of_customer(tx, Some(requester)).await?.is_some() {
        return Err(Conflict::ErasureRequested.into());
    }
    if let Some(earlier) = new.follow_up_of {
        check_earlier(tx, earlier, requester).await?;
    }
    let (product, device, no_serial_reason) = match new.subject {
        Subject::Device(device) => (own_device(tx, requester, device).await?, Some(device), None),
        Subject::WithoutSerial { product, reason } => (offered(tx, product).await?, None, Some(reason)),
    };
    let case = Repair {
        id: new.id,
        rma_number: fresh_number(tx, cx).await?,
        ticket: Some(ticket.id),
        requester: Some(requester),
        product,
        device,
        no_serial_reason,
        follow_up_of: new.follow_up_of,
        symptom: Some(new.symptom),
        battery: new.battery,
        accessories: new.accessories,
        limit: new.limit,
        return_method: new.return_method,
        ..blank(cx, new.id)
    };
    begin(tx, cx, &case, by).await?;
    event::write(tx, cx, &case, Letter::Requested).await?;
    Ok(case)
}

/// Stores a new case with its first entry.
pub(super) async fn begin(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, by: Mover) -> Result<()> {
    tx.repairs().add(case).await?;
    let first = HistoryEntry {
        seq: 0,
        from: None,
        to: case.state,
        actor: cx.actor().account(),
        by,
        reason: None,
        note: None,
        at: cx.now(),
    };
    tx.repair_records().record(case.id, &first).await?;
    event::tell(tx, cx, case, EventKind::RepairOpened { repair: case.id }).await
}

/// A case in which nothing has been said yet.
pub(super) fn blank(cx: &Ctx, id: RepairId) -> Repair {
    Repair {
        id,
        rma_number: RmaNumber::new(cx),
        ticket: None,
        requester: None,
        product: ProductId::from_uuid(id.as_uuid()),
        device: None,
        no_serial_reason: None,
        follow_up_of: None,
        state: State::Requested,
        state_at: cx.now(),
        outcome: None,
        outcome_before_loss: None,
        coverage: None,
        coverage_reason: None,
        symptom: None,
        battery: Battery::Unknown,
        accessories: Vec::new(),
        limit: None,
        replacement_serial: None,
        assignee: None,
        return_method: ReturnMethod::Parcel,
        is_prepaid: false,
        claim_opened_at: None,
        awaiting_address_since: None,
        fetched_since: None,
        hold: None,
        legal_hold: None,
        stamps: Stamps::default(),
        quote_valid_until: None,
        part_expected_on: None,
        is_tracked: false,
        parcel_lost_at: None,
        is_abroad: false,
        destination: Destination::default(),
        notice_plan: None,
        disposal_confirmed_by: None,
        disposal: None,
        reminders: 0,
        reminder_plan: None,
        version: 1,
        requester_version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
        requester_updated_at: cx.now(),
    }
}

/// As what the actor asks.
fn asker(cx: &Ctx) -> Result<Mover> {
    if cx.actor().may(Permission::RepairRequest) {
        return Ok(Mover::Customer);
    }
    cx.actor().require(Permission::RepairWrite)?;
    Ok(Mover::Agent)
}

/// A number that no case has. One in 33 million is in use for each case of the year.
pub(super) async fn fresh_number(tx: &mut dyn Tx, cx: &Ctx) -> Result<RmaNumber> {
    for _ in 0..10 {
        let number = RmaNumber::new(cx);
        if tx.repairs().find_by_number(Viewer::Staff, &number).await?.is_none() {
            return Ok(number);
        }
    }
    Err(Error::internal("no RMA number is free"))
}

/// The requester's own device, which is in no other open case: who asks holds it.
async fn own_device(tx: &mut dyn Tx, requester: AccountId, id: DeviceId) -> Result<ProductId> {
    let found = tx.devices().find_visible(device::Viewer::Owner(requester), id).await?;
    let found = found.ok_or_else(|| unknown("device_id", "must be a device of the requester's"))?;
    if found.status == DeviceStatus::Refused {
        return Err(Conflict::DeviceRefused.into());
    }
    if tx.repairs().is_in_open_case(id).await? {
        return Err(Conflict::DeviceInRepair.into());
    }
    Ok(found.product)
}

async fn offered(tx: &mut dyn Tx, id: ProductId) -> Result<ProductId> {
    let found = tx.products().find_many(&[id]).await?.pop();
    found.map(|product| product.id).ok_or_else(|| unknown("product_id", "must be a product"))
}

async fn check_earlier(tx: &mut dyn Tx, id: RepairId, requester: AccountId) -> Result<()> {
    let earlier = tx.repairs().find_visible(Viewer::Requester(requester), id).await?;
    match earlier {
        Some(case) if case.state.is_terminal() => Ok(()),
        _ => Err(unknown("follow_up_of", "must be a repair of the requester's that is over")),
    }
}

fn unknown(member: &str, detail: &'static str) -> Error {
    Error::invalid(FieldError::at(member, Rule::new("unknown_reference", detail)))
}
