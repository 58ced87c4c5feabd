//! When customers are written to again, in the states in which the desk waits for them: the terms say so, and a case
//! keeps the plan with which it came to its state.

use serde::{Deserialize, Serialize};

use super::{Repair, State, Step, clock};
use crate::{clock::Timestamp, error::Result, store::Tx};

/// When customers are written to again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminders {
    /// Whether, when half of a quote's validity is over.
    pub quote_halfway: bool,
    /// How many days before its end.
    pub quote_days_before: Vec<i32>,
    /// How many days after an address was asked for.
    pub address_days: Vec<i32>,
    /// How many days after a parcel came back, to confirm the address or give another.
    pub confirmation_days: Vec<i32>,
    /// Whether the desk gives notice by itself that a device is not claimed, after the letter that says so. Whatever it
    /// does not write is given by hand.
    pub notices: bool,
}

impl Default for Reminders {
    fn default() -> Self {
        Self {
            quote_halfway: true,
            quote_days_before: vec![2],
            address_days: vec![3, 10, 21],
            confirmation_days: vec![3, 10, 21],
            notices: true,
        }
    }
}

/// The last day on which somebody is reminded who is waited for: the day after, time goes on without them.
pub const LAST_REMINDER: i32 = 29;

impl Reminders {
    /// The stored form, in JSON.
    pub fn to_stored(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the stored form.
    pub fn from_stored(stored: &str) -> Option<Self> {
        serde_json::from_str(stored).ok()
    }

    /// Each day once, in order.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        for days in [&mut self.quote_days_before, &mut self.address_days, &mut self.confirmation_days] {
            days.sort_unstable();
            days.dedup();
        }
        self.quote_days_before.reverse();
        self
    }

    /// The plan of a case that comes to a state; `None` where the terms say nothing.
    fn plan(&self, case: &Repair, to: State, at: Timestamp) -> Option<ReminderPlan> {
        let after = |days: &[i32]| days.iter().map(|day| Step::Remind(i64::from(*day))).collect();
        match to {
            State::AwaitingApproval => {
                let end = case.quote_valid_until.unwrap_or(at);
                let before = self.quote_days_before.iter().map(|day| Step::Remind(-i64::from(*day)));
                let mut steps: Vec<_> =
                    self.quote_halfway.then_some(Step::RemindHalfway).into_iter().chain(before).collect();
                // Half of a short validity comes after what is counted back from its end.
                steps.sort_by_key(|step| clock::at(*step, at, end));
                Some(ReminderPlan(steps))
            }
            State::ReadyToShip => Some(ReminderPlan(after(&self.address_days))),
            State::Undeliverable => Some(ReminderPlan(after(&self.confirmation_days))),
            State::Unclaimed if !self.notices => Some(ReminderPlan(Vec::new())),
            _ => None,
        }
    }
}

/// When the customer of a case is written to again in the state in which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderPlan(Vec<Step>);

impl ReminderPlan {
    /// Which steps, in order.
    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The stored form: days, counted back if negative, and `h` for half of the time.
    pub fn to_stored(&self) -> String {
        let word = |step: &Step| match step {
            Step::RemindHalfway => "h".to_owned(),
            step => step.days().to_string(),
        };
        self.0.iter().map(word).collect::<Vec<_>>().join(",")
    }

    /// Reads the stored form.
    pub fn from_stored(stored: &str) -> Option<Self> {
        let step = |word: &str| match word {
            "h" => Some(Step::RemindHalfway),
            days => days.parse().ok().map(Step::Remind),
        };
        let words = stored.split(',').filter(|word| !word.is_empty());
        words.map(step).collect::<Option<_>>().map(Self)
    }
}

/// The plan of a case that comes to a state, by the terms as they are.
pub(super) async fn plan(
    tx: &mut dyn Tx,
    case: &Repair,
    to: State,
    at: Timestamp,
) -> Result<Option<ReminderPlan>> {
    let waits = [State::AwaitingApproval, State::ReadyToShip, State::Undeliverable, State::Unclaimed];
    if !waits.contains(&to) {
        return Ok(None);
    }
    Ok(tx.repair_terms().get().await?.reminders.plan(case, to, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_as_it_was_stored() {
        for steps in
            [vec![], vec![Step::RemindHalfway, Step::Remind(-2)], vec![Step::Remind(3), Step::Remind(10)]]
        {
            let plan = ReminderPlan(steps);
            assert_eq!(ReminderPlan::from_stored(&plan.to_stored()), Some(plan));
        }
        assert_eq!(ReminderPlan::from_stored("h,soon"), None);
    }

    #[test]
    fn each_day_is_written_on_once() {
        let days = Reminders {
            quote_days_before: vec![1, 7, 1],
            address_days: vec![9, 2, 9],
            ..Reminders::default()
        };
        let days = days.in_order();
        assert_eq!((days.quote_days_before, days.address_days), (vec![7, 1], vec![2, 9]));
    }
}
