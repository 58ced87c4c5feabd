use domain::identity::Permission::{TicketRead, TicketRequest, TicketWrite};

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("listParticipants", &[TicketRequest, TicketRead]),
    any_of("inviteParticipant", &[TicketRequest, TicketWrite]),
    any_of("addParticipant", &[TicketRequest, TicketRead]),
    any_of("removeParticipant", &[TicketRequest, TicketRead]),
    any_of("undoMessage", &[TicketWrite]),
];
