//! What a filter leaves, in SQL.

use domain::{
    id::{AccountId, DeviceId},
    search::{Condition as Asked, Criterion},
    ticket::{Part, ParticipantRole, Status, TeamFilter, TicketFilter, Viewer},
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Condition, Expr, Func, SelectStatement},
};

use super::{
    list::updated_column,
    recipient::mentioned_in,
    visibility::{present, takes_part_in},
};
use crate::{
    entity::{device, ticket::Column, ticket_tag},
    search::condition,
};

/// The most teams that are read one by one; more are read together, and sorted.
const MOST_TEAMS: usize = 16;

/// The parts that a list is the union of, each of which an index can serve; none overlaps another.
pub(super) fn parts(viewer: Viewer, filter: &TicketFilter) -> Vec<Condition> {
    let statuses = statuses(viewer, filter);
    match viewer {
        // Few are left, and all of them named: no part of the list needs to be in order.
        Viewer::Staff if is_among(filter) => vec![all(filter)],
        Viewer::Staff => in_order(&statuses, filter),
        Viewer::Requester(account) => of_requester(&statuses, filter, account),
    }
}

/// All that staff's filter asks for.
pub(super) fn all(filter: &TicketFilter) -> Condition {
    let statuses = statuses(Viewer::Staff, filter).into_iter().map(Status::name);
    let of_status = Condition::all().add(Column::Status.is_in(statuses));
    of_status.add_option(of_teams(filter)).add(beside(Viewer::Staff, filter))
}

fn is_among(filter: &TicketFilter) -> bool {
    filter.conditions.iter().any(|asked| matches!(asked.criterion, Criterion::Among(_)))
}

/// The statuses to read: those asked for, as the viewer names them.
fn statuses(viewer: Viewer, filter: &TicketFilter) -> Vec<Status> {
    let seen = |status: Status| match viewer {
        Viewer::Staff => status,
        Viewer::Requester(_) => status.as_seen_by_requester(),
    };
    let holds = |status: Status, asked: &Asked| match &asked.criterion {
        Criterion::Status(values) => values.contains(&status) != asked.negated,
        _ => true,
    };
    let fits = |status: &Status| {
        let status = seen(*status);
        (filter.status.is_empty() || filter.status.contains(&status))
            && filter.conditions.iter().all(|asked| holds(status, asked))
    };
    Status::ALL.into_iter().filter(fits).collect()
}

/// One part for each status and team.
fn in_order(statuses: &[Status], filter: &TicketFilter) -> Vec<Condition> {
    let teams: Vec<_> = match &filter.team {
        Some(TeamFilter::AnyOf(teams)) if teams.len() <= MOST_TEAMS => {
            teams.iter().map(|team| Some(Column::TeamId.eq(team.as_uuid()))).collect()
        }
        _ => vec![of_teams(filter)],
    };
    let of_status = |status: &Status| {
        let status = Column::Status.eq(status.name());
        teams.iter().map(move |team| Condition::all().add(status.clone()).add_option(team.clone()))
    };
    statuses.iter().flat_map(of_status).collect()
}

fn of_teams(filter: &TicketFilter) -> Option<Expr> {
    filter.team.as_ref().map(|team| match team {
        TeamFilter::None => Column::TeamId.is_null(),
        TeamFilter::AnyOf(teams) => Column::TeamId.is_in(teams.iter().map(|team| team.as_uuid())),
    })
}

fn of_requester(statuses: &[Status], filter: &TicketFilter, account: AccountId) -> Vec<Condition> {
    let own = |status: &Status| {
        let status = Condition::all().add(Column::Status.eq(status.name()));
        status.add(Column::RequesterId.eq(account.as_uuid()))
    };
    let as_cc = || {
        // Wrapped, the status offers the engine no index to prefer to the person's few tickets.
        let status = Func::coalesce([Expr::col(Column::Status), Expr::value("")]);
        Condition::all()
            .add(Column::Id.in_subquery(takes_part_in(account, ParticipantRole::Cc)))
            .add(Column::RequesterId.ne(account.as_uuid()))
            .add(Expr::expr(status).is_in(statuses.iter().map(|status| status.name())))
    };
    match filter.part {
        Some(Part::Requester) => statuses.iter().map(own).collect(),
        Some(Part::Participant(..)) => vec![as_cc()],
        None => statuses.iter().map(own).chain([as_cc()]).collect(),
    }
}

/// About a device; for a customer, only while it is their own.
fn about(viewer: Viewer, device: DeviceId) -> Condition {
    let about = Condition::all().add(Column::DeviceId.eq(device.as_uuid()));
    match viewer {
        Viewer::Staff => about,
        Viewer::Requester(account) => {
            let own = device::Entity::find_by_id(device.as_uuid())
                .select_only()
                .column(device::Column::Id)
                .filter(device::Column::OwnerId.eq(account.as_uuid()));
            about.add(Column::DeviceId.in_subquery(own.into_query()))
        }
    }
}

/// What a filter asks for beside status and team.
pub(super) fn beside(viewer: Viewer, filter: &TicketFilter) -> Condition {
    let updated = updated_column(viewer);
    let names = |names: Vec<&'static str>| (!names.is_empty()).then(|| Column::Kind.is_in(names));
    let followed = match (viewer, filter.part) {
        (Viewer::Staff, Some(Part::Participant(account, role))) => Some(takes_part_in(account, role)),
        _ => None,
    };
    let ranks: Vec<_> = filter.priority.iter().map(|priority| priority.rank()).collect();
    let tags = filter.tags.iter().map(|tag| Column::Id.in_subquery(tagged(tag.as_str())));
    let all = tags
        .fold(Condition::all().add(present()), Condition::add)
        .add_option(followed.map(|followed| Column::Id.in_subquery(followed)))
        .add_option(filter.mentioned.map(|account| Column::Id.in_subquery(mentioned_in(account))))
        .add_option(filter.requester.map(|account| Column::RequesterId.eq(account.as_uuid())))
        .add_option(filter.assignee.map(|assignee| match assignee {
            Some(account) => Column::AssigneeId.eq(account.as_uuid()),
            None => Column::AssigneeId.is_null(),
        }))
        .add_option((!ranks.is_empty()).then(|| Column::Priority.is_in(ranks)))
        .add_option(names(filter.kind.iter().map(|kind| kind.name()).collect()))
        .add_option(
            filter
                .snoozed
                .map(|asleep| if asleep { Column::WakeAt.is_not_null() } else { Column::WakeAt.is_null() }),
        )
        .add_option(filter.woke_after.map(|at| Column::WokeAt.gte(at)))
        .add_option(filter.device.map(|device| about(viewer, device)))
        .add_option(filter.updated_after.map(|at| updated.gte(at)))
        .add_option(filter.updated_before.map(|at| updated.lt(at)))
        .add_option(filter.created_after.map(|at| Column::CreatedAt.gte(at)))
        .add_option(filter.created_before.map(|at| Column::CreatedAt.lt(at)));
    filter.conditions.iter().fold(all, |all, asked| all.add_option(condition(viewer, asked)))
}

pub(crate) fn tagged(tag: &str) -> SelectStatement {
    ticket_tag::Entity::find()
        .select_only()
        .column(ticket_tag::Column::TicketId)
        .filter(ticket_tag::Column::Tag.eq(tag))
        .into_query()
}
