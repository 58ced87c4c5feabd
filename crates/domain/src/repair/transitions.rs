//! The state machine as data. It feeds the guard, `allowed_transitions` in answers, the document
//! docs/repair-states.md and the tests.

use super::{Letter, Mover, Outcome, State};
use crate::ticket::named_enum;

named_enum! {
    /// What a transition needs: members of the request that asks for it, or something that must be so.
    Need {
        /// Member: what pays for the repair. `reason` explains it.
        Coverage => "coverage",
        /// Member: what the customer is told.
        Reason => "reason",
        /// Member: what only the desk reads: proof, or why.
        Note => "note",
        /// Member: the number on the parcel, scanned.
        RmaNumber => "rma_number",
        /// Member: what was found when the parcel was opened.
        Intake => "intake",
        /// Member: a quote, which nothing changes from then on.
        Quote => "quote",
        /// Member: which version of the quote, as the customer has read it.
        QuoteVersion => "quote_version",
        /// Member: how the desk was told what the customer decided.
        DecisionProof => "decision_proof",
        /// Member: that the device may be recycled.
        RecyclingConsent => "recycling_consent",
        /// Member: the part that is awaited, and until when.
        Part => "part",
        /// Member: what was done, with its minutes; for no fault found, how it was looked for.
        Work => "work",
        /// Member: what was checked, all of it passed.
        Checklist => "checklist",
        /// Member: how the case ends.
        Outcome => "outcome",
        /// Member: the serial number of the unit that leaves, read from it once more; none where its intake found none.
        Serial => "serial",
        /// Member: that who took the device has shown who they are.
        IdentityChecked => "identity_checked",
        /// Member: the other person who agrees.
        SecondPerson => "second_person_id",
        /// Member: what becomes of the device, and that what was on it is destroyed.
        Disposal => "disposal",
        /// The case's coverage is free of charge, or `cost` is within the limit that the customer set.
        Covered => "covered",
        /// The quote can still be approved: its validity is not over.
        QuoteInForce => "quote_in_force",
        /// It is free of charge, or the customer has agreed to what it costs.
        Agreed => "agreed",
        /// There is an address that is not marked as bad; or, if nothing is sent, the device is picked up.
        Address => "address",
        /// All reminders were sent.
        RemindersSent => "reminders_sent",
        /// The carrier owes nothing.
        NoClaimOpen => "no_claim_open",
        /// The parcel is 60 days late.
        LongOverdue => "long_overdue",
        /// The unit that came is the one that was announced, or a lead has confirmed that it is right.
        RightDevice => "right_device",
        /// What came with the device is written down as going back, each difference by its name.
        Accessories => "accessories",
        /// What the repair came to is written down, if the customer has approved a maximum.
        FinalPrice => "final_price",
        /// Who checks is not who repaired, where that is asked for.
        AnotherPerson => "another_person",
        /// The periods of notice are over.
        NoticeOver => "notice_over",
        /// The device is in no other open case.
        NoOtherCase => "no_other_case",
        /// No other unit has taken the device's place.
        NotExchanged => "not_exchanged",
        /// The device was sent or handed over from here: one that never came goes on in another case, and one that stayed
        /// here does not come back.
        WasHere => "was_here",
    }
}

impl Need {
    /// Whether it is a member of the request; else it is a condition of the case.
    pub const fn is_member(self) -> bool {
        !matches!(
            self,
            Self::Covered
                | Self::QuoteInForce
                | Self::Agreed
                | Self::Address
                | Self::RightDevice
                | Self::Accessories
                | Self::FinalPrice
                | Self::AnotherPerson
                | Self::RemindersSent
                | Self::NoClaimOpen
                | Self::LongOverdue
                | Self::NoticeOver
                | Self::NoOtherCase
                | Self::NotExchanged
                | Self::WasHere
        )
    }
}

named_enum! {
    /// What becomes of the address.
    AddressEffect {
        /// There is none before, and none after.
        None => "none",
        /// There may be one.
        May => "may",
        /// There must be one, unless the device is picked up.
        Required => "required",
        /// It is marked as bad.
        Bounced => "bounced",
        /// It is destroyed in the same transaction.
        Purge => "purge",
    }
}

/// One allowed move, for some of those who move cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// From where.
    pub from: State,
    /// To where.
    pub to: State,
    /// By whom.
    pub by: &'static [Mover],
    /// What it needs.
    pub needs: &'static [Need],
    /// Which outcomes can be given, if one is given; or the one that it has.
    pub outcomes: &'static [Outcome],
    /// What the customer is told.
    pub letter: Option<Letter>,
}

impl Transition {
    /// What becomes of the address.
    pub const fn address(&self) -> AddressEffect {
        match self.to {
            to if to.is_terminal() => AddressEffect::Purge,
            State::Requested => AddressEffect::None,
            State::ReadyToShip | State::Outbound => AddressEffect::Required,
            State::Undeliverable => AddressEffect::Bounced,
            _ => AddressEffect::May,
        }
    }

    const fn needs(self, needs: &'static [Need]) -> Self {
        Self { needs, ..self }
    }

    const fn ends(self, outcomes: &'static [Outcome]) -> Self {
        Self { outcomes, ..self }
    }

    const fn tells(self, letter: Letter) -> Self {
        Self { letter: Some(letter), ..self }
    }
}

const fn edge(from: State, to: State, by: &'static [Mover]) -> Transition {
    Transition { from, to, by, needs: &[], outcomes: &[], letter: None }
}

/// The whole state machine. Who asks for a case begins it in `requested`; a parcel that comes after its
/// case has expired begins a new one in `received`.
pub const TRANSITIONS: &[Transition] = {
    use Mover::{Agent, Customer, Lead, Logistics, Technician, Time};
    use Outcome as O;
    use State::{
        Authorized, AwaitingApproval, AwaitingParts, Cancelled, Closed, Delivered, Diagnosing, Expired,
        Inbound, Outbound, ReadyToShip, Received, Rejected, Repairing, Requested, Testing, Unclaimed,
        Undeliverable,
    };
    &[
        edge(Requested, Authorized, &[Agent])
            .needs(&[Need::Coverage, Need::Reason])
            .tells(Letter::Authorized),
        edge(Requested, Rejected, &[Agent]).needs(&[Need::Reason]).tells(Letter::Rejected),
        edge(Requested, Cancelled, &[Customer]).tells(Letter::Cancelled),
        edge(Requested, Cancelled, &[Agent]).needs(&[Need::Reason]).tells(Letter::Cancelled),
        edge(Authorized, Inbound, &[Customer, Logistics]),
        edge(Authorized, Received, &[Logistics]).needs(&[Need::RmaNumber]).tells(Letter::Received),
        edge(Authorized, Expired, &[Time]).needs(&[Need::RemindersSent]).tells(Letter::Expired),
        edge(Authorized, Cancelled, &[Customer]).tells(Letter::Cancelled),
        edge(Authorized, Cancelled, &[Agent]).needs(&[Need::Reason]).tells(Letter::Cancelled),
        edge(Inbound, Received, &[Logistics]).needs(&[Need::RmaNumber]).tells(Letter::Received),
        edge(Inbound, Closed, &[Lead])
            .needs(&[Need::Outcome, Need::Reason, Need::NoClaimOpen])
            .ends(&[O::LostCompensated])
            .tells(Letter::Closed),
        edge(Inbound, Closed, &[Time])
            .needs(&[Need::RemindersSent, Need::LongOverdue, Need::NoClaimOpen])
            .ends(&[O::NeverReceived])
            .tells(Letter::Closed),
        edge(Inbound, Closed, &[Lead])
            .needs(&[Need::Outcome, Need::Reason, Need::LongOverdue, Need::NoClaimOpen])
            .ends(&[O::NeverReceived])
            .tells(Letter::Closed),
        edge(Received, Diagnosing, &[Technician]).needs(&[Need::Intake, Need::RightDevice]),
        edge(Received, ReadyToShip, &[Customer]).ends(&[O::ReturnedUnrepaired]).tells(Letter::ReadyToShip),
        edge(Received, ReadyToShip, &[Agent])
            .needs(&[Need::Note])
            .ends(&[O::ReturnedUnrepaired])
            .tells(Letter::ReadyToShip),
        edge(Diagnosing, Repairing, &[Technician])
            .needs(&[Need::Covered, Need::RightDevice])
            .tells(Letter::Repairing),
        edge(Diagnosing, AwaitingApproval, &[Agent])
            .needs(&[Need::Quote, Need::RightDevice])
            .tells(Letter::Quoted),
        edge(Diagnosing, Testing, &[Technician]).needs(&[Need::Work, Need::RightDevice]),
        edge(Diagnosing, ReadyToShip, &[Customer]).ends(&[O::ReturnedUnrepaired]).tells(Letter::ReadyToShip),
        edge(Diagnosing, ReadyToShip, &[Agent])
            .needs(&[Need::Note])
            .ends(&[O::ReturnedUnrepaired])
            .tells(Letter::ReadyToShip),
        edge(Diagnosing, ReadyToShip, &[Lead])
            .needs(&[Need::Outcome, Need::Reason])
            .ends(&[O::Exchanged, O::BeyondEconomicRepair])
            .tells(Letter::ReadyToShip),
        edge(Diagnosing, Closed, &[Lead])
            .needs(&[Need::Outcome, Need::Reason])
            .ends(&[O::Refunded, O::BeyondEconomicRepair])
            .tells(Letter::Closed),
        edge(AwaitingApproval, Repairing, &[Customer])
            .needs(&[Need::QuoteVersion, Need::QuoteInForce])
            .tells(Letter::Repairing),
        edge(AwaitingApproval, Repairing, &[Agent])
            .needs(&[Need::QuoteVersion, Need::QuoteInForce, Need::DecisionProof])
            .tells(Letter::Repairing),
        edge(AwaitingApproval, AwaitingParts, &[Agent])
            .needs(&[Need::QuoteVersion, Need::QuoteInForce, Need::DecisionProof, Need::Part])
            .tells(Letter::AwaitingParts),
        edge(AwaitingApproval, ReadyToShip, &[Customer])
            .needs(&[Need::QuoteVersion])
            .ends(&[O::ReturnedUnrepaired])
            .tells(Letter::ReadyToShip),
        edge(AwaitingApproval, ReadyToShip, &[Agent])
            .needs(&[Need::QuoteVersion, Need::DecisionProof])
            .ends(&[O::ReturnedUnrepaired])
            .tells(Letter::ReadyToShip),
        edge(AwaitingApproval, ReadyToShip, &[Time])
            .needs(&[Need::RemindersSent])
            .ends(&[O::ReturnedUnrepaired])
            .tells(Letter::ReadyToShip),
        edge(AwaitingApproval, Closed, &[Customer])
            .needs(&[Need::QuoteVersion, Need::RecyclingConsent])
            .ends(&[O::RecycledByConsent])
            .tells(Letter::Closed),
        // A quote with a mistake is taken back; the next one takes its place.
        edge(AwaitingApproval, Diagnosing, &[Agent]).needs(&[Need::Reason]).tells(Letter::QuoteWithdrawn),
        edge(AwaitingParts, Repairing, &[Technician]).needs(&[Need::RightDevice]),
        edge(AwaitingParts, ReadyToShip, &[Customer])
            .ends(&[O::ReturnedUnrepaired])
            .tells(Letter::ReadyToShip),
        edge(AwaitingParts, ReadyToShip, &[Agent])
            .needs(&[Need::Note])
            .ends(&[O::ReturnedUnrepaired])
            .tells(Letter::ReadyToShip),
        edge(AwaitingParts, ReadyToShip, &[Lead])
            .needs(&[Need::Outcome, Need::Reason])
            .ends(&[O::Exchanged, O::BeyondEconomicRepair])
            .tells(Letter::ReadyToShip),
        edge(AwaitingParts, Closed, &[Lead])
            .needs(&[Need::Outcome, Need::Reason])
            .ends(&[O::Refunded, O::BeyondEconomicRepair])
            .tells(Letter::Closed),
        edge(Repairing, AwaitingParts, &[Technician]).needs(&[Need::Part]).tells(Letter::AwaitingParts),
        edge(Repairing, AwaitingApproval, &[Agent])
            .needs(&[Need::Quote, Need::RightDevice])
            .tells(Letter::Quoted),
        edge(Repairing, Testing, &[Technician]).needs(&[Need::Work, Need::RightDevice]),
        edge(Repairing, ReadyToShip, &[Customer]).ends(&[O::ReturnedUnrepaired]).tells(Letter::ReadyToShip),
        edge(Repairing, ReadyToShip, &[Agent])
            .needs(&[Need::Note])
            .ends(&[O::ReturnedUnrepaired])
            .tells(Letter::ReadyToShip),
        edge(Repairing, ReadyToShip, &[Lead])
            .needs(&[Need::Outcome, Need::Reason])
            .ends(&[O::Exchanged, O::BeyondEconomicRepair])
            .tells(Letter::ReadyToShip),
        edge(Repairing, Closed, &[Lead])
            .needs(&[Need::Outcome, Need::Reason])
            .ends(&[O::Refunded, O::BeyondEconomicRepair])
            .tells(Letter::Closed),
        edge(Testing, Repairing, &[Technician]).needs(&[Need::Note, Need::Agreed, Need::RightDevice]),
        // A fault that shows only now is quoted for as one that shows at once.
        edge(Testing, AwaitingApproval, &[Agent])
            .needs(&[Need::Quote, Need::RightDevice])
            .tells(Letter::Quoted),
        edge(Testing, ReadyToShip, &[Technician])
            .needs(&[Need::Checklist, Need::Outcome, Need::AnotherPerson, Need::RightDevice])
            .ends(&[O::Repaired, O::NoFaultFound])
            .tells(Letter::ReadyToShip),
        edge(Testing, ReadyToShip, &[Customer]).ends(&[O::ReturnedUnrepaired]).tells(Letter::ReadyToShip),
        edge(Testing, ReadyToShip, &[Agent])
            .needs(&[Need::Note])
            .ends(&[O::ReturnedUnrepaired])
            .tells(Letter::ReadyToShip),
        edge(Testing, ReadyToShip, &[Lead])
            .needs(&[Need::Outcome, Need::Reason])
            .ends(&[O::Exchanged, O::BeyondEconomicRepair])
            .tells(Letter::ReadyToShip),
        edge(Testing, Closed, &[Lead])
            .needs(&[Need::Outcome, Need::Reason])
            .ends(&[O::Refunded, O::BeyondEconomicRepair])
            .tells(Letter::Closed),
        edge(ReadyToShip, Outbound, &[Logistics])
            .needs(&[Need::Address, Need::Serial, Need::Accessories, Need::FinalPrice])
            .tells(Letter::Outbound),
        edge(ReadyToShip, Delivered, &[Logistics])
            .needs(&[Need::IdentityChecked, Need::Accessories, Need::FinalPrice])
            .tells(Letter::Delivered),
        // What turns out before the parcel is closed: the customer decides late, a test was not enough.
        edge(ReadyToShip, Diagnosing, &[Agent]).needs(&[
            Need::Note,
            Need::Intake,
            Need::NotExchanged,
            Need::RightDevice,
        ]),
        edge(ReadyToShip, Unclaimed, &[Time]).needs(&[Need::RemindersSent]).tells(Letter::Unclaimed),
        edge(Outbound, Delivered, &[Customer, Logistics]).tells(Letter::Delivered),
        edge(Outbound, Undeliverable, &[Logistics]).tells(Letter::Undeliverable),
        edge(Outbound, Closed, &[Time])
            .needs(&[Need::RemindersSent, Need::NoClaimOpen])
            .tells(Letter::Closed),
        edge(Outbound, Closed, &[Lead])
            .needs(&[Need::Outcome, Need::Reason, Need::NoClaimOpen])
            .ends(&[O::LostCompensated])
            .tells(Letter::Closed),
        edge(Undeliverable, ReadyToShip, &[Customer, Agent]).needs(&[Need::Address]),
        edge(Undeliverable, Delivered, &[Logistics]).tells(Letter::Delivered),
        edge(Undeliverable, Unclaimed, &[Time]).needs(&[Need::RemindersSent]).tells(Letter::Unclaimed),
        edge(Unclaimed, ReadyToShip, &[Customer, Agent]),
        edge(Unclaimed, Closed, &[Lead])
            .needs(&[Need::Reason, Need::SecondPerson, Need::Disposal, Need::RemindersSent, Need::NoticeOver])
            .ends(&[O::DisposedUnclaimed])
            .tells(Letter::Closed),
        edge(Delivered, Closed, &[Customer, Time]).needs(&[Need::NoClaimOpen]).tells(Letter::Closed),
        // Whose customer says nothing, and whose end time cannot bring about.
        edge(Delivered, Closed, &[Lead]).needs(&[Need::Reason, Need::NoClaimOpen]).tells(Letter::Closed),
        edge(Delivered, Undeliverable, &[Logistics]).tells(Letter::Undeliverable),
        edge(Delivered, Received, &[Agent]).needs(&[Need::Reason]).tells(Letter::Received),
        edge(Closed, Undeliverable, &[Logistics])
            .needs(&[Need::RmaNumber, Need::NoOtherCase, Need::WasHere])
            .tells(Letter::Undeliverable),
    ]
};

/// The moves out of a state, for those of these movers.
pub fn from(state: State, is: impl Fn(Mover) -> bool) -> impl Iterator<Item = &'static Transition> {
    TRANSITIONS.iter().filter(move |edge| edge.from == state && edge.by.iter().any(|mover| is(*mover)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{super::clock::CLOCKS, *};
    use crate::repair::Step;

    #[test]
    fn every_state_is_reached_and_comes_to_an_end() {
        let mut reached = BTreeSet::from([State::Requested]);
        for _ in State::ALL {
            reached.extend(
                TRANSITIONS
                    .iter()
                    .filter(|edge| reached.contains(&edge.from))
                    .map(|edge| edge.to)
                    .collect::<Vec<_>>(),
            );
        }
        assert_eq!(reached.len(), State::ALL.len());
        let mut ends: BTreeSet<_> = State::ALL.iter().copied().filter(|state| state.is_terminal()).collect();
        for _ in State::ALL {
            ends.extend(
                TRANSITIONS
                    .iter()
                    .filter(|edge| ends.contains(&edge.to))
                    .map(|edge| edge.from)
                    .collect::<Vec<_>>(),
            );
        }
        assert_eq!(ends.len(), State::ALL.len());
    }

    #[test]
    fn no_row_stands_twice_and_none_stands_still() {
        for (at, edge) in TRANSITIONS.iter().enumerate() {
            assert_ne!(edge.from, edge.to);
            assert!(!edge.by.is_empty());
            assert!(!TRANSITIONS[..at].contains(edge), "{edge:?}");
        }
    }

    #[test]
    fn only_a_parcel_that_came_back_leads_out_of_an_end() {
        let out: Vec<_> = TRANSITIONS.iter().filter(|edge| edge.from.is_terminal()).collect();
        assert!(matches!(out[..], [Transition { from: State::Closed, to: State::Undeliverable, .. }]));
    }

    #[test]
    fn an_end_destroys_the_address_and_no_other_move_does() {
        for edge in TRANSITIONS {
            assert_eq!(edge.address() == AddressEffect::Purge, edge.to.is_terminal(), "{edge:?}");
        }
    }

    #[test]
    fn an_outcome_is_asked_for_where_there_is_a_choice() {
        for edge in TRANSITIONS {
            let asks = edge.needs.contains(&Need::Outcome);
            assert!(asks || edge.outcomes.len() <= 1, "{edge:?}");
            assert!(!asks || !edge.outcomes.is_empty(), "{edge:?}");
        }
    }

    #[test]
    fn time_moves_what_its_clocks_say_and_nothing_else() {
        let of_clocks = CLOCKS.iter().flat_map(|clock| clock.steps.iter().map(|step| (clock.state, *step)));
        let moves: BTreeSet<_> = of_clocks
            .filter_map(|(from, step)| match step {
                Step::Move(_, to) => Some((from, to)),
                Step::Remind(_) | Step::RemindHalfway => None,
            })
            .collect();
        let by_time = TRANSITIONS.iter().filter(|edge| edge.by.contains(&Mover::Time));
        assert_eq!(by_time.map(|edge| (edge.from, edge.to)).collect::<BTreeSet<_>>(), moves);
        // Time can give nothing: all that its moves need must be so.
        let needs =
            TRANSITIONS.iter().filter(|edge| edge.by.contains(&Mover::Time)).flat_map(|edge| edge.needs);
        assert!(needs.into_iter().all(|need| !need.is_member()));
    }

    #[test]
    fn what_may_have_an_address_is_what_the_database_allows() {
        let schema = include_str!("../../../../migrations/src/m20261122_000200_repair.rs");
        let (_, rule) = schema.split_once("GENERATED ALWAYS").unwrap();
        let (rule, _) = rule.split_once("STORED").unwrap();
        let (any, prepaid) = rule.split_once("is_prepaid").unwrap();
        for state in State::ALL {
            let quoted = format!("'{}'", state.name());
            assert_eq!(any.contains(&quoted), state.allows_address(false), "{quoted}");
            let with_prepaid = any.contains(&quoted) || prepaid.contains(&quoted);
            assert_eq!(with_prepaid, state.allows_address(true), "{quoted}");
        }
    }
}
