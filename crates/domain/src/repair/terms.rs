//! What the desk promises and asks for in all repairs: set by the installation, kept with its data.

use async_trait::async_trait;

use super::{NoticePlan, Reminders, by_law};
use crate::{
    Ctx,
    audit::{self, ActKind},
    clock::Timestamp,
    contact::Country,
    error::{Error, FieldError, Result, Rule},
    identity::Permission,
    store::Tx,
};

/// The terms of repairs. What is written down by them stays when they change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairTerms {
    /// How many months the seller's guarantee lasts where no country says otherwise.
    pub guarantee_months: i32,
    /// By how many months a repair under it makes it longer, once; 0 for not at all.
    pub extension_months: i32,
    /// How many months the desk stands in for a repair that was paid for; 0 for not at all.
    pub repair_warranty_months: i32,
    /// Whether somebody else checks a repair than who made it, where no product says otherwise.
    pub checked_by_another: bool,
    /// How notice is given of devices that nobody claims, where no country says otherwise; `None`: as the law of the
    /// country says, see [`by_law`].
    pub notices: Option<NoticePlan>,
    /// When customers are written to again.
    pub reminders: Reminders,
    /// Where the law says otherwise.
    pub countries: Vec<CountryTerms>,
    /// Counts changes.
    pub version: i64,
    /// Last change; `None` if nobody has changed them yet.
    pub updated_at: Option<Timestamp>,
}

impl Default for RepairTerms {
    /// Directive (EU) 2019/771 with the longer periods of three countries, and Directive (EU) 2024/1799.
    fn default() -> Self {
        let longer = |code: &str| CountryTerms {
            country: Country::from_stored(code.to_owned()),
            guarantee_months: Some(36),
            notices: None,
        };
        Self {
            guarantee_months: 24,
            extension_months: 12,
            repair_warranty_months: 6,
            checked_by_another: false,
            notices: None,
            reminders: Reminders::default(),
            countries: ["ES", "PT", "SE"].map(longer).into(),
            version: 1,
            updated_at: None,
        }
    }
}

/// What a country's law says; `None`: as everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryTerms {
    /// Which.
    pub country: Country,
    /// How many months the seller's guarantee lasts on what was bought there.
    pub guarantee_months: Option<i32>,
    /// How notice is given to customers there.
    pub notices: Option<NoticePlan>,
}

/// What the terms are to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTerms {
    /// See [`RepairTerms::guarantee_months`].
    pub guarantee_months: i32,
    /// See [`RepairTerms::extension_months`].
    pub extension_months: i32,
    /// See [`RepairTerms::repair_warranty_months`].
    pub repair_warranty_months: i32,
    /// See [`RepairTerms::checked_by_another`].
    pub checked_by_another: bool,
    /// See [`RepairTerms::notices`].
    pub notices: Option<NoticePlan>,
    /// See [`RepairTerms::reminders`]; `None` for those that hold.
    pub reminders: Option<Reminders>,
    /// Where the law says otherwise; each country once.
    pub countries: Vec<CountryTerms>,
}

/// The longest that anything is promised.
pub const MAX_MONTHS: i32 = 600;
/// The most notices that are given of a device.
pub const MAX_NOTICES: i32 = 12;

impl RepairTerms {
    /// How many months the seller's guarantee lasts, and whether the country's own law says so.
    pub fn guarantee_months(&self, country: Option<&Country>) -> (i32, bool) {
        let own = self.countries.iter().find(|own| Some(&own.country) == country);
        own.and_then(|own| own.guarantee_months)
            .map_or((self.guarantee_months, false), |months| (months, true))
    }

    /// How notice is given to customers in a country.
    pub fn notice_plan(&self, country: Option<&str>) -> NoticePlan {
        let own = self.countries.iter().find(|own| Some(own.country.as_str()) == country);
        own.and_then(|own| own.notices).or(self.notices).unwrap_or_else(|| by_law(country))
    }
}

/// A country, its months and its notices, as they are stored: how many, for how many days each, and for how many days
/// the device stays, which older terms do not say.
type Stored = (String, Option<i32>, Option<Vec<i32>>);

impl CountryTerms {
    /// The stored form of a list, in JSON.
    pub fn to_stored(list: &[Self]) -> String {
        let plain = list.iter().map(|one| {
            let notices = one.notices.map(|plan| vec![plan.count, plan.days, plan.minimum_days]);
            (one.country.as_str(), one.guarantee_months, notices)
        });
        serde_json::to_string(&plain.collect::<Vec<_>>()).unwrap_or_default()
    }

    /// Reads the stored form.
    pub fn from_stored(stored: &str) -> Option<Vec<Self>> {
        let plain: Vec<Stored> = serde_json::from_str(stored).ok()?;
        let one = |(country, guarantee_months, notices): Stored| Self {
            country: Country::from_stored(country),
            guarantee_months,
            notices: notices.and_then(|plan| match *plan.as_slice() {
                [count, days] => Some(NoticePlan { count, days, minimum_days: 0 }),
                [count, days, minimum_days] => Some(NoticePlan { count, days, minimum_days }),
                _ => None,
            }),
        };
        Some(plain.into_iter().map(one).collect())
    }
}

/// The terms in the store: a single row, once somebody has changed them.
#[async_trait]
pub trait RepairTermsRepo: Send {
    /// The terms; the default ones, as long as nobody has changed them.
    async fn get(&mut self) -> Result<RepairTerms>;
    /// Replaces them if their version is still `expected`; [`Error::Stale`] if not.
    async fn put(&mut self, terms: &RepairTerms, expected: i64) -> Result<()>;
}

/// The terms, for those who work with repairs.
pub async fn terms(tx: &mut dyn Tx, cx: &Ctx) -> Result<RepairTerms> {
    cx.actor().require(Permission::RepairRead)?;
    tx.repair_terms().get().await
}

/// Replaces the terms, if their version is still `expected`. Nothing is written if nothing changes.
pub async fn put_terms(
    tx: &mut dyn Tx,
    cx: &Ctx,
    expected: Option<i64>,
    new: NewTerms,
) -> Result<RepairTerms> {
    cx.actor().require(Permission::RepairLead)?;
    let before = tx.repair_terms().get().await?;
    if expected.is_some_and(|expected| expected != before.version) {
        return Err(Error::stale(before.version));
    }
    let NewTerms {
        guarantee_months,
        extension_months,
        repair_warranty_months,
        checked_by_another,
        notices,
        reminders,
        countries,
    } = new;
    for (at, one) in countries.iter().enumerate() {
        if countries[..at].iter().any(|other| other.country == one.country) {
            let rule = Rule::new("duplicate", "stands twice");
            return Err(Error::invalid(FieldError::at(&format!("countries/{at}/country"), rule)));
        }
    }
    let mut after = RepairTerms {
        guarantee_months,
        extension_months,
        repair_warranty_months,
        checked_by_another,
        notices,
        reminders: reminders.map_or_else(|| before.reminders.clone(), Reminders::in_order),
        countries,
        ..before.clone()
    };
    if after == before {
        return Ok(before);
    }
    after.version += 1;
    after.updated_at = Some(cx.now());
    tx.repair_terms().put(&after, before.version).await?;
    audit::record(tx, cx, ActKind::RepairTermsChanged.alone()).await?;
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_were_stored_before_devices_had_to_stay_are_read() {
        let read =
            CountryTerms::from_stored(r#"[["ES",36,[2,10]],["FR",null,[3,30,365]],["PT",36,null]]"#).unwrap();
        let plans: Vec<_> = read.iter().map(|one| one.notices).collect();
        let plan = |count, days, minimum_days| Some(NoticePlan { count, days, minimum_days });
        assert_eq!(plans, [plan(2, 10, 0), plan(3, 30, 365), None]);
        assert_eq!(CountryTerms::from_stored(&CountryTerms::to_stored(&read)), Some(read));
    }

    #[test]
    fn a_country_of_the_terms_comes_before_the_terms_and_these_before_the_law() {
        let own = NoticePlan { count: 1, days: 5, minimum_days: 0 };
        let all = NoticePlan { count: 2, days: 7, minimum_days: 60 };
        let mut terms = RepairTerms::default();
        assert_eq!(terms.notice_plan(Some("FR")), by_law(Some("FR")));
        terms.notices = Some(all);
        assert_eq!(terms.notice_plan(Some("FR")), all);
        terms.countries[0].notices = Some(own);
        assert_eq!(terms.notice_plan(Some("ES")), own);
    }
}
