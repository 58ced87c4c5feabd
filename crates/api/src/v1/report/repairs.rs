use std::collections::HashMap;

use axum::extract::State;
use chrono::NaiveDate;
use domain::{
    Ctx, Error,
    id::ProductId,
    report::{self, Period},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::figures::RepairFigures;
use crate::{
    App,
    auth::Caller,
    extract::Query,
    problem::{FieldProblem, Problem, ProblemCode},
    v1::{answer::Answer, device::ProductRef, repair::parse_day},
};

/// How repairs of one product went.
#[derive(Serialize, ToSchema)]
pub(super) struct ProductRepairs {
    /// Which model.
    product: ProductRef,
    /// How its repairs went.
    figures: RepairFigures,
}

/// A unit that has been here more than once.
#[derive(Serialize, ToSchema)]
pub(super) struct RepeatedUnit {
    /// Which model.
    product: ProductRef,
    /// Its serial number.
    serial: String,
    /// How many repairs it had, whenever that was.
    repairs: u64,
    /// The last of them that ended in the period.
    last_repair_id: Uuid,
}

/// How repairs went that ended in a period.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairReport {
    /// The first day.
    #[schema(format = Date, example = "2026-11-01")]
    from: String,
    /// The last day.
    #[schema(format = Date, example = "2026-11-30")]
    to: String,
    /// All together.
    total: RepairFigures,
    /// Product by product; those without repairs are left out.
    #[schema(max_items = 10_000)]
    products: Vec<ProductRepairs>,
    /// The units that came back most often, of those whose repairs ended in the period.
    #[schema(max_items = 20)]
    repeated_units: Vec<RepeatedUnit>,
}

/// Which repairs to report on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RepairReportQuery {
    /// The first day, in UTC; 29 days before the last, if absent. At most 366 days are looked at.
    #[param(min_length = 10, max_length = 10, required = false, nullable = false, format = Date, example = "2026-11-01")]
    from: Option<String>,
    /// The last day, in UTC; today, if absent.
    #[param(min_length = 10, max_length = 10, required = false, nullable = false, format = Date, example = "2026-11-30")]
    to: Option<String>,
    /// Of this product only.
    #[param(required = false, nullable = false)]
    product_id: Option<Uuid>,
}

impl RepairReportQuery {
    fn period(&self, cx: &Ctx) -> Result<Period, Problem> {
        let from = self.from.as_deref().map(|raw| day("from", raw)).transpose()?;
        let to = self.to.as_deref().map(|raw| day("to", raw)).transpose()?;
        Period::new(cx, from, to).map_err(|rule| refused("from", rule.detail))
    }
}

fn day(parameter: &'static str, raw: &str) -> Result<NaiveDate, Problem> {
    parse_day(raw).map_err(|rule| refused(parameter, rule.detail))
}

fn refused(parameter: &'static str, detail: String) -> Problem {
    let field = FieldProblem::at_parameter(parameter, "invalid_value", detail);
    Problem::new(ProblemCode::InvalidParameter).field(field)
}

/// Report on repairs
///
/// How the repairs went that ended in a period: how long they took and waited, how many passed their check at once, came
/// back, or had no fault, and what became of the quotes. No person is in it.
#[utoipa::path(
    get,
    path = "/reports/repairs",
    operation_id = "getRepairReport",
    tag = "Reports",
    params(RepairReportQuery),
    responses((status = 200, description = "The figures.", body = RepairReport))
)]
pub(super) async fn get_repair_report(
    State(app): State<App>,
    Caller(actor): Caller,
    Query(query): Query<RepairReportQuery>,
) -> Result<Answer<RepairReport>, Problem> {
    let cx = app.ctx(actor);
    let period = query.period(&cx)?;
    let product = query.product_id.map(ProductId::from_uuid);
    let mut tx = app.store().read().await?;
    let found = report::repairs(&mut *tx, &cx, period, product).await?;
    let ids: Vec<_> = found.products.keys().copied().collect();
    let products = tx.products().find_many(&ids).await?;
    let products = products.iter().map(|product| (product.id, ProductRef::from(product))).collect();
    Ok(Answer::ok(show(found, &products)?))
}

fn show(
    found: report::RepairReport,
    products: &HashMap<ProductId, ProductRef>,
) -> Result<RepairReport, Error> {
    let product = |id| products.get(&id).cloned().ok_or(Error::NotFound("product"));
    let report::RepairReport { period, total, products: by_product, repeated } = found;
    let of_product = |(id, figures)| {
        Ok::<_, Error>(ProductRepairs { product: product(id)?, figures: RepairFigures::from(figures) })
    };
    let unit = |unit: report::RepeatedUnit| {
        let report::RepeatedUnit { product: id, serial, cases, last } = unit;
        let (product, serial) = (product(id)?, serial.into_string());
        Ok::<_, Error>(RepeatedUnit { product, serial, repairs: cases, last_repair_id: last.as_uuid() })
    };
    Ok(RepairReport {
        from: period.from().to_string(),
        to: period.to().to_string(),
        total: total.into(),
        products: by_product.into_iter().map(of_product).collect::<Result<_, _>>()?,
        repeated_units: repeated.into_iter().map(unit).collect::<Result<_, _>>()?,
    })
}
