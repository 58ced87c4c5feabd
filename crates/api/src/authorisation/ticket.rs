use domain::identity::Permission::{
    self, TagManage, TicketAssign, TicketDelete, TicketNote, TicketOpenFor, TicketRead, TicketRequest,
    TicketTag, TicketWrite,
};

use super::{Access, Operation, any_of};

const REQUESTER_OR_READER: &[Permission] = &[TicketRequest, TicketRead];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        id: "createTicket",
        access: Access::AnyOf(&[TicketRequest, TicketOpenFor]),
        fields: &[("requester_id", TicketOpenFor)],
    },
    any_of("listTickets", REQUESTER_OR_READER),
    any_of("getTicket", REQUESTER_OR_READER),
    Operation {
        id: "updateTicket",
        access: Access::AnyOf(&[TicketRequest, TicketWrite, TicketAssign, TicketTag]),
        fields: &[
            ("subject", TicketWrite),
            ("type", TicketWrite),
            ("priority", TicketWrite),
            ("assignee_id", TicketAssign),
            ("team_id", TicketAssign),
            ("tags", TicketTag),
            ("add_tags", TicketTag),
            ("remove_tags", TicketTag),
        ],
    },
    Operation {
        id: "createMessage",
        access: Access::AnyOf(&[TicketRequest, TicketWrite, TicketNote]),
        fields: &[("kind=note", TicketNote)],
    },
    any_of("listMessages", REQUESTER_OR_READER),
    any_of("getMessage", REQUESTER_OR_READER),
    any_of("listTicketEvents", REQUESTER_OR_READER),
    any_of("listDeletedTickets", &[TicketDelete]),
    any_of("deleteTicket", &[TicketDelete]),
    any_of("restoreTicket", &[TicketDelete]),
    any_of("listTags", &[TicketRead]),
    any_of("renameTag", &[TagManage]),
    any_of("getTagRename", &[TagManage]),
    any_of("removeTag", &[TagManage]),
    any_of("getTagRemoval", &[TagManage]),
    any_of("claimTicket", &[TicketAssign]),
    any_of("snoozeTicket", &[TicketWrite]),
    any_of("cancelSnooze", &[TicketWrite]),
];
