//! Merges, splits and links.

use domain::identity::Permission::{TicketRead, TicketWrite};

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("listMerges", &[TicketRead]),
    any_of("mergeTicket", &[TicketWrite]),
    any_of("previewMerge", &[TicketWrite]),
    any_of("undoMerge", &[TicketWrite]),
    any_of("splitTicket", &[TicketWrite]),
    any_of("listTicketLinks", &[TicketRead]),
    any_of("linkTicket", &[TicketWrite]),
    any_of("unlinkTicket", &[TicketWrite]),
];
