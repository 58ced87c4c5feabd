//! What time does, by itself, in each state.

use chrono::Duration;

use super::{Repair, ReturnMethod, State};
use crate::clock::Timestamp;

/// One thing that time does with a case that stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Writes to the customer after so many days.
    Remind(i64),
    /// Writes to the customer when half of the time is over.
    RemindHalfway,
    /// Moves the case after so many days.
    Move(i64, State),
}

impl Step {
    /// Whether it writes to the customer.
    pub const fn is_reminder(self) -> bool {
        matches!(self, Self::Remind(_) | Self::RemindHalfway)
    }

    /// After how many days.
    pub const fn days(self) -> i64 {
        match self {
            Self::Remind(days) | Self::Move(days, _) => days,
            Self::RemindHalfway => 0,
        }
    }
}

/// What runs in a state of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// In which state.
    pub state: State,
    /// Only while this is so, in words.
    pub only: Option<&'static str>,
    /// What happens, in order; each step once.
    pub steps: &'static [Step],
}

/// What time does. The quote's validity and the parcel's country change days of it; see [`next`].
pub const CLOCKS: &[Clock] = {
    use Step::{Move, Remind, RemindHalfway};
    &[
        Clock {
            state: State::Authorized,
            only: None,
            steps: &[Remind(14), Remind(25), Move(30, State::Expired)],
        },
        Clock {
            state: State::Inbound,
            only: Some("while no claim against the carrier is open"),
            steps: &[Remind(10), Remind(30), Move(60, State::Closed)],
        },
        Clock {
            state: State::AwaitingApproval,
            only: Some(
                "counted back from the end of the quote's validity; the terms say when it is reminded of",
            ),
            steps: &[RemindHalfway, Remind(-2), Move(0, State::ReadyToShip)],
        },
        Clock {
            state: State::ReadyToShip,
            only: Some(
                "while no address is there and one is needed, or while it waits to be picked up; the terms say when it is reminded of",
            ),
            steps: &[Remind(3), Remind(10), Remind(21), Move(30, State::Unclaimed)],
        },
        Clock {
            state: State::Outbound,
            only: Some(
                "while no carrier tells where the parcel is, and no claim against the carrier is open; abroad 24 days later",
            ),
            steps: &[Remind(10), Remind(17), Move(21, State::Closed)],
        },
        Clock {
            state: State::Undeliverable,
            only: Some("the terms say when it is reminded of"),
            steps: &[Remind(3), Remind(10), Remind(21), Move(30, State::Unclaimed)],
        },
        Clock {
            state: State::Unclaimed,
            only: Some(
                "as often and as far apart as the terms or the law of the country say; the terms can have all of it given by hand",
            ),
            steps: &[Remind(30), Remind(60)],
        },
        Clock {
            state: State::Delivered,
            only: Some("while no claim against the carrier is open"),
            steps: &[Move(7, State::Closed)],
        },
    ]
};

/// How much longer a parcel without a tracking number may take to another country.
const ABROAD: i64 = 24;
/// Within how many days a carrier that tells where a parcel is has to have brought it.
pub const DELIVERY_TARGET: i64 = 14;
/// Within how many days a carrier should have settled a claim. While it is open, an address is kept for it.
pub const CLAIM_TARGET: i64 = 90;
/// How late a parcel must be before it counts as never sent.
pub const LONG_OVERDUE: Duration = Duration::days(60);

/// Within how many days the desk wants to have moved a case on.
pub const TARGETS: &[(State, i64)] = &[
    (State::Requested, 2),
    (State::Received, 1),
    (State::Diagnosing, 3),
    (State::Repairing, 5),
    (State::Testing, 1),
    (State::ReadyToShip, 1),
];

/// The steps of a state that run now for this case.
fn steps(case: &Repair) -> Vec<Step> {
    let runs = match case.state {
        State::ReadyToShip => case.awaiting_address_since.is_some() || case.is_fetched(),
        State::Outbound => !case.is_tracked && case.claim_opened_at.is_none(),
        State::Inbound | State::Delivered => case.claim_opened_at.is_none(),
        _ => true,
    };
    let clock = CLOCKS.iter().find(|clock| clock.state == case.state && runs);
    let Some(clock) = clock else { return Vec::new() };
    match &case.reminder_plan {
        None => clock.steps.to_vec(),
        Some(plan) => {
            let moves = clock.steps.iter().filter(|step| !step.is_reminder());
            plan.steps().iter().chain(moves).copied().collect()
        }
    }
}

/// The step that comes next. The first notice of a device that nobody claims is the letter that says so.
fn step(case: &Repair) -> Option<Step> {
    if case.state == State::Unclaimed && case.reminder_plan.is_some() {
        return None;
    }
    if case.state == State::Unclaimed {
        let plan = case.notice_plan.unwrap_or_default();
        let given = case.reminders + 1;
        return (given < plan.count).then(|| Step::Remind(i64::from(given) * i64::from(plan.days)));
    }
    let done = usize::try_from(case.reminders).unwrap_or_default();
    steps(case).get(done).copied()
}

/// What time does next with the case, and when. Nothing happens to a case on hold, nor the end of one
/// while the law holds it.
pub fn next(case: &Repair) -> Option<(Step, Timestamp)> {
    let step = step(case)?;
    let from = match case.state {
        State::AwaitingApproval => case.quote_valid_until.unwrap_or(case.state_at),
        State::ReadyToShip => case.awaiting_address_since.or(case.fetched_since).unwrap_or(case.state_at),
        _ => case.state_at,
    };
    let abroad = case.state == State::Outbound && case.is_abroad;
    let mut at = at(step, case.state_at, from) + Duration::days(if abroad { ABROAD } else { 0 });
    at = at.max(case.hold_until().unwrap_or(at));
    if matches!(step, Step::Move(_, to) if to.is_terminal()) {
        at = at.max(case.legal_hold_until().unwrap_or(at));
    }
    Some((step, at))
}

/// When a step is due that is counted from here, in a state that began then.
pub(super) fn at(step: Step, begin: Timestamp, from: Timestamp) -> Timestamp {
    match step {
        Step::RemindHalfway => halfway(begin, from),
        step => from + Duration::days(step.days()),
    }
}

/// Half of the way; where another reminder would follow within a day or so, the beginning: it is left out.
fn halfway(begin: Timestamp, end: Timestamp) -> Timestamp {
    let all = end - begin;
    if all <= Duration::days(6) { begin } else { begin + all / 2 }
}

/// Whether time has written all that it writes in this state.
pub fn reminded(case: &Repair) -> bool {
    if case.state == State::Unclaimed {
        return step(case).is_none();
    }
    let done = usize::try_from(case.reminders).unwrap_or_default();
    !steps(case).iter().skip(done).any(|step| step.is_reminder())
}

/// By when the desk wants to have moved the case on, or to have settled a claim against its carrier.
pub fn target(case: &Repair) -> Option<Timestamp> {
    let claimed = case.claim_opened_at.filter(|_| !case.state.is_terminal());
    let settled = claimed.map(|since| since + Duration::days(CLAIM_TARGET));
    let settled = settled.map(|at| at.max(case.hold_until().unwrap_or(at)));
    settled.into_iter().chain(moved_on(case)).min()
}

/// By when the desk wants to have moved the case on. Whom it waits for is not the desk's delay, but for a part that
/// does not come on its day, and a parcel that is lost or does not come.
fn moved_on(case: &Repair) -> Option<Timestamp> {
    let hold = |at: Timestamp| at.max(case.hold_until().unwrap_or(at));
    if case.state == State::AwaitingParts {
        let day_after = case.part_expected_on.and_then(|day| day.succ_opt());
        return day_after.map(|day| hold(day.and_time(chrono::NaiveTime::MIN).and_utc()));
    }
    if let Some(lost) = case.parcel_lost_at {
        return Some(hold(lost));
    }
    if case.state == State::Outbound && case.is_tracked {
        let abroad = if case.is_abroad { ABROAD } else { 0 };
        return Some(hold(case.state_at + Duration::days(DELIVERY_TARGET + abroad)));
    }
    let waits = case.state == State::ReadyToShip
        && (case.awaiting_address_since.is_some() || case.return_method != ReturnMethod::Parcel);
    let (_, days) = TARGETS.iter().find(|(state, _)| *state == case.state && !waits)?;
    Some(hold(case.state_at + Duration::days(*days)))
}
