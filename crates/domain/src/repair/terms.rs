//! What the desk promises and asks for in all repairs: set by the installation, kept with its data.

use async_trait::async_trait;

use super::NoticePlan;
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
    /// How notice is given of devices that nobody claims, where no country says otherwise.
    pub notices: NoticePlan,
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
            notices: NoticePlan::default(),
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
    pub notices: NoticePlan,
    /// Where the law says otherwise; each country once.
    pub countries: Vec<CountryTerms>,
}

/// The longest that anything is promised.
pub const MAX_MONTHS: i32 = 600;
/// The most notices that are given of a device.
pub const MAX_NOTICES: i32 = 12;
/// The most countries with their own terms.
pub const MAX_COUNTRIES: usize = 249;

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
        own.and_then(|own| own.notices).unwrap_or(self.notices)
    }
}

/// A country, its months and its notices, as they are stored.
type Stored = (String, Option<i32>, Option<(i32, i32)>);

impl CountryTerms {
    /// The stored form of a list, in JSON.
    pub fn to_stored(list: &[Self]) -> String {
        let plain = list.iter().map(|one| {
            let notices = one.notices.map(|plan| (plan.count, plan.days));
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
            notices: notices.map(|(count, days)| NoticePlan { count, days }),
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
        return Err(Error::Stale { current: before.version });
    }
    let NewTerms {
        guarantee_months,
        extension_months,
        repair_warranty_months,
        checked_by_another,
        notices,
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
