use domain::identity::Permission::{TicketRead, TicketRequest};

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[any_of("search", &[TicketRequest, TicketRead])];
