//! What a repair looks like: one resource, seen from two sides.

use domain::{
    Ctx, Error, Result, device,
    id::{AccountId, RepairId, TicketId},
    repair::{self, Hold, Need, Possible, Stamps, Viewer, is_to_be_confirmed},
    store::Tx,
    vault,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    disposal::RepairDisposal,
    intake::RepairDeclaredAccessory,
    money::Money,
    names::{RepairBattery, RepairCoverage, RepairOutcome, RepairReturnMethod, RepairState},
};
use crate::{
    timestamp::Timestamp,
    v1::device::{DeviceRef, ProductRef, device_of},
};

/// One device's way from the request to its return.
#[derive(Serialize, ToSchema)]
pub(super) struct Repair {
    /// Stable id.
    id: Uuid,
    /// What stands on the parcel.
    #[schema(example = "R26-7QK4M-C")]
    rma_number: String,
    /// In which ticket it is talked about; `null` if that is gone.
    #[schema(required)]
    ticket_id: Option<Uuid>,
    /// Which model.
    product: ProductRef,
    /// Which of the customer's devices.
    #[schema(required)]
    device: Option<DeviceRef>,
    /// Why no device is named.
    #[schema(required)]
    no_serial_reason: Option<String>,
    /// The repair that this one goes on from.
    #[schema(required)]
    follow_up_of: Option<Uuid>,
    /// Where it stands.
    state: RepairState,
    /// Where the caller can take it from here.
    allowed_transitions: Vec<RepairTransition>,
    /// How it ends.
    #[schema(required)]
    outcome: Option<RepairOutcome>,
    /// What pays for it.
    #[schema(required)]
    coverage: Option<RepairCoverage>,
    /// Why that was decided.
    #[schema(required)]
    coverage_reason: Option<String>,
    /// What is wrong, in the customer's words.
    #[schema(required)]
    symptom: Option<String>,
    /// What the customer says of the battery.
    battery: RepairBattery,
    /// What the customer says is in the parcel beside the device.
    accessories: Vec<RepairDeclaredAccessory>,
    /// Up to which cost the customer need not be asked.
    #[schema(required)]
    limit: Option<Money>,
    /// The serial number of the unit that the customer gets instead.
    #[schema(required)]
    replacement_serial: Option<String>,
    /// What became of the device, if nobody claimed it.
    #[schema(required)]
    disposal: Option<RepairDisposal>,
    /// How the device comes back.
    return_method: RepairReturnMethod,
    /// Whether something is sent to the customer before the device comes.
    prepaid: bool,
    /// That there is an address; what it says stands nowhere but in its own operations. `null` if there is none.
    #[schema(required)]
    address: Option<RepairAddress>,
    /// Since when an address is needed and not there.
    #[schema(required)]
    awaiting_address_since: Option<Timestamp>,
    /// Until when the quote in force can be approved.
    #[schema(required)]
    quote_valid_until: Option<Timestamp>,
    /// Until when a part is awaited.
    #[schema(required, value_type = Option<String>, format = Date)]
    part_expected_on: Option<String>,
    /// When it came to each of its stations.
    stations: RepairStations,
    /// What only staff see; `null` for the customer.
    #[schema(required)]
    staff: Option<RepairStaffPart>,
    /// Counts the changes that the caller can see; equals the ETag.
    version: i64,
    /// When it was asked for.
    created_at: Timestamp,
    /// Last change that the caller can see.
    updated_at: Timestamp,
}

/// A move that the caller can make.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairTransition {
    /// To where.
    to: RepairState,
    /// The members that the request needs.
    #[schema(value_type = Vec<String>, example = json!(["coverage", "reason"]))]
    needs: Vec<&'static str>,
    /// What must be so, and is not yet: until then the move is refused. New ones may be added.
    #[schema(value_type = Vec<String>, example = json!(["address"]))]
    missing: Vec<&'static str>,
    /// The outcomes that can be given, if one is needed.
    outcomes: Vec<RepairOutcome>,
}

impl From<Possible> for RepairTransition {
    fn from(possible: Possible) -> Self {
        let Possible { transition, members, missing } = possible;
        let takes_outcome = transition.needs.contains(&Need::Outcome);
        let outcomes = if takes_outcome { transition.outcomes } else { &[] };
        Self {
            to: transition.to.into(),
            needs: members.into_iter().map(Need::name).collect(),
            missing: missing.into_iter().map(Need::name).collect(),
            outcomes: outcomes.iter().map(|outcome| (*outcome).into()).collect(),
        }
    }
}

/// When a repair came to each of its stations, last.
#[expect(clippy::struct_field_names, reason = "clients read times by this ending everywhere")]
#[derive(Serialize, ToSchema)]
pub(super) struct RepairStations {
    /// The customer may send the device.
    #[schema(required)]
    authorized_at: Option<Timestamp>,
    /// It was sent.
    #[schema(required)]
    sent_at: Option<Timestamp>,
    /// It came.
    #[schema(required)]
    received_at: Option<Timestamp>,
    /// The fault was known.
    #[schema(required)]
    diagnosed_at: Option<Timestamp>,
    /// A quote was issued.
    #[schema(required)]
    quoted_at: Option<Timestamp>,
    /// The quote was decided on.
    #[schema(required)]
    decided_at: Option<Timestamp>,
    /// It left.
    #[schema(required)]
    dispatched_at: Option<Timestamp>,
    /// The customer has it.
    #[schema(required)]
    delivered_at: Option<Timestamp>,
    /// It was over.
    #[schema(required)]
    ended_at: Option<Timestamp>,
}

impl From<Stamps> for RepairStations {
    fn from(stamps: Stamps) -> Self {
        Self {
            authorized_at: stamps.authorized.map(Into::into),
            sent_at: stamps.sent.map(Into::into),
            received_at: stamps.received.map(Into::into),
            diagnosed_at: stamps.diagnosed.map(Into::into),
            quoted_at: stamps.quoted.map(Into::into),
            decided_at: stamps.decided.map(Into::into),
            dispatched_at: stamps.dispatched.map(Into::into),
            delivered_at: stamps.delivered.map(Into::into),
            ended_at: stamps.ended.map(Into::into),
        }
    }
}

/// What only staff see of a repair.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairStaffPart {
    /// Whose device it is; `null` once the repair has been kept long enough.
    #[schema(required)]
    requester_id: Option<Uuid>,
    /// Whether another customer has registered the device's serial number, too: before anything is sent, see whose it is.
    serial_held_by_another: bool,
    /// Who works on it.
    #[schema(required)]
    assignee_id: Option<Uuid>,
    /// Since when it stands where it stands.
    state_at: Timestamp,
    /// By when the desk wants to have moved it on.
    #[schema(required)]
    target_at: Option<Timestamp>,
    /// When time moves it, or writes to the customer.
    #[schema(required)]
    due_at: Option<Timestamp>,
    /// When the work was done.
    #[schema(required)]
    repaired_at: Option<Timestamp>,
    /// When the work was checked.
    #[schema(required)]
    tested_at: Option<Timestamp>,
    /// Whether the carrier owes for loss or damage.
    claim_open: bool,
    /// Since when, if it does. In 90 days it should be settled: `target_at` is then, at the latest.
    #[schema(required)]
    claim_opened_at: Option<Timestamp>,
    /// Who has agreed that the device, which nobody claims, goes.
    #[schema(required)]
    disposal_confirmed_by: Option<Uuid>,
    /// Why and until when it rests.
    #[schema(required)]
    hold: Option<RepairHold>,
    /// Why and until when the law keeps it from ending.
    #[schema(required)]
    legal_hold: Option<RepairHold>,
}

/// What everyone may know of an address who may know of its repair.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairAddress {
    /// How far it can be relied on: `valid`, `overridden` (unusual, and confirmed) or `bounced`.
    #[schema(value_type = String, example = "valid")]
    quality: &'static str,
    /// Its country.
    #[schema(required, example = "DE")]
    country: Option<String>,
    /// Whether the customer should confirm it (`confirmAddress`) or give another before the parcel leaves: it was
    /// given long ago, or a parcel came back.
    needs_confirmation: bool,
}

/// Why and until when a repair rests.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairHold {
    /// Why.
    reason: String,
    /// Until when.
    until: Timestamp,
}

impl From<&Hold> for RepairHold {
    fn from(hold: &Hold) -> Self {
        Self { reason: hold.reason.as_str().to_owned(), until: hold.until.into() }
    }
}

impl RepairStaffPart {
    async fn show(tx: &mut dyn Tx, case: &repair::Repair) -> Result<Self> {
        let serial_held_by_another = match case.device {
            Some(device) => tx.devices().is_held_by_another(device).await?,
            None => false,
        };
        Ok(Self {
            serial_held_by_another,
            requester_id: case.requester.map(AccountId::as_uuid),
            assignee_id: case.assignee.map(AccountId::as_uuid),
            state_at: case.state_at.into(),
            target_at: repair::target(case).map(Into::into),
            due_at: repair::next_step(case).map(|(_, at)| at.into()),
            repaired_at: case.stamps.repaired.map(Into::into),
            tested_at: case.stamps.tested.map(Into::into),
            claim_open: case.claim_opened_at.is_some(),
            claim_opened_at: case.claim_opened_at.map(Into::into),
            disposal_confirmed_by: case.disposal_confirmed_by.map(AccountId::as_uuid),
            hold: case.hold.as_ref().map(Into::into),
            legal_hold: case.legal_hold.as_ref().map(Into::into),
        })
    }
}

fn text(text: Option<&repair::CaseText>) -> Option<String> {
    text.map(|text| text.as_str().to_owned())
}

impl Repair {
    /// Shows a repair to the caller.
    pub(super) async fn show(tx: &mut dyn Tx, cx: &Ctx, case: &repair::Repair) -> Result<Self> {
        let viewer = Viewer::of(cx.actor())?;
        let product = tx.products().find_many(&[case.product]).await?.pop();
        let product = product.ok_or(Error::NotFound("product"))?;
        let device = device_of(tx, owner(viewer), case.device).await?;
        let possible = repair::possible(tx, cx, case).await?;
        let address = vault::record(tx, case.id).await?;
        Ok(Self {
            id: case.id.as_uuid(),
            rma_number: case.rma_number.as_str().to_owned(),
            ticket_id: case.ticket.map(TicketId::as_uuid),
            product: ProductRef::from(&product),
            device,
            no_serial_reason: text(case.no_serial_reason.as_ref()),
            follow_up_of: case.follow_up_of.map(RepairId::as_uuid),
            state: viewer.state(case.state).into(),
            allowed_transitions: possible.into_iter().map(Into::into).collect(),
            outcome: case.outcome.map(Into::into),
            coverage: case.coverage.map(Into::into),
            coverage_reason: text(case.coverage_reason.as_ref()),
            symptom: text(case.symptom.as_ref()),
            battery: case.battery.into(),
            accessories: case.accessories.iter().map(Into::into).collect(),
            limit: case.limit.map(Into::into),
            replacement_serial: case.replacement_serial.as_ref().map(|serial| serial.as_str().to_owned()),
            disposal: case.disposal.map(Into::into),
            return_method: case.return_method.into(),
            prepaid: case.is_prepaid,
            address: address.map(|record| RepairAddress {
                quality: record.quality.name(),
                country: case.destination.country.clone(),
                needs_confirmation: is_to_be_confirmed(case, &record),
            }),
            awaiting_address_since: case.awaiting_address_since.map(Into::into),
            quote_valid_until: case.quote_valid_until.map(Into::into),
            part_expected_on: case.part_expected_on.map(|day| day.to_string()),
            stations: case.stamps.into(),
            staff: if viewer.is_staff() { Some(RepairStaffPart::show(tx, case).await?) } else { None },
            version: viewer.version(case),
            created_at: case.created_at.into(),
            updated_at: updated_at(viewer, case),
        })
    }

    /// The repair's version as the caller counts.
    pub(super) const fn version(&self) -> i64 {
        self.version
    }
}

/// When a repair last changed, as the viewer sees it.
pub(super) fn updated_at(viewer: Viewer, case: &repair::Repair) -> Timestamp {
    match viewer {
        Viewer::Staff => case.updated_at.into(),
        Viewer::Requester(_) => case.requester_updated_at.into(),
    }
}

/// Who looks at devices through these eyes.
const fn owner(viewer: Viewer) -> device::Viewer {
    match viewer {
        Viewer::Staff => device::Viewer::Staff,
        Viewer::Requester(account) => device::Viewer::Owner(account),
    }
}
