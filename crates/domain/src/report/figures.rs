use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

use chrono::Duration;

use super::{EndedCase, QuoteFact, StateMove, Unit, UnitCase};
use crate::{
    device::Serial,
    id::{ProductId, RepairId},
    money::Money,
    repair::{Mover, Outcome, QuoteStatus, State},
};

/// A device that is back this soon after it left has come back for the same reason, as far as anybody can tell.
const COMES_BACK_WITHIN: Duration = Duration::days(90);
/// The most units that are named.
const MOST_UNITS: usize = 20;

/// How long something took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Durations {
    /// Of how many cases.
    pub cases: u64,
    /// On average; `None` of none.
    pub mean: Option<Duration>,
    /// Half of them took no longer.
    pub median: Option<Duration>,
    /// Nine of ten took no longer.
    pub p90: Option<Duration>,
}

impl Durations {
    fn of(mut taken: Vec<Duration>) -> Self {
        taken.sort_unstable();
        let (count, sum) = (taken.len(), taken.iter().sum::<Duration>());
        // The nearest rank: a duration that there was.
        let rank = |percent: usize| taken.get((count * percent).div_ceil(100).saturating_sub(1)).copied();
        let mean = i32::try_from(count).ok().filter(|count| *count > 0).map(|count| sum / count);
        Self { cases: count as u64, mean, median: rank(50), p90: rank(90) }
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// So many are meant.
    pub part: u64,
    /// Of so many.
    pub of: u64,
}

impl Share {
    const fn add(&mut self, is_meant: bool) {
        self.of += 1;
        if is_meant {
            self.part += 1;
        }
    }

    /// Between 0 and 1; `None` of none.
    #[expect(clippy::cast_precision_loss, reason = "no desk has 2^53 cases")]
    pub fn rate(self) -> Option<f64> {
        (self.of > 0).then(|| self.part as f64 / self.of as f64)
    }
}

/// What became of quotes, and how long customers thought about them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuoteFigures {
    /// Approved, of all that were approved or declined, or that expired.
    pub approved: Share,
    /// Declined.
    pub declined: u64,
    /// Nobody decided in time.
    pub expired: u64,
    /// From issue to decision.
    pub decision: Durations,
    /// What customers owe, currency by currency: of each case, by the last quote that counts.
    pub owed: Vec<Owed>,
}

/// What customers owe in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    /// All of it together.
    pub sum: Money,
    /// In how many cases.
    pub cases: u64,
}

/// How repairs went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepairFigures {
    /// How many ended.
    pub ended: u64,
    /// How many of them with each outcome.
    pub outcomes: Vec<(Outcome, u64)>,
    /// From the arrival of the device to its departure.
    pub turnaround: Durations,
    /// How long each waited for its customer's decision, of those that did.
    pub waiting_for_customer: Durations,
    /// How long each waited for parts, of those that did.
    pub waiting_for_parts: Durations,
    /// Passed the check the first time, of all that were checked.
    pub first_pass: Share,
    /// Had left not more than 90 days before, of all devices that came in.
    pub came_back: Share,
    /// Nothing was wrong, of all devices that came in.
    pub no_fault_found: Share,
    /// What became of the quotes.
    pub quotes: QuoteFigures,
}

/// A unit that has been here more than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedUnit {
    /// Which model.
    pub product: ProductId,
    /// Its serial number as it is written.
    pub serial: Serial,
    /// How many cases it had, whenever that was.
    pub cases: u64,
    /// The last of the period.
    pub last: RepairId,
}

/// What is known of the cases, found by case and by unit.
pub(super) struct Facts<'f> {
    moves: HashMap<RepairId, Vec<&'f StateMove>>,
    quotes: HashMap<RepairId, Vec<&'f QuoteFact>>,
    of_units: HashMap<&'f Unit, Vec<&'f UnitCase>>,
}

impl<'f> Facts<'f> {
    pub(super) fn new(moves: &'f [StateMove], quotes: &'f [QuoteFact], of_units: &'f [UnitCase]) -> Self {
        Self {
            moves: grouped(moves, |one| one.repair),
            quotes: grouped(quotes, |one| one.repair),
            of_units: grouped(of_units, |one| &one.unit),
        }
    }

    fn moves(&self, case: &EndedCase) -> &[&'f StateMove] {
        self.moves.get(&case.id).map_or(&[], Vec::as_slice)
    }

    /// How long the case was in the state, all stays together; `None` if it never was.
    fn time_in(&self, case: &EndedCase, state: State) -> Option<Duration> {
        let moves = self.moves(case);
        let entered = moves.iter().filter(|one| one.to == state).map(|one| one.at);
        let left = moves.iter().filter(|one| one.from == Some(state)).map(|one| one.at);
        entered.zip(left).map(|(entered, left)| left - entered).reduce(|all, one| all + one)
    }

    /// Whether the first check was passed; `None` if there was none, or the device was called back before its end.
    fn passed_first(&self, case: &EndedCase) -> Option<bool> {
        let is_checked = |one: &&&StateMove| one.from == Some(State::Testing) && one.by == Mover::Technician;
        let first = self.moves(case).iter().find(is_checked);
        first.map(|one| one.to == State::ReadyToShip)
    }

    /// Whether the device had left a short while before it was complained of again; `None` if it isn't known.
    fn came_back(&self, case: &EndedCase) -> Option<bool> {
        let (unit, _) = case.unit.as_ref()?;
        let shortly_before = |earlier: &&UnitCase| {
            let since = earlier.left_at.map(|left| case.created_at - left);
            earlier.repair != case.id
                && since.is_some_and(|since| since >= Duration::zero() && since <= COMES_BACK_WITHIN)
        };
        Some(self.of_units.get(unit).is_some_and(|cases| cases.iter().any(shortly_before)))
    }
}

fn grouped<'f, K: Eq + Hash, F>(facts: &'f [F], key: impl Fn(&'f F) -> K) -> HashMap<K, Vec<&'f F>> {
    let mut groups: HashMap<K, Vec<&F>> = HashMap::new();
    for fact in facts {
        groups.entry(key(fact)).or_default().push(fact);
    }
    groups
}

/// The figures of these cases.
pub(super) fn figures(cases: &[&EndedCase], facts: &Facts<'_>) -> RepairFigures {
    let stayed = |state| Durations::of(cases.iter().filter_map(|case| facts.time_in(case, state)).collect());
    let mut figures = RepairFigures {
        ended: cases.len() as u64,
        outcomes: outcomes(cases),
        turnaround: Durations::of(cases.iter().filter_map(|case| turnaround(case)).collect()),
        waiting_for_customer: stayed(State::AwaitingApproval),
        waiting_for_parts: stayed(State::AwaitingParts),
        quotes: QuoteFigures {
            owed: owed(cases.iter().filter_map(|case| facts.quotes.get(&case.id))),
            ..quotes(cases.iter().filter_map(|case| facts.quotes.get(&case.id)).flatten())
        },
        ..RepairFigures::default()
    };
    for case in cases {
        if let Some(passed) = facts.passed_first(case) {
            figures.first_pass.add(passed);
        }
        if case.received_at.is_some() {
            figures.no_fault_found.add(case.outcome == Some(Outcome::NoFaultFound));
            if let Some(came_back) = facts.came_back(case) {
                figures.came_back.add(came_back);
            }
        }
    }
    figures
}

fn turnaround(case: &EndedCase) -> Option<Duration> {
    let taken = case.left_at? - case.received_at?;
    (taken >= Duration::zero()).then_some(taken)
}

fn outcomes(cases: &[&EndedCase]) -> Vec<(Outcome, u64)> {
    let count = |outcome| cases.iter().filter(|case| case.outcome == Some(outcome)).count() as u64;
    Outcome::ALL.iter().map(|outcome| (*outcome, count(*outcome))).filter(|(_, count)| *count > 0).collect()
}

fn quotes<'f>(quotes: impl Iterator<Item = &'f &'f QuoteFact>) -> QuoteFigures {
    let (mut figures, mut thought) = (QuoteFigures::default(), Vec::new());
    for quote in quotes {
        match quote.status {
            QuoteStatus::Issued | QuoteStatus::Superseded => continue,
            QuoteStatus::Approved => {}
            QuoteStatus::Declined => figures.declined += 1,
            QuoteStatus::Expired => figures.expired += 1,
        }
        figures.approved.add(quote.status == QuoteStatus::Approved);
        if quote.status != QuoteStatus::Expired {
            thought.extend(quote.decided_at.map(|decided| decided - quote.issued_at));
        }
    }
    figures.decision = Durations::of(thought);
    figures
}

/// What customers owe by the last quote of each case that was not replaced, where that is known.
fn owed<'f>(of_cases: impl Iterator<Item = &'f Vec<&'f QuoteFact>>) -> Vec<Owed> {
    let mut found: BTreeMap<String, Owed> = BTreeMap::new();
    for quotes in of_cases {
        let last = quotes.iter().rfind(|quote| quote.status != QuoteStatus::Superseded);
        let Some(amount) = last.and_then(|quote| quote.owed) else { continue };
        let none = Owed { sum: Money { amount_minor: 0, ..amount }, cases: 0 };
        let all = found.entry(amount.currency.as_str().to_owned()).or_insert(none);
        all.sum.amount_minor += amount.amount_minor;
        all.cases += 1;
    }
    found.into_values().collect()
}

/// The units of these cases that have been here more than once, the most often first.
pub(super) fn repeated_units(cases: &[&EndedCase], facts: &Facts<'_>) -> Vec<RepeatedUnit> {
    let mut units: HashMap<&Unit, RepeatedUnit> = HashMap::new();
    for case in cases {
        let Some((unit, serial)) = &case.unit else { continue };
        let count = facts.of_units.get(unit).map_or(0, Vec::len) as u64;
        if count > 1 {
            let found =
                RepeatedUnit { product: unit.product, serial: serial.clone(), cases: count, last: case.id };
            let known = units.entry(unit).or_insert_with(|| found.clone());
            known.last = known.last.max(found.last);
        }
    }
    let mut units: Vec<_> = units.into_values().collect();
    units.sort_unstable_by_key(|unit| (std::cmp::Reverse(unit.cases), unit.last));
    units.truncate(MOST_UNITS);
    units
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::money::Currency;

    fn hour(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::hours(hour)
    }

    fn id(number: u128) -> RepairId {
        RepairId::from_uuid(Uuid::from_u128(number))
    }

    fn unit(serial: &str) -> (Unit, Serial) {
        let serial = Serial::parse(serial).unwrap();
        (Unit { product: ProductId::from_uuid(Uuid::nil()), serial: serial.plain_key() }, serial)
    }

    fn case(number: u128, received: i64, left: i64, outcome: Outcome) -> EndedCase {
        EndedCase {
            id: id(number),
            product: ProductId::from_uuid(Uuid::nil()),
            unit: Some(unit("A-1")),
            created_at: hour(received - 1),
            received_at: Some(hour(received)),
            left_at: Some(hour(left)),
            outcome: Some(outcome),
        }
    }

    fn goes(repair: u128, from: State, to: State, at: i64) -> StateMove {
        StateMove { repair: id(repair), from: Some(from), to, by: Mover::Technician, at: hour(at) }
    }

    #[test]
    fn a_rank_is_a_duration_that_there_was() {
        let hours = |numbers: &[i64]| Durations::of(numbers.iter().map(|n| Duration::hours(*n)).collect());
        assert_eq!(hours(&[]), Durations::default());
        let five = hours(&[50, 10, 40, 20, 30]);
        assert_eq!(
            (five.cases, five.mean, five.median),
            (5, Some(Duration::hours(30)), Some(Duration::hours(30)))
        );
        assert_eq!(five.p90, Some(Duration::hours(50)));
        assert_eq!(hours(&[10, 20]).median, Some(Duration::hours(10)));
    }

    #[test]
    fn all_stays_in_a_state_count_and_the_first_check_decides() {
        let moves = [
            goes(1, State::Diagnosing, State::AwaitingApproval, 2),
            goes(1, State::AwaitingApproval, State::Repairing, 5),
            goes(1, State::Repairing, State::AwaitingApproval, 6),
            goes(1, State::AwaitingApproval, State::Repairing, 7),
            goes(1, State::Testing, State::Repairing, 8),
            goes(1, State::Testing, State::ReadyToShip, 9),
        ];
        let ended = case(1, 1, 11, Outcome::Repaired);
        let found = figures(&[&ended], &Facts::new(&moves, &[], &[]));
        assert_eq!(found.turnaround.median, Some(Duration::hours(10)));
        assert_eq!(found.waiting_for_customer.median, Some(Duration::hours(4)));
        assert_eq!(found.waiting_for_parts, Durations::default());
        assert_eq!(found.first_pass, Share { part: 0, of: 1 });
        assert_eq!(found.outcomes, [(Outcome::Repaired, 1)]);
    }

    #[test]
    fn a_device_that_is_called_back_from_its_check_has_not_passed_it() {
        let mut called_back = goes(1, State::Testing, State::ReadyToShip, 9);
        called_back.by = Mover::Customer;
        let (ended, moves) = (case(1, 1, 11, Outcome::ReturnedUnrepaired), [called_back]);
        let found = figures(&[&ended], &Facts::new(&moves, &[], &[]));
        assert_eq!(found.first_pass, Share::default());
    }

    #[test]
    fn a_unit_comes_back_if_it_left_shortly_before() {
        let days = |days: i64| days * 24;
        let ended = [case(1, 1, 10, Outcome::Repaired), case(2, days(80), days(81), Outcome::NoFaultFound)];
        let of_unit = |case: &EndedCase| UnitCase {
            repair: case.id,
            unit: case.unit.clone().unwrap().0,
            left_at: case.left_at,
        };
        let all: Vec<_> = ended.iter().map(of_unit).collect();
        let (cases, facts): (Vec<_>, _) = (ended.iter().collect(), Facts::new(&[], &[], &all));
        let found = figures(&cases, &facts);
        assert_eq!(found.came_back, Share { part: 1, of: 2 });
        assert_eq!(found.no_fault_found, Share { part: 1, of: 2 });
        let units = repeated_units(&cases, &facts);
        assert_eq!((units.len(), units[0].cases, units[0].last), (1, 2, id(2)));
        // Long after, it is another matter.
        let late = case(3, days(300), days(301), Outcome::Repaired);
        assert_eq!(figures(&[&late], &facts).came_back, Share { part: 0, of: 1 });
    }

    #[test]
    fn an_offer_that_was_replaced_was_not_decided_on() {
        let ended = case(1, 1, 10, Outcome::Repaired);
        let quote = |status, decided: Option<i64>| QuoteFact {
            repair: id(1),
            status,
            issued_at: hour(2),
            decided_at: decided.map(hour),
            owed: None,
        };
        let all = [
            quote(QuoteStatus::Superseded, None),
            quote(QuoteStatus::Declined, Some(4)),
            quote(QuoteStatus::Expired, Some(30)),
            quote(QuoteStatus::Approved, Some(6)),
        ];
        let found = figures(&[&ended], &Facts::new(&[], &all, &[])).quotes;
        assert_eq!((found.approved, found.declined, found.expired), (Share { part: 1, of: 3 }, 1, 1));
        assert_eq!((found.decision.cases, found.decision.mean), (2, Some(Duration::hours(3))));
    }

    #[test]
    fn each_case_owes_by_its_last_quote_and_currencies_are_not_mixed() {
        let euros = |amount_minor| Money { amount_minor, currency: Currency::parse("EUR").unwrap() };
        let francs = Money { currency: Currency::parse("CHF").unwrap(), ..euros(7) };
        let quote = |number, status, owed| QuoteFact {
            repair: id(number),
            status,
            issued_at: hour(2),
            decided_at: None,
            owed,
        };
        let all = [
            quote(1, QuoteStatus::Approved, Some(euros(100))),
            quote(1, QuoteStatus::Declined, Some(euros(25))),
            quote(1, QuoteStatus::Superseded, None),
            quote(2, QuoteStatus::Approved, Some(euros(50))),
            quote(3, QuoteStatus::Approved, Some(francs)),
            quote(4, QuoteStatus::Approved, None),
        ];
        let ended: Vec<_> = (1..=4).map(|number| case(number, 1, 10, Outcome::Repaired)).collect();
        let cases: Vec<_> = ended.iter().collect();
        let found = figures(&cases, &Facts::new(&[], &all, &[])).quotes.owed;
        assert_eq!(found, [Owed { sum: francs, cases: 1 }, Owed { sum: euros(75), cases: 2 }]);
    }
}
