use super::{AddressLabel, Paper, PaperKind, Subject};
use crate::{
    Ctx,
    address::{self, OnRecord, Reveal},
    attachment::PartOf,
    device, disclosure,
    error::{Conflict, Error, Result},
    id::{RepairId, ShipmentId},
    identity::{Language, Permission},
    postal::PostalAddress,
    repair::{self, Accessory, Intake, QuoteStatus, Repair, State, Viewer},
    shipment::{self, Carrier, Direction, Service, Shipment},
    store::Tx,
    vault::{self, Purpose},
};

/// The paper of this kind about a case, if the actor may have it.
pub async fn paper(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, kind: PaperKind) -> Result<Paper> {
    match kind {
        PaperKind::PackingSlip => packing_slip(tx, cx, id).await,
        PaperKind::BenchLabel => bench_label(tx, cx, id).await,
        PaperKind::Quote => quote(tx, cx, id).await,
        PaperKind::IntakeReport => intake_report(tx, cx, id).await,
    }
}

/// The slip that goes into the parcel: for the customer and the desk.
async fn packing_slip(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Paper> {
    let case = repair::find(tx, cx, id).await?;
    let subject = subject(tx, &case, Unit::Leaves).await?;
    let intake = repair::of_this_arrival(tx, &case).await?;
    let accessories = intake.map(going_back).unwrap_or_default();
    Ok(Paper::PackingSlip { subject, accessories, outcome: case.outcome })
}

/// The label that the device bears while it is here.
async fn bench_label(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Paper> {
    cx.actor().require(Permission::RepairRead)?;
    let case = repair::find(tx, cx, id).await?;
    let subject = subject(tx, &case, Unit::Leaves).await?;
    Ok(Paper::BenchLabel { subject, received_at: case.stamps.received })
}

/// The last quote that was not replaced: for the customer and the desk.
async fn quote(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Paper> {
    let case = repair::find(tx, cx, id).await?;
    let quotes = repair::quotes(tx, cx, &case).await?;
    let last = quotes.into_iter().rfind(|quote| quote.status != QuoteStatus::Superseded);
    let last = last.ok_or(Error::NotFound("quote"))?;
    Ok(Paper::Quote {
        subject: subject(tx, &case, Unit::Came).await?,
        version: last.version,
        content: last.content,
        content_hash: last.content_hash,
        coverage: case.coverage,
        issued_at: last.issued_at,
        final_lines: last.final_price.map(|price| price.lines),
    })
}

/// What was found when the parcel was opened: for the customer and the desk.
async fn intake_report(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Paper> {
    let case = repair::find(tx, cx, id).await?;
    let intake = repair::of_this_arrival(tx, &case).await?;
    let intake = intake.ok_or(Error::NotFound("intake"))?;
    let subject = subject(tx, &case, Unit::Came).await?;
    let photos = tx.attachments().of(&[PartOf::Repair(case.id)]).await?.len();
    Ok(Paper::IntakeReport {
        subject,
        found: intake.found,
        serial_matches: intake.serial_matches,
        photos,
        at: intake.at,
    })
}

/// What a parcel's label is made of, before the address is opened.
#[derive(Debug)]
pub struct LabelOrder {
    /// Whose address; it is on record that it is looked at.
    pub address: OnRecord,
    /// What it sticks on.
    pub parcel: Shipment,
    rma_number: String,
}

/// Puts on record that the address is looked at for a label. It is committed before the address is opened.
pub async fn label(tx: &mut dyn Tx, cx: &Ctx, id: ShipmentId) -> Result<LabelOrder> {
    let (case, parcel) = shipment::hold(tx, Viewer::of(cx.actor())?, id).await?;
    cx.actor().require(Permission::RepairAddressRead)?;
    check_goes_there(tx, &case, &parcel).await?;
    let reveal = Reveal { purpose: Purpose::Label, note: None };
    let address = address::record_reveal(tx, cx, case.id, reveal).await?;
    Ok(LabelOrder { address, parcel, rma_number: case.rma_number.as_str().to_owned() })
}

/// Whether the parcel goes, or is on its way, to the address as it is. One that left before went to what it was then.
async fn check_goes_there(tx: &mut dyn Tx, case: &Repair, parcel: &Shipment) -> Result<()> {
    let is_on_its_way = case.state == State::Outbound && shipment::is_last_that_left(tx, parcel).await?;
    let goes = parcel.direction == Direction::Outbound && (parcel.waits() || is_on_its_way);
    if goes { Ok(()) } else { Err(Conflict::NoParcelNow.into()) }
}

/// Puts on record to whom the address goes with a label. It is committed before anybody gets the label.
pub async fn hand_over(tx: &mut dyn Tx, cx: &Ctx, order: &LabelOrder) -> Result<()> {
    // As it is by now, and once, however many print it.
    let (case, parcel) = shipment::hold(tx, Viewer::of(cx.actor())?, order.parcel.id).await?;
    check_goes_there(tx, &case, &parcel).await?;
    let address = vault::record(tx, case.id).await?;
    if address.is_none_or(|address| address.version != order.address.address.version) {
        return Err(Conflict::NoParcelNow.into());
    }
    disclosure::to_carrier(tx, cx, &case, &parcel).await
}

impl LabelOrder {
    /// The label with the address on it.
    pub fn filled(&self, address: &PostalAddress, language: Language) -> Paper {
        let lines = address.printed(None, language);
        let carrier = carriage(&self.parcel);
        Paper::AddressLabel(AddressLabel { rma_number: self.rma_number.clone(), lines, carrier })
    }
}

fn carriage(parcel: &Shipment) -> Option<String> {
    let carrier = parcel.told.carrier.as_ref().map(Carrier::as_str);
    let service = parcel.told.service.as_ref().map(Service::as_str);
    let known: Vec<_> = carrier.into_iter().chain(service).collect();
    (!known.is_empty()).then(|| known.join(" · "))
}

/// What was packed, once it is written down; until then what came.
fn going_back(intake: Intake) -> Vec<Accessory> {
    let Some(returned) = intake.returned else { return intake.found.accessories };
    let packed = returned.items.into_iter();
    packed.map(|one| Accessory { name: one.name, declared: one.returned, received: one.returned }).collect()
}

/// Of which unit a paper speaks, where the customer gets another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// The one that came.
    Came,
    /// The one that leaves.
    Leaves,
}

async fn subject(tx: &mut dyn Tx, case: &Repair, unit: Unit) -> Result<Subject> {
    let product = tx.products().find(case.product).await?.ok_or(Error::NotFound("product"))?;
    let device = match case.device {
        Some(device) => tx.devices().find_visible(device::Viewer::Staff, device).await?,
        None => None,
    };
    let own = device.map(|device| device.serial);
    let other = case.replacement_serial.clone().filter(|_| unit == Unit::Leaves);
    let serial = other.or(own);
    Ok(Subject {
        rma_number: case.rma_number.as_str().to_owned(),
        product: product.name.as_str().to_owned(),
        serial: serial.map(|serial| serial.as_str().to_owned()),
    })
}
