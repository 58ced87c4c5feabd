use domain::identity::Permission::{TicketAssign, TicketRead, ViewShare};

use super::{Access, Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("listViews", &[TicketRead]),
    Operation {
        id: "createView",
        access: Access::AnyOf(&[TicketRead]),
        fields: &[("shared_with=everyone", ViewShare)],
    },
    any_of("countViews", &[TicketRead]),
    any_of("getView", &[TicketRead]),
    Operation {
        id: "updateView",
        access: Access::AnyOf(&[TicketRead]),
        fields: &[("shared_with=everyone", ViewShare)],
    },
    any_of("deleteView", &[TicketRead]),
    any_of("listViewTickets", &[TicketRead]),
    any_of("takeNextTicket", &[TicketAssign]),
];
