//! Which tickets and messages a viewer may know of: one condition for every query.

use domain::{
    id::AccountId,
    ticket::{MessageKind, ParticipantRole, Viewer},
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Condition, Expr, SelectStatement},
};

use crate::entity::{message, participant, ticket};

/// The tickets that are there: not those that were deleted, which only `deletion.rs` looks at.
pub(crate) fn present() -> Expr {
    ticket::Column::DeletedAt.is_null()
}

/// The tickets that the viewer may know of: a customer's own, and those they take part in.
pub(crate) fn visible_tickets(viewer: Viewer) -> Condition {
    Condition::all().add(present()).add(of_viewer(viewer))
}

/// The same, of those that were deleted, too: for what tells that they were.
pub(crate) fn of_viewer(viewer: Viewer) -> Condition {
    match viewer {
        Viewer::Staff => Condition::all(),
        Viewer::Requester(account) => {
            let id = (ticket::Entity, ticket::Column::Id);
            let takes_part = part(account, ParticipantRole::Cc)
                .filter(Expr::col((participant::Entity, participant::Column::TicketId)).equals(id))
                .into_query();
            Condition::any()
                .add(ticket::Column::RequesterId.eq(account.as_uuid()))
                .add(Expr::exists(takes_part))
        }
    }
}

/// The messages of a visible ticket that the viewer may know of.
pub(crate) fn visible_messages(viewer: Viewer) -> Condition {
    match viewer {
        Viewer::Staff => Condition::all(),
        Viewer::Requester(_) => Condition::all()
            .add(message::Column::Kind.eq(MessageKind::Reply.name()))
            .add(message::Column::HeldUntil.is_null()),
    }
}

/// The ids of the tickets that the account takes part in.
pub(super) fn takes_part_in(account: AccountId, role: ParticipantRole) -> SelectStatement {
    part(account, role).into_query()
}

fn part(account: AccountId, role: ParticipantRole) -> sea_orm::Select<participant::Entity> {
    participant::Entity::find()
        .select_only()
        .column(participant::Column::TicketId)
        .filter(participant::Column::AccountId.eq(account.as_uuid()))
        .filter(participant::Column::Role.eq(role.name()))
}
