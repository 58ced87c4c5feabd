use std::collections::HashMap;

use axum::extract::{OriginalUri, State};
use domain::{
    Ctx, Error,
    id::{AccountId, DeviceId, ProductId, TicketId},
    repair::{self, RepairFilter, Viewer},
    store::Tx,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    names::{RepairOutcome, RepairState},
    shape::updated_at,
};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::Query,
    problem::{FieldProblem, Problem, ProblemCode},
    timestamp::Timestamp,
    v1::{
        answer::{PageAnswer, page},
        device::ProductRef,
    },
};

/// A repair as a list shows it.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairSummary {
    /// Stable id.
    id: Uuid,
    /// What stands on the parcel.
    #[schema(example = "R26-7QK4M-C")]
    rma_number: String,
    /// In which ticket it is talked about.
    #[schema(required)]
    ticket_id: Option<Uuid>,
    /// Which model.
    product: ProductRef,
    /// Which of the customer's devices.
    #[schema(required)]
    device_id: Option<Uuid>,
    /// Where it stands.
    state: RepairState,
    /// How it ends.
    #[schema(required)]
    outcome: Option<RepairOutcome>,
    /// Since when an address is needed and not there.
    #[schema(required)]
    awaiting_address_since: Option<Timestamp>,
    /// What only staff see; `null` for the customer.
    #[schema(required)]
    staff: Option<RepairSummaryStaffPart>,
    /// Counts the changes that the caller can see; equals the ETag of the repair.
    version: i64,
    /// When it was asked for.
    created_at: Timestamp,
    /// Last change that the caller can see.
    updated_at: Timestamp,
}

/// What only staff see of a repair in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairSummaryStaffPart {
    /// Who works on it.
    #[schema(required)]
    assignee_id: Option<Uuid>,
    /// By when the desk wants to have moved it on.
    #[schema(required)]
    target_at: Option<Timestamp>,
    /// Until when it rests.
    #[schema(required)]
    hold_until: Option<Timestamp>,
}

page! {
    /// One page of repairs, newest first.
    RepairPage of RepairSummary
}

/// Which repairs to list. Different filters are AND.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RepairQuery {
    /// Any of these states, separated by commas; all, if absent.
    #[param(
        min_length = 1,
        max_length = 300,
        required = false,
        nullable = false,
        example = "received,diagnosing"
    )]
    state: Option<String>,
    /// Of this product.
    #[param(required = false, nullable = false)]
    product_id: Option<Uuid>,
    /// Of this ticket.
    #[param(required = false, nullable = false)]
    ticket_id: Option<Uuid>,
    /// Of this device.
    #[param(required = false, nullable = false)]
    device_id: Option<Uuid>,
    /// Who works on it: `me`, or an account's id. Staff only.
    #[param(min_length = 2, max_length = 36, required = false, nullable = false, example = "me")]
    assignee: Option<String>,
    /// What the desk wanted to have moved on by now. Staff only.
    #[param(required = false, nullable = false)]
    overdue: Option<bool>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, nullable = false)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 500, required = false, nullable = false)]
    cursor: Option<String>,
}

/// The most characters of a list of states.
const MAX_STATES: usize = 300;

fn refused(parameter: &'static str, detail: &'static str) -> Problem {
    let field = FieldProblem::at_parameter(parameter, "invalid_value", detail);
    Problem::new(ProblemCode::InvalidParameter).field(field)
}

impl RepairQuery {
    fn filter(&self, cx: &Ctx, viewer: Viewer) -> Result<RepairFilter, Problem> {
        let internal = [("assignee", self.assignee.is_some()), ("overdue", self.overdue.is_some())];
        if let Some((parameter, _)) = internal.into_iter().find(|(_, used)| *used && !viewer.is_staff()) {
            return Err(refused(parameter, "is for staff only"));
        }
        Ok(RepairFilter {
            states: self.state.as_deref().map(|list| states(viewer, list)).transpose()?.unwrap_or_default(),
            product: self.product_id.map(ProductId::from_uuid),
            ticket: self.ticket_id.map(TicketId::from_uuid),
            device: self.device_id.map(DeviceId::from_uuid),
            assignee: self.assignee.as_deref().map(|who| assignee(cx, who)).transpose()?,
            overdue_at: (self.overdue == Some(true)).then(|| cx.now()),
        })
    }

    /// What makes this list this one, for its cursors.
    fn identity(&self) -> String {
        let Self { state, product_id, ticket_id, device_id, assignee, overdue, limit: _, cursor: _ } = self;
        format!("{state:?}{product_id:?}{ticket_id:?}{device_id:?}{assignee:?}{overdue:?}")
    }
}

/// States by their names; a customer knows no `testing`.
fn states(viewer: Viewer, list: &str) -> Result<Vec<repair::State>, Problem> {
    if list.len() > MAX_STATES {
        return Err(refused("state", "must have at most 300 characters"));
    }
    let known = |name| repair::State::from_name(name).filter(|state| viewer.state(*state) == *state);
    let parsed: Option<Vec<_>> = list.split(',').map(known).collect();
    parsed.ok_or_else(|| refused("state", "must be states, separated by commas"))
}

fn assignee(cx: &Ctx, who: &str) -> Result<AccountId, Problem> {
    if who == "me" {
        return Ok(cx.actor().principal()?.account);
    }
    let id = Uuid::parse_str(who).map_err(|_| refused("assignee", "must be me or an id"))?;
    Ok(AccountId::from_uuid(id))
}

/// List repairs
///
/// One's own, for a customer; all, for staff. Newest first.
#[utoipa::path(
    get,
    path = "/repairs",
    operation_id = "listRepairs",
    tag = "Repairs",
    params(RepairQuery),
    responses((status = 200, description = "One page.", body = RepairPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_repairs(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<RepairQuery>,
) -> Result<PageAnswer<RepairPage>, Problem> {
    let cx = app.ctx(actor);
    let viewer = Viewer::of(&actor)?;
    let filter = query.filter(&cx, viewer)?;
    let list = List::new(&app, &cx, "listRepairs", &query.identity());
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().read().await?;
    let page = tx.repairs().list(viewer, &filter, &request).await?;
    let products = products_of(&mut *tx, &page.items).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.iter().map(|case| summary(viewer, &products, case));
    let items = items.collect::<Result<_, _>>()?;
    Ok(PageAnswer { body: RepairPage { items, next_cursor }, link })
}

type Products = HashMap<ProductId, ProductRef>;

async fn products_of(tx: &mut dyn Tx, cases: &[repair::Repair]) -> Result<Products, Error> {
    let mut ids: Vec<_> = cases.iter().map(|case| case.product).collect();
    ids.sort_unstable();
    ids.dedup();
    let products = tx.products().find_many(&ids).await?;
    Ok(products.iter().map(|product| (product.id, ProductRef::from(product))).collect())
}

fn summary(viewer: Viewer, products: &Products, case: &repair::Repair) -> Result<RepairSummary, Error> {
    Ok(RepairSummary {
        id: case.id.as_uuid(),
        rma_number: case.rma_number.as_str().to_owned(),
        ticket_id: case.ticket.map(TicketId::as_uuid),
        product: products.get(&case.product).cloned().ok_or(Error::NotFound("product"))?,
        device_id: case.device.map(DeviceId::as_uuid),
        state: viewer.state(case.state).into(),
        outcome: case.outcome.map(Into::into),
        awaiting_address_since: case.awaiting_address_since.map(Into::into),
        staff: viewer.is_staff().then(|| RepairSummaryStaffPart {
            assignee_id: case.assignee.map(AccountId::as_uuid),
            target_at: repair::target(case).map(Into::into),
            hold_until: case.hold_until().map(Into::into),
        }),
        version: viewer.version(case),
        created_at: case.created_at.into(),
        updated_at: updated_at(viewer, case),
    })
}
