//! One page of cases, and who may know of which.

use domain::{
    Result,
    id::RepairId,
    page::{Page, PageRequest},
    repair::{Repair, RepairFilter, State, Viewer},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

use super::row::to_case;
use crate::{
    conn::Conn,
    entity::repair_case::{Column, Entity},
    error::OrStoreError,
};

/// The row filter: staff see all, a customer the own.
pub(super) fn visible_to(viewer: Viewer) -> Condition {
    match viewer {
        Viewer::Staff => Condition::all(),
        Viewer::Requester(account) => Condition::all().add(Column::RequesterId.eq(account.as_uuid())),
    }
}

/// The case of a drill, whose product is its own and has its id, is nobody's work.
pub(crate) fn no_drill() -> Condition {
    Condition::all().add(Expr::col((Entity, Column::ProductId)).not_equals((Entity, Column::Id)))
}

pub(super) async fn list(
    db: &Conn,
    viewer: Viewer,
    filter: &RepairFilter,
    page: &PageRequest<RepairId>,
) -> Result<Page<Repair, RepairId>> {
    let select = Entity::find()
        .filter(visible_to(viewer))
        .filter(no_drill())
        .filter(conditions(viewer, filter))
        .apply_if(page.after, |select, after| select.filter(Column::Id.lt(after.as_uuid())))
        .order_by_desc(Column::Id)
        .limit(u64::from(page.limit) + 1);
    let rows = select.all(db).await.or_store_error()?;
    let cases = rows.into_iter().map(to_case).collect::<Result<Vec<_>>>()?;
    Ok(Page::from_overfull(cases, page.limit, |case| case.id))
}

fn conditions(viewer: Viewer, filter: &RepairFilter) -> Condition {
    let RepairFilter { states, product, ticket, device, assignee, overdue_at } = filter;
    Condition::all()
        .add_option((!states.is_empty()).then(|| Column::State.is_in(names(viewer, states))))
        .add_option(product.map(|product| Column::ProductId.eq(product.as_uuid())))
        .add_option(ticket.map(|ticket| Column::TicketId.eq(ticket.as_uuid())))
        .add_option(device.map(|device| Column::DeviceId.eq(device.as_uuid())))
        .add_option(assignee.map(|assignee| Column::AssigneeId.eq(assignee.as_uuid())))
        .add_option(overdue_at.map(|now| Column::TargetAt.lt(now)))
}

/// The states that look to the viewer like one of these.
fn names(viewer: Viewer, states: &[State]) -> Vec<&'static str> {
    let looks = |state: &&State| states.contains(&viewer.state(**state));
    State::ALL.iter().filter(looks).map(|state| state.name()).collect()
}

/// Tickets with a case that is open.
pub(crate) fn tickets_in_repair() -> SelectStatement {
    Entity::find()
        .select_only()
        .column(Column::TicketId)
        .filter(Column::TicketId.is_not_null())
        .filter(Column::EndedAt.is_null())
        .into_query()
}
