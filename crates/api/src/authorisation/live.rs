use domain::identity::Permission::{self, TicketNote, TicketRead, TicketRequest, TicketWrite};

use super::{Access, Operation, any_of};

const WRITERS: &[Permission] = &[TicketRequest, TicketWrite, TicketNote];

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("streamEvents", &[TicketRequest, TicketRead]),
    any_of("getPresence", &[TicketRead]),
    any_of("setPresence", &[TicketRead]),
    any_of("getDraft", WRITERS),
    Operation { id: "putDraft", access: Access::AnyOf(WRITERS), fields: &[("kind=note", TicketNote)] },
    any_of("deleteDraft", WRITERS),
    any_of("listDrafts", WRITERS),
];
