use chrono::Duration;

use super::{
    DeclaredAccessory, Need, Notice, NoticePlan, ReminderPlan, RmaNumber, State, Transition, advance, clock,
};
use crate::{
    Ctx,
    clock::Timestamp,
    device::Serial,
    error::{Conflict, Result, Rule},
    id::{AccountId, DeviceId, ProductId, RepairId, TicketId},
    money::Money,
    text::{redacted_text, running_text},
    ticket::named_enum,
};

named_enum! {
    /// How a case ends whose device came in or was sent.
    Outcome {
        /// It works again.
        Repaired => "repaired",
        /// The customer gets another unit.
        Exchanged => "exchanged",
        /// The customer gets the money back.
        Refunded => "refunded",
        /// Nothing was wrong.
        NoFaultFound => "no_fault_found",
        /// Sent back as it came.
        ReturnedUnrepaired => "returned_unrepaired",
        /// A repair would cost more than it is worth.
        BeyondEconomicRepair => "beyond_economic_repair",
        /// The customer gave it away.
        RecycledByConsent => "recycled_by_consent",
        /// Nobody wanted it back.
        DisposedUnclaimed => "disposed_unclaimed",
        /// The carrier lost it, and it was paid for.
        LostCompensated => "lost_compensated",
        /// It was announced and never came.
        NeverReceived => "never_received",
    }
}

named_enum! {
    /// What becomes of a device that nobody claims.
    DisposalWay {
        /// It is taken apart as waste.
        Recycled => "recycled",
        /// Somebody buys it.
        Sold => "sold",
        /// Somebody gets it as a gift.
        Donated => "donated",
        /// Other devices are repaired with it.
        KeptForParts => "kept_for_parts",
    }
}

/// What became of a device that nobody claimed. What its customer had on it is destroyed in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disposal {
    /// Which way it went.
    pub way: DisposalWay,
    /// What somebody paid for it.
    pub proceeds: Option<Money>,
}

named_enum! {
    /// What pays for a repair.
    Coverage {
        /// The seller's duty by law.
        LegalGuarantee => "legal_guarantee",
        /// The maker's promise.
        CommercialWarranty => "commercial_warranty",
        /// An earlier repair.
        RepairWarranty => "repair_warranty",
        /// The maker's kindness.
        Goodwill => "goodwill",
        /// The customer.
        Paid => "paid",
    }
}

named_enum! {
    /// What the customer says of the device's battery: a damaged one must not be sent like a parcel.
    Battery {
        /// There is none.
        None => "none",
        /// Nothing is to be seen.
        Unharmed => "unharmed",
        /// Swollen, wet, hot or leaking.
        Damaged => "damaged",
        /// Cannot be told.
        Unknown => "unknown",
    }
}

named_enum! {
    /// How the device comes back.
    ReturnMethod {
        /// To an address.
        Parcel => "parcel",
        /// The customer comes for it.
        PickUp => "pick_up",
        /// To a locker that opens by a code.
        Locker => "locker",
    }
}

redacted_text! {
    /// A text of a case: 1 to 4000 characters.
    CaseText
}

impl CaseText {
    /// The most characters a text may have.
    pub const MAX: usize = 4000;

    /// Parses a text as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        running_text(raw, Self::MAX).map(Self)
    }
}

/// A reason why nothing happens to a case for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Why.
    pub reason: CaseText,
    /// Until when.
    pub until: Timestamp,
}

/// One device's way from the request to its return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Stable id.
    pub id: RepairId,
    /// What stands on the parcel.
    pub rma_number: RmaNumber,
    /// In which ticket it is talked about.
    pub ticket: Option<TicketId>,
    /// Whose device it is; nobody's once the case has been kept long enough.
    pub requester: Option<AccountId>,
    /// Which model.
    pub product: ProductId,
    /// Which of the customer's devices.
    pub device: Option<DeviceId>,
    /// Why no device is named.
    pub no_serial_reason: Option<CaseText>,
    /// The case that this one goes on from.
    pub follow_up_of: Option<RepairId>,
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub state_at: Timestamp,
    /// How it ends.
    pub outcome: Option<Outcome>,
    /// With which outcome a parcel left that was lost: it counts again if the parcel turns up.
    pub outcome_before_loss: Option<Outcome>,
    /// What pays for it, and why that was decided.
    pub coverage: Option<Coverage>,
    /// As the customer was told.
    pub coverage_reason: Option<CaseText>,
    /// What is wrong, in the customer's words.
    pub symptom: Option<CaseText>,
    /// What the customer says of the battery.
    pub battery: Battery,
    /// What the customer says is in the parcel beside the device.
    pub accessories: Vec<DeclaredAccessory>,
    /// Up to which cost the customer need not be asked.
    pub limit: Option<Money>,
    /// The serial number of the unit that the customer gets instead.
    pub replacement_serial: Option<Serial>,
    /// Who works on it. Staff only.
    pub assignee: Option<AccountId>,
    /// How the device comes back.
    pub return_method: ReturnMethod,
    /// Whether something is sent to the customer before the device comes: a label, a box, another unit.
    pub is_prepaid: bool,
    /// Since when the carrier owes for loss or damage, if it does. Staff only.
    pub claim_opened_at: Option<Timestamp>,
    /// Since when an address is needed and not there.
    pub awaiting_address_since: Option<Timestamp>,
    /// Since when a device that is ready waits to be fetched, if it does.
    pub fetched_since: Option<Timestamp>,
    /// Why and until when it rests. Staff only.
    pub hold: Option<Hold>,
    /// Why and until when the law keeps it from ending. Staff only.
    pub legal_hold: Option<Hold>,
    /// When it came to each of its stations, last.
    pub stamps: Stamps,
    /// Until when the quote in force can be approved.
    pub quote_valid_until: Option<Timestamp>,
    /// Until when a part is awaited.
    pub part_expected_on: Option<chrono::NaiveDate>,
    /// Whether the carrier tells where the parcel is: a number alone tells nothing.
    pub is_tracked: bool,
    /// Since when the parcel is lost, as the carrier says.
    pub parcel_lost_at: Option<Timestamp>,
    /// Whether the parcel goes to another country.
    pub is_abroad: bool,
    /// What stays of where the parcel went.
    pub destination: Destination,
    /// How the customer is given notice, once nobody claims the device.
    pub notice_plan: Option<NoticePlan>,
    /// Who has agreed that the device, which nobody claims, goes. Staff only.
    pub disposal_confirmed_by: Option<AccountId>,
    /// What became of the device, if nobody claimed it.
    pub disposal: Option<Disposal>,
    /// How many of the state's steps of time are done.
    pub reminders: i32,
    /// When the customer is written to again; `None`: as the table says.
    pub reminder_plan: Option<ReminderPlan>,
    /// Counts all changes.
    pub version: i64,
    /// Counts the changes that the customer can see.
    pub requester_version: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// Last change that the customer can see.
    pub requester_updated_at: Timestamp,
}

/// When a case came to each of its stations, last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamps {
    /// The customer may send the device.
    pub authorized: Option<Timestamp>,
    /// It was sent.
    pub sent: Option<Timestamp>,
    /// It came.
    pub received: Option<Timestamp>,
    /// The fault was known.
    pub diagnosed: Option<Timestamp>,
    /// A quote was issued.
    pub quoted: Option<Timestamp>,
    /// The customer decided on it.
    pub decided: Option<Timestamp>,
    /// The work was done.
    pub repaired: Option<Timestamp>,
    /// The work was checked.
    pub tested: Option<Timestamp>,
    /// It left.
    pub dispatched: Option<Timestamp>,
    /// The customer has it.
    pub delivered: Option<Timestamp>,
    /// The case was over.
    pub ended: Option<Timestamp>,
}

/// What stays of where the parcel went, for statistics.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Destination {
    /// ISO 3166-1.
    pub country: Option<String>,
    /// ISO 3166-2 or a name.
    pub area: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// The postcode.
    pub postcode: Option<String>,
}

impl std::fmt::Debug for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Destination(redacted)")
    }
}

impl Repair {
    /// Until when it rests, if it does.
    pub fn hold_until(&self) -> Option<Timestamp> {
        self.hold.as_ref().map(|hold| hold.until)
    }

    /// Fails while the law holds the case: then its address stays, whoever wants it gone.
    pub(crate) fn must_not_be_held(&self, cx: &Ctx) -> Result<()> {
        if !self.is_held(cx) {
            return Ok(());
        }
        Err(Conflict::RepairHeld { allowed: advance::allowed(cx, self) }.into())
    }

    /// Whether the law holds it now: it comes to no end.
    pub(super) fn is_held(&self, cx: &Ctx) -> bool {
        self.legal_hold_until().is_some_and(|until| until > cx.now())
    }

    /// Until when the law holds it, if it does.
    pub fn legal_hold_until(&self) -> Option<Timestamp> {
        self.legal_hold.as_ref().map(|hold| hold.until)
    }

    /// Whether it may have an address now. The database says the same.
    pub fn allows_address(&self) -> bool {
        self.return_method == ReturnMethod::Parcel && self.state.allows_address(self.is_prepaid)
    }

    /// From when on the device may go, if nobody claims it until then: each notice has stood for its time. `None` until
    /// all were given; those of an earlier time count no more.
    pub fn disposable_at(&self, notices: &[Notice]) -> Option<Timestamp> {
        let plan = self.notice_plan.unwrap_or_default();
        let given: Vec<_> =
            notices.iter().filter_map(Notice::stands_since).filter(|at| *at >= self.state_at).collect();
        let all_given = usize::try_from(plan.count).is_ok_and(|count| given.len() >= count);
        let last = given.into_iter().max().unwrap_or(self.state_at) + Duration::days(i64::from(plan.days));
        (self.state == State::Unclaimed && all_given).then(|| last.max(self.state_at + plan.lasts()))
    }

    /// Before when the device does not go, however soon notices are given, if nobody claims it. Each notice must stand
    /// for its time, so it may be later.
    pub fn disposable_from(&self) -> Option<Timestamp> {
        let plan = self.notice_plan.unwrap_or_default();
        (self.state == State::Unclaimed).then(|| self.state_at + plan.lasts())
    }

    /// Whether the device can still be taken another way.
    pub const fn has_left(&self) -> bool {
        matches!(self.state, State::Outbound | State::Delivered) || self.state.is_terminal()
    }

    /// Counts a change that the customer sees.
    pub(super) fn count_change(&mut self, at: Timestamp) {
        self.count_hidden_change(at);
        self.requester_version += 1;
        self.requester_updated_at = self.requester_updated_at.max(at);
    }

    /// Counts a change that is the desk's business.
    pub(super) fn count_hidden_change(&mut self, at: Timestamp) {
        self.version += 1;
        self.updated_at = self.updated_at.max(at);
    }

    /// Comes to a state: its stamp is set and its clock starts.
    pub(super) fn enter(&mut self, to: State, at: Timestamp) {
        let from = std::mem::replace(&mut self.state, to);
        self.state_at = at;
        self.reminders = 0;
        self.stamp(from, at);
        if matches!((from, to), (State::Delivered, State::Received) | (_, State::Diagnosing)) {
            self.outcome = None;
        }
        self.disposal_confirmed_by = None;
        if to != State::ReadyToShip {
            self.awaiting_address_since = None;
            self.fetched_since = None;
        }
        if !matches!(to, State::Inbound | State::Outbound) {
            self.parcel_lost_at = None;
        }
        self.stamps.ended = to.is_terminal().then_some(at);
        // What would have been written before a short validity began is not written at all.
        while let Some((step, due)) = clock::next(self)
            && step.is_reminder()
            && due <= at
        {
            self.reminders += 1;
        }
    }

    /// Whether the customer comes for it: no address is needed.
    pub fn is_fetched(&self) -> bool {
        self.return_method != ReturnMethod::Parcel
    }

    /// Whether what was found when the parcel was opened can still be told; later it is proof.
    pub const fn is_at_intake(&self) -> bool {
        matches!(self.state, State::Received | State::Diagnosing)
    }

    /// Whether it is over and its device was never here: a parcel may still come.
    pub fn never_came(&self) -> bool {
        self.state.is_terminal() && self.stamps.received.is_none()
    }

    fn stamp(&mut self, from: State, at: Timestamp) {
        let stamps = &mut self.stamps;
        if from == State::Diagnosing {
            stamps.diagnosed = Some(at);
        }
        if from == State::AwaitingApproval {
            stamps.decided = Some(at);
        }
        let stamp = match (from, self.state) {
            (_, State::Authorized) => &mut stamps.authorized,
            (_, State::Inbound) => &mut stamps.sent,
            (_, State::Received) => &mut stamps.received,
            (_, State::AwaitingApproval) => &mut stamps.quoted,
            (_, State::Testing) => &mut stamps.repaired,
            (State::Testing, State::ReadyToShip) => &mut stamps.tested,
            (_, State::Outbound) => &mut stamps.dispatched,
            (_, State::Delivered) => &mut stamps.delivered,
            _ => return,
        };
        *stamp = Some(at);
    }
}

/// A move that an actor can make from where the case is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possible {
    /// The row of the table.
    pub transition: &'static Transition,
    /// The members that the request needs.
    pub members: Vec<Need>,
    /// What is not so yet, of what must be so.
    pub missing: Vec<Need>,
}
