use domain::identity::Permission::{self, TicketAssign, TicketTag, TicketWrite};

use super::{Operation, any_of};

/// Each ticket takes the rights for what is done to it.
const CHANGES_TICKETS: &[Permission] = &[TicketWrite, TicketAssign, TicketTag];

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("orderBulk", CHANGES_TICKETS),
    any_of("getBulk", CHANGES_TICKETS),
    any_of("cancelBulk", CHANGES_TICKETS),
    any_of("listBulkResults", CHANGES_TICKETS),
];
