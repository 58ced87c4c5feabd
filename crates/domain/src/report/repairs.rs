use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime};

use super::{
    RepairFigures, RepeatedUnit,
    figures::{Facts, figures, repeated_units},
};
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Result, Rule},
    id::ProductId,
    identity::Permission,
    store::Tx,
};

/// The most days that one report looks at: a leap year.
pub const LONGEST_PERIOD_DAYS: i64 = 366;
/// The days that a report looks at when none are named, up to today.
const USUAL_DAYS: u64 = 30;

/// Days in UTC, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

impl Period {
    /// From this day to that one; without them the last 30 days. At most [`LONGEST_PERIOD_DAYS`].
    pub fn new(cx: &Ctx, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<Self, Rule> {
        let to = to.unwrap_or_else(|| cx.now().date_naive());
        let from = from.or_else(|| to.checked_sub_days(Days::new(USUAL_DAYS - 1))).unwrap_or(to);
        match (to - from).num_days() + 1 {
            ..1 => Err(Rule::new("period", "must not be after `to`")),
            1..=LONGEST_PERIOD_DAYS => Ok(Self { from, to }),
            _ => Err(Rule::new("period", "must be at most 366 days before `to`")),
        }
    }

    /// The first day.
    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    /// The last day.
    pub const fn to(&self) -> NaiveDate {
        self.to
    }

    /// The first moment.
    pub fn begin(&self) -> Timestamp {
        self.from.and_time(NaiveTime::MIN).and_utc()
    }

    /// The first moment after it.
    pub fn end(&self) -> Timestamp {
        let next = self.to.succ_opt().unwrap_or(self.to);
        next.and_time(NaiveTime::MIN).and_utc()
    }
}

/// How repairs went that ended in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct RepairReport {
    /// Which days.
    pub period: Period,
    /// All together.
    pub total: RepairFigures,
    /// Product by product.
    pub products: BTreeMap<ProductId, RepairFigures>,
    /// The units that came back most often, the most often first.
    pub repeated: Vec<RepeatedUnit>,
}

/// How repairs went that ended in the period, of one product or of all.
pub async fn repairs(
    tx: &mut dyn Tx,
    cx: &Ctx,
    period: Period,
    product: Option<ProductId>,
) -> Result<RepairReport> {
    cx.actor().require(Permission::ReportRead)?;
    let cases = tx.reports().ended(period, product).await?;
    let moves = tx.reports().moves(period, product).await?;
    let quotes = tx.reports().quotes(period, product).await?;
    let of_units = tx.reports().cases_of_units(period, product).await?;
    let facts = Facts::new(&moves, &quotes, &of_units);
    let mut by_product: BTreeMap<ProductId, Vec<&_>> = BTreeMap::new();
    for case in &cases {
        by_product.entry(case.product).or_default().push(case);
    }
    let all: Vec<_> = cases.iter().collect();
    Ok(RepairReport {
        period,
        total: figures(&all, &facts),
        products: by_product.iter().map(|(product, cases)| (*product, figures(cases, &facts))).collect(),
        repeated: repeated_units(&all, &facts),
    })
}
