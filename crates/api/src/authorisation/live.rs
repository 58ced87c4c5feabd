use domain::identity::Permission::{TicketRead, TicketRequest};

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("streamEvents", &[TicketRequest, TicketRead]),
    any_of("getPresence", &[TicketRead]),
    any_of("setPresence", &[TicketRead]),
];
