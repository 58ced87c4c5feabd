use domain::{
    error::{Fields, Rule},
    repair::{LAST_REMINDER, Reminders},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// When customers are written to again, where the desk waits for them.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairReminders {
    /// Whether, when half of a quote's validity is over.
    quote_halfway: bool,
    /// How many days before its end.
    #[schema(max_items = 5, example = json!([2]))]
    quote_days_before: Vec<i32>,
    /// How many days after an address was asked for. On the thirtieth, the device counts as unclaimed.
    #[schema(max_items = 5, example = json!([3, 10, 21]))]
    address_days: Vec<i32>,
    /// How many days after a parcel came back: to confirm the address, or give another. On the thirtieth, the device
    /// counts as unclaimed.
    #[schema(max_items = 5, example = json!([3, 10, 21]))]
    confirmation_days: Vec<i32>,
    /// Whether the desk gives the notices by itself that a device is not claimed. The letter that says so is sent in any
    /// case; what the desk does not write is given by hand (`addRepairNotice`).
    notices: bool,
}

impl From<Reminders> for RepairReminders {
    fn from(reminders: Reminders) -> Self {
        let Reminders { quote_halfway, quote_days_before, address_days, confirmation_days, notices } =
            reminders;
        Self { quote_halfway, quote_days_before, address_days, confirmation_days, notices }
    }
}

/// When customers are to be written to again. An empty list: not at all.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "quote_halfway": true, "quote_days_before": [2], "address_days": [3, 10, 21], "confirmation_days": [3, 10, 21],
    "notices": true
}))]
pub(super) struct RepairRemindersInput {
    /// Whether, when half of a quote's validity is over.
    quote_halfway: bool,
    /// How many days before its end.
    #[validate(length(max = 5))]
    #[schema(max_items = 5)]
    quote_days_before: Vec<ReminderDay>,
    /// How many days after an address was asked for.
    #[validate(length(max = 5))]
    #[schema(max_items = 5)]
    address_days: Vec<ReminderDay>,
    /// How many days after a parcel came back: to confirm the address, or give another.
    #[validate(length(max = 5))]
    #[schema(max_items = 5)]
    confirmation_days: Vec<ReminderDay>,
    /// Whether the desk gives the notices by itself that a device is not claimed.
    notices: bool,
}

/// A day on which somebody is reminded.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(minimum = 1, maximum = 29, example = 3)]
pub(super) struct ReminderDay(i32);

impl RepairRemindersInput {
    pub(super) fn parse(self, fields: &mut Fields) -> Reminders {
        let mut days = |member: &str, days: Vec<ReminderDay>| {
            let days = days.into_iter().enumerate().filter_map(|(at, ReminderDay(day))| {
                let fits = (1..=LAST_REMINDER).contains(&day).then_some(day);
                let day = fits.ok_or_else(|| Rule::new("out_of_range", "must be between 1 and 29"));
                fields.take(&format!("reminders/{member}/{at}"), day)
            });
            days.collect()
        };
        Reminders {
            quote_halfway: self.quote_halfway,
            quote_days_before: days("quote_days_before", self.quote_days_before),
            address_days: days("address_days", self.address_days),
            confirmation_days: days("confirmation_days", self.confirmation_days),
            notices: self.notices,
        }
    }
}
