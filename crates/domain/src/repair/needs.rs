//! Whether a case and a request have what a transition needs.

use super::{
    AwaitedPart, CaseText, Coverage, DecisionProof, Disposal, FaultSearch, Need, NewIntake, NewQuote,
    NewWork, Outcome, QuoteChoice, Repair, ReturnMethod, RmaNumber, State, Transition, WorkKind, clock,
    notice, price, reconcile, unpack,
};
use crate::{
    Ctx,
    device::Serial,
    error::{FieldError, Result, Rule},
    id::AccountId,
    shipment::NewShipment,
    store::Tx,
};

/// A request to move a case: where to, and what that needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// What pays for the repair.
    pub coverage: Option<Coverage>,
    /// What the customer is told.
    pub reason: Option<CaseText>,
    /// What only the desk reads.
    pub note: Option<CaseText>,
    /// The number on the parcel.
    pub rma_number: Option<RmaNumber>,
    /// What was found when the parcel was opened.
    pub intake: Option<NewIntake>,
    /// A quote.
    pub quote: Option<NewQuote>,
    /// Which quote is decided on.
    pub quote_version: Option<QuoteChoice>,
    /// What proves that the customer has decided so.
    pub decision_proof: Option<DecisionProof>,
    /// That the device may be recycled.
    pub recycling_consent: bool,
    /// The part that is awaited.
    pub part: Option<AwaitedPart>,
    /// What was done.
    pub work: Option<NewWork>,
    /// How a fault was looked for that nobody found.
    pub fault_search: Option<FaultSearch>,
    /// What was checked, and passed.
    pub checklist: Vec<CaseText>,
    /// What was checked, and did not pass.
    pub failed_checks: Vec<CaseText>,
    /// How the case ends.
    pub outcome: Option<Outcome>,
    /// The serial number of the device that leaves.
    pub serial: Option<Serial>,
    /// The serial number of the unit that the customer gets instead.
    pub replacement_serial: Option<Serial>,
    /// That who took the device has shown who they are.
    pub identity_checked: bool,
    /// The other person who agrees.
    pub second_person: Option<AccountId>,
    /// What becomes of a device that nobody claims.
    pub disposal: Option<Disposal>,
    /// What the repair costs, in the currency of the customer's limit.
    pub cost_minor: Option<i64>,
    /// The parcel.
    pub shipment: Option<NewShipment>,
}

impl Given {
    /// Whether the request has a member.
    fn has(&self, need: Need) -> bool {
        match need {
            Need::Coverage => self.coverage.is_some(),
            Need::Reason => self.reason.is_some(),
            Need::Note => self.note.is_some(),
            Need::RmaNumber => self.rma_number.is_some(),
            Need::Intake => self.intake.is_some(),
            Need::Quote => self.quote.is_some(),
            Need::QuoteVersion => self.quote_version.is_some(),
            Need::DecisionProof => self.decision_proof.is_some(),
            Need::RecyclingConsent => self.recycling_consent,
            Need::Part => self.part.is_some(),
            Need::Work => self.work.is_some(),
            Need::Checklist => !self.checklist.is_empty(),
            Need::Outcome => self.outcome.is_some(),
            Need::Serial => self.serial.is_some(),
            Need::IdentityChecked => self.identity_checked,
            Need::SecondPerson => self.second_person.is_some(),
            Need::Disposal => self.disposal.is_some(),
            _ => false,
        }
    }

    /// The members that a transition needs and the request lacks, and those that it has and the
    /// transition does not take.
    pub(super) fn faults(&self, transition: &Transition) -> Vec<FieldError> {
        let members = Need::ALL.iter().copied().filter(|need| need.is_member());
        let mut faults: Vec<_> = members
            .filter_map(|need| match (transition.needs.contains(&need), self.has(need)) {
                // Whether there is one to be read, the intake tells; and that may have been written down before.
                (true, false) if matches!(need, Need::Serial | Need::Intake) => None,
                (true, false) => Some(required(need.name())),
                (false, true) if !matches!(need, Need::Reason | Need::Note) => {
                    Some(fault(need.name(), "not_expected", "this transition does not take it"))
                }
                _ => None,
            })
            .collect();
        let takes = |member, has: bool, takes: bool| {
            (has && !takes).then(|| fault(member, "not_expected", "this transition does not take it"))
        };
        faults.extend(takes(
            "cost_minor",
            self.cost_minor.is_some(),
            transition.needs.contains(&Need::Covered),
        ));
        let goes_back = (transition.from, transition.to) == (State::Testing, State::Repairing);
        faults.extend(takes("failed_checks", !self.failed_checks.is_empty(), goes_back));
        let leaves = matches!(transition.to, State::Inbound | State::Outbound);
        faults.extend(takes("shipment", self.shipment.is_some(), leaves));
        let exchanges = self.outcome == Some(Outcome::Exchanged);
        faults.extend(takes("replacement_serial", self.replacement_serial.is_some(), exchanges));
        let finds_nothing = self.outcome == Some(Outcome::NoFaultFound);
        faults.extend(takes("fault_search", self.fault_search.is_some(), finds_nothing));
        if finds_nothing && self.fault_search.is_none() {
            faults.push(required("fault_search"));
        }
        if exchanges && self.replacement_serial.is_none() {
            faults.push(required("replacement_serial"));
        }
        if self.outcome.is_some_and(|outcome| !transition.outcomes.contains(&outcome))
            && transition.needs.contains(&Need::Outcome)
        {
            faults.push(fault("outcome", "not_expected", "this transition does not take it"));
        }
        faults
    }
}

pub(super) fn fault(member: &str, code: &'static str, detail: &'static str) -> FieldError {
    FieldError::at(member, Rule::new(code, detail))
}

/// A member that a transition needs and the request lacks.
pub(super) fn required(member: &str) -> FieldError {
    fault(member, "required", "this transition needs it")
}

/// What must be so for a transition, and is not yet.
pub(super) async fn missing(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    transition: &Transition,
) -> Result<Vec<Need>> {
    missing_as_known(tx, cx, case, transition, &mut Vec::new()).await
}

/// The same, where several transitions of a case are looked at: what is known of one of them is not asked for again.
pub(super) async fn missing_as_known(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    transition: &Transition,
    known: &mut Vec<(Need, bool)>,
) -> Result<Vec<Need>> {
    let mut missing = Vec::new();
    for need in transition.needs.iter().copied().filter(|need| !need.is_member()) {
        let earlier = known.iter().find(|(known, _)| *known == need).map(|(_, is_so)| *is_so);
        let is_so = match earlier {
            // Where it goes decides on that.
            Some(is_so) if need != Need::Address => is_so,
            _ => is_met(tx, cx, case, transition, need).await?,
        };
        known.push((need, is_so));
        if !is_so {
            missing.push(need);
        }
    }
    Ok(missing)
}

async fn is_met(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    transition: &Transition,
    need: Need,
) -> Result<bool> {
    Ok(match need {
        // With a request's cost it may be; without, only what is free is.
        Need::Covered => is_free(case) || case.limit.is_some(),
        Need::QuoteInForce => case.quote_valid_until.is_some_and(|until| until > cx.now()),
        Need::Agreed => is_free(case) || was_repaired(tx, case).await?,
        Need::Address => address_is_ready(tx, case, transition.to).await?,
        Need::RightDevice => unpack::is_right_device(tx, case).await?,
        Need::Accessories => reconcile::is_reconciled(tx, case).await?,
        Need::FinalPrice => price::is_known(tx, case).await?,
        Need::AnotherPerson => is_another_person(tx, cx, case).await?,
        Need::RemindersSent => clock::reminded(case),
        Need::NoClaimOpen => case.claim_opened_at.is_none(),
        Need::LongOverdue => case.state_at + clock::LONG_OVERDUE <= cx.now(),
        Need::NoticeOver => notice::is_over(tx, cx, case).await?,
        Need::NoOtherCase => match case.device {
            Some(device) => !tx.repairs().is_in_open_case(device).await?,
            None => true,
        },
        Need::NotExchanged => case.outcome != Some(Outcome::Exchanged),
        Need::WasHere => {
            case.disposal.is_none() && (case.stamps.dispatched.is_some() || case.stamps.delivered.is_some())
        }
        _ => true,
    })
}

/// Whether someone checks who has not worked on the device, where the product or else the terms ask for that.
async fn is_another_person(tx: &mut dyn Tx, cx: &Ctx, case: &Repair) -> Result<bool> {
    let product = tx.products().find_many(&[case.product]).await?.pop();
    let asked = match product.and_then(|product| product.checked_by_another) {
        Some(asked) => asked,
        None => tx.repair_terms().get().await?.checked_by_another,
    };
    if !asked {
        return Ok(true);
    }
    let log = tx.repair_work().work(case.id).await?;
    let me = cx.actor().account();
    Ok(!log.iter().any(|entry| entry.kind == WorkKind::Work && entry.by == me))
}

/// Whether a case that is being tested was repaired before: to begin that, the customer had agreed.
async fn was_repaired(tx: &mut dyn Tx, case: &Repair) -> Result<bool> {
    let last = tx.repair_records().last_move(case.id).await?;
    Ok(last.is_some_and(|entry| entry.from == Some(State::Repairing)))
}

/// Whether the customer pays nothing.
pub(super) fn is_free(case: &Repair) -> bool {
    case.coverage.is_some_and(|coverage| coverage != Coverage::Paid)
}

/// A parcel needs an address that is good; what is picked up needs none, and goes with no carrier.
async fn address_is_ready(tx: &mut dyn Tx, case: &Repair, to: State) -> Result<bool> {
    if case.return_method != ReturnMethod::Parcel {
        return Ok(to != State::Outbound);
    }
    super::address::is_good(tx, case.id).await
}
